//! Versions that stand twice must not drift: two of Trunk.toml, because trunk reads no lock file, and the JavaScript package's,
//! because npm reads no Cargo.toml.

use super::Finding;
use crate::lookup::{json_value, locked, toml_value};
use crate::places::Places;

const PACKAGE: &str = "engine/js/package/package.json";
const ONE_VERSION: &str = "the package is of the engine beside it";
const WHY: &str = "trunk takes only a tool of exactly this version, and the set-up installs the other one";

/// See the module.
pub fn check(places: &Places) -> Vec<Finding> {
    let read = |path: &str| places.read(path).unwrap_or_default();
    let mut findings = compare(&read("Trunk.toml"), &read("Cargo.lock"), &read("xtask/npm/package.json"));
    findings.extend(package(&read("Cargo.toml"), &read(PACKAGE)));
    findings
}

fn package(cargo: &str, package: &str) -> Option<Finding> {
    let said = json_value(package, "version");
    let wanted = toml_value(cargo, "workspace.package", "version");
    (wanted.is_none() || said != wanted).then(|| {
        Finding::new(PACKAGE, 0, format!("version is {said:?}, and Cargo.toml has {wanted:?}"), ONE_VERSION)
    })
}

fn compare(trunk: &str, lock: &str, package: &str) -> Vec<Finding> {
    let binaryen = json_value(package, "binaryen").and_then(|version| version.split('.').next());
    let pairs = [
        ("wasm_bindgen", locked(lock, "wasm-bindgen").map(ToOwned::to_owned), "Cargo.lock"),
        ("wasm_opt", binaryen.map(|major| format!("version_{major}")), "xtask/npm/package.json"),
    ];
    let mut findings = Vec::new();
    for (key, wanted, source) in pairs {
        let said = toml_value(trunk, "tools", key);
        if wanted.is_none() || said != wanted.as_deref() {
            let line = trunk.lines().position(|line| line.starts_with(key)).map_or(0, |index| index + 1);
            let wrong = format!("{key} is {said:?}, and {source} has {wanted:?}");
            findings.push(Finding::new("Trunk.toml", line, wrong, WHY));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "name = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
    const PACKAGE: &str = "{ \"dependencies\": { \"binaryen\": \"132.0.0\" } }";

    #[test]
    fn drift_is_found() {
        let trunk = "[tools]\nwasm_bindgen = \"0.2.129\"\nwasm_opt = \"version_131\"\n";
        assert_eq!(compare(trunk, LOCK, PACKAGE).len(), 2);
        assert_eq!(compare("", LOCK, PACKAGE).len(), 2);
        let cargo = "[workspace.package]\nversion = \"0.2.0\"\n";
        assert!(package(cargo, "{ \"version\": \"0.1.0\" }").is_some());
        assert!(package(cargo, "{ \"version\": \"0.2.0\" }").is_none());
    }

    #[test]
    fn equal_versions_pass() {
        let trunk = "[tools]\nwasm_bindgen = \"0.2.130\"\nwasm_opt = \"version_132\"\n";
        assert!(compare(trunk, LOCK, PACKAGE).is_empty());
    }
}
