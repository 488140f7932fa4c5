//! Explanation is the computation: the same code runs with a tracer or with none ([`NoTrace`] compiles to nothing).
//!
//! A [`Trace`] is a list of steps; each names what was done, to which earlier steps, by which rule, and what came out.
//! [`Trace::replay`] does the arithmetic again and must reach the same values: a trace that cannot be replayed is a story,
//! not an explanation.

use crate::rate::Rate;
use crate::yen::Yen;
use serde::{Serialize, Serializer};

/// Number of a step inside its trace.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StepId(pub u32);

/// What a step does with its inputs.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// A value somebody told us.
    Fact,
    /// A value of the rule book.
    Parameter,
    /// Sum of the inputs.
    Add,
    /// First input less the others.
    Subtract,
    /// Subtract, but not below zero.
    Room,
    /// The smallest input.
    Smallest,
    /// The largest input.
    Largest,
    /// Amount × rate, cut to whole yen.
    TimesRate,
    /// Amount × rate, half-up to one yen.
    TimesRateHalfUp,
    /// Amount × rate, half-up to ten yen in one step.
    TimesRateAtWindow,
    /// The first amount × the second ÷ the third, cut to ten yen below (按分).
    ShareFloorTo10,
    /// Half of the amount (75歳到達月, 小慢 meals).
    Half,
}

/// A value in a trace.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// An amount.
    Yen(Yen),
    /// A rate.
    Rate(Rate),
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Key of what this is (`fact.total10`, `rule.nanbyo.rate`); the pages hold the words for it.
    pub key: &'static str,
    /// Id of the citation in the book ([`crate::book::cite`]); none for a fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<&'static str>,
    /// What was done.
    pub op: Op,
    /// To which earlier steps.
    #[serde(skip_serializing_if = "Inputs::is_none")]
    pub inputs: Inputs,
    /// What came out.
    pub result: Value,
    /// The charge or certificate the value is of, where the key alone does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// Numbers of earlier steps. Nearly every step has three at most, and those need no memory of their own: half the cost of telling
/// was asking for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inputs {
    /// So many of these.
    Few(u8, [StepId; 3]),
    /// More than three.
    Many(Vec<StepId>),
}

impl Inputs {
    fn is_none(&self) -> bool {
        self.is_empty()
    }
}

impl From<&[StepId]> for Inputs {
    #[inline]
    fn from(inputs: &[StepId]) -> Self {
        const NONE: StepId = StepId(0);
        match *inputs {
            [] => Inputs::Few(0, [NONE; 3]),
            [one] => Inputs::Few(1, [one, NONE, NONE]),
            [one, two] => Inputs::Few(2, [one, two, NONE]),
            [one, two, three] => Inputs::Few(3, [one, two, three]),
            _ => Inputs::Many(inputs.to_vec()),
        }
    }
}

impl std::ops::Deref for Inputs {
    type Target = [StepId];
    fn deref(&self) -> &[StepId] {
        match self {
            Inputs::Few(count, inputs) => inputs.get(..usize::from(*count)).unwrap_or(inputs),
            Inputs::Many(inputs) => inputs,
        }
    }
}

impl Serialize for Inputs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Receives the steps of a computation, or nothing.
pub trait Tracer {
    /// Does this tracer keep anything? Guards the work of naming inputs.
    const ON: bool;
    /// Records one step.
    fn step(
        &mut self,
        key: &'static str,
        cite: Option<&'static str>,
        op: Op,
        inputs: &[StepId],
        result: Value,
    ) -> StepId;
}

/// No explanation wanted. Costs nothing: every call is empty and inlined.
#[derive(Copy, Clone, Debug, Default)]
pub struct NoTrace;

impl Tracer for NoTrace {
    const ON: bool = false;
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the point of this type is to disappear")]
    fn step(&mut self, _: &'static str, _: Option<&'static str>, _: Op, _: &[StepId], _: Value) -> StepId {
        StepId(0)
    }
}

/// Keeps every step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// In the order they were done; inputs always point backwards.
    pub steps: Vec<Step>,
}

impl Tracer for Trace {
    const ON: bool = true;
    #[inline]
    fn step(
        &mut self,
        key: &'static str,
        cite: Option<&'static str>,
        op: Op,
        inputs: &[StepId],
        result: Value,
    ) -> StepId {
        if self.steps.is_empty() {
            self.steps.reserve(Self::USUAL);
        }
        let id = StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX));
        self.steps.push(Step { key, cite, op, inputs: inputs.into(), result, about: None });
        id
    }
}

/// Shorthand every rule uses: record an amount and hand back both.
#[inline]
pub fn yen<T: Tracer>(
    tracer: &mut T,
    key: &'static str,
    cite: Option<&'static str>,
    op: Op,
    inputs: &[StepId],
    amount: Yen,
) -> StepId {
    tracer.step(key, cite, op, inputs, Value::Yen(amount))
}

/// A step whose arithmetic does not give what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which step.
    pub step: usize,
    /// What the arithmetic gives; `None` when the inputs make no sense.
    pub expected: Option<Value>,
}

impl Trace {
    /// A month of a few charges has about so many steps; they are given room at once.
    const USUAL: usize = 32;

    /// Says which charge or certificate a step's value is of.
    pub fn about(&mut self, step: StepId, subject: &str) {
        let step = usize::try_from(step.0).ok().and_then(|at| self.steps.get_mut(at));
        if let Some(step) = step {
            step.about = Some(subject.to_owned());
        }
    }

    /// Does every step again from its inputs.
    pub fn replay(&self) -> Result<(), Broken> {
        for (index, step) in self.steps.iter().enumerate() {
            if matches!(step.op, Op::Fact | Op::Parameter) {
                continue;
            }
            let expected = self.evaluate(index, step);
            if expected != Some(step.result) {
                return Err(Broken { step: index, expected });
            }
        }
        Ok(())
    }

    fn evaluate(&self, index: usize, step: &Step) -> Option<Value> {
        let mut inputs = Vec::with_capacity(step.inputs.len());
        for input in step.inputs.iter() {
            let at = usize::try_from(input.0).ok().filter(|at| *at < index)?;
            inputs.push(self.steps.get(at)?.result);
        }
        let amounts =
            || inputs.iter().map(|value| if let Value::Yen(yen) = value { Some(*yen) } else { None });
        let all: Option<Vec<Yen>> = amounts().collect();
        let less = || {
            all.as_ref()
                .and_then(|all| all.split_first())
                .map(|(first, rest)| *first - rest.iter().copied().sum())
        };
        let rates = || -> Option<Rate> {
            let rates: Option<Vec<Rate>> = inputs
                .iter()
                .map(|value| if let Value::Rate(rate) = value { Some(*rate) } else { None })
                .collect();
            rates?.into_iter().min()
        };
        match (step.op, inputs.as_slice()) {
            (Op::Add, _) => all.map(|all| Value::Yen(all.into_iter().sum())),
            (Op::Subtract, _) => less().map(Value::Yen),
            (Op::Room, _) => less().map(|rest| Value::Yen(rest.at_least_zero())),
            (Op::Smallest, [Value::Rate(_), ..]) => rates().map(Value::Rate),
            (Op::Smallest, _) => all.and_then(|all| all.into_iter().min()).map(Value::Yen),
            (Op::Largest, _) => all.and_then(|all| all.into_iter().max()).map(Value::Yen),
            (Op::TimesRate, [Value::Yen(amount), Value::Rate(rate)]) => Some(Value::Yen(rate.of(*amount))),
            (Op::TimesRateHalfUp, [Value::Yen(amount), Value::Rate(rate)]) => {
                Some(Value::Yen(rate.of_half_up(*amount)))
            }
            (Op::TimesRateAtWindow, [Value::Yen(amount), Value::Rate(rate)]) => {
                Some(Value::Yen(rate.of_at_window(*amount)))
            }
            (Op::ShareFloorTo10, [Value::Yen(cap), Value::Yen(largest), Value::Yen(sum)])
                if !sum.is_zero() =>
            {
                let share =
                    i128::from(cap.amount()) * i128::from(largest.amount()) / i128::from(sum.amount());
                i64::try_from(share).ok().map(|share| Value::Yen(Yen::new(share).floor_to_10()))
            }
            (Op::Half, [Value::Yen(amount)]) => Some(Value::Yen(Yen::new(amount.amount() / 2))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_read_as_they_were_given_however_many() {
        for count in 0..=6 {
            let given: Vec<StepId> = (0..count).map(StepId).collect();
            let inputs = Inputs::from(&*given);
            assert_eq!(&*inputs, &*given);
            assert_eq!(serde_json::to_value(&inputs).ok(), serde_json::to_value(&given).ok());
            // Nearly all of them ask for no memory of their own.
            assert_eq!(matches!(inputs, Inputs::Few(..)), count <= 3);
        }
    }

    #[test]
    fn a_step_that_does_not_follow_from_its_inputs_breaks_the_replay() {
        let rate = Value::Rate(Rate::TWO_TENTHS);
        let broken = |op: Op, inputs: &[StepId], result: Value| {
            let mut trace = Trace::default();
            yen(&mut trace, "a", None, Op::Fact, &[], Yen::new(1_000));
            trace.step("b", None, Op::Fact, &[], rate);
            yen(&mut trace, "zero", None, Op::Parameter, &[], Yen::ZERO);
            trace.step("c", None, op, inputs, result);
            trace.replay()
        };
        let ids = |all: &[u32]| all.iter().copied().map(StepId).collect::<Vec<StepId>>();
        let yen_of = |amount| Value::Yen(Yen::new(amount));
        assert_eq!(broken(Op::TimesRate, &ids(&[0, 1]), yen_of(200)), Ok(()));
        for (op, inputs, expected) in [
            (Op::TimesRate, ids(&[0, 1]), Some(yen_of(200))),
            (Op::Smallest, ids(&[1]), Some(rate)),
            // Inputs of another kind, too few, or of a step that is not there yet.
            (Op::Smallest, ids(&[1, 0]), None),
            (Op::Add, ids(&[0, 1]), None),
            (Op::TimesRate, ids(&[0]), None),
            (Op::Half, ids(&[3]), None),
            (Op::ShareFloorTo10, ids(&[0, 0, 2]), None),
        ] {
            assert_eq!(
                broken(op, &inputs, yen_of(1)),
                Err(Broken { step: 3, expected }),
                "{op:?} {inputs:?}"
            );
        }
    }

    #[test]
    fn what_is_said_of_a_step_that_is_not_there_is_said_of_none() {
        let mut trace = Trace::default();
        let step = yen(&mut trace, "a", None, Op::Fact, &[], Yen::ZERO);
        trace.about(StepId(7), "nobody");
        trace.about(step, "somebody");
        assert_eq!(
            trace.steps.iter().filter_map(|step| step.about.as_deref()).collect::<Vec<_>>(),
            ["somebody"]
        );
    }

    #[test]
    fn a_step_without_inputs_says_nothing_of_them() {
        let mut trace = Trace::default();
        let zero = yen(&mut trace, "a", None, Op::Parameter, &[], Yen::ZERO);
        yen(&mut trace, "b", None, Op::Add, &[zero], Yen::ZERO);
        let written = serde_json::to_value(&trace).unwrap_or_default();
        assert_eq!(written["steps"][0].get("inputs"), None);
        assert_eq!(written["steps"][1]["inputs"], serde_json::json!([0]));
    }
}
