//! What others wrote comes from where it is expected, unchanged, and under a licence that lets us give it on.

use super::Finding;
use crate::components::{self, CARGO_LOCK, Component, Kind, NPM_LOCK};
use crate::places::Places;

const SOURCE: &str = "a crate from elsewhere is under nobody's eyes, and a name there may be anybody's";
const HASH: &str = "without a hash nobody knows whether tomorrow's download is today's";
const LICENCE: &str = "what we give on must allow it: another licence needs somebody to read it first (deny.toml, \
                       xtask/src/tidy/supply.rs)";

/// Put together here: no file names the host of a registry.
const REGISTRY: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

/// Licences that ask for no more than their own text to be kept; the same list as in deny.toml.
pub const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Of the list of certificate authorities (webpki-roots).
    "CDLA-Permissive-2.0",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Licences of tools that only run here and are delivered with nothing.
const OF_TOOLS: &[&str] = &["MPL-2.0"];

/// See the module.
pub fn check(places: &Places) -> Vec<Finding> {
    match components::all(places) {
        Ok(components) => components.iter().flat_map(judge).collect(),
        Err(_) => vec![Finding::new(
            CARGO_LOCK,
            0,
            "cargo tree could not read the crates",
            "it could not be checked",
        )],
    }
}

fn judge(component: &Component) -> Vec<Finding> {
    if component.is_ours() {
        return Vec::new();
    }
    let (file, digits) = match component.kind {
        Kind::Crate => (CARGO_LOCK, 64),
        Kind::Npm => (NPM_LOCK, 128),
    };
    let mut findings = Vec::new();
    let mut report = |wrong: String, why| findings.push(Finding::new(file, 0, wrong, why));
    let name = format!("{} {}", component.name, component.version);
    if component.kind == Kind::Crate && component.source != REGISTRY {
        report(format!("{name} comes from {}", component.source), SOURCE);
    }
    if component.hash.len() != digits {
        report(format!("{name} has no hash"), HASH);
    }
    let tools: &[&str] = if component.delivered { &[] } else { OF_TOOLS };
    // Not every crate of the lock is built on any machine of ours; one that is not is in nothing that we give on.
    let unknown = component.licence.is_empty() && component.delivered;
    if unknown || !component.licence.is_empty() && !allows(&component.licence, tools) {
        report(format!("{name} is under {:?}", component.licence), LICENCE);
    }
    findings
}

/// Is one of the ways to take it a way we may?
fn allows(licence: &str, tools: &[&str]) -> bool {
    let known = |one: &str| LICENCES.contains(&one) || tools.contains(&one);
    // As SPDX binds them: `AND` before `OR`, brackets before both.
    let Some((before, rest)) = licence.split_once('(') else {
        return licence.split(" OR ").any(|way| way.split(" AND ").all(|one| known(one.trim())));
    };
    let Some((inside, after)) = rest.split_once(')') else { return false };
    let word = if allows(inside, tools) { "MIT" } else { "refused" };
    allows(&[before, word, after].concat(), tools)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(source: &str, hash: &str, licence: &str) -> Component {
        Component {
            kind: Kind::Crate,
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            source: source.to_owned(),
            hash: hash.to_owned(),
            licence: licence.to_owned(),
            delivered: true,
            uses: Vec::new(),
        }
    }

    #[test]
    fn planted_faults_are_found() {
        let hash = "0".repeat(64);
        assert_eq!(judge(&component(REGISTRY, &hash, "MIT")), []);
        for fault in [
            component("git+https://example.org/a", &hash, "MIT"),
            component("registry+https://example.org/index", &hash, "MIT"),
            component(REGISTRY, "", "MIT"),
            component(REGISTRY, &hash, "GPL-3.0-only"),
            component(REGISTRY, &hash, "MPL-2.0"),
            component(REGISTRY, &hash, ""),
        ] {
            assert_eq!(judge(&fault).len(), 1, "{fault:?}");
        }
        let tool = Component { delivered: false, ..component(REGISTRY, &hash, "MPL-2.0") };
        assert_eq!(judge(&tool), []);
    }

    #[test]
    fn a_choice_of_licences_needs_one_that_fits_and_a_sum_needs_all() {
        for fits in [
            "MIT OR GPL-3.0-only",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "MIT AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "GPL-2.0-only AND MIT OR Zlib",
        ] {
            assert!(allows(fits, &[]), "{fits}");
        }
        for does_not in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT OR Zlib) AND LGPL-2.1-only", "(MIT"] {
            assert!(!allows(does_not, &[]), "{does_not}");
        }
    }
}
