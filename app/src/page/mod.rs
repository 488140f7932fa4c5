//! The pages. Each is one function from what is known to a page as data; the frame around them is the same everywhere.

mod certificates;
pub mod choose;
mod claim;
mod counter;
mod home;
mod notices;
mod payments;
mod procedures;
mod settings;
#[cfg(test)]
pub mod tests;
pub mod troubled;
mod what_if;

use crate::component::frame::frame;
use crate::desk::Desk;
use crate::known::State;
use crate::node::Node;
use crate::route::Route;
use crate::ruby;
use crate::words::{Language, Words};

/// Everything a page may look at.
pub struct Scene<'a> {
    /// The words.
    pub words: &'a Words,
    /// The address.
    pub route: Route,
    /// What is known.
    pub state: &'a State,
    /// What is open and chosen.
    pub desk: &'a Desk,
}

/// A page, before the frame.
pub struct Page {
    /// Its heading and title.
    pub title: String,
    /// What is on it, below the heading.
    pub body: Vec<Node>,
    /// Nothing but itself on the screen.
    pub alone: bool,
}

impl Page {
    /// A page in the frame; `title` is a key of the words.
    fn new(words: &Words, title: &str, body: impl Into<crate::node::Nodes>) -> Page {
        Page { title: words.say(title), body: body.into().0, alone: false }
    }
}

/// The page for the present address and the present knowledge: its title and everything on the screen.
pub fn page(scene: &Scene<'_>) -> (String, Node) {
    let page = content(scene);
    let name = scene.words.say("app.name");
    let title = if page.title == name { name } else { [&page.title, "｜", &name].concat() };
    let whole = frame(scene, page);
    let easy = scene.words.language == Language::EasyJapanese;
    (title, Node::Element(if easy { ruby::annotate(whole) } else { whole }))
}

fn content(scene: &Scene<'_>) -> Page {
    let words = scene.words;
    if scene.route == Route::Settings {
        return settings::page(scene);
    }
    let known = match scene.state {
        State::Loading => return troubled::loading(words),
        State::Failed(trouble) => return troubled::failed(words, *trouble),
        State::SignedOut(people) if people.is_empty() => return troubled::signed_out(words),
        State::SignedOut(people) => return choose::page(words, people),
        State::Known(known, _) => known,
    };
    match scene.route {
        Route::Home | Route::Choose | Route::Settings => home::page(scene, known),
        Route::Payments(month) => payments::page(scene, known, month),
        Route::Certificates => certificates::page(scene, known),
        Route::Counter(place) => counter::page(scene, known, place),
        Route::Procedures => procedures::page(scene, known),
        Route::Notices => notices::page(scene, known),
        Route::WhatIf => what_if::page(scene, known),
        Route::Claim => claim::page(scene, known),
        Route::Unknown => troubled::unknown(words),
    }
}
