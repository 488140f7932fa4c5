//! What the engine's JavaScript package must hold: its types fit, Node gets from it what the documentation says, and it answers with
//! the bytes of the native program, in Node and in a browser.

use crate::build;
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use crate::setup;
use crate::test::Tally;
use std::process::Command;

const TESTS: &str = "engine/js/tests";
const MEND_TYPES: &str = "bring engine/js/package/*.d.ts up to date with the engine's documents";

/// The step `package` of the tests.
pub fn test(places: &Places, tally: &mut Tally) -> Outcome {
    build::package::if_needed(places)?;
    types(places)?;
    let mut units = node(places, "--test");
    units.arg("--test-reporter=spec");
    units.args(["engine", "browser"].map(|of| format!("{TESTS}/{of}.test.mjs")));
    if let Some(driver) = setup::chromedriver() {
        units.env("PMH_CHROMEDRIVER", driver);
    }
    tally.run(&mut units, "a test of the JavaScript package")?;
    same(places)
}

/// What a user writes against the types compiles, strictly, and so does what the engine really takes and gives.
fn types(places: &Places) -> Outcome {
    let path = crate::lookup::path_with(&setup::tool_dirs(places)?);
    let compile = |words: &[&str]| {
        let mut tsc = Command::new("tsc");
        tsc.env("PATH", &path).current_dir(&places.root).args(words);
        process::aloud(&mut tsc, "the check of the package's types", MEND_TYPES)
    };
    compile(&["--project", TESTS])?;
    let folder = places.target.join("js/typed");
    std::fs::create_dir_all(&folder)
        .map_err(|error| Fault::plain(format!("{} could not be written: {error}", folder.display())))?;
    let answers = folder.join("answers.ts");
    let mut write = node(places, "engine/js/tests/typed.mjs");
    process::aloud(write.arg(&answers), "writing answers down as TypeScript", "read what Node says above")?;
    let strictly = [
        "--noEmit",
        "--strict",
        "--exactOptionalPropertyTypes",
        "--target",
        "es2022",
        "--module",
        "nodenext",
    ];
    compile(&[&strictly[..], &[&*answers.to_string_lossy()]].concat())
}

/// The native program and the package answer one corpus with the same bytes.
fn same(places: &Places) -> Outcome {
    // Selected like the native tests, so that nothing is compiled a second time with other features.
    let build =
        ["build", "--workspace", "--exclude", "journeys", "--all-features", "--bin", "engine", "--locked"];
    let mut cargo = Command::new("cargo");
    process::aloud(
        cargo.args(build).current_dir(&places.root),
        "the engine's build",
        "mend what the compiler says above",
    )?;
    let mut compare = node(places, "engine/js/tests/same.mjs");
    compare.arg(places.target.join("debug/engine"));
    process::aloud(&mut compare, "native = WebAssembly", "read the difference above")
}

/// Node, told where the package is.
fn node(places: &Places, first: &str) -> Command {
    let mut node = Command::new("node");
    node.arg(first).current_dir(&places.root).env("PMH_PACKAGE", places.package());
    node
}
