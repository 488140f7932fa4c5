//! 表示: language, colours, the way of writing years; and the way to what the hub keeps about looking.

use super::{Page, Scene};
use crate::action::Do;
use crate::command::Order;
use crate::component::link::link;
use crate::component::order::order;
use crate::known::State;
use crate::node::{Element, el};
use crate::route::Route;
use crate::settings::{Calendar, Shade};
use crate::told::Kept;
use crate::words::Language;

/// Each language by its own name; each of the colours.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>) -> Page {
    let words = scene.words;
    let languages = Language::ALL.into_iter().map(|language| {
        choice(language.name().to_owned(), Do::Speak(language), words.language == language)
            .set("lang", language.tag())
            .set("id", ["speak-", language.code()].concat())
    });
    let shades = Shade::ALL.into_iter().map(|shade| {
        choice(words.name("shade", shade.code()), Do::Wear(shade), scene.desk.shade == shade)
            .set("id", ["wear-", shade.code()].concat())
    });
    let calendars = Calendar::ALL.into_iter().map(|calendar| {
        choice(words.name("calendar", calendar.code()), Do::Reckon(calendar), words.calendar == calendar)
            .set("id", ["reckon-", calendar.code()].concat())
    });
    let record = matches!(scene.state, State::Known(..)).then(|| {
        let places = [Route::Looks, Route::Sessions, Route::People];
        let keys = ["looks.title", "sessions.title", "people.title"];
        let links = places.into_iter().zip(keys).map(|(to, key)| el("li").with(link(to, words.say(key))));
        el("section")
            .with(el("h2").with(words.say("settings.record")))
            .with(el("ul.choices").with(links.collect::<Vec<Element>>()))
    });
    let copy = copy(scene);
    let trouble =
        scene.desk.no_words.then(|| el("p").set("role", "alert").with(words.say("settings.no_words")));
    let body = el("div")
        .with(trouble)
        .with(group(words.say("settings.language"), languages.collect()))
        .with(group(words.say("settings.shade"), shades.collect()))
        .with(group(words.say("settings.calendar"), calendars.collect()))
        .with(copy)
        .with(record)
        .with(el("p.support").with(words.say("settings.kept")));
    Page::new(words, "settings.title", body)
}

/// Whether a copy is kept on this device: the person's own choice, and nobody else's.
fn copy(scene: &Scene<'_>) -> Option<Element> {
    let words = scene.words;
    let State::Known(known, None) = scene.state else { return None };
    // Of somebody one acts for nothing is kept, and among a host's things nothing at all.
    let own = scene.papers.people.there()?.iter().find(|one| one.capacity == "self")?;
    if own.person != known.told.facts.person.id || scene.host.guest.is_some() {
        return None;
    }
    let kept = scene.papers.copy == Kept::Yes;
    let text = words.say(if kept { "copy.stop" } else { "copy.keep" });
    Some(
        el("section")
            .with(el("h2").with(words.say("copy.title")))
            .with(el("p").with(words.say(if kept { "copy.kept" } else { "copy.what" })))
            .with(el("p").with(words.say("copy.until")))
            .with(
                (scene.papers.copy == Kept::Failed)
                    .then(|| el("p").set("role", "alert").with(words.say("copy.failed"))),
            )
            .with(el("p").with(order(scene, text, Order::KeepCopy(!kept)).set("id", "keep-copy"))),
    )
}

fn group(name: String, choices: Vec<Element>) -> Element {
    el("section").with(el("h2").with(name)).with(el("div.options").with(choices))
}

fn choice(name: String, action: Do, chosen: bool) -> Element {
    el("button.button.button--quiet")
        .set("type", "button")
        .set("aria-pressed", if chosen { "true" } else { "false" })
        .on(action)
        .with(name)
}
