//! The engine speaks in keys and parameters; sentences for people live in app's messages.

use super::Finding;
use super::rust_text::RustText;

const WHY: &str = "words for people live in one place, app's messages, so that a new language or voice is one file; \
                   official codes from outside formats go into the table in xtask/src/tidy/engine_words.rs";

/// Files of the engine that hold Japanese which is data, not words for people: the file (or folder, with `/`),
/// and why.
const ALLOWED: &[(&str, &str)] = &[
    ("engine/src/cases/kubun.rs", "the official letters of 適用区分, read from what people type"),
    (
        "engine/src/facts/likeness.rs",
        "letters and marks that are folded to compare two spellings, never shown",
    ),
    ("engine/src/facts/door.rs", "names under which an individual number is refused"),
    ("engine/src/pmh/", "labels and words of outside formats, read and never shown"),
    (
        "engine/src/watch/renewal.rs",
        "the printed label under which a certificate says whether a 診断書 is needed",
    ),
];

/// See the module.
pub fn check(path: &str, text: &RustText) -> Vec<Finding> {
    if !path.starts_with("engine/src/") || allowed(path) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in text.product() {
        if let Some(words) = line.strings.iter().find(|string| string.chars().any(is_japanese)) {
            let start: String = words.chars().take(20).collect();
            findings.push(Finding::new(
                path,
                number,
                format!("natural language in the engine: “{start}”"),
                WHY,
            ));
        }
    }
    findings
}

fn allowed(path: &str) -> bool {
    ALLOWED.iter().any(|(place, _)| path == *place || (place.ends_with('/') && path.starts_with(place)))
}

/// Kana and kanji; not the wide digits and signs that people type and the engine has to read.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30fe}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check("engine/src/x.rs", &RustText::read("engine/src/x.rs", text)).len()
    }

    #[test]
    fn planted_faults_are_found() {
        assert_eq!(found("let a = \"上限に達しました\";\nlet b = 'ア';"), 2);
    }

    #[test]
    fn clean_text_passes() {
        assert_eq!(
            found("/// 自己負担上限月額\nlet a = \"watch.mild.met\"; // 軽症高額\nlet wide = '０';"),
            0
        );
        assert_eq!(found("#[cfg(test)]\nmod tests { const A: &str = \"難病\"; }"), 0);
    }
}
