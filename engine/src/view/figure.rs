//! An amount that knows where it comes from and how sure it is.

use crate::facts::Source;
use crate::watch::Certainty;
use crate::yen::Yen;
use serde::Serialize;

/// An amount for a page. Never a bare number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The amount.
    pub yen: Yen,
    /// How sure.
    pub certainty: Certainty,
    /// What it rests on, each kind of source once.
    pub sources: Vec<Source>,
    /// When the newest fact under it was registered (RFC 3339).
    pub as_of: Option<String>,
}
