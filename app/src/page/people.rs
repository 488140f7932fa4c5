//! Whose pages to see: one's own, or those of a person one may act for. The hub says whom; somebody undisclosed is never among them.

use super::procedures::ages;
use super::{Page, Scene, Viewer};
use crate::command::Order;
use crate::component::order::absent;
use crate::known::Known;
use crate::node::{Element, el};
use crate::told::{ActsFor, Asked};

/// Everybody there is to switch to, then the ages at which something changes for the person shown.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let shown = &known.told.facts.person.id;
    let choice = |one: &ActsFor| el("li").with(person(scene, one, one.person == *shown));
    let list = match &scene.papers.people {
        Asked::There(people) if people.len() > 1 => el("div")
            .with(el("p").with(words.say("people.text")))
            .with(el("ul.choices").with(people.iter().map(choice).collect::<Vec<Element>>()))
            .with(el("p.support").with(words.say("people.logged"))),
        Asked::There(_) => el("p").with(words.say("people.none")),
        Asked::Failed => el("p.warning").with(words.say("people.failed")),
        Asked::Waiting => el("p").with(words.say("trouble.loading")),
    };
    let body = el("div").with(list).with(ages(words, known));
    Page::new(words, "people.title", body)
}

fn person(scene: &Scene<'_>, one: &ActsFor, shown: bool) -> Element {
    let words = scene.words;
    let Viewer::Citizen(citizen) = &scene.viewer else { return absent(scene, one.name.clone()) };
    let now = shown.then(|| el("span.choice__about.state").with(words.say("people.now")));
    el("button.choice")
        .set("type", "button")
        .set("id", ["show-", &one.person].concat())
        .set("aria-pressed", if shown { "true" } else { "false" })
        .on(citizen.orders(Order::Show(one.person.clone())))
        .with(el("span.choice__name").with(one.name.clone()))
        .with(el("span.choice__about").with(words.name("capacity", &one.capacity)))
        .with(now)
}
