//! A copy of the engine that may be changed: its sources alone, in a workspace of its own.

use crate::Outcome;
use crate::places::Places;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The crate that knows which fault is switched on.
const PLANTED: &str = include_str!("../planted/lib.rs");
const PLANTED_MANIFEST: &str =
    "[package]\nname = \"planted\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n";

/// The copy in which faults are compiled one by one.
pub const ALONE: &str = "alone";

const MANIFEST: &str = "engine/Cargo.toml";

pub struct Copy {
    /// Where it lies.
    pub root: PathBuf,
    /// Where it is built.
    pub target: PathBuf,
    /// Built over and over with little changed.
    pub incremental: bool,
}

impl Copy {
    /// Makes it anew, but for files somebody else writes. What is the same is left alone, so that nothing is compiled twice.
    pub fn make(places: &Places, name: &str, but_for: &[&str]) -> Outcome<Copy> {
        let copy = Copy {
            root: places.work.join(name),
            target: places.work.join(format!("{name}-target")),
            incremental: name == ALONE,
        };
        let files = places.of_the_engine()?;
        remove_others(&copy.root.join("engine"), &copy.root, &files)?;
        for file in files.iter().filter(|file| file.as_str() != MANIFEST && !but_for.contains(&file.as_str()))
        {
            copy.write(file, &fs::read(places.root.join(file))?)?;
        }
        copy.write("Cargo.toml", workspace(&places.read("Cargo.toml")?).as_bytes())?;
        if !copy.root.join("Cargo.lock").exists() {
            copy.write("Cargo.lock", places.read("Cargo.lock")?.as_bytes())?;
        }
        copy.write(MANIFEST, manifest(&places.read(MANIFEST)?).as_bytes())?;
        copy.write("planted/Cargo.toml", PLANTED_MANIFEST.as_bytes())?;
        copy.write("planted/lib.rs", PLANTED.as_bytes())?;
        Ok(copy)
    }

    /// Writes a file, if it is another one.
    pub fn write(&self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(file);
        if fs::read(&path).is_ok_and(|known| known == bytes) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        fs::write(path, bytes)
    }
}

fn remove_others(folder: &Path, root: &Path, files: &[String]) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, root, files)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            if !files.contains(&name) {
                fs::remove_file(path)?;
            }
        }
    }
    Ok(())
}

/// The workspace with the engine and its switch as the only members.
fn workspace(text: &str) -> String {
    let lines = text.lines().filter_map(|line| match line.split_once(" =").map(|(key, _)| key) {
        Some("members") => Some("members = [\"engine\", \"planted\"]"),
        Some("default-members" | "exclude") => None,
        // What stands in for a crate of the portal's is not in the copy.
        Some(_) if line.contains("{ path = \"app/") => None,
        _ => Some(line),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The engine's manifest: it and its build script know the switch.
fn manifest(text: &str) -> String {
    let planted = "planted = { path = \"../planted\" }";
    let with = |text: String, section: &str| {
        text.replace(&format!("\n{section}\n"), &format!("\n{section}\n{planted}\n"))
    };
    ["[dependencies]", "[build-dependencies]"].into_iter().fold(text.to_owned(), with)
}
