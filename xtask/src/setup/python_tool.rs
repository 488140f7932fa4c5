//! Programs from Python's registry, each in an environment of its own in the cache: OpenFisca-Core, which many states model their rules in,
//! for the benchmarks; schemathesis, which asks the hub everything its description allows and does not allow.

use super::apt;
use super::step::{Step, Workbench};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use std::path::PathBuf;
use std::process::Command;

/// One such program.
pub struct PythonTool {
    /// Its folder in the cache.
    folder: &'static str,
    package: &'static str,
    version: &'static str,
    about: &'static str,
}

pub const OPENFISCA: PythonTool =
    PythonTool { folder: "openfisca", package: "openfisca-core", version: "46.0.1", about: "about 30 s" };
pub const SCHEMATHESIS: PythonTool =
    PythonTool { folder: "schemathesis", package: "schemathesis", version: "4.32.5", about: "about 30 s" };

impl PythonTool {
    /// The Python that has it.
    pub fn python(&self, places: &Places) -> PathBuf {
        places.tool(self.folder, self.version).join("bin/python3")
    }
}

impl Step for PythonTool {
    fn name(&self) -> String {
        format!("{} {}", self.package, self.version)
    }

    fn doing(&self) -> String {
        format!("installing ({})", self.about)
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        // The last file of the installation: an environment knows its own place, so that it cannot be made elsewhere and moved.
        let ready = places.tool(self.folder, self.version).join("complete").is_file();
        Ok(ready.then(|| "already there".to_owned()))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let goal = bench.places.tool(self.folder, self.version);
        let _ = std::fs::remove_dir_all(&goal);
        // Debian's Python makes no environments without this package.
        if !process::succeeds(Command::new("python3").args(["-c", "import ensurepip"])) {
            apt::install(bench, &["python3-venv"])?;
        }
        let fault = |trouble| bench.fault(&format!("{} could not be installed", self.name()), &trouble);
        bench.run(Command::new("python3").args(["-m", "venv"]).arg(&goal)).map_err(fault)?;
        let mut pip = Command::new(self.python(bench.places));
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            &format!("{}=={}", self.package, self.version),
        ]);
        bench.run(&mut pip).map_err(fault)?;
        let complete = goal.join("complete");
        std::fs::write(&complete, self.version).map_err(|error| bench.file_fault(&complete, &error))
    }
}
