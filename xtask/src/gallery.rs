//! `cargo xtask gallery`: the parts of the pages as files to open in any browser.

use crate::arguments::Arguments;
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use std::process::Command;

/// Writes the gallery in every language.
pub fn carry_out(places: &Places, _: &Arguments) -> Outcome {
    let folder = places.target.join("gallery");
    let not_written = |error: std::io::Error| {
        Fault::new(
            format!("the gallery was not written: {error}"),
            "nothing else was touched",
            "make room in target/",
        )
    };
    std::fs::create_dir_all(&folder).map_err(not_written)?;
    for language in ["ja", "ja-easy", "en"] {
        let words = [
            "run",
            "--quiet",
            "--package",
            "app",
            "--features",
            "gallery",
            "--bin",
            "gallery",
            "--locked",
            "--",
            language,
        ];
        let made =
            Command::new("cargo").args(words).current_dir(&places.root).output().map_err(not_written)?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr).into_owned();
            return Err(Fault::new(said, "no page was changed", "mend what the compiler says above"));
        }
        let file = folder.join(language).with_extension("html");
        std::fs::write(&file, made.stdout).map_err(not_written)?;
        println!("{}", file.display());
    }
    Ok(())
}
