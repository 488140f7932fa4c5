//! The one place where the watches touch the rule book and the ledger.

use super::notice::Certainty;
use super::window::WatchRule;
use crate::civil::{Day, Month};
use crate::facts::{
    Certificate, Charge, ChargeEvent, Facts, FetchState, IncomeClass, Part, Refusal, Registration, Source,
};
use crate::ledger::kernel::{self, Row, Share, Terms};
use crate::rate::Rate;
use crate::trace::{NoTrace, StepId};
use crate::yen::{Cap, Yen};
use std::collections::{BTreeMap, BTreeSet};

/// 法別番号 of 指定難病.
pub const NANBYO: &str = "54";
/// 法別番号 of 小児慢性特定疾病.
pub const SHOMAN: &str = "52";

/// 軽症高額, for an application in this month (難病法施行令2条).
pub fn mild_high_cost(_month: Month) -> WatchRule {
    WatchRule { threshold_exclusive: Yen::new(33_330), need: 3, window_months: 12 }
}

/// 高額かつ長期 (平成26年告示428号) and 高額治療継続.
pub fn high_cost_long_term(_month: Month) -> WatchRule {
    WatchRule { threshold_exclusive: Yen::new(50_000), need: 6, window_months: 12 }
}

/// The law that lets a certificate of 54 start before its application (難病法7条5項, 令和4年法律104号附則18条) is in force from here.
fn not_before_2023_10(day: Day) -> Day {
    Day::new(2023, 10, 1).map_or(day, |in_force| day.max(in_force))
}

const fn months_back(unavoidable: bool) -> u32 {
    if unavoidable { 3 } else { 1 }
}

/// Start date of a certificate on the ground of 軽症高額 (難病法7条5項2号, 施行令3条2項).
pub fn start_date(met_on: Day, application: Day, unavoidable: bool) -> Day {
    not_before_2023_10(met_on.next().max(application.minus_months(months_back(unavoidable))))
}

/// The last application day that still gives the earliest start (RULES §16.5).
pub fn last_safe_application(met_on: Day, unavoidable: bool) -> Day {
    let start = not_before_2023_10(met_on.next());
    let months = months_back(unavoidable);
    let mut day = start.plus_months(months);
    while day.next() > day && day.next().minus_months(months) <= start {
        day = day.next();
    }
    day
}

/// The patient's rate of 54 and 52 (RULES §1.2); the printed rate wins.
pub fn scheme_rate(_scheme: &str, _month: Month) -> Rate {
    Rate::TWO_TENTHS
}

/// Monthly cap of the column 高額かつ長期 (54) or 重症 (52); `None`: the class or the scheme is not known.
pub fn lower_cap(scheme: &str, class: &IncomeClass, _month: Month) -> Option<Cap> {
    let yen = match (scheme, class) {
        (NANBYO | SHOMAN, IncomeClass::PublicAssistance) => 0,
        (NANBYO, IncomeClass::Low1) => 2_500,
        (NANBYO, IncomeClass::Low2 | IncomeClass::Middle1) | (SHOMAN, IncomeClass::Middle2) => 5_000,
        (NANBYO, IncomeClass::Middle2) | (SHOMAN, IncomeClass::Upper) => 10_000,
        (NANBYO, IncomeClass::Upper) => 20_000,
        (SHOMAN, IncomeClass::Low1) => 1_250,
        (SHOMAN, IncomeClass::Low2 | IncomeClass::Middle1) => 2_500,
        _ => return None,
    };
    Some(Cap::At(Yen::new(yen)))
}

/// What the watches look at: one person's facts as of a day, undisclosed things left out (RULES §16.8), charge events folded
/// into the charges that stand. To the watches an undisclosed certificate, and a charge made with nothing else, is not there.
pub struct Ground<'facts> {
    /// The day the answer is for.
    pub as_of: Day,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// Disclosed certificates, by first day and id.
    pub certificates: Vec<&'facts Certificate>,
    /// Disclosed 登録者証.
    pub registrations: Vec<&'facts Registration>,
    /// Refusals notified by `as_of`.
    pub refusals: Vec<&'facts Refusal>,
    /// Standing charges with a service day up to `as_of`, in registration order.
    pub charges: Vec<&'facts Charge>,
    /// Did a look at a source fail, or is one still under way?
    pub incomplete: bool,
}

impl<'facts> Ground<'facts> {
    /// Of these facts on this day.
    pub fn of(facts: &'facts Facts, as_of: Day) -> Self {
        let mut ground = Ground {
            as_of,
            born_on: None,
            certificates: Vec::new(),
            registrations: Vec::new(),
            refusals: Vec::new(),
            charges: Vec::new(),
            incomplete: false,
        };
        if facts.person.undisclosed {
            return ground;
        }
        ground.born_on = facts.person.born_on;
        ground.certificates =
            facts.certificates.iter().filter(|certificate| !certificate.undisclosed).collect();
        ground
            .certificates
            .sort_by_key(|certificate| (certificate.valid.from, certificate.valid.until, &certificate.id));
        ground.registrations =
            facts.registrations.iter().filter(|registration| !registration.undisclosed).collect();
        ground.registrations.sort_by_key(|registration| (registration.from, &registration.id));
        ground.refusals = facts.refusals.iter().filter(|refusal| refusal.notified_on <= as_of).collect();
        ground.refusals.sort_by_key(|refusal| (refusal.notified_on, &refusal.scheme));
        let undisclosed: BTreeSet<&str> = facts
            .certificates
            .iter()
            .filter(|certificate| certificate.undisclosed)
            .map(|certificate| certificate.id.as_str())
            .collect();
        ground.charges = standing(&facts.charges)
            .into_iter()
            .filter(|charge| charge.service_day <= as_of && charge.total10 >= Yen::ZERO)
            .filter(|charge| {
                charge.certificates.is_empty()
                    || charge.certificates.iter().any(|id| !undisclosed.contains(id.as_str()))
            })
            .collect();
        ground.incomplete = facts.sources.iter().any(|source| {
            matches!(source.state, FetchState::Error | FetchState::Pending | FetchState::Other(_))
        });
        ground
    }

    /// Certificates of a scheme.
    pub fn of_scheme<'a>(&'a self, scheme: &'a str) -> impl Iterator<Item = &'facts Certificate> + 'a {
        self.certificates.iter().copied().filter(move |certificate| certificate.scheme == scheme)
    }

    /// Is a certificate of this scheme valid on this day?
    pub fn valid_on(&self, scheme: &str, day: Day) -> bool {
        self.of_scheme(scheme).any(|certificate| certificate.valid.contains(day))
    }

    fn scheme_of(&self, id: &str) -> Option<&'facts str> {
        self.certificates
            .iter()
            .find(|certificate| certificate.id == id)
            .map(|certificate| certificate.scheme.as_str())
    }

    /// Charges that count for 軽症高額, oldest month first: those for the disease, with a certificate of 54, with none, or with one
    /// that does not stand for another disease. Meals are a field of their own and never in `total10`; 介護 counts; 保険単独分 does
    /// not (RULES §5).
    pub fn disease_charges(&self) -> Vec<Counted<'facts>> {
        self.charges
            .iter()
            .filter_map(|charge| {
                let schemes: Vec<Option<&str>> =
                    charge.certificates.iter().map(|id| self.scheme_of(id)).collect();
                let sure = schemes.is_empty()
                    || schemes.iter().any(|scheme| {
                        scheme.is_some_and(|scheme| scheme != SHOMAN && !for_another_disease(scheme))
                    });
                let maybe = schemes.iter().any(|scheme| scheme.is_none_or(|scheme| scheme == SHOMAN));
                (is_for_the_disease(charge) && (sure || maybe)).then(|| Counted::new(charge, sure))
            })
            .collect()
    }

    /// Is this charge care under a certificate of this scheme, valid on its day? Where none was shown at a facility that may be
    /// designated it counts all the same, as 見込み: the cost is refunded later (償還払い).
    pub fn under(&self, scheme: &str, charge: &'facts Charge) -> Option<Counted<'facts>> {
        if !is_for_the_disease(charge)
            || charge.facility.designated == Some(false)
            || !self.valid_on(scheme, charge.service_day)
        {
            return None;
        }
        let shown = charge.certificates.iter().any(|id| self.scheme_of(id) == Some(scheme));
        (shown || charge.certificates.is_empty()).then(|| Counted::new(charge, shown))
    }
}

/// A charge that counts towards a month.
#[derive(Copy, Clone, Debug)]
pub struct Counted<'facts> {
    /// The charge.
    pub charge: &'facts Charge,
    /// How sure it is that it counts.
    pub certainty: Certainty,
}

impl<'facts> Counted<'facts> {
    fn new(charge: &'facts Charge, sure: bool) -> Self {
        let estimated = !sure || matches!(charge.source, Source::PatientEntered | Source::Planned);
        Counted { charge, certainty: if estimated { Certainty::Estimated } else { Certainty::Confirmed } }
    }
}

fn is_for_the_disease(charge: &Charge) -> bool {
    charge.disease_related && charge.part == Part::Public
}

/// National schemes that stand for a disease or a treatment of their own: a charge with nothing but such a certificate is not
/// care for the 指定難病 (RULES §12.9). Others (生活保護, local schemes …) go with the person and say nothing about the disease.
fn for_another_disease(scheme: &str) -> bool {
    let number = scheme.split_once('-').map_or(scheme, |(number, _)| number);
    matches!(
        number,
        "10" | "11"
            | "15"
            | "16"
            | "18"
            | "19"
            | "20"
            | "21"
            | "22"
            | "23"
            | "28"
            | "29"
            | "30"
            | "38"
            | "62"
            | "66"
    )
}

/// The charges that stand when every event has been heard, in registration order. A correction keeps the place of what it
/// supersedes (RULES §16.3); the same id twice counts once.
fn standing(events: &[Charge]) -> Vec<&Charge> {
    let mut by_id: BTreeMap<&str, &Charge> = BTreeMap::new();
    for event in events {
        by_id
            .entry(&event.id)
            .and_modify(|kept| {
                if event.sequence < kept.sequence {
                    *kept = event;
                }
            })
            .or_insert(event);
    }
    let superseded: BTreeSet<&str> = by_id.values().filter_map(|event| event.supersedes.as_deref()).collect();
    let mut standing: Vec<&Charge> = by_id
        .values()
        .copied()
        .filter(|event| event.event != ChargeEvent::Cancelled && !superseded.contains(event.id.as_str()))
        .collect();
    standing.sort_by_key(|charge| (charge.sequence, &charge.id));
    standing
}

/// Running total after this charge: the ledger's own rule, for "what would the lower cap have done".
pub fn used_after(certificate: &Certificate, charge: &Charge, cap: Cap, used: Yen) -> Yen {
    let rate =
        certificate.rate.unwrap_or_else(|| scheme_rate(&certificate.scheme, charge.service_day.month()));
    let terms = Terms { share: Share::AtMost(rate), rate_cite: None, rounding_cite: None, cap_cite: None };
    let row = Row {
        total10: charge.total10,
        insurance_rate: charge.insurance_rate,
        raw_given: None,
        insurance_room: None,
    };
    kernel::assess(&terms, cap, used, StepId(0), &row, &mut NoTrace).used
}
