//! One person's month from claim to claim: each by itself, then all of them together.

use super::amount::{add, fact, nothing, rate_step, smaller};
use super::part::Running;
use super::together::{added_up, claimable, layers, tell_layers};
use super::{Claim, ClaimSplit, Layers, MonthSplit, PartSplit, Patient, PublicTerms, Unsplittable};
use crate::trace::{NoTrace, Op, Tracer};
use crate::yen::Yen;

/// Splits one person's month. `certificates` are those the parts name by place.
pub fn month<T: Tracer>(
    patient: &Patient,
    certificates: &[PublicTerms],
    claims: &[Claim],
    tracer: &mut T,
) -> Result<MonthSplit, Unsplittable> {
    if patient.band.is_some_and(|band| band.age() != patient.age) {
        return Err(Unsplittable::BandOfOtherAge);
    }
    worked_out(patient, true, certificates, claims, tracer)
}

/// The same where the book knows no limits: rate and 公費 alone.
pub(super) fn without_limits(
    patient: &Patient,
    certificates: &[PublicTerms],
    claims: &[Claim],
) -> Option<MonthSplit> {
    let patient = Patient { band: None, ..*patient };
    worked_out(&patient, false, certificates, claims, &mut NoTrace).ok()
}

fn worked_out<T: Tracer>(
    patient: &Patient,
    limited: bool,
    certificates: &[PublicTerms],
    claims: &[Claim],
    tracer: &mut T,
) -> Result<MonthSplit, Unsplittable> {
    let rate = rate_step(tracer, "fact.insurance_rate", None, Op::Fact, &[], patient.rate);
    let mut month = Running { patient, limited, rate, certificates: Vec::with_capacity(certificates.len()) };
    for terms in certificates {
        let used = fact(tracer, "fact.used_before", terms.used.at_least_zero());
        month.certificates.push((terms, used));
    }
    let mut items = Vec::new();
    let mut results = Vec::with_capacity(claims.len());
    let mut windows = nothing(tracer);
    let mut insurers = Layers::default();
    for claim in claims {
        let first = items.len();
        for part in &claim.parts {
            items.push(month.part(claim.inpatient, part, tracer)?);
        }
        let of_claim = items.get(first..).unwrap_or_default();
        let due = added_up(patient, of_claim, tracer)?;
        windows = add(tracer, "split.windows_together", None, &[windows, due]);
        let layers = layers(of_claim, due.yen);
        insurers = insurers.and(layers);
        results.push(ClaimSplit { parts: of_claim.iter().map(|item| item.result).collect(), layers });
    }
    let total = if claims.len() > 1 {
        let together = added_up(patient, &items, tracer)?;
        // A window's own limit is final: adding up pays more back or nothing.
        smaller(tracer, "split.month_total", None, windows, together)
    } else {
        windows
    };
    let of_public = |amount: fn(&PartSplit) -> Yen| -> Yen {
        items.iter().filter(|item| item.result.public.is_some()).map(|item| amount(&item.result)).sum()
    };
    let paid_back = windows.yen - total.yen;
    let layers = Layers {
        high_cost: insurers.high_cost + paid_back,
        patient: insurers.patient - paid_back,
        ..insurers
    };
    if T::ON {
        tell_layers(&items, total, tracer);
    }
    Ok(MonthSplit {
        before_public: of_public(|part| part.before_public),
        under_public: of_public(|part| part.patient),
        claims: results,
        total: total.yen,
        paid_back,
        claimable: claimable(patient, &items).unwrap_or_default(),
        layers,
        band_known: patient.band.is_some(),
        step: total.step,
    })
}
