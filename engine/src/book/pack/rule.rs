//! Rule shapes of local schemes (地方単独), and how they are applied. Also compiled into the build script, which refuses a
//! pack whose worked cases fail; therefore nothing here but integers, days and text.

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
const MOST_CONDITIONS: usize = 6;
const MOST: usize = 200;

fn fits_list(list: &[Text], word: &str) -> bool {
    list.is_empty() || list.iter().any(|entry| entry == word)
}
fn times(amount: Yen, count: u32) -> Yen {
    Yen::new(amount.amount().saturating_mul(i64::from(count)))
}

impl Rule {
    /// Does the rule govern visits of this kind, whoever the patient is and whenever it was?
    fn governs(&self, setting: &str, kind: &str) -> bool {
        fits_list(&self.settings, setting) && fits_list(&self.kinds, kind)
    }

    fn holds(&self, day: Day, conditions: &[Text]) -> bool {
        self.from <= day
            && self.before.is_none_or(|before| day < before)
            && self.when.iter().all(|needed| conditions.contains(needed))
            && !self.unless.iter().any(|refused| conditions.contains(refused))
    }

    fn counts_with(&self, visit: &Visit, earlier: &Visit) -> bool {
        earlier.day.month() == visit.day.month()
            && self.governs(&earlier.setting, &earlier.kind)
            && match self.scope {
                Counted::Everywhere => true,
                Counted::Facility => earlier.facility == visit.facility,
                Counted::FacilityAndSetting => {
                    earlier.facility == visit.facility && earlier.setting == visit.setting
                }
            }
    }

    /// `min(insurance self-pay, what the shape still allows)`.
    fn due(&self, visit: &Visit, earlier: &[Paid]) -> Yen {
        let counted: Vec<&Paid> =
            earlier.iter().filter(|paid| self.counts_with(visit, &paid.visit)).collect();
        let paid_this_month: Yen = counted.iter().map(|paid| paid.paid).sum();
        let units = visit.visits.max(1);
        let allowed = match self.per {
            Per::Nothing => Yen::ZERO,
            Per::Month => self.amount - paid_this_month,
            Per::Share => self.share_of(visit.total10),
            Per::Visit => {
                let before = counted.iter().map(|paid| paid.visit.visits.max(1)).fold(0, u32::saturating_add);
                let collected = counted
                    .iter()
                    .filter(|paid| paid.paid > Yen::ZERO)
                    .map(|paid| paid.visit.visits.max(1))
                    .fold(0, u32::saturating_add);
                times(self.amount, self.chargeable(units, before, collected))
            }
            Per::Day => self.day_allows(visit, units, &counted),
        };
        let room = self.monthly_limit.map(|limit| limit - paid_this_month);
        let due = visit.insurance_selfpay.min(allowed);
        room.map_or(due, |room| due.min(room)).at_least_zero()
    }

    /// How many of `units` are still charged, when `before` came earlier and `collected` of them were paid for.
    fn chargeable(&self, units: u32, before: u32, collected: u32) -> u32 {
        let not_free = self
            .free_from
            .map_or(units, |first_free| first_free.saturating_sub(1).saturating_sub(before).min(units));
        self.times_a_month.map_or(not_free, |most| most.saturating_sub(collected).min(not_free))
    }

    /// A day is charged once, however many visits it had.
    fn day_allows(&self, visit: &Visit, units: u32, counted: &[&Paid]) -> Yen {
        let mut other_days: Vec<(Day, u32, bool)> = Vec::new();
        let mut paid_today = Yen::ZERO;
        for paid in counted {
            let units = paid.visit.visits.max(1);
            if paid.visit.day == visit.day {
                paid_today += paid.paid;
            } else if let Some(day) = other_days.iter_mut().find(|day| day.0 == paid.visit.day) {
                day.1 = day.1.max(units);
                day.2 |= paid.paid > Yen::ZERO;
            } else {
                other_days.push((paid.visit.day, units, paid.paid > Yen::ZERO));
            }
        }
        let before = other_days.iter().map(|day| day.1).fold(0, u32::saturating_add);
        let collected = other_days.iter().filter(|day| day.2).map(|day| day.1).fold(0, u32::saturating_add);
        times(self.amount, self.chargeable(units, before, collected)) - paid_today
    }

    /// The share, half-up to ten yen in one step (健康保険法75条), as [`crate::Rate::of_at_window`].
    fn share_of(&self, total10: Yen) -> Yen {
        let share = i64::from(self.share.unwrap_or_default());
        let scaled = total10.amount().saturating_mul(share).saturating_add(50_000);
        Yen::new(scaled.div_euclid(100_000).saturating_mul(10))
    }

    fn shape_is_sound(&self) -> bool {
        let positive = self.amount > Yen::ZERO;
        let limit_is_sound = self.monthly_limit.is_none_or(|limit| limit >= Yen::ZERO);
        let counts =
            self.times_a_month.is_none_or(|most| most > 0) && self.free_from.is_none_or(|first| first > 0);
        let counts_nothing = self.times_a_month.is_none() && self.free_from.is_none();
        limit_is_sound
            && counts
            && match self.per {
                Per::Visit | Per::Day => positive && self.share.is_none(),
                Per::Month => positive && self.share.is_none() && counts_nothing,
                Per::Share => {
                    self.amount.is_zero() && self.share.is_some_and(|share| share <= 10_000) && counts_nothing
                }
                Per::Nothing => {
                    self.amount.is_zero()
                        && self.share.is_none()
                        && counts_nothing
                        && self.monthly_limit.is_none()
                }
            }
    }
}

impl Pack {
    /// What is due for `visit` after `earlier` visits (in the order of registration, other months may be among them).
    pub fn assess(
        &self,
        conditions: &[Text],
        earlier: &[Paid],
        visit: &Visit,
    ) -> Result<PackDue<'_>, PackFault> {
        let mut fitting = self
            .rules
            .iter()
            .filter(|rule| rule.governs(&visit.setting, &visit.kind) && rule.holds(visit.day, conditions));
        let rule = fitting.next().ok_or(PackFault::NothingFits)?;
        if let Some(other) = fitting.next() {
            return Err(PackFault::Conflict { rule: rule.id.to_string(), other: other.id.to_string() });
        }
        Ok(PackDue { due: rule.due(visit, earlier), rule })
    }

    /// Everything that is wrong with the pack; empty: it may be used.
    pub fn faults(&self) -> Vec<PackFault> {
        let rows = || self.cases.iter().flat_map(|case| case.rows.iter());
        if self.conditions.len() > MOST_CONDITIONS
            || [self.rules.len(), self.citations.len(), self.cases.len()].into_iter().any(|many| many > MOST)
            || rows().count() > MOST * 10
        {
            return vec![PackFault::TooLarge];
        }
        let mut faults = Vec::new();
        if !authority_is_sound(&self.authority) {
            faults.push(PackFault::Authority);
        }
        if self.rules.is_empty() {
            faults.push(PackFault::NoRule);
        }
        self.ids(&mut faults);
        self.words(&mut faults);
        for rule in self.rules.iter() {
            let id = || rule.id.to_string();
            if rule.before.is_some_and(|before| before <= rule.from) {
                faults.push(PackFault::EmptyRange { rule: id() });
            }
            if !self.citations.iter().any(|cite| cite.id == rule.cite) {
                faults.push(PackFault::UnknownCitation { rule: id() });
            }
            if !rule.shape_is_sound() {
                faults.push(PackFault::Shape { rule: id() });
            }
        }
        self.conflicts(&mut faults);
        if faults.is_empty() {
            self.run_cases(&mut faults);
        }
        faults
    }

    fn ids(&self, faults: &mut Vec<PackFault>) {
        let lists: [Vec<&Text>; 3] = [
            self.rules.iter().map(|rule| &rule.id).collect(),
            self.citations.iter().map(|cite| &cite.id).collect(),
            self.conditions.iter().collect(),
        ];
        for mut ids in lists {
            ids.sort_unstable();
            for pair in ids.windows(2) {
                if let [one, other] = pair
                    && one == other
                {
                    faults.push(PackFault::SameIdTwice { id: one.to_string() });
                }
            }
        }
    }

    fn words(&self, faults: &mut Vec<PackFault>) {
        let mut known = |at: &Text, word: &Text, known: bool| {
            if !known {
                faults.push(PackFault::UnknownWord { at: at.to_string(), word: word.to_string() });
            }
        };
        for rule in self.rules.iter() {
            for word in rule.settings.iter() {
                known(&rule.id, word, SETTINGS.contains(&&**word));
            }
            for word in rule.kinds.iter() {
                known(&rule.id, word, KINDS.contains(&&**word));
            }
            for word in rule.when.iter().chain(rule.unless.iter()) {
                known(&rule.id, word, self.conditions.contains(word));
            }
        }
        for case in self.cases.iter() {
            for word in case.conditions.iter() {
                known(&case.name, word, self.conditions.contains(word));
            }
        }
    }

    /// Two rules conflict when some visit of some person on some day fits both.
    fn conflicts(&self, faults: &mut Vec<PackFault>) {
        for (index, rule) in self.rules.iter().enumerate() {
            for other in self.rules.iter().skip(index + 1) {
                let same_days = rule.before.is_none_or(|before| other.from < before)
                    && other.before.is_none_or(|before| rule.from < before);
                let same_care = SETTINGS.iter().any(|setting| {
                    KINDS.iter().any(|kind| rule.governs(setting, kind) && other.governs(setting, kind))
                });
                // The smallest set of conditions that both accept is what both need.
                let needed: Vec<Text> = rule.when.iter().chain(other.when.iter()).cloned().collect();
                let same_people = ![rule, other]
                    .iter()
                    .any(|rule| rule.unless.iter().any(|refused| needed.contains(refused)));
                if same_days && same_care && same_people {
                    faults
                        .push(PackFault::Conflict { rule: rule.id.to_string(), other: other.id.to_string() });
                }
            }
        }
    }

    fn run_cases(&self, faults: &mut Vec<PackFault>) {
        let mut used: Vec<&str> = Vec::new();
        for case in self.cases.iter() {
            let mut earlier: Vec<Paid> = Vec::new();
            for (index, row) in case.rows.iter().enumerate() {
                let answer = self.assess(&case.conditions, &earlier, &row.visit);
                if let Ok(answer) = &answer {
                    used.push(&answer.rule.id);
                    earlier.push(Paid { visit: row.visit.clone(), paid: answer.due });
                }
                let found = answer.ok().map(|answer| answer.due);
                if found != Some(row.pays) {
                    faults.push(PackFault::CaseFails {
                        case: case.name.to_string(),
                        row: index + 1,
                        expected: row.pays.amount(),
                        found: found.map(Yen::amount),
                    });
                }
            }
        }
        for rule in self.rules.iter() {
            if !used.contains(&&*rule.id) {
                faults.push(PackFault::RuleWithoutCase { rule: rule.id.to_string() });
            }
        }
    }
}

/// 団体コード: five digits and a check digit (11 less the weighted sum 6,5,4,3,2 by 11, last digit).
fn authority_is_sound(code: &str) -> bool {
    let digits: Option<Vec<u32>> = code.chars().map(|digit| digit.to_digit(10)).collect();
    let Some([first, second, third, fourth, fifth, check]) = digits.as_deref() else { return false };
    let sum = first * 6 + second * 5 + third * 4 + fourth * 3 + fifth * 2;
    *check == (11 - sum % 11) % 10
}
