//! 養育医療 (23): nothing is collected at the window; the municipality bills its monthly amount by days of stay. And the amounts of
//! 結核 37条 (11) and 一類等 (28), which only the certificate tells.

use super::{Dated, Status, at, tables};
use crate::civil::Month;
use crate::yen::Yen;
use serde::Serialize;

/// What the municipality bills for a month of 養育医療.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthlyBill {
    /// The amount.
    pub amount: Yen,
    /// How sure it is: no text at hand fixes the rounding.
    pub status: Status,
}

/// 徴収基準月額 × days of stay ÷ days of the month, cut as the book says; the whole amount for a whole month. For a second child of the
/// household the caller gives the 加算額. `None` where the book has no rule for the month, or the stay has more days than the month.
pub fn monthly_bill(standard: Yen, days_of_stay: u32, month: Month) -> Option<MonthlyBill> {
    let rule = rounding(month)?;
    let days = month.last().day_of_month();
    if days_of_stay > days {
        return None;
    }
    let exact = i128::from(standard.amount()) * i128::from(days_of_stay) / i128::from(days);
    // A whole month is the amount itself, not the amount cut.
    let amount = if days_of_stay == days { standard } else { cut(i64::try_from(exact).ok()?, rule.value) };
    Some(MonthlyBill { amount, status: rule.status })
}

fn cut(amount: i64, unit: Yen) -> Yen {
    let unit = unit.amount().max(1);
    Yen::new(amount.div_euclid(unit) * unit)
}

/// To which unit the day-prorated amount is cut.
pub fn rounding(month: Month) -> Option<&'static Dated<Yen>> {
    at(&tables::NEWBORN_FLOOR, month.first())
}

/// 結核 37条 (11), 一類等 (28): this amount a month above an income, else nothing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Isolation {
    /// 所得割 above which the amount is collected.
    pub income_levy_above: Yen,
    /// At most this much a month.
    pub amount: Yen,
}

/// The amount of 11 and 28 by income. Unconfirmed; the certificate decides.
pub fn isolation(month: Month) -> Option<&'static Dated<Isolation>> {
    at(&tables::ISOLATION, month.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_cut_to_the_unit_of_the_book() {
        for (amount, unit, expected) in
            [(11_225, 1, 11_225), (11_225, 10, 11_220), (11_225, 100, 11_200), (9, 10, 0), (9, 0, 9)]
        {
            assert_eq!(cut(amount, Yen::new(unit)), Yen::new(expected), "{amount} {unit}");
        }
    }
}
