//! What the journeys share: a hub of their own, a browser of their own. Each test starts both and nothing is left behind.

pub mod applicant;
pub mod browser;
pub mod corpus;
pub mod engine;
pub mod gallery;
pub mod host;
pub mod hub;
pub mod keyboard;

/// Long enough for a slow, busy machine; a test that waits this long has failed.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// Every page of the portal, by its address below the root. A page with a number is about the first certificate.
pub const PAGES: [&str; 14] = [
    "",
    "payments",
    "certificates",
    "certificates/0",
    "procedures",
    "notices",
    "what-if",
    "claim",
    "payments/receipt",
    "settings",
    "people",
    "looks",
    "sessions",
    "no-such-page",
];
