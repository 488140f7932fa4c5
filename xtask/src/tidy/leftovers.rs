//! Nothing half-done is committed, and no test is switched off without a reason.

use super::Finding;
use super::rust_text::{RustText, has_word};

const UNFINISHED: &str = "what is not done is an issue, not a note in the code";
const IGNORED: &str = "a test that does not run must say why: `#[ignore = \"reason\"]`";

/// See the module.
pub fn check(path: &str, text: &RustText) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines.iter().enumerate() {
        let number = index + 1;
        for name in ["todo", "unimplemented", "dbg"] {
            if line.code.contains(&format!("{name}!(")) && has_word(&line.code, name) {
                findings.push(Finding::new(path, number, format!("`{name}!` is left"), UNFINISHED));
            }
        }
        // Put together here, so that this file does not contain them.
        for note in [concat!("TO", "DO"), concat!("FIX", "ME")] {
            if has_word(&line.comment, note) {
                findings.push(Finding::new(path, number, format!("`{note}` is left"), UNFINISHED));
            }
        }
        if line.code.replace(' ', "").contains("#[ignore]") {
            findings.push(Finding::new(path, number, "a test is ignored without a reason", IGNORED));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check("hub/src/x.rs", &RustText::read("hub/src/x.rs", text)).len()
    }

    #[test]
    fn planted_faults_are_found() {
        let note = concat!("// TO", "DO: later");
        for fault in ["todo!()", "unimplemented!(\"x\")", "let a = dbg!(b);", note, "#[ignore]\n#[test]"] {
            assert_eq!(found(fault), 1, "{fault}");
        }
    }

    #[test]
    fn clean_text_passes() {
        assert_eq!(found("let todos = 1; // a todo list\n#[ignore = \"needs a second machine\"]"), 0);
    }
}
