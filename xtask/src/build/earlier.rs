//! Files of earlier builds, kept beside the present one: a page that was opened before a new build came goes on asking for its own words, and
//! finds them (`hub/src/portal.rs`).

use crate::places::Places;
use std::path::{Path, PathBuf};

/// So many builds are kept.
const KEPT: usize = 3;
/// Where they are in `dist/`, the latest first: `earlier/1`, `earlier/2` …
const FOLDER: &str = "earlier";

/// Files of builds, on their way past a build that empties `dist/`.
pub struct Earlier(PathBuf);

/// Sets aside what names its content in `dist/`, and what was kept there before.
pub fn set_aside(places: &Places) -> std::io::Result<Earlier> {
    let aside = places.target.join("build").join(FOLDER);
    if aside.exists() {
        std::fs::remove_dir_all(&aside)?;
    }
    let dist = places.dist();
    for kept in 1..=KEPT {
        let before = dist.join(FOLDER).join(kept.to_string());
        if before.is_dir() {
            copy(&before, &aside.join((kept + 1).to_string()), &|_| true)?;
        }
    }
    if dist.is_dir() {
        copy(&dist, &aside.join("1"), &names_its_content)?;
    }
    Ok(Earlier(aside))
}

impl Earlier {
    /// Puts them beside the new build. A build that is the same as the one before pushes nothing out.
    pub fn put_back(self, places: &Places) -> std::io::Result<()> {
        let dist = places.dist();
        let is_new = |name: &Path| !dist.join(name).exists();
        let mut next = 1;
        for kept in 1..=KEPT + 1 {
            let before = self.0.join(kept.to_string());
            let to = dist.join(FOLDER).join(next.to_string());
            if next <= KEPT && before.is_dir() && copy(&before, &to, &is_new)? > 0 {
                next += 1;
            }
        }
        Ok(())
    }
}

/// Copies what is wanted from one folder into another, by its name within; says how many files that were.
fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&Path) -> bool) -> std::io::Result<usize> {
    let mut copied = 0;
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(from.join(&folder))? {
            let entry = entry?;
            let name = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                if name != Path::new(FOLDER) {
                    folders.push(name);
                }
            } else if wanted(&name) {
                let goal = to.join(&name);
                std::fs::create_dir_all(goal.parent().unwrap_or(to))?;
                std::fs::copy(entry.path(), goal)?;
                copied += 1;
            }
        }
    }
    Ok(copied)
}

/// `app-0123456789abcdef_bg.wasm.br`: twelve or more hexadecimal digits, as the hub knows them.
fn names_its_content(name: &Path) -> bool {
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(places: &Places, files: &[&str]) {
        let earlier = set_aside(places).expect("set aside");
        let dist = places.dist();
        if dist.exists() {
            std::fs::remove_dir_all(&dist).expect("emptied");
        }
        for file in files {
            let file = dist.join(file);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(file, "").expect("a file");
        }
        earlier.put_back(places).expect("put back");
    }

    #[test]
    fn three_builds_are_kept_and_the_same_one_again_pushes_none_out() {
        let root = std::env::temp_dir().join(format!("xtask-earlier-{}", std::process::id()));
        let places = Places { root: root.clone(), target: root.join("target"), cache: root.join("cache") };
        let there = |file: &str| places.dist().join(file).is_file();
        for turn in 1..=5 {
            let words = format!("words/en-000000000000000{turn}.txt");
            build(&places, &["index.html", &words]);
            build(&places, &["index.html", &words]);
        }
        assert!(there("words/en-0000000000000005.txt") && !there("earlier/1/index.html"));
        for (kept, turn) in [(1, 4), (2, 3), (3, 2)] {
            assert!(there(&format!("earlier/{kept}/words/en-000000000000000{turn}.txt")), "build {turn}");
        }
        assert!(!places.dist().join("earlier/4").exists() && !there("earlier/1/earlier/1/x"));
        std::fs::remove_dir_all(&root).expect("its own folder");
    }
}
