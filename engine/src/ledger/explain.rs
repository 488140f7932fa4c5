//! The story of one figure: the same run, told from the charge in question on.

use super::context::Context;
use super::events::{self, Active};
use super::plan::Share;
use super::run::State;
use super::{month, planned};
use crate::civil::Day;
use crate::facts::Facts;
use crate::trace::{NoTrace, Op, StepId, Trace, yen};
use crate::yen::Yen;
use serde::Serialize;

/// What is due for one charge, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The charge.
    pub charge: String,
    /// 受診日.
    pub service_day: Day,
    /// Where.
    pub facility: month::At,
    /// One for each ledger, the first payer first.
    pub ledgers: Vec<Told>,
    /// All steps.
    pub trace: Trace,
}

/// What is due on one ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The ledger.
    pub account: String,
    /// The scheme.
    pub scheme: String,
    /// The amount.
    pub due: Yen,
    /// The step that ends in it.
    pub step: StepId,
}

/// Explains one charge; `None` when it stands on no ledger.
pub fn explain(facts: &Facts, as_of: impl Into<Option<Day>>, charge: &str) -> Option<Explanation> {
    if facts.person.undisclosed {
        return None;
    }
    let context = Context::new(facts, as_of.into());
    let folded = events::fold(&facts.charges, &|charge| context.hides(charge));
    let day = folded.active.iter().find(|active| active.charge.id == charge)?.charge.service_day;
    let same_month: Vec<Active<'_>> =
        folded.active.into_iter().filter(|active| active.charge.service_day.month() == day.month()).collect();
    let plan = planned(&context, &same_month);
    let target = plan.entries.iter().position(|entry| entry.version.charge.id == charge)?;
    let (before, rest) = plan.entries.split_at(target);
    let entry = rest.first()?;
    let mut state = State::new(&plan);
    let mut earlier: Vec<(usize, Yen, &str)> = Vec::new();
    for entry in before {
        let paid = state.step(&context, entry, |_, _, _| StepId(0), &mut NoTrace);
        let dues = entry.shares.iter().zip(&paid.dues);
        earlier.extend(dues.map(|(share, due)| (share.pool, due.due, &*entry.version.charge.id)));
    }
    let mut trace = Trace::default();
    let used = |share: &Share<'_>, used: Yen, trace: &mut Trace| {
        let mine = earlier.iter().filter(|(pool, due, _)| *pool == share.pool && !due.is_zero());
        let steps: Vec<StepId> = mine
            .map(|(_, due, charge)| {
                let step = yen(trace, "fact.earlier_selfpay", None, Op::Fact, &[], *due);
                trace.about(step, charge);
                step
            })
            .collect();
        if steps.is_empty() {
            return yen(trace, "rule.month_starts_at_zero", None, Op::Parameter, &[], Yen::ZERO);
        }
        yen(trace, "rule.used_so_far", None, Op::Add, &steps, used)
    };
    let paid = state.step(&context, entry, used, &mut trace);
    let told = entry.shares.iter().zip(&paid.dues).map(|(share, due)| Told {
        account: share.payer.account().name().to_owned(),
        scheme: share.payer.terms.key.to_owned(),
        due: due.due,
        step: due.step,
    });
    Some(Explanation {
        charge: charge.to_owned(),
        service_day: day,
        facility: month::At::from(&entry.version.charge.facility),
        ledgers: told.collect(),
        trace,
    })
}
