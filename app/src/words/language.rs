//! The languages there are.

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

    /// The language of a code.
    pub fn of(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Code for the memory of the choice.
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

    /// By its own name, whatever the page's language.
    pub fn name(self) -> &'static str {
        match self {
            Language::Japanese => "日本語",
            Language::EasyJapanese => "やさしい日本語",
            Language::English => "English",
        }
    }

    /// Where its words are.
    pub fn address(self) -> &'static str {
        match self {
            Language::Japanese => env!("WORDS_JA"),
            Language::EasyJapanese => env!("WORDS_JA_EASY"),
            Language::English => env!("WORDS_EN"),
        }
    }

    /// Where the words of the application flow are: those of every page, and its own. Its pages have none compiled in.
    pub fn addresses_to_apply(self) -> [&'static str; 2] {
        match self {
            Language::Japanese => [env!("WORDS_JA"), env!("WORDS_APPLY_JA")],
            Language::EasyJapanese => [env!("WORDS_JA_EASY"), env!("WORDS_APPLY_JA_EASY")],
            Language::English => [env!("WORDS_EN"), env!("WORDS_APPLY_EN")],
        }
    }
}
