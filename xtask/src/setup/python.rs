//! Python, for the engine's oracle: a second, independent computation to compare with. Standard library only.

use super::apt;
use super::step::{Step, Workbench};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use std::process::Command;

/// `python3`.
pub struct Python;

impl Step for Python {
    fn name(&self) -> String {
        "python3".to_owned()
    }

    fn doing(&self) -> String {
        "installing (about 20 s)".to_owned()
    }

    fn ready(&self, _: &Places) -> Outcome<Option<String>> {
        Ok(process::ask(Command::new("python3").arg("--version")))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        apt::install(bench, &["python3"])
    }
}
