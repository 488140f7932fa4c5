//! The compiler the product is built with. It is looked at, never changed: it is the developer's own.

use super::step::{Step, Workbench};
use crate::fault::{Fault, Outcome};
use crate::lookup;
use crate::places::Places;
use crate::process;
use std::process::Command;

/// rustc of at least the version that the root Cargo.toml asks for.
pub struct Rustc {
    pub wanted: String,
}

impl Step for Rustc {
    fn name(&self) -> String {
        "rustc".to_owned()
    }

    fn doing(&self) -> String {
        "looking".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        let to_do = format!(
            "install Rust {} or newer (with rustup: `rustup update stable`) and run the same command again",
            self.wanted
        );
        let Some(answer) = process::ask(Command::new("rustc").arg("--version").current_dir(&places.root))
        else {
            return Err(Fault::new("rustc was not found or does not start", "nothing was changed", to_do));
        };
        if lookup::version(&answer) < lookup::version(&self.wanted) {
            let what =
                format!("this compiler is too old ({answer}), {} is the oldest that will do", self.wanted);
            return Err(Fault::new(what, "nothing was changed", to_do));
        }
        let short = answer.split('(').next().unwrap_or(&answer).trim();
        Ok(Some(format!("{short}, and {} is enough", self.wanted)))
    }

    fn install(&self, _: &Workbench<'_>) -> Outcome {
        Ok(())
    }
}
