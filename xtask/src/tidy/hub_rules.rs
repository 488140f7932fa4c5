//! The hub stores facts and asks the engine: it holds no rule, no threshold, no rate, no rounding.

use super::Finding;
use super::rust_text::{RustText, has_word, words};

const THRESHOLD: &str =
    "thresholds are rules, and rules live in the engine's dated tables, with their citation";
const RATE: &str = "shares are rules, and rules live in the engine's dated tables, with their citation";
const ROUNDING: &str = "rounding is a rule with a citation, and rules live in the engine";

/// Without underscores.
const NUMBERS: &[&str] = &["33330", "33331", "50000", "55800", "2500", "66660"];
const RATES: &[&str] = &["0.1", "0.2", "0.3"];
const ROUNDINGS: &[&str] =
    &["round", "round_dp", "round_dp_with_strategy", "RoundingStrategy", "rust_decimal", "Decimal"];

/// See the module.
pub fn check(path: &str, text: &RustText) -> Vec<Finding> {
    if !path.starts_with("hub/src/") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in text.product() {
        for word in words(&line.code) {
            if NUMBERS.contains(&plain(word).as_str()) {
                findings.push(Finding::new(path, number, format!("`{word}` in the hub"), THRESHOLD));
            }
        }
        let spoken = line.strings.iter().find(|string| RATES.contains(&string.as_str()));
        let written = super::engine_pure::float(&line.code).filter(|float| RATES.contains(&float.as_str()));
        if let Some(rate) = spoken.cloned().or(written) {
            findings.push(Finding::new(path, number, format!("`{rate}` in the hub"), RATE));
        }
        for token in ROUNDINGS.iter().filter(|token| has_word(&line.code, token)) {
            findings.push(Finding::new(path, number, format!("`{token}` in the hub"), ROUNDING));
        }
    }
    findings
}

/// `50_000_u32` is `50000`.
fn plain(number: &str) -> String {
    let digits: String = number.chars().filter(|c| *c != '_').collect();
    digits
        .trim_end_matches(|c: char| !c.is_ascii_digit())
        .trim_end_matches("u32")
        .trim_end_matches("i64")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check("hub/src/x.rs", &RustText::read("hub/src/x.rs", text)).len()
    }

    #[test]
    fn planted_faults_are_found() {
        for fault in
            ["if total > 33_330 {", "let a = 50000;", "let a = 50_000_i64;", "parse(\"0.2\")", "x.round()"]
        {
            assert_eq!(found(fault), 1, "{fault}");
        }
    }

    #[test]
    fn clean_text_passes() {
        assert_eq!(found("let wait = Duration::from_millis(500);\nlet a = \"0.2.0\";\nlet around = 1;"), 0);
        assert_eq!(found("const BODY: usize = 50_000; // tidy: the largest request body, in bytes"), 0);
    }
}
