//! The one door between the ledger and the rule book: what a scheme says about a charge on a day.

use super::kernel::{Share, Terms};
use crate::book::pack::{Pack, pack};
use crate::book::{FacilityRule, PayerRank, Status, TierCap, scheme};
use crate::civil::Day;
use crate::facts::{Certificate, IncomeClass, MealShare};
use crate::yen::{Cap, Yen};

/// What the ledger needs to know of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question the ledger asks the book")]
pub struct TermsOfScheme<'a> {
    /// The scheme, one name for each (`38` is `38-hepatitis`).
    pub key: &'a str,
    /// Rate and citations, the printed rate of the certificate already in place of the scheme's.
    pub terms: Terms,
    /// Does the share rest on a source? If not, what depends on it is shown as 未確認.
    pub confirmed: bool,
    /// Who pays first; the lower one.
    pub payer_rank: PayerRank,
    /// The patient's part of the standard meal charge, where the book knows it.
    pub meal_share: Option<&'a MealShare>,
    /// Is the meal share confirmed by a source?
    pub meal_confirmed: bool,
    /// Does the book know the scheme? An unknown one is never reckoned with.
    pub known: bool,
    /// A local scheme (地方単独): comes after the national ones and stands in no national ledger.
    pub local: bool,
    /// Only 指定医療機関 may use it.
    pub needs_designation: bool,
    /// Only the facilities named on the certificate may use it (15, 16, 21).
    pub needs_named_facility: bool,
    /// All certificates of the scheme share one ledger (54: S19; the others: the cap is the person's, 「一月につき」).
    pub one_ledger: bool,
    /// The cap where none is printed and one holds for everybody; a cap by income class is never guessed.
    pub cap_unprinted: Option<Cap>,
    /// The published rules of a local scheme, where no amounts are printed.
    pub pack: Option<&'static Pack>,
}

/// The terms of a certificate's scheme on a day; `None` when the book has no row for that day.
pub fn terms(certificate: &Certificate, day: Day) -> Option<TermsOfScheme<'_>> {
    let mut terms = match scheme(&certificate.scheme) {
        Some(_) => national(certificate, day)?,
        None if certificate.scheme.starts_with("local:") => local(certificate),
        None => return None,
    };
    if let (Some(printed), Share::AtMost(_)) = (certificate.rate, terms.terms.share) {
        terms.terms.share = Share::AtMost(printed);
    }
    Some(terms)
}

/// The cap of a certificate on a day: the printed one, else the one that holds for everybody; `None`: not known.
pub fn cap_in_force(certificate: &Certificate, day: Day) -> Option<Cap> {
    certificate.cap_on(day).or_else(|| terms(certificate, day)?.cap_unprinted)
}

fn national(certificate: &Certificate, day: Day) -> Option<TermsOfScheme<'_>> {
    let scheme = scheme(&certificate.scheme)?;
    let share = scheme.share_on(day)?;
    let printed = certificate.cap_on(day).unwrap_or(Cap::At(Yen::ZERO));
    let meals = scheme.meal_share(day);
    let terms = scheme.terms_with_cap(day, printed)?;
    let cap_unprinted = if terms.share == Share::Nothing {
        Some(Cap::At(Yen::ZERO))
    } else {
        // The cell that holds for every income class, if the scheme has one.
        match scheme.tier_cap(day, &IncomeClass::Other(String::new()), &certificate.traits).cap {
            TierCap::Cap(cap) => Some(cap),
            TierCap::NotEligible | TierCap::Unknown => None,
        }
    };
    Some(TermsOfScheme {
        key: scheme.key,
        terms,
        confirmed: share.status == Status::Confirmed,
        payer_rank: scheme.payer_rank(),
        meal_share: meals.map(|row| &row.value),
        meal_confirmed: meals.is_some_and(|row| row.status == Status::Confirmed),
        known: true,
        local: false,
        needs_designation: scheme.facilities != FacilityRule::Any,
        needs_named_facility: scheme.facilities == FacilityRule::Named,
        one_ledger: true,
        cap_unprinted,
        pack: None,
    })
}

/// What is printed comes before the pack; with neither, the scheme is not known.
fn local(certificate: &Certificate) -> TermsOfScheme<'_> {
    let printed =
        !certificate.limits.is_empty() || !certificate.caps.is_empty() || certificate.rate.is_some();
    let pack = if printed { None } else { pack(&certificate.scheme) };
    TermsOfScheme {
        key: &certificate.scheme,
        terms: Terms {
            share: certificate.rate.map_or(Share::OfInsurance, Share::AtMost),
            rate_cite: None,
            rounding_cite: Some("kenpo-75"),
            cap_cite: None,
        },
        confirmed: true,
        payer_rank: PayerRank::LOCAL,
        meal_share: None,
        meal_confirmed: false,
        known: printed || pack.is_some(),
        local: true,
        needs_designation: false,
        needs_named_facility: false,
        one_ledger: false,
        cap_unprinted: Some(Cap::Unlimited),
        pack,
    }
}
