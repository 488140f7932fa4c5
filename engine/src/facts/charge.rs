//! 医療費情報: one charge of one facility, as registered. What is *due* is worked out elsewhere and never written here.

use super::Unknown;
use crate::civil::Day;
use crate::code::open_codes;
use crate::rate::Rate;
use crate::yen::Yen;
use serde::{Deserialize, Serialize};

/// One event about one charge. A correction or a cancellation is an event of its own and changes no earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Registration id, unique for ever (the facility's idempotency key within its own namespace).
    pub id: String,
    /// Registration order, given by the hub: a recorded fact, not the order of arrival here (RULES §16.2).
    pub sequence: u64,
    /// Registered, corrected or cancelled.
    #[serde(default, skip_serializing_if = "ChargeEvent::is_registered")]
    pub event: ChargeEvent,
    /// The charge this event corrects or cancels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Certificates used, in no particular order: the book knows who pays first. Empty: none was used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Who treated.
    pub facility: Facility,
    /// In- or out-patient.
    #[serde(default)]
    pub setting: Setting,
    /// 受診日 (薬局: 調剤日). Decides the month.
    pub service_day: Day,
    /// Day the facility took the money, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected_on: Option<Day>,
    /// When the hub received it, RFC 3339. Shown, never computed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_at: Option<String>,
    /// 医療費総額(10割) of the certified disease, meals left out.
    pub total10: Yen,
    /// Rate of the health insurance (3割 = 0.3).
    #[serde(default = "three_tenths")]
    pub insurance_rate: Rate,
    /// Self-pay before the cap as the facility worked it out; checked against the rule, taken as it is where the rule is
    /// the insurance's own (38).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_selfpay: Option<Yen>,
    /// What the facility really took. Never rewritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected: Option<Yen>,
    /// The running total the facility saw when it took the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_running_total: Option<Yen>,
    /// Standard meal charge of a hospital stay: never in the cap, never in 10割.
    #[serde(default, skip_serializing_if = "Yen::is_zero_ref")]
    pub meal: Yen,
    /// 保険外
    #[serde(default, skip_serializing_if = "Yen::is_zero_ref")]
    pub non_covered: Yen,
    /// Does it concern the certified disease?
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub disease_related: bool,
    /// 公費対象分 or 保険単独分.
    #[serde(default, skip_serializing_if = "Part::is_public")]
    pub part: Part,
    /// How many visits the row stands for (several 訪問 may be one row).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub visits: u32,
    /// First visit of a spell (初診).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_visit: bool,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: Source,
    /// Digest of what the facility sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

fn three_tenths() -> Rate {
    Rate::THREE_TENTHS
}
fn yes() -> bool {
    true
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_yes(value: &bool) -> bool {
    *value
}
fn one() -> u32 {
    1
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_one(value: &u32) -> bool {
    *value == 1
}
impl Yen {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    fn is_zero_ref(&self) -> bool {
        self.is_zero()
    }
}

open_codes! {
    /// What happened (RULES §16.1).
    pub enum ChargeEvent {
        /// A new charge.
        Registered = "registered",
        /// A new version of an earlier one; keeps its place in the ledger (§16.3).
        Corrected = "corrected",
        /// The earlier one is void; both stay visible.
        Cancelled = "cancelled",
    }
}
#[expect(clippy::derivable_impls, reason = "the macro owns the enum's derives")]
impl Default for ChargeEvent {
    fn default() -> Self {
        ChargeEvent::Registered
    }
}
impl ChargeEvent {
    fn is_registered(&self) -> bool {
        *self == ChargeEvent::Registered
    }
}

/// The facility that treated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Facility {
    /// 医療機関コード, ten digits.
    pub code: String,
    /// Name as registered.
    #[serde(default)]
    pub name: String,
    /// Kind.
    #[serde(default)]
    pub kind: FacilityKind,
    /// 指定医療機関? Absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub designated: Option<bool>,
    /// Of a pharmacy or a visiting nurse: is the prescribing doctor's facility designated? Absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordering_designated: Option<bool>,
}

open_codes! {
    /// Kinds of facility (FEATURES row 25).
    pub enum FacilityKind {
        /// 病院
        Hospital = "hospital",
        /// 診療所
        Clinic = "clinic",
        /// 歯科
        Dental = "dental",
        /// 薬局
        Pharmacy = "pharmacy",
        /// 訪問看護
        VisitingNurse = "visiting_nurse",
        /// 介護保険の事業者
        LongTermCare = "long_term_care",
        /// 柔道整復
        JudoTherapy = "judo_therapy",
        /// あん摩・はり・きゅう
        Acupuncture = "acupuncture",
    }
}
#[expect(clippy::derivable_impls, reason = "the macro owns the enum's derives")]
impl Default for FacilityKind {
    fn default() -> Self {
        FacilityKind::Hospital
    }
}

open_codes! {
    /// 入院・入院外
    pub enum Setting {
        /// 入院
        Inpatient = "inpatient",
        /// 入院外
        Outpatient = "outpatient",
    }
}
#[expect(clippy::derivable_impls, reason = "the macro owns the enum's derives")]
impl Default for Setting {
    fn default() -> Self {
        Setting::Outpatient
    }
}

open_codes! {
    /// Which part of a claim a charge is.
    pub enum Part {
        /// 公費対象分
        Public = "kouhi",
        /// 保険単独分
        InsuranceOnly = "hoken",
    }
}
#[expect(clippy::derivable_impls, reason = "the macro owns the enum's derives")]
impl Default for Part {
    fn default() -> Self {
        Part::Public
    }
}
impl Part {
    fn is_public(&self) -> bool {
        *self == Part::Public
    }
}

open_codes! {
    /// Where a charge comes from; decides how certain it is.
    pub enum Source {
        /// The facility's billing system, on the day (レセコン).
        BillingSystem = "recept",
        /// The monthly claim, settled (レセプト確定).
        Claim = "receipt_claim",
        /// The patient, from a receipt of an unconnected facility. 見込み.
        PatientEntered = "patient_entered",
        /// Copied from the paper booklet.
        Paper = "paper",
        /// Planned by the patient (もしも). 見込み, and never stored.
        Planned = "planned",
    }
}
impl Source {
    /// 見込み: said by the patient, planned, or of a kind this version does not know.
    pub fn is_expected(&self) -> bool {
        matches!(self, Source::PatientEntered | Source::Planned | Source::Other(_))
    }
}
#[expect(clippy::derivable_impls, reason = "the macro owns the enum's derives")]
impl Default for Source {
    fn default() -> Self {
        Source::BillingSystem
    }
}
