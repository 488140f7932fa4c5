//! "This facility has not reported yet": from the person's own history, a facility that charged in some of the last months (how many: the
//! book) and not yet in this one.

use super::notice::{Certainty, Notice, Params, Value};
use super::sources::Ground;
use crate::book::lead::reporting_habit;
use crate::civil::{Day, Month};
use crate::facts::{Charge, Facility, Source};
use crate::order;
use serde::Serialize;

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
    let reported = |charge: &&Charge| {
        recent <= charge.service_day.month()
            && !matches!(charge.source, Source::PatientEntered | Source::Planned | Source::Paper)
    };
    let mut charges: Vec<&Charge> =
        ground.charges.iter().map(|standing| standing.charge).filter(reported).collect();
    // A stable sort: of one day the last in ledger order stays the last.
    order::sort_by(&mut charges, |a, b| {
        (&a.facility.code, a.service_day).cmp(&(&b.facility.code, b.service_day))
    });
    let mut gaps: Vec<ReportingGap> = Vec::new();
    for charge in charges {
        let month = charge.service_day.month();
        match gaps.last_mut().filter(|gap| gap.facility.code == charge.facility.code) {
            Some(gap) => {
                if gap.charged_in.last() != Some(&month) {
                    gap.charged_in.push(month);
                }
                gap.facility = charge.facility.clone();
                gap.last_service_day = charge.service_day;
            }
            None => gaps.push(ReportingGap {
                month: this,
                facility: charge.facility.clone(),
                charged_in: vec![month],
                last_service_day: charge.service_day,
            }),
        }
    }
    gaps.retain(|gap| !gap.charged_in.contains(&this) && gap.charged_in.len() >= usize::from(habit.need));
    gaps
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
