//! 適用区分, and of which age each is.

use crate::book::high_cost::{self, Band5, Band6, LimitKind};
use crate::civil::Month;
use crate::facts::InsuranceBand;
use crate::yen::Yen;

/// Under 70, or from the month after the one in which 70 is reached.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeGroup {
    /// 七十歳に達する日の属する月以前
    Under70,
    /// 七十歳に達する日の属する月の翌月以後
    From70,
}

/// 適用区分 of 高額療養費.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// ア
    A,
    /// イ
    I,
    /// ウ
    U,
    /// エ
    E,
    /// オ
    O,
    /// 現役並みⅢ
    Active3,
    /// 現役並みⅡ
    Active2,
    /// 現役並みⅠ
    Active1,
    /// 一般
    Ordinary,
    /// 低所得Ⅱ
    Low2,
    /// 低所得Ⅰ
    Low1,
}

impl Band {
    /// All of them, in the order of the tables.
    pub const ALL: [Band; 11] = [
        Band::A,
        Band::I,
        Band::U,
        Band::E,
        Band::O,
        Band::Active3,
        Band::Active2,
        Band::Active1,
        Band::Ordinary,
        Band::Low2,
        Band::Low1,
    ];

    /// The band of the facts; `None` for a code this version does not know.
    pub fn known(band: &InsuranceBand) -> Option<Band> {
        let kind = LimitKind::of_band(band)?;
        Band::ALL.into_iter().find(|band| band.limit() == kind)
    }

    /// The code of the facts.
    pub const fn code(self) -> &'static str {
        match self {
            Band::A => "a",
            Band::I => "i",
            Band::U => "u",
            Band::E => "e",
            Band::O => "o",
            Band::Active3 => "active3",
            Band::Active2 => "active2",
            Band::Active1 => "active1",
            Band::Ordinary => "ordinary",
            Band::Low2 => "low2",
            Band::Low1 => "low1",
        }
    }

    /// Whose limit it is in the book.
    pub const fn limit(self) -> LimitKind {
        match self {
            Band::A => LimitKind::Under70(Band5::A),
            Band::I => LimitKind::Under70(Band5::I),
            Band::U => LimitKind::Under70(Band5::U),
            Band::E => LimitKind::Under70(Band5::E),
            Band::O => LimitKind::Under70(Band5::O),
            Band::Active3 => LimitKind::From70(Band6::Active3),
            Band::Active2 => LimitKind::From70(Band6::Active2),
            Band::Active1 => LimitKind::From70(Band6::Active1),
            Band::Ordinary => LimitKind::From70(Band6::Ordinary),
            Band::Low2 => LimitKind::From70(Band6::Low2),
            Band::Low1 => LimitKind::From70(Band6::Low1),
        }
    }

    /// The cap of the year a month of treatment lies in (健保令41条の3): a note only, paid back by the insurer afterwards and applied
    /// nowhere here. `None` before 2026-08 and where the book does not know.
    pub fn annual_cap(self, month: Month) -> Option<Yen> {
        let year = &high_cost::annual(month)?.value;
        match self.limit() {
            LimitKind::Under70(band) => Some(year.under70(band)),
            LimitKind::From70(band) => Some(year.from70(band)),
            _ => None,
        }
    }

    /// Of which age this band is.
    pub const fn age(self) -> AgeGroup {
        match self {
            Band::A | Band::I | Band::U | Band::E | Band::O => AgeGroup::Under70,
            Band::Active3 | Band::Active2 | Band::Active1 | Band::Ordinary | Band::Low2 | Band::Low1 => {
                AgeGroup::From70
            }
        }
    }
}
