//! Whether a product is already what a build would make: nothing it is made from is newer than the last build's
//! beginning, and that build was made the same way.

use crate::fault::{Fault, Outcome};
use crate::places::Places;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Something that is built.
pub struct Product {
    pub name: &'static str,
    /// What it is made from.
    pub sources: &'static [&'static str],
    /// The file without which there is nothing.
    pub file: fn(&Places) -> PathBuf,
}

/// The patient's pages in `dist/`.
pub const PORTAL: Product = Product {
    name: "portal",
    sources: &[
        "app",
        "engine",
        "public",
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        "xtask/npm/package-lock.json",
        "xtask/npm/precompress.mjs",
        "xtask/npm/shell.mjs",
    ],
    file: |places| places.dist().join("index.html"),
};

/// The engine for JavaScript.
pub const PACKAGE: Product = Product {
    name: "package",
    sources: &["engine", "engine/js", "Cargo.toml", "Cargo.lock", "xtask/npm/package-lock.json"],
    file: |places| places.package().join("package.json"),
};

/// Folders in them that no build of the product reads.
const BESIDE: &[&str] = &["bench", "benches", "fuzz", "js", "mutants", "oracle", "target", "tests"];

fn stamp(places: &Places, product: &Product) -> PathBuf {
    places.target.join("build").join(format!("{}.stamp", product.name))
}

/// The moment before the build reads its first file; what is saved during the build is newer.
pub fn begin(places: &Places, product: &Product) -> SystemTime {
    let _ = std::fs::remove_file(stamp(places, product));
    SystemTime::now()
}

/// Remembers a finished build, and `how` it was made.
pub fn end(places: &Places, product: &Product, begun: SystemTime, how: &str) -> Outcome {
    let path = stamp(places, product);
    let write = || {
        std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
        std::fs::write(&path, how)?;
        std::fs::File::options().append(true).open(&path)?.set_modified(begun)
    };
    write().map_err(|error| Fault::plain(format!("{} could not be written: {error}", path.display())))
}

/// Whether the last build still stands, if it was made like that.
pub fn is_fresh(places: &Places, product: &Product, how: &str) -> bool {
    let stamp = stamp(places, product);
    let said = std::fs::read_to_string(&stamp).unwrap_or_default();
    let begun = stamp.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    said == how
        && (product.file)(places).is_file()
        && newest(&places.root, product.sources).is_some_and(|newest| newest < begun)
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
