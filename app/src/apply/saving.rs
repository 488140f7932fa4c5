//! Saving as one goes: after a pause, at each step, and when the page goes out of sight.

use super::bench::{Busy, Draft, Saved};
use super::flow::Flow;
use super::hub::{self, Begun, Kept};
use super::keep;
use super::place::Place;
use super::wire::Refused;
use crate::net::Trouble;
use engine::form::Given;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// After a pause of this length what was typed is saved.
const PAUSE: Duration = Duration::from_secs(2);

impl Flow {
    pub(super) fn save_after_a_pause(self) {
        self.change.update_value(|change| *change = change.wrapping_add(1));
        let now = self.change.get_value();
        let still = move || {
            if self.change.get_value() == now {
                self.save();
            }
        };
        set_timeout(still, PAUSE);
    }

    /// Saves what has changed: one saving at a time, because each builds on the one before.
    pub fn save(self) {
        let (Some(person), false) = (self.person(), self.saving.get_value()) else { return };
        let draft = self.bench.with_untracked(|bench| {
            let draft = bench.draft.as_ref()?;
            matches!(draft.saved, Saved::Waiting | Saved::Not(_)).then(|| draft.clone())
        });
        let Some(draft) = draft else { return };
        self.saving.set_value(true);
        self.of_draft(&draft.id, |draft| {
            draft.saved = Saved::Going;
            draft.changed.clear();
        });
        spawn_local(async move {
            let answers = &draft.given.answers;
            let answer = hub::save(&person, &draft.id, draft.kind, answers, draft.version).await;
            self.saving.set_value(false);
            match answer {
                Ok(kept) => self.saved(draft, kept),
                Err(Refused::Trouble(trouble)) => self.not_saved(&draft, trouble),
                // Another window has saved since, or sent it.
                Err(Refused::No { .. }) => self.meet(&person, &draft).await,
            }
        });
    }

    fn saved(self, draft: Draft, kept: Kept) {
        let Kept { version, saved_at } = kept;
        let mut more = false;
        self.of_draft(&draft.id, |draft| {
            draft.version = version;
            more = draft.saved == Saved::Waiting;
            if !more {
                draft.saved = Saved::At(saved_at.clone());
            }
        });
        self.bench.update(|bench| {
            bench.begun.retain(|known| known.application != draft.id);
            let Draft { id: application, kind, given: Given { answers, offers }, .. } = draft;
            bench.begun.push(Begun { application, kind, answers, offers, version, saved_at });
        });
        if more {
            self.save_after_a_pause();
        }
    }

    fn not_saved(self, draft: &Draft, trouble: Trouble) {
        self.of_draft(&draft.id, |now| {
            now.changed.extend(draft.changed.iter().cloned());
            now.saved = Saved::Not(trouble);
        });
        if trouble == Trouble::SignedOut {
            self.bench.update(|bench| bench.trouble = Some(trouble));
        }
    }

    /// The truth is in the hub: what was sent is shown, and what another window has saved is taken in before this one saves again.
    async fn meet(self, person: &str, draft: &Draft) {
        let (Ok(sent), Ok(begun)) = (hub::sent(person).await, hub::begun(person).await) else {
            return self.not_saved(draft, Trouble::Hub);
        };
        let other = begun.iter().find(|begun| begun.application == draft.id).cloned();
        self.bench.update(|bench| {
            bench.sent = sent;
            bench.begun = begun;
        });
        match (other, self.place_of(&draft.id)) {
            (Some(other), _) if other.version != draft.version => {
                self.of_draft(&draft.id, |now| {
                    now.changed.extend(draft.changed.iter().cloned());
                    now.meet(Given { answers: other.answers, offers: other.offers }, other.version);
                    now.saved = Saved::Waiting;
                });
                self.bench.update(|bench| bench.news = Some("apply.trouble.elsewhere"));
                self.save();
            }
            (None, Some(place)) => {
                keep::forget(draft.kind.code());
                self.bench.update(|bench| bench.draft = None);
                self.way.go(&Place::Sent(place), true);
                self.bench.update(|bench| bench.news = Some("apply.trouble.sent_elsewhere"));
            }
            _ => self.not_saved(draft, Trouble::Hub),
        }
    }

    /// Has マイナポータル asked for what was ticked. What it tells is offered, with its source, and used when that is ticked in its turn.
    pub(super) fn ask_self_info(self) {
        let (Some(person), false) = (self.person(), self.saving.get_value()) else { return };
        let found = self.bench.try_update(|bench| {
            let draft = bench.draft.clone().filter(|_| bench.busy.is_none())?;
            bench.busy = Some(Busy::Asking);
            (bench.trouble, bench.news) = (None, None);
            Some((draft, std::mem::take(&mut bench.wanted)))
        });
        let Some(Some((draft, wanted))) = found else { return };
        self.saving.set_value(true);
        spawn_local(async move {
            let told = told(&person, &draft, &wanted).await;
            self.saving.set_value(false);
            self.bench.update(|bench| bench.busy = None);
            match told {
                Ok(begun) => {
                    self.of_draft(&draft.id, |now| {
                        now.version = begun.version;
                        now.given.offers.clone_from(&begun.offers);
                        now.saved = Saved::At(begun.saved_at.clone());
                    });
                    self.bench.update(|bench| {
                        // What it has nothing about is not asked for again.
                        bench.askable.retain(|item| !wanted.contains(item));
                        bench.begun.retain(|known| known.application != draft.id);
                        bench.begun.push(begun);
                        bench.news = Some("apply.myna.there");
                    });
                }
                Err(Refused::Trouble(trouble)) => {
                    self.bench.update(|bench| (bench.trouble, bench.wanted) = (Some(trouble), wanted));
                }
                Err(Refused::No { .. }) => {
                    self.bench.update(|bench| {
                        bench.askable.clear();
                        bench.news = Some("apply.myna.not_there");
                    });
                }
            }
        });
    }

    /// Changes the draft of this id, if it is still the one on the page.
    pub(super) fn of_draft(self, id: &str, change: impl FnOnce(&mut Draft)) {
        self.bench.update(|bench| {
            if let Some(draft) = bench.draft.as_mut().filter(|draft| draft.id == id) {
                change(draft);
            }
        });
    }
}

/// Saves the form, so that there is one to which offers can be added, asks, and reads what has come.
async fn told(person: &str, draft: &Draft, wanted: &[String]) -> Result<Begun, Refused> {
    let Draft { id, kind, given, version, .. } = draft;
    hub::save(person, id, *kind, &given.answers, *version).await?;
    hub::ask_self_info(person, id, wanted).await?;
    let begun = hub::begun(person).await?.into_iter().find(|begun| begun.application == *id);
    begun.ok_or(Refused::Trouble(Trouble::Unreadable))
}
