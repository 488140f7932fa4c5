//! Choosing a sample person. Only in the sandbox.

use super::Page;
use crate::action::Do;
use crate::net::SamplePerson;
use crate::node::{Element, el};
use crate::words::Words;

/// The sample people, each with what is worth seeing.
pub fn page(words: &Words, people: &[SamplePerson]) -> Page {
    let desk = el("a").set("href", "/sandbox/desk").set("target", "_blank").set("rel", "noopener");
    let body = vec![
        el("p").with(words.say("choose.text")),
        el("ul.choices").with(people.iter().map(choice).collect::<Vec<Element>>()),
        el("p").with(words.say("choose.desk")).with(" ").with(desk.with(words.say("choose.desk_link"))),
    ];
    Page::new(words, "choose.title", body)
}

fn choice(person: &SamplePerson) -> Element {
    let button = el("button.choice")
        .set("type", "button")
        .set("id", person.id.clone())
        .on(Do::Be(person.id.clone()))
        .with(el("span.choice__name").with(person.name.clone()))
        .with(el("span.choice__about").with(person.about.clone()));
    el("li").with(button)
}
