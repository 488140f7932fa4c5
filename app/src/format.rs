//! How amounts and days are written. Writing only: nothing here adds or rounds.

use crate::words::{Language, Words};
use engine::{Day, Month, Yen};

/// 4,130円
pub fn yen(words: Words, amount: Yen) -> String {
    words.tell("unit.yen", &[("amount", grouped(amount.amount()))])
}

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

/// 11月8日
pub fn day(words: Words, day: Day) -> String {
    let month = day.month().number();
    match words.language() {
        Language::English => format!("{} {}", day.day_of_month(), english_month(month)),
        Language::Japanese | Language::EasyJapanese => format!("{month}月{}日", day.day_of_month()),
    }
}

/// 2026年11月
pub fn month(words: Words, month: Month) -> String {
    match words.language() {
        Language::English => format!("{} {}", english_month(month.number()), month.year()),
        Language::Japanese | Language::EasyJapanese => format!("{}年{}月", month.year(), month.number()),
    }
}

/// 11月20日 10:42, from the hub's time stamp (RFC 3339, Japanese time).
pub fn moment(words: Words, stamp: &str) -> String {
    let time = stamp.get(11..16).unwrap_or_default();
    match stamp.get(..10).and_then(|date| date.parse::<Day>().ok()) {
        Some(date) => format!("{} {time}", day(words, date)),
        None => stamp.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_of_three() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-5_870, "−5,870")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
