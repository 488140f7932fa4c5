//! `cargo xtask bench`: the benchmarks. Side by side and within one run, never as a test.

use crate::arguments::Arguments;
use crate::build::package;
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use crate::registry::{self, Entry, Variables, long_hub_test};
use crate::setup::{self, Need, python_tool::OPENFISCA, wasm::Toolchain};
use std::process::Command;

const ENGINE: &str = "engine";
const PAGES: &str = "pages";
const TO_DO: &str = "mend what is said above and run it again";

/// The benchmarks.
pub const BENCHES: &[Entry] = &[
    Entry {
        name: ENGINE,
        does: "the engine natively and as WebAssembly, beside a bare loop, TypeScript, decimal.js, Python and OpenFisca",
        needs: "engine/bench/bench.mjs",
        command: &["node", "engine/bench/bench.mjs"],
        tool: None,
    },
    Entry {
        name: "registrations",
        does: "durable registrations a second over HTTP by eight clients, on both databases, watches included",
        needs: "hub/tests/hub/kill.rs",
        command: long_hub_test!("--release", test "registrations_a_second"),
        tool: None,
    },
    Entry {
        name: "flood",
        does: "ten times what one client may send, and how long another's questions take meanwhile, on both databases",
        needs: "hub/tests/hub/flood.rs",
        command: long_hub_test!("--release", test "a_flood_of_one"),
        tool: None,
    },
    Entry {
        name: "reads",
        does: "one person's facts a second, whole and unchanged, beside a handler that returns the same bytes",
        needs: "hub/tests/hub/speed.rs",
        command: &[
            "cargo",
            "test",
            "--release",
            "--package=hub",
            "--test=hub",
            "reads_a_second",
            "--",
            "--ignored",
            "--nocapture",
        ],
        tool: None,
    },
    Entry {
        name: PAGES,
        does: "Lighthouse on a year of a hundred charges, and how long a month of two thousand keeps a slow phone waiting",
        needs: "tests/journeys/page_speed.rs",
        command: &[
            "cargo",
            "test",
            "--package=journeys",
            "--locked",
            "--test=page_speed",
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
    let wanted = |name: &str| arguments.words.is_empty() || arguments.words.iter().any(|word| word == name);
    let mut variables = if wanted(ENGINE) { programs(places)? } else { Variables::new() };
    if wanted(PAGES) {
        setup::ensure(places, Need::Pages)?;
        variables.extend(crate::journeys::programs(places)?);
        variables.push(("PMH_LIGHTHOUSE", setup::lighthouse(places)?));
    }
    registry::run(places, BENCHES, &arguments.words, "bench", &variables)
}

/// Builds what is measured and what it is measured against, and says where each of them is.
fn programs(places: &Places) -> Outcome<Variables> {
    setup::ensure(places, Need::Benchmarks)?;
    let in_root = |program: &str| {
        let mut command = Command::new(program);
        command.current_dir(&places.root);
        command
    };
    let mut native = in_root("cargo");
    native.args(["build", "--package", "engine-bench", "--profile", "fast", "--bin", "native", "--locked"]);
    process::aloud(&mut native, "the native side's build", TO_DO)?;
    let glued = package::module(places, &Toolchain::get(places)?, "engine-bench")?;

    let peers = places.target.join("bench/peers");
    let mut tsc = in_root("tsc");
    tsc.env("PATH", crate::lookup::path_with(&setup::tool_dirs(places)?))
        .args([
            "--strict",
            "--noUncheckedIndexedAccess",
            "--target",
            "es2022",
            "--module",
            "commonjs",
            "--outDir",
        ])
        .arg(&peers)
        .arg("engine/bench/peers/node.ts");
    process::aloud(&mut tsc, "the TypeScript peer's build", TO_DO)?;
    Ok(vec![
        ("PMH_NATIVE", places.target.join("fast/native")),
        ("PMH_GLUED", glued),
        ("PMH_PEERS", peers),
        ("PMH_MODULES", setup::npm_modules(places)?),
        ("PMH_PYTHON", OPENFISCA.python(places)),
        ("PMH_OUT", places.target.join("bench")),
    ])
}
