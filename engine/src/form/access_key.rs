//! 診断書アクセスキー: with it the authority fetches the doctor's certificate. How a real one looks is not public, so its form is an
//! assumed row of data, marked so wherever it is asked for, and replaced in this one place.

use crate::book::Status;
use crate::facts::likeness::{FieldKind, fold};
use serde::Serialize;

/// The form of a key.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Format {
    /// Groups, as they are written down.
    pub groups: u8,
    /// Letters of a group.
    pub group: u8,
    /// Letters that occur, in the order of their values; ones that look alike are left out.
    pub letters: &'static str,
    /// How sure it is.
    pub status: Status,
}

/// The form that is assumed: four groups of four, the last letter a check letter (Luhn's scheme over these letters).
pub const FORMAT: Format =
    Format { groups: 4, group: 4, letters: "0123456789ABCDEFGHJKMNPQRSTVWXYZ", status: Status::Unconfirmed };

/// What is wrong with a key.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Too short, too long, or another letter.
    Form,
    /// A slip: the check letter is another.
    Check,
}

/// A key that fits. Neither debugging nor a log shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey(String);

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKey(not shown)")
    }
}

impl AccessKey {
    /// Reads what was typed: wide or small letters, spaces and hyphens are understood.
    pub fn read(text: &str) -> Result<AccessKey, Wrong> {
        let letters = fold(FieldKind::Code, text).to_ascii_uppercase();
        let length = usize::from(FORMAT.groups) * usize::from(FORMAT.group);
        if letters.chars().count() != length || !letters.chars().all(|letter| FORMAT.letters.contains(letter))
        {
            return Err(Wrong::Form);
        }
        let body: String = letters.chars().take(length.saturating_sub(1)).collect();
        let fits = letters.chars().next_back() == check_letter(&body);
        if fits { Ok(AccessKey(letters)) } else { Err(Wrong::Check) }
    }

    /// The whole key, for whoever fetches the certificate with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// All but the last group hidden.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

/// What may be shown of a text that should be a key: its last group, and never more than a quarter of it.
pub fn mask(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let shown = usize::from(FORMAT.group).min(letters.len() / 4);
    let hidden = letters.len().saturating_sub(shown);
    letters
        .iter()
        .enumerate()
        .map(|(index, letter)| if index < hidden { '\u{2022}' } else { *letter })
        .collect()
}

/// The check letter behind these letters; `None` where one of them is none of ours.
pub fn check_letter(body: &str) -> Option<char> {
    let count = FORMAT.letters.len();
    let mut sum = 0;
    for (index, letter) in body.chars().rev().enumerate() {
        let value = FORMAT.letters.chars().position(|known| known == letter)?;
        let doubled = if index % 2 == 0 { value * 2 } else { value };
        sum += doubled / count + doubled % count;
    }
    FORMAT.letters.chars().nth((count - sum % count) % count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(body: &str) -> String {
        let check = check_letter(body).unwrap_or_else(|| panic!("{body}"));
        format!("{body}{check}")
    }

    #[test]
    fn a_key_is_read_as_people_write_it_and_shown_to_nobody() {
        let written = key("7K2MQ0ZT4HVB9XD");
        let spaced = format!(
            "{} {}-{}　{}",
            &written[..4],
            written[4..8].to_lowercase(),
            &written[8..12],
            &written[12..]
        );
        let read = AccessKey::read(&spaced).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert_eq!(read.reveal(), written);
        assert!(!format!("{read:?}").contains(&written[12..]));
        assert_eq!(read.masked(), format!("{}{}", "\u{2022}".repeat(12), &written[12..]));
        assert_eq!(mask("ABCDEFGH"), format!("{}GH", "\u{2022}".repeat(6)));
        assert_eq!(AccessKey::read(&written[1..]), Err(Wrong::Form));
        assert_eq!(AccessKey::read(&written.replace('7', "I")), Err(Wrong::Form));
        assert_eq!(AccessKey::read(""), Err(Wrong::Form));
    }

    proptest! {
        #[test]
        fn one_wrong_letter_is_noticed(body in "[0-9A-HJKMNP-TV-Z]{15}", at in 0..16_usize, to in 0..32_usize) {
            let good = key(&body);
            let other = FORMAT.letters.chars().nth(to).unwrap_or('0');
            let slipped: String =
                good.chars().enumerate().map(|(index, letter)| if index == at { other } else { letter }).collect();
            prop_assert!(AccessKey::read(&good).is_ok());
            prop_assert_eq!(AccessKey::read(&slipped).is_ok(), slipped == good);
        }
    }
}
