//! Buttons that command. An officer sees in their place what the person has there.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::link::quiet;
use crate::command::Order;
use crate::node::{Element, Node, el};
use crate::page::{Scene, Viewer};
use crate::route::Route;

/// A button that commands.
pub fn order(scene: &Scene<'_>, text: String, what: Order) -> Element {
    match &scene.viewer {
        Viewer::Citizen(citizen) => quiet(text, citizen.orders(what)).set("data-order", ""),
        Viewer::Officer => absent(scene, text),
    }
}

/// The line where a button is on the person's own page.
pub fn absent(scene: &Scene<'_>, text: String) -> Element {
    el("span.absent").with(scene.words.tell("preview.absent", &[("button", Node::Text(text))]))
}

/// A link to what a notice is about. Whoever may command marks it as read by going there.
pub fn read(scene: &Scene<'_>, text: String, sequence: Option<i64>, to: Route) -> Element {
    let link = super::link::link(to, text);
    match (&scene.viewer, sequence) {
        (Viewer::Citizen(citizen), Some(sequence)) => link.on(citizen.orders(Order::Read(sequence, to))),
        _ => link,
    }
}

/// A link to the pages of an application (申請), which are a program of their own: an ordinary one. `kind` as in its address; an officer, who
/// applies for nobody, sees what stands there.
pub fn apply(scene: &Scene<'_>, text: &str, kind: &str) -> Element {
    let text = scene.words.say(text);
    match &scene.viewer {
        Viewer::Citizen(_) => {
            el("a").set("href", ["/apply/", kind].concat()).set("data-order", "").with(text)
        }
        Viewer::Officer => absent(scene, text),
    }
}
