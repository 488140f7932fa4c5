//! Civil days and months (JST by definition). A service day is a date on a calendar, never a moment in time.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// JSON as the text of `Display` and `FromStr`.
macro_rules! text_in_json {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

/// Years a date from outside may have: from 明治元年 to far beyond any certificate.
const YEARS: std::ops::RangeInclusive<i32> = 1868..=2999;

/// A day of the calendar, `YYYY-MM-DD` in JSON.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// A day written in code; `None` when the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !YEARS.contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    /// A day of the rule book, whose tables the build has checked; an impossible one would be before every other day.
    pub(crate) const fn in_table(year: i32, month: u32, day: u32) -> Self {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(day) => Day(day),
            None => Day(NaiveDate::MIN),
        }
    }

    /// Year.
    pub fn year(self) -> i32 {
        self.0.year()
    }
    /// Day of the month, from 1.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }
    /// The month this day lies in.
    pub fn month(self) -> Month {
        Month::of(self.0.year(), self.0.month0())
    }
    /// The day after. The last representable day stays.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }
    /// The day before.
    #[must_use]
    pub fn previous(self) -> Self {
        Day(self.0.checked_sub_days(Days::new(1)).unwrap_or(self.0))
    }
    /// This many days later.
    #[must_use]
    pub fn plus_days(self, days: u64) -> Self {
        Day(self.0.checked_add_days(Days::new(days)).unwrap_or(self.0))
    }
    /// The same day of the month `months` later; a month without that day gives its last (31 Jan + 1 = 28 Feb).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        Day(self.0.checked_add_months(Months::new(months)).unwrap_or(self.0))
    }
    /// The same day of the month `months` earlier; a month without that day gives its last (31 May − 1 = 30 Apr).
    #[must_use]
    pub fn minus_months(self, months: u32) -> Self {
        Day(self.0.checked_sub_months(Months::new(months)).unwrap_or(self.0))
    }
    /// The birthday on which a person born on this day turns `years`; 29 February falls on 1 March in other years
    /// (年齢計算ニ関スル法律 with 民法143条: the age is completed at the end of the day before).
    #[must_use]
    pub fn birthday(self, years: u32) -> Self {
        let year = self.year() + i32::try_from(years).unwrap_or(i32::MAX / 2);
        NaiveDate::from_ymd_opt(year, self.0.month(), self.0.day())
            .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
            .map_or(self, Day)
    }
    /// Whole days from `self` to `later`; negative when `later` is earlier.
    pub fn days_until(self, later: Day) -> i64 {
        later.0.signed_duration_since(self.0).num_days()
    }
    /// The calendar library's own value, for display code.
    pub fn to_naive(self) -> NaiveDate {
        self.0
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Day(date)
    }
}
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}
impl FromStr for Day {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let [year, month, day] = digits(text, [4, 2, 2]).ok_or("day.invalid")?;
        Day::new(i32::try_from(year).map_err(|_| "day.invalid")?, month, day).ok_or("day.invalid")
    }
}
text_in_json!(Day);

/// A calendar month, `YYYY-MM` in JSON. Caps, tables and windows are counted in these.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    const fn of(year: i32, month0: u32) -> Self {
        #[expect(clippy::cast_possible_wrap, reason = "month0 is below 12")]
        Month(year * 12 + month0 as i32)
    }
    /// `month` from 1 to 12.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then(|| Month::of(year, month - 1))
    }
    /// Year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }
    /// Month of the year, 1 to 12.
    pub const fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }
    /// This many months later, or earlier when negative.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Month(self.0.saturating_add(months))
    }
    /// Months from `self` to `later`.
    pub const fn until(self, later: Month) -> i32 {
        later.0 - self.0
    }
    /// The first day.
    pub fn first(self) -> Day {
        Day(NaiveDate::from_ymd_opt(self.year(), self.number(), 1).unwrap_or(NaiveDate::MIN))
    }
    /// The last day.
    pub fn last(self) -> Day {
        self.plus(1).first().previous()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}
impl FromStr for Month {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let [year, month] = digits(text, [4, 2]).ok_or("month.invalid")?;
        Month::new(i32::try_from(year).map_err(|_| "month.invalid")?, month).ok_or("month.invalid")
    }
}
text_in_json!(Month);

/// Splits `text` at hyphens into fields of exactly these widths, digits only.
fn digits<const N: usize>(text: &str, widths: [usize; N]) -> Option<[u32; N]> {
    let mut fields = text.split('-');
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let field = fields.next()?;
        if field.len() != width || !field.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = field.parse().ok()?;
    }
    fields.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn month_ends_are_clamped() {
        assert_eq!(day("2026-05-31").minus_months(1), day("2026-04-30"));
        assert_eq!(day("2024-03-31").minus_months(1), day("2024-02-29"));
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
    }

    #[test]
    fn a_month_is_one_of_twelve_in_a_year_that_may_be_meant() {
        for (year, month, is_one) in
            [(2026, 1, true), (2026, 12, true), (2026, 13, false), (2026, 0, false), (1867, 5, false)]
        {
            assert_eq!(Month::new(year, month).is_some(), is_one, "{year}-{month}");
        }
    }

    #[test]
    fn months_count_across_years() {
        let december = day("2026-12-31").month();
        assert_eq!(december.plus(1).to_string(), "2027-01");
        assert_eq!(december.plus(-11).to_string(), "2026-01");
        assert_eq!(december.first(), day("2026-12-01"));
        assert_eq!(december.last(), day("2026-12-31"));
        assert_eq!(december.until(december.plus(7)), 7);
    }

    #[test]
    fn a_day_has_its_parts_and_its_distances() {
        let leap_day = day("2024-02-29");
        assert_eq!((leap_day.year(), leap_day.month().number(), leap_day.day_of_month()), (2024, 2, 29));
        assert_eq!((leap_day.next(), leap_day.previous()), (day("2024-03-01"), day("2024-02-28")));
        assert_eq!(leap_day.days_until(day("2025-02-28")), 365);
        assert_eq!(leap_day.days_until(day("2024-02-27")), -2);
        assert_eq!(leap_day.plus_days(366), day("2025-03-01"));
        assert_eq!(Day::from(leap_day.to_naive()), leap_day);
        assert_eq!(Day::in_table(2024, 2, 29), leap_day);
        assert_eq!(leap_day.month().year(), 2024);
        assert_eq!(leap_day.to_string(), "2024-02-29");
        assert_eq!(leap_day.birthday(u32::MAX), leap_day);
    }

    #[test]
    fn only_real_days_are_days() {
        for refused in ["2026-02-30", "2026-2-3", "20260203", "2026-02-03x", "", "99999-01-01", "+026-02-03"]
        {
            assert!(refused.parse::<Day>().is_err(), "{refused}");
        }
    }

    #[test]
    fn born_on_a_leap_day() {
        assert_eq!(day("2008-02-29").birthday(18), day("2026-03-01"));
        assert_eq!(day("2008-02-29").birthday(20), day("2028-02-29"));
    }
}
