//! Versions of a certificate that another one has replaced (差分履歴): who changed what, when, and what it said before.

use super::{Certificate, Unknown};
use serde::{Deserialize, Serialize};

/// A version of a certificate that counts no longer. No amount is worked out from it: the cap of every past day stands in the
/// newest version's `caps`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierVersion {
    /// What it said, whole. Versions inside it are not looked at.
    pub said: Certificate,
    /// When the next version took its place, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_at: Option<String>,
    /// Who recorded the next version: the authority, never the name of a member of its staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Why, in the authority's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Fields of a later version of this engine.
    #[serde(flatten)]
    pub unknown: Unknown,
}
