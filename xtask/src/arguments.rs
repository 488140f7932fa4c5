//! The words after a command's name.

use crate::fault::{Fault, Outcome};

/// An option a command knows: its name, the name of its value if it takes one, a sentence.
pub type Option_ = (&'static str, Option<&'static str>, &'static str);

/// Parsed options and the words that are none.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    options: Vec<(String, Option<String>)>,
    /// Words that belong to no option.
    pub words: Vec<String>,
}

impl Arguments {
    /// Reads `given` against the `known` options; a word that fits nothing is a fault, never ignored.
    pub fn read(command: &str, known: &[Option_], words_allowed: bool, given: &[String]) -> Outcome<Self> {
        let refuse = |what: String| {
            Fault::new(what, "nothing was done", format!("`cargo xtask help {command}` shows what it takes"))
        };
        let mut read = Self::default();
        let mut rest = given.iter();
        while let Some(word) = rest.next() {
            if !word.starts_with("--") {
                if !words_allowed {
                    return Err(refuse(format!("`{command}` does not know what to do with `{word}`")));
                }
                read.words.push(word.clone());
                continue;
            }
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            let Some((_, takes, _)) = known.iter().find(|(option, ..)| *option == name) else {
                return Err(refuse(format!("`{command}` has no option `{name}`")));
            };
            let value = match (takes, inline) {
                (None, None) => None,
                (None, Some(_)) => return Err(refuse(format!("`{name}` takes no value"))),
                (Some(_), Some(value)) => Some(value),
                (Some(what), None) => match rest.next() {
                    Some(value) => Some(value.clone()),
                    None => return Err(refuse(format!("`{name}` needs a value ({what})"))),
                },
            };
            read.options.push((name.to_owned(), value));
        }
        Ok(read)
    }

    /// Whether the option was given.
    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(option, _)| option == name)
    }

    /// The option's value; the last one counts.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(option, _)| option == name).and_then(|(_, value)| value.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Option_] = &[("--port", Some("N"), ""), ("--watch", None, "")];

    fn read(words: &[&str]) -> Outcome<Arguments> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        Arguments::read("run", KNOWN, false, &words)
    }

    #[test]
    fn options_and_values() {
        let read = read(&["--port", "9000", "--watch", "--port=9001"]).expect("all known");
        assert!(read.has("--watch"));
        assert_eq!(read.value("--port"), Some("9001"));
    }

    #[test]
    fn what_is_unknown_is_refused() {
        for words in [&["--prot", "1"][..], &["--port"], &["--watch=yes"], &["fast"]] {
            assert!(read(words).is_err(), "{words:?}");
        }
    }
}
