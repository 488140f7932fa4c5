//! Sending once: whatever happens on the way, it is one application, and the truth is asked for before anything is told.

use super::bench::{Bench, Busy, Draft, Saved};
use super::flow::{Flow, Focus, trouble_of};
use super::place::Place;
use super::wire::{Answer, Refused};
use super::{bench, hub, keep};
use crate::net::Trouble;
use engine::form::{Ask, Given, Kind};
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Flow {
    /// Sends the application. Whatever happens on the way, it is one application: the id was there before anything was sent.
    pub(super) fn send(self) {
        let (Some(person), actor) = (self.person(), self.actor()) else { return };
        let Some(draft) =
            self.bench.with_untracked(|bench| bench.draft.clone().filter(|_| bench.busy.is_none()))
        else {
            return;
        };
        if self.bench.with_untracked(Bench::view).is_none_or(|view| !view.missing.is_empty()) {
            self.go(&Place::Check(draft.kind.code().to_owned()));
            self.bench.update(|bench| bench.tried = true);
            return self.focus.set_value(Focus::Wrongs);
        }
        let synthetic =
            self.bench.with_untracked(|bench| bench.told().is_some_and(|told| told.facts.person.synthetic));
        self.bench.update(|bench| {
            bench.trouble = None;
            bench.news = None;
            bench.busy = Some(if synthetic { Busy::Confirming } else { Busy::Sending });
        });
        spawn_local(async move {
            if synthetic && let Err(refused) = hub::confirm_in_sandbox(&actor).await {
                return self.not_sent(&person, &draft, refused).await;
            }
            self.bench.update(|bench| bench.busy = Some(Busy::Sending));
            let answer = match draft.correction {
                Some(after) => {
                    hub::correct(&person, &draft.id, after, draft.kind, &draft.given.answers).await
                }
                None => hub::apply(&person, &draft.id, draft.kind, &draft.given.answers).await,
            };
            match answer {
                Ok(_) => self.arrived(&person, &draft).await,
                Err(refused) => self.not_sent(&person, &draft, refused).await,
            }
        });
    }

    /// It is there: the form is done with, and the receipt is shown in the place of the page that sent it.
    async fn arrived(self, person: &str, draft: &Draft) {
        let sent = hub::sent(person).await;
        keep::forget(draft.kind.code());
        self.bench.update(|bench| {
            bench.busy = None;
            bench.draft = None;
            bench.begun.retain(|begun| begun.application != draft.id);
            if let Ok(sent) = sent {
                bench.sent = sent;
            }
            if !bench.desk.is_open("receipt") {
                bench.desk.turn("receipt".to_owned());
            }
        });
        // 本人確認 began a new session; the stream of the one before has ended.
        self.listen();
        if let Some(place) = self.place_of(&draft.id) {
            self.way.go(&Place::Sent(place), true);
        } else {
            // It arrived, and the list did not come: the list is asked for again.
            self.way.go(&Place::List, true);
            self.open();
        }
    }

    /// The hub said no, or nothing: then the truth is asked for before anything is told.
    async fn not_sent(self, person: &str, draft: &Draft, refused: Refused) {
        if refused == Refused::Trouble(Trouble::SignedOut) {
            return self.give_back(Some(Trouble::SignedOut), None);
        }
        self.bench.update(|bench| bench.busy = Some(Busy::Checking));
        let is_it = |sent: &hub::Sent| match draft.correction {
            Some(after) => sent.id == draft.id && sent.events.len() > after,
            None => sent.id == draft.id,
        };
        match (hub::sent(person).await, refused) {
            (Ok(sent), _) if sent.iter().any(is_it) => {
                self.arrived(person, draft).await;
                self.bench.update(|bench| bench.news = Some("apply.trouble.sent_elsewhere"));
            }
            (Ok(_), Refused::Trouble(trouble)) => {
                self.give_back(Some(trouble), Some("apply.send.not_arrived"));
            }
            (Err(_), Refused::Trouble(trouble)) => {
                self.give_back(Some(trouble), Some("apply.trouble.not_known"));
            }
            (_, Refused::No { code, .. }) if code == "step_up_required" => {
                self.give_back(Some(Trouble::SignedOut), Some("apply.send.step_up"));
            }
            (_, Refused::No { code, .. }) if code == "under_way" => {
                self.give_back(None, Some("apply.send.under_way"));
                self.refresh();
            }
            // What the hub finds missing the engine here finds missing, too, when the facts are fetched anew.
            (_, Refused::No { .. }) => {
                self.give_back(None, Some("apply.send.refused"));
                self.refresh();
            }
        }
    }

    fn give_back(self, trouble: Option<Trouble>, news: Option<&'static str>) {
        self.bench.update(|bench| {
            bench.busy = None;
            bench.trouble = trouble;
            bench.news = news;
        });
    }

    pub(super) fn withdraw(self, place: usize) {
        let id = self.bench.with_untracked(|bench| {
            bench.sent.get(place).map(|sent| sent.id.clone()).filter(|_| bench.busy.is_none())
        });
        let (Some(person), Some(id)) = (self.person(), id) else { return };
        self.bench.update(|bench| bench.busy = Some(Busy::Sending));
        spawn_local(async move {
            let answer = hub::withdraw(&person, &id).await;
            self.bench.update(|bench| {
                if bench.desk.is_open("withdraw") {
                    bench.desk.turn("withdraw".to_owned());
                }
            });
            self.done(&person, answer).await;
        });
    }

    /// Takes up again what was sent: to answer a 補正, or to amend it. The access key is not given back; it is typed again.
    pub(super) fn correct(self, place: usize) {
        let found = self.bench.with_untracked(|bench| {
            let sent = bench.sent.get(place)?;
            let kind = Kind::from_code(&sent.form.kind)?;
            let mut answers = sent.form.answers.clone();
            let hidden =
                |key: &str| bench::questions(kind).any(|(known, ask)| known == key && ask == Ask::AccessKey);
            answers.retain(|key, _| !hidden(key));
            Some((kind, sent.id.clone(), sent.events.len(), Given { answers, offers: Vec::new() }))
        });
        let Some((kind, id, events, given)) = found else { return };
        self.bench.update(|bench| {
            // One that was begun in another window goes on here.
            let begun = bench.begun.iter().find(|begun| begun.application == id).cloned();
            let (given, version) = begun.map_or((given, 0), |begun| {
                (Given { answers: begun.answers, offers: begun.offers }, begun.version)
            });
            let draft = Draft::new(id, kind, given, Saved::Waiting);
            bench.draft = Some(Draft { version, correction: Some(events), ..draft });
        });
        self.go(&Place::Check(kind.code().to_owned()));
    }

    /// 難病DB: agrees to secondary use, or takes it back, at any time.
    pub(super) fn say_registry_consent(self, place: usize) {
        let found = self.bench.with_untracked(|bench| {
            let sent = bench.sent.get(place).filter(|_| bench.busy.is_none())?;
            Some((sent.id.clone(), sent.events.len(), !sent.status.registry_consent))
        });
        let (Some(person), Some((id, events, given))) = (self.person(), found) else { return };
        self.bench.update(|bench| bench.busy = Some(Busy::Sending));
        spawn_local(async move {
            let answer = hub::say_registry_consent(&person, &id, events, given).await;
            self.done(&person, answer).await;
        });
    }

    /// Shows how things stand after something was asked of the hub.
    async fn done(self, person: &str, answer: Answer) {
        let sent = hub::sent(person).await;
        self.bench.update(|bench| {
            bench.busy = None;
            if let Ok(sent) = sent {
                bench.sent = sent;
            }
            bench.trouble = answer.err().as_ref().map(trouble_of);
        });
    }
}
