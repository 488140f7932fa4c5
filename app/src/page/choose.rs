//! Choosing a sample person. Only in the sandbox.

use super::{Page, Scene, Viewer};
use crate::command::Order;
use crate::node::{Element, el};
use crate::told::SamplePerson;

/// The sample people, each with what is worth seeing.
pub fn page(scene: &Scene<'_>, people: &[SamplePerson]) -> Page {
    let words = scene.words;
    let desk = el("a").set("href", "/sandbox/desk").set("target", "_blank").set("rel", "noopener");
    let body = vec![
        el("p").with(words.say("choose.text")),
        el("ul.choices").with(people.iter().map(|person| choice(scene, person)).collect::<Vec<Element>>()),
        el("p").with(words.say("choose.desk")).with(" ").with(desk.with(words.say("choose.desk_link"))),
    ];
    Page::new(words, "choose.title", body)
}

fn choice(scene: &Scene<'_>, person: &SamplePerson) -> Element {
    let mut button = el("button.choice")
        .set("type", "button")
        .set("id", person.id.clone())
        .with(el("span.choice__name").with(person.name.clone()))
        .with(el("span.choice__about").with(person.about.clone()));
    if let Viewer::Citizen(citizen) = &scene.viewer {
        button = button.on(citizen.orders(Order::Be(person.id.clone())));
    }
    el("li").with(button)
}
