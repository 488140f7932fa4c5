//! What somebody should look at. A finding never changes a figure by itself; it says where the facts do not fit together.

use serde::Serialize;

/// One thing that does not fit, by key; the pages hold the words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it is: one of [`key`].
    pub key: &'static str,
    /// The event it is about.
    pub charge: String,
    /// The other event or charge concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

impl Finding {
    /// A finding about one event alone.
    pub fn about(key: &'static str, charge: &str) -> Self {
        Finding { key, charge: charge.to_owned(), other: None }
    }

    /// A finding about one event and another.
    pub fn between(key: &'static str, charge: &str, other: &str) -> Self {
        Finding { key, charge: charge.to_owned(), other: Some(other.to_owned()) }
    }
}

/// The keys.
pub mod key {
    /// The same id came with different bodies; the first by sequence counts.
    pub const CONFLICT: &str = "finding.id_conflict";
    /// An event code this version does not know; it is kept and changes nothing.
    pub const EVENT_UNKNOWN: &str = "finding.event_unknown";
    /// A correction or cancellation that names no charge.
    pub const NAMES_NOTHING: &str = "finding.names_no_charge";
    /// A correction of a charge that is not here (yet); it counts by itself.
    pub const CORRECTS_UNKNOWN: &str = "finding.corrects_unknown";
    /// A correction that came after the cancellation; the charge stays void.
    pub const CORRECTS_CANCELLED: &str = "finding.corrects_cancelled";
    /// Several corrections of one version; the last by sequence counts.
    pub const COMPETING: &str = "finding.competing_corrections";
    /// A cancellation of a charge that is not here (yet).
    pub const CANCELS_UNKNOWN: &str = "finding.cancels_unknown";
    /// A charge cancelled more than once.
    pub const CANCELLED_TWICE: &str = "finding.cancelled_twice";
    /// The event named is itself not a charge.
    pub const NOT_A_CHARGE: &str = "finding.names_not_a_charge";
    /// Corrections that name each other in a ring; the first by sequence is taken as the beginning.
    pub const RING: &str = "finding.ring";
    /// The same day, facility and amount under another id: both count (two genuine visits exist).
    pub const DUPLICATE: &str = "finding.possible_duplicate";
    /// The person's own receipt, and a charge of that day which a facility has registered: both count until one is taken away.
    pub const RECEIPT_REGISTERED: &str = "finding.receipt_registered";
}
