//! The files that a commit would hold: tracked by git, or about to be.

use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use std::path::Path;
use std::process::Command;

/// A file and its text.
pub struct TextFile {
    /// Relative to the checkout, with `/`.
    pub path: String,
    pub text: String,
}

/// What git ignores, for a checkout without git.
const IGNORED: [&str; 5] = [".git", "target", "dist", ".data", "node_modules"];

/// All of them that are text.
pub fn of_checkout(places: &Places) -> Outcome<Vec<TextFile>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&places.root);
    let mut paths: Vec<String> = match process::ask(&mut git) {
        Some(answer) => answer.split('\0').filter(|path| !path.is_empty()).map(ToOwned::to_owned).collect(),
        None => walk(&places.root)
            .map_err(|error| Fault::plain(format!("the checkout could not be read: {error}")))?,
    };
    paths.sort();
    paths.dedup();
    // A file that git knows and that was just removed is no file; nor is an image a text.
    let read = |path: String| {
        std::fs::read_to_string(places.root.join(&path)).ok().map(|text| TextFile { path, text })
    };
    Ok(paths.into_iter().filter_map(read).collect())
}

fn walk(root: &Path) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match entry.file_type()? {
                kind if kind.is_dir() && !IGNORED.contains(&name.as_str()) => folders.push(path),
                kind if kind.is_file() => found.push(path),
                _ => {}
            }
        }
    }
    Ok(found)
}
