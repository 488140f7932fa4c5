//! The documents name only commands that exist, and their links lead somewhere.

use super::Finding;
use super::files::TextFile;
use crate::command;
use crate::places::Places;
use crate::prove::PROOFS;

const COMMAND: &str = "a newcomer will type exactly what a document says";
const LINK: &str = "a link that leads nowhere costs its reader's trust";

/// See the module.
pub fn check(places: &Places, files: &[TextFile]) -> Vec<Finding> {
    let documents = files.iter().filter(|file| file.path.strip_suffix(".md").is_some());
    documents
        .flat_map(|file| {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let exists = |link: &str| match link.strip_prefix('/') {
                Some(from_root) => places.root.join(from_root).exists(),
                None => places.root.join(folder).join(link).exists(),
            };
            let mut findings = commands(&file.path, &file.text);
            findings.extend(links(&file.path, &file.text, &exists));
            findings
        })
        .collect()
}

/// Every `cargo xtask NAME` with its options.
fn commands(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (_, rest) in line.match_indices("cargo xtask").map(|(at, found)| line.split_at(at + found.len()))
        {
            // The words of the command, up to the end of the code it stands in.
            let code = rest.split(['`', '|', '#', '(', ')', '&', ';']).next().unwrap_or_default();
            if !code.starts_with(' ') {
                continue;
            }
            if let Some(wrong) = wrong_command(code) {
                findings.push(Finding::new(path, index + 1, wrong, COMMAND));
            }
        }
    }
    findings
}

fn wrong_command(code: &str) -> Option<String> {
    let mut words = code.split_whitespace().map(|word| word.trim_end_matches(['.', ',', ':']));
    let name = words.next()?;
    if is_placeholder(name) {
        return None;
    }
    let Some(command) = command::find(name) else {
        return Some(format!("there is no `cargo xtask {name}`"));
    };
    for word in words {
        let word = word.trim_matches(['[', ']']);
        let option = word.split('=').next().unwrap_or(word);
        if option.starts_with("--") && command.options.iter().all(|(known, ..)| *known != option) {
            return Some(format!("`cargo xtask {name}` has no option `{option}`"));
        }
        if name == "prove" && is_name(word) && PROOFS.iter().all(|proof| proof.name != word) {
            return Some(format!("there is no proof `{word}`"));
        }
        if !option.starts_with("--") {
            break;
        }
    }
    None
}

/// `NAME`, `…`, `<command>`: not a name.
fn is_placeholder(word: &str) -> bool {
    !is_name(word)
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// Every `[text](path)` that is no address of the web.
fn links(path: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for part in line.split("](").skip(1) {
            let link = part.split([')', ' ']).next().unwrap_or_default();
            let target = link.split('#').next().unwrap_or_default();
            let outside = link.contains("://") || link.starts_with("mailto:");
            if !target.is_empty() && !outside && !exists(target) {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    format!("the link {target} leads nowhere"),
                    LINK,
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_do_not_exist_are_found() {
        for fault in [
            "`cargo xtask deploy`",
            "run `cargo xtask run --prot 1`",
            "cargo xtask prove nothing",
            "    cargo xtask tset",
        ] {
            assert_eq!(commands("README.md", fault).len(), 1, "{fault}");
        }
    }

    #[test]
    fn commands_that_exist_pass() {
        let clean = "`cargo xtask run`, then `cargo xtask run --port N [--watch]`. `cargo xtask prove NAME` or \
                     cargo xtask COMMAND; cargo xtask … and `cargo xtask prove oracle`; just `cargo xtask`.";
        assert_eq!(commands("README.md", clean), []);
    }

    #[test]
    fn links_are_followed() {
        let exists = |link: &str| link == "docs/a.md";
        let text =
            "[a](docs/a.md#part) [b](https://example.org/x) [c](#here)\n```\n[d](no)\n```\n[e](docs/b.md)";
        let found = links("README.md", text, &exists);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 5);
    }
}
