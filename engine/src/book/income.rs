//! What the income classes rest on (RULES §8). To explain a class, never to decide one: the certificate prints it.

use super::{Dated, at, tables};
use crate::civil::{Day, Month};
use crate::yen::Yen;
use serde::{Deserialize, Serialize};

/// 給与収入: what an employer paid, before any deduction. It decides no class, so nothing here takes it (千葉県 2016: classes by
/// 給与収入 where 合計所得金額 was meant).
///
/// ```compile_fail,E0308
/// use engine::book::income::{CountedIncome, EmploymentIncome, SalaryIncome, TotalIncome};
/// use engine::{Month, Yen};
/// fn counted(salary: SalaryIncome, month: Month) -> Option<CountedIncome> {
///     CountedIncome::of(Yen::ZERO, salary, EmploymentIncome(Yen::ZERO), Yen::ZERO, Yen::ZERO, month)
/// }
/// ```
///
/// The same with 合計所得金額 compiles:
///
/// ```
/// use engine::book::income::{CountedIncome, EmploymentIncome, SalaryIncome, TotalIncome};
/// use engine::{Month, Yen};
/// fn counted(total: TotalIncome, month: Month) -> Option<CountedIncome> {
///     CountedIncome::of(Yen::ZERO, total, EmploymentIncome(Yen::ZERO), Yen::ZERO, Yen::ZERO, month)
/// }
/// ```
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SalaryIncome(pub Yen);

/// 合計所得金額 (地方税法292条1項13号), as a tax certificate prints it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TotalIncome(pub Yen);

/// 給与所得: salary after its own deduction; a part of 合計所得金額.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmploymentIncome(pub Yen);

/// The sum that 低所得Ⅰ looks at (本人年収).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct CountedIncome(Yen);

impl CountedIncome {
    /// 公的年金等の収入 + 合計所得金額 (給与所得 less 100,000, the part from pensions left out, not below 0) + 障害年金, 手当 and the like.
    /// `None` where the book has no rule for the month of service.
    pub fn of(
        pension_receipts: Yen,
        total: TotalIncome,
        employment_within: EmploymentIncome,
        pension_income_within: Yen,
        allowances: Yen,
        month: Month,
    ) -> Option<Self> {
        let deduction = at(&tables::EMPLOYMENT_DEDUCTION, month.first())?.value;
        let taken_off = employment_within.0.min(deduction).at_least_zero();
        let rest = (total.0 - taken_off - pension_income_within).at_least_zero();
        Some(CountedIncome(pension_receipts + rest + allowances))
    }

    /// The sum.
    pub fn amount(self) -> Yen {
        self.0
    }

    /// 低所得Ⅰ (and not Ⅱ) in this month of service? The threshold itself is still Ⅰ.
    pub fn is_low1(self, month: Month) -> Option<bool> {
        Some(self.0 <= low_income_threshold(month)?.value)
    }
}

/// The threshold of 低所得Ⅰ for a month of service: at most this.
pub fn low_income_threshold(month: Month) -> Option<&'static Dated<Yen>> {
    at(&tables::LOW_INCOME, month.first())
}

/// Which 年度's 市町村民税 counts for a month of service: April to June the 年度 before, from July on the current one.
pub const fn tax_year(month: Month) -> i32 {
    match month.number() {
        1..=6 => month.year() - 1,
        _ => month.year(),
    }
}

/// Income of which calendar year counts for a month of service: January to June the year before last, then last year.
pub const fn income_year(month: Month) -> i32 {
    match month.number() {
        1..=6 => month.year() - 2,
        _ => month.year() - 1,
    }
}

/// Whose 年収 the line between 低所得Ⅰ and Ⅱ looks at, for a patient of 52.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomeBasis {
    /// 保護者
    Guardian,
    /// The patient in person (成年患者).
    Patient,
}

/// Whose income counts on a day: the patient's own from the birthday of majority on, which is the 18th from 2022-04-01 and was the 20th
/// before (宮崎県 2025: the change was missed for over three years).
pub fn income_basis(born_on: Day, day: Day) -> IncomeBasis {
    let of_age = majority(day).is_some_and(|rule| born_on.birthday(rule.value) <= day);
    if of_age { IncomeBasis::Patient } else { IncomeBasis::Guardian }
}

/// Age of majority on a day.
pub fn majority(day: Day) -> Option<&'static Dated<u32>> {
    at(&tables::MAJORITY, day)
}

/// Ages of 小慢.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChildAge {
    /// At the first application below this.
    pub apply_below: u32,
    /// Continued below this.
    pub continue_below: u32,
}

/// Ages of 小慢 on a day.
pub fn child_age(day: Day) -> Option<&'static Dated<ChildAge>> {
    at(&tables::CHILD_AGE, day)
}
