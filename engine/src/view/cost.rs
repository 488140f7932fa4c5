//! Where each yen of a month went: insurer, 高額療養費, 公費, patient.

use super::Scene;
use super::figure::{Basis, Figure};
use crate::civil::Month;
use crate::split::{self, Layers, mark};
use crate::watch::Certainty;
use serde::Serialize;

/// One month. In receipt yen (レセプト): a few yen beside the ten-yen amounts of the ledger (RULES §1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CostView {
    /// Month of treatment.
    pub month: Month,
    /// 医療費総額(10割): exactly the four below together.
    pub total10: Figure,
    /// The insurer by its rate.
    pub insurer: Figure,
    /// 高額療養費.
    pub high_cost: Figure,
    /// 公費.
    pub public: Figure,
    /// The patient.
    pub patient: Figure,
    /// Message keys of what limits their certainty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
}

/// Every month with a cost, newest first.
pub(super) fn costs(scene: &Scene<'_>) -> Vec<CostView> {
    let ground = &scene.ground;
    let mut months: Vec<(Month, Layers, Vec<&'static str>)> = Vec::new();
    // A change of insurance in mid-month gives two answers for one month.
    for split in split::all(scene.facts, Some(ground.as_of)) {
        match months.last_mut().filter(|(month, ..)| *month == split.month) {
            Some((_, layers, marks)) => {
                *layers = layers.and(split.split.layers);
                marks.extend(split.marks);
            }
            None => months.push((split.month, split.split.layers, split.marks)),
        }
    }
    months.reverse();
    months
        .into_iter()
        .map(|(month, layers, mut marks)| {
            crate::order::sort(&mut marks);
            marks.dedup();
            let charges = ground.charges.iter().map(|standing| standing.charge);
            let charges = charges.filter(|charge| charge.service_day.month() == month);
            let basis = Basis::of(charges.map(|charge| (&*charge.id, &charge.source)), &scene.registered)
                .no_surer_than(certainty(&marks, ground.incomplete([month])));
            CostView {
                month,
                total10: basis.figure(layers.total10),
                insurer: basis.figure(layers.insurer),
                high_cost: basis.figure(layers.high_cost),
                public: basis.figure(layers.public),
                patient: basis.figure(layers.patient),
                marks,
            }
        })
        .collect()
}

fn certainty(marks: &[&'static str], incomplete: bool) -> Certainty {
    let left_out = [mark::QUARANTINED, mark::LATER_PAYER, mark::CAP_UNKNOWN];
    if incomplete || marks.iter().any(|mark| left_out.contains(mark)) {
        Certainty::Incomplete
    } else if marks.is_empty() {
        Certainty::Confirmed
    } else {
        Certainty::Expected
    }
}
