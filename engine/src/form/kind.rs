//! What one may apply for.

use super::Description;
use super::kinds;
use serde::{Deserialize, Serialize};

/// A kind of application.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 軽症高額: a new 支給認定.
    MildHighCost,
    /// 高額かつ長期: a change to the lower cap (変更申請).
    HighCostLongTerm,
    /// 更新
    Renewal,
    /// 所得・世帯・保険・住所などの変更
    Change,
    /// 償還払い
    Refund,
    /// 軽症による不認定のあとの再申請
    Reapplication,
    /// 登録者証の発行
    Registration,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Kind; 7] = [
        Kind::MildHighCost,
        Kind::Reapplication,
        Kind::HighCostLongTerm,
        Kind::Renewal,
        Kind::Refund,
        Kind::Change,
        Kind::Registration,
    ];

    /// The code as in JSON and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::MildHighCost => "mild_high_cost",
            Kind::HighCostLongTerm => "high_cost_long_term",
            Kind::Renewal => "renewal",
            Kind::Change => "change",
            Kind::Refund => "refund",
            Kind::Reapplication => "reapplication",
            Kind::Registration => "registration",
        }
    }

    /// The kind of this code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its description.
    pub const fn description(self) -> &'static Description {
        match self {
            Kind::MildHighCost => &kinds::mild_high_cost::FORM,
            Kind::HighCostLongTerm => &kinds::high_cost_long_term::FORM,
            Kind::Renewal => &kinds::renewal::FORM,
            Kind::Change => &kinds::change::FORM,
            Kind::Refund => &kinds::refund::FORM,
            Kind::Reapplication => &kinds::reapplication::FORM,
            Kind::Registration => &kinds::registration::FORM,
        }
    }
}
