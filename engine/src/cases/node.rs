//! A JSON value with its path, so that a refusal can name the field.

use super::width::plain;
use crate::civil::{Day, Month};
use crate::facts::door::Refused;
use crate::rate::Rate;
use crate::yen::{Cap, Yen};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value};
use std::str::FromStr;

/// A value of the document.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub value: &'a Value,
    path: String,
}

impl<'a> Node<'a> {
    /// The whole case.
    pub fn root(value: &'a Value) -> Self {
        Node { value, path: String::new() }
    }

    /// A refusal of this field.
    pub fn refuse(&self, code: &'static str) -> Refused {
        Refused::new(code, self.path.clone(), "")
    }

    /// A refusal of a field of this object, present or not.
    pub fn refuse_field(&self, name: &str, code: &'static str) -> Refused {
        Refused::new(code, self.path_of(name), "")
    }

    /// Where this is in the document.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { [&self.path, ".", name].concat() }
    }

    /// The object itself.
    pub fn object(&self) -> Result<&'a Map<String, Value>, Refused> {
        self.value.as_object().ok_or_else(|| self.refuse("field.not_an_object"))
    }

    /// A field that is there, whatever it holds.
    pub fn present(&self, name: &str) -> Option<Node<'a>> {
        let value = self.value.as_object()?.get(name)?;
        Some(Node { value, path: self.path_of(name) })
    }

    /// A field that is there and neither null nor an empty text.
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.present(name).filter(|node| match node.value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    /// A field that must be there.
    pub fn need(&self, name: &str) -> Result<Node<'a>, Refused> {
        self.get(name).ok_or_else(|| self.refuse_field(name, "field.missing"))
    }

    /// The items of a list.
    pub fn list(&self) -> Result<Vec<Node<'a>>, Refused> {
        let items = self.value.as_array().ok_or_else(|| self.refuse("field.not_a_list"))?;
        Ok(items
            .iter()
            .enumerate()
            .map(|(index, value)| Node { value, path: format!("{}[{index}]", self.path) })
            .collect())
    }

    /// The text as it came; a number by its digits.
    pub fn text(&self) -> Result<String, Refused> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(self.refuse("field.not_a_text")),
        }
    }

    /// The text in one width and without blanks.
    pub fn plain(&self) -> Result<String, Refused> {
        Ok(plain(&self.text()?))
    }

    fn number(&self) -> Result<Decimal, Refused> {
        let text = self.plain()?.replace(',', "");
        let number = Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text));
        number.map_err(|_| self.refuse("field.not_a_number"))
    }

    /// A whole number.
    pub fn integer(&self) -> Result<i64, Refused> {
        let number = self.number()?;
        if !number.fract().is_zero() {
            return Err(self.refuse("field.not_whole"));
        }
        number.to_i64().ok_or_else(|| self.refuse("number.too_large"))
    }

    /// A number of things: from 1 to 1,200.
    pub fn count(&self) -> Result<u32, Refused> {
        u32::try_from(self.integer()?)
            .ok()
            .filter(|count| (1..=1_200).contains(count))
            .ok_or_else(|| self.refuse("number.out_of_range"))
    }

    /// An amount, not below zero.
    pub fn yen(&self) -> Result<Yen, Refused> {
        let amount = self.integer()?;
        if amount < 0 {
            return Err(self.refuse("yen.negative"));
        }
        Yen::from_outside(amount).ok_or_else(|| self.refuse("yen.too_large"))
    }

    /// A rate between nothing and the whole, by its digits.
    pub fn rate(&self) -> Result<Rate, Refused> {
        Rate::from_decimal(self.number()?).ok_or_else(|| self.refuse("rate.invalid"))
    }

    /// A rate in 割 within these bounds; a fraction below one is a rate already.
    pub fn wari(&self, allowed: std::ops::RangeInclusive<u8>) -> Result<Rate, Refused> {
        let number = self.number()?;
        let rate = if number > Decimal::ZERO && number < Decimal::ONE {
            Rate::from_decimal(number)
        } else {
            number
                .to_u8()
                .filter(|wari| number.fract().is_zero() && allowed.contains(wari))
                .and_then(Rate::tenths)
        };
        rate.ok_or_else(|| self.refuse("rate.invalid"))
    }

    /// Yes or no.
    pub fn yes(&self) -> Result<bool, Refused> {
        match self.value {
            Value::Bool(yes) => Ok(*yes),
            _ => match self.plain()?.to_ascii_lowercase().as_str() {
                "1" | "true" => Ok(true),
                "0" | "false" => Ok(false),
                _ => Err(self.refuse("field.not_a_boolean")),
            },
        }
    }

    /// A day, `YYYY-MM-DD`.
    pub fn day(&self) -> Result<Day, Refused> {
        self.plain()?.parse().map_err(|code| self.refuse(code))
    }

    /// A month, `YYYY-MM`; a day stands for its month.
    pub fn month(&self) -> Result<Month, Refused> {
        let text = self.plain()?;
        text.parse::<Day>().map(Day::month).or_else(|_| text.parse()).map_err(|code| self.refuse(code))
    }
}

/// Shorthands for fields of an object.
impl Node<'_> {
    /// Yes or no; `false` when not there.
    pub fn flag(&self, name: &str) -> Result<bool, Refused> {
        self.get(name).map_or(Ok(false), |node| node.yes())
    }

    /// A cap: yen, or null for no cap. Not there at all: `None`.
    pub fn cap(&self, name: &str) -> Result<Option<Cap>, Refused> {
        self.present(name)
            .map(|node| match node.value {
                Value::Null => Ok(Cap::Unlimited),
                _ => node.yen().map(Cap::At),
            })
            .transpose()
    }
}
