//! Choosing a sample person. Only in the sandbox.

use super::Page;
use crate::action::Do;
use crate::node::{Element, el};
use crate::told::SamplePerson;
use crate::words::Words;

/// The sample people, each with what is worth seeing, and what being them does.
pub fn page(words: &Words, people: &[SamplePerson], be: impl Fn(&str) -> Option<Do>) -> Page {
    let desk = el("a").set("href", "/sandbox/desk").set("target", "_blank").set("rel", "noopener");
    let body = vec![
        el("p").with(words.say("choose.text")),
        el("ul.choices")
            .with(people.iter().map(|person| choice(person, be(&person.id))).collect::<Vec<Element>>()),
        el("p").with(words.say("choose.desk")).with(" ").with(desk.with(words.say("choose.desk_link"))),
    ];
    Page::new(words, "choose.title", body)
}

fn choice(person: &SamplePerson, be: Option<Do>) -> Element {
    let mut button = el("button.choice")
        .set("type", "button")
        .set("id", person.id.clone())
        .with(el("span.choice__name").with(person.name.clone()))
        .with(el("span.choice__about").with(person.about.clone()));
    button.on = be;
    el("li").with(button)
}
