//! Who owes whom how much, and what to do about it (返金・償還払い・追加徴収).

use super::Scene;
use super::figure::{Basis, Figure};
use crate::civil::Day;
use crate::ledger::month::At;
use crate::ledger::settle::{By, Direction};
use crate::watch::{self, ToSettle};
use crate::yen::Yen;
use serde::Serialize;

/// One difference between what was due and what was collected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementView {
    /// The charge.
    pub charge: String,
    /// The ledger of its first payer.
    pub ledger: String,
    /// Day of service.
    pub day: Day,
    /// Where.
    pub facility: At,
    /// Who owes.
    pub owes: Party,
    /// Whom.
    pub to: Party,
    /// How much.
    pub amount: Figure,
    /// What the facility took.
    pub collected: Option<Yen>,
    /// What was due.
    pub due: Option<Yen>,
    /// Message key of the reason: `settle.reason.` and this.
    pub reason: &'static str,
    /// Message key of what to do.
    pub advice: &'static str,
}

/// Between whom money goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The patient.
    Patient,
    /// The facility, at its window.
    Facility,
    /// The prefecture, on a claim (償還払い).
    Prefecture,
}

/// Every difference, in the order of the watch: refunds first, then the larger.
pub(super) fn settlements(scene: &Scene<'_>) -> Vec<SettlementView> {
    let ledgers = scene.ground.ledgers;
    let view = |line: ToSettle| {
        let settlement = line.settlement;
        let outcome = ledgers.charges.iter().find(|outcome| outcome.charge == settlement.charge);
        let row = ledgers
            .months
            .iter()
            .filter(|page| page.month == settlement.month)
            .flat_map(|page| &page.rows)
            .find(|row| row.charge == settlement.charge);
        let sources = row.into_iter().map(|row| (&*row.charge, &row.source));
        let basis = Basis::of(sources, &scene.registered).no_surer_than(line.certainty);
        let (owes, to, advice) = match (settlement.direction, settlement.by) {
            (Direction::Refund, By::Facility) => {
                (Party::Facility, Party::Patient, "settle.do.ask_the_facility")
            }
            (Direction::Refund, By::Prefecture) => {
                (Party::Prefecture, Party::Patient, "settle.do.claim_from_the_prefecture")
            }
            (Direction::Additional, _) => {
                (Party::Patient, Party::Facility, "settle.do.wait_for_the_facility")
            }
        };
        SettlementView {
            charge: settlement.charge,
            ledger: settlement.account,
            day: settlement.service_day,
            facility: settlement.facility,
            owes,
            to,
            amount: basis.figure(settlement.amount),
            collected: outcome.and_then(|outcome| outcome.collected),
            due: outcome.and_then(|outcome| outcome.window_payment),
            reason: settlement.reason,
            advice,
        }
    };
    watch::settlement::watch(&scene.ground).into_iter().map(view).collect()
}
