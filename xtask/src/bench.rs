//! `cargo xtask bench`: the benchmarks.

use crate::arguments::Arguments;
use crate::fault::Outcome;
use crate::places::Places;
use crate::registry::{self, Entry};

/// The benchmarks.
pub const BENCHES: &[Entry] = &[
    Entry {
        name: "engine",
        does: "the engine's own benchmarks",
        needs: "engine/benches",
        command: &["cargo", "bench", "--package", "engine", "--locked"],
        tool: None,
    },
    Entry {
        name: "registrations",
        does: "durable registrations a second over HTTP by eight clients, on both databases, watches included",
        needs: "hub/tests/hub/kill.rs",
        command: &[
            "env",
            "PMH_FSYNC=1",
            "PMH_NEEDS_POSTGRES=1",
            "cargo",
            "test",
            "--release",
            "--package=hub",
            "--test=hub",
            "registrations_a_second",
            "--",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ],
        tool: None,
    },
];

/// Runs the named ones, or all.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    if registry::listed(places, BENCHES).is_empty() {
        registry::list(places, BENCHES, "bench");
        return Ok(());
    }
    registry::run(places, BENCHES, &arguments.words, "bench")
}
