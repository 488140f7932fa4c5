//! As of when, and whether it still is.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::link::quiet;
use crate::action::Do;
use crate::format;
use crate::known::State;
use crate::node::{Element, Node, el};
use crate::page::Scene;

/// The line every page with amounts begins with; nothing when nothing is known.
pub fn freshness(scene: &Scene<'_>) -> Option<Element> {
    let State::Known(known, trouble) = scene.state else { return None };
    let words = scene.words;
    let stale = trouble.is_some();
    let time = Node::Text(format::moment(words, &known.told.as_of));
    let key = if stale { "fresh.stale" } else { "fresh.as_of" };
    let line = el(if stale { "p.fresh.fresh--stale" } else { "p.fresh" })
        .with(el("span").set("role", "status").with(words.tell(key, &[("time", time)])))
        .with(quiet(words.say("fresh.again"), Do::Refresh));
    Some(el("div").with(line).with(stale.then(|| el("p").with(words.say("trouble.paper")))))
}
