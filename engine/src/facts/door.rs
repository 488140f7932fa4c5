//! The door: JSON text in, facts out. Nothing else in the engine reads text from outside.
//!
//! A 12-digit individual number (マイナンバー) anywhere, in a value or as a key, is refused before anything is kept. So is a
//! text that is too large, before anything is built from it. A refusal names the field and never repeats what stood in it.

mod measure;
mod misfit;
mod shape;

#[cfg(feature = "pmh")]
pub(crate) use measure::measure;

use super::Facts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;

/// Why a document was not let in. `code` and `field` are stable and for machines; the words are the pages'. Without the feature
/// `refusals` the code is all there is.
///
/// | code | when |
/// |---|---|
/// | `json.too_large` | more bytes than [`Limits::bytes`] |
/// | `json.too_many` | an array or object with more items than [`Limits::items`], or too many values together |
/// | `json.too_deep` | brackets nested too deep |
/// | `json.not_utf8` | bytes that are not UTF-8 |
/// | `json.malformed` | not JSON |
/// | `json.shape` | JSON, but a field is missing, or has another type or an impossible value |
/// | `my_number` | a 12-digit individual number, or a field of that name |
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// Stable code: see the table above.
    pub code: &'static str,
    /// Path of the field, as far as known (`charges[3].total10`).
    pub field: String,
    /// The parser's own words, for the person who repairs the sender. Never holds the refused value.
    pub detail: String,
}

impl Refused {
    /// A refusal.
    pub fn new(code: &'static str, field: impl Into<String>, detail: impl Into<String>) -> Self {
        Refused { code, field: field.into(), detail: detail.into() }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}: {}", self.code, self.field, self.detail)
    }
}
impl std::error::Error for Refused {}

/// How much of a document is read at all.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Items of one array, fields of one object.
    pub items: usize,
    /// Values of the whole document, an object counting as several.
    pub weight: u32,
}

impl Default for Limits {
    /// Far beyond one person's life of charges; a few tens of megabytes of memory at most.
    fn default() -> Self {
        Limits { bytes: 8 << 20, items: 20_000, weight: 1_000_000 }
    }
}

/// Reads one person's facts.
pub fn read_facts(json: &str) -> Result<Facts, Refused> {
    read(json)
}

/// Reads any document of ours through the same door.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, Refused> {
    read_within(json, Limits::default())
}

/// Reads any document of ours from bytes that may or may not be UTF-8. One byte order mark in front is passed over.
pub fn read_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    read(utf8(bytes)?)
}

/// [`read`] with limits of its own, for a document of many persons.
pub fn read_within<T: DeserializeOwned>(json: &str, limits: Limits) -> Result<T, Refused> {
    measure::measure(json, limits)?;
    let value: Value = serde_json::from_str(json).map_err(|error| malformed(&error))?;
    no_individual_number(&value)?;
    read_value(&value, "")
}

/// Reads a part of a document that has come through the door already. `at` is the path of the part.
pub fn read_value<T: DeserializeOwned>(value: &Value, at: &str) -> Result<T, Refused> {
    T::deserialize(shape::Read(value)).map_err(|misfit| misfit.into_refused(at))
}

fn malformed(error: &serde_json::Error) -> Refused {
    Refused::new("json.malformed", "", in_words(error))
}

/// What a reader says of its trouble; the patient's bundle goes without all those words.
fn in_words(error: &impl std::fmt::Display) -> String {
    if cfg!(feature = "refusals") { error.to_string() } else { String::new() }
}

pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Refused> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| Refused::new("json.not_utf8", "", in_words(&error)))
}

/// Refuses a value that carries a 12-digit individual number, or any field of that name.
pub fn no_individual_number(value: &Value) -> Result<(), Refused> {
    let mut first = None;
    individual_numbers(value, &mut String::new(), &mut |path| {
        first.get_or_insert_with(|| path.to_owned());
    });
    first.map_or(Ok(()), |path| Err(Refused::new("my_number", path, "")))
}

/// Calls `found` with the path of every individual number, and of every field of that name.
pub(crate) fn individual_numbers(value: &Value, path: &mut String, found: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if holds_individual_number(text) => found(path),
        Value::Number(number) if holds_individual_number(&number.to_string()) => found(path),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let length = path.len();
                enter_item(path, index);
                individual_numbers(item, path, found);
                path.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                let length = path.len();
                enter_field(path, key);
                if is_individual_number_key(key) || holds_individual_number(key) {
                    found(path);
                } else {
                    individual_numbers(item, path, found);
                }
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// One step down a path, into a field.
pub(crate) fn enter_field(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&segment(name));
}

/// One step down a path, into an item of a list.
pub(crate) fn enter_item(path: &mut String, index: usize) {
    path.extend(["[", &index.to_string(), "]"]);
}

/// A name from outside as it may stand in a path: short, on one line, and no individual number itself.
pub(crate) fn segment(name: &str) -> Cow<'_, str> {
    const LONGEST: usize = 64;
    if holds_individual_number(name) {
        return Cow::Borrowed("?");
    }
    if name.len() <= LONGEST && !name.contains(char::is_control) {
        return Cow::Borrowed(name);
    }
    name.chars().map(|letter| if letter.is_control() { '?' } else { letter }).take(LONGEST).collect()
}

/// `myNumber` in any spelling of its case and separators, and its two other names.
pub(crate) fn is_individual_number_key(key: &str) -> bool {
    const NAMES: [&str; 4] = ["mynumber", "individualnumber", "kojinbango", "個人番号"];
    // Case of Latin letters only: the tables for all scripts would be five kilobytes of the patient's bundle.
    let letters =
        key.chars().map(ordinary).filter(|letter| letter.is_ascii_alphanumeric() || !letter.is_ascii());
    let key: String = letters.map(|letter| letter.to_ascii_lowercase()).take(20).collect();
    NAMES.contains(&key.as_str())
}

/// A full-width Latin letter, digit or mark as the ordinary one.
fn ordinary(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Exactly twelve digits standing by themselves, full-width ones and ones in groups too. The check digit is not asked: a
/// mistyped individual number is as private as a right one. Digits hanging on a Latin letter (hashes, our own ids) pass.
pub(crate) fn holds_individual_number(text: &str) -> bool {
    let mut digits = 0_u32;
    let mut hangs_on_letter = false;
    let mut before = ' ';
    for letter in text.chars().chain(['\n']) {
        if is_digit(letter) {
            digits = digits.saturating_add(1);
        } else if is_group_mark(letter) && is_digit(before) {
            // a group ends; the number may go on
        } else {
            if digits == 12 && !hangs_on_letter && !letter.is_ascii_alphabetic() {
                return true;
            }
            digits = 0;
            hangs_on_letter = letter.is_ascii_alphabetic() || (letter == '-' && hangs_on_letter);
        }
        before = letter;
    }
    false
}

fn is_digit(letter: char) -> bool {
    matches!(letter, '0'..='9' | '０'..='９')
}

/// What people write between groups of digits: spaces and hyphens of all kinds.
fn is_group_mark(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{3000}' | '-' | '\u{2010}'..='\u{2015}' | '−' | '－' | 'ー')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_individual_number_is_refused_wherever_it_hides() {
        for document in [
            json!({"person": {"name": "123456789018"}}),
            json!({"charges": [{}, {"note": "番号は1234-5678-9018です"}]}),
            json!({"a": {"b": [123_456_789_018_u64]}}),
            json!({"a": "１２３４５６７８９０１８"}),
            json!({"myNumber": ""}),
            json!({"person": {"my_number": null}}),
            json!({"ｍｙＮｕｍｂｅｒ": ""}),
            json!({"ＭＹ＿ＮＵＭＢＥＲ": ""}),
            json!({"ＫｏｊｉｎＢａｎｇｏ": ""}),
            json!({"a": "ID 1234 5678 9012"}),
            json!({"a": {"123456789018": true}}),
            json!({"個人番号": 1}),
            json!({"a": "1234−5678–9018"}),
        ] {
            let refused = no_individual_number(&document);
            assert!(matches!(&refused, Err(error) if error.code == "my_number"), "{document}");
        }
    }

    #[test]
    fn the_refusal_names_the_field_and_not_the_number() {
        let refused = no_individual_number(&json!({"charges": [{"facility": {"name": "123456789018"}}]}));
        let Err(error) = refused else { panic!("let in") };
        assert_eq!(error.field, "charges[0].facility.name");
        assert!(!error.to_string().contains("1234"));
    }

    #[test]
    fn a_key_that_is_an_individual_number_is_not_repeated() {
        let Err(error) = no_individual_number(&json!({"a": {"1234 5678 9018": 1}})) else { panic!("let in") };
        assert_eq!(error.field, "a.?");
    }

    #[test]
    fn a_name_from_outside_is_short_and_on_one_line_in_a_path() {
        assert_eq!(segment("name"), "name");
        assert_eq!(segment("a\nb"), "a?b");
        assert_eq!(segment(&"長".repeat(90)).chars().count(), 64);
    }

    #[test]
    fn ordinary_numbers_pass() {
        for document in [
            json!("54136015"),
            json!("1310000001"),
            json!("2026-11-20T10:42:00+09:00"),
            json!("20261120104200"),
            json!("550e8400-e29b-41d4-a71f-446655440000"),
            json!("sha256:aa123456789012bb"),
            json!("090-1234-5678"),
            json!("123456--789018"),
            json!(33_330),
        ] {
            assert_eq!(no_individual_number(&document), Ok(()), "{document}");
        }
    }

    #[test]
    fn unknown_fields_and_codes_survive_a_round_trip() {
        let text = r#"{"person":{"id":"p1","shoe_size":27},
            "charges":[{"id":"c1","sequence":1,"facility":{"code":"1310000001","kind":"spa"},"service_day":"2026-11-04",
            "total10":1000,"source":"telepathy","mood":{"a":[1,2]}}],"tomorrow":true}"#;
        let facts = read_facts(text).unwrap_or_else(|error| panic!("{error}"));
        let back: Value = serde_json::to_value(&facts).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(back["person"]["shoe_size"], 27);
        assert_eq!(back["charges"][0]["mood"]["a"][1], 2);
        assert_eq!(back["charges"][0]["source"], "telepathy");
        assert_eq!(back["charges"][0]["facility"]["kind"], "spa");
        assert_eq!(back["tomorrow"], true);
    }

    fn refusal(json: &str) -> Refused {
        match read_facts(json) {
            Ok(_) => panic!("let in: {json}"),
            Err(refused) => refused,
        }
    }

    #[test]
    fn a_misfit_names_the_field() {
        let charge = |fields: &str| {
            let facility = r#""facility":{"code":"1310000001"},"service_day":"2026-11-04""#;
            format!(r#"{{"person":{{"id":"p"}},"charges":[{{"id":"c","sequence":1,{facility},{fields}}}]}}"#)
        };
        for (json, field, detail) in [
            (charge(r#""total10":"花子""#), "charges[0].total10", "found string, expected i64"),
            (charge(r#""total10":10.5"#), "charges[0].total10", "found number with a fraction, expected i64"),
            (charge(r#""total10":9000000000000"#), "charges[0].total10", "yen.too_large"),
            (charge(r#""total10":1,"insurance_rate":"3割""#), "charges[0].insurance_rate", "rate.invalid"),
            (
                charge(r#""total10":1,"visits":-1"#),
                "charges[0].visits",
                "found another integer, expected u32",
            ),
            (charge(r#""meal":1"#), "charges[0].total10", "missing"),
            (r#"{"person":7}"#.to_owned(), "person", "found integer, expected struct Person"),
            ("[]".to_owned(), "", "found array, expected struct Facts"),
            (charge(r#""total10":null"#), "charges[0].total10", "found null, expected i64"),
            (charge(r#""total10":true"#), "charges[0].total10", "found boolean, expected i64"),
            (charge(r#""total10":{}"#), "charges[0].total10", "found object, expected i64"),
            (r#"{"person":{"id":"p","born_on":"花子"}}"#.to_owned(), "person.born_on", "day.invalid"),
        ] {
            let refused = refusal(&json);
            assert_eq!((refused.code, refused.field.as_str()), ("json.shape", field), "{json}");
            assert!(!refused.to_string().contains("花子"), "{refused}");
            assert_eq!(refused.detail, detail);
        }
    }

    #[test]
    fn too_much_is_refused_before_it_is_built() {
        let many = format!(r#"{{"person":{{"id":"p"}},"charges":[{}0]}}"#, "0,".repeat(1_000_000));
        assert_eq!((refusal(&many).code, refusal(&many).field.as_str()), ("json.too_many", "charges"));
        let long = format!(r#"{{"person":{{"id":"{}"}}}}"#, "a".repeat(10_000_000));
        assert_eq!(refusal(&long).code, "json.too_large");
        let deep = format!(r#"{{"a":[[0,{}"#, "[".repeat(200));
        assert_eq!(refusal(&deep).code, "json.too_deep");
        assert!(refusal(&deep).field.starts_with("a[0][1][0]"), "{}", refusal(&deep).field);
        let wide = format!("[{}0]", format!("[{}0],", "{},".repeat(19_000)).repeat(8));
        assert_eq!(refusal(&wide).code, "json.too_many");
    }

    #[test]
    fn commas_and_brackets_inside_a_text_do_not_count() {
        let text = format!(r#"{{"person":{{"id":"{}","name":"\"[{{\\"}}}}"#, ",[{".repeat(100_000));
        assert!(read_facts(&text).is_ok());
    }

    #[test]
    fn bytes_must_be_utf8() {
        assert!(read_bytes::<Facts>("\u{feff}{\"person\":{\"id\":\"p\"}}".as_bytes()).is_ok());
        let Err(refused) = read_bytes::<Facts>(b"{\"person\":\"\x8c\xa9\"}") else { panic!("let in") };
        assert_eq!(refused.code, "json.not_utf8");
    }
}
