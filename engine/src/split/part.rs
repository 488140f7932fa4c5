//! One part of a claim: the limit before 公費, then 公費 with its rate and what is left of its cap.

use super::amount::{self, Amount, add, fact, rate_step, room as less_but_not_below_zero, smaller, times};
use super::{Part, PartSplit, Patient, PublicTerms, Unsplittable, limit};
use crate::ledger::kernel::Share;
use crate::trace::{Op, StepId, Tracer};
use crate::yen::{Cap, Yen};

/// A part with the steps that tell of it.
pub(super) struct Item {
    pub inpatient: bool,
    pub cost: Amount,
    pub share: Amount,
    pub before_public: Amount,
    pub patient: Amount,
    pub result: PartSplit,
}

/// The month as it is being worked out: the caps run down.
pub(super) struct Running<'a> {
    pub patient: &'a Patient,
    pub limited: bool,
    pub rate: StepId,
    pub certificates: Vec<(&'a PublicTerms, Amount)>,
}

impl Running<'_> {
    pub fn part<T: Tracer>(
        &mut self,
        inpatient: bool,
        part: &Part,
        tracer: &mut T,
    ) -> Result<Item, Unsplittable> {
        if part.total10 < Yen::ZERO {
            return Err(Unsplittable::Negative);
        }
        let cost = fact(tracer, "fact.total10", part.total10);
        let share = times(tracer, "split.insurance_share", None, cost, self.patient.rate, self.rate);
        let (before_public, patient) = match part.public {
            None => (share, share),
            Some(place) => self.subsidised(place, inpatient, cost, share, tracer)?,
        };
        let result = PartSplit {
            total10: part.total10,
            public: part.public,
            share: share.yen,
            before_public: before_public.yen,
            patient: patient.yen,
        };
        Ok(Item { inpatient, cost, share, before_public, patient, result })
    }

    fn subsidised<T: Tracer>(
        &mut self,
        place: usize,
        inpatient: bool,
        cost: Amount,
        share: Amount,
        tracer: &mut T,
    ) -> Result<(Amount, Amount), Unsplittable> {
        let (public, used) =
            self.certificates.get_mut(place).ok_or(Unsplittable::NoSuchCertificate(place))?;
        let before_public = if self.limited {
            let limit = limit::of_public_part(self.patient, public.limit, inpatient, cost, tracer)
                .ok_or(Unsplittable::NoTable(self.patient.month))?;
            smaller(tracer, "split.before_public", None, share, limit)
        } else {
            share
        };
        let mut patient = match public.terms.share {
            Share::OfInsurance => before_public,
            Share::Nothing => {
                let cite = public.terms.rate_cite;
                amount::parameter(tracer, "rule.zero_yen_scheme", cite, Yen::ZERO)
            }
            Share::AtMost(scheme) => {
                let cite = public.terms.rate_cite;
                let scheme_step = rate_step(tracer, "rule.scheme_rate", cite, Op::Parameter, &[], scheme);
                let rate = scheme.min(self.patient.rate);
                let lower =
                    rate_step(tracer, "rule.lower_rate", cite, Op::Smallest, &[self.rate, scheme_step], rate);
                let own = times(tracer, "split.scheme_share", cite, cost, rate, lower);
                smaller(tracer, "split.insurance_first", None, own, before_public)
            }
        };
        if let Cap::At(cap) = public.cap {
            let cite = public.terms.cap_cite;
            let cap = fact(tracer, "fact.cap", cap);
            let room = less_but_not_below_zero(tracer, "rule.room", cite, cap, *used);
            let key = if patient.yen > room.yen { "rule.clip" } else { "rule.within_cap" };
            patient = smaller(tracer, key, cite, patient, room);
        }
        *used = add(tracer, "rule.used", None, &[*used, patient]);
        Ok((before_public, patient))
    }
}
