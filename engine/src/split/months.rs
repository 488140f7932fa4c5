//! The split of every month of one person's facts.

use super::later::{Later, Member};
use super::{Claim, MonthSplit, Part, Patient, PublicLimit, PublicTerms, lowest_limit, month, public_limit};
use crate::civil::{Day, Month};
use crate::facts::{Charge, Facts, InsuranceStatus, Setting};
use crate::ledger::admit::reason::{QUARANTINE, is_fault};
use crate::ledger::admit::{Off, Payer, admit};
use crate::ledger::context::Context;
use crate::ledger::events::{self, Active};
use crate::ledger::kernel::{Share, Terms};
use crate::order;
use crate::rate::Rate;
use crate::trace::NoTrace;
use crate::yen::{Cap, Yen};
use serde::Serialize;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// What limits the certainty of a month.
pub mod mark {
    /// 見込み: the 適用区分 is not known, and with another one 高額療養費 could take more (RULES §16.7).
    pub const BAND_UNKNOWN: &str = "mark.insurance_band_unknown";
    /// A certificate's cap is not known, and none was applied.
    pub const CAP_UNKNOWN: &str = "mark.cap_unknown";
    /// Two caps in the month; the last was applied to all of it.
    pub const TWO_CAPS: &str = "mark.two_caps";
    /// A certificate cannot be reckoned with, or no text decides what a later payer bears: its part is not taken off.
    pub const LATER_PAYER: &str = "mark.later_payer_left_out";
    /// A second payer took part; the arithmetic is unconfirmed (RULES §12.9).
    pub const LATER_UNCONFIRMED: &str = "mark.later_payer_unconfirmed";
    /// 高額療養費 before a local scheme alone: which limit applies stands in an ordinance nobody has read.
    pub const RULE_UNCONFIRMED: &str = "mark.rule_unconfirmed";
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
    /// Who bears what. `claims`, `before_public` and `under_public` are without the payers behind the first; `total` and `layers` are
    /// with them.
    #[serde(flatten)]
    pub split: MonthSplit,
    /// What payers behind the first bear (第二公費以下, 地方単独): in `layers.public`, and off `total`. `None`: there are none, or no text
    /// decides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later_public: Option<Yen>,
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
    let mut months: BTreeMap<Month, Vec<Active<'_>>> = BTreeMap::new();
    for active in folded.active {
        months.entry(active.charge.service_day.month()).or_default().push(active);
    }
    let mut splits = Vec::new();
    for (month, charges) in months {
        let mut used = BTreeMap::new();
        // In the order of registration, because a cap is used up in it.
        let mut rates: Vec<Rate> = Vec::new();
        for active in &charges {
            if !rates.contains(&active.charge.insurance_rate) {
                rates.push(active.charge.insurance_rate);
            }
        }
        let later = LazyCell::new(|| Later::of(&context, &charges));
        for rate in rates {
            let of_rate = charges.iter().filter(|active| active.charge.insurance_rate == rate);
            splits.extend(of_month(&context, month, rate, of_rate, &later, &mut used));
        }
    }
    order::sort_by_key(&mut splits, |split| (split.month, split.insurance_rate));
    splits
}

/// The charges of a month as claims and certificates.
#[derive(Default)]
struct Gathered<'a> {
    certificates: Vec<(String, PublicTerms)>,
    claims: Vec<Gathering<'a>>,
    marks: BTreeSet<&'static str>,
    /// A payer behind the first takes part, or a local scheme is the first.
    has_later: bool,
    local_alone: bool,
}

/// One claim with the charges in it.
struct Gathering<'a> {
    facility: &'a str,
    claim: Claim,
    charges: Vec<Member<'a>>,
}

fn of_month<'a, 'c>(
    context: &Context<'a>,
    treated: Month,
    rate: Rate,
    charges: impl Iterator<Item = &'c Active<'a>>,
    later: &LazyCell<Later<'a>, impl FnOnce() -> Later<'a>>,
    used: &mut BTreeMap<String, Yen>,
) -> Option<SplitMonth>
where
    'a: 'c,
{
    let mut gathered = Gathered::default();
    let mut insurance: Vec<Option<&InsuranceStatus>> = Vec::new();
    for active in charges {
        gathered.take(context, active.charge, used);
        insurance.push(context.insurance_on(active.charge.service_day));
    }
    let mut patient = Patient::of_month(treated, context.facts.person.born_on, common_band(&insurance));
    patient.rate = rate;
    let Gathered { certificates, claims, mut marks, has_later, local_alone } = gathered;
    if claims.is_empty() {
        return None;
    }
    let terms: Vec<PublicTerms> = certificates.iter().map(|(_, terms)| *terms).collect();
    let (claims, members): (Vec<Claim>, Vec<Vec<Member<'_>>>) =
        claims.into_iter().map(|gathering| (gathering.claim, gathering.charges)).unzip();
    let shares: Yen = claims.iter().flat_map(|claim| &claim.parts).map(|part| rate.of(part.total10)).sum();
    let lowest = || lowest_limit(PublicLimit::OwnBand, treated, context.facts.person.born_on, rate);
    if patient.band.is_none() && lowest().is_none_or(|lowest| shares > lowest) {
        marks.insert(mark::BAND_UNKNOWN);
    }
    let mut split = month(&patient, &terms, &claims, &mut NoTrace).ok().or_else(|| {
        marks.insert(mark::NO_TABLE);
        super::month::without_limits(&patient, &terms, &claims)
    })?;
    for (place, (account, _)) in certificates.into_iter().enumerate() {
        let parts = split.claims.iter().flat_map(|claim| &claim.parts);
        let paid: Yen = parts.filter(|part| part.public == Some(place)).map(|part| part.patient).sum();
        *used.entry(account).or_default() += paid;
    }
    let mut later_public = None;
    if has_later || local_alone {
        later_public = later.relief(&split, &members);
        if has_later && later_public.is_some() {
            marks.insert(mark::LATER_UNCONFIRMED);
        }
        if local_alone && !split.layers.high_cost.is_zero() {
            marks.insert(mark::RULE_UNCONFIRMED);
        }
        match later_public {
            Some(relief) => split.take_off(relief),
            None => {
                marks.insert(mark::LATER_PAYER);
            }
        }
    }
    let marks = marks.into_iter().collect();
    Some(SplitMonth { month: treated, insurance_rate: rate, split, later_public, marks })
}

/// The insurance whose 適用区分 counts for every charge of the month. Told for a part of them only, or changed among them, it is not
/// known whose limits are meant, whatever was registered last (RULES §16.7).
fn common_band<'a>(insurance: &[Option<&'a InsuranceStatus>]) -> Option<&'a InsuranceStatus> {
    let first = insurance.first().copied().flatten()?;
    insurance.iter().all(|status| status.is_some_and(|status| status.band == first.band)).then_some(first)
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
        let unreckoned = |off: &Off<'_>| off.certificate.is_some() && off.reason.starts_with(QUARANTINE);
        if admission.off.iter().any(unreckoned) {
            self.marks.insert(mark::LATER_PAYER);
        }
        self.has_later |= admission.payers.len() > 1;
        self.local_alone |= admission.payers.first().is_some_and(|payer| payer.terms.local);
        if admission.payers.iter().any(|payer| payer.cap.is_none()) {
            self.marks.insert(mark::CAP_UNKNOWN);
        }
        let public = admission.payers.first().map(|payer| self.certificate(payer, used));
        let (facility, inpatient) = (&*charge.facility.code, charge.setting == Setting::Inpatient);
        let part = Part { total10: charge.total10, public };
        let member = (public, &*charge.id);
        let known = |one: &&mut Gathering<'_>| one.facility == facility && one.claim.inpatient == inpatient;
        if let Some(gathering) = self.claims.iter_mut().find(known) {
            gathering.claim.add(part);
            gathering.charges.push(member);
        } else {
            let claim = Claim { inpatient, parts: vec![part] };
            self.claims.push(Gathering { facility, claim, charges: vec![member] });
        }
    }

    fn certificate(&mut self, payer: &Payer<'a>, used: &BTreeMap<String, Yen>) -> usize {
        let account = payer.account().name();
        // What a local scheme bears comes off afterwards, with its amounts by visit and day.
        let local = payer.terms.local;
        let cap = payer.cap.filter(|_| !local).unwrap_or(Cap::Unlimited);
        let known = self.certificates.iter_mut().enumerate().find(|(_, (known, _))| known == account);
        if let Some((place, (_, terms))) = known {
            if terms.cap != cap {
                terms.cap = cap;
                self.marks.insert(mark::TWO_CAPS);
            }
            return place;
        }
        let terms = PublicTerms {
            terms: if local {
                Terms { share: Share::OfInsurance, ..payer.terms.terms }
            } else {
                payer.terms.terms
            },
            cap,
            used: used.get(account).copied().unwrap_or_default(),
            limit: public_limit(&payer.certificate.scheme),
        };
        self.certificates.push((account.to_owned(), terms));
        self.certificates.len() - 1
    }
}
