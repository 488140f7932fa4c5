//! `cargo xtask tidy`: what ARCHITECTURE.md states about the text of this repository, above all the absences,
//! checked. Each check is a function from text to findings; a finding says where, what is wrong, and why it
//! matters. Where a rule must be broken, the line says so: `// tidy: the reason`, on it or above it.

mod app_pages;
mod asvs;
mod bundle_tree;
mod documents;
mod engine_pure;
mod engine_safe;
mod engine_words;
mod faults_named;
mod faults_planted;
mod files;
mod hub_rules;
mod leftovers;
mod length;
mod places_named;
mod rust_text;
mod supply;
mod tool_versions;

use crate::arguments::Arguments;
use crate::fault::{Fault, Outcome};
use crate::line::seconds;
use crate::places::Places;
use files::TextFile;
use rust_text::RustText;
use std::time::Instant;

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub file: String,
    /// From 1; 0 for the whole file.
    pub line: usize,
    pub wrong: String,
    pub why: &'static str,
}

impl Finding {
    fn new(file: &str, line: usize, wrong: impl Into<String>, why: &'static str) -> Self {
        Self { file: file.to_owned(), line, wrong: wrong.into(), why }
    }
}

/// A check of one Rust file; it decides by the path whether the file concerns it.
type RustCheck = fn(&str, &RustText) -> Vec<Finding>;

const RUST_CHECKS: &[RustCheck] = &[
    engine_pure::check,
    engine_safe::check,
    engine_words::check,
    app_pages::check,
    hub_rules::check,
    leftovers::check,
];

/// `cargo xtask tidy`.
pub fn carry_out(places: &Places, _: &Arguments) -> Outcome {
    check(places)
}

/// All checks on the whole checkout.
pub fn check(places: &Places) -> Outcome {
    let begun = Instant::now();
    let files = files::of_checkout(places)?;
    let mut findings = Vec::new();
    for file in &files {
        findings.extend(one_file(file));
    }
    findings.extend(documents::check(places, &files));
    findings.extend(faults_planted::check(places, &files));
    findings.extend(tool_versions::check(places));
    findings.extend(asvs::check(&files));
    findings.extend(faults_named::check(&files));
    findings.extend(supply::check(places));
    findings.extend(bundle_tree::check(places));
    for finding in &findings {
        println!("{}:{}: {}\n    because {}", finding.file, finding.line, finding.wrong, finding.why);
    }
    println!("tidy: {} files, {} findings ({})", files.len(), findings.len(), seconds(begun.elapsed()));
    if findings.is_empty() {
        return Ok(());
    }
    Err(Fault::new(
        format!("{} lines break a rule of this repository", findings.len()),
        "nothing was changed",
        "mend them, or say on the line why it must be so: `// tidy: the reason`",
    ))
}

fn one_file(file: &TextFile) -> Vec<Finding> {
    let mut findings = places_named::check(&file.path, &file.text);
    findings.extend(length::check(&file.path, &file.text));
    if file.path.strip_suffix(".rs").is_some() {
        let text = RustText::read(&file.path, &file.text);
        findings.extend(RUST_CHECKS.iter().flat_map(|check| check(&file.path, &text)));
    }
    findings
}
