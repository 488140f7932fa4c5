//! The `PostgreSQL` server for the hub's tests, which start a cluster of their own in a temporary folder.

use super::step::{Step, Workbench};
use super::{apt, on_path};
use crate::fault::Outcome;
use crate::lookup;
use crate::places::Places;
use std::path::{Path, PathBuf};

/// The server's programs.
pub struct Server;

impl Step for Server {
    fn name(&self) -> String {
        "PostgreSQL's server".to_owned()
    }

    fn doing(&self) -> String {
        "installing (about 30 s)".to_owned()
    }

    fn ready(&self, _: &Places) -> Outcome<Option<String>> {
        let initdb = on_path("initdb").or_else(|| of_debian(Path::new("/usr/lib/postgresql")));
        Ok(initdb.map(|initdb| format!("{} is there", initdb.display())))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        apt::install(bench, &["postgresql"])
    }
}

/// Debian keeps each version's programs in a folder of its own, off the path.
fn of_debian(versions: &Path) -> Option<PathBuf> {
    let versions = std::fs::read_dir(versions).ok()?.flatten();
    versions.map(|version| version.path().join("bin/initdb")).find(|initdb| lookup::is_program(initdb))
}
