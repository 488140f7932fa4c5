//! Parts added up: what the ordinary limits leave of them, and who bears which layer.

use super::amount::{Amount, add, smaller, subtract};
use super::part::Item;
use super::{AgeGroup, Layers, Patient, Unsplittable, limit};
use crate::trace::{NoTrace, Tracer};
use crate::yen::Yen;

/// What the ordinary limits leave of these parts (健保令41条①③⑤).
pub(super) fn added_up<T: Tracer>(
    patient: &Patient,
    items: &[Item],
    tracer: &mut T,
) -> Result<Amount, Unsplittable> {
    if patient.band.is_none() {
        return Ok(sum(items, |item| item.patient, "split.without_band", tracer));
    }
    match patient.age {
        AgeGroup::Under70 => {
            let floor = limit::item_floor(patient).ok_or(Unsplittable::NoTable(patient.month))?;
            let (added, apart): (Vec<&Item>, Vec<&Item>) =
                items.iter().partition(|item| item.share.yen >= floor);
            let apart = sum(apart, |item| item.patient, "split.below_item_floor", tracer);
            let together = match added.as_slice() {
                [] => return Ok(apart),
                // Nothing to add it to (RULES §11.6); it has met its own limit before 公費. See `claimable`.
                [alone] if alone.result.public.is_some() => alone.patient,
                added => within_limit_of_month(patient, added, None, tracer)?,
            };
            Ok(add(tracer, "split.claim_total", None, &[together, apart]))
        }
        AgeGroup::From70 => {
            let (stays, visits): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.inpatient);
            if visits.is_empty() {
                return within_limit_of_month(patient, &stays, None, tracer);
            }
            let Some(limit) = limit::of_outpatient_care(patient, tracer) else {
                return within_limit_of_month(patient, &items.iter().collect::<Vec<_>>(), None, tracer);
            };
            let care = sum(visits, |item| item.patient, "split.outpatient_sum", tracer);
            let care = smaller(tracer, "split.outpatient_limited", None, care, limit);
            if stays.is_empty() {
                return Ok(care);
            }
            within_limit_of_month(patient, &stays, Some((care, items)), tracer)
        }
    }
}

/// What a subsidised item that stands alone under 70 leaves above the ordinary limit.
pub(super) fn claimable(patient: &Patient, items: &[Item]) -> Option<Yen> {
    if patient.age == AgeGroup::From70 {
        return None;
    }
    let floor = limit::item_floor(patient)?;
    let mut added = items.iter().filter(|item| item.share.yen >= floor);
    let (alone, None) = (added.next()?, added.next()) else { return None };
    let limit = limit::of_the_month(patient, alone.cost, &mut NoTrace)?;
    alone.result.public.map(|_| (alone.patient.yen - limit.yen).at_least_zero())
}

/// Sum of the items (and of what 外来 left, with the cost of all), at most the limit of the month.
fn within_limit_of_month<T: Tracer>(
    patient: &Patient,
    items: &[&Item],
    care: Option<(Amount, &[Item])>,
    tracer: &mut T,
) -> Result<Amount, Unsplittable> {
    let mut together = sum(items.iter().copied(), |item| item.patient, "split.added_up", tracer);
    let cost = match care {
        None => sum(items.iter().copied(), |item| item.cost, "split.cost_added_up", tracer),
        Some((care, all)) => {
            together = add(tracer, "split.with_outpatient", None, &[together, care]);
            sum(all, |item| item.cost, "split.cost_added_up", tracer)
        }
    };
    let limit = limit::of_the_month(patient, cost, tracer).ok_or(Unsplittable::NoTable(patient.month))?;
    Ok(smaller(tracer, "split.limited", None, together, limit))
}

fn sum<'a, T: Tracer>(
    items: impl IntoIterator<Item = &'a Item>,
    amount: fn(&Item) -> Amount,
    key: &'static str,
    tracer: &mut T,
) -> Amount {
    let amounts: Vec<Amount> = items.into_iter().map(amount).collect();
    add(tracer, key, None, &amounts)
}

pub(super) fn layers(items: &[Item], patient: Yen) -> Layers {
    let total = |amount: fn(&Item) -> Amount| -> Yen { items.iter().map(|item| amount(item).yen).sum() };
    let (cost, share) = (total(|item| item.cost), total(|item| item.share));
    let (before_public, under_public) = (total(|item| item.before_public), total(|item| item.patient));
    Layers {
        total10: cost,
        insurer: cost - share,
        high_cost: (share - before_public) + (under_public - patient),
        public: before_public - under_public,
        patient,
    }
}

/// The four layers as steps of the trace.
pub(super) fn tell_layers<T: Tracer>(items: &[Item], patient: Amount, tracer: &mut T) {
    let cost = sum(items, |item| item.cost, "split.sum_of_cost", tracer);
    let share = sum(items, |item| item.share, "split.sum_of_share", tracer);
    let before = sum(items, |item| item.before_public, "split.sum_before_public", tracer);
    let under = sum(items, |item| item.patient, "split.sum_under_public", tracer);
    subtract(tracer, "split.layer.insurer", None, cost, share);
    let by_part = subtract(tracer, "split.high_cost_before_public", None, share, before);
    let by_month = subtract(tracer, "split.high_cost_added_up", None, under, patient);
    add(tracer, "split.layer.high_cost", None, &[by_part, by_month]);
    subtract(tracer, "split.layer.public", None, before, under);
    add(tracer, "split.layer.patient", None, &[patient]);
}
