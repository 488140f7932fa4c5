//! A ledger's month as a page shows it.

use super::figure::Figure;
use crate::civil::{Day, Month};
use crate::facts::{FacilityKind, Facts, Source};
use crate::yen::{Cap, Yen};
use serde::Serialize;

/// One ledger: the certificates that share it, and its months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerView {
    /// Stable identity for the page.
    pub id: String,
    /// 法別番号 or pack id.
    pub scheme: String,
    /// Key of the scheme's name.
    pub scheme_key: &'static str,
    /// The month of the view's day, whether or not anything is registered in it.
    pub this_month: MonthView,
    /// Every month with something in it and this one, newest first.
    pub months: Vec<MonthView>,
}

/// One month of one ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthView {
    /// Month of service.
    pub month: Month,
    /// What there is to say first.
    pub state: MonthState,
    /// The printed cap; `None`: not known.
    pub cap: Option<Cap>,
    /// Due so far.
    pub used: Figure,
    /// What can still be asked for; `None` when there is no cap or none is known.
    pub remaining: Option<Figure>,
    /// 医療費総額(10割) of the month.
    pub total10: Figure,
    /// Where the cap was reached.
    pub reached: Option<Reached>,
    /// In registration order.
    pub rows: Vec<RowView>,
}

/// What there is to say first about a month.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Nothing is registered yet.
    NothingYet,
    /// There is room under the cap.
    BelowCap,
    /// The cap is reached.
    Reached,
    /// The cap is 0: nothing to pay from the start.
    NothingToPay,
    /// No monthly cap.
    NoCap,
    /// The certificate's cap is not known.
    CapUnknown,
    /// No certificate of this ledger is valid in this month.
    NotValid,
}

/// Where and when a cap was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// Day of service of the charge that reached it.
    pub day: Day,
    /// Name of the facility.
    pub facility: String,
}

/// One row of the electronic 管理票.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// The charge.
    pub charge: String,
    /// Day of service.
    pub day: Day,
    /// Name of the facility.
    pub facility: String,
    /// Its kind.
    pub kind: FacilityKind,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// Before the cap.
    pub raw: Yen,
    /// What the rule says is to be paid.
    pub due: Yen,
    /// Running total after it.
    pub cumulative: Yen,
    /// What was taken.
    pub collected: Option<Yen>,
    /// Taken above what was due.
    pub overpaid: Option<Yen>,
    /// Who says so.
    pub source: Source,
    /// Since when it is known (RFC 3339).
    pub registered_at: Option<String>,
}

/// Every ledger of a person.
pub fn ledgers(_facts: &Facts, _as_of: Day) -> Vec<LedgerView> {
    Vec::new()
}
