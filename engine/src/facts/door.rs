//! The door: JSON text in, facts out. Nothing else in the engine reads text from outside.
//!
//! A 12-digit individual number (マイナンバー) anywhere, in a value or as a key, is refused before anything is kept.

use super::Facts;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a document was not let in. `code` and `field` are stable and for machines; the words are the pages'.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// Stable code: `json.malformed`, `json.shape`, `my_number`, …
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

/// Reads one person's facts.
pub fn read_facts(json: &str) -> Result<Facts, Refused> {
    read(json)
}

/// Reads any document of ours through the same door.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, Refused> {
    let value: Value =
        serde_json::from_str(json).map_err(|error| Refused::new("json.malformed", "", error.to_string()))?;
    no_individual_number(&value)?;
    T::deserialize(&value).map_err(|error| Refused::new("json.shape", "", error.to_string()))
}

/// Refuses a document that carries a 12-digit individual number with a fitting check digit, or any field of that name.
pub fn no_individual_number(value: &Value) -> Result<(), Refused> {
    look(value, &mut String::new())
}

fn look(value: &Value, path: &mut String) -> Result<(), Refused> {
    let refuse = |path: &str| Err(Refused::new("my_number", path, ""));
    match value {
        Value::String(text) if holds_individual_number(text) => refuse(path),
        Value::Number(number) if holds_individual_number(&number.to_string()) => refuse(path),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            let length = path.len();
            path.extend(["[", &index.to_string(), "]"]);
            let result = look(item, path);
            path.truncate(length);
            result
        }),
        Value::Object(fields) => fields.iter().try_for_each(|(key, item)| {
            let length = path.len();
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(key);
            let result = if is_individual_number_key(key) { refuse(path) } else { look(item, path) };
            path.truncate(length);
            result
        }),
        _ => Ok(()),
    }
}

fn is_individual_number_key(key: &str) -> bool {
    let key: String =
        key.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    matches!(key.as_str(), "mynumber" | "individualnumber" | "kojinbango")
}

/// Exactly twelve digits standing by themselves, full-width ones and ones in groups too. The check digit is not asked: a
/// mistyped individual number is as private as a right one. Digits hanging on a Latin letter (hashes, our own ids) pass.
fn holds_individual_number(text: &str) -> bool {
    let mut digits = 0_u32;
    let mut hangs_on_letter = false;
    let mut before = ' ';
    for letter in text.chars().chain(['\n']) {
        if is_digit(letter) {
            digits += 1;
        } else if digits > 0 && matches!(letter, ' ' | '-' | '\u{3000}' | '－' | '‐') && is_digit(before) {
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
            json!({"a": "ID 1234 5678 9012"}),
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
    fn ordinary_numbers_pass() {
        for document in [
            json!("54136015"),
            json!("1310000001"),
            json!("2026-11-20T10:42:00+09:00"),
            json!("20261120104200"),
            json!("550e8400-e29b-41d4-a71f-446655440000"),
            json!("sha256:aa123456789012bb"),
            json!("090-1234-5678"),
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
}
