//! `cargo xtask prove`: the long proofs that do not fit an ordinary run.

use crate::arguments::Arguments;
use crate::fault::Outcome;
use crate::places::Places;
use crate::registry::{self, Entry};
use std::path::PathBuf;

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
        name: "simulate",
        does: "ten thousand worlds from seeds: a network that drops, doubles, delays and reorders, a hub that dies, every promise looked at",
        needs: "hub/tests/simulate/main.rs",
        command: &[
            "cargo",
            "test",
            "--profile=simulate",
            "--package=hub",
            "--features=simulate",
            "--test=simulate",
            "ten_thousand",
            "--",
            "--ignored",
            "--nocapture",
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
    let told =
        |option: &str, name: &'static str| arguments.value(option).map(|value| (name, PathBuf::from(value)));
    let variables = told("--seed", "PMH_SEED").into_iter().chain(told("--seeds", "PMH_SEEDS")).collect();
    registry::run(places, PROOFS, &arguments.words, "prove", &variables)
}
