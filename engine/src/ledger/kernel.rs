//! The running rule itself: one charge against one cap. Everything that must be fast or explained goes through here.

use crate::rate::Rate;
use crate::trace::{Op, StepId, Tracer, Value, yen};
use crate::yen::{Cap, Yen};

/// What the scheme says about one charge, looked up once for a month.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How the amount before the cap comes about.
    pub share: Share,
    /// Citation of the rate.
    pub rate_cite: Option<&'static str>,
    /// Citation of the rounding at the window.
    pub rounding_cite: Option<&'static str>,
    /// Citation of the cap's source (the printed certificate, or the table where nothing is printed).
    pub cap_cite: Option<&'static str>,
}

/// How the amount before the cap comes about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Share {
    /// 医療費総額 × min(insurance rate, this rate), rounded at the window.
    AtMost(Rate),
    /// The insurance's own self-pay: as the facility gives it, else 医療費総額 × insurance rate, rounded (38).
    OfInsurance,
    /// Nothing is ever collected.
    Nothing,
}

/// What one charge brings to the rule.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// 医療費総額(10割).
    pub total10: Yen,
    /// Rate of the insurance.
    pub insurance_rate: Rate,
    /// The amount before the cap as the facility gives it, where the rule takes that.
    pub raw_given: Option<Yen>,
    /// What 高額療養費 leaves to pay at this facility in this month, where it is known and binds (RULES §16.7).
    pub insurance_room: Option<Yen>,
}

/// What the rule makes of one charge.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Before the cap, rounded to ten yen.
    pub raw: Yen,
    /// To pay.
    pub due: Yen,
    /// Running total afterwards.
    pub used: Yen,
    /// Is the cap reached now?
    pub reached: bool,
    /// Where the trace tells of `due`.
    pub step: StepId,
}

/// What stands before the cap besides the rate: what an earlier payer left, and an amount per visit, day or month.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// What the payer before left to the patient, and where the trace tells of it (RULES §12.9, arithmetic unconfirmed).
    pub former: Option<(Yen, StepId)>,
    /// At most this much for this charge (負担定義 of the local schemes).
    pub limit: Option<Yen>,
}

/// Assesses one charge when `used` has been paid already this month (`used_step`: where the trace tells of that).
///
/// `raw = half_up_10(total10 × min(insurance, scheme))`; `due = max(0, min(raw, 高額療養費 room, cap − used))`.
#[inline]
pub fn assess<T: Tracer>(
    terms: &Terms,
    cap: Cap,
    used: Yen,
    used_step: StepId,
    row: &Row,
    tracer: &mut T,
) -> Due {
    assess_within(terms, cap, used, used_step, row, Bounds::default(), tracer)
}

/// As [`assess`], for a payer that is not the first or that sets an amount per visit, day or month.
#[inline]
pub fn assess_within<T: Tracer>(
    terms: &Terms,
    cap: Cap,
    used: Yen,
    used_step: StepId,
    row: &Row,
    bounds: Bounds,
    tracer: &mut T,
) -> Due {
    let (raw, raw_step) = raw_selfpay(terms, row, tracer);
    let mut due = raw;
    let mut step = raw_step;
    if let Some((former, former_step)) = bounds.former {
        due = due.min(former.at_least_zero());
        step = yen(tracer, "rule.rest_of_former_payer", None, Op::Smallest, &[step, former_step], due);
    }
    if let Some(room) = row.insurance_room
        && room < due
    {
        due = room.at_least_zero();
        if T::ON {
            let room = yen(tracer, "fact.insurance_room", None, Op::Fact, &[], due);
            step = yen(tracer, "rule.insurance_first", None, Op::Smallest, &[step, room], due);
        }
    }
    if let Some(limit) = bounds.limit {
        due = due.min(limit.at_least_zero());
        if T::ON {
            let limit = yen(tracer, "rule.limit", terms.rate_cite, Op::Parameter, &[], limit.at_least_zero());
            step = yen(tracer, "rule.within_limit", terms.rate_cite, Op::Smallest, &[step, limit], due);
        }
    }
    if let Some(room) = cap.room(used) {
        let before = due;
        due = due.min(room);
        if T::ON {
            let cap_yen = if let Cap::At(cap) = cap { cap } else { Yen::ZERO };
            let cap_step = yen(tracer, "fact.cap", terms.cap_cite, Op::Fact, &[], cap_yen);
            let room_step = yen(tracer, "rule.room", terms.cap_cite, Op::Room, &[cap_step, used_step], room);
            let key = if before > room { "rule.clip" } else { "rule.within_cap" };
            step = yen(tracer, key, terms.cap_cite, Op::Smallest, &[step, room_step], due);
        }
    }
    let used = used + due;
    Due { raw, due, used, reached: cap.reached_by(used), step }
}

#[inline]
fn raw_selfpay<T: Tracer>(terms: &Terms, row: &Row, tracer: &mut T) -> (Yen, StepId) {
    let rate = match terms.share {
        Share::Nothing => {
            let step = yen(tracer, "rule.zero_yen_scheme", terms.rate_cite, Op::Parameter, &[], Yen::ZERO);
            return (Yen::ZERO, step);
        }
        Share::OfInsurance => {
            if let Some(given) = row.raw_given {
                return (given, yen(tracer, "fact.raw_selfpay", None, Op::Fact, &[], given));
            }
            row.insurance_rate
        }
        Share::AtMost(scheme_rate) => row.insurance_rate.min(scheme_rate),
    };
    let raw = rate.of_at_window(row.total10);
    if !T::ON {
        return (raw, StepId(0));
    }
    let insurance = tracer.step("fact.insurance_rate", None, Op::Fact, &[], Value::Rate(row.insurance_rate));
    let rate_step = match terms.share {
        Share::AtMost(scheme_rate) => {
            let scheme = tracer.step(
                "rule.scheme_rate",
                terms.rate_cite,
                Op::Parameter,
                &[],
                Value::Rate(scheme_rate),
            );
            tracer.step(
                "rule.lower_rate",
                terms.rate_cite,
                Op::Smallest,
                &[insurance, scheme],
                Value::Rate(rate),
            )
        }
        Share::OfInsurance | Share::Nothing => insurance,
    };
    let total10 = yen(tracer, "fact.total10", None, Op::Fact, &[], row.total10);
    let exact = rate.of(row.total10);
    yen(tracer, "rule.share_of_cost", terms.rate_cite, Op::TimesRate, &[total10, rate_step], exact);
    let step = yen(
        tracer,
        "rule.window_rounding",
        terms.rounding_cite,
        Op::TimesRateAtWindow,
        &[total10, rate_step],
        raw,
    );
    (raw, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{NoTrace, Trace};

    const NANBYO: Terms = Terms {
        share: Share::AtMost(Rate::TWO_TENTHS),
        rate_cite: Some("nanbyo-ho-5-2-1"),
        rounding_cite: Some("kenpo-75"),
        cap_cite: None,
    };

    fn row(total10: i64) -> Row {
        Row {
            total10: Yen::new(total10),
            insurance_rate: Rate::THREE_TENTHS,
            raw_given: None,
            insurance_room: None,
        }
    }

    /// L02 of the worked examples.
    #[test]
    fn the_charge_that_reaches_the_cap_pays_the_rest_and_later_ones_nothing() {
        let mut used = Yen::ZERO;
        let mut paid = Vec::new();
        for total10 in [45_670, 61_230, 12_340, 98_760, 61_230] {
            let due =
                assess(&NANBYO, Cap::At(Yen::new(20_000)), used, StepId(0), &row(total10), &mut NoTrace);
            used = due.used;
            paid.push((due.raw.amount(), due.due.amount(), due.reached));
        }
        assert_eq!(
            paid,
            [
                (9_130, 9_130, false),
                (12_250, 10_870, true),
                (2_470, 0, true),
                (19_750, 0, true),
                (12_250, 0, true)
            ]
        );
    }

    #[test]
    fn the_trace_replays_to_the_same_yen_and_changes_nothing() {
        let mut trace = Trace::default();
        let start = yen(&mut trace, "rule.month_starts_at_zero", None, Op::Parameter, &[], Yen::new(9_000));
        let traced =
            assess(&NANBYO, Cap::At(Yen::new(10_000)), Yen::new(9_000), start, &row(20_000), &mut trace);
        let plain = assess(
            &NANBYO,
            Cap::At(Yen::new(10_000)),
            Yen::new(9_000),
            StepId(0),
            &row(20_000),
            &mut NoTrace,
        );
        assert_eq!(trace.replay(), Ok(()));
        assert_eq!(traced.due, plain.due);
        assert_eq!(traced.due, Yen::new(1_000));
        assert_eq!(trace.steps.last().map(|step| step.result), Some(Value::Yen(Yen::new(1_000))));
    }

    #[test]
    fn one_tenth_stays_one_tenth() {
        let mut elderly = row(10_000);
        elderly.insurance_rate = Rate::ONE_TENTH;
        let due = assess(&NANBYO, Cap::Unlimited, Yen::ZERO, StepId(0), &elderly, &mut NoTrace);
        assert_eq!(due.due, Yen::new(1_000));
        assert!(!due.reached);
    }

    /// What the trace says of a charge of 6,000 yen before the cap.
    fn told(cap: i64, insurance_room: Option<i64>) -> Vec<&'static str> {
        let mut trace = Trace::default();
        let start = yen(&mut trace, "rule.month_starts_at_zero", None, Op::Parameter, &[], Yen::ZERO);
        let row = Row { insurance_room: insurance_room.map(Yen::new), ..row(30_000) };
        assess(&NANBYO, Cap::At(Yen::new(cap)), Yen::ZERO, start, &row, &mut trace);
        assert_eq!(trace.replay(), Ok(()));
        trace.steps.iter().map(|step| step.key).collect()
    }

    #[test]
    fn what_just_fits_was_not_cut() {
        assert!(told(6_000, None).contains(&"rule.within_cap"));
        assert!(told(5_990, None).contains(&"rule.clip"));
        assert!(!told(10_000, Some(6_000)).contains(&"rule.insurance_first"));
        assert!(told(10_000, Some(5_999)).contains(&"rule.insurance_first"));
    }
}
