//! Adds up what the test runners of cargo and of Node say, while their output passes through.

use crate::fault::{Fault, Outcome};
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Tests passed, failed and skipped.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Tally {
    /// Runs `command`, shows its output as it comes, and counts.
    pub fn run(&mut self, command: &mut Command, what: &str) -> Outcome {
        self.run_to(&mut std::io::stdout(), command, what)
    }

    fn run_to(&mut self, shown: &mut dyn Write, command: &mut Command, what: &str) -> Outcome {
        let fault = |why: String| {
            Fault::new(
                format!("{what} failed ({why})"),
                "nothing but target/ was changed",
                "read the first failure above; `cargo xtask test --only STEP` runs this step alone",
            )
        };
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| fault(format!("it could not be started, {error}")))?;
        if let Some(out) = child.stdout.take() {
            let mut lines = BufReader::new(out);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                let _ = shown.write_all(&line);
                self.count(&String::from_utf8_lossy(&line));
                line.clear();
            }
        }
        match child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(fault(status.to_string())),
            Err(error) => Err(fault(error.to_string())),
        }
    }

    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …` of cargo, `ℹ pass 12` of Node.
    fn count(&mut self, line: &str) {
        if let Some((word, number)) = line.strip_prefix("ℹ ").and_then(|line| line.trim().split_once(' ')) {
            let number = number.parse().unwrap_or(0);
            match word {
                "pass" => self.passed += number,
                "fail" | "cancelled" => self.failed += number,
                "skipped" | "todo" => self.skipped += number,
                _ => {}
            }
        }
        let Some((_, numbers)) = line.split_once("test result: ") else { return };
        let words: Vec<&str> = numbers.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u32>() else { continue };
            match pair[1] {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let mut tally = Tally::default();
        tally.count(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.0s",
        );
        tally.count("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.count("test yen::passed ... ok");
        assert_eq!(tally, Tally { passed: 15, failed: 2, skipped: 1 });
        assert_eq!(tally.to_string(), "15 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn nodes_results_are_added_up() {
        let mut tally = Tally::default();
        for line in
            ["ℹ tests 14\n", "ℹ pass 12\n", "ℹ fail 1\n", "ℹ skipped 1\n", "ℹ duration_ms 3.5\n", "✔ pass 7"]
        {
            tally.count(line);
        }
        assert_eq!(tally, Tally { passed: 12, failed: 1, skipped: 1 });
    }

    #[test]
    fn a_command_is_counted_and_its_failure_kept() {
        let mut tally = Tally::default();
        let mut fake = Command::new("sh");
        fake.args(["-c", "echo 'test result: FAILED. 1 passed; 1 failed; 0 ignored'; exit 101"]);
        // Not to standard output, where the run that this test is part of would count it.
        let mut shown = Vec::new();
        assert!(tally.run_to(&mut shown, &mut fake, "a fake").is_err());
        assert!(shown.ends_with(b"ignored\n"));
        assert_eq!(tally, Tally { passed: 1, failed: 1, skipped: 0 });
    }
}
