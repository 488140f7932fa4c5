//! The month run through the rule: every ledger at once, charge by charge, because the later payer of a charge takes what
//! the earlier one left.

use super::context::Context;
use super::insurance;
use super::kernel::{Bounds, Due, assess_within};
use super::limits::Tally;
use super::packs::History;
use super::plan::{Entry, Plan, Share};
use crate::book::pack::Rule;
use crate::facts::{Charge, Reimbursement, Setting};
use crate::trace::{StepId, Tracer};
use crate::yen::{Cap, Yen};
use std::collections::BTreeMap;

/// What one charge comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// What is due on each ledger, in the order of [`Entry::shares`].
    pub dues: Vec<Due>,
    /// Does each of them rest on known caps alone?
    pub sure: Vec<bool>,
    /// What the window should have taken; `None` when a certificate that was used cannot be reckoned with.
    pub window: Option<Yen>,
    /// What stays with the patient after refunds that need no decision (償還・自動償還).
    pub borne: Option<Yen>,
}

/// The running totals of a month.
#[derive(Clone, Debug)]
pub struct State<'a> {
    used: Vec<Yen>,
    /// No cap unknown so far.
    sure: Vec<bool>,
    tallies: Vec<Tally<'a>>,
    packs: BTreeMap<usize, History>,
    insured: BTreeMap<(usize, &'a str, &'a Setting), (Yen, Yen)>,
}

impl<'a> State<'a> {
    /// A new month starts at nothing (RULES §1.5.7).
    pub fn new(plan: &Plan<'a>) -> Self {
        State {
            used: vec![Yen::ZERO; plan.pools.len()],
            sure: vec![true; plan.pools.len()],
            tallies: vec![Tally::default(); plan.accounts.len()],
            packs: BTreeMap::new(),
            insured: BTreeMap::new(),
        }
    }

    /// What has been used of a running total.
    pub fn used(&self, pool: usize) -> Yen {
        self.used.get(pool).copied().unwrap_or_default()
    }

    /// Reckons one charge. `used_step` says where the trace tells of each ledger's running total before it.
    pub fn step<T: Tracer>(
        &mut self,
        context: &Context<'a>,
        entry: &Entry<'a>,
        mut used_step: impl FnMut(&Share<'a>, Yen, &mut T) -> StepId,
        tracer: &mut T,
    ) -> Paid {
        let charge = entry.version.charge;
        let count = entry.shares.len();
        let mut paid =
            Paid { dues: Vec::with_capacity(count), sure: Vec::with_capacity(count), ..Paid::default() };
        let mut certain = true;
        let mut former: Option<(Yen, StepId)> = None;
        let mut window: Option<Yen> = None;
        for share in &entry.shares {
            let used = self.used(share.pool);
            let step = used_step(share, used, tracer);
            let mut row = share.row;
            row.insurance_room = self.insurance_room(context, entry, share);
            let before = former.map(|(due, _)| due);
            let (limit, rule) = self.limit(charge, share, before);
            let cap = share.payer.cap.unwrap_or(Cap::Unlimited);
            // Once a cap is unknown, every later figure of the ledger and every later payer's is in doubt.
            if let Some(sure) = self.sure.get_mut(share.pool) {
                *sure &= certain && share.payer.cap.is_some();
                certain = *sure;
            }
            let bounds = Bounds { former, limit };
            let due = assess_within(&share.payer.terms.terms, cap, used, step, &row, bounds, tracer);
            self.take(entry, share, rule, &due);
            // Paid first and claimed back: the window takes what it would have taken without this certificate.
            let afterwards = matches!(
                share.payer.certificate.reimbursement,
                Some(Reimbursement::Claim | Reimbursement::Automatic)
            );
            if afterwards {
                window = window.or(Some(charge.insurance_rate.of_at_window(charge.total10)));
            } else {
                window = Some(window.map_or(due.due, |before| before.min(due.due)));
            }
            former = Some((due.due, due.step));
            paid.dues.push(due);
            paid.sure.push(certain);
        }
        if certain && entry.complete {
            paid.window = window;
            paid.borne = former.map(|(due, _)| due);
        }
        paid
    }

    fn insurance_room(&self, context: &Context<'a>, entry: &Entry<'a>, share: &Share<'a>) -> Option<Yen> {
        let status = entry.insurance?;
        let charge = entry.version.charge;
        let key = (share.account, &*charge.facility.code, &charge.setting);
        let (total10, due_before) = self.insured.get(&key).copied().unwrap_or_default();
        insurance::room(&insurance::Question {
            status,
            scheme: &share.payer.certificate.scheme,
            month: charge.service_day.month(),
            born_on: context.facts.person.born_on,
            setting: &charge.setting,
            total10: total10 + charge.total10,
            due_before,
        })
    }

    /// At most this much by visit, day or month: as printed, else as the pack of the scheme says.
    fn limit(
        &self,
        charge: &'a Charge,
        share: &Share<'a>,
        former: Option<Yen>,
    ) -> (Option<Yen>, Option<&'static Rule>) {
        let certificate = share.payer.certificate;
        if let Some(pack) = share.payer.terms.pack {
            let self_pay = former
                .or(charge.raw_selfpay)
                .unwrap_or_else(|| charge.insurance_rate.of_at_window(charge.total10));
            let empty = History::default();
            let history = self.packs.get(&share.account).unwrap_or(&empty);
            return history.allows(pack, certificate, charge, self_pay).unzip();
        }
        if certificate.limits.is_empty() {
            return (None, None);
        }
        let tally = self.tallies.get(share.account);
        (tally.and_then(|tally| tally.allows(&certificate.limits, charge)), None)
    }

    fn take(&mut self, entry: &Entry<'a>, share: &Share<'a>, rule: Option<&'static Rule>, due: &Due) {
        let charge: &'a Charge = entry.version.charge;
        if let Some(used) = self.used.get_mut(share.pool) {
            *used = due.used;
        }
        if let (Some(pack), Some(rule)) = (share.payer.terms.pack, rule) {
            self.packs.entry(share.account).or_default().take(pack, rule, charge, due.due);
        }
        let limits = &share.payer.certificate.limits;
        if !limits.is_empty()
            && let Some(tally) = self.tallies.get_mut(share.account)
        {
            tally.take(limits, charge, due.due);
        }
        if entry.insurance.is_some() {
            let key = (share.account, &*charge.facility.code, &charge.setting);
            let (total10, dues) = self.insured.entry(key).or_default();
            *total10 += charge.total10;
            *dues += due.due;
        }
    }
}

/// Reckons the whole month in the given order of its entries; the answers stand in the order of the plan.
pub fn run<'a, T: Tracer>(
    context: &Context<'a>,
    plan: &Plan<'a>,
    order: impl IntoIterator<Item = usize>,
    tracer: &mut T,
) -> Vec<Paid> {
    let mut state = State::new(plan);
    let mut all = vec![Paid::default(); plan.entries.len()];
    for index in order {
        if let (Some(entry), Some(paid)) = (plan.entries.get(index), all.get_mut(index)) {
            *paid = state.step(context, entry, |_, _, _| StepId(0), tracer);
        }
    }
    all
}

/// In the order of registration.
pub fn registered<'a>(context: &Context<'a>, plan: &Plan<'a>) -> Vec<Paid> {
    run(context, plan, 0..plan.entries.len(), &mut crate::trace::NoTrace)
}

/// In the order of service days, registration breaking ties.
pub fn by_service_day<'a>(context: &Context<'a>, plan: &Plan<'a>) -> Vec<Paid> {
    let mut order: Vec<usize> = (0..plan.entries.len()).collect();
    crate::order::sort_by_key(&mut order, |index| {
        plan.entries.get(*index).map(|entry| entry.version.charge.service_day)
    });
    run(context, plan, order, &mut crate::trace::NoTrace)
}
