//! Links and buttons.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use crate::action::Do;
use crate::node::{Element, Nodes, el};
use crate::route::Route;

/// What only a screen reader says after a link or button, where several on a page read alike. In words and not as a label: a label would have
/// to repeat what is seen, and readings above characters cannot be repeated.
pub fn about(text: &str) -> Element {
    el("span.visually-hidden").with([" ", text].concat())
}

/// A link inside the portal: an ordinary one that opens in place on an ordinary click.
pub fn link(to: Route, text: impl Into<Nodes>) -> Element {
    el("a").set("href", to.href()).on(Do::Go(to)).with(text)
}

/// A button.
pub fn button(text: String, action: Do) -> Element {
    el("button.button").set("type", "button").on(action).with(text)
}

/// A button that is not the first thing to do here.
pub fn quiet(text: String, action: Do) -> Element {
    el("button.button.button--quiet").set("type", "button").on(action).with(text)
}

/// A button that opens something and closes it again.
pub fn turn(text: String, name: &str, open: bool) -> Element {
    quiet(text, Do::Turn(name.to_owned())).set("aria-expanded", if open { "true" } else { "false" })
}
