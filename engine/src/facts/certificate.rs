//! 受給者証: the certificate as printed, with the history of what was printed before.

use super::{EarlierVersion, FacilityKind, PayerNumber, RecipientNumber, Unknown};
use crate::civil::Day;
use crate::code::open_codes;
use crate::rate::Rate;
use crate::yen::{Cap, Yen};
use serde::{Deserialize, Serialize};

/// One recipient certificate. What is printed wins over every table (RULES, binding rule 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Opaque, stable identity within this person's facts.
    pub id: String,
    /// 法別番号, or the id of a rule pack for a local scheme (`"54"`, `"38-hepatitis"`, `"local:282103/kodomo"`).
    pub scheme: String,
    /// The name printed on it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// 公費負担者番号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_number: Option<PayerNumber>,
    /// 受給者番号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_number: Option<RecipientNumber>,
    /// Names of the diseases. Shown only when asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diseases: Vec<String>,
    /// 有効期間. A municipality ends a certificate early by shortening it; the history keeps what was there before.
    pub valid: Validity,
    /// Every monthly cap the certificate has had, each from its first day. Empty: not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<CapEntry>,
    /// The patient's rate as printed; without it the scheme's own rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Which kinds of care one cap covers (入外合算・合算対象の種別).
    #[serde(default, skip_serializing_if = "Scope::is_everything")]
    pub scope: Scope,
    /// Amounts per visit, day or month (負担定義), mostly of local schemes. Empty: the scheme's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// 食事療養費: what the patient bears of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meals: Option<MealShare>,
    /// 現物・償還・自動償還.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reimbursement: Option<Reimbursement>,
    /// Codes of the facilities fixed in the decision (指定医療機関); empty: not given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facilities: Vec<String>,
    /// 所得区分 as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub income_class: Option<IncomeClass>,
    /// 人工呼吸器等・高額かつ長期・重度かつ継続 …
    #[serde(default, skip_serializing_if = "Traits::is_plain")]
    pub traits: Traits,
    /// Day of the decision (認定年月日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Day>,
    /// The month of onset recognised by the designated doctor (発症年月), where the authority gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset_month: Option<crate::Month>,
    /// 追加条件 as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_conditions: Option<String>,
    /// 券面項目: every label and value of the face, verbatim and in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub face: Vec<FaceItem>,
    /// 履歴キー.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history_key: Option<String>,
    /// Hash of the source's last update (ハッシュによる更新判定).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// 不開示: never shown, exported, cached or counted aloud (RULES §16.8).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undisclosed: bool,
    /// What it said before it was changed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierVersion>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl Certificate {
    /// The cap in force on a day; `None` when no cap is known for it.
    pub fn cap_on(&self, day: Day) -> Option<Cap> {
        self.caps
            .iter()
            .filter(|entry| entry.from <= day)
            .max_by_key(|entry| entry.from)
            .map(|entry| entry.cap)
    }
}

/// 有効期間, both days included.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Validity {
    /// Is the day inside?
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

/// A monthly cap from a day on.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapEntry {
    /// First day it applies.
    pub from: Day,
    /// The amount, or `null` for no cap.
    pub cap: Cap,
}

/// One line of the printed face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceItem {
    /// Label as printed.
    pub label: String,
    /// Value as printed.
    pub value: String,
}

/// Which care one cap adds together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// In- and out-patient care each with a cap of its own (入外合算でない).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub split_by_setting: bool,
    /// Each facility with a cap of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub split_by_facility: bool,
    /// Kinds of facility it covers; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<FacilityKind>,
}

impl Scope {
    /// Is one cap counted over all care it covers, whatever the setting and the facility?
    pub fn is_one_cap(&self) -> bool {
        !self.split_by_setting && !self.split_by_facility
    }

    /// One cap for everything: the national schemes.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// An amount the patient pays at most per visit, day or month (負担定義).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Per visit, day or month.
    pub per: LimitPer,
    /// At most this much.
    pub amount: Yen,
    /// The amount is collected at most this many times a month (「月2日まで」); afterwards nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times_a_month: Option<u32>,
    /// Only at the first visit of a spell (初診時).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_visit_only: bool,
    /// Counted at each facility by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_each_facility: bool,
    /// Kinds of facility it applies to; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<FacilityKind>,
    /// In- or out-patient only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<super::Setting>,
}

open_codes! {
    /// What a [`Limit`] is counted by.
    pub enum LimitPer {
        /// 回
        Visit = "visit",
        /// 日
        Day = "day",
        /// 月
        Month = "month",
    }
}

open_codes! {
    /// What the patient bears of the standard meal charge of a hospital stay.
    pub enum MealShare {
        /// All of it (54).
        Full = "full",
        /// Half of it (52).
        Half = "half",
        /// Nothing.
        None = "none",
    }
}

open_codes! {
    /// How the benefit reaches the patient (助成方法).
    pub enum Reimbursement {
        /// At the window (現物).
        AtWindow = "at_window",
        /// Pay first, claim afterwards (償還).
        Claim = "claim",
        /// Pay first, refunded without a claim (自動償還).
        Automatic = "automatic",
    }
}

open_codes! {
    /// 所得区分 of the schemes of the book; a printed word the book does not know is kept as it came.
    pub enum IncomeClass {
        /// 生活保護
        PublicAssistance = "public_assistance",
        /// 低所得Ⅰ・低所得1
        Low1 = "low1",
        /// 低所得Ⅱ・低所得2
        Low2 = "low2",
        /// 一般所得Ⅰ・中間所得1
        Middle1 = "middle1",
        /// 一般所得Ⅱ・中間所得2
        Middle2 = "middle2",
        /// 上位所得・一定所得以上
        Upper = "upper",
    }
}

/// Printed circumstances that choose a column of a cap table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box on the printed face")]
pub struct Traits {
    /// 人工呼吸器等装着者
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ventilator: bool,
    /// 高額かつ長期 (54)
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub high_cost_long_term: bool,
    /// 重症患者認定 (52): 高額治療継続者 or 療養負担過重患者
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub severe: bool,
    /// 重度かつ継続 (自立支援医療)
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub severe_and_continuing: bool,
    /// 血友病等 (52, zero tier)
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub haemophilia: bool,
    /// 軽症高額 as the ground of the decision
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mild_high_cost: bool,
}

impl Traits {
    /// Nothing ticked.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}
