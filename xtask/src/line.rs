//! One line of progress for each step: what it is, what happens to it, how long it took.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

const NAME_WIDTH: usize = 34;
const TAIL_WIDTH: usize = 60;

/// A line that is being written.
pub struct Line {
    head: String,
    doing: String,
    begun: Instant,
    live: bool,
}

impl Line {
    /// Begins a line; nothing is printed before there is something to say.
    pub fn begin(number: usize, of: usize, name: &str) -> Self {
        let dots = ".".repeat(NAME_WIDTH.saturating_sub(name.chars().count()).max(3));
        let head = format!("[{number:>2}/{of}] {name} {dots} ");
        Self { head, doing: String::new(), begun: Instant::now(), live: std::io::stdout().is_terminal() }
    }

    /// The whole line at once.
    pub fn says(&self, what: &str) {
        println!("{}{what}", self.head);
    }

    /// The step has work to do; the line stays open.
    pub fn working(&mut self, what: &str) {
        self.begun = Instant::now();
        what.clone_into(&mut self.doing);
        print!("{}{what} … ", self.head);
        flush();
    }

    /// While the work goes on: the seconds and what the log says last. Only for a person at a terminal.
    pub fn beat(&self, log: &Path) {
        if !self.live {
            return;
        }
        let last = last_line(log);
        print!("\r\x1b[2K{}{} … {} s  {last}", self.head, self.doing, self.begun.elapsed().as_secs());
        flush();
    }

    /// The work is done.
    pub fn done(&self) {
        self.end(&seconds(self.begun.elapsed()));
    }

    /// The work failed.
    pub fn failed(&self) {
        self.end(&format!("failed after {}", seconds(self.begun.elapsed())));
    }

    fn end(&self, what: &str) {
        if self.live {
            print!("\r\x1b[2K{}{} … ", self.head, self.doing);
        }
        println!("{what}");
    }
}

/// `0.4 s`, `231 s`.
pub fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{:.1} s", time.as_secs_f32())
    } else {
        format!("{} s", time.as_secs())
    }
}

fn last_line(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let tail = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(400)..]).into_owned();
    let line = tail.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(TAIL_WIDTH).collect()
}

fn flush() {
    // A closed terminal is no reason to stop installing.
    let _ = std::io::stdout().flush();
}
