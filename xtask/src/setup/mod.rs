//! `cargo xtask setup`: brings a machine from a bare Rust to everything the project needs, or says what is in
//! the way. Every step looks first, installs under a temporary name, and appears with one rename; so a step that
//! was interrupted is simply done again, and what is there is complete.

mod apt;
mod browser;
mod cargo_tool;
mod components;
mod crates;
mod debian;
mod disk;
mod library;
mod node;
mod postgres;
mod python;
pub mod python_tool;
mod rustc;
pub mod step;
pub mod wasm;

use crate::arguments::Arguments;
use crate::fault::{Fault, Outcome};
use crate::line::{Line, seconds};
use crate::lookup;
use crate::places::Places;
use crate::versions::Versions;
pub use browser::chromedriver;
use std::path::PathBuf;
use std::time::Instant;
use step::{Step, Workbench};

/// How much a command needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To build and start the portal.
    Portal,
    /// The tests' browsers, fonts and oracle too.
    Everything,
    /// To build, and what the engine is measured against.
    Benchmarks,
    /// To build, and what asks the hub what nobody thought of.
    Questions,
    /// The tests' browsers, and the other two engines.
    Engines,
    /// The tests' browsers, and what measures pages.
    Pages,
}

/// `cargo xtask setup`.
pub fn carry_out(places: &Places, _: &Arguments) -> Outcome {
    let begun = Instant::now();
    walk(places, Need::Everything, true)?;
    println!("\nready after {}; next: cargo xtask run", seconds(begun.elapsed()));
    Ok(())
}

/// The set-up before another command: speaks only of what is missing.
pub fn ensure(places: &Places, need: Need) -> Outcome {
    let begun = Instant::now();
    walk(places, need, false)?;
    println!("set up ({})", seconds(begun.elapsed()));
    Ok(())
}

/// The folders of the installed programs, to stand first on PATH.
pub fn tool_dirs(places: &Places) -> Outcome<Vec<PathBuf>> {
    let versions = Versions::read(places)?;
    Ok(vec![
        places.tool("trunk", &versions.trunk).join("bin"),
        places.tool("wasm-bindgen", &versions.wasm_bindgen).join("bin"),
        node::modules(places, &versions.npm).join(".bin"),
    ])
}

/// The folder of the installed npm packages.
pub fn npm_modules(places: &Places) -> Outcome<PathBuf> {
    Ok(node::modules(places, &Versions::read(places)?.npm))
}

/// The program that `cargo xtask bench pages` measures with.
pub fn lighthouse(places: &Places) -> Outcome<PathBuf> {
    Ok(node::modules(places, &Versions::read(places)?.lighthouse).join("lighthouse/cli/index.js"))
}

/// Firefox's driver.
pub fn geckodriver(places: &Places) -> PathBuf {
    cargo_tool::CargoTool::geckodriver().path(places)
}

fn steps(need: Need, versions: &Versions) -> Vec<Box<dyn Step>> {
    let mut steps: Vec<Box<dyn Step>> = vec![
        Box::new(rustc::Rustc { wanted: versions.rustc.clone() }),
        Box::new(disk::Disk),
        Box::new(crates::Crates),
        Box::new(wasm::Target),
        Box::new(cargo_tool::CargoTool::wasm_bindgen(&versions.wasm_bindgen)),
        Box::new(cargo_tool::CargoTool::trunk(&versions.trunk)),
        Box::new(node::Node),
        Box::new(node::Modules::tools(versions)),
    ];
    if matches!(need, Need::Everything | Need::Engines | Need::Pages) {
        steps.push(Box::new(components::Components));
        steps.push(Box::new(python::Python));
        steps.push(Box::new(postgres::Server));
        steps.push(Box::new(browser::Browser));
        steps.push(Box::new(browser::Font));
    }
    if need == Need::Engines {
        steps.push(Box::new(browser::Others));
        steps.push(Box::new(cargo_tool::CargoTool::geckodriver()));
    }
    if need == Need::Pages {
        steps.push(Box::new(node::Modules::lighthouse(versions)));
    }
    if need == Need::Benchmarks {
        steps.push(Box::new(python::Python));
        steps.push(Box::new(python_tool::OPENFISCA));
    }
    if need == Need::Questions {
        steps.push(Box::new(python::Python));
        steps.push(Box::new(python_tool::SCHEMATHESIS));
    }
    steps
}

fn walk(places: &Places, need: Need, all_aloud: bool) -> Outcome {
    let steps = steps(need, &Versions::read(places)?);
    for (index, step) in steps.iter().enumerate() {
        let mut line = Line::begin(index + 1, steps.len(), &step.name());
        let found = step.ready(places);
        if found.is_err() {
            line.says("in the way");
        }
        if let Some(found) = found? {
            if all_aloud {
                line.says(&found);
            }
            continue;
        }
        line.working(&step.doing());
        let log = places.log(&slug(&step.name()));
        let _ = std::fs::remove_file(&log);
        let result = step.install(&Workbench { places, log: &log, line: &line });
        if result.is_err() {
            line.failed();
        }
        result?;
        if step.ready(places)?.is_none() {
            line.failed();
            return Err(Fault::new(
                format!("{} was installed, yet it is not found or does not start", step.name()),
                "nothing else was changed",
                format!("read {} and run `cargo xtask setup` again", log.display()),
            ));
        }
        line.done();
    }
    Ok(())
}

/// `which` program, for steps that only look.
fn on_path(which: &str) -> Option<PathBuf> {
    lookup::program(which)
}

fn slug(name: &str) -> String {
    name.split(' ')
        .next()
        .unwrap_or(name)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}
