//! How amounts and days are written. Writing only: nothing here adds or rounds.

use crate::words::{Language, Words};
use engine::{Day, Month};

/// Digits in groups of three.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn english_month(number: u32) -> &'static str {
    usize::try_from(number)
        .ok()
        .and_then(|number| MONTHS.get(number.wrapping_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// 11月8日, where the year is plain from what stands around it.
pub fn day(words: &Words, day: Day) -> String {
    let (month, number) = (day.month().number(), day.day_of_month().to_string());
    match words.language {
        Language::English => [&number, " ", english_month(month)].concat(),
        Language::Japanese | Language::EasyJapanese => [&month.to_string(), "月", &number, "日"].concat(),
    }
}

/// 2026年11月8日
pub fn full_day(words: &Words, on: Day) -> String {
    let year = on.month().year().to_string();
    match words.language {
        Language::English => [&day(words, on), " ", &year].concat(),
        Language::Japanese | Language::EasyJapanese => [&year, "年", &day(words, on)].concat(),
    }
}

/// 2026年11月
pub fn month(words: &Words, month: Month) -> String {
    let (year, number) = (month.year().to_string(), month.number());
    match words.language {
        Language::English => [english_month(number), " ", &year].concat(),
        Language::Japanese | Language::EasyJapanese => [&year, "年", &number.to_string(), "月"].concat(),
    }
}

/// 11月20日 10:42, from the hub's time stamp (RFC 3339, Japanese time).
pub fn moment(words: &Words, stamp: &str) -> String {
    let time = stamp.get(11..16).unwrap_or_default();
    match stamp.get(..10).and_then(|date| date.parse::<Day>().ok()) {
        Some(date) => [&day(words, date), " ", time].concat(),
        None => stamp.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-5_870, "−5,870")]
        {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_moment_is_said_in_the_words_of_the_page() {
        let words = Words::japanese();
        assert_eq!(moment(&words, "2026-11-20T10:42:00+09:00"), "11月20日 10:42");
        assert_eq!(moment(&words, "soon"), "soon");
    }
}
