//! What a person can do, and doing it.

use crate::apply::Act;
use crate::desk::Desk;
use crate::net;
use crate::portal::Portal;
use crate::route::{Route, Router};
use crate::save::{self, Sheet};
use crate::settings::{self, Shade};
use crate::words::{Language, Words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Something an element of a page does when it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    /// Goes to a page.
    Go(Route),
    /// Fetches the facts anew.
    Refresh,
    /// Starts again from asking who is signed in.
    TryAgain,
    /// Becomes a sample person.
    Be(String),
    /// Ends the session.
    Leave,
    /// Opens or closes a part of the page.
    Turn(String),
    /// Goes to what a notice is about and notes that it was read.
    Read(String, Route),
    /// Changes the language.
    Speak(Language),
    /// Changes the colours.
    Wear(Shade),
    /// もしも: adds a visit like this charge.
    Plan(String),
    /// もしも: takes all planned visits away.
    ClearPlan,
    /// Prints the page.
    Print,
    /// Saves a file.
    Save(Sheet),
    /// On the pages of an application only.
    Apply(Act),
}

/// Everything that changes. Copied around freely; it lives as long as the page.
#[derive(Copy, Clone)]
pub struct Ui {
    /// The words.
    pub words: RwSignal<Arc<Words>>,
    /// The address.
    pub router: Router,
    /// What is known.
    pub portal: Portal,
    /// What is open and chosen.
    pub desk: RwSignal<Desk>,
}

impl Ui {
    /// Made once, at the start.
    pub fn start() -> Ui {
        let ui = Ui {
            words: RwSignal::new(Arc::new(Words::japanese())),
            router: Router::provide(),
            portal: Portal::provide(),
            desk: RwSignal::new(Desk::new(settings::remembered_shade())),
        };
        ui.portal.open();
        ui.speak(settings::remembered_language());
        ui
    }

    /// Does it.
    pub fn act(self, action: Do) {
        match action {
            Do::Go(route) => self.router.go(route),
            Do::Refresh => self.portal.refresh(),
            Do::TryAgain => self.portal.open(),
            Do::Be(person) => {
                self.router.expect_move();
                self.portal.be(person);
            }
            Do::Leave => {
                self.router.expect_move();
                self.desk.update(Desk::clear);
                self.portal.leave();
            }
            Do::Turn(name) => self.desk.update(|desk| desk.turn(name)),
            Do::Read(notice, route) => {
                self.desk.update(|desk| desk.note_read(&notice));
                self.router.go(route);
            }
            Do::Speak(language) => {
                settings::remember_language(language);
                self.speak(language);
            }
            Do::Wear(shade) => {
                settings::remember_shade(shade);
                self.desk.update(|desk| desk.shade = shade);
            }
            Do::Plan(charge) => self.desk.update(|desk| desk.plan.push(charge)),
            Do::ClearPlan => self.desk.update(|desk| desk.plan.clear()),
            Do::Print => drop(window().print()),
            Do::Save(sheet) => save::save(self, sheet),
            Do::Apply(_) => {}
        }
    }

    /// Fetches a language's words and uses them; until they are there the page stays in the language it is in.
    fn speak(self, language: Language) {
        let Some(address) = language.address() else {
            return self.words.set(Arc::new(Words::japanese()));
        };
        spawn_local(async move {
            let file = net::own_file(address).await;
            self.desk.update(|desk| desk.no_words = file.is_err());
            if let Ok(file) = file {
                self.words.set(Arc::new(Words::read(language, &[&file])));
            }
        });
    }
}
