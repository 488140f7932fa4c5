//! The person, the registration certificate, the household and the state of each source.

use super::Unknown;
use crate::civil::Day;
use crate::code::open_codes;
use crate::rate::Rate;
use crate::yen::Cap;
use serde::{Deserialize, Serialize};

/// The person whose facts these are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Opaque identity; never the individual number.
    pub id: String,
    /// Name as registered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Name in kana.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_kana: String,
    /// Day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_on: Option<Day>,
    /// 団体コード of the deciding authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// 不開示: never shown to anyone (RULES §16.8).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undisclosed: bool,
    /// An invented person of the sandbox; every page says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// 登録者証: no cap, no end, no disease shown; gives no benefit by itself (RULES §9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Opaque, stable identity within this person's facts.
    pub id: String,
    /// The scheme it registers for (法別番号; 54 unless said otherwise).
    #[serde(default = "nanbyo")]
    pub scheme: String,
    /// First day of validity.
    pub from: Day,
    /// 不開示
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undisclosed: bool,
    /// The month of onset recognised by the designated doctor (発症年月), where the authority gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset_month: Option<crate::Month>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

fn nanbyo() -> String {
    "54".to_owned()
}

/// A period of one insurance band (適用区分) and rate; without it every 高額療養費 figure is 見込み (RULES §16.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsuranceStatus {
    /// First day.
    pub from: Day,
    /// Last day, where it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// 適用区分.
    pub band: InsuranceBand,
    /// Rate of the insurance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
}

open_codes! {
    /// 適用区分 of 高額療養費. Under 70 ア–オ; from 70 現役並みⅢ–Ⅰ, 一般, 低所得Ⅱ・Ⅰ.
    pub enum InsuranceBand {
        /// ア
        A = "a",
        /// イ
        I = "i",
        /// ウ
        U = "u",
        /// エ
        E = "e",
        /// オ
        O = "o",
        /// 現役並みⅢ
        Active3 = "active3",
        /// 現役並みⅡ
        Active2 = "active2",
        /// 現役並みⅠ
        Active1 = "active1",
        /// 一般
        Ordinary = "ordinary",
        /// 低所得Ⅱ
        Low2 = "low2",
        /// 低所得Ⅰ
        Low1 = "low1",
    }
}

/// Who shares one household cap (世帯内按分: the same health insurance, 52 and 54 only).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// The certificates that share, this person's own among them.
    pub shares: Vec<HouseholdShare>,
}

/// One certificate of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdShare {
    /// The certificate's id, where it is this person's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The member's name, where this person may know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 52 or 54.
    pub scheme: String,
    /// The cap by the member's own tier, before sharing.
    pub cap_before: Cap,
}

/// What the last look at a source gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// Which source (`pmh`, `municipality`, a facility's code).
    pub source: String,
    /// What the look gave.
    pub state: FetchState,
    /// When we looked, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<String>,
    /// When what we show was true, RFC 3339: the last look that succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_at: Option<String>,
    /// The source's reason, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Did the patient agree to the look?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

open_codes! {
    /// "Nothing there" and "could not look" are different answers (FEATURES fact 6).
    pub enum FetchState {
        /// Found.
        Present = "present",
        /// Looked, and there is nothing.
        NoneConfirmed = "none_confirmed",
        /// Could not look.
        Error = "error",
        /// The source is still working on it (処理中).
        Pending = "pending",
        /// The patient said no (利用しない).
        ConsentDeclined = "consent_declined",
        /// This source is not connected yet.
        NotConnected = "not_connected",
        /// 不開示. To the outside the same as nothing there.
        Undisclosed = "undisclosed",
    }
}

impl FetchState {
    /// May something be missing because this source could not be looked at, or has not answered yet?
    pub fn leaves_open(&self) -> bool {
        matches!(self, FetchState::Error | FetchState::Pending | FetchState::Other(_))
    }
}

open_codes! {
    /// 「医療費助成の各種受給者証を利用しますか。」
    pub enum Consent {
        /// 利用する
        Given = "given",
        /// 利用しない
        Declined = "declined",
    }
}
