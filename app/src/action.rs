//! What can be done on a page, and doing it. Looking is everybody's; what changes something is a [`Command`].

use crate::apply::Act;
use crate::clock::Clock;
use crate::command::{Citizen, Command, Order};
use crate::desk::Desk;
use crate::host;
use crate::portal::Portal;
use crate::route::{Route, Router};
use crate::save;
use crate::settings::{self, Calendar, Shade};
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
    /// Leads to a field.
    Lead(&'static str),
    /// Opens or closes a part of the page.
    Turn(String),
    /// Changes the language.
    Speak(Language),
    /// Changes the colours.
    Wear(Shade),
    /// Changes how years are written.
    Reckon(Calendar),
    /// もしも: adds a visit like this charge.
    Plan(String),
    /// もしも: takes all planned visits away.
    ClearPlan,
    /// An officer ends their preview.
    EndPreview,
    /// Puts on the person's log that an officer prints, and prints.
    PrintPreview,
    /// Changes something.
    Command(Command),
    /// On the pages of an application only.
    Apply(Act),
}

impl Do {
    /// The page it leads to, if it is a link.
    pub fn leads_to(&self) -> Option<Route> {
        match self {
            Do::Go(route) => Some(*route),
            Do::Command(command) => command.leads_to(),
            _ => None,
        }
    }
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
    /// Held where the pages are the person's own.
    pub citizen: StoredValue<Option<Citizen>>,
    /// What has gone by.
    pub clock: Clock,
}

impl Ui {
    /// Made once, at the start.
    pub fn start(words: Words) -> Ui {
        let router = Router::provide();
        let preview = host::here().preview;
        let portal = Portal::provide(preview);
        let ui = Ui {
            words: RwSignal::new(Arc::new(words)),
            router,
            portal,
            desk: RwSignal::new(Desk::new(settings::remembered_shade())),
            citizen: StoredValue::new((!preview).then(Citizen::own_page)),
            clock: Clock::new(),
        };
        ui.arrive();
        ui
    }

    /// Listens, ticks, and asks who is signed in: at the start, and again where a host takes the portal back.
    pub fn arrive(self) {
        self.router.listen();
        self.portal.listen_to_window();
        let counter = move || matches!(self.router.route_untracked(), Route::Counter(_));
        self.clock.run(counter, host::here().preview);
        self.portal.open();
    }

    /// Leaves the host's page: nothing of ours goes on, and nothing about anybody is left in memory. The session stays as it is.
    pub fn depart(self) {
        host::leave();
        self.portal.forget_everything();
        self.desk.update(Desk::clear);
    }

    /// Does it.
    pub fn act(self, action: Do) {
        match action {
            Do::Go(route) => {
                self.desk.update(|desk| desk.done = None);
                self.router.go(route);
            }
            Do::Refresh => self.portal.refresh(),
            Do::TryAgain => self.portal.open(),
            Do::Lead(field) => crate::focus(host::find(&["#", field].concat())),
            Do::Turn(name) => self.desk.update(|desk| desk.turn(name)),
            Do::Speak(language) => {
                settings::remember_language(language);
                self.speak(language);
            }
            Do::Wear(shade) => {
                settings::remember_shade(shade);
                self.desk.update(|desk| desk.shade = shade);
            }
            Do::Reckon(calendar) => {
                settings::remember_calendar(calendar);
                self.words.update(|words| Arc::make_mut(words).calendar = calendar);
            }
            Do::Plan(charge) => self.desk.update(|desk| desk.plan.push(charge)),
            Do::ClearPlan => self.desk.update(|desk| desk.plan.clear()),
            Do::EndPreview => self.portal.end_preview(),
            Do::PrintPreview => self.portal.print_preview(),
            Do::Command(command) => self.carry_out(command.order()),
            Do::Apply(_) => {}
        }
    }

    fn carry_out(self, order: Order) {
        match order {
            Order::Be(person) => {
                self.router.expect_move();
                self.portal.be(person);
            }
            Order::Show(person) => {
                self.desk.update(Desk::clear);
                self.portal.show(person);
                self.router.go(Route::Home);
            }
            Order::Leave => {
                self.router.expect_move();
                self.desk.update(Desk::clear);
                self.portal.leave(false);
            }
            Order::LeaveEverywhere => {
                self.router.expect_move();
                self.desk.update(Desk::clear);
                self.portal.leave(true);
            }
            Order::EndSession(id) => self.portal.end_session(id),
            Order::Stay => self.portal.stay(),
            Order::KeepCopy(wanted) => self.portal.keep_copy(wanted),
            Order::Read(sequence, route) => {
                self.desk.update(|desk| desk.note_read(sequence));
                self.portal.mark_read(sequence);
                self.router.go(route);
            }
            Order::Print => drop(window().print()),
            Order::WriteReceipt(id) => self.write_receipt(&id),
            Order::KeepReceipt => self.keep_receipt(),
            Order::RemoveReceipt(id) => self.remove_receipt(id),
            Order::Save(sheet) => save::save(self, sheet),
        }
    }

    /// Fetches a language's words and uses them; until they are there the page stays in the language it is in.
    pub fn speak(self, language: Language) {
        spawn_local(async move {
            let words = Words::of(language).await;
            self.desk.update(|desk| desk.no_words = words.is_err());
            if let Ok(words) = words {
                self.words.set(Arc::new(words));
            }
        });
    }
}
