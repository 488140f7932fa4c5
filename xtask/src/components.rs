//! What others wrote and this repository builds with: every crate of Cargo.lock and every package of xtask's npm lock, with where it
//! comes from, its hash and its licence.

use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

pub const CARGO_LOCK: &str = "Cargo.lock";
pub const NPM_LOCK: &str = "xtask/npm/package-lock.json";

/// Whose code is in what a patient or a hub runs.
const PRODUCT: [&str; 3] = ["app", "hub", "engine-js"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Crate,
    Npm,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub kind: Kind,
    pub name: String,
    pub version: String,
    /// As the lock says; empty for our own.
    pub source: String,
    /// `SHA-256` or `SHA-512` in hexadecimal digits; empty for our own.
    pub hash: String,
    /// SPDX expression.
    pub licence: String,
    /// In what is delivered, or only in building and testing it?
    pub delivered: bool,
    /// Names (with versions where the lock needs them) of what it uses.
    pub uses: Vec<String>,
}

impl Component {
    pub fn is_ours(&self) -> bool {
        self.source.is_empty() && self.hash.is_empty()
    }

    /// Package URL.
    pub fn address(&self) -> String {
        let kind = match self.kind {
            Kind::Crate => "cargo",
            Kind::Npm => "npm",
        };
        format!("pkg:{kind}/{}@{}", self.name.replace('@', "%40"), self.version)
    }
}

/// All of them, in the order of the locks.
pub fn all(places: &Places) -> Outcome<Vec<Component>> {
    let licences = tree(places, &["--workspace", "--all-features", "--edges", "all"])?;
    let product: Vec<&str> = PRODUCT.iter().flat_map(|name| ["--package", name]).collect();
    let delivered = tree(places, &[&product[..], &["--edges", "normal"]].concat())?;
    let mut components = crates(&places.read(CARGO_LOCK)?, &licences, &delivered.into_keys().collect());
    components.extend(packages(&places.read(NPM_LOCK)?));
    Ok(components)
}

/// `name version` of every crate that cargo would build, with its licence.
fn tree(places: &Places, which: &[&str]) -> Outcome<BTreeMap<String, String>> {
    let mut tree = Command::new("cargo");
    tree.arg("tree")
        .args(which)
        .args(["--target", "all", "--prefix", "none", "--format", "{p}|{l}", "--offline", "--locked"])
        .current_dir(&places.root);
    let answer = process::ask(&mut tree).ok_or_else(|| {
        Fault::new(
            "cargo tree could not read the crates",
            "nothing was changed",
            "run `cargo xtask setup`, which brings the crates of Cargo.lock here",
        )
    })?;
    Ok(licences(&answer))
}

/// `serde v1.0.229 (proc-macro)|MIT OR Apache-2.0`
fn licences(tree: &str) -> BTreeMap<String, String> {
    let line = |line: &str| {
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        // The old way of writing "or", and the mark of a line that was there before.
        let licence = licence.trim_end_matches(" (*)").replace(" / ", " OR ").replace('/', " OR ");
        Some((format!("{name} {version}"), licence))
    };
    tree.lines().filter_map(line).collect()
}

fn crates(lock: &str, licences: &BTreeMap<String, String>, delivered: &BTreeSet<String>) -> Vec<Component> {
    let package = |text: &str| {
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
            line.and_then(|value| value.strip_suffix('"')).unwrap_or_default().to_owned()
        };
        let (name, version) = (value("name"), value("version"));
        let known = format!("{name} {version}");
        let uses = text.lines().filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
        Component {
            kind: Kind::Crate,
            source: value("source"),
            hash: value("checksum"),
            licence: licences.get(&known).cloned().unwrap_or_default(),
            delivered: delivered.contains(&known),
            uses: uses.map(str::to_owned).collect(),
            name,
            version,
        }
    };
    lock.split("[[package]]\n").skip(1).map(package).collect()
}

/// npm writes its lock with one field a line; tools of the build and tests, all of them.
fn packages(lock: &str) -> Vec<Component> {
    const BEGIN: &str = "    \"node_modules/";
    let package = |text: &str| {
        let (name, fields) = text.split_once('"')?;
        let fields = fields.split("\n    }").next()?;
        let value = |key: &str| {
            let line = format!("\n      \"{key}\": \"");
            let value = fields.split_once(&line).and_then(|(_, rest)| rest.split_once('"'));
            value.map_or("", |(value, _)| value).to_owned()
        };
        let hash = value("integrity").strip_prefix("sha512-").map(hexadecimal).unwrap_or_default();
        Some(Component {
            kind: Kind::Npm,
            name: name.rsplit("node_modules/").next().unwrap_or(name).to_owned(),
            version: value("version"),
            source: value("resolved"),
            hash,
            licence: value("license"),
            delivered: false,
            uses: Vec::new(),
        })
    };
    lock.split(BEGIN).skip(1).filter_map(package).collect()
}

/// Base64 as hexadecimal digits.
fn hexadecimal(base64: &str) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut text) = (0_usize, 0, String::new());
    for value in base64.bytes().filter_map(|sign| SIGNS.iter().position(|known| *known == sign)) {
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            text.push_str(&format!("{:02x}", bits >> count & 0xff));
            bits &= (1 << count) - 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_locks_are_read() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\ndependencies = [\n \"b 2.0.0\",\n]\n\n\
                    [[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"registry+x\"\nchecksum = \"0f\"\n";
        let licences = licences("a v0.1.0 (/x)|MIT\nb v2.0.0 (proc-macro)|MIT/Apache-2.0 (*)\n");
        let crates = crates(lock, &licences, &BTreeSet::from(["b 2.0.0".to_owned()]));
        assert_eq!(crates.len(), 2);
        assert!(crates[0].is_ours() && crates[0].uses == ["b 2.0.0"] && !crates[0].delivered);
        assert_eq!((crates[1].licence.as_str(), crates[1].hash.as_str()), ("MIT OR Apache-2.0", "0f"));
        assert!(crates[1].delivered && crates[1].address() == "pkg:cargo/b@2.0.0");

        let lock = "{\n  \"packages\": {\n    \"\": {\n      \"name\": \"x\"\n    },\n    \"node_modules/@c/d\": {\n      \
                    \"version\": \"1.2.3\",\n      \"integrity\": \"sha512-AQID/w==\",\n      \"license\": \"MIT\"\n    }\n  }\n}\n";
        let packages = packages(lock);
        assert_eq!(packages.len(), 1);
        assert_eq!((packages[0].name.as_str(), packages[0].version.as_str()), ("@c/d", "1.2.3"));
        assert_eq!((packages[0].hash.as_str(), packages[0].licence.as_str()), ("010203ff", "MIT"));
        assert_eq!(packages[0].address(), "pkg:npm/%40c/d@1.2.3");
    }
}
