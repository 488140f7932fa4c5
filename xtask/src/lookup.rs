//! Finds programs on PATH, and reads a value out of the simple TOML and JSON files of this repository.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The first program called `name` on PATH.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| is_program(file))
}

/// Whether `file` can be started.
pub fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// PATH with `dirs` before it.
pub fn path_with(dirs: &[PathBuf]) -> OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = dirs.iter().cloned().chain(std::env::split_paths(&old));
    std::env::join_paths(all).unwrap_or(old)
}

/// The quoted value of `key = "…"` (TOML) in section `[section]`; `""` is the part before the first section.
pub fn toml_value<'a>(text: &'a str, section: &str, key: &str) -> Option<&'a str> {
    let mut here = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[') {
            here = name.trim_end_matches(']');
        } else if here == section {
            let value = line.strip_prefix(key).map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
            if let Some(value) = value.and_then(quoted) {
                return Some(value);
            }
        }
    }
    None
}

/// The quoted value of `"key": "…"` (JSON), the first one in the text.
pub fn json_value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\"{key}\""))?;
    rest.trim_start().strip_prefix(':').and_then(quoted)
}

/// The version of `package` in a Cargo.lock.
pub fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines.next()?.strip_prefix("version = ").and_then(quoted)
}

fn quoted(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split_once('"').map(|(value, _)| value)
}

/// The first number-with-dots in a `--version` answer, as numbers: `rustc 1.95.0 (…)` is `[1, 95, 0]`.
pub fn version(text: &str) -> Option<Vec<u32>> {
    let word = text
        .split(|c: char| c.is_whitespace() || c == '(' || c == '"')
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let core = word.split(['-', '+']).next()?;
    core.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_values_know_their_section() {
        let text = "trunk-version = \"=0.21.14\"\n[tools]\nwasm_opt = \"version_132\" # x\n";
        assert_eq!(toml_value(text, "", "trunk-version"), Some("=0.21.14"));
        assert_eq!(toml_value(text, "tools", "wasm_opt"), Some("version_132"));
        assert_eq!(toml_value(text, "", "wasm_opt"), None);
    }

    #[test]
    fn locked_versions_are_of_that_package_alone() {
        let lock = "name = \"wasm-bindgen-macro\"\nversion = \"1\"\n\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "wasm"), None);
    }

    #[test]
    fn versions_are_numbers() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some(vec![1, 95, 0]));
        assert_eq!(version("v20.20.2"), Some(vec![20, 20, 2]));
        assert_eq!(version("1.96.0-nightly"), Some(vec![1, 96, 0]));
        assert!(version("1.100.0") > version("1.94"));
        assert_eq!(version("no version"), None);
    }
}
