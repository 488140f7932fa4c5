//! One line of the electronic 管理票.

use super::figure::Registered;
use crate::civil::Day;
use crate::facts::{FacilityKind, Setting, Source};
use crate::ledger::LedgerRow;
use crate::ledger::meals::Meal;
use crate::yen::Yen;
use serde::Serialize;

/// One row.
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
    /// In- or out-patient.
    pub setting: Setting,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// Before the cap.
    pub raw: Yen,
    /// What the rule says is to be entered here, as if there were no other scheme (管理票上の自己負担).
    pub due: Yen,
    /// Running total after it; none when a cap before it is not known.
    pub cumulative: Option<Yen>,
    /// What the window should have taken after every scheme (実際の窓口支払), meals apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_payment: Option<Yen>,
    /// What was taken.
    pub collected: Option<Yen>,
    /// Taken above what was due.
    pub overpaid: Option<Yen>,
    /// The meal line: in no cap and in no total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meal: Option<Meal>,
    /// Who says so.
    pub source: Source,
    /// Since when it is known (RFC 3339).
    pub registered_at: Option<String>,
    /// Earlier versions that were corrected, the first first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// Message keys of what limits its certainty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
}

impl RowView {
    pub(super) fn of(row: &LedgerRow, registered: &Registered<'_>) -> Self {
        RowView {
            charge: row.charge.clone(),
            day: row.service_day,
            facility: row.facility.name.clone(),
            kind: row.facility.kind.clone(),
            setting: row.setting.clone(),
            total10: row.total10,
            raw: row.raw,
            due: row.due,
            cumulative: row.used,
            window_payment: row.window_payment,
            collected: row.collected,
            overpaid: row.difference.filter(|difference| *difference > Yen::ZERO),
            meal: row.meal,
            source: row.source.clone(),
            registered_at: registered.get(&*row.charge).map(|stamp| (*stamp).to_owned()),
            earlier: row.earlier.clone(),
            marks: row.marks.clone(),
        }
    }
}
