//! How amounts and days are written. Writing only: nothing here adds or rounds.

use crate::settings::Calendar;
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
    match words.language {
        Language::English => [&day(words, on), " ", &on.year().to_string()].concat(),
        Language::Japanese | Language::EasyJapanese => [&year(words, on), "年", &day(words, on)].concat(),
    }
}

/// 2026年11月
pub fn month(words: &Words, month: Month) -> String {
    let number = month.number();
    match words.language {
        Language::English => [english_month(number), " ", &month.year().to_string()].concat(),
        // A month in which an era began is called after the new one.
        Language::Japanese | Language::EasyJapanese => {
            [&year(words, month.last()), "年", &number.to_string(), "月"].concat()
        }
    }
}

/// 元号: each with its first day (元号法に基づく政令; 明治 as the Gregorian calendar came into force).
const ERAS: [(&str, [i32; 3]); 5] = [
    ("令和", [2019, 5, 1]),
    ("平成", [1989, 1, 8]),
    ("昭和", [1926, 12, 25]),
    ("大正", [1912, 7, 30]),
    ("明治", [1873, 1, 1]),
];

/// Years before the first of 明治 by which the Gregorian calendar counted in Japan: 1873 was 明治6年.
const MEIJI_BEFORE: i32 = 5;

/// 2026, or 令和8; the first year of an era is 元.
fn year(words: &Words, on: Day) -> String {
    let western = on.year();
    let day = [western, on.month().number().cast_signed(), on.day_of_month().cast_signed()];
    let era = ERAS.iter().find(|(_, first)| words.calendar == Calendar::Japanese && *first <= day);
    match era {
        None => western.to_string(),
        Some((name, [first, ..])) => {
            let before = if *name == "明治" { MEIJI_BEFORE } else { 0 };
            match western - first + 1 + before {
                1 => [*name, "元"].concat(),
                number => [*name, &number.to_string()].concat(),
            }
        }
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
    fn a_year_is_written_as_the_person_chose() {
        let mut japanese = Words::japanese();
        japanese.calendar = Calendar::Japanese;
        for (text, era, western) in [
            ("2026-11-20", "令和8年11月20日", "2026年11月20日"),
            ("2019-05-01", "令和元年5月1日", "2019年5月1日"),
            ("2019-04-30", "平成31年4月30日", "2019年4月30日"),
            ("1989-01-07", "昭和64年1月7日", "1989年1月7日"),
            ("1926-12-25", "昭和元年12月25日", "1926年12月25日"),
            ("1926-12-24", "大正15年12月24日", "1926年12月24日"),
            ("1912-07-29", "明治45年7月29日", "1912年7月29日"),
        ] {
            let day: Day = text.parse().unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(full_day(&japanese, day), era);
            assert_eq!(full_day(&Words::japanese(), day), western);
        }
        let mut english = japanese;
        english.language = Language::English;
        let day = "2026-11-20".parse().unwrap_or_else(|_| panic!("a day"));
        assert_eq!(full_day(&english, day), "20 November 2026");
    }

    #[test]
    fn a_moment_is_said_in_the_words_of_the_page() {
        let words = Words::japanese();
        assert_eq!(moment(&words, "2026-11-20T10:42:00+09:00"), "11月20日 10:42");
        assert_eq!(moment(&words, "soon"), "soon");
    }
}
