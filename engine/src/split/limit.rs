//! Which limit of 高額療養費 applies (高額療養費算定基準額), and what it comes to for a cost.

use super::amount::{Amount, Cite, add, halves, parameter, rate_step, room, times};
use super::{AgeGroup, Band, Patient};
use crate::book::Dated;
use crate::book::high_cost::{LimitKind, LimitRow, aggregation, limit};
use crate::rate::Rate;
use crate::trace::{Op, Tracer};
use crate::yen::Yen;

/// 百分の一.
const ONE_PERCENT: Rate = Rate::per_ten_thousand(100);

type Row = Dated<LimitRow>;

/// Whose limit a subsidised part has.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicLimit {
    /// 特定疾病給付対象療養 (健保令41条⑦, 告示290号 of 2009): the patient's own 適用区分; 多数回 only for 入院 at the same
    /// hospital.
    OwnBand,
    /// The same for 入院 only; 外来 is like every other (肝がん・重度肝硬変入院関係医療).
    OwnBandForStays,
    /// Every other 特定給付対象療養 (健保令41条⑥): the 一般 limit whatever the 適用区分, no 多数回.
    Flat,
}

/// The limit of one subsidised part before 公費 (健保令42条⑥–⑨, 国保令29条の3⑦–⑨). `None`: the book has no table for it.
///
/// A move inside the prefecture does not halve it: 国保令29条の3⑫ names its 1st and 3rd to 6th paragraphs only.
pub(super) fn of_public_part<T: Tracer>(
    patient: &Patient,
    whose: PublicLimit,
    inpatient: bool,
    cost: Amount,
    tracer: &mut T,
) -> Option<Amount> {
    let halvings = u8::from(patient.halved.turns_75);
    let from_70 = patient.age == AgeGroup::From70;
    if patient.special.specified_disease {
        let high = !from_70 && matches!(patient.band, Some(Band::A | Band::I));
        let kind = if high { LimitKind::SpecificDisease20k } else { LimitKind::SpecificDisease10k };
        return limit(kind, patient.month).map(|row| base(row, halvings, tracer));
    }
    let own = match whose {
        PublicLimit::OwnBand => true,
        PublicLimit::OwnBandForStays => inpatient,
        PublicLimit::Flat => false,
    };
    let (kind, may_repeat) = match patient.band {
        Some(band) if own => (band.limit(), inpatient),
        // Without the insurer's 認定 the part falls back to the paragraph before (健保令41条⑥⑦).
        _ if patient.special.welfare => {
            (if from_70 { LimitKind::AssistanceFrom70 } else { LimitKind::AssistanceUnder70 }, false)
        }
        _ => (if from_70 { LimitKind::OtherPublicFrom70 } else { LimitKind::OtherPublicUnder70 }, false),
    };
    let row = limit(kind, patient.month)?;
    Some(match row.value.outpatient {
        Some(outpatient) if from_70 && !inpatient => flat(row, outpatient, halvings, tracer),
        _ => whole(row, cost, halvings, may_repeat && patient.repeated.at_this_hospital, tracer),
    })
}

/// The limit of everything added together (健保令42条①③④, 国保令29条の3①③④⑤).
pub(super) fn of_the_month<T: Tracer>(patient: &Patient, cost: Amount, tracer: &mut T) -> Option<Amount> {
    let row = limit(patient.band?.limit(), patient.month)?;
    Some(whole(row, cost, ordinary_halvings(patient), patient.repeated.in_the_year, tracer))
}

/// The limit of one person's 外来 from 70 (健保令42条⑤, 国保令29条の3⑥). `None`: there is none (under 70, 現役並み).
pub(super) fn of_outpatient_care<T: Tracer>(patient: &Patient, tracer: &mut T) -> Option<Amount> {
    let row = limit(patient.band?.limit(), patient.month)?;
    row.value.outpatient.map(|outpatient| flat(row, outpatient, ordinary_halvings(patient), tracer))
}

/// From how much of self-pay before 公費 on an item under 70 is added (国保令29条の2①一・二・⑨): 21,000; 10,500 in the 75歳到達月 or
/// after a move, 5,250 with both. `None`: the book has none for the month.
pub(super) fn item_floor(patient: &Patient) -> Option<Yen> {
    let floors = &aggregation(patient.month)?.value;
    let floor = if patient.halved.turns_75 { floors.least_in_month_of_75 } else { floors.least };
    Some(if patient.halved.moved { Yen::new(floor.amount() / 2) } else { floor })
}

fn ordinary_halvings(patient: &Patient) -> u8 {
    u8::from(patient.halved.turns_75) + u8::from(patient.halved.moved)
}

fn whole<T: Tracer>(row: &Row, cost: Amount, halvings: u8, repeated: bool, tracer: &mut T) -> Amount {
    let cite = Some(row.cite.id);
    if repeated && let Some(amount) = row.value.repeated {
        let amount = parameter(tracer, "split.limit_repeated", cite, amount);
        return halves(tracer, "split.limit_halved", cite, amount, halvings);
    }
    let base = base(row, halvings, tracer);
    if !row.value.plus_one_percent {
        return base;
    }
    let threshold = parameter(tracer, "split.limit_threshold", cite, row.value.threshold);
    let threshold = halves(tracer, "split.threshold_halved", cite, threshold, halvings);
    let over = room(tracer, "split.cost_over_threshold", cite, cost, threshold);
    let one_percent = rate_step(tracer, "split.one_percent", cite, Op::Parameter, &[], ONE_PERCENT);
    let part = times(tracer, "split.one_percent_of_excess", cite, over, ONE_PERCENT, one_percent);
    add(tracer, "split.limit", cite, &[base, part])
}

fn base<T: Tracer>(row: &Row, halvings: u8, tracer: &mut T) -> Amount {
    flat_of("split.limit_base", Some(row.cite.id), row.value.base, halvings, tracer)
}

fn flat<T: Tracer>(row: &Row, outpatient: Yen, halvings: u8, tracer: &mut T) -> Amount {
    flat_of("split.limit_outpatient", Some(row.cite.id), outpatient, halvings, tracer)
}

fn flat_of<T: Tracer>(key: &'static str, cite: Cite, amount: Yen, halvings: u8, tracer: &mut T) -> Amount {
    let amount = parameter(tracer, key, cite, amount);
    halves(tracer, "split.limit_halved", cite, amount, halvings)
}
