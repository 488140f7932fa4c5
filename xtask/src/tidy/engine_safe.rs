//! The engine never panics on data from outside.

use super::Finding;
use super::rust_text::RustText;

const WHY: &str = "a panic in the engine takes the hub's answer or the patient's page with it: return an error, or say \
                   on the line why it cannot happen (`// tidy: the reason`)";

const PANICS: &[&str] = &[".unwrap()", ".expect(", "panic!(", "unreachable!("];

/// See the module.
pub fn check(path: &str, text: &RustText) -> Vec<Finding> {
    if !path.starts_with("engine/src/") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in text.product() {
        for panic in PANICS.iter().filter(|panic| line.code.contains(**panic)) {
            findings.push(Finding::new(path, number, format!("`{panic}` in the engine"), WHY));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check("engine/src/x.rs", &RustText::read("engine/src/x.rs", text)).len()
    }

    #[test]
    fn planted_faults_are_found() {
        assert_eq!(found("a.unwrap();\nb\n    .expect(\"c\");\n"), 2);
    }

    #[test]
    fn clean_text_passes() {
        assert_eq!(
            found("a.unwrap_or_default();\n// tidy: the table is a constant\nb.expect(\"checked\");\n"),
            0
        );
        assert_eq!(
            found("/// `x.unwrap()`\nfn a() {}\n#[cfg(test)]\nmod tests { fn b() { c.unwrap() } }"),
            0
        );
    }
}
