//! Pictures and PDF on their way up, and taken away again.

use super::bench::{Bench, Going};
use super::flow::Flow;
use super::hub;
use super::place::Place;
use super::wire::{self, Refused};
use crate::net::Trouble;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::File;
use serde_json::Value;

impl Flow {
    /// Sends pictures and PDF up, one after the other.
    pub fn attach(self, key: String, files: Vec<File>) {
        let Some(person) = self.person() else { return };
        self.bench.update(|bench| bench.turned_away.clear());
        spawn_local(async move {
            for file in files {
                self.attach_one(&person, &key, file).await;
            }
            self.save();
        });
    }

    async fn attach_one(self, person: &str, key: &str, file: File) {
        let name = file.name();
        let room = self.bench.with_untracked(Bench::view).map(|view| view.bytes);
        let id = self.bench.with_untracked(|bench| bench.draft.as_ref().map(|draft| draft.id.clone()));
        let (Some([used, limit]), Some(application), Some(own)) = (room, id, wire::random_id()) else {
            return;
        };
        let turn_away = |why: &str| {
            self.bench.update(|bench| bench.turned_away.push((name.clone(), why.to_owned())));
        };
        if wire::bytes(file.size()) > limit.saturating_sub(used) {
            return turn_away("apply.files.too_large");
        }
        let of = name.clone();
        let progress = move |gone, all| {
            let going = Going { name: of.clone(), bytes: (gone, all) };
            self.bench.update(|bench| bench.going = Some(going));
        };
        progress(0, 1);
        let answer = hub::attach(person, &application, &own, file.into(), progress).await;
        self.bench.update(|bench| bench.going = None);
        match answer {
            Ok(kept) => self.of_draft(&application, |draft| {
                let mut files = draft.files(key);
                draft.names.push((kept.id.clone(), name.clone()));
                files.extend(serde_json::to_value(kept));
                draft.set_files(key, files);
            }),
            Err(Refused::Trouble(trouble)) => {
                turn_away("apply.files.lost");
                if trouble == Trouble::SignedOut {
                    self.bench.update(|bench| bench.trouble = Some(trouble));
                }
            }
            Err(Refused::No { key, .. }) => turn_away(match key.as_deref() {
                Some("form.problem.too_large" | "form.problem.too_many_files") => "apply.files.too_large",
                Some("form.problem.broken_file") => "apply.files.broken",
                Some("form.problem.unsafe_file") => "apply.files.unsafe",
                _ => "apply.files.refused",
            }),
        }
    }

    pub(super) fn remove(self, place: usize) {
        let Place::Ask(_, key) = self.way.now() else { return };
        self.bench.update(|bench| {
            bench.news = Some("apply.files.removed");
            if let Some(draft) = &mut bench.draft {
                let mut files = draft.files(&key);
                if place < files.len() {
                    drop::<Value>(files.remove(place));
                }
                draft.set_files(&key, files);
            }
        });
        self.save();
    }
}
