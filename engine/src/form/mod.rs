//! 申請: what is asked, what is known already, what is missing, what need not be brought, and what an application today would come to.
//!
//! A kind of application is a description ([`description`], one file a kind under `kinds/`): steps, questions, papers. [`work_out`] holds
//! it against the facts, the answers so far and the day; the page shows what comes out, and the hub takes an application only when
//! [`check`] finds nothing missing. Keys and parameters only: [`keys`] lists every one of them.
//!
//! Nothing is filled in by itself. What a source knows stands beside the question as an [`Offer`], and becomes the answer when the person
//! agrees to that very item ([`Answer::taken`]). No individual number is taken in any answer.

pub mod access_key;
mod claim;
mod description;
mod given;
mod kind;
mod kinds;
mod open;
mod paper;
mod problem;
mod scene;
mod statement;
mod view;

pub use claim::{Claim, ClaimRow};
pub use description::{
    Ask, Circumstance, Description, Evidence, Known, Need, Paper, PaperRule, Question, Step, When,
};
pub use given::{Answer, Answers, FILES_BYTES, File, Given, MEDIA, MOST_FILES, Offer, PACKAGE_BYTES, Source};
pub use kind::Kind;
pub use open::{Opened, open_kinds};
pub use paper::PaperView;
pub use problem::{BROKEN_FILE, OTHER_FILE, Problem, TOO_LARGE, TOO_MANY_FILES, UNSAFE_FILE, digits};
pub use statement::{Statement, StatementMonth, StatementRow};
pub use view::{
    CertificateChoice, FormView, LowerCap, Missing, QuestionView, Start, StepState, StepView, keys,
};

use crate::civil::Day;
use crate::facts::Facts;
use crate::ledger;
use crate::watch::sources::Ground;
use scene::Scene;

/// The form as it stands on a day.
pub fn work_out(kind: Kind, facts: &Facts, given: &Given, day: Day) -> FormView {
    on(kind, facts, given, day, view::view)
}

/// What is to be recorded of the form as it stands, or everything that keeps it from being sent. A kind that is not open today is refused
/// by [`FormView::opened`], not here: a correction may be sent when it is closed again.
pub fn check(kind: Kind, facts: &Facts, given: &Given, day: Day) -> Result<Answers, Vec<Missing>> {
    on(kind, facts, given, day, view::settled)
}

fn on<T>(kind: Kind, facts: &Facts, given: &Given, day: Day, then: impl Fn(&Scene<'_>) -> T) -> T {
    let ledgers = ledger::all(facts, day);
    let ground = Ground::of(facts, &ledgers, day);
    let watches = crate::watch::on(&ground);
    then(&Scene::of(kind, facts, given, &ground, &watches))
}

/// Every file the answers name, with the question it answers.
pub fn files(kind: Kind, answers: &Answers) -> Vec<(&'static str, File)> {
    let questions = kind.description().steps.iter().flat_map(|step| step.questions);
    let of_files = questions.filter(|question| question.ask == Ask::Files);
    let named = of_files.filter_map(|question| {
        let files = problem::files_of(&answers.get(question.key)?.value)?;
        Some(files.into_iter().map(|file| (question.key, file)))
    });
    named.flatten().collect()
}

/// The answers as they may be shown: of an access key no more than its end.
pub fn masked(kind: Kind, answers: &Answers) -> Answers {
    let questions = || kind.description().steps.iter().flat_map(|step| step.questions);
    let is_secret = |key: &str| questions().any(|one| one.key == key && one.ask == Ask::AccessKey);
    let shown = |(key, answer): (&String, &Answer)| {
        let mut answer = answer.clone();
        if is_secret(key) {
            answer.value = access_key::mask(answer.value.as_str().unwrap_or_default()).into();
        }
        (key.clone(), answer)
    };
    answers.iter().map(shown).collect()
}

/// What the last application offers to this one: what stays the same from one to the next, and nothing agreed to or declared.
pub fn copied(kind: Kind, last: &Answers, as_of: &str) -> Vec<Offer> {
    let questions = kind.description().steps.iter().flat_map(|step| step.questions);
    let worth_copying = questions.filter(|question| question.copied);
    let offers = worth_copying.filter_map(|question| {
        let value = last.get(question.key)?.value.clone();
        let source = Source::LastApplication;
        Some(Offer { question: question.key.to_owned(), value, source, as_of: Some(as_of.to_owned()) })
    });
    let mut offers: Vec<Offer> = offers.collect();
    offers.dedup_by(|a, b| a.question == b.question);
    offers
}
