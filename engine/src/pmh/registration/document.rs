//! From bytes to the objects of the array, the individual number left behind on the way.

use crate::facts::door::{Limits, Refused, is_individual_number_key, measure, utf8};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// The name under which the API carries the individual number.
pub(super) const MY_NUMBER: &str = "myNumber";

/// Must the document carry the individual number, or must it not?
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Number {
    Required,
    Refused,
}

/// What was seen where the individual number stands.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    Absent,
    TwelveDigits,
    SomethingElse,
}

/// One object of the array.
pub(super) struct Entry {
    pub fields: Map<String, Value>,
    pub number: Seen,
    /// The individual number under another name.
    pub misnamed: bool,
}

impl Entry {
    /// An object that was built here.
    pub fn without_number(fields: Map<String, Value>) -> Self {
        Entry { fields, number: Seen::Absent, misnamed: false }
    }
}

/// Reads the array.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, Refused> {
    let json = utf8(bytes)?;
    measure(json, Limits::default())?;
    serde_json::from_str(json).map_err(|error| {
        // The parser's words may repeat what it found; its place is enough.
        let code = if error.is_data() { "json.shape" } else { "json.malformed" };
        Refused::new(
            code,
            "",
            format!("not an array of objects at line {} column {}", error.line(), error.column()),
        )
    })
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Entry;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entry, M::Error> {
                let mut entry = Entry::without_number(Map::new());
                while let Some(key) = map.next_key::<String>()? {
                    if key == MY_NUMBER {
                        entry.number = map.next_value()?;
                    } else if is_individual_number_key(&key) {
                        map.next_value::<IgnoredAny>()?;
                        entry.misnamed = true;
                    } else {
                        entry.fields.insert(key, map.next_value()?);
                    }
                }
                Ok(entry)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for Seen {
    /// Looks at the text in the parser's own buffer and keeps the verdict.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = Seen;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("string")
            }
            fn visit_str<E>(self, text: &str) -> Result<Seen, E> {
                let fits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
                Ok(if fits { Seen::TwelveDigits } else { Seen::SomethingElse })
            }
            fn visit_unit<E>(self) -> Result<Seen, E> {
                Ok(Seen::Absent)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
                Ok(Seen::SomethingElse)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Seen, E> {
                Ok(Seen::SomethingElse)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Seen, E> {
                Ok(Seen::SomethingElse)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Seen, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Seen::SomethingElse)
            }
            fn visit_map<M: MapAccess<'de>>(self, mut fields: M) -> Result<Seen, M::Error> {
                while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Seen::SomethingElse)
            }
        }
        deserializer.deserialize_any(Look)
    }
}
