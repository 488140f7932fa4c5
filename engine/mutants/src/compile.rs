//! The compiler, and what it says about which bytes of which file.

use crate::Outcome;
use crate::copy::Copy;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

/// What came of it.
pub enum Compiled {
    /// The test programs: where each lies.
    Programs(Vec<PathBuf>),
    /// What is wrong.
    Wrong(Vec<Wrong>),
}

/// One thing that is wrong.
pub struct Wrong {
    /// The places it is about, the first one first.
    pub about: Vec<Place>,
    /// The compiler's number for such things; empty when the text is no Rust.
    pub code: String,
    /// As people read it.
    pub told: String,
}

/// Bytes of a file of the copy.
pub type Place = (String, Range<usize>);

/// What cargo is asked for.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The test programs.
    Tests,
    /// Only whether the engine is sound.
    Check,
}

pub fn compile(copy: &Copy, ask: Ask) -> Outcome<Compiled> {
    let mut cargo = Command::new("nice");
    cargo.args(["-n", "5", "cargo"]);
    cargo.args(match ask {
        Ask::Tests => &["test", "--no-run"][..],
        Ask::Check => &["check", "--lib", "--bins"],
    });
    cargo.args([
        "--package",
        "engine",
        "--all-features",
        "--jobs",
        "1",
        "--message-format=json",
        "--offline",
    ]);
    cargo.current_dir(&copy.root).env("CARGO_TARGET_DIR", &copy.target);
    cargo.env("CARGO_INCREMENTAL", if copy.incremental { "1" } else { "0" });
    // Lints are not asked: a fault is not to be missed because it is untidy.
    cargo.env("RUSTFLAGS", "--cap-lints=allow").env("RUSTC_BOOTSTRAP", "planted");
    let output = cargo.output()?;
    let text = String::from_utf8(output.stdout)?;
    let messages: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if output.status.success() {
        let programs = messages.iter().filter(|message| message["profile"]["test"] == true);
        return Ok(Compiled::Programs(
            programs.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).collect(),
        ));
    }
    let wrong: Vec<_> = messages
        .iter()
        .map(|message| &message["message"])
        .filter(|message| {
            message["level"] == "error" && message["spans"].as_array().is_some_and(|spans| !spans.is_empty())
        })
        .map(|message| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            Wrong {
                about: places(message),
                code: text(&message["code"]["code"]),
                told: text(&message["rendered"]),
            }
        })
        .collect();
    if wrong.is_empty() {
        return Err(
            format!("cargo could not build the copy: {}", String::from_utf8_lossy(&output.stderr)).into()
        );
    }
    Ok(Compiled::Wrong(wrong))
}

/// The places of a message: the one it is about before those that explain it, each from the macro out to where it was written.
fn places(message: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    let children = message["children"].as_array().into_iter().flatten();
    let spans = |message: &Value| message["spans"].as_array().cloned().unwrap_or_default();
    let mut all = spans(message);
    all.sort_by_key(|span| span["is_primary"] != true);
    all.extend(children.flat_map(spans));
    for mut span in all {
        loop {
            let number = |name: &str| span[name].as_u64().and_then(|byte| usize::try_from(byte).ok());
            if let (Some(file), Some(start), Some(end)) =
                (span["file_name"].as_str(), number("byte_start"), number("byte_end"))
                && known.insert((file.to_owned(), start, end))
            {
                found.push((file.to_owned(), start..end));
            }
            match span["expansion"]["span"].clone() {
                Value::Null => break,
                outer => span = outer,
            }
        }
    }
    found
}
