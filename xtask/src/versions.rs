//! Versions are written once, each where its owner keeps it; here they are only read.
//!
//! wasm-bindgen: Cargo.lock, because tool and crate must be the same to the last digit. trunk: Trunk.toml.
//! binaryen and the other npm tools: xtask/npm/package-lock.json; Lighthouse: tests/lighthouse/package-lock.json. rustc: the root Cargo.toml.

use crate::fault::{Fault, Outcome};
use crate::lookup;
use crate::places::Places;

/// What the set-up has to install, by version.
#[derive(Debug)]
pub struct Versions {
    pub rustc: String,
    pub trunk: String,
    pub wasm_bindgen: String,
    /// Names the folder of the npm tools: a changed lock file is a new folder.
    pub npm: String,
    /// The same for the tool of one benchmark.
    pub lighthouse: String,
}

impl Versions {
    /// Reads them all.
    pub fn read(places: &Places) -> Outcome<Self> {
        let cargo = places.read("Cargo.toml")?;
        let lock = places.read("Cargo.lock")?;
        let trunk = places.read("Trunk.toml")?;
        let npm = places.read("xtask/npm/package-lock.json")?;
        let lighthouse = places.read("tests/lighthouse/package-lock.json")?;
        let found = |value: Option<&str>, what: &str| {
            value.map(ToOwned::to_owned).ok_or_else(|| {
                Fault::new(
                    format!("{what} was not found"),
                    "nothing was changed",
                    "put it back (git diff shows it)",
                )
            })
        };
        Ok(Self {
            rustc: found(
                lookup::toml_value(&cargo, "workspace.package", "rust-version"),
                "rust-version in Cargo.toml",
            )?,
            trunk: found(
                lookup::toml_value(&trunk, "", "trunk-version")
                    .map(|version| version.trim_start_matches('=')),
                "trunk-version in Trunk.toml",
            )?,
            wasm_bindgen: found(lookup::locked(&lock, "wasm-bindgen"), "wasm-bindgen in Cargo.lock")?,
            npm: short_hash(&npm),
            lighthouse: short_hash(&lighthouse),
        })
    }
}

/// FNV-1a: short, and the same for ever, which the standard library's hasher does not promise.
fn short_hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")[..12].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(short_hash(""), "cbf29ce48422");
        assert_ne!(short_hash("a"), short_hash("b"));
    }
}
