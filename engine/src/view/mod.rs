//! Everything a page shows, as plain data: keys, parameters, amounts with source, as-of and certainty.

mod difference;
mod figure;
mod month;

pub use crate::watch::Certainty;
pub use difference::{Change, difference};
pub use figure::Figure;
pub use month::{LedgerView, MonthState, MonthView, Reached, RowView};

use crate::civil::Day;
use crate::facts::{Facts, FetchState};
use serde::Serialize;

/// What a page may say about one person on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// The day the view is for.
    pub as_of: Day,
    /// Whom it is about.
    pub person: PersonView,
    /// One for each ledger, the one most used this month first.
    pub ledgers: Vec<LedgerView>,
    /// Registration certificates.
    pub registrations: Vec<RegistrationView>,
    /// Where the facts came from.
    pub sources: Vec<SourceView>,
}

/// Whom a view is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// Name as registered.
    pub name: String,
    /// Invented, and to be called so.
    pub synthetic: bool,
}

/// A registration certificate: no cap, no end, no disease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegistrationView {
    /// Its id.
    pub id: String,
    /// First day.
    pub from: Day,
}

/// The state of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// Which.
    pub source: String,
    /// What the last look gave.
    pub state: FetchState,
    /// When what is shown was true.
    pub good_at: Option<String>,
}

/// The view of a person's facts on a day. Nothing of an undisclosed person or certificate is in it.
pub fn view(facts: &Facts, as_of: Day) -> View {
    let hidden = facts.person.undisclosed;
    View {
        as_of,
        person: PersonView {
            name: if hidden { String::new() } else { facts.person.name.clone() },
            synthetic: facts.person.synthetic,
        },
        ledgers: if hidden { Vec::new() } else { month::ledgers(facts, as_of) },
        registrations: facts
            .registrations
            .iter()
            .filter(|registration| !hidden && !registration.undisclosed)
            .map(|registration| RegistrationView { id: registration.id.clone(), from: registration.from })
            .collect(),
        sources: facts
            .sources
            .iter()
            .filter(|_| !hidden)
            .map(|source| SourceView {
                source: source.source.clone(),
                state: source.state.clone(),
                good_at: source.good_at.clone(),
            })
            .collect(),
    }
}
