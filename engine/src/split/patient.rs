//! What decides the limits of one person in one month.

use super::{AgeGroup, Band};
use crate::civil::Month;
use crate::rate::Rate;

/// 多数回該当: 高額療養費 was paid in three months or more of the twelve before.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Repeated {
    /// By the ordinary paragraphs (健保令42条①ただし書).
    pub in_the_year: bool,
    /// For 入院 of a 特定疾病給付対象療養 at the same hospital (健保令42条⑦ただし書).
    pub at_this_hospital: bool,
}

/// What halves the limits of this month.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Halved {
    /// 75歳到達月 (75歳到達時特例対象療養): limits, thresholds, 多数回 and the 21,000.
    pub turns_75: bool,
    /// 国保 only: moved in mid-month to another municipality of the same prefecture (国保令29条の2⑨, 29条の3⑫): the ordinary
    /// limits and the 21,000, not the limits before 公費.
    pub moved: bool,
}

/// Standings with limits of their own.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Special {
    /// 被保護者 of 生活保護 (健保令42条⑧), for 公費 other than those with the patient's own band.
    pub welfare: bool,
    /// マル長 (特定疾病療養, 健保令42条⑨): the subsidised part is care of that disease.
    pub specified_disease: bool,
}

/// What decides the limits of one person in one month.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Patient {
    /// The month of treatment: it chooses the table (RULES §12.24).
    pub month: Month,
    /// Under or from 70.
    pub age: AgeGroup,
    /// 適用区分; `None` when not known: the flat limit before 公費, and no ordinary limit (RULES §16.7).
    pub band: Option<Band>,
    /// The insurance's rate.
    pub rate: Rate,
    /// 多数回該当.
    pub repeated: Repeated,
    /// 75歳到達月, a move.
    pub halved: Halved,
    /// 生活保護, マル長.
    pub special: Special,
}
