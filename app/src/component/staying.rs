//! Before a session ends by itself: a word in time, and one tap to stay.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::order::order;
use crate::command::Order;
use crate::node::{Element, el};
use crate::page::Scene;

/// Nothing while there is time.
pub fn staying(scene: &Scene<'_>) -> Option<Element> {
    let words = scene.words;
    scene.papers.ending.then(|| {
        el("div.staying")
            .set("role", "alert")
            .with(el("p").with(words.say("staying.text")))
            .with(order(scene, words.say("staying.stay"), Order::Stay).set("id", "stay"))
    })
}
