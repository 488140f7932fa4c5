//! The rule book: every number with its law, article, day checked and how sure we are.
//!
//! The numbers themselves stand in `engine/book/*.toml`, in tables a lawyer can read. The build turns them into constants and
//! stops on a gap, an overlap, a missing tier or a row without a citation; a look-up allocates nothing.
//!
//! The cap printed on a certificate always wins. What the book says about caps explains it, cross-checks it and warns.
//!
//! Where to look: [`mod@scheme`] what a certificate of each 法別番号 means at the window; [`cap`] the cap tables; [`watch`] 軽症高額
//! and 高額かつ長期; [`high_cost`] 高額療養費; [`income`] what the tiers rest on; [`start`] 開始日 and 有効期間; [`newborn`] 養育医療;
//! [`lead`] how long before a date it is told; [`pack`] local schemes.

pub mod cap;
pub mod high_cost;
pub mod income;
pub mod lead;
pub mod newborn;
pub mod pack;
pub mod scheme;
pub mod start;
mod tables;
pub mod watch;

pub use cap::{CapTable, TierAnswer, TierCap};
pub use scheme::{FacilityRule, PayerRank, Scheme, ShareRule, payer_rank, scheme, scheme_of_payer, schemes};

use crate::civil::Day;
use serde::{Serialize, Serializer};

/// How sure a row is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Stated by the cited text.
    Confirmed,
    /// General knowledge with no text at hand. Shown as 未確認 wherever a person sees it or what depends on it.
    Unconfirmed,
}

impl Status {
    /// The less sure of the two.
    #[must_use]
    pub fn and(self, other: Status) -> Status {
        self.max(other)
    }
}

/// The text a row rests on.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Cite {
    /// Id within the book, as traces name it.
    pub id: &'static str,
    /// 法令名; none where the source is no law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<&'static str>,
    /// e-Gov 法令ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law_id: Option<&'static str>,
    /// 条・項・号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<&'static str>,
    /// The publication, where it is no law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'static str>,
    /// Day of the text that was read, or the day somebody last looked.
    pub checked_on: Day,
    /// A few words of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<&'static str>,
    /// Numbers of the source list of the rule reference.
    pub sources: &'static [&'static str],
}

/// A value for a half-open range of days, `[from, before)`, with the text it rests on.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Dated<T: 'static> {
    /// First day.
    pub from: Day,
    /// First day no more; none: still in force as far as is known.
    pub before: Option<Day>,
    /// The value.
    pub value: T,
    /// The text it rests on.
    #[serde(serialize_with = "id_of")]
    pub cite: &'static Cite,
    /// How sure it is.
    pub status: Status,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(crate) fn id_of<S: Serializer>(cite: &&'static Cite, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(cite.id)
}

impl<T> Dated<T> {
    /// Is the day inside the range?
    #[inline]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.before.is_none_or(|before| day < before)
    }
}

/// The row in force on a day; `None` where the book does not know.
#[inline]
pub fn at<T>(rows: &'static [Dated<T>], day: Day) -> Option<&'static Dated<T>> {
    rows.iter().rev().find(|row| row.holds_on(day))
}

/// The citation of this id.
pub fn cite(id: &str) -> Option<&'static Cite> {
    let index = tables::CITATIONS.binary_search_by(|cite| cite.id.cmp(id)).ok()?;
    tables::CITATIONS.get(index)
}

/// Every citation, by id.
pub fn citations() -> &'static [Cite] {
    &tables::CITATIONS
}
