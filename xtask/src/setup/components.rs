//! rustfmt and clippy, which a minimal Rust lacks.

use super::on_path;
use super::step::{Step, Workbench};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use std::process::Command;

/// Both.
pub struct Components;

impl Step for Components {
    fn name(&self) -> String {
        "rustfmt and clippy".to_owned()
    }

    fn doing(&self) -> String {
        "adding (about 10 s)".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        let there = |name: &str| {
            process::succeeds(Command::new("cargo").args([name, "--version"]).current_dir(&places.root))
        };
        Ok((there("fmt") && there("clippy")).then(|| "already there".to_owned()))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        if on_path("rustup").is_none() {
            return Err(Fault::new(
                "rustfmt or clippy is missing, and there is no rustup to add it",
                "nothing was changed",
                "install them the way this compiler came and run the same command again",
            ));
        }
        let mut add = Command::new("rustup");
        add.args(["component", "add", "rustfmt", "clippy"]).current_dir(&bench.places.root);
        bench
            .run(&mut add)
            .map_err(|trouble| bench.fault("rustup could not add rustfmt and clippy", &trouble))
    }
}
