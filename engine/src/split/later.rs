//! Payers behind the first (第二公費以下, 地方単独): what they take off a month that has been split for its first payers.
//!
//! The ledger reckons them charge by charge (RULES §12.9: the later one takes the rest of the former; the arithmetic is unconfirmed);
//! here that comes off what the first payers and 高額療養費 leave. One thing no text decides: how much of a 高額療養費 that belongs to
//! care with a later payer and to care without one together is whose. There nothing is taken off, and the month says so.

use super::{ClaimSplit, MonthSplit, PartSplit};
use crate::ledger::context::Context;
use crate::ledger::events::Active;
use crate::ledger::{charges, planned, run};
use crate::order;
use crate::yen::Yen;
use std::collections::BTreeMap;

/// What the later payers do to each charge of a month they take part in.
pub(super) struct Later<'a> {
    by_charge: BTreeMap<&'a str, Left>,
}

/// One charge.
#[derive(Copy, Clone)]
struct Left {
    /// What later payers take of it.
    relief: Yen,
    /// What they leave to the patient.
    rest: Yen,
}

/// A charge and the part of its claim it went into, by the place of its first payer's certificate.
pub(super) type Member<'a> = (Option<usize>, &'a str);

/// Charges as the later payers see them together.
#[derive(Copy, Clone)]
struct Tally {
    /// Has every one of them a later payer?
    covered: bool,
    relief: Yen,
    rest: Yen,
}

impl Tally {
    /// What the later payers take of `patient`; `limited`: 高額療養費 has lowered it, for all of these charges together.
    fn taken(self, patient: Yen, limited: bool) -> Option<Yen> {
        if !limited || self.relief.is_zero() {
            Some(self.relief)
        } else {
            self.covered.then(|| (patient - self.rest).at_least_zero())
        }
    }
}

impl<'a> Later<'a> {
    /// Of one month's charges. A local scheme comes after everything, also where it is the only one: the first payer is national.
    pub fn of(context: &Context<'a>, month: &[Active<'a>]) -> Later<'a> {
        let plan = planned(context, month);
        let paid = run::registered(context, &plan);
        let outcomes = charges::outcomes(&plan, &paid);
        let left = plan.entries.iter().zip(&outcomes).filter_map(|(entry, outcome)| {
            let charge = entry.version.charge;
            let national = entry.shares.first().filter(|share| !share.payer.terms.local);
            let rest = outcome.patient;
            let before = match national {
                None => charge.insurance_rate.of(charge.total10),
                Some(_) if outcome.payers.len() == 1 => return None,
                Some(_) => rest + outcome.payers.iter().skip(1).map(|payer| payer.public).sum(),
            };
            Some((&*charge.id, Left { relief: (before - rest).at_least_zero(), rest }))
        });
        Later { by_charge: order::map(left) }
    }

    /// What the later payers take off a split month whose claims hold these charges; `None`: no text decides it.
    pub fn relief(&self, split: &MonthSplit, claims: &[Vec<Member<'a>>]) -> Option<Yen> {
        if !split.paid_back.is_zero() {
            return self.tally(claims.iter().flatten()).taken(split.total, true);
        }
        let reliefs: Option<Vec<Yen>> =
            split.claims.iter().zip(claims).map(|(claim, members)| self.of_claim(claim, members)).collect();
        // More than there is: two rates of insurance in turns have used up one cap in another order than the ledger.
        Some(reliefs?.into_iter().sum()).filter(|relief| *relief <= split.total)
    }

    fn of_claim(&self, claim: &ClaimSplit, members: &[Member<'a>]) -> Option<Yen> {
        let by_part: Yen = claim.parts.iter().map(|part| part.patient).sum();
        if claim.layers.patient < by_part {
            return self.tally(members).taken(claim.layers.patient, true);
        }
        let of_part = |part: &PartSplit| {
            let members = members.iter().filter(|(public, _)| *public == part.public);
            self.tally(members).taken(part.patient, part.before_public < part.share)
        };
        let reliefs: Option<Vec<Yen>> = claim.parts.iter().map(of_part).collect();
        Some(reliefs?.into_iter().sum())
    }

    fn tally<'m>(&self, members: impl IntoIterator<Item = &'m Member<'a>>) -> Tally
    where
        'a: 'm,
    {
        let mut tally = Tally { covered: true, relief: Yen::ZERO, rest: Yen::ZERO };
        for (_, charge) in members {
            match self.by_charge.get(charge) {
                Some(left) => {
                    tally.relief += left.relief;
                    tally.rest += left.rest;
                }
                None => tally.covered = false,
            }
        }
        tally
    }
}
