//! Rule shapes of local schemes (地方単独), and how they are applied. Also compiled into the build script, which refuses a
//! pack whose worked cases fail; therefore nothing here but integers, days and text.

mod assess;
mod faults;

use super::{Day, Yen};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A piece of text of a pack, from the crate or from a file read at run time.
pub type Text = Cow<'static, str>;
/// A list of a pack, from the crate or from a file read at run time.
pub type List<T> = Cow<'static, [T]>;

const fn no_texts() -> List<Text> {
    Cow::Borrowed(&[])
}
const fn one() -> u32 {
    1
}

/// The published rules of one local scheme.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// 団体コード of the municipality or prefecture, six digits.
    pub authority: Text,
    /// Which of its schemes (`kodomo`); a certificate says `local:282103/kodomo`.
    pub id: Text,
    /// Name of the scheme as the authority writes it.
    pub name: Text,
    /// Circumstances the rules tell apart (`non_taxed`).
    #[serde(default = "no_texts")]
    pub conditions: List<Text>,
    /// Where the rules are published.
    pub citations: List<PackCite>,
    /// The rules; at most one fits any visit.
    pub rules: List<Rule>,
    /// Worked cases: the pack is refused when one of them fails or a rule is in none of them.
    pub cases: List<Case>,
}

/// Where a rule of a pack is published.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackCite {
    /// Id within the pack.
    pub id: Text,
    /// What it is.
    pub source: Text,
    /// Address.
    #[serde(default)]
    pub url: Option<Text>,
    /// Day somebody last read it.
    pub checked_on: Day,
}

/// How sure a rule is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// As published.
    Confirmed,
    /// No text at hand; shown as 未確認.
    Unconfirmed,
}

/// What the amount of a rule is counted by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// 1回につき
    Visit,
    /// 1日につき
    Day,
    /// 1月につき
    Month,
    /// A share of 医療費総額(10割).
    Share,
    /// Nothing to pay.
    Nothing,
}

/// Among which visits days, visits and amounts are counted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// At each facility by itself.
    #[default]
    Facility,
    /// At each facility, in- and out-patient care apart.
    FacilityAndSetting,
    /// Everywhere together.
    Everywhere,
}

/// One rule: whom and what it fits, and what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id within the pack.
    pub id: Text,
    /// First day of service it holds for.
    pub from: Day,
    /// First day it holds no more.
    #[serde(default)]
    pub before: Option<Day>,
    /// Id of the citation within the pack.
    pub cite: Text,
    /// How sure it is.
    pub status: Certainty,
    /// Settings it fits (`inpatient`, `outpatient`); empty: all.
    #[serde(default = "no_texts")]
    pub settings: List<Text>,
    /// Kinds of facility it fits (`hospital`, `pharmacy` …); empty: all.
    #[serde(default = "no_texts")]
    pub kinds: List<Text>,
    /// Conditions that must all hold.
    #[serde(default = "no_texts")]
    pub when: List<Text>,
    /// Conditions of which none may hold.
    #[serde(default = "no_texts")]
    pub unless: List<Text>,
    /// What the amount is counted by.
    pub per: Per,
    /// At most this much per visit, day or month.
    #[serde(default)]
    pub amount: Yen,
    /// Collected at most this many times a month (「月2日まで」): days of a rule per day, visits of a rule per visit.
    #[serde(default)]
    pub times_a_month: Option<u32>,
    /// From the n-th visit (per visit) or day (per day) of the month on, nothing (「6回目以降0円」).
    #[serde(default)]
    pub free_from: Option<u32>,
    /// Of a share: ten-thousandths of 医療費総額(10割), rounded at the window.
    #[serde(default)]
    pub share: Option<u16>,
    /// Not more than this a month.
    #[serde(default)]
    pub monthly_limit: Option<Yen>,
    /// Among which visits the month is counted.
    #[serde(default)]
    pub scope: Counted,
}

/// One visit, or several of one bill.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Day of service.
    pub day: Day,
    /// Facility.
    pub facility: Text,
    /// Kind of facility, a code of [`crate::facts::FacilityKind`].
    pub kind: Text,
    /// Setting, a code of [`crate::facts::Setting`].
    pub setting: Text,
    /// 医療費総額(10割); needed by rules with a share only.
    #[serde(default)]
    pub total10: Yen,
    /// What would be paid without the local scheme.
    pub insurance_selfpay: Yen,
    /// How many visits, or days in hospital, the bill stands for.
    #[serde(default = "one")]
    pub visits: u32,
}

/// An earlier visit of the month and what was paid for it under the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The visit.
    pub visit: Visit,
    /// What was paid.
    pub paid: Yen,
}

/// A worked case: visits in order, with what each pays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Name of the case.
    pub name: Text,
    /// Conditions that hold.
    #[serde(default = "no_texts")]
    pub conditions: List<Text>,
    /// The visits.
    pub rows: List<CaseRow>,
}

/// A visit of a worked case and what it pays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "FlatRow")]
pub struct CaseRow {
    /// The visit.
    pub visit: Visit,
    /// What is to be paid for it.
    pub pays: Yen,
}

/// A [`CaseRow`] as it is written: the visit's fields and the amount side by side.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatRow {
    day: Day,
    facility: Text,
    kind: Text,
    setting: Text,
    #[serde(default)]
    total10: Yen,
    insurance_selfpay: Yen,
    #[serde(default = "one")]
    visits: u32,
    pays: Yen,
}

impl From<FlatRow> for CaseRow {
    fn from(row: FlatRow) -> Self {
        let FlatRow { day, facility, kind, setting, total10, insurance_selfpay, visits, pays } = row;
        CaseRow { visit: Visit { day, facility, kind, setting, total10, insurance_selfpay, visits }, pays }
    }
}

/// What is due for a visit, and by which rule.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PackDue<'a> {
    /// To pay.
    pub due: Yen,
    /// The rule that says so.
    pub rule: &'a Rule,
}

/// What is wrong with a pack, or why it has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum PackFault {
    /// 団体コード is not six digits with a right last one.
    Authority,
    /// The pack has no rule.
    NoRule,
    /// Too many rules, conditions, cases or rows to be true.
    TooLarge,
    /// Two rules, citations or conditions have the same id.
    SameIdTwice {
        /// The id.
        id: String,
    },
    /// A rule cites what is not in the pack.
    UnknownCitation {
        /// The rule.
        rule: String,
    },
    /// A rule or a case names a condition, a setting or a kind that is not known.
    UnknownWord {
        /// The rule or case.
        at: String,
        /// The word.
        word: String,
    },
    /// A rule ends before it begins.
    EmptyRange {
        /// The rule.
        rule: String,
    },
    /// The fields of a rule do not fit its shape.
    Shape {
        /// The rule.
        rule: String,
    },
    /// Two rules fit the same visit.
    Conflict {
        /// One.
        rule: String,
        /// The other.
        other: String,
    },
    /// No worked case comes to this rule.
    RuleWithoutCase {
        /// The rule.
        rule: String,
    },
    /// No rule fits the visit.
    NothingFits,
    /// A worked case gives another amount.
    CaseFails {
        /// The case.
        case: String,
        /// Row, from 1.
        row: usize,
        /// What the case says.
        expected: i64,
        /// What the rules give; none where no rule or more than one fits.
        found: Option<i64>,
    },
}

/// Codes of the settings a rule may name.
pub const SETTINGS: [&str; 2] = ["inpatient", "outpatient"];
/// Codes of the kinds of facility a rule may name.
pub const KINDS: [&str; 8] = [
    "hospital",
    "clinic",
    "dental",
    "pharmacy",
    "visiting_nurse",
    "long_term_care",
    "judo_therapy",
    "acupuncture",
];
