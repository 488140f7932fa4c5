//! A day in three parts as people write it: an era, a year of it, a month, a day. Read when it is asked for, never rewritten.

use engine::Day;

/// An era of the Japanese calendar, or the Western one.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Era {
    /// Code in the form.
    pub code: &'static str,
    /// The year before its first.
    before: i32,
    /// The first day that is written in it.
    first: (i32, u32, u32),
}

/// In the order in which they are offered: the present one first, the Western years last.
pub const ERAS: [Era; 5] = [
    Era { code: "reiwa", before: 2018, first: (2019, 5, 1) },
    Era { code: "heisei", before: 1988, first: (1989, 1, 8) },
    Era { code: "showa", before: 1925, first: (1926, 12, 25) },
    Era { code: "taisho", before: 1911, first: (1912, 7, 30) },
    Era { code: "western", before: 0, first: (1, 1, 1) },
];

/// The era that stands in the field before one is chosen: births lie further back than everything else.
pub fn first_shown(key: &str) -> &'static str {
    if key == "born_on" { "showa" } else { "reiwa" }
}

/// Digits as they come from any keyboard: full width, with blanks around.
pub fn digits(text: &str) -> String {
    text.trim()
        .chars()
        .map(|letter| match letter {
            '０'..='９' => {
                char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter)
            }
            other => other,
        })
        .collect()
}

/// The day of these parts: as the engine writes it when there is such a day, nothing when all parts are empty, else as it was typed, so that
/// the engine can say what is wrong with it. 元年 is year one.
pub fn written(era: &str, year: &str, month: &str, day: &str) -> String {
    let [year, month, day] = [year, month, day].map(digits);
    if [&year, &month, &day].iter().all(|part| part.is_empty()) {
        return String::new();
    }
    let number = |text: &str| if text == "元" { Some(1) } else { text.parse::<i32>().ok() };
    let found = || {
        let era = ERAS.iter().find(|known| known.code == era)?;
        let year = number(&year).filter(|year| *year > 0)?.checked_add(era.before)?;
        let [month, day] = [&month, &day].map(|part| part.parse::<u32>().ok());
        Day::new(year, month?, day?)
    };
    found().map_or_else(|| [&*year, "-", &month, "-", &day].concat(), |day| day.to_string())
}

/// The parts of a day, in the era in which it is written.
pub fn parts(day: Day) -> [String; 4] {
    let begun =
        |era: &&Era| Day::new(era.first.0, era.first.1, era.first.2).is_some_and(|first| first <= day);
    let era = ERAS.iter().find(begun).unwrap_or(&ERAS[4]);
    let year = (day.year() - era.before).to_string();
    [era.code.to_owned(), year, day.month().number().to_string(), day.day_of_month().to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_era_and_from_every_keyboard() {
        for (typed, day) in [
            (["reiwa", "8", "11", "20"], "2026-11-20"),
            (["reiwa", "元", "5", "1"], "2019-05-01"),
            (["heisei", "３１", "４", "３０"], "2019-04-30"),
            (["showa", "31", "4", "2"], "1956-04-02"),
            (["western", " 1956 ", "04", "02"], "1956-04-02"),
        ] {
            assert_eq!(written(typed[0], typed[1], typed[2], typed[3]), day);
        }
    }

    #[test]
    fn what_is_no_day_stays_as_it_was_typed() {
        assert_eq!(written("reiwa", "8", "2", "30"), "8-2-30");
        assert_eq!(written("reiwa", "", "2", ""), "-2-");
        assert_eq!(written("reiwa", " ", "", ""), "");
        assert_eq!(written("", "8", "2", "3"), "8-2-3");
    }

    #[test]
    fn a_day_and_back() {
        for (day, era) in [
            ("2026-11-20", "reiwa"),
            ("2019-05-01", "reiwa"),
            ("2019-04-30", "heisei"),
            ("1989-01-08", "heisei"),
            ("1989-01-07", "showa"),
            ("1926-12-26", "showa"),
            ("1920-01-01", "taisho"),
            ("1900-01-01", "western"),
        ] {
            let parsed: Day = day.parse().unwrap_or_else(|_| panic!("{day}"));
            let [known, year, month, number] = parts(parsed);
            assert_eq!(known, era, "{day}");
            assert_eq!(written(&known, &year, &month, &number), day);
        }
    }
}
