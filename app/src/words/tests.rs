//! No language misses a word, and no word is said that is not there.

use super::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Groups whose last part comes from the engine's or a fact's code; each code the engine can say is looked for below.
const CODED: [&str; 23] = [
    "access",
    "calendar",
    "capacity",
    "era",
    "form",
    "income_class",
    "item",
    "office",
    "op",
    "operation",
    "provider",
    "reimbursement",
    "purpose",
    "renewal",
    "role",
    "scheme",
    "sent",
    "settle",
    "shade",
    "trace",
    "trait",
    "validity",
    "watch",
];

/// The words of every page, and those of the application flow.
const FOLDERS: [&str; 2] = ["", "apply/"];

fn file(folder: &str, language: Language) -> String {
    let path = format!("../public/messages/{folder}{}.txt", language.code());
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn words(language: Language) -> Words {
    Words::read(language, &[&file("", language)])
}

/// As on the pages of an application.
pub fn words_to_apply(language: Language) -> Words {
    Words::read(language, &FOLDERS.map(|folder| file(folder, language)).each_ref().map(String::as_str))
}

fn keys_of(folder: &str, language: Language) -> BTreeSet<String> {
    Words::read(language, &[&file(folder, language)]).messages.into_iter().map(|(key, _)| key).collect()
}

fn keys(language: Language) -> BTreeSet<String> {
    words_to_apply(language).messages.into_iter().map(|(key, _)| key).collect()
}

impl Words {
    /// Does any key begin so?
    pub fn has_group(&self, group: &str) -> bool {
        self.messages.iter().any(|(key, _)| key.split('.').next() == Some(group))
    }
}

#[test]
fn no_language_misses_a_key_or_has_one_too_many() {
    for folder in FOLDERS {
        for language in Language::ALL {
            let japanese = keys_of(folder, Language::Japanese);
            assert_eq!(keys_of(folder, language), japanese, "{folder}{}", language.code());
        }
    }
}

#[test]
fn every_line_is_a_message_or_a_remark_and_no_key_stands_twice() {
    for language in Language::ALL {
        for folder in FOLDERS {
            let file = file(folder, language);
            let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
            assert_eq!(lines, keys_of(folder, language).len(), "{folder}{}", language.code());
        }
        let both = FOLDERS.map(|folder| keys_of(folder, language).len());
        assert_eq!(keys(language).len(), both[0] + both[1], "a key stands in both folders");
    }
}

#[test]
fn the_same_parameters_in_every_language() {
    let parameters = |text: &str| -> BTreeSet<String> {
        let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    let japanese = words_to_apply(Language::Japanese);
    for language in Language::ALL {
        for (key, text) in words_to_apply(language).messages {
            assert_eq!(parameters(&text), parameters(&japanese.say(&key)), "{key} in {}", language.code());
        }
    }
}

#[test]
fn every_key_named_in_a_source_exists_and_every_key_is_used() {
    let known = keys(Language::Japanese);
    let groups: BTreeSet<&str> = known.iter().filter_map(|key| key.split('.').next()).collect();
    let mut used = BTreeSet::new();
    for source in ["src", "../engine/src", "../engine/book"] {
        for path in files(Path::new(source)) {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for literal in text.split('"').filter(|literal| is_key(literal)) {
                let group = literal.split('.').next().unwrap_or_default();
                if groups.contains(group)
                    && path.starts_with("src")
                    && !path.ends_with("tests.rs")
                    && !path.ends_with("sample.rs")
                {
                    let starts = [literal, "."].concat();
                    let exists = known.contains(literal) || known.iter().any(|key| key.starts_with(&starts));
                    assert!(exists, "{literal} in {}", path.display());
                }
                used.insert(literal.to_owned());
            }
        }
    }
    let idle: Vec<&String> = known
        .iter()
        .filter(|key| !used.contains(*key))
        .filter(|key| !CODED.contains(&key.split('.').next().unwrap_or_default()))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

/// The first page of the portal has not read the words of the application flow.
#[test]
fn the_words_of_the_flow_are_said_in_the_flow_only() {
    let own = keys_of("apply/", Language::Japanese);
    for path in files(Path::new("src")) {
        if path.starts_with("src/apply") || path.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let said = text.split('"').find(|literal| own.contains(*literal));
        assert_eq!(said, None, "{}", path.display());
    }
}

/// Whatever a form can say has words.
#[test]
fn every_key_of_every_form_has_words() {
    let known = keys(Language::Japanese);
    let missing: Vec<String> = engine::form::keys().into_iter().filter(|key| !known.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What limits a figure and why a payment is not in the table: whatever the engine can say has words.
#[test]
fn every_mark_and_reason_of_the_engine_has_words() {
    let known = keys(Language::Japanese);
    for path in files(Path::new("../engine/src")) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for literal in text.split('"').filter(|literal| is_key(literal)) {
            let said =
                ["mark.", "off.", "settle.do.", "standing."].iter().any(|group| literal.starts_with(group));
            assert!(!said || known.contains(literal), "{literal} in {}", path.display());
        }
    }
}

/// なぜこの金額？: whatever rule the engine can put into the story of a charge has its sentence in every language, and no other has one.
#[test]
fn every_rule_of_a_story_has_its_sentence() {
    let mut rules = BTreeSet::new();
    for path in files(Path::new("../engine/src")) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let literals = text.split('"').filter(|literal| is_key(literal));
        let of_a_story = |literal: &&str| ["fact.", "rule."].iter().any(|group| literal.starts_with(group));
        rules.extend(literals.filter(of_a_story).map(str::to_owned));
    }
    assert!(rules.len() > 20, "{rules:?}");
    for language in Language::ALL {
        let told = |group: &str| -> BTreeSet<String> {
            let prefix = [group, "."].concat();
            let keys = keys_of("", language).into_iter();
            keys.filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned)).collect()
        };
        for voice in ["trace", "office"] {
            assert_eq!(told(voice), rules, "{voice} in {}", language.code());
        }
    }
}

/// What the hub writes on somebody's log has words, all but what stands on no page.
#[test]
fn everything_on_the_log_has_words() {
    let known = keys(Language::Japanese);
    let mut found = 0;
    for path in files(Path::new("../hub/src")) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for literal in text.split('"').filter(|literal| is_key(literal)) {
            let on_the_log = ["access.", "purpose."].iter().any(|group| literal.starts_with(group));
            found += usize::from(on_the_log);
            let said = literal == "access.preview_read" || known.contains(literal);
            assert!(!on_the_log || said, "{literal} in {}", path.display());
        }
    }
    assert!(found > 10, "{found} keys of the log were found");
}

/// `group.name`, as keys are written.
pub fn is_key(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
    };
    text.contains('.') && text.split('.').all(part) && !text.contains(".rs") && !text.contains(".txt")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
