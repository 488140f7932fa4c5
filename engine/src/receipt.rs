//! 領収書: what somebody says they paid at a facility that is not connected. A note of the person's own, never a registration.
//!
//! It is judged here, for the page and for the hub alike, and told by [`Receipt::charge`] as a charge from
//! [`Source::PatientEntered`], so that every figure resting on it says 見込み by itself, and behind everything registered, so that no
//! line of a facility's is another one because of it.

use crate::civil::Day;
use crate::facts::likeness::{FieldKind, Likeness, same_meaning};
use crate::facts::{Charge, ChargeEvent, Facility, FacilityKind, Facts, Part, Setting, Source, door};
use crate::ledger::Finding;
use crate::ledger::events::Active;
use crate::ledger::finding::key;
use crate::rate::Rate;
use crate::yen::Yen;
use serde::{Deserialize, Serialize};

/// What stands on the slip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// 受診日 (薬局: 調剤日).
    pub day: Day,
    /// Name of the facility.
    pub facility: String,
    /// Its kind.
    pub kind: FacilityKind,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// What was paid at the window, meals and what no insurance covers left out.
    pub paid: Yen,
    /// The certificate it was for; none where there is none yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
}

/// The same as it is typed, on whatever keyboard.
#[derive(Clone, Debug, Default)]
pub struct Written<'a> {
    /// A year of 令和 or of the Western calendar.
    pub year: &'a str,
    /// Month.
    pub month: &'a str,
    /// Day of the month.
    pub date: &'a str,
    /// Name of the facility.
    pub facility: &'a str,
    /// Code of its kind.
    pub kind: &'a str,
    /// The whole amount.
    pub amount: &'a str,
    /// It is in points (点) and not in yen.
    pub in_points: bool,
    /// What was paid.
    pub paid: &'a str,
    /// The certificate, or nothing.
    pub certificate: &'a str,
}

/// What is wrong, and in which field.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// `day`, `facility`, `kind`, `amount` or `paid`.
    pub field: &'static str,
    /// Message key.
    pub key: &'static str,
}

/// What the charges of receipts are called: this and the note's own id.
const PREFIX: &str = "own-receipt:";
/// No registration has a number as large: what is told with one of these stands behind.
const BEHIND: u64 = 1 << 48;
/// A point of the fee schedule (診療報酬の点数) is ten yen.
const YEN_OF_A_POINT: i64 = 10;
/// Slips from further back are a mistyped year.
const YEARS_BACK: i32 = 10;
/// Sixty letters of a name, as Japanese ones are written (UTF-8).
const LONGEST_NAME: usize = 180;
/// More than this is a slip of the finger.
const LARGEST: Yen = Yen::new(100_000_000);

/// 令和元年 is 2019.
const BEFORE_REIWA: i64 = 2018;

/// A number as it is written: digits of any width, with signs between and a unit behind.
fn number(text: &str) -> Option<i64> {
    let mut number = None;
    for letter in text.chars() {
        let digit = match letter {
            '0'..='9' => i64::from(u32::from(letter) - u32::from('0')),
            '０'..='９' => i64::from(u32::from(letter) - u32::from('０')),
            ',' | '，' | '、' | '円' | '点' | '年' | '月' | '日' | ' ' | '\u{3000}' => continue, // tidy: signs that stand between and behind digits
            _ => return None,
        };
        number = Some(number.unwrap_or(0_i64).saturating_mul(10).saturating_add(digit));
    }
    number
}

impl Written<'_> {
    /// The receipt, or everything that is wrong with it, in the order of the fields.
    pub fn read(&self, as_of: Day) -> Result<Receipt, Vec<Wrong>> {
        let day = self.day();
        let amount = number(self.amount);
        let paid = number(self.paid);
        let times = if self.in_points { YEN_OF_A_POINT } else { 1 };
        let receipt = Receipt {
            // What could not be read is told below, and stands here as something that is not wrong.
            day: day.unwrap_or(as_of),
            facility: self.facility.trim().to_owned(),
            kind: FacilityKind::from(self.kind),
            total10: amount.map_or(LARGEST, |amount| Yen::new(amount.saturating_mul(times))),
            paid: paid.map_or(Yen::ZERO, Yen::new),
            certificates: Some(self.certificate.to_owned()).filter(|id| !id.is_empty()).into_iter().collect(),
        };
        let empty = |text: &str| text.trim().is_empty();
        let no_day = empty(self.year) && empty(self.month) && empty(self.date);
        let unread = [
            (no_day, "day", "receipt.wrong.day_missing"),
            (!no_day && day.is_none(), "day", "receipt.wrong.day_unreadable"),
            (empty(self.amount), "amount", "receipt.wrong.amount_missing"),
            (!empty(self.amount) && amount.is_none(), "amount", "receipt.wrong.amount_unreadable"),
            (empty(self.paid), "paid", "receipt.wrong.paid_missing"),
            (!empty(self.paid) && paid.is_none(), "paid", "receipt.wrong.paid_unreadable"),
        ];
        let found = told(&unread, &receipt.checks(as_of));
        if found.is_empty() { Ok(receipt) } else { Err(found) }
    }

    fn day(&self) -> Option<Day> {
        let year = number(self.year)?;
        let year = if year < 100 { year + BEFORE_REIWA } else { year };
        let part = |text: &str| u32::try_from(number(text)?).ok();
        Day::new(i32::try_from(year).ok()?, part(self.month)?, part(self.date)?)
    }
}

/// Is it wrong, where, and what is said then.
type Check = (bool, &'static str, &'static str);

/// What is wrong, in the order of the fields.
fn told(unread: &[Check], unlikely: &[Check]) -> Vec<Wrong> {
    let mut told = Vec::new();
    for name in FIELDS {
        for (wrong, field, key) in unread.iter().chain(unlikely) {
            if *wrong && *field == name {
                told.push(Wrong { field, key });
            }
        }
    }
    told
}

/// The fields in the order of the slip.
const FIELDS: [&str; 5] = ["day", "facility", "kind", "amount", "paid"];

impl Receipt {
    /// What cannot be right about it.
    pub fn wrongs(&self, as_of: Day) -> Vec<Wrong> {
        told(&[], &self.checks(as_of))
    }

    fn checks(&self, as_of: Day) -> [Check; 10] {
        let insured = self.kind != FacilityKind::LongTermCare;
        let number = serde_json::Value::String(self.facility.clone());
        [
            (self.day > as_of, "day", "receipt.wrong.day_future"),
            (self.day.year() < as_of.year() - YEARS_BACK, "day", "receipt.wrong.day_too_old"),
            (self.facility.trim().is_empty(), "facility", "receipt.wrong.facility_missing"),
            (self.facility.len() > LONGEST_NAME, "facility", "receipt.wrong.facility_long"),
            (door::no_individual_number(&number).is_err(), "facility", "receipt.wrong.facility_number"),
            (matches!(self.kind, FacilityKind::Other(_)), "kind", "receipt.wrong.kind_missing"),
            (self.total10 <= Yen::ZERO, "amount", "receipt.wrong.amount_zero"),
            (
                insured && self.total10.floor_to_10() != self.total10,
                "amount",
                "receipt.wrong.amount_not_tens",
            ),
            (self.total10 > LARGEST, "amount", "receipt.wrong.amount_large"),
            (self.paid < Yen::ZERO || self.paid > self.total10, "paid", "receipt.wrong.paid_above"),
        ]
    }

    /// The charge it is told as. Its place is behind everything registered, so that no line of a facility's is another one because of it. The
    /// rate of the insurance is that of the newest charge: nobody reads it off a slip, and below the share of 公費 it decides nothing.
    pub fn charge(&self, facts: &Facts, id: &str, version: u64, noted_at: &str) -> Charge {
        let newest = facts.charges.iter().max_by_key(|charge| (charge.service_day, charge.sequence));
        Charge {
            id: [PREFIX, id].concat(),
            sequence: BEHIND.saturating_add(version),
            event: ChargeEvent::Registered,
            supersedes: None,
            certificates: self.certificates.clone(),
            facility: Facility {
                // What is not connected has no code that anybody knows; its name keeps it apart from others.
                code: self.facility.clone(),
                name: self.facility.clone(),
                kind: self.kind.clone(),
                designated: None,
                ordering_designated: None,
            },
            setting: Setting::Outpatient,
            service_day: self.day,
            collected_on: None,
            registered_at: Some(noted_at.to_owned()),
            total10: self.total10,
            insurance_rate: newest.map_or(Rate::THREE_TENTHS, |charge| charge.insurance_rate),
            raw_selfpay: None,
            collected: Some(self.paid),
            seen_running_total: None,
            meal: Yen::ZERO,
            non_covered: Yen::ZERO,
            disease_related: true,
            part: Part::default(),
            visits: 1,
            first_visit: false,
            source: Source::PatientEntered,
            hash: None,
            unknown: crate::facts::Unknown::new(),
        }
    }
}

/// The note behind a charge, by its id; nothing for what was registered.
pub fn note_of(charge: &str) -> Option<&str> {
    charge.strip_prefix(PREFIX)
}

/// The version of the note behind a charge.
pub fn version_of(charge: &Charge) -> u64 {
    charge.sequence.saturating_sub(BEHIND)
}

/// Receipts a facility seems to have registered meanwhile: of the same day, and of the same facility or amount. Both count until the
/// person takes the receipt away.
pub(crate) fn registered_meanwhile(active: &[Active<'_>]) -> Vec<Finding> {
    let own = active.iter().filter(|one| one.charge.source == Source::PatientEntered);
    let twin = |own: &Active<'_>| {
        let mut registered = active.iter().filter(|one| !one.charge.source.is_expected());
        registered
            .find(|one| is_alike(own.charge, one.charge))
            .map(|one| Finding::between(key::RECEIPT_REGISTERED, &own.charge.id, &one.charge.id))
    };
    own.filter_map(twin).collect()
}

fn is_alike(own: &Charge, registered: &Charge) -> bool {
    let name = |charge: &Charge| charge.facility.name.clone();
    own.service_day == registered.service_day
        && (own.total10 == registered.total10
            || same_meaning(FieldKind::Name, &name(own), &name(registered)) != Likeness::Different)
}
