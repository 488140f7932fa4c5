//! The one door between the ledger and the rule book: what a scheme says about a charge on a day.

use super::kernel::{Share, Terms};
use crate::civil::Day;
use crate::facts::{Certificate, Limit, MealShare, Scope};
use crate::rate::Rate;
use crate::yen::{Cap, Yen};
use std::borrow::Cow;

/// What the ledger needs to know of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question the ledger asks the book")]
pub struct TermsOfScheme<'a> {
    /// Rate and citations, the printed rate of the certificate already in place of the scheme's.
    pub terms: Terms,
    /// Who pays first; the lower one.
    pub payer_rank: u16,
    /// The patient's part of the standard meal charge.
    pub meal_share: MealShare,
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
    /// The cap of a scheme that prints none.
    pub cap_unprinted: Option<Cap>,
    /// Amounts per visit, day and month.
    pub limits: Cow<'a, [Limit]>,
    /// Which care one cap adds together.
    pub scope: Cow<'a, Scope>,
}

/// The terms of a certificate's scheme on a day; `None` when the book has no row for that day.
pub fn terms(certificate: &Certificate, day: Day) -> Option<TermsOfScheme<'_>> {
    let mut terms = of_scheme(certificate, day)?;
    if let (Some(printed), Share::AtMost(_)) = (certificate.rate, terms.terms.share) {
        terms.terms.share = Share::AtMost(printed);
    }
    Some(terms)
}

// Until the book has landed: the schemes the ledger is built and tested with.
fn of_scheme(certificate: &Certificate, _day: Day) -> Option<TermsOfScheme<'_>> {
    let at_most = |ten_thousandths| Share::AtMost(Rate::per_ten_thousand(ten_thousandths));
    let national = |payer_rank, share| TermsOfScheme {
        terms: Terms {
            share,
            rate_cite: None,
            rounding_cite: Some("kenpo-75"),
            cap_cite: Some("certificate"),
        },
        payer_rank,
        meal_share: MealShare::Full,
        meal_confirmed: false,
        known: true,
        local: false,
        needs_designation: true,
        needs_named_facility: false,
        one_ledger: true,
        cap_unprinted: None,
        limits: Cow::Borrowed(&certificate.limits),
        scope: Cow::Borrowed(&certificate.scope),
    };
    let found = match certificate.scheme.as_str() {
        "10" => TermsOfScheme { cap_unprinted: Some(Cap::Unlimited), ..national(60, at_most(500)) },
        "11" => TermsOfScheme { cap_unprinted: Some(Cap::At(Yen::ZERO)), ..national(70, Share::OfInsurance) },
        "21" => TermsOfScheme { needs_named_facility: true, ..national(90, at_most(1_000)) },
        "15" => TermsOfScheme { needs_named_facility: true, ..national(100, at_most(1_000)) },
        "16" => TermsOfScheme { needs_named_facility: true, ..national(110, at_most(1_000)) },
        "24" => national(120, at_most(1_000)),
        "79" => national(160, at_most(1_000)),
        "52" => TermsOfScheme {
            meal_share: MealShare::Half,
            meal_confirmed: true,
            ..national(190, at_most(2_000))
        },
        "54" => TermsOfScheme { meal_confirmed: true, ..national(200, at_most(2_000)) },
        "38" | "38-hepatitis" => national(220, Share::OfInsurance),
        "12" => {
            TermsOfScheme { cap_unprinted: Some(Cap::At(Yen::ZERO)), ..national(280, Share::OfInsurance) }
        }
        local if local.starts_with("local:") => TermsOfScheme {
            // Without a pack the printed terms are all there is; with neither, the scheme is not known.
            known: !certificate.limits.is_empty()
                || !certificate.caps.is_empty()
                || certificate.rate.is_some(),
            local: true,
            needs_designation: false,
            one_ledger: false,
            cap_unprinted: Some(Cap::Unlimited),
            ..national(1_000, certificate.rate.map_or(Share::OfInsurance, Share::AtMost))
        },
        _ => return None,
    };
    Some(found)
}
