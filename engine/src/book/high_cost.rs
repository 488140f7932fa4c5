//! 高額療養費: what the insurance leaves to pay at most in one month, keyed by the month of treatment (RULES §10).

use super::{Cite, Dated, at, tables};
use crate::civil::Month;
use crate::facts::InsuranceBand;
use crate::yen::Yen;
use serde::Serialize;

/// 適用区分 under 70.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band5 {
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
}

impl Band5 {
    /// From the highest to the lowest.
    pub const ALL: [Band5; 5] = [Band5::A, Band5::I, Band5::U, Band5::E, Band5::O];
}

/// 適用区分 from 70.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band6 {
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

impl Band6 {
    /// From the highest to the lowest.
    pub const ALL: [Band6; 6] =
        [Band6::Active3, Band6::Active2, Band6::Active1, Band6::Ordinary, Band6::Low2, Band6::Low1];
}

/// Whose limit.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum LimitKind {
    /// The patient's own band under 70; also for 52 and 54 (特定疾病給付対象療養).
    Under70(Band5),
    /// The patient's own band from 70; also for 52 and 54.
    From70(Band6),
    /// The flat limit of the other 公費 under 70 (特定給付対象療養: 10, 15, 16, 21 …), no 多数回.
    OtherPublicUnder70,
    /// The flat limit of the other 公費 from 70.
    OtherPublicFrom70,
    /// 被保護者 under 70.
    AssistanceUnder70,
    /// 被保護者 from 70.
    AssistanceFrom70,
    /// マル長, 10,000.
    SpecificDisease10k,
    /// マル長, 20,000 (ア・イ under 70).
    SpecificDisease20k,
}

impl LimitKind {
    /// The patient's own limit; `None` for a band this version does not know.
    pub fn of_band(band: &InsuranceBand) -> Option<Self> {
        Some(match band {
            InsuranceBand::A => LimitKind::Under70(Band5::A),
            InsuranceBand::I => LimitKind::Under70(Band5::I),
            InsuranceBand::U => LimitKind::Under70(Band5::U),
            InsuranceBand::E => LimitKind::Under70(Band5::E),
            InsuranceBand::O => LimitKind::Under70(Band5::O),
            InsuranceBand::Active3 => LimitKind::From70(Band6::Active3),
            InsuranceBand::Active2 => LimitKind::From70(Band6::Active2),
            InsuranceBand::Active1 => LimitKind::From70(Band6::Active1),
            InsuranceBand::Ordinary => LimitKind::From70(Band6::Ordinary),
            InsuranceBand::Low2 => LimitKind::From70(Band6::Low2),
            InsuranceBand::Low1 => LimitKind::From70(Band6::Low1),
            InsuranceBand::Other(_) => return None,
        })
    }

    /// The limit of 特定疾病療養 (マル長) for a patient of this band: 20,000 for ア and イ, else 10,000.
    pub fn specific_disease(band: &InsuranceBand) -> Option<Self> {
        match Self::of_band(band)? {
            LimitKind::Under70(Band5::A | Band5::I) => Some(LimitKind::SpecificDisease20k),
            _ => Some(LimitKind::SpecificDisease10k),
        }
    }

    fn rows(self) -> &'static [Dated<LimitRow>] {
        match self {
            LimitKind::Under70(Band5::A) => &tables::LIMIT_UNDER70_A,
            LimitKind::Under70(Band5::I) => &tables::LIMIT_UNDER70_I,
            LimitKind::Under70(Band5::U) => &tables::LIMIT_UNDER70_U,
            LimitKind::Under70(Band5::E) => &tables::LIMIT_UNDER70_E,
            LimitKind::Under70(Band5::O) => &tables::LIMIT_UNDER70_O,
            LimitKind::From70(Band6::Active3) => &tables::LIMIT_FROM70_ACTIVE3,
            LimitKind::From70(Band6::Active2) => &tables::LIMIT_FROM70_ACTIVE2,
            LimitKind::From70(Band6::Active1) => &tables::LIMIT_FROM70_ACTIVE1,
            LimitKind::From70(Band6::Ordinary) => &tables::LIMIT_FROM70_ORDINARY,
            LimitKind::From70(Band6::Low2) => &tables::LIMIT_FROM70_LOW2,
            LimitKind::From70(Band6::Low1) => &tables::LIMIT_FROM70_LOW1,
            LimitKind::OtherPublicUnder70 => &tables::LIMIT_OTHER_PUBLIC_UNDER70,
            LimitKind::OtherPublicFrom70 => &tables::LIMIT_OTHER_PUBLIC_FROM70,
            LimitKind::AssistanceUnder70 => &tables::LIMIT_ASSISTANCE_UNDER70,
            LimitKind::AssistanceFrom70 => &tables::LIMIT_ASSISTANCE_FROM70,
            LimitKind::SpecificDisease10k => &tables::LIMIT_SPECIFIC_DISEASE_TEN_THOUSAND,
            LimitKind::SpecificDisease20k => &tables::LIMIT_SPECIFIC_DISEASE_TWENTY_THOUSAND,
        }
    }
}

/// One limit.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitRow {
    /// The limit, or its first part.
    pub base: Yen,
    /// Cost above which one percent is added; zero where nothing is.
    pub threshold: Yen,
    /// Is one percent of `cost - threshold` added (half-up to one yen, the cost being at least the threshold)?
    pub plus_one_percent: bool,
    /// 多数回該当; none where there is no such reduction.
    pub repeated: Option<Yen>,
    /// 外来 of one person from 70; none where out-patient care has no limit of its own.
    pub outpatient: Option<Yen>,
    /// 外来年間合算 from 70.
    pub outpatient_yearly: Option<Yen>,
}

impl LimitRow {
    /// The row of the month of the 75th birthday: limits, threshold and 多数回 alike are half; the build has checked that each can be
    /// halved to whole yen. The yearly amount is not touched.
    #[must_use]
    pub const fn halved(self) -> Self {
        const fn half(amount: Yen) -> Yen {
            Yen::new(amount.amount() / 2)
        }
        const fn half_of(amount: Option<Yen>) -> Option<Yen> {
            match amount {
                Some(amount) => Some(half(amount)),
                None => None,
            }
        }
        LimitRow {
            base: half(self.base),
            threshold: half(self.threshold),
            plus_one_percent: self.plus_one_percent,
            repeated: half_of(self.repeated),
            outpatient: half_of(self.outpatient),
            outpatient_yearly: self.outpatient_yearly,
        }
    }
}

/// The limit for a month of treatment; `None` where the book does not know (from 2027-08).
pub fn limit(kind: LimitKind, month: Month) -> Option<&'static Dated<LimitRow>> {
    at(kind.rows(), month.first())
}

/// Items under 70 that may be added together.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aggregation {
    /// At least this much per facility and month.
    pub least: Yen,
    /// The same in the month of the 75th birthday.
    pub least_in_month_of_75: Yen,
}

/// The rule of adding together (21,000) for a month of treatment.
pub fn aggregation(month: Month) -> Option<&'static Dated<Aggregation>> {
    at(&tables::AGGREGATION, month.first())
}

/// The cap of a year (計算期間: August to July), of the household of one insurer. A note only: the insurer pays it back
/// afterwards, the ledger does not change.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct AnnualLimits {
    /// By [`Band5::ALL`].
    pub(super) under70: [Yen; 5],
    /// By [`Band6::ALL`].
    pub(super) from70: [Yen; 6],
    /// 標準報酬月額 below 160,000, confirmed by the insurer.
    pub low_standard_pay: Yen,
    /// Citation of that.
    #[serde(skip)]
    pub low_standard_pay_cite: &'static Cite,
}

impl AnnualLimits {
    /// The cap of a band under 70.
    pub fn under70(&self, band: Band5) -> Yen {
        let [first, second, third, fourth, fifth] = self.under70;
        match band {
            Band5::A => first,
            Band5::I => second,
            Band5::U => third,
            Band5::E => fourth,
            Band5::O => fifth,
        }
    }
    /// The cap of a band from 70.
    pub fn from70(&self, band: Band6) -> Yen {
        let [active3, active2, active1, ordinary, low2, low1] = self.from70;
        match band {
            Band6::Active3 => active3,
            Band6::Active2 => active2,
            Band6::Active1 => active1,
            Band6::Ordinary => ordinary,
            Band6::Low2 => low2,
            Band6::Low1 => low1,
        }
    }
}

/// The caps of the year a month of treatment lies in; `None` before 2026-08 and where the book does not know.
pub fn annual(month: Month) -> Option<&'static Dated<AnnualLimits>> {
    at(&tables::ANNUAL, month.first())
}
