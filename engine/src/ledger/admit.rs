//! Which charges count on which certificate, and why the others do not.
//!
//! Two kinds of *no*: a charge that makes no sense is *quarantined* and counts nowhere; a sound charge may simply not stand in
//! the ledger of a certificate (*off*), and its 10割 can still count for 軽症高額 (RULES §12.15).

use super::context::{Context, Named};
use super::packs;
use super::terms::{TermsOfScheme, terms};
use crate::facts::{Certificate, Charge, FacilityKind, Part, Source};
use crate::yen::{Cap, Yen};

/// A certificate that pays for a charge.
#[derive(Clone, Debug)]
pub struct Payer<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What its scheme says on the service day.
    pub terms: TermsOfScheme<'a>,
    /// The cap on the service day; `None` when it is not known.
    pub cap: Option<Cap>,
}

/// Whose ledger it is: of a scheme and this person, or of one certificate.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account<'a> {
    /// All certificates of a scheme together.
    Scheme(&'a str),
    /// One certificate by itself.
    Certificate(&'a str),
}

impl<'a> Account<'a> {
    /// The scheme's code, or the certificate's id.
    pub fn name(self) -> &'a str {
        match self {
            Account::Scheme(name) | Account::Certificate(name) => name,
        }
    }
}

impl<'a> Payer<'a> {
    /// The ledger this payer's charges stand in.
    pub fn account(&self) -> Account<'a> {
        if self.terms.one_ledger {
            Account::Scheme(self.terms.key)
        } else {
            Account::Certificate(&self.certificate.id)
        }
    }
}

/// A *no*, with its reason.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Off<'a> {
    /// The certificate it is about; none: the charge as a whole.
    pub certificate: Option<&'a str>,
    /// That certificate's scheme, where it is known.
    pub scheme: Option<&'a str>,
    /// One of [`reason`].
    pub reason: &'static str,
    /// Does its 10割 count as cost of the disease all the same?
    pub counted: bool,
}

/// Who pays for a charge.
#[derive(Clone, Debug, Default)]
pub struct Admission<'a> {
    /// In payer order, one for each ledger.
    pub payers: Vec<Payer<'a>>,
    /// The certificates that do not, and why.
    pub off: Vec<Off<'a>>,
    /// Is every certificate that was used among the payers? If not, nobody can say what the window should have taken.
    pub complete: bool,
}

/// The reasons.
pub mod reason {
    /// What the reasons of a charge that makes no sense begin with.
    pub const QUARANTINE: &str = "quarantine.";
    /// Was a charge set apart that happened all the same, only not as it is told? One of a day to come is nothing yet.
    pub fn is_fault(reason: &str) -> bool {
        reason.starts_with(QUARANTINE) && reason != FUTURE
    }
    /// An amount is negative.
    pub const NEGATIVE: &str = "quarantine.amount_negative";
    /// The self-pay exceeds the whole cost.
    pub const BELOW_SELFPAY: &str = "quarantine.total10_below_selfpay";
    /// Insurance costs are points times ten (介護 excepted).
    pub const NOT_MULTIPLE_OF_10: &str = "quarantine.total10_not_multiple_of_10";
    /// The service day lies after the day the answer is for.
    pub const FUTURE: &str = "quarantine.service_day_in_future";
    /// Neither 公費対象分 nor 保険単独分.
    pub const PART_UNKNOWN: &str = "quarantine.part_unknown";
    /// The certificate is not among the facts.
    pub const CERTIFICATE_UNKNOWN: &str = "quarantine.certificate_unknown";
    /// The book does not know the scheme.
    pub const SCHEME_UNKNOWN: &str = "quarantine.scheme_unknown";
    /// The published rules of the local scheme do not speak of such a charge.
    pub const NO_RULE_FITS: &str = "quarantine.no_rule_fits";
    /// No certificate was used (登録者証, or before the decision).
    pub const NO_CERTIFICATE: &str = "off.no_certificate";
    /// Outside the 有効期間.
    pub const OUTSIDE_VALIDITY: &str = "off.outside_validity";
    /// The facility is not designated.
    pub const NOT_DESIGNATED: &str = "off.facility_not_designated";
    /// The prescribing or ordering doctor's facility is not designated.
    pub const ORDER_NOT_DESIGNATED: &str = "off.ordering_facility_not_designated";
    /// The facility is not one of those named on the certificate.
    pub const NOT_NAMED: &str = "off.facility_not_named";
    /// The certificate does not cover this kind of facility.
    pub const KIND_NOT_COVERED: &str = "off.kind_not_covered";
    /// Not for the certified disease.
    pub const NOT_DISEASE_RELATED: &str = "off.not_disease_related";
    /// 保険単独分.
    pub const INSURANCE_ONLY: &str = "off.insurance_only";
    /// The same disease under 52 and 54: 52 pays.
    pub const CHILD_SCHEME_FIRST: &str = "off.child_scheme_first";
}

/// Who pays for this charge, and who does not.
pub fn admit<'a>(context: &Context<'a>, charge: &'a Charge) -> Admission<'a> {
    let mut admission = Admission { complete: !context.partly_hidden(charge), ..Admission::default() };
    if let Some(reason) = fault(context, charge) {
        admission.off.push(Off { certificate: None, scheme: None, reason, counted: false });
        return admission;
    }
    let of_the_disease = charge.disease_related && charge.part == Part::Public;
    let mut ids: Vec<&'a str> = charge.certificates.iter().map(String::as_str).collect();
    crate::order::sort(&mut ids);
    ids.dedup();
    let mut used_none = true;
    for id in ids {
        let certificate = match context.named(id) {
            Named::Certificate(certificate) => certificate,
            Named::Registration => continue,
            Named::Undisclosed => {
                used_none = false;
                continue;
            }
            Named::Unknown => {
                used_none = false;
                admission.complete = false;
                admission.off.push(Off {
                    certificate: Some(id),
                    scheme: None,
                    reason: reason::CERTIFICATE_UNKNOWN,
                    counted: false,
                });
                continue;
            }
        };
        used_none = false;
        let scheme = Some(&*certificate.scheme);
        let known = terms(certificate, charge.service_day).filter(|terms| terms.known);
        let Some(terms) = known else {
            admission.complete = false;
            let reason = reason::SCHEME_UNKNOWN;
            admission.off.push(Off { certificate: Some(id), scheme, reason, counted: false });
            continue;
        };
        if terms.pack.is_some_and(|pack| !packs::fits(pack, certificate, charge)) {
            admission.complete = false;
            admission.off.push(Off {
                certificate: Some(id),
                scheme,
                reason: reason::NO_RULE_FITS,
                counted: false,
            });
            continue;
        }
        if let Some(reason) = refusal(certificate, &terms, charge) {
            let counted = of_the_disease && reason == reason::OUTSIDE_VALIDITY;
            admission.off.push(Off { certificate: Some(id), scheme, reason, counted });
            continue;
        }
        let cap = certificate.cap_on(charge.service_day).or(terms.cap_unprinted);
        admission.payers.push(Payer { certificate, terms, cap });
    }
    if used_none {
        let (reason, counted) = if charge.part == Part::InsuranceOnly {
            (reason::INSURANCE_ONLY, false)
        } else if charge.disease_related {
            (reason::NO_CERTIFICATE, true)
        } else {
            (reason::NOT_DISEASE_RELATED, false)
        };
        admission.off.push(Off { certificate: None, scheme: None, reason, counted });
    }
    one_for_each_ledger(&mut admission);
    child_scheme_first(&mut admission);
    crate::order::sort_by(&mut admission.payers, |a, b| {
        let key = |payer: &Payer<'a>| (payer.terms.local, payer.terms.payer_rank, payer.account());
        key(a).cmp(&key(b))
    });
    admission
}

/// What makes no sense, whatever the certificate (RULES §12.19).
fn fault(context: &Context<'_>, charge: &Charge) -> Option<&'static str> {
    let amounts = [Some(charge.total10), charge.collected, charge.raw_selfpay, Some(charge.meal)];
    if amounts.into_iter().flatten().any(|amount| amount < Yen::ZERO) {
        return Some(reason::NEGATIVE);
    }
    if [charge.collected, charge.raw_selfpay].into_iter().flatten().any(|paid| paid > charge.total10) {
        return Some(reason::BELOW_SELFPAY);
    }
    if charge.total10.floor_to_10() != charge.total10 && charge.facility.kind != FacilityKind::LongTermCare {
        return Some(reason::NOT_MULTIPLE_OF_10);
    }
    // A planned charge lies in the future by its nature.
    if charge.source != Source::Planned && context.as_of.is_some_and(|as_of| charge.service_day > as_of) {
        return Some(reason::FUTURE);
    }
    matches!(charge.part, Part::Other(_)).then_some(reason::PART_UNKNOWN)
}

/// Why this certificate does not pay for this charge.
fn refusal(certificate: &Certificate, terms: &TermsOfScheme<'_>, charge: &Charge) -> Option<&'static str> {
    let facility = &charge.facility;
    if charge.part == Part::InsuranceOnly && !terms.local {
        return Some(reason::INSURANCE_ONLY);
    }
    if !charge.disease_related && !terms.local {
        return Some(reason::NOT_DISEASE_RELATED);
    }
    if !certificate.valid.contains(charge.service_day) {
        return Some(reason::OUTSIDE_VALIDITY);
    }
    if terms.needs_designation && facility.designated == Some(false) {
        return Some(reason::NOT_DESIGNATED);
    }
    let on_order = matches!(facility.kind, FacilityKind::Pharmacy | FacilityKind::VisitingNurse);
    if terms.needs_designation && on_order && facility.ordering_designated == Some(false) {
        return Some(reason::ORDER_NOT_DESIGNATED);
    }
    let named = &certificate.facilities;
    if terms.needs_named_facility && !named.is_empty() && !named.contains(&facility.code) {
        return Some(reason::NOT_NAMED);
    }
    let kinds = &certificate.scope.kinds;
    (!kinds.is_empty() && !kinds.contains(&facility.kind)).then_some(reason::KIND_NOT_COVERED)
}

/// Several certificates of one ledger on one charge (several 指定難病, or an old and a new one): the one with the lower known
/// cap speaks for them, and what another of them lacks does not matter.
fn one_for_each_ledger(admission: &mut Admission<'_>) {
    let size = |payer: &Payer<'_>| match payer.cap {
        Some(Cap::At(cap)) => (0, cap),
        Some(Cap::Unlimited) => (1, Yen::ZERO),
        None => (2, Yen::ZERO),
    };
    crate::order::sort_by(&mut admission.payers, |a, b| {
        (a.account(), size(a), &a.certificate.id).cmp(&(b.account(), size(b), &b.certificate.id))
    });
    admission.payers.dedup_by(|later, first| later.account() == first.account());
    let Admission { payers, off, .. } = admission;
    off.retain(|off| {
        !payers.iter().any(|payer| payer.terms.one_ledger && off.scheme == Some(&payer.certificate.scheme))
    });
}

/// The same disease under 52 and 54: 52 pays (難病法12条). Where the diseases are not told, they are taken to be the same.
fn child_scheme_first(admission: &mut Admission<'_>) {
    let diseases = |scheme: &str| {
        let payer = admission.payers.iter().find(|payer| payer.certificate.scheme == scheme)?;
        Some(&payer.certificate.diseases)
    };
    let (Some(child), Some(adult)) = (diseases("52"), diseases("54")) else { return };
    let apart =
        !child.is_empty() && !adult.is_empty() && !child.iter().any(|disease| adult.contains(disease));
    if apart {
        return;
    }
    let mut off = Vec::new();
    admission.payers.retain(|payer| {
        let stays = payer.certificate.scheme != "54";
        if !stays {
            off.push(Off {
                certificate: Some(&payer.certificate.id),
                scheme: Some(&payer.certificate.scheme),
                reason: reason::CHILD_SCHEME_FIRST,
                counted: false,
            });
        }
        stays
    });
    admission.off.append(&mut off);
}
