//! Why a value does not have the shape of its type: where, and what was expected there.

use super::Refused;
use serde::de::{self, Expected, Unexpected};
use std::fmt::Display;

/// A value does not have the shape of its type. One word wide, because every step of reading returns it or a value; without the feature
/// `refusals` it says nothing more, and whatever leads to its words is left out.
#[derive(Debug)]
pub(super) struct Misfit(#[cfg(feature = "refusals")] Box<Why>);

#[derive(Debug)]
#[cfg(feature = "refusals")]
struct Why {
    /// The way to the field, innermost step first.
    steps: Vec<Step>,
    /// What was expected, and the kind of what was found.
    detail: String,
}

#[derive(Debug)]
#[cfg(feature = "refusals")]
enum Step {
    Field(String),
    Item(usize),
}

#[cfg(feature = "refusals")]
impl Misfit {
    fn new(detail: &dyn Display) -> Self {
        Misfit(Box::new(Why { steps: Vec::new(), detail: detail.to_string() }))
    }

    #[cold]
    pub(super) fn under_field(mut self, name: &str) -> Self {
        self.0.steps.push(Step::Field(super::segment(name).into_owned()));
        self
    }

    #[cold]
    pub(super) fn under_item(mut self, index: usize) -> Self {
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

#[cfg(not(feature = "refusals"))]
impl Misfit {
    fn new(_: &dyn Display) -> Self {
        Misfit()
    }

    pub(super) fn under_field(self, _: &str) -> Self {
        self
    }

    pub(super) fn under_item(self, _: usize) -> Self {
        self
    }

    pub(super) fn into_refused(self, _: &str) -> Refused {
        let Misfit() = self;
        Refused::new("json.shape", "", "")
    }
}

#[cfg(feature = "refusals")]
impl Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.detail)
    }
}
#[cfg(not(feature = "refusals"))]
impl Display for Misfit {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
impl std::error::Error for Misfit {}

impl Misfit {
    /// Something of another kind stands there.
    pub(super) fn found(kind: &str, expected: &dyn Expected) -> Self {
        Misfit::new(&format_args!("found {kind}, expected {expected}"))
    }
}

impl de::Error for Misfit {
    fn custom<T: Display>(message: T) -> Self {
        Misfit::new(&message)
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Misfit::found(kind(found), expected)
    }
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Misfit::new(&format_args!("found another {}, expected {expected}", kind(found)))
    }
    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Misfit::new(&format_args!("invalid length {length}, expected {expected}"))
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Misfit::new(&"unknown code")
    }
    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Misfit::new(&"unknown field").under_field(name)
    }
    fn missing_field(name: &'static str) -> Self {
        Misfit::new(&"missing").under_field(name)
    }
    fn duplicate_field(name: &'static str) -> Self {
        Misfit::new(&"given twice").under_field(name)
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
