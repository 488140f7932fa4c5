//! 適用区分 as people write it. The one place that knows the words.

use super::width::plain;
use crate::facts::InsuranceBand;
use crate::split::{AgeGroup, Band};

/// Does the text say 被保護者 instead of a 適用区分?
pub(super) fn is_welfare(text: &str) -> bool {
    matches!(plain(text).as_str(), "生活保護" | "生保" | "被保護者")
}

/// Reads a 適用区分. `age` decides where a spelling is of both ages (`I` is 現役並みⅠ from 70, イ under it).
pub(super) fn read(text: &str, age: Option<AgeGroup>) -> Option<Band> {
    let text = plain(text);
    if (text == "I" && age.is_none()) || (text.eq_ignore_ascii_case("i") && age == Some(AgeGroup::From70)) {
        return Some(Band::Active1);
    }
    Band::known(&InsuranceBand::from(text.to_ascii_lowercase().as_str()))
        .or_else(|| under_70(&text))
        .or_else(|| from_70(&text))
}

fn under_70(text: &str) -> Option<Band> {
    // 「区ア」 with or without the number of the 特記事項 (26区ア).
    let letter = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let letter =
        ["適用区分", "区分", "区"].iter().fold(letter, |text, word| text.strip_prefix(word).unwrap_or(text));
    Some(match letter {
        "ア" | "あ" => Band::A,
        "イ" | "い" => Band::I,
        "ウ" | "う" => Band::U,
        "エ" | "え" => Band::E,
        "オ" | "お" => Band::O,
        _ => return None,
    })
}

fn from_70(text: &str) -> Option<Band> {
    let words = text.trim_end_matches(['1', '2', '3', 'I', 'i']);
    let degree = degree(text.strip_prefix(words)?)?;
    Some(match words.trim_end_matches('者') {
        "" | "現役並み所得" | "現役並み" | "現役並" | "現役" => match degree {
            3 => Band::Active3,
            2 => Band::Active2,
            1 => Band::Active1,
            _ => return None,
        },
        "一般所得" | "一般" if degree <= 2 => Band::Ordinary,
        "低所得" | "低" | "区分" | "区" if degree == 2 => Band::Low2,
        "低所得" | "低" | "区分" | "区" if degree == 1 => Band::Low1,
        _ => return None,
    })
}

/// 0 where there is none.
fn degree(text: &str) -> Option<u8> {
    Some(match text.to_ascii_lowercase().as_str() {
        "" => 0,
        "1" | "i" => 1,
        "2" | "ii" => 2,
        "3" | "iii" => 3,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_it() {
        for (texts, band) in [
            (&["ア", "ｱ", "a", "Ａ", "区ア", "26区ア", "あ"][..], Band::A),
            (&["イ", "i", "区分イ"], Band::I),
            (&["ウ", "u", "U"], Band::U),
            (&["エ", "e"], Band::E),
            (&["オ", "o", "適用区分オ", "ｵ"], Band::O),
            (
                &["現役並みⅢ", "現役Ⅲ", "現役並みIII", "現役並み3", "現役並み所得者Ⅲ", "III", "Ⅲ", "active3"],
                Band::Active3,
            ),
            (&["現役並みⅡ", "現役Ⅱ", "現役並み２", "II", " 現役並み Ⅱ ", "active2"], Band::Active2),
            (&["現役並みⅠ", "現役Ⅰ", "現役並みI", "I", "Ⅰ", "active1"], Band::Active1),
            (&["一般", "一般Ⅱ", "一般Ⅰ", "ordinary"], Band::Ordinary),
            (&["低所得Ⅱ", "低Ⅱ", "低所得2", "低所得者Ⅱ", "区Ⅱ", "区分Ⅱ", "low2"], Band::Low2),
            (&["低所得Ⅰ", "低Ⅰ", "低1", "low1"], Band::Low1),
        ] {
            for text in texts {
                assert_eq!(read(text, Some(band.age())), Some(band), "{text}");
            }
        }
        assert_eq!(read("I", Some(AgeGroup::Under70)), Some(Band::I));
        assert_eq!(read("i", Some(AgeGroup::From70)), Some(Band::Active1));
        assert_eq!(read("I", None), Some(Band::Active1));
        assert_eq!(read("i", None), Some(Band::I));
        for text in ["生活 保護", "生保", "被保護者"] {
            assert!(is_welfare(text), "{text}");
        }
        assert!(!is_welfare("オ"));
        for text in [
            "",
            "カ",
            "現役並み",
            "低所得",
            "IV",
            "0",
            "現役並みIIII",
            "現役並み4",
            "一般Ⅲ",
            "低所得Ⅲ",
            "低3",
            "区Ⅲ",
            "高1",
        ] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }
}
