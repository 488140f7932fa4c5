//! Things to be told in time: 軽症高額, 高額かつ長期, cap reached, renewal, re-application, missing reports.
//!
//! [`all`] works out everything for one person and one day; [`notices`] says which of it is worth telling, as keys and
//! parameters; [`compare`] what changed since something was told. Nothing here says how much more would have to be spent
//! to reach a threshold, and nothing should.

pub mod cap_reached;
pub mod claim;
pub mod high_cost_long_term;
pub mod mild_high_cost;
pub mod months;
pub mod notice;
pub mod renewal;
pub mod reporting_gap;
pub mod settlement;
pub mod sources;
pub mod window;

pub use cap_reached::CapReached;
pub use claim::ToClaim;
pub use high_cost_long_term::HighCostLongTerm;
pub use mild_high_cost::MildHighCost;
pub use months::WatchedMonth;
pub use notice::{Certainty, Notice, NoticeChange, Param, Value, compare, notices};
pub use renewal::{AgeOut, Gap, Reapplication, Renewal};
pub use reporting_gap::ReportingGap;
pub use settlement::ToSettle;
pub use window::{MonthCount, Question, WatchRule, count};

use crate::civil::Day;
use crate::facts::Facts;
use crate::ledger::{Ledgers, Settlement};
use serde::Serialize;

/// Everything the watches say about one person on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Watches {
    /// The day.
    pub as_of: Day,
    /// 軽症高額.
    pub mild_high_cost: MildHighCost,
    /// 高額かつ長期 (54) and 高額治療継続 (52), for each scheme of which a certificate is valid.
    pub high_cost_long_term: Vec<HighCostLongTerm>,
    /// Every certificate: how long it runs.
    pub renewals: Vec<Renewal>,
    /// Uncovered days between or after certificates.
    pub gaps: Vec<Gap>,
    /// 軽症不認定: rights to apply again that run today.
    pub reapplications: Vec<Reapplication>,
    /// The age limits of 52.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_out: Option<AgeOut>,
    /// Facilities that have not reported this month.
    pub reporting_gaps: Vec<ReportingGap>,
    /// Caps reached this month.
    pub caps_reached: Vec<CapReached>,
    /// What was collected and should not have been, or should have been and was not; what the person gets back first.
    pub settlements: Vec<ToSettle>,
    /// 償還払い: what can be claimed back for months that are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_claim: Option<ToClaim>,
    /// What has been claimed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claimed: Vec<Settlement>,
}

/// Works out every watch. A function of the set of facts and the day: the order of the facts does not matter.
pub fn all(facts: &Facts, as_of: Day) -> Watches {
    all_from(facts, &crate::ledger::all(facts, as_of), as_of)
}

/// [`all`] when the ledgers of the same facts on the same day are at hand.
pub fn all_from(facts: &Facts, ledgers: &Ledgers, as_of: Day) -> Watches {
    on(&sources::Ground::of(facts, ledgers, as_of))
}

/// [`all`] when the ground is prepared.
pub fn on(ground: &sources::Ground<'_>) -> Watches {
    let (to_claim, claimed) = claim::watch(ground);
    Watches {
        as_of: ground.as_of,
        mild_high_cost: mild_high_cost::watch(ground),
        high_cost_long_term: high_cost_long_term::watch(ground),
        renewals: renewal::watch(ground),
        gaps: renewal::gaps(ground),
        reapplications: renewal::reapplications(ground),
        age_out: renewal::age_out(ground),
        reporting_gaps: reporting_gap::watch(ground),
        caps_reached: cap_reached::watch(ground),
        settlements: settlement::watch(ground),
        to_claim,
        claimed,
    }
}
