//! `docs/faults.md` says what becomes of each fault truly: each has a test, and the test is there.

use super::Finding;
use super::asvs::{TEST, not_there};
use super::files::TextFile;

const FILE: &str = "docs/faults.md";
const SHOWN: &str = "what is said to happen must have been seen to happen";

/// See the module.
pub fn check(files: &[TextFile]) -> Vec<Finding> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    match text(FILE) {
        Some(document) => judge(document, &text),
        None => vec![Finding::new(FILE, 0, "it is not there", SHOWN)],
    }
}

fn judge<'a>(document: &str, text: &dyn Fn(&str) -> Option<&'a str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // The first two lines of the table are its head.
    for (line, row) in document.lines().enumerate().filter(|(_, line)| line.starts_with('|')).skip(2) {
        let shown = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
        if !shown.contains('`') {
            findings.push(Finding::new(FILE, line + 1, "a fault without a test", SHOWN));
        }
        for name in not_there(shown, text) {
            findings.push(Finding::new(FILE, line + 1, format!("there is no test {name}"), TEST));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_faults_are_found() {
        let text = |path: &str| (path == "a/b.rs").then_some("fn it_holds() {}");
        let of = |row: &str| {
            let table = ["| fault | what | test |", "|---|---|---|", row].join("\n");
            judge(&table, &text).into_iter().map(|finding| finding.wrong).collect::<Vec<_>>()
        };
        assert_eq!(of("| a | b | `a/b.rs::it_holds` |"), Vec::<String>::new());
        assert_eq!(of("| a | b | by eye |"), ["a fault without a test"]);
        assert_eq!(of("| a | b | `a/b.rs::it_hold` |"), ["there is no test a/b.rs::it_hold"]);
    }
}
