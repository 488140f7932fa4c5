//! Dates of published cases: whole, without a year, or empty. Rows without a whole date are all of one month.

use super::node::Node;
use crate::civil::{Day, Month};
use crate::facts::door::Refused;

/// A date as given.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// A day.
    Whole(Day),
    /// Month and day of the month.
    InYear(u32, u32),
    /// None.
    Nothing,
}

/// Reads `date` of a row.
pub(super) fn read(row: &Node<'_>) -> Result<Given, Refused> {
    let Some(node) = row.get("date") else { return Ok(Given::Nothing) };
    let text = node.plain()?.replace(['/', '.'], "-");
    let fields: Option<Vec<u32>> =
        text.split('-').map(|field| if field.len() <= 4 { field.parse().ok() } else { None }).collect();
    let given = match fields.as_deref() {
        Some(&[year, month, day]) => {
            i32::try_from(year).ok().and_then(|year| Day::new(year, month, day)).map(Given::Whole)
        }
        // A leap year, so that 29 February is a day.
        Some(&[month, day]) => Day::new(2024, month, day).map(|_| Given::InYear(month, day)),
        _ => None,
    };
    given.ok_or_else(|| node.refuse("day.invalid"))
}

/// The month of the rows without a whole date, and whether anybody said so.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct OneMonth {
    pub month: Month,
    pub known: bool,
}

impl OneMonth {
    /// `said`: the case's own `month`. Without any year the amounts of the published cases (to 2026-07) are meant.
    pub fn of(said: Option<Month>, dates: &[Given]) -> Option<Self> {
        let whole = dates.iter().find_map(|date| match date {
            Given::Whole(day) => Some(day.month()),
            _ => None,
        });
        if let Some(month) = said.or(whole) {
            return Some(OneMonth { month, known: true });
        }
        let number = dates.iter().find_map(|date| match date {
            Given::InYear(month, _) => Some(*month),
            _ => None,
        });
        Month::new(2026, number.unwrap_or(7)).map(|month| OneMonth { month, known: false })
    }

    /// The day that stands for a date.
    pub fn day(self, date: Given) -> Day {
        match date {
            Given::Whole(day) => day,
            Given::InYear(month, day) if month == self.month.number() => {
                Day::new(self.month.year(), month, day).unwrap_or(self.month.last())
            }
            Given::InYear(..) | Given::Nothing => self.month.first(),
        }
    }
}
