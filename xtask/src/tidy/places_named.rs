//! No file names a folder of somebody's machine, or the host of a package registry: both differ from machine to
//! machine, and a closed network has mirrors of its own.

use super::Finding;
use super::rust_text::is_word;

const PATH: &str = "it exists on one machine only";
const HOST: &str = "every machine has its own way to its registries; name the package, not the host";

/// Put together here, so that this file does not contain them.
const PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("C:\\", "Users"),
];
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("registry.", "npmjs"),
    concat!("npmjs", ".com"),
    concat!("deb.", "debian"),
    concat!("security.", "debian"),
    concat!("py", "pi.org"),
    concat!("python", "hosted"),
    concat!("static.rust", "-lang"),
];

/// Cargo writes the registry's name into its lock files; there is no way to leave it out.
const WRITTEN_BY_CARGO: &str = "Cargo.lock";

/// See the module.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for folder in PATHS.iter().filter(|folder| names_folder(line, folder)) {
            findings.push(Finding::new(path, index + 1, format!("a machine's path, {folder}…"), PATH));
        }
        if !path.ends_with(WRITTEN_BY_CARGO) {
            for host in HOSTS.iter().filter(|host| line.contains(**host)) {
                findings.push(Finding::new(path, index + 1, format!("a registry's host, {host}"), HOST));
            }
        }
    }
    findings
}

/// At the beginning of a path: inside a longer path or an address the same letters name no folder of a machine.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !is_word(c) && !matches!(c, '.' | '}' | '~' | ')' | '$' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_faults_are_found() {
        for fault in PATHS.iter().chain(HOSTS) {
            assert_eq!(check("README.md", &format!("see {fault}x")).len(), 1, "{fault}");
        }
    }

    #[test]
    fn clean_text_passes() {
        assert!(
            check("README.md", concat!("app/wo", "rk/x, example.org/ho", "me/x, /usr/bin/rustc, npm ci"))
                .is_empty()
        );
        assert!(check("Cargo.lock", HOSTS[0]).is_empty());
    }
}
