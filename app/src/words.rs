//! The words: keys and parameters in, language out. A language is a file in `public/messages`, nothing else.

use leptos::prelude::*;
use std::collections::HashMap;

/// A language of the portal.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Language {
    /// ふつうの日本語
    Japanese,
    /// やさしい日本語
    EasyJapanese,
    /// English
    English,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 3] = [Language::Japanese, Language::EasyJapanese, Language::English];

    fn file(self) -> &'static str {
        match self {
            Language::Japanese => include_str!("../../public/messages/ja.txt"),
            Language::EasyJapanese => include_str!("../../public/messages/ja-easy.txt"),
            Language::English => include_str!("../../public/messages/en.txt"),
        }
    }

    /// Code for the `lang` attribute and for the memory of the choice.
    pub fn code(self) -> &'static str {
        match self {
            Language::Japanese => "ja",
            Language::EasyJapanese => "ja-easy",
            Language::English => "en",
        }
    }

    /// Code a screen reader understands.
    pub fn tag(self) -> &'static str {
        if self == Language::English { "en" } else { "ja" }
    }
}

type Messages = HashMap<&'static str, &'static str>;

/// Lines `key = text`; `#` begins a remark. The text runs to the end of the line.
fn messages(file: &'static str) -> Messages {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, text)| (key.trim(), text.trim()))
        .collect()
}

/// The words of the chosen language.
#[derive(Copy, Clone)]
pub struct Words {
    language: RwSignal<Language>,
    messages: Memo<Messages>,
}

const CHOICE: &str = "language";

impl Words {
    /// Made once, at the start; the last choice of language is remembered (nothing else is).
    pub fn provide() -> Words {
        let chosen = storage()
            .and_then(|storage| storage.get_item(CHOICE).ok().flatten())
            .and_then(|code| Language::ALL.into_iter().find(|language| language.code() == code));
        let language = RwSignal::new(chosen.unwrap_or(Language::Japanese));
        let words = Words { language, messages: Memo::new(move |_| messages(language.get().file())) };
        Effect::new(move |_| {
            if let Some(html) = document().document_element() {
                drop(html.set_attribute("lang", language.get().tag()));
            }
        });
        provide_context(words);
        words
    }

    /// The language in use.
    pub fn language(self) -> Language {
        self.language.get()
    }

    /// Changes it.
    pub fn choose(self, language: Language) {
        if let Some(storage) = storage() {
            drop(storage.set_item(CHOICE, language.code()));
        }
        self.language.set(language);
    }

    /// What is said under a key. A missing key shows itself; a test sees to it that none is missing.
    pub fn say(self, key: &str) -> String {
        self.tell(key, &[])
    }

    /// A scheme's name; one the words do not know is called what its certificate calls it.
    pub fn scheme(self, scheme: &str, printed: &str) -> String {
        let key = format!("scheme.{scheme}");
        if self.messages.with(|messages| messages.contains_key(key.as_str())) {
            self.say(&key)
        } else {
            printed.to_owned()
        }
    }

    /// The same with `{name}` filled in.
    pub fn tell(self, key: &str, parameters: &[(&str, String)]) -> String {
        self.messages.with(|messages| {
            let text = messages.get(key).copied().unwrap_or(key);
            parameters
                .iter()
                .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
        })
    }
}

fn storage() -> Option<leptos::web_sys::Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(language: Language) -> BTreeSet<&'static str> {
        messages(language.file()).into_keys().collect()
    }

    #[test]
    fn no_language_misses_a_key_or_has_one_too_many() {
        for language in Language::ALL {
            assert_eq!(keys(language), keys(Language::Japanese), "{}", language.code());
        }
    }

    #[test]
    fn every_line_is_a_message_or_a_remark_and_no_key_stands_twice() {
        for language in Language::ALL {
            let lines: Vec<_> =
                language.file().lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
            assert_eq!(lines.len(), messages(language.file()).len(), "{}", language.code());
        }
    }

    #[test]
    fn the_same_parameters_in_every_language() {
        let parameters = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect()
        };
        let japanese = messages(Language::Japanese.file());
        for language in Language::ALL {
            for (key, text) in messages(language.file()) {
                assert_eq!(parameters(text), parameters(japanese[key]), "{key} in {}", language.code());
            }
        }
    }

    /// Every key the source names is in the files. Keys the engine makes are tested where the engine lists them.
    #[test]
    fn every_key_named_in_the_source_exists() {
        let known = keys(Language::Japanese);
        let mut missing = BTreeSet::new();
        for entry in walk(std::path::Path::new("src")) {
            let source = std::fs::read_to_string(&entry).unwrap_or_default();
            for call in [".say(\"", ".tell(\"", "key=\""] {
                for rest in source.split(call).skip(1) {
                    if let Some((key, _)) = rest.split_once('"')
                        && !known.contains(key)
                    {
                        missing.insert(format!("{key} in {}", entry.display()));
                    }
                }
            }
        }
        missing.retain(|place| !place.contains("words.rs"));
        assert!(missing.is_empty(), "{missing:#?}");
    }

    fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        entries
            .flatten()
            .flat_map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { vec![entry.path()] })
            .collect()
    }
}
