//! What the engine's JavaScript package must hold: its types fit, and Node gets from it what the documentation says.

use crate::build;
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use crate::setup;
use crate::test::Tally;
use std::process::Command;

const TESTS: &str = "engine/js/tests";

/// The step `package` of the tests.
pub fn test(places: &Places, tally: &mut Tally) -> Outcome {
    build::package::if_needed(places)?;
    types(places)?;
    let mut node = node(places);
    node.args(["--test", "--test-reporter=spec"]).arg(format!("{TESTS}/engine.test.mjs"));
    tally.run(&mut node, "a test of the JavaScript package")
}

/// What a user writes against the types compiles, strictly.
fn types(places: &Places) -> Outcome {
    let mut tsc = Command::new("tsc");
    tsc.env("PATH", crate::lookup::path_with(&setup::tool_dirs(places)?)).current_dir(&places.root);
    tsc.args(["--project", TESTS]);
    process::aloud(&mut tsc, "the check of the package's types", "mend engine/js/package/*.d.ts")
}

/// Node, told where the package is.
fn node(places: &Places) -> Command {
    let mut node = Command::new("node");
    node.current_dir(&places.root).env("PMH_PACKAGE", places.package());
    node
}
