//! An amount together with the step of the trace that tells of it: arithmetic and explanation in one call.

use crate::rate::Rate;
use crate::trace::{Op, StepId, Tracer, Value, yen};
use crate::yen::Yen;

/// Citation of a step.
pub(super) type Cite = Option<&'static str>;

/// An amount and where the trace tells of it.
#[derive(Copy, Clone, Debug)]
pub(super) struct Amount {
    pub yen: Yen,
    pub step: StepId,
}

/// Something somebody told us.
pub(super) fn fact<T: Tracer>(tracer: &mut T, key: &'static str, amount: Yen) -> Amount {
    Amount { yen: amount, step: yen(tracer, key, None, Op::Fact, &[], amount) }
}

/// A value of the rule book.
pub(super) fn parameter<T: Tracer>(tracer: &mut T, key: &'static str, cite: Cite, amount: Yen) -> Amount {
    Amount { yen: amount, step: yen(tracer, key, cite, Op::Parameter, &[], amount) }
}

/// Nothing, as a starting point.
pub(super) fn nothing<T: Tracer>(tracer: &mut T) -> Amount {
    parameter(tracer, "split.nothing", None, Yen::ZERO)
}

/// Sum.
pub(super) fn add<T: Tracer>(tracer: &mut T, key: &'static str, cite: Cite, of: &[Amount]) -> Amount {
    record(tracer, key, cite, Op::Add, of, of.iter().map(|amount| amount.yen).sum())
}

/// `from − less`. The callers know that it is not below zero.
pub(super) fn subtract<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    from: Amount,
    less: Amount,
) -> Amount {
    record(tracer, key, cite, Op::Subtract, &[from, less], from.yen - less.yen)
}

/// `from − less`, but not below zero.
pub(super) fn room<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    from: Amount,
    less: Amount,
) -> Amount {
    record(tracer, key, cite, Op::Room, &[from, less], (from.yen - less.yen).at_least_zero())
}

/// The smaller one.
pub(super) fn smaller<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    one: Amount,
    other: Amount,
) -> Amount {
    record(tracer, key, cite, Op::Smallest, &[one, other], one.yen.min(other.yen))
}

/// Half, as often as said (75歳到達月, a move inside the prefecture).
pub(super) fn halves<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    of: Amount,
    times: u8,
) -> Amount {
    (0..times)
        .fold(of, |whole, _| record(tracer, key, cite, Op::Half, &[whole], Yen::new(whole.yen.amount() / 2)))
}

/// Amount × rate, half-up to one yen: the receipt's arithmetic.
pub(super) fn times<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    of: Amount,
    rate: Rate,
    rate_step: StepId,
) -> Amount {
    let result = rate.of_half_up(of.yen);
    let step = yen(tracer, key, cite, Op::TimesRateHalfUp, &[of.step, rate_step], result);
    Amount { yen: result, step }
}

/// A rate and where the trace tells of it.
pub(super) fn rate_step<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    op: Op,
    of: &[StepId],
    rate: Rate,
) -> StepId {
    tracer.step(key, cite, op, of, Value::Rate(rate))
}

fn record<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Cite,
    op: Op,
    of: &[Amount],
    result: Yen,
) -> Amount {
    let step = if T::ON {
        let inputs: Vec<StepId> = of.iter().map(|amount| amount.step).collect();
        yen(tracer, key, cite, op, &inputs, result)
    } else {
        StepId(0)
    };
    Amount { yen: result, step }
}
