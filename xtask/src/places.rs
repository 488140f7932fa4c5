//! Where things lie: the checkout, the machine's cache, the target folder.

use crate::fault::{Fault, Outcome};
use std::path::{Path, PathBuf};

/// The folders every command works with.
#[derive(Debug, Clone)]
pub struct Places {
    /// The checkout.
    pub root: PathBuf,
    /// What `setup` installs, shared by every checkout of the same user.
    pub cache: PathBuf,
    /// Cargo's target folder for native builds.
    pub target: PathBuf,
}

impl Places {
    /// Finds them, from wherever in the checkout the command was called.
    pub fn find() -> Outcome<Self> {
        let root = root()?;
        let cache = cache()?.join("pmh-portal");
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, cache, target })
    }

    /// The folder of one version of one tool. The version is in the path, so that a new one never meets an old one.
    pub fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    /// The long output of step `name`.
    pub fn log(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(format!("{name}.log"))
    }

    /// The portal's bundle.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The engine's JavaScript package.
    pub fn package(&self) -> PathBuf {
        self.target.join("js/engine")
    }

    /// Reads a file of the checkout.
    pub fn read(&self, path: &str) -> Outcome<String> {
        std::fs::read_to_string(self.root.join(path)).map_err(|error| {
            Fault::new(
                format!("{path} could not be read ({error})"),
                "nothing was changed",
                "look whether the checkout is complete (git status)",
            )
        })
    }
}

/// Cargo says where xtask's manifest is; a directly started binary looks upwards.
fn root() -> Outcome<PathBuf> {
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = std::env::current_dir().ok();
    [told, here]
        .into_iter()
        .flatten()
        .find_map(|start| start.ancestors().find(|dir| is_root(dir)).map(Path::to_owned))
        .ok_or_else(|| {
            Fault::new(
                "the checkout was not found above this folder",
                "nothing was done",
                "change into the checkout and try again",
            )
        })
}

fn is_root(dir: &Path) -> bool {
    dir.join("xtask/Cargo.toml").is_file() && dir.join("Cargo.toml").is_file()
}

fn cache() -> Outcome<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache"))).ok_or_else(|| {
        Fault::new(
            "neither HOME nor XDG_CACHE_HOME is set",
            "nothing was done",
            "set one of them and try again",
        )
    })
}
