//! The words: keys and parameters in, language out. A language is a file in `public/messages`, nothing else, and comes as a file of
//! the same build: the one that was chosen last beside the program (`boot.js` asks for it at once), another one when it is chosen.

mod language;
#[cfg(test)]
pub mod tests;

pub use language::Language;

use crate::net::{self, Trouble};
use crate::node::{Element, Node, el};
use crate::settings::{self, Calendar};
use engine::Yen;

/// The words of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Which.
    pub language: Language,
    /// How years are written.
    pub calendar: Calendar,
    /// Key and text, by key.
    messages: Vec<(String, String)>,
}

impl Words {
    /// Fetches a language.
    pub async fn of(language: Language) -> Result<Words, Trouble> {
        let mut words = Words::read(language, &[&net::own_file(language.address()).await?]);
        words.calendar = settings::remembered_calendar();
        Ok(words)
    }

    /// Japanese as it stands in the sources.
    #[cfg(test)]
    pub fn japanese() -> Words {
        Words::read(Language::Japanese, &[include_str!("../../public/messages/ja.txt")])
    }

    /// Lines `key = text`; `#` begins a remark. The text runs to the end of the line.
    pub fn read(language: Language, files: &[&str]) -> Words {
        let mut messages: Vec<(String, String)> = files
            .iter()
            .flat_map(|file| file.lines())
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, text)| (key.trim().to_owned(), text.trim().to_owned()))
            .collect();
        messages.sort_unstable();
        Words { language, calendar: Calendar::default(), messages }
    }

    /// What is said under a key, if anything is.
    pub fn find(&self, key: &str) -> Option<&str> {
        let place = self.messages.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        self.messages.get(place).map(|(_, text)| text.as_str())
    }

    /// What is said under a key. A missing key shows itself; a test sees to it that none is missing.
    pub fn say(&self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }

    /// The same with `{name}` filled in.
    pub fn tell(&self, key: &str, parameters: &[(&str, Node)]) -> Vec<Node> {
        let mut rest = self.find(key).unwrap_or(key);
        let mut told = Vec::new();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            if !before.is_empty() {
                told.push(Node::Text(before.to_owned()));
            }
            if let Some((_, value)) = parameters.iter().find(|(known, _)| *known == name) {
                told.push(value.clone());
            }
            rest = after;
        }
        if !rest.is_empty() {
            told.push(Node::Text(rest.to_owned()));
        }
        told
    }

    /// A word for a code; one the words do not know is shown as it came, never left out.
    pub fn name(&self, group: &str, code: &str) -> String {
        self.find(&[group, ".", code].concat()).unwrap_or(code).to_owned()
    }

    /// A scheme's name; one the words do not know is called what its certificate calls it.
    pub fn scheme(&self, scheme: &str, printed: &str) -> String {
        self.find(&["scheme.", scheme].concat()).unwrap_or(printed).to_owned()
    }

    /// Several names in one line.
    pub fn join(&self, names: &[String]) -> String {
        names.join(if self.language == Language::English { ", " } else { "、" })
    }

    /// An amount, as text for readers and as a number for programs.
    pub fn yen(&self, amount: Yen) -> Node {
        Node::Element(self.yen_in(el("data"), amount))
    }

    /// An amount in an element of its own.
    pub fn yen_in(&self, element: Element, amount: Yen) -> Element {
        let digits = Node::Text(crate::format::grouped(amount.amount()));
        element.set("value", amount.amount().to_string()).with(self.tell("unit.yen", &[("amount", digits)]))
    }
}
