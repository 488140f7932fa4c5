//! The pages. Each is one function from what is known to a page as data; the frame around them is the same everywhere.

mod certificates;
pub mod choose;
mod claim;
mod counter;
mod home;
mod looks;
mod notices;
mod payments;
mod people;
mod procedures;
mod receipt;
mod sessions;
mod settings;
#[cfg(test)]
pub mod tests;
pub mod troubled;
mod what_if;

use crate::command::{Citizen, Order};
use crate::component::frame::frame;
use crate::desk::Desk;
use crate::host::Host;
use crate::known::State;
use crate::made::Made;
use crate::node::{Element, Node};
use crate::route::Route;
use crate::ruby;
use crate::told::{NoticeTold, Papers};
use crate::words::{Language, Words};

/// Everything a page may look at.
pub struct Scene<'a> {
    /// The words.
    pub words: &'a Words,
    /// The address.
    pub route: Route,
    /// What is known.
    pub state: &'a State,
    /// What is known besides the facts.
    pub papers: &'a Papers,
    /// What is open and chosen.
    pub desk: &'a Desk,
    /// Who looks.
    pub viewer: Viewer<'a>,
    /// The page all this stands on.
    pub host: &'a Host,
    /// The browser's clock, for what has gone by since something was told.
    pub now: u32,
    /// What of the page before is still as it was.
    pub made: &'a Made,
}

/// Who looks at the page.
pub enum Viewer<'a> {
    /// The person, or somebody who acts for them.
    Citizen(&'a Citizen),
    /// An officer, who sees what the person sees and can command nothing (職員プレビュー).
    Officer,
}

impl Scene<'_> {
    /// Is this notice still to be read?
    pub fn is_unread(&self, told: &NoticeTold) -> bool {
        !told.read && !self.desk.has_read(told.sequence)
    }

    /// A part of the page as it goes into the document: readings above their characters, addresses below the host's.
    pub fn finished(&self, part: Element) -> Element {
        let easy = self.words.language == Language::EasyJapanese;
        let mut part = if easy { ruby::annotate(part) } else { part };
        if !(self.host.base.is_empty() && self.host.hub.is_empty()) {
            stand_on(self.host, &mut part);
        }
        part
    }
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
    let title = if easy { ruby::plain(&title) } else { title };
    (title, Node::Element(scene.finished(whole)))
}

/// A link to a page of the portal leads below the host's base; any other address that begins at the root is the hub's.
fn stand_on(host: &Host, element: &mut Element) {
    let own = element.on.as_ref().is_some_and(|on| on.leads_to().is_some());
    for (_, address) in element.attributes.iter_mut().filter(|(name, _)| *name == "href") {
        if own {
            *address = [&host.base, &**address].concat();
        } else if let Some(kind) = address.strip_prefix("/apply/").filter(|_| !host.apply.is_empty()) {
            *address = [&host.apply, kind].concat();
        } else if address.starts_with('/') {
            *address = [&host.hub, &**address].concat();
        }
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            stand_on(host, child);
        }
    }
}

/// What stands in the frame. Each page is a function of its own in the program, too: a browser compiles it when it is opened.
fn content(scene: &Scene<'_>) -> Page {
    let words = scene.words;
    if scene.route == Route::Settings {
        return settings::page(scene);
    }
    let known = match scene.state {
        State::Loading => return troubled::loading(words),
        State::Failed(trouble) => return troubled::failed(words, *trouble),
        State::PreviewOver => return troubled::preview_over(words),
        State::Left => return troubled::left(words),
        State::SignedOut(people) if people.is_empty() => {
            return troubled::signed_out(words, &scene.host.base);
        }
        State::SignedOut(people) => {
            return choose::page(words, people, |person| match &scene.viewer {
                Viewer::Citizen(citizen) => Some(citizen.orders(Order::Be(person.to_owned()))),
                Viewer::Officer => None,
            });
        }
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
        Route::Receipt => receipt::page(scene, known),
        Route::Claim => claim::page(scene, known),
        Route::People => people::page(scene, known),
        Route::Looks => looks::page(scene, known),
        Route::Sessions => sessions::page(scene),
        Route::Unknown => troubled::unknown(words),
    }
}
