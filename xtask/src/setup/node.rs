//! Node, and npm tools: those of xtask/npm (wasm-opt, and brotli by Node's own zlib), and what one benchmark measures with.

use super::step::{Step, Workbench};
use super::{apt, on_path};
use crate::fault::{Fault, Outcome};
use crate::lookup;
use crate::places::Places;
use crate::process;
use crate::versions::Versions;
use std::path::PathBuf;
use std::process::Command;

const OLDEST: u32 = 18;

/// The folder of the installed npm tools, named by what the lock file says.
pub fn modules(places: &Places, hash: &str) -> PathBuf {
    places.cache.join("npm").join(hash).join("node_modules")
}

/// Node and npm.
pub struct Node;

impl Step for Node {
    fn name(&self) -> String {
        "node and npm".to_owned()
    }

    fn doing(&self) -> String {
        "installing (about 30 s)".to_owned()
    }

    fn ready(&self, _: &Places) -> Outcome<Option<String>> {
        let Some(answer) = process::ask(Command::new("node").arg("--version")) else { return Ok(None) };
        if lookup::version(&answer) < Some(vec![OLDEST]) {
            return Err(Fault::new(
                format!("this Node is too old ({answer}), {OLDEST} is the oldest that will do"),
                "nothing was changed",
                "install a newer one and run the same command again",
            ));
        }
        Ok(on_path("npm").map(|_| format!("node {answer}")))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let missing: Vec<&str> = [("node", "nodejs"), ("npm", "npm")]
            .iter()
            .filter(|(name, _)| on_path(name).is_none())
            .map(|x| x.1)
            .collect();
        apt::install(bench, &missing)
    }
}

/// The packages of one lock file.
pub struct Modules {
    /// Where the lock file is.
    folder: &'static str,
    hash: String,
    /// One of the programs that are there when all of them are.
    program: &'static str,
}

impl Modules {
    /// What the build and the tests use.
    pub fn tools(versions: &Versions) -> Modules {
        Modules { folder: "xtask/npm", hash: versions.npm.clone(), program: "wasm-opt" }
    }

    /// What `cargo xtask bench pages` measures with.
    pub fn lighthouse(versions: &Versions) -> Modules {
        Modules { folder: "tests/lighthouse", hash: versions.lighthouse.clone(), program: "lighthouse" }
    }
}

impl Step for Modules {
    fn name(&self) -> String {
        format!("npm tools {}", &self.hash[..6])
    }

    fn doing(&self) -> String {
        "installing (about 10 s)".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        let program = modules(places, &self.hash).join(".bin").join(self.program);
        Ok(lookup::is_program(&program).then(|| "already there".to_owned()))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let goal = bench.places.cache.join("npm").join(&self.hash);
        let made = bench.workshop(&goal)?;
        for name in ["package.json", "package-lock.json", ".npmrc"] {
            let from = bench.places.root.join(self.folder).join(name);
            std::fs::copy(&from, made.join(name))
                .map_err(|error| bench.file_fault(&made.join(name), &error))?;
        }
        let mut ci = Command::new("npm");
        // No package may run a program of its own while it is installed.
        ci.args(["ci", "--ignore-scripts"]).current_dir(&made);
        bench
            .run(&mut ci)
            .map_err(|trouble| bench.fault("the npm tools could not be installed", &trouble))?;
        bench.appear(&made, &goal)
    }
}
