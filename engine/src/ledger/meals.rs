//! 入院時食事療養: the patient's part. Never in the cap, never in 10割 (RULES §1.4, §12.14).

use super::terms::TermsOfScheme;
use crate::facts::{Certificate, MealShare};
use crate::yen::Yen;
use serde::Serialize;

/// The meal line of one charge.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meal {
    /// Standard meal charge.
    pub charged: Yen,
    /// What the patient bears of it; not known when neither the certificate nor the book says so in words that are understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<Yen>,
    /// False: the share rests on no source and is shown as 未確認.
    pub confirmed: bool,
}

/// The meal line under a certificate; `None` when no meal was charged. What is printed wins over the scheme.
pub fn under(certificate: &Certificate, terms: &TermsOfScheme<'_>, charged: Yen) -> Option<Meal> {
    if charged.is_zero() {
        return None;
    }
    let (share, confirmed) = match &certificate.meals {
        Some(printed) => (Some(printed), true),
        None => (terms.meal_share, terms.meal_confirmed),
    };
    let patient = match share {
        Some(MealShare::Full) => Some(charged),
        Some(MealShare::Half) => Some(Yen::new(charged.amount() / 2)),
        Some(MealShare::None) => Some(Yen::ZERO),
        Some(MealShare::Other(_)) | None => None,
    };
    Some(Meal { charged, patient, confirmed })
}
