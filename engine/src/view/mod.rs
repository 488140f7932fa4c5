//! Everything a page shows, as plain data: keys, parameters, amounts with source, as-of and certainty.
//!
//! Three questions come first, and [`View`] holds their answers in this order: how much more can I be asked to pay this month
//! (`ledgers[].this_month.remaining`), why (`state`, `reached`, `rows`; what is missing in `missing`), should I do something
//! (`notices`, what has most money at stake first).

mod certificate;
mod cost;
mod difference;
mod figure;
mod household;
mod message;
mod month;
mod overlap;
mod row;
mod settlement;
mod source;

pub use crate::watch::Certainty;
pub use certificate::{CertificateView, RegistrationView};
pub use cost::CostView;
pub use difference::{Change, difference};
pub use figure::Figure;
pub use household::{HouseholdView, ShareView};
pub use message::Message;
pub use month::{LedgerView, Missing, MonthState, MonthView, Reached};
pub use overlap::Stretch;
pub use row::RowView;
pub use settlement::{Party, SettlementView};
pub use source::SourceView;

use crate::civil::Day;
use crate::facts::Facts;
use crate::ledger::{self, Finding, OffLedger};
use crate::order;
use crate::watch::sources::Ground;
use crate::watch::{self, Notice, Watches};
use figure::Registered;
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
    /// What is worth telling: most money at stake first, then what is due first. Quiet ones belong on their page only.
    pub notices: Vec<Notice>,
    /// Who owes whom how much.
    pub settlements: Vec<SettlementView>,
    /// Where each yen went, by month, newest first.
    pub costs: Vec<CostView>,
    /// Recipient certificates, the one that runs longest first.
    pub certificates: Vec<CertificateView>,
    /// Which certificates are valid when, and which of them applies first.
    pub time_line: Vec<Stretch>,
    /// Registration certificates.
    pub registrations: Vec<RegistrationView>,
    /// Who shares the household cap, and the formula.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdView>,
    /// What is counted and watched: 軽症高額, 高額かつ長期, renewals, gaps, ages, facilities that have not reported.
    pub watches: Watches,
    /// Charges that stand on no ledger, and why.
    pub off_ledger: Vec<OffLedger>,
    /// What does not fit together among the charges.
    pub findings: Vec<Finding>,
    /// Where the facts came from.
    pub sources: Vec<SourceView>,
}

/// Whom a view is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// Name as registered.
    pub name: String,
    /// Name in kana.
    pub name_kana: String,
    /// Day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born_on: Option<Day>,
    /// Invented, and to be called so.
    pub synthetic: bool,
}

/// The view of a person's facts on a day. Nothing of an undisclosed person or certificate is in it.
pub fn view(facts: &Facts, as_of: Day) -> View {
    let ledgers = ledger::all(facts, as_of);
    let ground = Ground::of(facts, &ledgers, as_of);
    let watches = watch::on(&ground);
    let registered: Registered<'_> = order::map(
        facts.charges.iter().filter_map(|charge| Some((&*charge.id, charge.registered_at.as_deref()?))),
    );
    View {
        as_of,
        person: person(facts),
        ledgers: month::ledgers(facts, &ground, &watches.reporting_gaps, &registered),
        notices: watch::notices(&watches),
        settlements: settlement::settlements(&ledgers, &watches.settlements, &registered),
        costs: cost::costs(facts, as_of, &ground, &registered),
        certificates: certificate::certificates(facts, &ground, &watches.renewals),
        time_line: overlap::time_line(&ground),
        registrations: certificate::registrations(&ground),
        household: household::household(facts, &ground),
        watches,
        sources: source::sources(facts),
        off_ledger: ledgers.off_ledger,
        findings: ledgers.findings,
    }
}

fn person(facts: &Facts) -> PersonView {
    let person = &facts.person;
    let shown = |text: &String| if person.undisclosed { String::new() } else { text.clone() };
    PersonView {
        name: shown(&person.name),
        name_kana: shown(&person.name_kana),
        born_on: person.born_on.filter(|_| !person.undisclosed),
        synthetic: person.synthetic,
    }
}
