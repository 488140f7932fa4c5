//! Cap tables by income class. They explain the printed cap, cross-check it and warn; they never replace it.

use super::{Cite, Dated, Status};
use crate::facts::{IncomeClass, Traits};
use crate::yen::Cap;
use serde::Serialize;

/// A cell of a cap table.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TierCap {
    /// A cap, or no monthly cap.
    Cap(Cap),
    /// 対象外
    NotEligible,
    /// The book does not know; only the certificate does.
    Unknown,
}

/// Which trait of a certificate chooses the reduced column.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reduced {
    /// 高額かつ長期 (54)
    HighCostLongTerm,
    /// 重症 (52): 高額治療継続者 or 療養負担過重患者
    Severe,
    /// 重度かつ継続 (21, 15, 16)
    SevereAndContinuing,
}

impl Reduced {
    fn ticked(self, traits: &Traits) -> bool {
        match self {
            Reduced::HighCostLongTerm => traits.high_cost_long_term,
            // 高額治療継続 of 52 is the same criterion as 高額かつ長期 of 54 and one of the two ways into this column.
            Reduced::Severe => traits.severe || traits.high_cost_long_term,
            Reduced::SevereAndContinuing => traits.severe_and_continuing,
        }
    }
}

/// The caps of one scheme for a range of days.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct CapTable {
    /// By income class (生活保護, 低Ⅰ, 低Ⅱ, 中間Ⅰ, 中間Ⅱ, 上位), then plain, reduced, ventilator.
    pub(super) cells: [[TierCap; 3]; 6],
    /// One cell for every class.
    pub(super) any: Option<TierCap>,
    /// Which trait chooses the reduced column; none where there is no such column.
    pub reduced_by: Option<Reduced>,
    /// Is there a column 人工呼吸器等装着者?
    pub ventilator: bool,
    /// The tier of 血友病等, whatever the income.
    pub(super) haemophilia: Option<TierCap>,
    /// May the certificate print less, by a calculation the book does not hold?
    pub may_be_lower: bool,
}

impl CapTable {
    /// The cap of an income class with these traits.
    pub fn cap(&self, class: &IncomeClass, traits: &Traits) -> TierCap {
        if let Some(zero_tier) = self.haemophilia.filter(|_| traits.haemophilia) {
            return zero_tier;
        }
        if let Some(any) = self.any {
            return any;
        }
        let [assistance, low1, low2, middle1, middle2, upper] = self.cells;
        let [plain, reduced, ventilator] = match class {
            IncomeClass::PublicAssistance => assistance,
            IncomeClass::Low1 => low1,
            IncomeClass::Low2 => low2,
            IncomeClass::Middle1 => middle1,
            IncomeClass::Middle2 => middle2,
            IncomeClass::Upper => upper,
            IncomeClass::Other(_) => return TierCap::Unknown,
        };
        if self.ventilator && traits.ventilator {
            ventilator
        } else if self.reduced_by.is_some_and(|reduced| reduced.ticked(traits)) {
            reduced
        } else {
            plain
        }
    }
}

/// What the book says about a cap.
#[derive(Copy, Clone, Debug)]
pub struct TierAnswer {
    /// The cap.
    pub cap: TierCap,
    /// The table that says so; none where there is none for the day.
    pub row: Option<&'static Dated<CapTable>>,
}

impl TierAnswer {
    /// The text it rests on.
    pub fn cite(&self) -> Option<&'static Cite> {
        self.row.map(|row| row.cite)
    }
    /// How sure it is.
    pub fn status(&self) -> Status {
        self.row.map_or(Status::Unconfirmed, |row| row.status)
    }
    /// Does a printed cap agree with the book? `None` where the book cannot tell.
    pub fn agrees_with(&self, printed: Cap) -> Option<bool> {
        let row = self.row?;
        match (self.cap, printed) {
            (TierCap::Unknown, _) => None,
            (TierCap::NotEligible, _) => Some(false),
            (TierCap::Cap(Cap::At(table)), Cap::At(printed)) if row.value.may_be_lower => {
                Some(printed <= table)
            }
            (TierCap::Cap(table), printed) => Some(table == printed),
        }
    }
}
