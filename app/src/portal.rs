//! The state behind every page: who is signed in, what was told, and whether it is still true. In memory only.

use crate::live::Live;
use crate::net::{self, SamplePerson, Told, Trouble};
use engine::view::View;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is known about the signed-in person.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Asking.
    Loading,
    /// Nobody is signed in. In the sandbox: who one may be.
    SignedOut(Vec<SamplePerson>),
    /// The facts, and the trouble with the last attempt to renew them, if any: old facts are never shown as new ones.
    Known(Box<Told>, Option<Trouble>),
    /// Nothing to show.
    Failed(Trouble),
}

/// Copied around freely; all of it lives as long as the page.
#[derive(Copy, Clone)]
pub struct Portal {
    state: RwSignal<State>,
    view: Memo<Option<View>>,
    live: StoredValue<Option<Live>, LocalStorage>,
}

impl Portal {
    /// Made once, at the start.
    pub fn provide() -> Portal {
        let state = RwSignal::new(State::Loading);
        let view = Memo::new(move |_| {
            state.with(|state| match state {
                State::Known(told, _) => told.day().map(|day| engine::view::view(&told.facts, day)),
                _ => None,
            })
        });
        let portal = Portal { state, view, live: StoredValue::new_local(None) };
        provide_context(portal);
        portal
    }

    /// Read it where it is used.
    pub fn state(self) -> RwSignal<State> {
        self.state
    }

    /// The engine's view of the facts: the only source of amounts.
    pub fn view(self) -> Memo<Option<View>> {
        self.view
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
                (Ok(told), state) => *state = State::Known(Box::new(told), None),
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
                self.state.set(State::Known(Box::new(told), None));
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
            State::Known(told, _) => Some(told.facts.person.id.clone()),
            _ => None,
        })
    }
}
