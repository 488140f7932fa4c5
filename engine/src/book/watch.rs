//! What 軽症高額 and 高額かつ長期 count (RULES §5, §6). The counting itself is in [`crate::watch`].

use super::{Dated, at, tables};
use crate::civil::Month;
use crate::facts::IncomeClass;
use crate::yen::Yen;
use serde::Serialize;

/// Months above a threshold in a window that ends in the month of application, that month included.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct WatchRule {
    /// A month counts when its 10割 is above this; exactly this does not.
    pub threshold_exclusive: Yen,
    /// So many months are needed.
    pub need: u8,
    /// Months of the window.
    pub window_months: u8,
    /// Income classes whose cap falls (高額かつ長期); empty for 軽症高額, which has no classes.
    pub benefits: &'static [IncomeClass],
}

/// 軽症高額 (54) for applications of this month.
pub fn mild_high_cost(month: Month) -> Option<&'static Dated<WatchRule>> {
    at(&tables::MILD_HIGH_COST, month.first())
}

/// 高額かつ長期 (54), 高額治療継続 (52) for applications of this month; `None` for other schemes.
pub fn high_cost_long_term(scheme: &str, month: Month) -> Option<&'static Dated<WatchRule>> {
    match scheme {
        "54" => at(&tables::HIGH_COST_LONG_TERM_54, month.first()),
        "52" => at(&tables::HIGH_COST_LONG_TERM_52, month.first()),
        _ => None,
    }
}

/// So many months within a window.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct MonthCount {
    /// So many months are needed.
    pub need: u8,
    /// Months of the window.
    pub window_months: u8,
}

/// 肝がん・重度肝硬変: months in which the limit of 高額療養費 was exceeded.
pub fn liver_cancer_months(month: Month) -> Option<&'static Dated<MonthCount>> {
    at(&tables::LIVER_CANCER_MONTHS, month.first())
}
