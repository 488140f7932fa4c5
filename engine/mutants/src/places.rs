//! Where everything lies.

use crate::Outcome;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Places {
    /// The checkout.
    pub root: PathBuf,
    /// `target/prove/mutants` of the checkout.
    pub work: PathBuf,
}

impl Places {
    pub fn find() -> Outcome<Places> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let work = root.join("target/prove/mutants");
        std::fs::create_dir_all(&work)?;
        Ok(Places { root, work })
    }

    pub fn read(&self, file: &str) -> Outcome<String> {
        Ok(std::fs::read_to_string(self.root.join(file)).map_err(|error| format!("{file}: {error}"))?)
    }

    /// Files of the engine that git knows, or is about to.
    pub fn of_the_engine(&self) -> Outcome<Vec<String>> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "engine", ".cargo"]);
        let answer = git.current_dir(&self.root).output()?;
        let names = String::from_utf8(answer.stdout)?;
        let there = |name: &&str| !name.is_empty() && self.root.join(name).is_file();
        Ok(names.split('\0').filter(there).map(str::to_owned).collect())
    }
}

/// FNV-1a: the same for ever.
pub fn digest(texts: &[&[u8]]) -> String {
    let hash = texts.iter().flat_map(|text| text.iter()).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
