//! From a JSON value to a type, with an error that knows where it happened and never repeats what it found there.
//!
//! `serde_json`'s own reader of a [`Value`] names the text it could not use (a name, an address) and not the field; this one
//! does the opposite. It takes that reader's place, so a bundle carries one of the two. Each kind of value is read by a function of its
//! own, so that a type brings the code for what it is and none for what it is not: an object is never read from an array.

use super::misfit::Misfit;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
    value::BorrowedStrDeserializer,
};
use serde_json::Value;

/// A value, read in place.
pub(super) struct Read<'a>(pub(super) &'a Value);

impl<'de> Read<'de> {
    fn misfit<V: Visitor<'de>>(self, visitor: &V) -> Misfit {
        let found = match self.0 {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_u64() || number.is_i64() => "integer",
            Value::Number(_) => "number with a fraction",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        Misfit::found(found, visitor)
    }

    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Value::Number(number) = self.0 else { return Err(self.misfit(&visitor)) };
        if let Some(integer) = number.as_u64() {
            visitor.visit_u64(integer)
        } else if let Some(integer) = number.as_i64() {
            visitor.visit_i64(integer)
        } else {
            Err(self.misfit(&visitor))
        }
    }

    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn object<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields { rest: fields.iter(), current: None }),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Array(items) => whole_list(items, visitor),
            _ => Err(self.misfit(&visitor)),
        }
    }
}

/// Kinds that are read by the same function.
macro_rules! read_by {
    ($how:ident: $($name:ident)+) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.$how(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for Read<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) if number.is_u64() || number.is_i64() => self.integer(visitor),
            // Handed on to whoever keeps unknown fields as they are; no amount and no rate of ours is read this way.
            // tidy: serde has no other word for a number with digits behind the point
            Value::Number(number) => match number.as_f64() {
                Some(decimal) => visitor.visit_f64(decimal),
                None => Err(Misfit::custom("number out of range")),
            },
            Value::String(_) => self.text(visitor),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.object(visitor),
        }
    }

    read_by! { integer: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
    deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 }
    read_by! { text: deserialize_char deserialize_str deserialize_string deserialize_identifier }
    read_by! { list: deserialize_seq }
    read_by! { object: deserialize_map }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Bool(flag) => visitor.visit_bool(*flag),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.object(visitor)
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

    /// A code, or an object with one code for its only field.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let variant = match self.0 {
            Value::String(name) => Some(Variant { name, value: None }),
            Value::Object(fields) if fields.len() == 1 => {
                fields.iter().next().map(|(name, value)| Variant { name, value: Some(value) })
            }
            _ => None,
        };
        let code = variant.map(|variant| visitor.visit_enum(variant));
        code.and_then(Result::ok).ok_or_else(|| Misfit::custom("unknown code"))
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

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct tuple_struct }
}

struct Variant<'a> {
    name: &'a str,
    value: Option<&'a Value>,
}

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<(T::Value, Self), Misfit> {
        seed.deserialize(BorrowedStrDeserializer::new(self.name)).map(|name| (name, self))
    }
}

impl<'a> VariantAccess<'a> for Variant<'a> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        match self.value {
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(Misfit::custom("a code with more")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self.inside()?)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.inside()?.list(visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.inside()?.object(visitor)
    }
}

impl<'a> Variant<'a> {
    fn inside(self) -> Result<Read<'a>, Misfit> {
        self.value.map(Read).ok_or_else(|| Misfit::custom("a code without more"))
    }
}

fn whole_list<'a, V: Visitor<'a>>(items: &'a [Value], visitor: V) -> Result<V::Value, Misfit> {
    let mut list = Items { items, next: 0 };
    let value = visitor.visit_seq(&mut list)?;
    if list.next == items.len() {
        Ok(value)
    } else {
        Err(Misfit::custom("found an array with more items than expected"))
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
            return Err(Misfit::custom("a value without a key"));
        };
        seed.deserialize(Read(value)).map_err(|misfit| misfit.under_field(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
