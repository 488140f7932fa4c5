//! The flow's pages: each one function from the bench to a page as data.

mod ask;
mod check;
pub mod known;
mod list;
mod send;
mod sent;
mod start;
mod tasks;
#[cfg(test)]
mod tests;
pub mod trouble;

use super::bench::{Bench, Who};
use super::frame::frame;
use super::place::Place;
use crate::command::{Citizen, Order};
use crate::node::{Node, Nodes};
use crate::page::{choose, troubled};
use crate::ruby;
use crate::words::{Language, Words};
use engine::form::Kind;

/// Everything a page may look at.
pub struct Scene<'a> {
    /// The words.
    pub words: &'a Words,
    /// The address.
    pub place: &'a Place,
    /// Everything else.
    pub bench: &'a Bench,
}

/// A page, before the frame.
pub struct Page {
    /// Its heading and title.
    pub title: String,
    /// What stands above the heading: the way back, where one is.
    pub above: Vec<Node>,
    /// What is on it, below the heading.
    pub body: Vec<Node>,
    /// Is there something to put right on it?
    pub wrong: bool,
}

impl Page {
    fn new(title: String, body: impl Into<Nodes>) -> Page {
        Page { title, above: Vec::new(), body: body.into().0, wrong: false }
    }

    fn above(mut self, above: impl Into<Nodes>) -> Page {
        self.above = above.into().0;
        self
    }
}

/// The page for the present address and the present state: its title and everything on the screen.
pub fn page(scene: &Scene<'_>) -> (String, Node) {
    let words = scene.words;
    let page = content(scene);
    let name = words.say("app.name");
    let title = [&page.title, "｜", &name].concat();
    let title =
        if page.wrong { [&words.say("apply.errors.in_title"), "：", &title].concat() } else { title };
    let whole = frame(scene, page);
    let easy = words.language == Language::EasyJapanese;
    if easy {
        (ruby::plain(&title), Node::Element(ruby::annotate(whole)))
    } else {
        (title, Node::Element(whole))
    }
}

fn content(scene: &Scene<'_>) -> Page {
    let words = scene.words;
    let own = |page: crate::page::Page| Page::new(page.title, page.body);
    match &scene.bench.who {
        Who::Loading => return Page::new(words.say("apply.title"), troubled::loading(words).body),
        Who::Failed(trouble) => return own(troubled::failed(words, *trouble)),
        Who::Nobody(people) if people.is_empty() => return own(troubled::signed_out(words, "")),
        Who::Nobody(people) => {
            let citizen = Citizen::own_page();
            let be = |person: &str| Some(citizen.orders(Order::Be(person.to_owned())));
            return own(choose::page(words, people, be));
        }
        Who::Known(_) => {}
    }
    if let Place::Sent(place) = scene.place {
        return sent::page(scene, *place).unwrap_or_else(|| list::page(scene));
    }
    let Some(kind) = scene.place.kind().and_then(Kind::from_code) else { return list::page(scene) };
    // Without a draft there is nothing to fill in: whatever the address says, one begins at the beginning.
    match (scene.place, scene.bench.view()) {
        (Place::Known(_), Some(view)) => known::page(scene, &view),
        (Place::Tasks(_), Some(view)) => tasks::page(scene, &view),
        (Place::Ask(_, question), Some(view)) => {
            ask::page(scene, &view, question).unwrap_or_else(|| tasks::page(scene, &view))
        }
        (Place::Check(_), Some(view)) => check::page(scene, &view),
        (Place::Send(_), Some(view)) => send::page(scene, &view),
        _ => start::page(scene, kind),
    }
}
