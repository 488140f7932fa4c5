//! 償還払い as it is applied for: what the authority gives back ([`crate::watch::claim`]), of the months one claims for.

use super::scene::Scene;
use crate::civil::{Day, Month};
use crate::ledger::settle::{By, Direction, Settlement};
use crate::watch::Certainty;
use crate::watch::claim::{lines, unclaimed};
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

/// The claim for the months asked for, with everything in them; where none are answered yet, of what nobody has claimed.
pub(super) fn claim(scene: &Scene<'_>) -> Claim {
    let asked = |key: &str| -> Option<Month> { scene.answer(key)?.as_str()?.parse().ok() };
    let (from, until) = (asked("claim_from"), asked("claim_until"));
    let inside = |line: &Settlement| {
        from.is_none_or(|from| from <= line.month) && until.is_none_or(|until| line.month <= until)
    };
    let (mut rows, mut total) = (Vec::new(), Yen::ZERO);
    let answered = from.is_some() || until.is_some();
    let all = if answered { lines(scene.ground) } else { unclaimed(scene.ground) };
    for line in all.into_iter().filter(inside) {
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

/// The first and the last month one could claim for today.
pub(super) fn months(scene: &Scene<'_>) -> Option<(Month, Month)> {
    let lines = unclaimed(scene.ground);
    let months = || lines.iter().map(|line| line.month);
    Some((months().min()?, months().max()?))
}
