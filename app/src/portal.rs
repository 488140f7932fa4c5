//! Keeps what is known: who is signed in, what was told, and whether it is still true. In memory only.

use crate::known::{Known, State};
use crate::live::Live;
use crate::net::{self, Told, Trouble};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Copied around freely; all of it lives as long as the page.
#[derive(Copy, Clone)]
pub struct Portal {
    state: RwSignal<State>,
    live: StoredValue<Option<Live>, LocalStorage>,
}

impl Portal {
    /// Made once, at the start.
    pub fn provide() -> Portal {
        let state = RwSignal::new(State::Loading);
        let portal = Portal { state, live: StoredValue::new_local(None) };
        // A page that was left may stay in the browser's memory, and its connection with it: after six of them the browser opens no
        // further one. Whoever comes back to such a page gets the news of the meantime.
        drop(window_event_listener_untyped("pagehide", move |_| portal.live.set_value(None)));
        drop(window_event_listener_untyped("pageshow", move |_| {
            if portal.person().is_some() {
                portal.refresh();
                portal.listen();
            }
        }));
        portal
    }

    /// Read it where it is used.
    pub fn state(self) -> RwSignal<State> {
        self.state
    }

    /// Finds out who is signed in and what is known.
    pub fn open(self) {
        spawn_local(async move {
            match net::me().await {
                Ok(person) => self.load(&person).await,
                Err(Trouble::SignedOut) => self.signed_out().await,
                Err(trouble) => self.state.set(State::Failed(trouble)),
            }
        });
    }

    /// Becomes a sample person.
    pub fn be(self, person: String) {
        spawn_local(async move {
            self.state.set(State::Loading);
            match net::sandbox_sign_in(&person).await {
                Ok(()) => self.load(&person).await,
                Err(trouble) => self.state.set(State::Failed(trouble)),
            }
        });
    }

    /// Ends the session. What is on the screen and in memory goes at once, with or without a network.
    pub fn leave(self) {
        self.live.set_value(None);
        self.state.set(State::Loading);
        spawn_local(async move {
            match net::sign_out().await {
                Ok(()) => self.signed_out().await,
                Err(trouble) => self.state.set(State::Failed(trouble)),
            }
        });
    }

    /// Fetches the facts anew; what is shown stays until there is something newer.
    pub fn refresh(self) {
        let Some(person) = self.person() else { return self.open() };
        spawn_local(async move {
            let answer = net::facts(&person).await;
            self.state.update(|state| match (answer, state) {
                (Ok(told), state) => *state = known(told),
                (Err(Trouble::SignedOut), state) => *state = State::Failed(Trouble::SignedOut),
                (Err(trouble), State::Known(_, last)) => *last = Some(trouble),
                (Err(trouble), state) => *state = State::Failed(trouble),
            });
        });
    }

    /// Listens for news about the person shown.
    pub fn listen(self) {
        if let Some(person) = self.person() {
            self.live.set_value(Live::open(self, &person));
        }
    }

    async fn load(self, person: &str) {
        match net::facts(person).await {
            Ok(told) => {
                self.state.set(known(told));
                self.listen();
            }
            Err(trouble) => self.state.set(State::Failed(trouble)),
        }
    }

    async fn signed_out(self) {
        let people = net::sample_people().await.unwrap_or_default();
        self.state.set(State::SignedOut(people));
    }

    fn person(self) -> Option<String> {
        self.state.with_untracked(|state| match state {
            State::Known(known, _) => Some(known.told.facts.person.id.clone()),
            _ => None,
        })
    }
}

fn known(told: Told) -> State {
    match Known::of(told) {
        Some(known) => State::Known(Arc::new(known), None),
        None => State::Failed(Trouble::Unreadable),
    }
}
