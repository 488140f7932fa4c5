//! What stands around every page: our name, who is shown, the settings, the places to go.

use super::link::{link, quiet};
use crate::action::Do;
use crate::known::{Known, State};
use crate::node::{Element, el};
use crate::page::{Page, Scene};
use crate::route::Route;

/// A page in its frame.
pub fn frame(scene: &Scene<'_>, page: Page) -> Element {
    let words = scene.words;
    let heading = el("h1").set("tabindex", "-1").with(page.title);
    let main = el("main").set("id", "main").set("tabindex", "-1").with(heading).with(page.body);
    if page.alone {
        return el("div.alone").with(main);
    }
    let known = match scene.state {
        State::Known(known, _) => Some(&**known),
        _ => None,
    };
    let synthetic = known.is_some_and(|known| known.view.person.synthetic);
    el("div")
        .with(el("a.skip").set("href", "#main").with(words.say("frame.skip")))
        .with(
            el("header")
                .with(masthead(scene))
                .with(known.map(|known| whom(scene, known)))
                .with(synthetic.then(|| el("p.sandbox").with(words.say("frame.synthetic")))),
        )
        .with(known.map(|known| places(scene, known)))
        .with(main)
        .with(el("footer.foot").with(words.say("frame.not_official")))
}

fn masthead(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let settings = link(Route::Settings, words.say("frame.settings"));
    el("div.masthead")
        .with(el("span.masthead__name").with(words.say("app.name")))
        .with(current(settings, scene.route == Route::Settings))
}

/// The five places, always the same five.
fn places(scene: &Scene<'_>, known: &Known) -> Element {
    let words = scene.words;
    let route = scene.route;
    let place = |to: Route, key: &str, inside: bool| current(link(to, words.say(key)), inside);
    let unread = unread(scene, known);
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
            matches!(route, Route::Payments(_) | Route::WhatIf | Route::Claim),
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

fn unread(scene: &Scene<'_>, known: &Known) -> usize {
    known.news.notices.iter().filter(|notice| !notice.quiet && !scene.desk.has_read(&notice.id)).count()
}

fn whom(scene: &Scene<'_>, known: &Known) -> Element {
    let words = scene.words;
    let name = crate::node::Node::Text(known.view.person.name.clone());
    el("div.whom")
        .with(el("span").with(words.tell("frame.shown", &[("name", name)])))
        .with(quiet(words.say("frame.sign_out"), Do::Leave).set("id", "sign-out"))
}
