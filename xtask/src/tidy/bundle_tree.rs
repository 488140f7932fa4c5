//! What is compiled into the patient's bundle: no second copy of a framework, no heavyweight.

use super::Finding;
use crate::places::Places;
use crate::process;
use crate::setup::wasm::TRIPLE;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const FILE: &str = "app/Cargo.toml";
const TWICE: &str =
    "two copies of a framework do not know each other's signals, and the patient downloads both";
const HEAVY: &str = "it costs the patient more to download than it is worth here (docs/dependencies.md)";

/// One copy each.
const SINGLE: &[&str] = &[
    "leptos",
    "leptos_router",
    "reactive_graph",
    "tachys",
    "gloo-net",
    "wasm-bindgen",
    "js-sys",
    "web-sys",
    "serde",
    "serde_json",
    "chrono",
    "rust_decimal",
];

/// Heavyweights, and the only crates that may bring each: their use of it is dead code in the browser.
const HEAVYWEIGHTS: &[(&str, &[&str])] = &[
    ("uuid", &[]),
    ("tracing", &[]),
    ("leptos_i18n", &[]),
    ("leptos-use", &[]),
    ("fluent", &[]),
    ("iana-time-zone", &[]),
    ("anyhow", &["leptos_hot_reload"]),
    ("regex", &["leptos_config"]),
    ("url", &["leptos_router", "server_fn"]),
    ("idna", &["url"]),
    ("icu_normalizer", &["idna_adapter"]),
    ("icu_properties", &["idna_adapter", "icu_normalizer"]),
    ("icu_provider", &["icu_normalizer", "icu_properties"]),
    ("icu_collections", &["icu_normalizer", "icu_properties"]),
    ("icu_locale_core", &["icu_properties", "icu_provider"]),
];

/// Any other crate whose name begins so is as heavy.
const HEAVY_FAMILY: &str = "icu_";
/// Data of the crates above.
const HEAVY_FAMILY_DATA: &str = "_data";

/// See the module.
pub fn check(places: &Places) -> Vec<Finding> {
    let mut tree = Command::new("cargo");
    tree.args(["tree", "--package", "app", "--target", TRIPLE, "--edges", "normal,no-proc-macro"])
        .args(["--prefix", "depth", "--format", " {p}", "--offline", "--locked"])
        .current_dir(&places.root);
    match process::ask(&mut tree) {
        Some(answer) => judge(&answer),
        None => vec![Finding::new(
            FILE,
            0,
            "cargo tree could not read the bundle's crates",
            "it could not be checked",
        )],
    }
}

fn judge(tree: &str) -> Vec<Finding> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut brought: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut above: Vec<&str> = Vec::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name), Some(version)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let Ok(depth) = depth.parse::<usize>() else { continue };
        above.truncate(depth);
        versions.entry(name).or_default().insert(version);
        if let Some(parent) = above.last() {
            brought.entry(name).or_default().insert(parent);
        }
        above.push(name);
    }
    let mut findings = Vec::new();
    for (name, versions) in &versions {
        if SINGLE.contains(name) && versions.len() > 1 {
            findings.push(Finding::new(
                FILE,
                0,
                format!("{name} is there {} times: {versions:?}", versions.len()),
                TWICE,
            ));
        }
    }
    for (name, parents) in &brought {
        let known = HEAVYWEIGHTS.iter().find(|(heavy, _)| heavy == name);
        let family = name.starts_with(HEAVY_FAMILY) && !name.ends_with(HEAVY_FAMILY_DATA);
        let allowed: &[&str] = match known {
            Some((_, allowed)) => allowed,
            None if family => &[],
            None => continue,
        };
        for parent in parents.iter().filter(|parent| !allowed.contains(parent)) {
            findings.push(Finding::new(FILE, 0, format!("{parent} brings {name} into the bundle"), HEAVY));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_faults_are_found() {
        let twice = "0 app v0.1.0\n1 gloo-net v0.7.0\n1 leptos v0.8.23\n2 gloo-net v0.6.0\n";
        assert_eq!(judge(twice).len(), 1);
        let heavy =
            "0 app v0.1.0\n1 regex v1.13.1\n1 leptos v0.8.23\n2 leptos_config v0.8.10\n3 regex v1.13.1 (*)\n";
        let found = judge(heavy);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].wrong, "app brings regex into the bundle");
        assert_eq!(judge("0 app v0.1.0\n1 icu_plurals v2.2.0\n").len(), 1);
    }

    #[test]
    fn what_leptos_brings_itself_passes() {
        let clean = "0 app v0.1.0 (x)\n1 engine v0.1.0 (x)\n2 serde v1.0.1\n1 leptos v0.8.23\n2 leptos_config v0.8.10\n3 regex v1.13.1\n1 serde v1.0.1 (*)\n";
        assert!(judge(clean).is_empty());
    }
}
