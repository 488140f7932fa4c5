//! Everything a page shows, as plain data: keys, parameters, amounts with source, as-of and certainty.
//!
//! One function a page, so that the patient's bundle carries what its pages show and no more: [`view`] 今日 and 支払い,
//! [`certificates`] 受給者証, [`money`] who owes whom and where each yen went, [`news`] お知らせ and 手続き; [`whole`] is all of
//! them.
//!
//! Three questions come first: how much more can I be asked to pay this month (`ledgers[].this_month.remaining`), why (`state`,
//! `reached`, `rows`, and in `missing` what is not in the figures), should I do something (`notices`, what has most money at
//! stake first).

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
pub use difference::{Change, Changes, Difference, Said, difference, in_words};
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
use crate::ledger::{self, Finding, Ledgers, OffLedger};
use crate::order;
use crate::watch::sources::Ground;
use crate::watch::{self, Notice, Watches};
use figure::Registered;
use serde::Serialize;

/// 今日 and 支払い: one person's month under each certificate.
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
    /// Name in kana.
    pub name_kana: String,
    /// Day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born_on: Option<Day>,
    /// Invented, and to be called so.
    pub synthetic: bool,
}

/// 受給者証.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificates {
    /// Recipient certificates, the one that runs longest first.
    pub certificates: Vec<CertificateView>,
    /// Which certificates are valid when, and which of them applies first.
    pub time_line: Vec<Stretch>,
    /// Who shares the household cap, and the formula.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdView>,
}

/// Where the money went, and where it still has to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Who owes whom how much.
    pub settlements: Vec<SettlementView>,
    /// Where each yen went, by month, newest first.
    pub costs: Vec<CostView>,
    /// Charges that stand on no ledger, and why.
    pub off_ledger: Vec<OffLedger>,
    /// What does not fit together among the charges.
    pub findings: Vec<Finding>,
}

/// お知らせ and 手続き.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct News {
    /// What is worth telling: most money at stake first, then what is due first. Quiet ones belong on their page only.
    pub notices: Vec<Notice>,
    /// What is counted and watched: 軽症高額, 高額かつ長期, renewals, gaps, ages, facilities that have not reported.
    pub watches: Watches,
}

/// Everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Whole {
    /// What one reads.
    #[serde(rename = "view")]
    pub pages: Pages,
    /// What one is told.
    #[serde(flatten)]
    pub news: News,
}

/// What one reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// 今日 and 支払い.
    #[serde(flatten)]
    pub view: View,
    /// 受給者証.
    #[serde(flatten)]
    pub certificates: Certificates,
    /// The money.
    #[serde(flatten)]
    pub money: Money,
}

/// 今日 and 支払い of a person's facts on a day. Nothing of an undisclosed person or certificate is in it, here or below.
pub fn view(facts: &Facts, as_of: Day) -> View {
    let ledgers = ledger::all(facts, as_of);
    Scene::of(facts, &ledgers, as_of).view()
}

/// 受給者証.
pub fn certificates(facts: &Facts, as_of: Day) -> Certificates {
    let ledgers = ledger::all(facts, as_of);
    Scene::of(facts, &ledgers, as_of).certificates()
}

/// Who owes whom, and where each yen went.
pub fn money(facts: &Facts, as_of: Day) -> Money {
    let ledgers = ledger::all(facts, as_of);
    Scene::of(facts, &ledgers, as_of).money()
}

/// お知らせ and 手続き.
pub fn news(facts: &Facts, as_of: Day) -> News {
    let ledgers = ledger::all(facts, as_of);
    Scene::of(facts, &ledgers, as_of).news()
}

/// Everything at once, the ledgers worked out once.
pub fn whole(facts: &Facts, as_of: Day) -> Whole {
    let ledgers = ledger::all(facts, as_of);
    let scene = Scene::of(facts, &ledgers, as_of);
    Whole {
        pages: Pages { view: scene.view(), certificates: scene.certificates(), money: scene.money() },
        news: scene.news(),
    }
}

/// [`whole`], with a rest after each part: for a page that answers whoever touches it meanwhile.
pub async fn whole_with_rests(facts: &Facts, as_of: Day, rest: impl AsyncFn()) -> Whole {
    let ledgers = ledger::all(facts, as_of);
    rest().await;
    let scene = Scene::of(facts, &ledgers, as_of);
    let view = scene.view();
    rest().await;
    let (certificates, money) = (scene.certificates(), scene.money());
    rest().await;
    Whole { pages: Pages { view, certificates, money }, news: scene.news() }
}

/// What every page looks at.
struct Scene<'a> {
    facts: &'a Facts,
    ground: Ground<'a>,
    registered: Registered<'a>,
}

impl<'a> Scene<'a> {
    fn of(facts: &'a Facts, ledgers: &'a Ledgers, as_of: Day) -> Self {
        let stamps = facts.charges.iter().filter_map(|one| Some((&*one.id, one.registered_at.as_deref()?)));
        Scene { facts, ground: Ground::of(facts, ledgers, as_of), registered: order::map(stamps) }
    }

    fn view(&self) -> View {
        let person = &self.facts.person;
        let shown = |text: &String| if person.undisclosed { String::new() } else { text.clone() };
        View {
            as_of: self.ground.as_of,
            person: PersonView {
                name: shown(&person.name),
                name_kana: shown(&person.name_kana),
                born_on: person.born_on.filter(|_| !person.undisclosed),
                synthetic: person.synthetic,
            },
            ledgers: month::ledgers(self),
            registrations: certificate::registrations(&self.ground),
            sources: source::sources(self.facts),
        }
    }

    fn certificates(&self) -> Certificates {
        Certificates {
            certificates: certificate::certificates(self.facts, &self.ground),
            time_line: overlap::time_line(&self.ground),
            household: household::household(self.facts, &self.ground),
        }
    }

    fn money(&self) -> Money {
        Money {
            settlements: settlement::settlements(self),
            costs: cost::costs(self),
            off_ledger: self.ground.ledgers.off_ledger.clone(),
            findings: self.ground.ledgers.findings.clone(),
        }
    }

    fn news(&self) -> News {
        let watches = watch::on(&self.ground);
        News { notices: watch::notices(&watches), watches }
    }
}
