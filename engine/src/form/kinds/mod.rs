//! The kinds, one description a file, and the steps that several share.

pub(super) mod change;
pub(super) mod high_cost_long_term;
pub(super) mod mild_high_cost;
pub(super) mod reapplication;
pub(super) mod refund;
pub(super) mod registration;
pub(super) mod renewal;
mod shared;

/// The answer to `late_reason` that gives none.
pub(super) const NO_REASON: &str = shared::LATE_REASONS[0];
