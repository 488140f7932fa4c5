//! How long before a date something is worth saying. No text fixes any of these: they are configuration, 未確認, to be replaced by
//! what an authority says (RULES, binding rule 1).

use crate::civil::Day;
use serde::Serialize;

/// One lead time.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lead {
    /// Message key of what is to be done.
    pub key: &'static str,
    /// So many months before the date.
    pub months_before: u32,
    /// Has a source been read that says so?
    pub confirmed: bool,
    /// Year from which this row applies.
    pub from_year: i32,
}

/// A certificate is "ending soon" from here on.
pub const ENDING_SOON: Lead = unconfirmed("watch.renewal.ending", 3);
/// A certificate that ended is worth mentioning for so long after its end.
pub const ENDED: Lead = unconfirmed("watch.renewal.ended", 12);
/// The right to apply again is "ending" from here on.
pub const REAPPLY_ENDING: Lead = unconfirmed("watch.reapply.ending", 2);
/// An age limit is near from here on.
pub const AGE: Lead = unconfirmed("watch.age", 6);

/// The steps of a renewal, the earliest first, each reckoned back from the last day of validity.
pub const RENEWAL: [Lead; 4] = [
    unconfirmed("renewal.step.book_doctor", 3),
    unconfirmed("renewal.step.collect_documents", 2),
    unconfirmed("renewal.step.submit", 1),
    unconfirmed("renewal.step.last_day", 0),
];

const fn unconfirmed(key: &'static str, months_before: u32) -> Lead {
    Lead { key, months_before, confirmed: false, from_year: 2024 }
}

impl Lead {
    /// The day so long before `date`.
    pub fn before(self, date: Day) -> Day {
        date.minus_months(self.months_before)
    }
}
