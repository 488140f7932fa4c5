//! The engine's JavaScript package: compiled to be fast, glued and optimised, put together with what people wrote.

use super::freshness::{self, PACKAGE};
use super::measure::kb;
use crate::fault::{Fault, Outcome};
use crate::line::seconds;
use crate::places::Places;
use crate::process;
use crate::setup::{self, wasm::TRIPLE, wasm::Toolchain};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const TO_DO: &str = "mend what is said above and run it again";

/// What every browser and every Node that is still looked after understands, said to the optimiser as Trunk.toml's bundle says it.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds the package unless it is already what a build would make, and says how large it is.
pub fn if_needed(places: &Places) -> Outcome {
    let toolchain = Toolchain::get(places)?;
    let how = toolchain.name(places);
    if freshness::is_fresh(places, &PACKAGE, &how) {
        println!("{} is up to date", places.package().display());
        return Ok(());
    }
    println!("building the JavaScript package ({how}) …");
    let begun = (freshness::begin(places, &PACKAGE), Instant::now());
    put_together(places, &module(places, &toolchain, "engine-js")?)?;
    println!("built after {}", seconds(begun.1.elapsed()));
    sizes(&places.package())?;
    freshness::end(places, &PACKAGE, begun.0, &how)
}

/// Compiles `package` and writes its glue: a folder with `wasm.js` and `wasm_bg.wasm`.
pub fn module(places: &Places, toolchain: &Toolchain, package: &str) -> Outcome<PathBuf> {
    let tools = setup::tool_dirs(places)?;
    let prepared = |program: &str| {
        let mut command = Command::new(program);
        toolchain.prepare(&mut command, places, &tools, false);
        command.current_dir(&places.root);
        command
    };
    let mut cargo = prepared("cargo");
    cargo.args(["build", "--package", package, "--profile", "fast", "--target", TRIPLE, "--locked"]);
    process::aloud(&mut cargo, "the package's compilation", TO_DO)?;

    let compiled = places.target.join("wasm").join(TRIPLE).join("fast");
    let glued = compiled.join("glued").join(package);
    let mut bindgen = prepared("wasm-bindgen");
    bindgen
        // A module that takes the program from wherever it is given, with a way to begin again after a failure.
        .args(["--target", "web", "--experimental-reset-state-function", "--no-typescript"])
        .args(["--remove-name-section", "--remove-producers-section", "--out-name", "wasm", "--out-dir"])
        .arg(&glued)
        .arg(compiled.join(format!("{}.wasm", package.replace('-', "_"))));
    process::aloud(&mut bindgen, "the package's glue", TO_DO)?;

    let program = glued.join("wasm_bg.wasm");
    let mut optimise = prepared("wasm-opt");
    // Somewhat smaller. What the compiler has optimised for speed is made no faster by any further level (docs/benchmarks.md).
    optimise.arg("-O1").args(FEATURES).arg(&program).arg("-o").arg(&program);
    process::aloud(&mut optimise, "the package's optimisation", TO_DO)?;
    Ok(glued)
}

/// An empty folder first, so that a file that is no longer written is no longer there.
fn put_together(places: &Places, glued: &Path) -> Outcome {
    let goal = places.package();
    let copied = || {
        if goal.exists() {
            std::fs::remove_dir_all(&goal)?;
        }
        std::fs::create_dir_all(&goal)?;
        std::fs::copy(places.root.join("LICENSE"), goal.join("LICENSE"))?;
        for folder in [glued, &places.root.join("engine/js/package")] {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                std::fs::copy(entry.path(), goal.join(entry.file_name()))?;
            }
        }
        std::io::Result::Ok(())
    };
    copied().map_err(|error| Fault::plain(format!("{} could not be written: {error}", goal.display())))
}

fn sizes(package: &Path) -> Outcome {
    let files = super::measure::files_of(package)
        .map_err(|error| Fault::plain(format!("{} could not be measured: {error}", package.display())))?;
    println!("\n{} (kB)", package.display());
    for (name, raw) in files {
        println!("{name:<44} {:>9}", kb(raw));
    }
    println!();
    Ok(())
}
