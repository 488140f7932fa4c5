//! `cargo xtask prove`: the long proofs that do not fit an ordinary run.

use crate::arguments::Arguments;
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use crate::registry::{self, Entry, Variables, long_hub_test};
use crate::setup::{self, Need, python_tool::SCHEMATHESIS};
use std::path::PathBuf;
use std::process::Command;

const SCHEMATHESIS_PROOF: &str = "schemathesis";
const KINDS_PROOF: &str = "kinds";
const ENGINES_PROOF: &str = "engines";

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
        command: long_hub_test!(test "ten_thousand"),
        tool: None,
    },
    Entry {
        name: "waves",
        does: "a notice to a hundred thousand people (PMH_PEOPLE) in waves while facilities register, on both databases",
        needs: "hub/tests/hub/crowd.rs",
        command: long_hub_test!("--release", test "a_hundred_thousand_people"),
        tool: None,
    },
    Entry {
        name: "import",
        does: "a file of a million lines (PMH_LINES), the import killed on the way and begun again, its memory, on both databases",
        needs: "hub/tests/hub/crowd.rs",
        command: long_hub_test!("--release", test "an_import_of_a_million"),
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
        needs: "engine/mutants/Cargo.toml",
        command: &["cargo", "run", "--quiet", "--release", "--manifest-path=engine/mutants/Cargo.toml"],
        tool: Some((
            "mutants",
            "install it with `cargo install cargo-mutants --locked --version 27.1.0` and run the same command again",
        )),
    },
    Entry {
        name: SCHEMATHESIS_PROOF,
        does: "a running hub asked thousands of things within and outside its description: no 5xx, no answer that is not described",
        needs: "hub/tests/schemathesis/ask.py",
        command: &["python3", "hub/tests/schemathesis/ask.py"],
        tool: None,
    },
    Entry {
        name: "container",
        does: "the container file builds with buildah, and the hub serves in it as nobody in particular",
        needs: "hub/deploy/try.sh",
        command: &["sh", "hub/deploy/try.sh"],
        tool: None,
    },
    Entry {
        name: KINDS_PROOF,
        does: "every kind of application with the keyboard alone, in all three languages",
        needs: "tests/journeys/apply_kinds.rs",
        command: &[
            "env",
            "PMH_EVERY_LANGUAGE=1",
            "cargo",
            "test",
            "--package=journeys",
            "--locked",
            "--test=apply_kinds",
        ],
        tool: None,
    },
    Entry {
        name: ENGINES_PROOF,
        does: "the journeys that need nothing of Chromium's own, in Firefox and in WebKitGTK",
        needs: "tests/engines.sh",
        command: &["sh", "tests/engines.sh"],
        tool: None,
    },
    Entry {
        name: "reproducible",
        does: "the bundle and the JavaScript package built here and from a copy elsewhere with nothing compiled: the same bytes",
        needs: "xtask/reproducible.sh",
        command: &["sh", "xtask/reproducible.sh"],
        tool: None,
    },
    Entry {
        name: "supply",
        does: "licences, duplicates and sources of everything in Cargo.lock, and its advisories where their database can be had",
        needs: "deny.toml",
        command: &["sh", "xtask/supply.sh"],
        tool: Some((
            "deny",
            "install it with `cargo install cargo-deny --locked` and run the same command again",
        )),
    },
];

/// Lists, or runs one, or all.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    if arguments.words.is_empty() && !arguments.has("--all") {
        registry::list(places, PROOFS, "prove");
        return Ok(());
    }
    let runs = |proof: &str| arguments.has("--all") || arguments.words.iter().any(|word| word == proof);
    let mut variables = Variables::new();
    if runs(SCHEMATHESIS_PROOF) {
        variables.extend(programs(places)?);
    }
    if runs(ENGINES_PROOF) {
        setup::ensure(places, Need::Engines)?;
        variables.push(("PMH_GECKODRIVER", setup::geckodriver(places)));
    }
    if runs(KINDS_PROOF) || runs(ENGINES_PROOF) {
        setup::ensure(places, Need::Everything)?;
        variables.extend(crate::journeys::programs(places)?);
    }
    for (option, name) in [("--seed", "PMH_SEED"), ("--seeds", "PMH_SEEDS"), ("--file", "PMH_FILE")] {
        variables.extend(arguments.value(option).map(|value| (name, PathBuf::from(value))));
    }
    registry::run(places, PROOFS, &arguments.words, "prove", &variables)
}

/// Sets up who asks, builds who is asked, and says where each of them is.
fn programs(places: &Places) -> Outcome<Variables> {
    setup::ensure(places, Need::Questions)?;
    // Selected like the native tests, so that nothing is compiled a second time with other features.
    let hub = ["build", "--workspace", "--exclude", "journeys", "--all-features", "--bin", "hub", "--locked"];
    let mut build = Command::new("cargo");
    build.args(hub).current_dir(&places.root);
    process::aloud(&mut build, "the hub's build", "mend what is said above and run it again")?;
    Ok(vec![
        ("PMH_HUB_BIN", places.target.join("debug/hub")),
        ("PMH_SCHEMATHESIS", SCHEMATHESIS.python(places)),
    ])
}
