//! What the door says of a value that does not have the shape of its type: the field, what was expected and the kind of what was found, never
//! what was found. Of types with readers of their own, which ask for anything and take almost nothing, and of codes that carry more.

use engine::facts::door::{self, Limits};
use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde_json::{Value, json};
use std::fmt;

/// Nothing fits it.
#[derive(Debug)]
struct Nothing;

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Refuses;
        impl Visitor<'_> for Refuses {
            type Value = Nothing;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("nothing at all")
            }
        }
        deserializer.deserialize_any(Refuses)
    }
}

#[test]
fn the_kind_of_what_was_found_is_said_and_not_what_it_was() {
    for (value, kind) in [
        (json!(true), "boolean"),
        (json!(-7), "integer"),
        (json!(4_711), "integer"),
        (json!(47.11), "number with a fraction"),
        (json!("難病 花子"), "string"),
        (json!(null), "null"),
        (json!(["難病 花子"]), "array"),
        (json!({ "name": "難病 花子" }), "object"),
    ] {
        let refused = door::read_value::<Nothing>(&value, "facts.odd").expect_err("nothing fits");
        assert_eq!((refused.code, &*refused.field), ("json.shape", "facts.odd"), "{value}");
        assert_eq!(refused.detail, format!("found {kind}, expected nothing at all"), "{value}");
    }
}

/// A code alone, and codes that carry something.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Code {
    Alone,
    With(u32),
    Pair(u32, u32),
    Named { yen: u32 },
}

#[test]
fn a_code_stands_alone_or_is_the_only_field_of_an_object() {
    let read = |value: Value| door::read_value::<Code>(&value, "facts.code").map_err(|refused| refused.field);
    assert_eq!(read(json!("alone")), Ok(Code::Alone));
    assert_eq!(read(json!({ "alone": null })), Ok(Code::Alone));
    assert_eq!(read(json!({ "with": 7 })), Ok(Code::With(7)));
    assert_eq!(read(json!({ "pair": [1, 2] })), Ok(Code::Pair(1, 2)));
    assert_eq!(read(json!({ "named": { "yen": 7 } })), Ok(Code::Named { yen: 7 }));
    for value in [
        json!("other"),
        json!({ "alone": 7 }),
        json!("with"),
        json!({ "with": 7, "alone": null }),
        json!({}),
        json!({ "pair": [1, 2, 3] }),
        json!({ "named": 7 }),
        json!(7),
        json!(null),
    ] {
        let said = value.to_string();
        assert_eq!(read(value), Err("facts.code".to_owned()), "{said}");
    }
}

#[test]
fn a_refusal_reads_as_code_field_and_detail() {
    let refused = door::Refused::new("json.shape", "charges[3].total10", "found string, expected integer");
    assert_eq!(refused.to_string(), "json.shape at charges[3].total10: found string, expected integer");
}

#[test]
fn a_number_below_zero_is_an_integer_too() {
    for (value, kind) in
        [(json!(-7), "integer"), (json!(7), "integer"), (json!(-7.5), "number with a fraction")]
    {
        let refused = door::read_value::<String>(&value, "").expect_err("no text");
        assert!(
            refused.detail.starts_with(&format!("found {kind}, expected ")),
            "{value}: {}",
            refused.detail
        );
    }
}

/// What a text of so many bytes and values is answered.
fn within(text: &str, bytes: usize, weight: u32) -> &'static str {
    let limits = Limits { bytes, weight, ..Limits::default() };
    door::read_within::<Value>(text, limits).map_or_else(|refused| refused.code, |_| "read")
}

#[test]
fn a_text_may_be_as_large_as_the_limit_and_not_larger() {
    assert_eq!((within("[1,2,3]", 7, 100), within("[1,2,3]", 6, 100)), ("read", "json.too_large"));
    // The document, its array, and a value for each comma.
    assert_eq!((within("[1,2,3]", 99, 4), within("[1,2,3]", 99, 3)), ("read", "json.too_many"));
}

#[test]
fn brackets_within_a_text_are_no_brackets_and_those_behind_it_are() {
    // A quotation mark and a stroke that are written with a stroke before them do not end a text.
    assert_eq!(within(r#"["\"[[[[[[[[", 1]"#, 99, 4), "read");
    assert_eq!(within(r#"["\\", [[[[[[[[]]]]]]]]]"#, 99, 4), "json.too_many");
    assert_eq!(within(r#"["                    \\", [[[[[[[[]]]]]]]]]"#, 99, 4), "json.too_many");
}
