//! `cargo xtask prove`: the long proofs that do not fit an ordinary run.

use crate::arguments::Arguments;
use crate::fault::Outcome;
use crate::places::Places;
use crate::registry::{self, Entry};

/// The long proofs.
pub const PROOFS: &[Entry] = &[
    Entry {
        name: "oracle",
        does: "a million accounts, the engine against a second, independent computation",
        needs: "engine/oracle/compare.py",
        command: &["python3", "engine/oracle/compare.py", "--accounts", "1000000"],
        tool: None,
    },
    Entry {
        name: "coverage",
        does: "98 % of the engine's branches are taken by its own tests",
        needs: "engine/coverage.py",
        command: &["python3", "engine/coverage.py", "--least", "98.0"],
        tool: None,
    },
    Entry {
        name: "kill",
        does: "kill -9 of the hub at random moments during ten thousand registrations by eight clients, on both databases",
        needs: "hub/tests/hub/kill.rs",
        command: &[
            "env",
            "PMH_FSYNC=1",
            "PMH_NEEDS_POSTGRES=1",
            "cargo",
            "test",
            "--package=hub",
            "--test=hub",
            "ten_thousand",
            "--",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ],
        tool: None,
    },
    Entry {
        name: "mutants",
        does: "every small fault planted in the engine must make a test fail",
        needs: "engine/src/lib.rs",
        command: &["cargo", "mutants", "--package", "engine", "--output", "target/prove"],
        tool: Some((
            "mutants",
            "install it with `cargo install cargo-mutants` and run the same command again",
        )),
    },
];

/// Lists, or runs one, or all.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    if arguments.words.is_empty() && !arguments.has("--all") {
        registry::list(places, PROOFS, "prove");
        return Ok(());
    }
    registry::run(places, PROOFS, &arguments.words, "prove", &registry::Variables::new())
}
