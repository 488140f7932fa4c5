//! Is an answer one? What is wrong with it is a key with parameters; the words stand at the field.

use super::access_key::{AccessKey, Wrong};
use super::description::Ask;
use super::given::{FILES_BYTES, File, MEDIA, MOST_FILES};
use crate::civil::{Day, Month};
use crate::facts::door;
use crate::facts::likeness::{FieldKind, fold};
use crate::watch::notice::{Param, Params, Value as Parameter};
use crate::yen::Yen;
use serde::Serialize;
use serde_json::Value;

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Message key.
    pub key: &'static str,
    /// Parameters of the message; never what was typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
}

/// Every problem there can be with an answer.
pub(super) const PROBLEMS: [&str; 25] = [
    MISSING,
    TOO_LONG,
    FUTURE,
    BEFORE_BIRTH,
    BEFORE_FROM,
    CHECKSUM,
    NOT_A_CHOICE,
    MY_NUMBER,
    TOO_MANY_FILES,
    TOO_LARGE,
    OTHER_FILE,
    BROKEN_FILE,
    UNSAFE_FILE,
    NOT_OFFERED,
    NOT_ENOUGH,
    NOT_ASKED,
    "form.problem.malformed.text",
    "form.problem.malformed.kana",
    "form.problem.malformed.digits",
    "form.problem.malformed.postal_code",
    "form.problem.malformed.phone",
    "form.problem.malformed.day",
    "form.problem.malformed.month",
    "form.problem.malformed.yen",
    "form.problem.malformed.access_key",
];

pub(super) const MISSING: &str = "form.problem.missing";
pub(super) const TOO_LONG: &str = "form.problem.too_long";
pub(super) const FUTURE: &str = "form.problem.future";
pub(super) const BEFORE_BIRTH: &str = "form.problem.before_birth";
pub(super) const BEFORE_FROM: &str = "form.problem.before_from";
pub(super) const CHECKSUM: &str = "form.problem.checksum";
pub(super) const NOT_A_CHOICE: &str = "form.problem.not_a_choice";
pub(super) const MY_NUMBER: &str = "form.problem.my_number";
/// More files than an application may have.
pub const TOO_MANY_FILES: &str = "form.problem.too_many_files";
/// More bytes than all files together may have.
pub const TOO_LARGE: &str = "form.problem.too_large";
/// A file of a kind that is not taken, or one that is not there.
pub const OTHER_FILE: &str = "form.problem.other_file";
/// A file that is not whole, or not what it begins as.
pub const BROKEN_FILE: &str = "form.problem.broken_file";
/// A PDF that is locked or does things.
pub const UNSAFE_FILE: &str = "form.problem.unsafe_file";
pub(super) const NOT_OFFERED: &str = "form.problem.not_offered";
pub(super) const NOT_ENOUGH: &str = "form.problem.not_enough";
pub(super) const NOT_ASKED: &str = "form.problem.not_asked";

impl Problem {
    /// A problem whose message needs no parameters.
    pub fn new(key: &'static str) -> Self {
        Problem { key, params: Vec::new() }
    }

    fn with(key: &'static str, name: &str, value: Parameter) -> Self {
        Problem { key, params: Params::default().with(name, value).0 }
    }
}

/// What an answer is held against besides its own form.
#[derive(Copy, Clone, Debug)]
pub(super) struct Bounds<'a> {
    pub today: Day,
    pub born_on: Option<Day>,
    /// Ids of the certificates one may choose from.
    pub certificates: &'a [String],
    /// The month this one may not lie before.
    pub not_before: Option<Month>,
}

/// Is there nothing in it?
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// What is wrong with an answer that is there.
pub(super) fn problem(ask: Ask, value: &Value, bounds: &Bounds<'_>) -> Option<Problem> {
    if door::no_individual_number(value).is_err() {
        return Some(Problem::new(MY_NUMBER));
    }
    match ask {
        Ask::Text { longest } => text(value, longest, false).err(),
        Ask::LongText { longest } => text(value, longest, true).err(),
        Ask::Kana { longest } => kana(value, longest).err(),
        Ask::Digits { length } => (value.as_str().and_then(digits).map(|digits| digits.len())
            != Some(usize::from(length)))
        .then(|| {
            let length = Parameter::Count(length.into());
            Problem::with("form.problem.malformed.digits", "length", length)
        }),
        Ask::PostalCode => (value.as_str().and_then(digits).map(|digits| digits.len()) != Some(7))
            .then(|| Problem::new("form.problem.malformed.postal_code")),
        Ask::Phone => {
            let fits = |digits: &String| (10..=11).contains(&digits.len()) && digits.starts_with('0');
            (!value.as_str().and_then(digits).as_ref().is_some_and(fits))
                .then(|| Problem::new("form.problem.malformed.phone"))
        }
        Ask::Day => day(value, bounds).err(),
        Ask::Month { .. } => month(value, bounds).err(),
        Ask::Choice { of } => {
            let known = value.as_str().is_some_and(|code| of.contains(&code));
            (!known).then(|| Problem::new(NOT_A_CHOICE))
        }
        Ask::Choices { of } => {
            let known = |item: &Value| item.as_str().is_some_and(|code| of.contains(&code));
            let items = value.as_array();
            let once = |items: &Vec<Value>| {
                items.iter().enumerate().all(|(index, item)| known(item) && !items[..index].contains(item))
            };
            (!items.is_some_and(once)).then(|| Problem::new(NOT_A_CHOICE))
        }
        Ask::Certificate => {
            let known = value.as_str().is_some_and(|id| bounds.certificates.iter().any(|known| known == id));
            (!known).then(|| Problem::new(NOT_A_CHOICE))
        }
        Ask::YesNo | Ask::Consent => (!value.is_boolean()).then(|| Problem::new(NOT_A_CHOICE)),
        Ask::Declaration => match value.as_bool() {
            Some(true) => None,
            Some(false) => Some(Problem::new(MISSING)),
            None => Some(Problem::new(NOT_A_CHOICE)),
        },
        Ask::Yen => {
            let yen = value.as_i64().and_then(Yen::from_outside);
            yen.is_none_or(|yen| yen < Yen::ZERO).then(|| Problem::new("form.problem.malformed.yen"))
        }
        Ask::AccessKey => match AccessKey::read(value.as_str().unwrap_or_default()) {
            Ok(_) => None,
            Err(Wrong::Form) => Some(Problem::new("form.problem.malformed.access_key")),
            Err(Wrong::Check) => Some(Problem::new(CHECKSUM)),
        },
        Ask::Files => files(value).err(),
        Ask::Evidence { .. } => Some(Problem::new(NOT_ASKED)),
    }
}

fn text(value: &Value, longest: u16, lines: bool) -> Result<&str, Problem> {
    let malformed = || Problem::new("form.problem.malformed.text");
    let text = value.as_str().ok_or_else(malformed)?;
    if text.chars().any(|letter| letter.is_control() && !(lines && letter == '\n')) {
        return Err(malformed());
    }
    if text.chars().count() > usize::from(longest) {
        return Err(Problem::with(TOO_LONG, "longest", Parameter::Count(longest.into())));
    }
    Ok(text)
}

/// Katakana of either width, spaces, the long vowel and the middle dot.
fn kana(value: &Value, longest: u16) -> Result<(), Problem> {
    let is_kana =
        |letter: char| matches!(letter, '\u{30a1}'..='\u{30fc}' | '\u{ff66}'..='\u{ff9f}' | ' ' | '\u{3000}');
    let fits = text(value, longest, false)?.chars().all(is_kana);
    if fits { Ok(()) } else { Err(Problem::new("form.problem.malformed.kana")) }
}

/// The digits, however wide and whatever stands between them; nothing when there is anything else.
pub fn digits(typed: &str) -> Option<String> {
    let digits = fold(FieldKind::Code, typed);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
}

fn day(value: &Value, bounds: &Bounds<'_>) -> Result<(), Problem> {
    let day: Option<Day> = value.as_str().and_then(|text| text.parse().ok());
    let day = day.ok_or_else(|| Problem::new("form.problem.malformed.day"))?;
    if day > bounds.today {
        return Err(Problem::new(FUTURE));
    }
    match bounds.born_on {
        Some(born_on) if day < born_on => Err(Problem::new(BEFORE_BIRTH)),
        _ => Ok(()),
    }
}

fn month(value: &Value, bounds: &Bounds<'_>) -> Result<(), Problem> {
    let month: Option<Month> = value.as_str().and_then(|text| text.parse().ok());
    let month = month.ok_or_else(|| Problem::new("form.problem.malformed.month"))?;
    if month > bounds.today.month() {
        return Err(Problem::new(FUTURE));
    }
    if bounds.born_on.is_some_and(|born_on| month < born_on.month()) {
        return Err(Problem::new(BEFORE_BIRTH));
    }
    if bounds.not_before.is_some_and(|earliest| month < earliest) {
        return Err(Problem::new(BEFORE_FROM));
    }
    Ok(())
}

/// The files an answer names; `None` where it is no list of files.
pub(super) fn files_of(value: &Value) -> Option<Vec<File>> {
    value.as_array()?.iter().map(|file| door::read_value(file, "").ok()).collect()
}

fn files(value: &Value) -> Result<(), Problem> {
    let files = files_of(value).ok_or_else(|| Problem::new(OTHER_FILE))?;
    if files.len() > MOST_FILES {
        return Err(Problem::with(
            TOO_MANY_FILES,
            "most",
            Parameter::Count(u32::try_from(MOST_FILES).unwrap_or(u32::MAX)),
        ));
    }
    if files.iter().any(|file| !MEDIA.contains(&file.media.as_str())) {
        return Err(Problem::new(OTHER_FILE));
    }
    let bytes = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
    if bytes > FILES_BYTES { Err(Problem::new(TOO_LARGE)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_and_months_have_their_bounds() {
        let day = |text: &str| text.parse::<Day>().unwrap_or_else(|error| panic!("{error}"));
        let bounds = Bounds {
            today: day("2026-07-10"),
            born_on: Some(day("1991-01-15")),
            certificates: &[],
            not_before: "2020-05".parse().ok(),
        };
        let month = Ask::Month { not_before: None };
        let no_yen = Some("form.problem.malformed.yen");
        for (ask, value, expected) in [
            (Ask::Yen, json!(0), None),
            (Ask::Yen, json!(1), None),
            (Ask::Yen, json!(-1), no_yen),
            (Ask::Yen, json!(i64::MAX), no_yen),
            (Ask::Yen, json!("1"), no_yen),
            (month, json!("2026-07"), None),
            (month, json!("2026-08"), Some(FUTURE)),
            (month, json!("2020-05"), None),
            (month, json!("2020-04"), Some(BEFORE_FROM)),
            (month, json!("1990-12"), Some(BEFORE_BIRTH)),
            (month, json!("1991-01"), Some(BEFORE_FROM)),
        ] {
            assert_eq!(problem(ask, &value, &bounds).map(|problem| problem.key), expected, "{ask:?} {value}");
        }
    }
}
