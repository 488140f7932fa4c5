//! The one place where the watches touch the rule book and the ledger.

use super::notice::Certainty;
use super::window::WatchRule;
use crate::book::{self, Dated, TierCap};
use crate::civil::{Day, Month};
use crate::facts::{Certificate, Charge, Facts, IncomeClass, Part, Refusal, Registration, Traits};
use crate::ledger::admit::reason;
use crate::ledger::context::{Context, Named};
use crate::ledger::kernel::{self, Row, Share};
use crate::ledger::terms::terms;
use crate::ledger::{Ledgers, MonthLedger, events};
use crate::order;
use crate::rate::Rate;
use crate::trace::{NoTrace, StepId};
use crate::yen::{Cap, Yen};
use std::collections::BTreeSet;

/// 法別番号 of 指定難病.
pub const NANBYO: &str = "54";
/// 法別番号 of 小児慢性特定疾病.
pub const SHOMAN: &str = "52";

/// 軽症高額, for an application in this month.
pub fn mild_high_cost(month: Month) -> Option<&'static Dated<book::watch::WatchRule>> {
    book::watch::mild_high_cost(month)
}

/// 高額かつ長期 (54) or 高額治療継続 (52), for an application in this month.
pub fn high_cost_long_term(scheme: &str, month: Month) -> Option<&'static Dated<book::watch::WatchRule>> {
    book::watch::high_cost_long_term(scheme, month)
}

/// A rule of the book as the window counts with it.
pub fn counting(rule: &'static Dated<book::watch::WatchRule>) -> WatchRule {
    let book::watch::WatchRule { threshold_exclusive, need, window_months, .. } = rule.value;
    WatchRule { threshold_exclusive, need: need.into(), window_months: window_months.into() }
}

/// Cap of the column 高額かつ長期 (54) or 重症 (52) for an income class; `None` where the book cannot say.
pub fn lower_cap(scheme: &str, class: &IncomeClass, month: Month) -> Option<Cap> {
    // Of 52, 高額治療継続 is one of the ways to 重症.
    let reduced = Traits { high_cost_long_term: true, ..Traits::default() };
    match book::scheme(scheme)?.tier_cap(month.first(), class, &reduced).cap {
        TierCap::Cap(cap) => Some(cap),
        TierCap::NotEligible | TierCap::Unknown => None,
    }
}

/// The patient's rate of 54 (RULES §1.2), for somebody who has no certificate yet.
pub fn rate_of_54(day: Day) -> Option<Rate> {
    match book::scheme(NANBYO)?.terms_on(day)?.share {
        Share::AtMost(rate) => Some(rate),
        Share::OfInsurance | Share::Nothing => None,
    }
}

/// What the watches look at: one person's facts as of a day, undisclosed things left out (RULES §16.8), charge events folded
/// into the charges that stand. To the watches an undisclosed certificate, and a charge made with nothing else, is not there.
pub struct Ground<'facts> {
    /// The day the answer is for.
    pub as_of: Day,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// Disclosed certificates, by first day, last day and id.
    pub certificates: Vec<&'facts Certificate>,
    /// Disclosed 登録者証.
    pub registrations: Vec<&'facts Registration>,
    /// Refusals notified by `as_of`.
    pub refusals: Vec<&'facts Refusal>,
    /// Standing, sound charges with a service day up to `as_of`, in ledger order.
    pub charges: Vec<Standing<'facts>>,
    /// Every ledger of the person.
    pub ledgers: &'facts Ledgers,
    /// Did a look at a source fail, or is one still under way?
    pub source_failed: bool,
    context: Context<'facts>,
    /// Months with a charge that makes no sense and was left out.
    quarantined: Vec<Month>,
}

/// A charge that stands.
#[derive(Copy, Clone, Debug)]
pub struct Standing<'facts> {
    /// The version that counts.
    pub charge: &'facts Charge,
    /// What the facility took.
    pub collected: Option<Yen>,
}

impl<'facts> Ground<'facts> {
    /// Of these facts, and the ledgers worked out from them, on this day.
    pub fn of(facts: &'facts Facts, ledgers: &'facts Ledgers, as_of: Day) -> Self {
        let shown = !facts.person.undisclosed;
        let context = Context::new(facts, Some(as_of));
        let mut certificates: Vec<&Certificate> =
            facts.certificates.iter().filter(|certificate| shown && !certificate.undisclosed).collect();
        order::sort_by_key(&mut certificates, |certificate| {
            (certificate.valid.from, certificate.valid.until, &certificate.id)
        });
        let mut registrations: Vec<&Registration> =
            facts.registrations.iter().filter(|registration| shown && !registration.undisclosed).collect();
        order::sort_by_key(&mut registrations, |registration| (registration.from, &registration.id));
        let mut refusals: Vec<&Refusal> =
            facts.refusals.iter().filter(|refusal| shown && refusal.notified_on <= as_of).collect();
        order::sort_by_key(&mut refusals, |refusal| (refusal.notified_on, &refusal.scheme));

        // A fault of the charge as a whole; a doubt about one certificate is none (the charge was made all the same).
        let faults = || {
            ledgers
                .off_ledger
                .iter()
                .filter(|off| off.certificate.is_none() && off.reason.starts_with(reason::QUARANTINE))
        };
        let faulty: BTreeSet<&str> = order::set(faults().map(|off| off.charge.as_str()));
        let charges = if shown {
            events::fold(&facts.charges, &|charge| context.hides(charge))
                .active
                .into_iter()
                .filter(|active| active.charge.service_day <= as_of && !faulty.contains(&*active.charge.id))
                .map(|active| Standing { charge: active.charge, collected: active.collected })
                .collect()
        } else {
            Vec::new()
        };
        let quarantined = faults().filter(|off| reason::is_fault(off.reason)).map(|off| off.month).collect();
        let source_failed = shown && facts.sources.iter().any(|source| source.state.leaves_open());
        Ground {
            as_of,
            born_on: facts.person.born_on.filter(|_| shown),
            certificates,
            registrations,
            refusals,
            charges,
            source_failed,
            context,
            quarantined,
            ledgers,
        }
    }

    /// The facts it was prepared from.
    pub fn facts(&self) -> &'facts Facts {
        self.context.facts
    }

    /// Certificates of a scheme.
    pub fn of_scheme<'a>(&'a self, scheme: &'a str) -> impl Iterator<Item = &'facts Certificate> + 'a {
        self.certificates.iter().copied().filter(move |certificate| certificate.scheme == scheme)
    }

    /// The certificates with a line on a page.
    pub fn of_page<'a>(&'a self, page: &'a MonthLedger) -> impl Iterator<Item = &'facts Certificate> + 'a {
        self.certificates.iter().copied().filter(|certificate| page.certificates.contains(&certificate.id))
    }

    /// Is a certificate of this scheme valid on this day?
    pub fn valid_on(&self, scheme: &str, day: Day) -> bool {
        self.of_scheme(scheme).any(|certificate| certificate.valid.contains(day))
    }

    /// May something be missing from these months: a source that could not be looked at, a charge left out for making no sense?
    pub fn incomplete(&self, months: impl IntoIterator<Item = Month>) -> bool {
        self.source_failed || months.into_iter().any(|month| self.quarantined.contains(&month))
    }

    /// Charges that count for 軽症高額, in ledger order: those for the disease, with a certificate of 54, with none, or with one that
    /// does not stand for another disease. Meals are a field of their own and never in `total10`; 介護 counts; 保険単独分 does not
    /// (RULES §5). Whether the facility is designated is not asked: 難病法施行令2条 counts the care for the disease.
    pub fn disease_charges(&self) -> Vec<Counted<'facts>> {
        self.charges
            .iter()
            .filter(|standing| is_for_the_disease(standing.charge))
            .filter_map(|standing| {
                let ids = &standing.charge.certificates;
                let (mut sure, mut maybe) = (ids.is_empty(), false);
                for id in ids {
                    match self.context.named(id) {
                        Named::Registration => sure = true,
                        Named::Certificate(certificate) if certificate.scheme == SHOMAN => maybe = true,
                        Named::Certificate(certificate) => sure |= !for_another_disease(&certificate.scheme),
                        Named::Unknown => maybe = true,
                        Named::Undisclosed => {}
                    }
                }
                (sure || maybe).then(|| Counted::new(*standing, sure))
            })
            .collect()
    }
}

/// Where each charge stands.
pub struct Places<'facts> {
    /// Charges that stand on a ledger: scheme and id.
    on_ledger: BTreeSet<(&'facts str, &'facts str)>,
    /// Charges that do not and count as cost of the disease all the same: the scheme, where one was named, and id.
    off_ledger: BTreeSet<(Option<&'facts str>, &'facts str)>,
}

impl<'facts> Places<'facts> {
    /// In these ledgers.
    pub fn of(ledgers: &'facts Ledgers) -> Self {
        let on_page = |page: &'facts MonthLedger| {
            page.rows.iter().map(|row| (page.scheme.as_str(), row.charge.as_str()))
        };
        let counted = ledgers.off_ledger.iter().filter(|off| off.counted);
        Places {
            on_ledger: order::set(ledgers.months.iter().flat_map(on_page)),
            off_ledger: order::set(counted.map(|off| (off.scheme.as_deref(), off.charge.as_str()))),
        }
    }

    /// Is this charge care under a certificate of this scheme, valid on its day? One that stands on no ledger because no
    /// certificate was shown, or the old one, counts as 見込み: the cost is refunded later (償還払い).
    pub fn under(
        &self,
        ground: &Ground<'_>,
        scheme: &str,
        standing: Standing<'facts>,
    ) -> Option<Counted<'facts>> {
        let charge = standing.charge;
        let id = charge.id.as_str();
        if self.on_ledger.contains(&(scheme, id)) {
            return Some(Counted::new(standing, true));
        }
        let off = [None, Some(scheme)].into_iter().any(|of| self.off_ledger.contains(&(of, id)));
        (off && charge.facility.designated != Some(false) && ground.valid_on(scheme, charge.service_day))
            .then(|| Counted::new(standing, false))
    }
}

/// A charge that counts towards a month.
#[derive(Copy, Clone, Debug)]
pub struct Counted<'facts> {
    /// The charge.
    pub charge: &'facts Charge,
    /// What the facility took.
    pub collected: Option<Yen>,
    /// How sure it is that it counts.
    pub certainty: Certainty,
}

impl<'facts> Counted<'facts> {
    fn new(standing: Standing<'facts>, sure: bool) -> Self {
        let Standing { charge, collected } = standing;
        let estimated = !sure || charge.source.is_expected();
        let certainty = if estimated { Certainty::Expected } else { Certainty::Confirmed };
        Counted { charge, collected, certainty }
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

/// Running total after this charge by the ledger's own rule, for "what would the lower cap have done"; `None`: the book has no
/// terms for the certificate.
pub fn used_after(certificate: &Certificate, charge: &Charge, cap: Cap, used: Yen) -> Option<Yen> {
    let terms = terms(certificate, charge.service_day)?.terms;
    let row = Row {
        total10: charge.total10,
        insurance_rate: charge.insurance_rate,
        raw_given: None,
        insurance_room: None,
    };
    Some(kernel::assess(&terms, cap, used, StepId(0), &row, &mut NoTrace).used)
}
