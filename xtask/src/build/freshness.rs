//! Whether `dist/` is already what a build would make: nothing it is made from is newer than the last build's
//! beginning, and that build was of the same kind by the same compiler.

use super::Kind;
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the portal is made from.
pub const SOURCES: &[&str] = &[
    "app",
    "engine",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "xtask/npm/package-lock.json",
    "xtask/npm/precompress.mjs",
];

/// Folders in them that no build of the product reads.
const BESIDE: &[&str] = &["benches", "fuzz", "oracle", "target", "tests"];

fn stamp(places: &Places) -> PathBuf {
    places.target.join("build/portal.stamp")
}

/// The moment before the build reads its first file; what is saved during the build is newer.
pub fn begin(places: &Places) -> SystemTime {
    let _ = std::fs::remove_file(stamp(places));
    SystemTime::now()
}

/// Remembers a finished build.
pub fn end(places: &Places, begun: SystemTime, kind: Kind, maker: &str) -> Outcome {
    let path = stamp(places);
    let write = || {
        std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
        std::fs::write(&path, says(kind, maker))?;
        std::fs::File::options().append(true).open(&path)?.set_modified(begun)
    };
    write().map_err(|error| Fault::plain(format!("{} could not be written: {error}", path.display())))
}

/// Whether the last build still stands.
pub fn is_fresh(places: &Places, kind: Kind, maker: &str) -> bool {
    let stamp = stamp(places);
    let said = std::fs::read_to_string(&stamp).unwrap_or_default();
    let begun = stamp.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    said == says(kind, maker)
        && places.dist().join("index.html").is_file()
        && newest(&places.root, SOURCES).is_some_and(|newest| newest < begun)
}

fn says(kind: Kind, maker: &str) -> String {
    format!("{kind:?} {maker}\n")
}

/// When anything under `paths` was last changed. Folders count too: a removed file changes only its folder.
pub fn newest(root: &Path, paths: &[&str]) -> Option<SystemTime> {
    paths.iter().filter_map(|path| newest_in(&root.join(path))).max()
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let meta = path.metadata().ok()?;
    let own = meta.modified().ok();
    if !meta.is_dir() {
        return own;
    }
    let entries = std::fs::read_dir(path).ok()?.flatten();
    let entries = entries.filter(|entry| !BESIDE.iter().any(|name| entry.file_name() == *name));
    entries.filter_map(|entry| newest_in(&entry.path())).chain(own).max()
}
