//! From when a certificate counts (開始日) and how long it may last (有効期間), as the texts fix it. The day itself is worked out in
//! [`crate::start_date`].

use super::{Cite, Dated, Status, at, tables};
use crate::civil::Day;
use serde::Serialize;

/// On what ground a certificate is given.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 軽症高額 (54): counted from the day after the criterion was met.
    MildHighCost,
    /// 病状の程度 (54, 52): counted from the day of the diagnosis.
    Severity,
}

/// How the first day comes about, by the day of application.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum StartRule {
    /// The day of the application.
    ApplicationDay,
    /// Back to the ground, but only so far.
    Retroactive(Retroactive),
}

/// How far back a certificate may count.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Retroactive {
    /// At most this many months before the application.
    pub months: u32,
    /// With an unavoidable reason (やむを得ない理由).
    pub months_with_reason: u32,
    /// Never before this day.
    pub not_before: Day,
    /// Citation of the months.
    pub period_cite: &'static Cite,
    /// Citation of `not_before`.
    pub floor_cite: &'static Cite,
    /// How sure `not_before` is.
    pub floor_status: Status,
}

/// The rule for an application of this day; `None` where the book has none.
pub fn rule(scheme: &str, ground: Ground, application: Day) -> Option<&'static Dated<StartRule>> {
    match (scheme, ground) {
        ("54", Ground::MildHighCost) => at(&tables::START_54_MILD, application),
        ("54", Ground::Severity) => at(&tables::START_54_SEVERITY, application),
        ("52", Ground::Severity) => at(&tables::START_52_SEVERITY, application),
        _ => None,
    }
}

/// How long a certificate may last.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LongestValidity {
    /// At most this many months.
    pub months: u32,
    /// With special circumstances; none where the text names no number.
    pub months_special: Option<u32>,
}

/// The longest 有効期間 a certificate of the scheme may have.
pub fn longest_validity(scheme: &str, day: Day) -> Option<&'static Dated<LongestValidity>> {
    match scheme {
        "54" => at(&tables::VALIDITY_54, day),
        "52" => at(&tables::VALIDITY_52, day),
        _ => None,
    }
}
