//! The faults planted for the simulator are in no release: only one command asks for their feature, and the hub refuses to be compiled with
//! it as a release is.

use super::Finding;
use super::files::TextFile;
use crate::places::Places;

const FEATURE: &str = "hub/Cargo.toml";
const DOOR: &str = "hub/src/lib.rs";
const PROOF: &str = "xtask/src/prove.rs";
const WHY: &str = "a planted fault must not reach a hub that serves anybody";

/// See the module.
pub fn check(places: &Places, files: &[TextFile]) -> Vec<Finding> {
    let read = |path: &str| places.read(path).unwrap_or_default();
    let mut findings = guarded(&read(FEATURE), &read(DOOR));
    findings.extend(files.iter().flat_map(|file| asked_for(&file.path, &file.text)));
    findings
}

/// The feature is nobody's default, and cannot be compiled without assertions.
fn guarded(cargo: &str, door: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if cargo.lines().any(|line| line.starts_with("default") && line.contains("simulate")) {
        findings.push(Finding::new(FEATURE, 0, "`simulate` is a default feature", WHY));
    }
    let refusal = "#[cfg(all(feature = \"simulate\", not(debug_assertions)))]\ncompile_error!(";
    if !door.contains(refusal) {
        findings.push(Finding::new(DOOR, 0, "nothing refuses the feature `simulate` in a release", WHY));
    }
    findings
}

/// Whoever builds something to be kept does not ask for it.
fn asked_for(path: &str, text: &str) -> Vec<Finding> {
    let builds = path.starts_with("xtask/src/") && path != PROOF && !path.starts_with("xtask/src/tidy/")
        || path.starts_with("hub/deploy/");
    let asks = |line: &&str| {
        line.contains("features") && line.contains("simulate")
            || line.contains("--all-features") && line.contains("--release")
            || line.contains("profile=simulate")
    };
    let lines = text.lines().enumerate().filter(|(_, line)| builds && asks(line));
    lines.map(|(index, _)| Finding::new(path, index + 1, "the planted faults are asked for", WHY)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUARD: &str = "#[cfg(all(feature = \"simulate\", not(debug_assertions)))]\ncompile_error!(\"\");";

    #[test]
    fn an_open_door_is_found() {
        assert_eq!(
            guarded("[features]\nsimulate = []\n", ""),
            [Finding::new(DOOR, 0, "nothing refuses the feature `simulate` in a release", WHY)]
        );
        assert_eq!(guarded("[features]\ndefault = [\"simulate\"]\n", GUARD).len(), 1);
        assert!(guarded("[features]\nsimulate = []\n", GUARD).is_empty());
    }

    #[test]
    fn whoever_asks_for_it_is_found() {
        assert_eq!(asked_for("xtask/src/run/mod.rs", "\"--features=simulate\"").len(), 1);
        assert_eq!(asked_for("hub/deploy/Containerfile", "cargo build --release --all-features").len(), 1);
        assert!(asked_for("xtask/src/prove.rs", "\"--features=simulate\"").is_empty());
        assert!(asked_for("xtask/src/test/steps.rs", "\"--all-features\"").is_empty());
    }
}
