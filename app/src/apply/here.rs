//! Who is here, and what the hub tells about them: at the start, when there is news, and when somebody comes back to the page.

use super::bench::{Bench, Who};
use super::flow::{Flow, trouble_of};
use super::hub;
use super::keep;
use super::place::Place;
use crate::net::{self, Trouble, Whose};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::EventSource;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

impl Flow {
    /// Finds out who is signed in and what is known.
    pub fn open(self) {
        spawn_local(async move { self.load().await });
    }

    pub(super) async fn load(self) {
        let who = match self.told().await {
            Ok(who) => who,
            Err(Trouble::SignedOut) => Who::Nobody(net::sample_people().await.unwrap_or_default()),
            Err(trouble) => Who::Failed(trouble),
        };
        self.bench.update(|bench| bench.who = who);
        self.enter(&self.way.now());
        self.listen();
    }

    /// Listens for news about the person: a decision, a correction that is asked for, a charge that counts. The browser opens the stream again
    /// when it breaks; a fresh sign-in ends it with the session it belonged to.
    pub(super) fn listen(self) {
        let Some(source) =
            self.person().and_then(|person| EventSource::new(&net::events(&Whose::Person(person))).ok())
        else {
            return;
        };
        let news = Closure::<dyn Fn()>::new(move || self.refresh());
        drop(source.add_event_listener_with_callback("facts", news.as_ref().unchecked_ref()));
        let streams = self.stream.try_update_value(|stream| stream.replace((source, news)));
        if let Some(Some((before, _))) = streams {
            before.close();
        }
    }

    /// Listens no longer.
    pub fn hush(self) {
        if let Some(Some((source, _))) = self.stream.try_update_value(Option::take) {
            source.close();
        }
    }

    pub(super) async fn told(self) -> Result<Who, Trouble> {
        let me = net::me().await?;
        let actor = me.person.ok_or(Trouble::SignedOut)?;
        let person = me.shown.unwrap_or_else(|| actor.clone());
        let told = net::facts(&Whose::Person(person.clone())).await?;
        let sent = hub::sent(&person).await.map_err(|refused| trouble_of(&refused))?;
        let begun = hub::begun(&person).await.map_err(|refused| trouble_of(&refused))?;
        // A convenience: without it everything is typed.
        let askable = hub::askable(&person).await.unwrap_or_default();
        self.bench.update(|bench| {
            bench.actor = actor;
            bench.askable = askable;
            bench.sent = sent;
            bench.begun = begun;
        });
        Ok(Who::Known(Arc::new(told)))
    }

    /// Asks again what was sent and how it stands: when the page comes back into sight, when the hub has news.
    pub fn refresh(self) {
        let Some(person) = self.person() else { return };
        spawn_local(async move {
            let told = net::facts(&Whose::Person(person.clone())).await;
            let sent = hub::sent(&person).await;
            self.bench.update(|bench| {
                if let (Ok(told), Ok(sent)) = (told, sent) {
                    bench.who = Who::Known(Arc::new(told));
                    bench.sent = sent;
                }
            });
            self.leave_what_was_sent();
        });
    }

    /// A form that was sent from another window is not sent again from this one: what became of it is shown.
    fn leave_what_was_sent(self) {
        let draft = self.bench.with_untracked(|bench| {
            let draft = bench.draft.as_ref().filter(|draft| draft.correction.is_none())?;
            Some((draft.id.clone(), draft.kind)).filter(|_| bench.busy.is_none())
        });
        let Some((id, kind)) = draft else { return };
        if let Some(place) = self.place_of(&id) {
            keep::forget(kind.code());
            self.bench.update(|bench| bench.draft = None);
            self.way.go(&Place::Sent(place), true);
            self.bench.update(|bench| bench.news = Some("apply.trouble.sent_elsewhere"));
        }
    }

    /// Who is signed in: the person themselves, or who acts for them.
    pub(super) fn actor(self) -> String {
        self.bench.with_untracked(|bench| bench.actor.clone())
    }

    pub(super) fn person(self) -> Option<String> {
        self.bench.with_untracked(|bench| Some(bench.told()?.facts.person.id.clone()))
    }

    /// The same person once more: what is on the page stays.
    pub(super) fn sign_in_again(self) {
        let actor = self.actor();
        spawn_local(async move {
            match hub::confirm_in_sandbox(&actor).await {
                Ok(_) => self.signed_in(),
                Err(refused) => self.bench.update(|bench| bench.trouble = Some(trouble_of(&refused))),
            }
        });
    }

    /// Has the person signed in again in another window? Somebody else begins from nothing.
    pub fn look_who_is_here(self) {
        if self.person().is_none() {
            return self.open();
        }
        let actor = self.actor();
        spawn_local(async move {
            match net::me().await {
                Ok(now) if now.person.is_none() => {
                    self.bench.update(|bench| bench.trouble = Some(Trouble::SignedOut));
                }
                Ok(now) if now.person.as_ref() == Some(&actor) => self.signed_in(),
                Ok(_) => {
                    self.bench.update(Bench::clear);
                    self.load().await;
                }
                Err(trouble) => self.bench.update(|bench| bench.trouble = Some(trouble)),
            }
        });
    }

    fn signed_in(self) {
        self.bench.update(|bench| {
            if bench.trouble == Some(Trouble::SignedOut) {
                bench.trouble = None;
                bench.news = Some("apply.trouble.signed_in");
            }
            // A session that was ended on purpose has taken it along.
            if let Some(draft) = bench.draft.as_ref().filter(|draft| draft.correction.is_none()) {
                keep::remember(draft.kind.code(), &draft.id);
            }
        });
        self.listen();
        self.save();
    }
}
