//! What is planted: the list of cargo-mutants, and nothing else.

use crate::{Outcome, places::Places};
use serde::Deserialize;
use std::process::Command;

/// Version whose list is meant.
pub const VERSION: &str = "cargo-mutants 27.1.0";

/// One fault.
#[derive(Clone, Debug, Deserialize)]
pub struct Mutant {
    /// In cargo-mutants' words, with file, line and column.
    pub name: String,
    pub file: String,
    pub function: Option<Function>,
    pub span: Span,
    pub replacement: String,
    pub genre: Genre,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    pub return_type: String,
    pub span: Span,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

/// Lines and columns from 1, columns in characters.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Mutant {
    /// Is it in a function whose type of result has no name?
    pub fn returns_some_type(&self) -> bool {
        self.function.as_ref().is_some_and(|function| function.return_type.contains("impl "))
    }

    /// In cargo-mutants' words, without the place.
    pub fn fault(&self) -> &str {
        self.name.splitn(4, ':').nth(3).unwrap_or(&self.name).trim()
    }
}

/// Every fault cargo-mutants would plant in the engine.
pub fn of_the_engine(places: &Places) -> Outcome<Vec<Mutant>> {
    let version = Command::new("cargo").args(["mutants", "--version"]).output()?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    if version != VERSION {
        return Err(format!(
            "the list is that of {VERSION}, and here is {version:?}: cargo install cargo-mutants --locked --version 27.1.0"
        )
        .into());
    }
    let mut list = Command::new("cargo");
    list.args(["mutants", "--list", "--json", "--package", "engine", "--all-features"]);
    let listed = list.current_dir(&places.root).output()?;
    if !listed.status.success() {
        return Err(format!("cargo mutants --list: {}", String::from_utf8_lossy(&listed.stderr)).into());
    }
    Ok(serde_json::from_slice(&listed.stdout)?)
}
