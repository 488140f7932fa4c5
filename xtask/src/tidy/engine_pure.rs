//! The engine is a pure function of facts: no clock, no float, no file, no socket, no browser.

use super::Finding;
use super::rust_text::{RustText, has_word, words};

const CLOCK: &str =
    "the engine has no clock: the day is an argument, so that the same facts give the same view";
const IO: &str = "the engine does no I/O: what it computes on a phone and in the hub must be the same";
const DOM: &str = "only app knows the browser";
const FLOAT: &str = "yen are exact: an integer or a Decimal, never a float";

const FORBIDDEN: &[(&str, &str)] = &[
    ("Utc::now", CLOCK),
    ("Local::now", CLOCK),
    ("SystemTime", CLOCK),
    ("Instant::now", CLOCK),
    ("std::time", CLOCK),
    ("web_sys", DOM),
    ("js_sys", DOM),
    ("wasm_bindgen", DOM),
    ("leptos", DOM),
];

/// Programs under `src/bin` may read and write; the library may not.
const FORBIDDEN_IN_THE_LIBRARY: &[(&str, &str)] = &[
    ("std::fs", IO),
    ("std::net", IO),
    ("std::io", IO),
    ("std::env", IO),
    ("std::process", IO),
    ("println!", IO),
    ("eprintln!", IO),
];

/// See the module.
pub fn check(path: &str, text: &RustText) -> Vec<Finding> {
    if !path.starts_with("engine/src/") {
        return Vec::new();
    }
    let library = !path.starts_with("engine/src/bin/");
    let tokens = FORBIDDEN.iter().chain(FORBIDDEN_IN_THE_LIBRARY.iter().filter(|_| library));
    let mut findings = Vec::new();
    for (number, line) in text.product() {
        for (token, why) in tokens.clone() {
            if has_token(&line.code, token) {
                findings.push(Finding::new(path, number, format!("`{token}` in the engine"), why));
            }
        }
        if let Some(float) = float(&line.code) {
            findings.push(Finding::new(path, number, format!("the float `{float}` in the engine"), FLOAT));
        }
    }
    findings
}

fn has_token(code: &str, token: &str) -> bool {
    match token.strip_suffix('!') {
        Some(name) => has_word(code, name) && code.contains(token),
        None => has_word(code, token),
    }
}

/// serde's own names, which a reader needs to refuse floats.
const OF_SERDE: &[&str] = &["visit_f32", "visit_f64", "deserialize_f32", "deserialize_f64"];

/// A float type, a number with one, or a number with a decimal point.
pub fn float(code: &str) -> Option<String> {
    let is_float = |word: &&str| (word.ends_with("f64") || word.ends_with("f32")) && !OF_SERDE.contains(word);
    if let Some(word) = words(code).find(is_float) {
        return Some(word.to_owned());
    }
    let digits = |part: &str| part.chars().next().is_some_and(|c| c.is_ascii_digit());
    code.match_indices('.').find_map(|(dot, _)| {
        let before = code[..dot].rsplit(|c| !super::rust_text::is_word(c)).next().unwrap_or_default();
        let start = code[..dot].len() - before.len();
        // `pair.0.1` is a field of a field.
        let field = code[..start].ends_with('.') && !code[..start].ends_with("..");
        let after = &code[dot + 1..];
        (digits(before) && digits(after) && !field && !before.contains('x'))
            .then(|| format!("{before}.{}", words(after).next().unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check("engine/src/x.rs", &RustText::read("engine/src/x.rs", text)).len()
    }

    #[test]
    fn planted_faults_are_found() {
        for fault in [
            "let now = Utc::now();",
            "use std::time::SystemTime;",
            "let x: f64 = y;",
            "let x = 1f32;",
            "let x = 0.2;",
            "use std::fs;",
            "web_sys::window()",
            "println!(\"\")",
        ] {
            assert!(found(fault) > 0, "{fault}");
        }
    }

    #[test]
    fn clean_text_passes() {
        let clean = "//! no f64, no Utc::now\nlet a = \"f64 0.2\";\nlet b = pair.0.1;\nlet c = 0..10;\nlet d = 1_000;\nwriteln!(out)\nfn visit_f64()";
        assert_eq!(found(clean), 0);
        assert_eq!(found("#[cfg(test)]\nmod tests { fn a() { let x = 0.2_f64; } }"), 0);
    }

    #[test]
    fn elsewhere_it_does_not_apply() {
        assert!(check("hub/src/x.rs", &RustText::read("hub/src/x.rs", "SystemTime::now()")).is_empty());
    }

    #[test]
    fn a_program_may_read_files_but_has_no_clock() {
        let path = "engine/src/bin/account.rs";
        assert!(check(path, &RustText::read(path, "use std::io;")).is_empty());
        assert_eq!(check(path, &RustText::read(path, "Utc::now()")).len(), 1);
    }
}
