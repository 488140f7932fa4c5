//! 償還払い: what the authority gives back of what was paid. Besides what the ledger found, charges of before the certificate came are
//! reckoned as if it had been shown: by its rate, and under its cap, in their place in the month. RULES.md knows no last day to claim
//! by, so none is told.

use super::notice::{Certainty, Notice, Params, Value};
use super::sources::{Ground, NANBYO, SHOMAN};
use crate::civil::{Day, Month};
use crate::ledger;
use crate::ledger::admit::reason::NO_CERTIFICATE;
use crate::ledger::settle::{By, Direction, Settlement};
use crate::order;
use crate::yen::Yen;
use serde::Serialize;
use std::collections::BTreeSet;

/// What can be claimed for months that are over, and has not been claimed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToClaim {
    /// The months, oldest first.
    pub months: Vec<Month>,
    /// What comes back for them.
    pub total: Yen,
    /// The differences it is the sum of.
    pub lines: Vec<Settlement>,
    /// How sure it is. Never confirmed: the authority decides.
    pub certainty: Certainty,
}

/// What can be claimed today, and what has been. This month is not over: what it comes to may still change at the window.
pub fn watch(ground: &Ground<'_>) -> (Option<ToClaim>, Vec<Settlement>) {
    let (claimed, mut lines): (Vec<Settlement>, Vec<Settlement>) =
        lines(ground).into_iter().partition(|line| is_claimed(ground, line));
    lines.retain(|line| line.month < ground.as_of.month());
    let months: Vec<Month> = order::set(lines.iter().map(|line| line.month)).into_iter().collect();
    let missing = ground.incomplete(months.iter().copied());
    let certainty = if missing { Certainty::Incomplete } else { Certainty::Expected };
    let total: Yen = lines.iter().map(|line| line.amount).sum();
    ((total > Yen::ZERO).then_some(ToClaim { months, total, lines, certainty }), claimed)
}

impl ToClaim {
    pub(super) fn notice(&self) -> Notice {
        let params = Params::default()
            .with("amount", Value::Yen(self.total))
            .with("months", Value::Months(self.months.clone()));
        Notice::new("watch.claim.open", &[], params).at_stake(self.total).certainty(self.certainty)
    }
}

/// What the authority gives back and nobody has claimed.
pub(crate) fn unclaimed(ground: &Ground<'_>) -> Vec<Settlement> {
    let mut lines = lines(ground);
    lines.retain(|line| !is_claimed(ground, line));
    lines
}

/// Was it part of a claim? A charge that was registered after somebody claimed for its month was not.
fn is_claimed(ground: &Ground<'_>, line: &Settlement) -> bool {
    let registered = ground.charges.iter().find(|standing| standing.charge.id == line.charge);
    let registered = registered.map_or(0, |standing| standing.charge.sequence);
    ground
        .facts()
        .claims
        .iter()
        .any(|claim| claim.from <= line.month && line.month <= claim.until && registered <= claim.sequence)
}

/// Every difference the authority gives back on a claim; nothing without a certificate that one could claim under.
pub(crate) fn lines(ground: &Ground<'_>) -> Vec<Settlement> {
    if !ground.certificates.iter().any(|one| one.scheme == NANBYO || one.scheme == SHOMAN) {
        return Vec::new();
    }
    let off_ledger: BTreeSet<&str> = order::set(
        ground
            .ledgers
            .off_ledger
            .iter()
            .filter(|off| off.reason == NO_CERTIFICATE)
            .map(|off| off.charge.as_str()),
    );
    let covering = |day: Day| {
        let national = |scheme| ground.of_scheme(scheme).find(move |one| one.valid.contains(day));
        national(NANBYO).or_else(|| national(SHOMAN))
    };
    let before: Vec<_> = ground
        .charges
        .iter()
        .filter(|standing| off_ledger.contains(standing.charge.id.as_str()))
        .filter_map(|standing| Some((standing, covering(standing.charge.service_day)?)))
        .collect();
    // Where every charge was made with its certificate, the ledger has found all there is.
    let mut lines = if before.is_empty() {
        ground.ledgers.settlements.clone()
    } else {
        let mut supposed = ground.facts().clone();
        for charge in &mut supposed.charges {
            let Some((standing, certificate)) = before.iter().find(|(one, _)| one.charge.id == charge.id)
            else {
                continue;
            };
            charge.certificates = vec![certificate.id.clone()];
            let at_window = charge.insurance_rate.of_at_window(charge.total10);
            charge.collected = Some(standing.collected.unwrap_or(at_window));
        }
        ledger::all(&supposed, ground.as_of).settlements
    };
    lines.retain(|line| line.direction == Direction::Refund && line.by == By::Prefecture);
    lines
}
