//! From a JSON value to a type, with an error that knows where it happened and never repeats what it found there.
//!
//! `serde_json`'s own reader of a [`Value`] names the text it could not use (a name, an address) and not the field; this one
//! does the opposite. It takes that reader's place, so a bundle carries one of the two.

use super::{Refused, segment};
use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
    value::BorrowedStrDeserializer,
};
use serde_json::Value;
use std::fmt::Display;

/// Why a value does not have the shape of its type. One word wide: every step of reading returns it or a value.
#[derive(Debug)]
pub(super) struct Misfit(Box<Why>);

#[derive(Debug)]
struct Why {
    /// The way to the field, innermost step first.
    steps: Vec<Step>,
    /// What was expected, and the kind of what was found.
    detail: String,
}

#[derive(Debug)]
enum Step {
    Field(String),
    Item(usize),
}

impl Misfit {
    #[cold]
    fn under_field(mut self, name: &str) -> Self {
        self.0.steps.push(Step::Field(segment(name).into_owned()));
        self
    }

    #[cold]
    fn under_item(mut self, index: usize) -> Self {
        self.0.steps.push(Step::Item(index));
        self
    }

    /// The refusal: `json.shape` at `charges[3].total10`.
    #[cold]
    pub(super) fn into_refused(self, at: &str) -> Refused {
        let mut path = at.to_owned();
        for step in self.0.steps.iter().rev() {
            match step {
                Step::Field(name) => super::enter_field(&mut path, name),
                Step::Item(index) => super::enter_item(&mut path, *index),
            }
        }
        Refused::new("json.shape", path, self.0.detail)
    }
}

impl Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.detail)
    }
}
impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: Display>(message: T) -> Self {
        Misfit(Box::new(Why { steps: Vec::new(), detail: message.to_string() }))
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("found {}, expected {expected}", kind(found)))
    }
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("found another {}, expected {expected}", kind(found)))
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::custom("unknown code")
    }
    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::custom("unknown field").under_field(name)
    }
    fn missing_field(name: &'static str) -> Self {
        Self::custom("missing").under_field(name)
    }
    fn duplicate_field(name: &'static str) -> Self {
        Self::custom("given twice").under_field(name)
    }
}

/// The kind of what was found, never its content.
fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
        Unexpected::Float(_) => "number with a fraction",
        Unexpected::Str(_) | Unexpected::Char(_) => "string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "array",
        Unexpected::Map => "object",
        _ => "value",
    }
}

/// A value, read in place.
pub(super) struct Read<'a>(pub(super) &'a Value);

impl<'de> Deserializer<'de> for Read<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => {
                if let Some(integer) = number.as_u64() {
                    visitor.visit_u64(integer)
                } else if let Some(integer) = number.as_i64() {
                    visitor.visit_i64(integer)
                } else {
                    // Handed on to whoever keeps unknown fields as they are; no amount and no rate of ours is read this way.
                    // tidy: serde has no other word for a number with digits behind the point
                    number.as_f64().map_or_else(
                        || Err(de::Error::custom("number out of range")),
                        |decimal| visitor.visit_f64(decimal),
                    )
                }
            }
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => whole_list(items, visitor),
            Value::Object(fields) => visitor.visit_map(Fields { rest: fields.iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.0.deserialize_enum(name, variants, visitor).map_err(|_| de::Error::custom("unknown code"))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

fn whole_list<'a, V: Visitor<'a>>(items: &'a [Value], visitor: V) -> Result<V::Value, Misfit> {
    let mut list = Items { items, next: 0 };
    let value = visitor.visit_seq(&mut list)?;
    if list.next == items.len() {
        Ok(value)
    } else {
        Err(de::Error::custom("found an array with more items than expected"))
    }
}

struct Items<'a> {
    items: &'a [Value],
    next: usize,
}

impl<'a> SeqAccess<'a> for &mut Items<'a> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.items.get(self.next) else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        seed.deserialize(Read(item)).map(Some).map_err(|misfit| misfit.under_item(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

struct Fields<'a> {
    rest: serde_json::map::Iter<'a>,
    current: Option<(&'a str, &'a Value)>,
}

impl<'a> MapAccess<'a> for Fields<'a> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.current = self.rest.next().map(|(key, value)| (key.as_str(), value));
        self.current.map(|(key, _)| seed.deserialize(BorrowedStrDeserializer::new(key))).transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        let Some((key, value)) = self.current.take() else {
            return Err(de::Error::custom("a value without a key"));
        };
        seed.deserialize(Read(value)).map_err(|misfit| misfit.under_field(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
