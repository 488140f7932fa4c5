//! The crates of Cargo.lock, fetched once, so that every build after it can be told to stay offline.

use super::step::{Step, Workbench};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use std::process::Command;

/// Every crate that Cargo.lock names.
pub struct Crates;

impl Step for Crates {
    fn name(&self) -> String {
        "crates of Cargo.lock".to_owned()
    }

    fn doing(&self) -> String {
        "fetching (about 20 s)".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        let mut metadata = Command::new("cargo");
        metadata
            .args(["metadata", "--locked", "--offline", "--format-version", "1"])
            .current_dir(&places.root);
        Ok(process::succeeds(&mut metadata).then(|| "all there".to_owned()))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let mut fetch = Command::new("cargo");
        fetch.args(["fetch", "--locked"]).current_dir(&bench.places.root);
        bench.run(&mut fetch).map_err(|trouble| bench.fault("the crates could not be fetched", &trouble))
    }
}
