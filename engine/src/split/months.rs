//! The split of every month of one person's facts.

use super::{Claim, MonthSplit, Part, Patient, PublicLimit, PublicTerms, lowest_limit, month, public_limit};
use crate::civil::{Day, Month};
use crate::facts::{Charge, Facts, Setting};
use crate::ledger::admit::reason::{QUARANTINE, is_fault};
use crate::ledger::admit::{Off, Payer, admit};
use crate::ledger::context::Context;
use crate::ledger::events::{self, Active};
use crate::rate::Rate;
use crate::trace::NoTrace;
use crate::yen::{Cap, Yen};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What limits the certainty of a month.
pub mod mark {
    /// 見込み: the 適用区分 is not known, and with another one 高額療養費 could take more (RULES §16.7).
    pub const BAND_UNKNOWN: &str = "mark.insurance_band_unknown";
    /// A certificate's cap is not known, and none was applied.
    pub const CAP_UNKNOWN: &str = "mark.cap_unknown";
    /// Two caps in the month; the last was applied to all of it.
    pub const TWO_CAPS: &str = "mark.two_caps";
    /// A second payer took part; only the first is split out.
    pub const LATER_PAYER: &str = "mark.later_payer_left_out";
    /// The book has no amounts of 高額療養費 for the month, and none was applied.
    pub const NO_TABLE: &str = "mark.no_table";
    /// A charge makes no sense and is left out.
    pub const QUARANTINED: &str = "mark.charge_left_out";
}

/// One month under one rate of insurance. A person who changes insurer in mid-month has two, each with limits of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SplitMonth {
    /// Month of treatment.
    pub month: Month,
    /// Rate of the insurance.
    pub insurance_rate: Rate,
    /// Who bears what.
    #[serde(flatten)]
    pub split: MonthSplit,
    /// What limits its certainty, see [`mark`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
}

/// Every month, the oldest first, up to a day where one is given. In receipt yen; a ledger in ten-yen amounts differs by a few yen
/// (RULES §1.3).
pub fn all(facts: &Facts, as_of: Option<Day>) -> Vec<SplitMonth> {
    if facts.person.undisclosed {
        return Vec::new();
    }
    let context = Context::new(facts, as_of);
    let folded = events::fold(&facts.charges, &|charge| context.hides(charge));
    let mut months: BTreeMap<Month, BTreeMap<Rate, Vec<&Active<'_>>>> = BTreeMap::new();
    for active in &folded.active {
        let rates = months.entry(active.charge.service_day.month()).or_default();
        rates.entry(active.charge.insurance_rate).or_default().push(active);
    }
    let mut splits = Vec::new();
    for (month, rates) in months {
        let mut used = BTreeMap::new();
        for (rate, charges) in rates {
            splits.extend(of_month(&context, month, rate, &charges, &mut used));
        }
    }
    splits
}

/// The charges of a month as claims and certificates.
#[derive(Default)]
struct Gathered<'a> {
    certificates: Vec<(String, PublicTerms)>,
    claims: Vec<((&'a str, bool), Claim)>,
    marks: BTreeSet<&'static str>,
}

fn of_month<'a>(
    context: &Context<'a>,
    treated: Month,
    rate: Rate,
    charges: &[&Active<'a>],
    used: &mut BTreeMap<String, Yen>,
) -> Option<SplitMonth> {
    let mut gathered = Gathered::default();
    for active in charges {
        gathered.take(context, active.charge, used);
    }
    let status = charges.last().and_then(|active| context.insurance_on(active.charge.service_day));
    let mut patient = Patient::of_month(treated, context.facts.person.born_on, status);
    patient.rate = rate;
    let Gathered { certificates, claims, mut marks } = gathered;
    let terms: Vec<PublicTerms> = certificates.iter().map(|(_, terms)| *terms).collect();
    let claims: Vec<Claim> = claims.into_iter().map(|(_, claim)| claim).collect();
    if claims.is_empty() {
        return None;
    }
    let shares: Yen = claims.iter().flat_map(|claim| &claim.parts).map(|part| rate.of(part.total10)).sum();
    let lowest = || lowest_limit(PublicLimit::OwnBand, treated, context.facts.person.born_on, rate);
    if patient.band.is_none() && lowest().is_none_or(|lowest| shares > lowest) {
        marks.insert(mark::BAND_UNKNOWN);
    }
    let split = month(&patient, &terms, &claims, &mut NoTrace).ok().or_else(|| {
        marks.insert(mark::NO_TABLE);
        super::without_limits(&patient, &terms, &claims)
    })?;
    for (place, (account, _)) in certificates.into_iter().enumerate() {
        let parts = split.claims.iter().flat_map(|claim| &claim.parts);
        let paid: Yen = parts.filter(|part| part.public == Some(place)).map(|part| part.patient).sum();
        *used.entry(account).or_default() += paid;
    }
    Some(SplitMonth { month: treated, insurance_rate: rate, split, marks: marks.into_iter().collect() })
}

impl<'a> Gathered<'a> {
    fn take(&mut self, context: &Context<'a>, charge: &'a Charge, used: &BTreeMap<String, Yen>) {
        let admission = admit(context, charge);
        let set_apart = |off: &&Off<'_>| off.certificate.is_none() && off.reason.starts_with(QUARANTINE);
        if let Some(off) = admission.off.iter().find(set_apart) {
            if is_fault(off.reason) {
                self.marks.insert(mark::QUARANTINED);
            }
            return;
        }
        if admission.payers.len() > 1 {
            self.marks.insert(mark::LATER_PAYER);
        }
        let public = admission.payers.first().map(|payer| self.certificate(payer, used));
        let key = (&*charge.facility.code, charge.setting == Setting::Inpatient);
        if !self.claims.iter().any(|(known, _)| *known == key) {
            self.claims.push((key, Claim { inpatient: key.1, parts: Vec::new() }));
        }
        if let Some((_, claim)) = self.claims.iter_mut().find(|(known, _)| *known == key) {
            claim.add(Part { total10: charge.total10, public });
        }
    }

    fn certificate(&mut self, payer: &Payer<'a>, used: &BTreeMap<String, Yen>) -> usize {
        let account = payer.account().name();
        if payer.cap.is_none() {
            self.marks.insert(mark::CAP_UNKNOWN);
        }
        let cap = payer.cap.unwrap_or(Cap::Unlimited);
        if let Some(place) = self.certificates.iter().position(|(known, _)| known == account) {
            if let Some((_, terms)) = self.certificates.get_mut(place)
                && terms.cap != cap
            {
                terms.cap = cap;
                self.marks.insert(mark::TWO_CAPS);
            }
            return place;
        }
        let terms = PublicTerms {
            terms: payer.terms.terms,
            cap,
            used: used.get(account).copied().unwrap_or_default(),
            limit: public_limit(&payer.certificate.scheme),
        };
        self.certificates.push((account.to_owned(), terms));
        self.certificates.len() - 1
    }
}
