//! Tools that are built from the crate registry: trunk, wasm-bindgen, and for a long proof geckodriver.

use super::step::{Step, Workbench};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use std::path::PathBuf;
use std::process::Command;

/// Fits any Firefox of the last years.
const GECKODRIVER: &str = "0.37.1";

/// One such tool.
pub struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: String,
    features: &'static [&'static str],
    about: &'static str,
}

impl CargoTool {
    /// The bundler. rustls, because a bare machine has no OpenSSL headers.
    pub fn trunk(version: &str) -> Self {
        Self {
            package: "trunk",
            program: "trunk",
            version: version.to_owned(),
            features: &["--no-default-features", "--features", "rustls"],
            about: "about 4 min",
        }
    }

    /// Firefox's driver.
    pub fn geckodriver() -> Self {
        Self {
            package: "geckodriver",
            program: "geckodriver",
            version: GECKODRIVER.to_owned(),
            features: &[],
            about: "about 3 min",
        }
    }

    /// Writes the glue between WebAssembly and the page.
    pub fn wasm_bindgen(version: &str) -> Self {
        Self {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: version.to_owned(),
            features: &[],
            about: "about 90 s",
        }
    }
}

impl CargoTool {
    /// Where it is, or will be.
    pub fn path(&self, places: &Places) -> PathBuf {
        places.tool(self.program, &self.version).join("bin").join(self.program)
    }
}

impl Step for CargoTool {
    fn name(&self) -> String {
        format!("{} {}", self.program, self.version)
    }

    fn doing(&self) -> String {
        format!("installing ({})", self.about)
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        let program = self.path(places);
        // trunk reads NO_COLOR as a flag of its own and refuses `1`.
        let answer = process::ask(Command::new(program).arg("--version").env_remove("NO_COLOR"));
        Ok(answer.filter(|answer| answer.contains(&self.version)).map(|_| "already there".to_owned()))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let goal = bench.places.tool(self.program, &self.version);
        let made = bench.workshop(&goal)?;
        // Kept until the tool is complete: an interrupted installation resumes.
        let build = bench.places.cache.join("build").join(format!("{}-{}", self.program, self.version));
        let install = |locked: &[&str]| {
            let mut install = Command::new("cargo");
            install
                .args(["install", self.package, "--version", &format!("={}", self.version), "--root"])
                .arg(&made)
                .args(self.features)
                .args(locked)
                // Not in the checkout, whose .cargo/config.toml is not meant for tools.
                .current_dir(&bench.places.cache)
                .env("CARGO_TARGET_DIR", &build)
                // Without these two minutes become ten, for tools that run for seconds.
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
                // Without a lock file: among what fits the tool, take what this compiler can compile.
                .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
            bench.run(&mut install)
        };
        // The authors' own lock file first: the newest of everything does not always build. But a mirror does not
        // always hold every version that a lock file names.
        let mut result = install(&["--locked"]);
        if result.is_err() && log_says(bench, "failed to select a version") {
            result = install(&[]);
        }
        result
            .map_err(|trouble| bench.fault(&format!("{} could not be installed", self.name()), &trouble))?;
        bench.appear(&made, &goal)?;
        let _ = std::fs::remove_dir_all(build);
        Ok(())
    }
}

fn log_says(bench: &Workbench<'_>, words: &str) -> bool {
    std::fs::read(bench.log).is_ok_and(|log| String::from_utf8_lossy(&log).contains(words))
}
