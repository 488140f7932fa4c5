//! The quiet line that says whether what was typed is safe.

use super::bench::Saved;
use super::page::Scene;
use crate::action::Do;
use crate::apply::act::Act;
use crate::component::link::quiet;
use crate::format;
use crate::node::{Element, Node, el};

/// The line; empty while nothing was typed.
pub fn line(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let line = el("p.saved").set("role", "status");
    match scene.bench.draft.as_ref().map(|draft| &draft.saved) {
        None | Some(Saved::Untouched | Saved::Waiting) => line,
        Some(Saved::Going) => line.with(words.say("apply.saving")),
        Some(Saved::At(time)) => {
            let time = Node::Text(format::moment(words, time));
            line.set("data-saved", "").with(words.tell("apply.saved", &[("time", time)]))
        }
        Some(Saved::Not(_)) => line
            .with(words.say("apply.not_saved"))
            .with(" ")
            .with(quiet(words.say("apply.not_saved.again"), Do::Apply(Act::Save))),
    }
}
