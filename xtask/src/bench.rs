//! `cargo xtask bench`: the benchmarks.

use crate::arguments::Arguments;
use crate::fault::Outcome;
use crate::places::Places;
use crate::registry::{self, Entry};

/// The benchmarks.
pub const BENCHES: &[Entry] = &[Entry {
    name: "engine",
    does: "the engine's own benchmarks",
    needs: "engine/benches",
    command: &["cargo", "bench", "--package", "engine", "--locked"],
    tool: None,
}];

/// Runs the named ones, or all.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    if registry::listed(places, BENCHES).is_empty() {
        registry::list(places, BENCHES, "bench");
        return Ok(());
    }
    registry::run(places, BENCHES, &arguments.words, "bench")
}
