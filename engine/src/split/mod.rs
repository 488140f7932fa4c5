//! Who bears which part of a month's cost: insurer, 高額療養費, 公費, patient.
//!
//! 医療費 10割 = insurer + 高額療養費 + 公費 + patient, to the yen ([`Layers`]). All of it in receipt yen (レセプト): single yen,
//! not the ten-yen amounts of a window or a ledger.
//!
//! The order of the statute (健保令41条・42条, 国保令29条の2・29条の3):
//!
//! 1. Each part of a claim has its self-pay by the insurance rate ([`PartSplit::share`]).
//! 2. A subsidised part (公費対象分) has its own limit *before* 公費: 特定疾病給付対象療養 by the patient's 適用区分, every other
//!    特定給付対象療養 by the flat 一般 limit ([`PublicLimit`]). What is left is [`PartSplit::before_public`].
//! 3. 公費 brings it down to the patient's share under the scheme, rate and monthly cap ([`PartSplit::patient`]).
//! 4. What the patient still bears of subsidised parts, and the self-pay of the others, are added up and meet the ordinary
//!    limit: under 70 only items of 21,000 yen and more (before 公費), and only where there are two (RULES §11.6; see
//!    [`MonthSplit::claimable`]), from 70 all of them, 外来 of one person first.
//!
//! Within one claim this gives what the claim's window asks ([`ClaimSplit`]); over all claims of the person's month what is
//! left in the end ([`MonthSplit::total`]). Not covered: adding up with other persons of the household, 付加給付, the yearly caps
//! (外来年間合算 and the cap of 健保令41条の3, paid back afterwards). Payers behind the first come off at the end, see [`all`].

mod amount;
mod later;
mod limit;
mod months;
mod room;
mod scheme;

pub use limit::PublicLimit;
pub use months::{SplitMonth, all, mark};
pub use room::{InsuranceRoom, age_group, insurance_room, lowest_limit};
pub use scheme::{public_limit, public_terms};

use crate::book::high_cost::{self, Band5, Band6, LimitKind};
use crate::civil::Month;
use crate::facts::InsuranceBand;
use crate::ledger::kernel::{Share, Terms};
use crate::rate::Rate;
use crate::trace::{NoTrace, Op, StepId, Tracer};
use crate::yen::{Cap, Yen};
use amount::{
    Amount, add, fact, nothing, rate_step, room as less_but_not_below_zero, smaller, subtract, times,
};
use serde::Serialize;

/// Under 70, or from the month after the one in which 70 is reached.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeGroup {
    /// 七十歳に達する日の属する月以前
    Under70,
    /// 七十歳に達する日の属する月の翌月以後
    From70,
}

/// 適用区分 of 高額療養費.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// ア
    A,
    /// イ
    I,
    /// ウ
    U,
    /// エ
    E,
    /// オ
    O,
    /// 現役並みⅢ
    Active3,
    /// 現役並みⅡ
    Active2,
    /// 現役並みⅠ
    Active1,
    /// 一般
    Ordinary,
    /// 低所得Ⅱ
    Low2,
    /// 低所得Ⅰ
    Low1,
}

impl Band {
    /// All of them, in the order of the tables.
    pub const ALL: [Band; 11] = [
        Band::A,
        Band::I,
        Band::U,
        Band::E,
        Band::O,
        Band::Active3,
        Band::Active2,
        Band::Active1,
        Band::Ordinary,
        Band::Low2,
        Band::Low1,
    ];

    /// The band of the facts; `None` for a code this version does not know.
    pub fn known(band: &InsuranceBand) -> Option<Band> {
        let kind = LimitKind::of_band(band)?;
        Band::ALL.into_iter().find(|band| band.limit() == kind)
    }

    /// The code of the facts.
    pub const fn code(self) -> &'static str {
        match self {
            Band::A => "a",
            Band::I => "i",
            Band::U => "u",
            Band::E => "e",
            Band::O => "o",
            Band::Active3 => "active3",
            Band::Active2 => "active2",
            Band::Active1 => "active1",
            Band::Ordinary => "ordinary",
            Band::Low2 => "low2",
            Band::Low1 => "low1",
        }
    }

    /// Whose limit it is in the book.
    pub const fn limit(self) -> LimitKind {
        match self {
            Band::A => LimitKind::Under70(Band5::A),
            Band::I => LimitKind::Under70(Band5::I),
            Band::U => LimitKind::Under70(Band5::U),
            Band::E => LimitKind::Under70(Band5::E),
            Band::O => LimitKind::Under70(Band5::O),
            Band::Active3 => LimitKind::From70(Band6::Active3),
            Band::Active2 => LimitKind::From70(Band6::Active2),
            Band::Active1 => LimitKind::From70(Band6::Active1),
            Band::Ordinary => LimitKind::From70(Band6::Ordinary),
            Band::Low2 => LimitKind::From70(Band6::Low2),
            Band::Low1 => LimitKind::From70(Band6::Low1),
        }
    }

    /// The cap of the year a month of treatment lies in (健保令41条の3): a note only, paid back by the insurer afterwards and applied
    /// nowhere here. `None` before 2026-08 and where the book does not know.
    pub fn annual_cap(self, month: Month) -> Option<Yen> {
        let year = &high_cost::annual(month)?.value;
        match self.limit() {
            LimitKind::Under70(band) => Some(year.under70(band)),
            LimitKind::From70(band) => Some(year.from70(band)),
            _ => None,
        }
    }

    /// Of which age this band is.
    pub const fn age(self) -> AgeGroup {
        match self {
            Band::A | Band::I | Band::U | Band::E | Band::O => AgeGroup::Under70,
            Band::Active3 | Band::Active2 | Band::Active1 | Band::Ordinary | Band::Low2 | Band::Low1 => {
                AgeGroup::From70
            }
        }
    }
}

/// 多数回該当: 高額療養費 was paid in three months or more of the twelve before.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Repeated {
    /// By the ordinary paragraphs (健保令42条①ただし書).
    pub in_the_year: bool,
    /// For 入院 of a 特定疾病給付対象療養 at the same hospital (健保令42条⑦ただし書).
    pub at_this_hospital: bool,
}

/// What halves the limits of this month.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Halved {
    /// 75歳到達月 (75歳到達時特例対象療養): limits, thresholds, 多数回 and the 21,000.
    pub turns_75: bool,
    /// 国保 only: moved in mid-month to another municipality of the same prefecture (国保令29条の2⑨, 29条の3⑫): the ordinary
    /// limits and the 21,000, not the limits before 公費.
    pub moved: bool,
}

/// Standings with limits of their own.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Special {
    /// 被保護者 of 生活保護 (健保令42条⑧), for 公費 other than those with the patient's own band.
    pub welfare: bool,
    /// マル長 (特定疾病療養, 健保令42条⑨): the subsidised part is care of that disease.
    pub specified_disease: bool,
}

/// What decides the limits of one person in one month.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Patient {
    /// The month of treatment: it chooses the table (RULES §12.24).
    pub month: Month,
    /// Under or from 70.
    pub age: AgeGroup,
    /// 適用区分; `None` when not known: the flat limit before 公費, and no ordinary limit (RULES §16.7).
    pub band: Option<Band>,
    /// The insurance's rate.
    pub rate: Rate,
    /// 多数回該当.
    pub repeated: Repeated,
    /// 75歳到達月, a move.
    pub halved: Halved,
    /// 生活保護, マル長.
    pub special: Special,
}

/// A certificate as this month's split needs it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PublicTerms {
    /// Rate and citations, as in the ledger.
    pub terms: Terms,
    /// The printed cap.
    pub cap: Cap,
    /// What other facilities took under this cap before, this month.
    pub used: Yen,
    /// Whose limit applies before 公費.
    pub limit: PublicLimit,
}

/// One part of a claim.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// 医療費 10割.
    pub total10: Yen,
    /// Place of its certificate in the list of [`month`]; `None` is 保険単独.
    pub public: Option<usize>,
}

/// One claim: one facility's month, 入院 and 外来 (and 歯科) each by itself. A pharmacy's prescriptions belong to the claim of
/// the prescribing facility; whoever makes the list joins them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// 入院?
    pub inpatient: bool,
    /// Its parts.
    pub parts: Vec<Part>,
}

impl Claim {
    /// Adds a cost: one claim has one 公費対象分 of a certificate and one 保険単独分.
    pub fn add(&mut self, part: Part) {
        match self.parts.iter_mut().find(|known| known.public == part.public) {
            Some(known) => known.total10 += part.total10,
            None => self.parts.push(part),
        }
    }
}

/// Who bears what. The four layers are each not below zero and together exactly `total10`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Layers {
    /// 医療費 10割.
    pub total10: Yen,
    /// The insurer by its rate.
    pub insurer: Yen,
    /// 高額療養費.
    pub high_cost: Yen,
    /// 公費.
    pub public: Yen,
    /// The patient.
    pub patient: Yen,
}

/// One part, worked out.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartSplit {
    /// 医療費 10割.
    pub total10: Yen,
    /// Place of its certificate; none for 保険単独.
    pub public: Option<usize>,
    /// Self-pay by the insurance's rate, before everything.
    pub share: Yen,
    /// What 高額療養費 leaves of it before 公費.
    pub before_public: Yen,
    /// What 公費 leaves to the patient, before the ordinary limit.
    pub patient: Yen,
}

/// One claim, worked out by itself: what its window asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimSplit {
    /// In the order given.
    pub parts: Vec<PartSplit>,
    /// Who bears what of this claim, before other claims are looked at.
    pub layers: Layers,
}

/// One person's month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthSplit {
    /// In the order given; the cap of a certificate is used up in this order.
    pub claims: Vec<ClaimSplit>,
    /// Self-pay of the subsidised parts before 公費, after 高額療養費 (一部負担).
    pub before_public: Yen,
    /// What the patient pays of the subsidised parts under 公費.
    pub under_public: Yen,
    /// What the patient bears of the month in the end.
    pub total: Yen,
    /// What the insurer pays back because several claims were added up (合算): the windows' sum less `total`.
    pub paid_back: Yen,
    /// What may be claimed back besides, and is not taken off `total`: under 70 the share left by 公費 of the only item of 21,000 yen
    /// and more, as far as it exceeds the ordinary limit. RULES §11.6 adds up from two items on; the letter of 国保令29条の2①二 knows
    /// no such condition.
    pub claimable: Yen,
    /// Who bears what of the month.
    pub layers: Layers,
    /// Was the 適用区分 known? Otherwise the figures are 見込み.
    pub band_known: bool,
    /// Where the trace tells of `total`.
    #[serde(skip)]
    pub step: StepId,
}

/// Why a month cannot be split.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Unsplittable {
    /// A band of the other age.
    BandOfOtherAge,
    /// The book has no amounts of 高額療養費 for the month.
    NoTable(Month),
    /// A part names a certificate that is not in the list.
    NoSuchCertificate(usize),
    /// A cost below zero.
    Negative,
}

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
fn without_limits(patient: &Patient, certificates: &[PublicTerms], claims: &[Claim]) -> Option<MonthSplit> {
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

impl MonthSplit {
    /// What payers behind the first bear comes off what the patient would.
    fn take_off(&mut self, relief: Yen) {
        self.total -= relief;
        self.layers.patient -= relief;
        self.layers.public += relief;
        self.claimable = self.claimable.min(self.total);
    }
}

impl Layers {
    pub(crate) fn and(self, other: Layers) -> Layers {
        Layers {
            total10: self.total10 + other.total10,
            insurer: self.insurer + other.insurer,
            high_cost: self.high_cost + other.high_cost,
            public: self.public + other.public,
            patient: self.patient + other.patient,
        }
    }
}

/// A part with the steps that tell of it.
struct Item {
    inpatient: bool,
    cost: Amount,
    share: Amount,
    before_public: Amount,
    patient: Amount,
    result: PartSplit,
}

/// The month as it is being worked out: the caps run down.
struct Running<'a> {
    patient: &'a Patient,
    limited: bool,
    rate: StepId,
    certificates: Vec<(&'a PublicTerms, Amount)>,
}

impl Running<'_> {
    fn part<T: Tracer>(
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

/// What the ordinary limits leave of these parts (健保令41条①③⑤).
fn added_up<T: Tracer>(patient: &Patient, items: &[Item], tracer: &mut T) -> Result<Amount, Unsplittable> {
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
fn claimable(patient: &Patient, items: &[Item]) -> Option<Yen> {
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

fn layers(items: &[Item], patient: Yen) -> Layers {
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
fn tell_layers<T: Tracer>(items: &[Item], patient: Amount, tracer: &mut T) {
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
