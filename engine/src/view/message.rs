//! What a page says, before it is words.

use crate::watch::Param;
use crate::watch::notice::Params;
use serde::Serialize;

/// A message key with its parameters, as in a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Message key.
    pub key: &'static str,
    /// In a fixed order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
}

impl Message {
    pub(super) fn new(key: &'static str, params: Params) -> Self {
        Message { key, params: params.0 }
    }
}
