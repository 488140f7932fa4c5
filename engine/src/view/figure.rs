//! An amount that knows where it comes from and how sure it is.

use crate::facts::Source;
use crate::yen::Yen;
use serde::Serialize;

/// How sure an amount is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// 確定: everything it rests on was registered by those who collected.
    Confirmed,
    /// 見込み: it rests on an entry of the patient, a plan, or a rule that nobody has confirmed.
    Expected,
    /// 未着あり: something it should rest on is known to be missing, so it is no total.
    Incomplete,
}

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
