//! How a command fails: one sentence that says what failed, what is safe, and what to do.

use std::path::{Path, PathBuf};

/// The result of everything that can fail here.
pub type Outcome<T = ()> = Result<T, Fault>;

const TAIL: usize = 15;

/// A failure a person can act on.
#[derive(Debug)]
pub struct Fault {
    sentence: String,
    log: Option<PathBuf>,
}

impl Fault {
    /// `what` failed; what is `safe`; what `to_do`. No full stops: they become one sentence.
    pub fn new(what: impl AsRef<str>, safe: impl AsRef<str>, to_do: impl AsRef<str>) -> Self {
        let sentence = format!("{}; {}; {}.", what.as_ref(), safe.as_ref(), to_do.as_ref());
        Self { sentence, log: None }
    }

    /// For failures whose details have just been shown.
    pub fn plain(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), log: None }
    }

    /// The long output, whose tail is shown before the sentence.
    pub fn with_log(mut self, log: &Path) -> Self {
        self.log = Some(log.to_owned());
        self
    }

    /// The sentence goes last, where the eye is.
    pub fn report(&self) {
        if let Some(log) = &self.log {
            let text = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
            let lines: Vec<&str> = text.lines().collect();
            eprintln!("\n  the last lines of {}:", log.display());
            for line in &lines[lines.len().saturating_sub(TAIL)..] {
                eprintln!("  | {line}");
            }
        }
        eprintln!("\nxtask: {}", self.sentence);
    }

    /// The sentence alone.
    #[cfg(test)]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }
}

/// What a failed command's output says about the cause, in words; `None` when it says nothing we know.
pub fn cause(output: &str) -> Option<&'static str> {
    const SIGNS: [(&str, &[&str]); 4] = [
        ("the disk is full", &["No space left on device", "ENOSPC", "not enough free space"]),
        (
            "the network or the package registry did not answer",
            &[
                "Could not resolve",
                "could not resolve",
                "Temporary failure resolving",
                "failed to download",
                "could not download",
                "Unable to update registry",
                "Couldn't connect",
                "Connection refused",
                "connection refused",
                "Network is unreachable",
                "Unable to fetch",
                "Failed to fetch",
                "ENOTFOUND",
                "ECONNREFUSED",
                "EAI_AGAIN",
                "ETIMEDOUT",
                "timed out",
            ],
        ),
        ("it needs more rights than you have", &["Permission denied", "EACCES", "are you root?"]),
        ("another program holds apt's lock", &["Could not get lock"]),
    ];
    SIGNS.iter().find(|(_, signs)| signs.iter().any(|sign| output.contains(sign))).map(|(words, _)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sentence() {
        let fault = Fault::new("port 8080 is busy", "nothing was started", "use --port 8081");
        assert_eq!(fault.sentence(), "port 8080 is busy; nothing was started; use --port 8081.");
    }

    #[test]
    fn causes_are_told_apart() {
        assert_eq!(cause("write error: No space left on device (os error 28)"), Some("the disk is full"));
        assert!(cause("curl: (6) Could not resolve host").is_some_and(|words| words.contains("network")));
        assert_eq!(cause("error[E0308]: mismatched types"), None);
    }
}
