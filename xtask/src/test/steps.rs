//! The steps of an ordinary test run. The quick ones come first; the browsers, which need all the others, last.

use super::Tally;
use crate::build::{self, Kind};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use crate::setup::{self, Need};
use crate::tidy;
use std::process::Command;

/// One step.
pub struct TestStep {
    pub name: &'static str,
    pub does: &'static str,
    /// Runs even with `--only` another step.
    pub always: bool,
    /// Why it does not run in this checkout, if it does not.
    pub absent: fn(&Places) -> Option<&'static str>,
    pub run: fn(&Places, &mut Tally) -> Outcome,
}

/// Where the small dose of the oracle begins; fixed, so that a red run is red again.
const ORACLE: &str = "engine/oracle/compare.py";
const ORACLE_SEED: &str = "20261120";
const ORACLE_ACCOUNTS: &str = "10000";

/// All of them.
pub const STEPS: &[TestStep] = &[
    TestStep {
        name: "setup",
        does: "what the tests need is there",
        always: true,
        absent: never,
        run: |places, _| setup::ensure(places, Need::Everything),
    },
    TestStep {
        name: "fmt",
        does: "cargo fmt --check",
        always: false,
        absent: never,
        run: |places, _| {
            cargo(places, &["fmt", "--all", "--check"], "the formatting", "`cargo fmt` mends it")
        },
    },
    TestStep {
        name: "tidy",
        does: "the rules of ARCHITECTURE.md about this repository's text",
        always: false,
        absent: never,
        run: |places, _| tidy::check(places),
    },
    TestStep {
        name: "clippy",
        does: "cargo clippy, every warning an error",
        always: false,
        absent: never,
        run: |places, _| {
            let words = [
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--locked",
                "--",
                "-D",
                "warnings",
            ];
            cargo(places, &words, "clippy", "mend what it says above")
        },
    },
    TestStep {
        name: "native",
        does: "the tests of engine, hub, app and xtask",
        always: false,
        absent: never,
        run: native,
    },
    TestStep {
        name: "oracle",
        does: "the engine against a second, independent computation",
        always: false,
        absent: |places| (!places.root.join(ORACLE).is_file()).then_some("not there yet"),
        run: oracle,
    },
    TestStep {
        name: "bundle",
        does: "the release bundle and its budget",
        always: false,
        absent: never,
        run: |places, _| {
            build::portal_if_needed(places, Kind::Release)?;
            build::budget(places)
        },
    },
    TestStep {
        name: "package",
        does: "the engine's JavaScript package: its types, its tests in Node and in a browser, byte for byte the native program's answers",
        always: false,
        absent: never,
        run: crate::package::test,
    },
    TestStep {
        name: "journeys",
        does: "journeys in a real browser against a real hub",
        always: false,
        absent: never,
        run: journeys,
    },
];

fn never(_: &Places) -> Option<&'static str> {
    None
}

fn cargo(places: &Places, words: &[&str], what: &str, to_do: &str) -> Outcome {
    process::aloud(Command::new("cargo").args(words).current_dir(&places.root), what, to_do)
}

fn native(places: &Places, tally: &mut Tally) -> Outcome {
    let mut test = Command::new("cargo");
    test.args(["test", "--workspace", "--exclude", "journeys", "--all-features", "--locked"])
        // The set-up has installed it: the hub's half on PostgreSQL is not passed over.
        .env("PMH_NEEDS_POSTGRES", "1")
        .current_dir(&places.root);
    tally.run(&mut test, "a native test")
}

fn oracle(places: &Places, _: &mut Tally) -> Outcome {
    let mut compare = Command::new("python3");
    compare.args([ORACLE, "--accounts", ORACLE_ACCOUNTS, "--seed", ORACLE_SEED]).current_dir(&places.root);
    process::aloud(&mut compare, "the comparison with the oracle", "read the first difference above")
}

fn journeys(places: &Places, tally: &mut Tally) -> Outcome {
    let mut test = crate::journeys::command(places, &["test"])?;
    tally.run(&mut test, "a journey")
}
