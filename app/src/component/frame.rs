//! What stands around every page: our name, who is shown, the settings, the places to go.

use super::link::link;
use super::order::order;
use super::preview::banner;
use super::staying::staying;
use crate::command::Order;
use crate::known::{Known, State};
use crate::node::{Element, Node, el};
use crate::page::{Page, Scene, Viewer};
use crate::route::Route;

/// A page in its frame.
pub fn frame(scene: &Scene<'_>, page: Page) -> Element {
    let words = scene.words;
    let heading = el("h1").set("tabindex", "-1").with(page.title);
    // In somebody else's page the landmarks are theirs, and ours is one part of it.
    let guest = scene.host.guest.is_some();
    let main = el(if guest { "div.main" } else { "main" });
    let main = main.set("id", "main").set("tabindex", "-1").with(heading).with(page.body);
    let whole = if guest { el("section").set("aria-label", words.say("app.name")) } else { el("div") };
    if page.alone {
        return whole.set("class", "alone").with(preview(scene)).with(staying(scene)).with(main);
    }
    let known = match scene.state {
        State::Known(known, _) => Some(&**known),
        _ => None,
    };
    let synthetic = known.is_some_and(|known| known.view.person.synthetic);
    whole
        .with(preview(scene))
        // In somebody else's page that page has its own way past its header.
        .with((!guest).then(|| el("a.skip").set("href", "#main").with(words.say("frame.skip"))))
        .with(
            el("header")
                .with(masthead(scene))
                .with(known.map(|known| whom(scene, known)))
                .with(synthetic.then(|| el("p.sandbox").with(words.say("frame.synthetic")))),
        )
        .with(staying(scene))
        .with(known.is_some().then(|| places(scene)))
        .with(main)
        .with(el("footer.foot").with(words.say("frame.not_official")))
}

/// Before an officer, on every page.
fn preview(scene: &Scene<'_>) -> Option<Element> {
    match scene.viewer {
        Viewer::Citizen(_) => None,
        Viewer::Officer => Some(banner(scene, scene.papers.acting.as_ref())),
    }
}

fn masthead(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let settings = link(Route::Settings, words.say("frame.settings"));
    el("div.masthead")
        .with(el("span.masthead__name").with(words.say("app.name")))
        .with(current(settings, scene.route == Route::Settings))
}

/// The five places, always the same five.
fn places(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let route = scene.route;
    let place = |to: Route, key: &str, inside: bool| current(link(to, words.say(key)), inside);
    let unread = unread(scene);
    let badge = (unread > 0).then(|| {
        el("span.badge")
            .with(unread.to_string())
            .with(el("span.visually-hidden").with([" ", &words.say("frame.unread")].concat()))
    });
    el("nav.places")
        .set("aria-label", words.say("frame.places"))
        .with(place(Route::Home, "home.title", matches!(route, Route::Home | Route::Choose)))
        .with(place(
            Route::Payments(None),
            "payments.title",
            matches!(route, Route::Payments(_) | Route::Receipt | Route::WhatIf | Route::Claim),
        ))
        .with(place(
            Route::Certificates,
            "certificates.title",
            matches!(route, Route::Certificates | Route::Counter(_)),
        ))
        .with(place(Route::Procedures, "procedures.title", route == Route::Procedures))
        .with(place(Route::Notices, "notices.title", route == Route::Notices).with(badge))
}

fn current(link: Element, inside: bool) -> Element {
    if inside { link.set("aria-current", "page") } else { link }
}

fn unread(scene: &Scene<'_>) -> usize {
    scene.papers.notices.there().map_or(0, |all| all.iter().filter(|told| scene.is_unread(told)).count())
}

/// Whose pages these are. Where there is somebody to switch to, the line leads there.
fn whom(scene: &Scene<'_>, known: &Known) -> Element {
    let words = scene.words;
    let name = ("name", Node::Text(known.view.person.name.clone()));
    let people = scene.papers.people.there().filter(|people| people.len() > 1);
    let shown = people.and_then(|all| all.iter().find(|one| one.person == known.told.facts.person.id));
    let line = match shown {
        Some(one) => {
            let who = ("who", Node::Text(words.name("capacity", &one.capacity)));
            let to = link(Route::People, words.tell("frame.switch", &[who, name]));
            el("span").with(words.say("frame.shown")).with(current(to, scene.route == Route::People))
        }
        None => el("span").with(words.tell("frame.name", &[name])),
    };
    el("div.whom")
        .with(line)
        .with(order(scene, words.say("frame.sign_out"), Order::Leave).set("id", "sign-out"))
}
