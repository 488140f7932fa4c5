//! Everything the flow's pages are made from. In memory only; what must outlast the page is the hub's.

use super::answer::{self, Typed};
use super::hub::{Begun, Sent};
use crate::desk::Desk;
use crate::net::Trouble;
use crate::told::{SamplePerson, Told};
use engine::Day;
use engine::form::{self, Answer, Ask, FormView, Given, Kind, Offer, QuestionView};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The state behind every page of the flow.
#[derive(Clone, Debug, Default)]
pub struct Bench {
    /// Colours, what is open.
    pub desk: Desk,
    /// Whose facts these are.
    pub who: Who,
    /// Who is signed in: the same person, or who acts for them.
    pub actor: String,
    /// What was sent, the first first.
    pub sent: Vec<Sent>,
    /// What was begun.
    pub begun: Vec<Begun>,
    /// The form being filled in.
    pub draft: Option<Draft>,
    /// Was an attempt made to leave the present screen, so that what is wrong is said?
    pub tried: bool,
    /// Did the person come from the check page, to go back there?
    pub changing: bool,
    /// Was another application of a kind asked for, though one is under way?
    pub another: bool,
    /// Why what was last asked of the hub was not done.
    pub trouble: Option<Trouble>,
    /// What to tell once: a key of the words.
    pub news: Option<&'static str>,
    /// Something is on its way that must not be begun twice.
    pub busy: Option<Busy>,
    /// Offers ticked on the page of what is known, by question.
    pub ticked: Vec<String>,
    /// Questions to which マイナポータル has answers.
    pub askable: Vec<String>,
    /// Of those: what it is to be asked for.
    pub wanted: Vec<String>,
    /// The file that is going up, and how much of it has gone.
    pub going: Option<Going>,
    /// Files that were not taken: the name, and why as a key of the words.
    pub turned_away: Vec<(String, String)>,
}

/// Whose facts these are.
#[derive(Clone, Debug, Default)]
pub enum Who {
    /// Asking.
    #[default]
    Loading,
    /// Nobody is signed in. In the sandbox: who one may be.
    Nobody(Vec<SamplePerson>),
    /// The person's facts.
    Known(Arc<Told>),
    /// Nothing to show.
    Failed(Trouble),
}

/// What is on its way.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Busy {
    /// The application, or its withdrawal.
    Sending,
    /// 本人確認
    Confirming,
    /// Finding out whether it arrived.
    Checking,
    /// What the authorities hold.
    Asking,
}

impl Busy {
    /// What is said meanwhile: a key of the words.
    pub fn key(self) -> &'static str {
        match self {
            Busy::Sending => "apply.send.sending",
            Busy::Confirming => "apply.send.stepping",
            Busy::Checking => "apply.send.checking",
            Busy::Asking => "apply.myna.asking",
        }
    }
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Going {
    /// What the person calls it.
    pub name: String,
    /// Bytes gone, and all of them.
    pub bytes: (u64, u64),
}

/// A form being filled in.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The application's id, made here before anything was sent.
    pub id: String,
    /// What is applied for.
    pub kind: Kind,
    /// The answers so far, and what could be taken over.
    pub given: Given,
    /// What stands in the fields.
    pub typed: Typed,
    /// Is it in the hub as it is here?
    pub saved: Saved,
    /// The version it builds on.
    pub version: i64,
    /// What the person calls the files that were sent up from this page, by id; the hub keeps no names.
    pub names: Vec<(String, String)>,
    /// Questions answered here since it was saved last.
    pub changed: BTreeSet<String>,
    /// Of an application that was sent and is corrected or amended: how many things had happened to it then.
    pub correction: Option<usize>,
}

/// Is a draft in the hub?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saved {
    /// Nothing has been typed.
    #[default]
    Untouched,
    /// Something was changed since.
    Waiting,
    /// On its way.
    Going,
    /// Since then.
    At(String),
    /// It did not arrive.
    Not(Trouble),
}

impl Bench {
    /// The person's facts.
    pub fn told(&self) -> Option<&Arc<Told>> {
        match &self.who {
            Who::Known(told) => Some(told),
            _ => None,
        }
    }

    /// The day of the hub's answer.
    pub fn day(&self) -> Option<Day> {
        self.told()?.day()
    }

    /// The form as it stands.
    pub fn view(&self) -> Option<FormView> {
        let draft = self.draft.as_ref()?;
        Some(form::work_out(draft.kind, &self.told()?.facts, &draft.given, self.day()?))
    }

    /// The form of a kind as it stands before anything is answered.
    pub fn untouched(&self, kind: Kind) -> Option<FormView> {
        Some(form::work_out(kind, &self.told()?.facts, &Given::default(), self.day()?))
    }

    /// Forgets everything about a person; language and colours are not about a person.
    pub fn clear(&mut self) {
        let mut desk = std::mem::take(&mut self.desk);
        desk.clear();
        *self = Bench { desk, ..Bench::default() };
    }

    /// A fresh screen: nothing is said to be wrong before an attempt, and what was told once is told.
    pub fn turn_page(&mut self) {
        self.tried = false;
        self.news = None;
        self.turned_away.clear();
        if self.trouble != Some(Trouble::SignedOut) {
            self.trouble = None;
        }
    }
}

impl Draft {
    /// A form that was begun, or begins.
    pub fn new(id: String, kind: Kind, given: Given, saved: Saved) -> Draft {
        let (typed, names, changed) = (Typed::new(), Vec::new(), BTreeSet::new());
        let mut draft = Draft { id, kind, given, typed, saved, version: 0, names, changed, correction: None };
        for (key, _) in questions(kind) {
            draft.show(key);
        }
        draft
    }

    /// Puts the answer to a question into its fields.
    fn show(&mut self, key: &str) {
        let Some((_, ask)) = questions(self.kind).find(|(known, _)| *known == key) else { return };
        if let Some(known) = self.given.answers.get(key) {
            answer::write(ask, key, &known.value, &mut self.typed);
        }
    }

    /// Takes in what another window has saved since: its answers, except where this window has answered anew itself.
    pub fn meet(&mut self, other: Given, version: i64) {
        let own = std::mem::replace(&mut self.given, other);
        for key in &self.changed {
            match own.answers.get(key) {
                Some(answer) => drop(self.given.answers.insert(key.clone(), answer.clone())),
                None => drop(self.given.answers.remove(key)),
            }
        }
        self.version = version;
        let untouched: Vec<&str> =
            questions(self.kind).map(|(key, _)| key).filter(|key| !self.changed.contains(*key)).collect();
        for key in untouched {
            self.show(key);
        }
    }

    fn change(&mut self, key: &str) {
        self.changed.insert(key.to_owned());
        self.saved = Saved::Waiting;
    }

    /// Takes in what was typed into a field, and so answers its question.
    pub fn type_in(&mut self, name: &str, text: String) {
        self.typed.insert(name.to_owned(), text);
        self.read(answer::question_of(name));
    }

    /// Ticks one of several boxes of the same name, or takes the tick away.
    pub fn tick(&mut self, name: &str, code: &str, on: bool) {
        let typed = self.typed.entry(name.to_owned()).or_default();
        let mut codes: Vec<&str> =
            typed.split(' ').filter(|known| !known.is_empty() && *known != code).collect();
        if on {
            codes.push(code);
        }
        let codes = codes.join(" ");
        self.type_in(name, codes);
    }

    /// Reads the fields of a question; what is empty is no answer.
    pub fn read(&mut self, key: &str) {
        let Some((_, ask)) = questions(self.kind).find(|(known, _)| *known == key) else { return };
        if matches!(ask, Ask::Files | Ask::Evidence { .. }) {
            return;
        }
        let value = answer::read(ask, key, &self.typed);
        let empty = value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty);
        if empty {
            if self.given.answers.remove(key).is_some() {
                self.change(key);
            }
            return;
        }
        // The same value again is still the one that was taken over.
        if self.given.answers.get(key).is_none_or(|known| known.value != value) {
            self.given.answers.insert(key.to_owned(), Answer::typed(value));
            self.change(key);
        }
    }

    /// Takes over what a source knows: the person has agreed to this very item.
    pub fn take(&mut self, ask: Ask, offer: &Offer) {
        answer::write(ask, &offer.question, &offer.value, &mut self.typed);
        self.given.answers.insert(offer.question.clone(), Answer::taken(offer));
        self.change(&offer.question);
    }

    /// The files of a question.
    pub fn files(&self, key: &str) -> Vec<Value> {
        let known = self.given.answers.get(key).and_then(|answer| answer.value.as_array());
        known.cloned().unwrap_or_default()
    }

    /// Sets the files of a question.
    pub fn set_files(&mut self, key: &str, files: Vec<Value>) {
        if files.is_empty() {
            self.given.answers.remove(key);
        } else {
            self.given.answers.insert(key.to_owned(), Answer::typed(Value::Array(files)));
        }
        self.change(key);
    }
}

/// Every question of a kind, asked or not.
pub fn questions(kind: Kind) -> impl Iterator<Item = (&'static str, Ask)> {
    kind.description()
        .steps
        .iter()
        .flat_map(|step| step.questions)
        .map(|question| (question.key, question.ask))
}

/// A question of a form, where it is asked.
pub fn question<'v>(view: &'v FormView, key: &str) -> Option<&'v QuestionView> {
    view.steps.iter().flat_map(|step| &step.questions).find(|question| question.key == key)
}
