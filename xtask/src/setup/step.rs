//! What a step of the set-up is, and what it is given to work with.

use crate::fault::{Fault, Outcome};
use crate::line::Line;
use crate::places::Places;
use crate::process::{self, Trouble};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// One thing a machine needs.
pub trait Step {
    /// Short, with its version where there is one.
    fn name(&self) -> String;

    /// What installing it is, and about how long: `installing (about 4 min)`.
    fn doing(&self) -> String;

    /// Looks, within milliseconds: `Some(what is there)`, `None` when it has to be installed, or the fault that
    /// no installing would mend.
    fn ready(&self, places: &Places) -> Outcome<Option<String>>;

    /// Installs it. Whatever is interrupted leaves nothing that `ready` takes for complete.
    fn install(&self, bench: &Workbench<'_>) -> Outcome;
}

/// Where a step works: its log, its line on the terminal.
pub struct Workbench<'a> {
    pub places: &'a Places,
    pub log: &'a Path,
    pub line: &'a Line,
}

impl Workbench<'_> {
    /// Runs a program with its output in the step's log.
    pub fn run(&self, command: &mut Command) -> Result<(), Trouble> {
        process::work(command, self.log, None, &|| self.line.beat(self.log))
    }

    /// The same, ended after `limit`.
    pub fn run_within(&self, limit: Duration, command: &mut Command) -> Result<(), Trouble> {
        process::work(command, self.log, Some(limit), &|| self.line.beat(self.log))
    }

    /// The sentence of a step that failed.
    pub fn fault(&self, what: &str, trouble: &Trouble) -> Fault {
        Fault::new(
            format!("{what} ({})", trouble.why),
            "what is complete stays, and nothing half-done is used",
            "mend that and run the same command again, it goes on where it stopped",
        )
        .with_log(self.log)
    }

    /// An empty folder beside `goal`, on the same file system, so that one rename makes it complete.
    pub fn workshop(&self, goal: &Path) -> Outcome<PathBuf> {
        let name = goal.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let dir = goal.with_file_name(format!(".making-{name}"));
        let made = remove(&dir).and_then(|()| std::fs::create_dir_all(&dir));
        made.map_err(|error| self.file_fault(&dir, &error))?;
        Ok(dir)
    }

    /// The rename. What was at `goal` was not complete, or the step would not have been done.
    pub fn appear(&self, made: &Path, goal: &Path) -> Outcome {
        remove(goal).and_then(|()| std::fs::rename(made, goal)).map_err(|error| self.file_fault(goal, &error))
    }

    /// A file that cannot be written.
    pub fn file_fault(&self, path: &Path, error: &std::io::Error) -> Fault {
        let why = Trouble { why: error.to_string() };
        self.fault(&format!("{} could not be written", path.display()), &why)
    }
}

fn remove(dir: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
