//! What there is besides ledgers: a registration certificate, nothing at all, or a source that could not be asked.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use crate::known::Known;
use crate::node::{Element, el};
use crate::words::Words;

/// Each state in its own words, with its own advice.
pub fn standing(words: &Words, known: &Known) -> Vec<Element> {
    let view = &known.view;
    let only_registered = view.ledgers.is_empty() && !view.registrations.is_empty();
    let registered = only_registered.then_some("standing.registration_only");
    let keys = registered.into_iter().chain(view.sources.iter().filter_map(|source| source.advice));
    keys.map(|key| el("p.card").with(words.say(key))).collect()
}
