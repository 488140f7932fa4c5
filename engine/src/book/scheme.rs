//! The schemes: what a certificate of each 法別番号 means at the window (RULES §1–§4).

use super::cap::{CapTable, TierAnswer, TierCap};
use super::{Cite, Dated, Status, at, tables};
use crate::civil::Day;
use crate::facts::{IncomeClass, MealShare, PayerNumber, Traits};
use crate::ledger::kernel::{Share, Terms};
use crate::rate::Rate;
use crate::yen::{Cap, Yen};
use serde::Serialize;

/// How the patient's share comes about.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareRule {
    /// 10割 × min(insurance rate, this rate), rounded at the window.
    AtMost(Rate),
    /// The insurance's own self-pay, up to the cap.
    OfInsurance,
    /// Nothing is collected.
    Nothing,
    /// Nothing, except where the certificate prints a cap above 0: then the insurance's own self-pay up to it.
    NothingUnlessCapPrinted,
    /// Nothing at the window; the municipality bills later (養育 23, [`super::newborn`]).
    NotAtWindow,
}

/// The share rule of a range of days, ready for the running rule.
#[derive(Debug, PartialEq, Eq)]
pub struct SchemeTerms {
    /// The rule.
    pub rule: ShareRule,
    /// What the running rule needs of it.
    pub terms: Terms,
}

/// Which facilities a certificate counts at.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FacilityRule {
    /// Designated facilities, as the decision fixes them (54, 52).
    Designated,
    /// Only those named on the certificate (21, 15, 16).
    Named,
    /// Any.
    Any,
    /// The book does not know.
    Unknown,
}

/// Place in the order of payers (公費の優先順位); the smaller pays first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PayerRank(pub(super) u8);

impl PayerRank {
    /// A national scheme the order does not name: after those it names.
    pub const UNRANKED: PayerRank = PayerRank(u8::MAX - 1);
    /// Local schemes: after all national ones.
    pub const LOCAL: PayerRank = PayerRank(u8::MAX);
}

/// One scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Id within the book (`54`, `38-hepatitis`), as certificates name it.
    pub key: &'static str,
    /// 法別番号; none where it is not known.
    pub houbetsu: Option<&'static str>,
    /// Official name.
    pub name: &'static str,
    /// Is it in the list of the online 資格確認 of 公費?
    pub listed: bool,
    /// Does its cap take part in 世帯内按分 (52 and 54)?
    pub shares_household_cap: bool,
    /// Which facilities count.
    pub facilities: FacilityRule,
    /// Citation of that.
    pub facilities_cite: &'static Cite,
    /// How sure that is.
    pub facilities_status: Status,
    pub(super) rank: PayerRank,
    pub(super) shares: &'static [Dated<SchemeTerms>],
    pub(super) meals: &'static [Dated<MealShare>],
    pub(super) caps: &'static [Dated<CapTable>],
}

impl Scheme {
    /// The share rule in force on a day.
    #[inline]
    pub fn share_on(&self, day: Day) -> Option<&'static Dated<SchemeTerms>> {
        at(self.shares, day)
    }

    /// What the running rule needs for charges of a day; `None` where the book does not know. Where the share depends on a
    /// printed cap ([`ShareRule::NothingUnlessCapPrinted`]), this is the case without one.
    #[inline]
    pub fn terms_on(&self, day: Day) -> Option<Terms> {
        Some(self.share_on(day)?.value.terms)
    }

    /// As [`Scheme::terms_on`], for a certificate that prints `cap`.
    #[inline]
    pub fn terms_with_cap(&self, day: Day, cap: Cap) -> Option<Terms> {
        let SchemeTerms { rule, terms } = &self.share_on(day)?.value;
        let printed = matches!(cap, Cap::At(amount) if amount > Yen::ZERO);
        if *rule == ShareRule::NothingUnlessCapPrinted && printed {
            return Some(Terms { share: Share::OfInsurance, ..*terms });
        }
        Some(*terms)
    }

    /// How sure the share rule of a day is; unconfirmed where there is none.
    pub fn status_on(&self, day: Day) -> Status {
        self.share_on(day).map_or(Status::Unconfirmed, |row| row.status)
    }

    /// Place in the order of payers.
    #[inline]
    pub fn payer_rank(&self) -> PayerRank {
        self.rank
    }

    /// What the patient bears of the standard meal charge; `None` where the book does not know.
    pub fn meal_share(&self, day: Day) -> Option<&'static Dated<MealShare>> {
        at(self.meals, day)
    }

    /// The cap table in force on a day.
    pub fn cap_table(&self, day: Day) -> Option<&'static Dated<CapTable>> {
        at(self.caps, day)
    }

    /// What the table says the cap should be: to explain, to cross-check and to warn. The printed cap wins.
    pub fn tier_cap(&self, day: Day, class: &IncomeClass, traits: &Traits) -> TierAnswer {
        let row = self.cap_table(day);
        TierAnswer { cap: row.map_or(TierCap::Unknown, |row| row.value.cap(class, traits)), row }
    }
}

/// Every scheme of the book.
pub fn schemes() -> &'static [Scheme] {
    &tables::SCHEMES
}

/// The scheme of a certificate: by 法別番号 (`"54"`; where several schemes share a number, the one that answers to it), or by its id in
/// the book (`"38-liver-cancer"`). `None` for local schemes ([`super::pack`]) and for what the book does not know.
#[inline]
pub fn scheme(code: &str) -> Option<&'static Scheme> {
    match number(code) {
        Some(number) => {
            let index = tables::BY_HOUBETSU.get(number).copied().unwrap_or(u8::MAX);
            tables::SCHEMES.get(usize::from(index))
        }
        None => tables::SCHEMES.iter().find(|scheme| scheme.key == code),
    }
}

/// The scheme of a 公費負担者番号, by its first two digits.
pub fn scheme_of_payer(payer: &PayerNumber) -> Option<&'static Scheme> {
    scheme(payer.houbetsu()?)
}

/// Place in the order of payers of any code a certificate may carry: also of numbers that are ordered but have no row here, and
/// of local schemes.
pub fn payer_rank(code: &str) -> PayerRank {
    if let Some(scheme) = scheme(code) {
        return scheme.rank;
    }
    // A number that is not ordered has the rank of a local scheme in the table.
    let rank = number(code).and_then(|number| tables::PAYER_RANKS.get(number));
    rank.map_or(PayerRank::LOCAL, |rank| PayerRank(*rank))
}

/// A code of exactly two digits as a number.
#[inline]
fn number(code: &str) -> Option<usize> {
    match code.as_bytes() {
        &[tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            Some(usize::from(tens - b'0') * 10 + usize::from(ones - b'0'))
        }
        _ => None,
    }
}
