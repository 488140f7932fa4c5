//! What the journeys share: a hub of their own, a browser of their own. Each test starts both and nothing is left behind.

pub mod applicant;
pub mod browser;
pub mod corpus;
pub mod engine;
pub mod host;
pub mod hub;
pub mod keyboard;

/// Long enough for a slow, busy machine; a test that waits this long has failed.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);
