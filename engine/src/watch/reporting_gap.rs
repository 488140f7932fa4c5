//! "This facility has not reported yet": from the person's own history, a facility that charged in some of the last months (how many: the
//! book) and not yet in this one.

use super::notice::{Certainty, Notice, Params, Value};
use super::sources::{Ground, Standing};
use crate::book::lead::reporting_habit;
use crate::civil::{Day, Month};
use crate::facts::{Facility, Source};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A facility that usually charges and has not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportingGap {
    /// The month without a charge of it.
    pub month: Month,
    /// The facility, as in its last charge.
    pub facility: Facility,
    /// Those of the last months in which it charged.
    pub charged_in: Vec<Month>,
    /// Service day of its last charge.
    pub last_service_day: Day,
}

/// Facilities missing this month, by code. Receipts the patient typed in say nothing about what a facility reports.
pub fn watch(ground: &Ground<'_>) -> Vec<ReportingGap> {
    let this = ground.as_of.month();
    let Some(habit) = reporting_habit(this).map(|habit| &habit.value) else { return Vec::new() };
    let recent = this.plus(-i32::from(habit.window_months));
    let mut by_code: BTreeMap<&str, (BTreeSet<Month>, (Day, &Facility))> = BTreeMap::new();
    for Standing { charge, .. } in &ground.charges {
        let month = charge.service_day.month();
        if month < recent || matches!(charge.source, Source::PatientEntered | Source::Planned | Source::Paper)
        {
            continue;
        }
        let last = (charge.service_day, &charge.facility);
        let entry = by_code.entry(&charge.facility.code).or_insert_with(|| (BTreeSet::new(), last));
        entry.0.insert(month);
        entry.1 = entry.1.max(last);
    }
    by_code
        .into_values()
        .filter(|(months, _)| !months.contains(&this) && months.len() >= usize::from(habit.need))
        .map(|(months, (last_service_day, facility))| ReportingGap {
            month: this,
            facility: facility.clone(),
            charged_in: months.into_iter().collect(),
            last_service_day,
        })
        .collect()
}

impl ReportingGap {
    pub(super) fn notice(&self) -> Notice {
        let params = Params::default()
            .with("facility", Value::Text(self.facility.name.clone()))
            .id("facility_code", &self.facility.code)
            .with("month", Value::Month(self.month));
        let what = [self.facility.code.as_str(), &self.month.to_string()];
        Notice::new("watch.report.missing", &what, params).certainty(Certainty::Incomplete).quiet()
    }
}
