//! OpenFisca-Core, which many states model their rules in, for the benchmarks: in an environment of its own, in the cache.

use super::apt;
use super::step::{Step, Workbench};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use std::path::PathBuf;
use std::process::Command;

const VERSION: &str = "46.0.1";

/// The Python that has it.
pub fn python(places: &Places) -> PathBuf {
    places.tool("openfisca", VERSION).join("bin/python3")
}

/// The environment.
pub struct OpenFisca;

impl Step for OpenFisca {
    fn name(&self) -> String {
        format!("openfisca-core {VERSION}")
    }

    fn doing(&self) -> String {
        "installing (about 30 s)".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        // The last file of the installation: an environment knows its own place, so that it cannot be made elsewhere and moved.
        let ready = places.tool("openfisca", VERSION).join("complete").is_file();
        Ok(ready.then(|| "already there".to_owned()))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let goal = bench.places.tool("openfisca", VERSION);
        let _ = std::fs::remove_dir_all(&goal);
        // Debian's Python makes no environments without this package.
        if !process::succeeds(Command::new("python3").args(["-c", "import ensurepip"])) {
            apt::install(bench, &["python3-venv"])?;
        }
        let fault = |trouble| bench.fault(&format!("{} could not be installed", self.name()), &trouble);
        bench.run(Command::new("python3").args(["-m", "venv"]).arg(&goal)).map_err(fault)?;
        let mut pip = Command::new(python(bench.places));
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            &format!("openfisca-core=={VERSION}"),
        ]);
        bench.run(&mut pip).map_err(fault)?;
        let complete = goal.join("complete");
        std::fs::write(&complete, VERSION).map_err(|error| bench.file_fault(&complete, &error))
    }
}
