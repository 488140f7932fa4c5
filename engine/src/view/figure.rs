//! An amount that knows where it comes from and how sure it is.

use crate::facts::Source;
use crate::order;
use crate::watch::Certainty;
use crate::yen::Yen;
use serde::Serialize;
use std::collections::BTreeMap;

/// An amount for a page. Never a bare number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The amount.
    pub yen: Yen,
    /// How sure.
    pub certainty: Certainty,
    /// What it rests on, each kind of source once.
    pub sources: Vec<Source>,
    /// When the newest fact under it was registered (RFC 3339); of an amount nothing is under, when the sources were last looked at.
    pub as_of: Option<String>,
}

/// What an amount rests on.
#[derive(Clone, Debug, Default)]
pub(super) struct Basis {
    sources: Vec<Source>,
    as_of: Option<String>,
    certainty: Certainty,
}

impl Basis {
    /// These charges: where each comes from and when it was registered.
    pub fn of<'a>(charges: impl Iterator<Item = (&'a str, &'a Source)>, registered: &Registered<'_>) -> Self {
        let mut basis = Basis::default();
        for (charge, source) in charges {
            if source.is_expected() {
                basis.certainty = Certainty::Expected;
            }
            if !basis.sources.contains(source) {
                basis.sources.push(source.clone());
            }
            basis.as_of = basis.as_of.max(registered.get(charge).map(|stamp| (*stamp).to_owned()));
        }
        order::sort(&mut basis.sources);
        basis
    }

    /// The same, no surer than this.
    pub fn no_surer_than(mut self, certainty: Certainty) -> Self {
        self.certainty = self.certainty.max(certainty);
        self
    }

    /// Where nothing is under an amount, the last good look at the sources is what it rests on.
    pub fn or_looked_at(mut self, good_at: Option<&String>) -> Self {
        self.as_of = self.as_of.or_else(|| good_at.cloned());
        self
    }

    pub fn figure(&self, yen: Yen) -> Figure {
        Figure { yen, certainty: self.certainty, sources: self.sources.clone(), as_of: self.as_of.clone() }
    }
}

/// When each charge was registered, by its id.
pub(super) type Registered<'f> = BTreeMap<&'f str, &'f str>;
