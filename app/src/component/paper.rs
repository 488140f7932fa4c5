//! What stands above a page on paper only: whose it is, and of when.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;

/// With the name of the form, where the sheet has one.
pub fn head(words: &Words, known: &Known, form: Option<&str>) -> Element {
    let numbers = known.certificates.certificates.iter().map(|view| &view.printed);
    let numbers: Vec<Node> = numbers
        .filter_map(|certificate| certificate.recipient_number.as_ref())
        .map(|number| Node::Text([" ", &words.say("item.recipient_number"), " ", &number.0].concat()))
        .collect();
    let time = Node::Text(format::moment(words, &known.told.as_of));
    el("div.on-paper")
        .with(form.map(|form| el("p").with(words.say(form))))
        .with(el("p").with(known.view.person.name.clone()).with(numbers))
        .with(el("p").with(words.tell("fresh.as_of", &[("time", time)])))
}
