//! The gallery of parts (`app/src/gallery.rs`) as files for a browser.

use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// The gallery, gone when dropped.
pub struct Gallery(TempDir);

/// Has it written in every language.
pub fn made() -> Gallery {
    let program =
        std::env::var("PMH_GALLERY").expect("PMH_GALLERY names the program that prints the gallery");
    let folder = tempfile::tempdir().expect("a folder");
    for language in ["ja", "ja-easy", "en"] {
        let made = Command::new(&program).arg(language).output().expect("the gallery runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        std::fs::write(folder.path().join(language).with_extension("html"), made.stdout).expect("a file");
    }
    Gallery(folder)
}

impl Gallery {
    /// Where it is in one language.
    pub fn address(&self, language: &str) -> String {
        let file: PathBuf = self.0.path().join(language).with_extension("html");
        format!("file://{}", file.display())
    }
}
