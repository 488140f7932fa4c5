//! Facts: what somebody told us, kept as told. Nothing here is worked out; everything else in the engine is a
//! function of these.
//!
//! One JSON form, documented in `engine/README.md`. Fields and codes this version does not know survive a round
//! trip ([`Unknown`], `code::open_codes`). A 12-digit individual number anywhere is refused ([`door`]).

mod certificate;
mod charge;
pub mod door;
pub mod likeness;
mod number;
mod person;
mod version;

pub use certificate::{
    CapEntry, Certificate, FaceItem, IncomeClass, Limit, LimitPer, MealShare, Reimbursement, Scope, Traits,
    Validity,
};
pub use charge::{Charge, ChargeEvent, Facility, FacilityKind, Part, Setting, Source};
pub use number::{PayerNumber, RecipientNumber};
pub use person::{
    Consent, FetchState, Household, HouseholdShare, InsuranceBand, InsuranceStatus, Person, Registration,
    SourceState,
};
pub use version::EarlierVersion;

use serde::{Deserialize, Serialize};

/// Fields of a JSON object that this version does not know, kept for the way out.
pub type Unknown = std::collections::BTreeMap<String, serde_json::Value>;

/// Everything known about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Whose facts these are.
    pub person: Person,
    /// Recipient certificates (受給者証), each with its history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    /// Registration certificates (登録者証).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registrations: Vec<Registration>,
    /// Charge events, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charge>,
    /// Periods of an insurance band (適用区分), as far as known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insurance: Vec<InsuranceStatus>,
    /// Who shares the household cap (世帯内按分), as far as this person may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Household>,
    /// Where the facts came from and whether the last look succeeded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceState>,
    /// Dates at which a claim for reduced-severity certification was refused (軽症 不認定), newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
    /// Months for which a refund (償還払い) was claimed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<RefundClaim>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A refusal for want of severity (軽症による不認定): it opens a twelve-month right to re-apply without a new 臨個票.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The scheme applied for (法別番号).
    pub scheme: String,
    /// Day of the notice.
    pub notified_on: crate::Day,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Months for which a refund (償還払い) was claimed, and not taken back: what had been registered for them is with whoever decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundClaim {
    /// The first month.
    pub from: crate::Month,
    /// The last month.
    pub until: crate::Month,
    /// When it was claimed, in the order in which charges were registered.
    pub sequence: u64,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
