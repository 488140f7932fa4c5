//! 償還払い: what the authority gives back of what was paid. Besides what the ledger found, charges of before the certificate came are
//! reckoned as if it had been shown: by its rate, and under its cap, in their place in the month.

use super::scene::Scene;
use crate::civil::{Day, Month};
use crate::ledger;
use crate::ledger::admit::reason::NO_CERTIFICATE;
use crate::ledger::settle::{By, Direction, Settlement};
use crate::watch::Certainty;
use crate::watch::sources::{NANBYO, SHOMAN};
use crate::yen::Yen;
use serde::Serialize;

/// What is claimed back. Always 見込み: the authority decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// By day of service.
    pub rows: Vec<ClaimRow>,
    /// Their sum.
    pub total: Yen,
    /// What a facility settles at its own window, and is not claimed here.
    pub at_facilities: Yen,
    /// How sure.
    pub certainty: Certainty,
}

/// One charge of the claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimRow {
    /// Its id.
    pub charge: String,
    /// 受診日
    pub service_day: Day,
    /// Name of the facility.
    pub facility: String,
    /// What comes back.
    pub amount: Yen,
    /// Why: `settle.reason.` and this.
    pub reason: &'static str,
}

/// The claim for the months asked for; all of them where none are answered yet.
pub(super) fn claim(scene: &Scene<'_>) -> Claim {
    let asked = |key: &str| -> Option<Month> { scene.answer(key)?.as_str()?.parse().ok() };
    let (from, until) = (asked("claim_from"), asked("claim_until"));
    let inside = |line: &Settlement| {
        from.is_none_or(|from| from <= line.month) && until.is_none_or(|until| line.month <= until)
    };
    let (mut rows, mut total) = (Vec::new(), Yen::ZERO);
    for line in lines(scene).into_iter().filter(inside) {
        total += line.amount;
        rows.push(ClaimRow {
            charge: line.charge,
            service_day: line.service_day,
            facility: line.facility.name,
            amount: line.amount,
            reason: line.reason,
        });
    }
    crate::order::sort_by(&mut rows, |a, b| (a.service_day, &a.charge).cmp(&(b.service_day, &b.charge)));
    let settled = scene.watches.settlements.iter().map(|line| &line.settlement);
    let at_facilities = settled
        .filter(|line| line.direction == Direction::Refund && line.by == By::Facility && inside(line))
        .map(|line| line.amount)
        .sum();
    Claim { rows, total, at_facilities, certainty: Certainty::Expected }
}

/// Every difference the authority gives back.
pub(super) fn lines(scene: &Scene<'_>) -> Vec<Settlement> {
    let ground = scene.ground;
    let is_off = |id: &str| {
        ground.ledgers.off_ledger.iter().any(|off| off.charge == id && off.reason == NO_CERTIFICATE)
    };
    let standing = || ground.charges.iter().filter(|standing| is_off(&standing.charge.id));
    let covering = |day: Day| {
        let national = |scheme| ground.of_scheme(scheme).find(move |one| one.valid.contains(day));
        national(NANBYO).or_else(|| national(SHOMAN))
    };
    let mut supposed = scene.facts.clone();
    for charge in &mut supposed.charges {
        let Some(standing) = standing().find(|standing| standing.charge.id == charge.id) else { continue };
        let Some(certificate) = covering(charge.service_day) else { continue };
        charge.certificates = vec![certificate.id.clone()];
        let at_window = charge.insurance_rate.of_at_window(charge.total10);
        charge.collected = Some(standing.collected.unwrap_or(at_window));
    }
    let mut lines = ledger::all(&supposed, ground.as_of).settlements;
    lines.retain(|line| line.direction == Direction::Refund && line.by == By::Prefecture);
    lines
}
