//! How far it is, on standard error: a bar on a terminal, a line each tenth elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the bar moves.
const EVERY: Duration = Duration::from_millis(100);

pub struct Progress {
    done: usize,
    all: usize,
    begun: Instant,
    /// When the bar was drawn last; nothing elsewhere.
    drawn: Option<Instant>,
}

impl Progress {
    pub fn over(all: usize) -> Progress {
        let begun = Instant::now();
        Progress { done: 0, all, begun, drawn: std::io::stderr().is_terminal().then_some(begun) }
    }

    /// One more.
    pub fn step(&mut self) {
        let tenth = |done: usize| done * 10 / self.all.max(1);
        let before = tenth(self.done);
        self.done += 1;
        match &mut self.drawn {
            Some(drawn) if drawn.elapsed() < EVERY => return,
            Some(drawn) => *drawn = Instant::now(),
            None if before == tenth(self.done) => return,
            None => {}
        }
        self.tell();
    }

    /// There are no more.
    pub fn end(&self) {
        if self.drawn.is_some() {
            self.tell();
            drop(writeln!(std::io::stderr()));
        }
    }

    fn tell(&self) {
        let line = line(self.done, self.all, self.begun.elapsed());
        // A terminal that is gone is no reason to stop.
        drop(if self.drawn.is_some() {
            let bar = "#".repeat(self.done * 20 / self.all.max(1));
            write!(std::io::stderr(), "\r[{bar:<20}] {line}   ")
        } else {
            writeln!(std::io::stderr(), "{line}")
        });
    }
}

fn line(done: usize, all: usize, time: Duration) -> String {
    let whole = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = whole(done).saturating_mul(1000) / ms;
    let left = whole(all.saturating_sub(done)) / rate.max(1);
    let left = if left > 90 { format!("some {} min", left.div_ceil(60)) } else { format!("some {left} s") };
    format!("{done} of {all}, {rate} a second, {left} left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_far_how_fast_and_how_long_yet() {
        let at = |done, seconds| line(done, 1_000, Duration::from_secs(seconds));
        assert_eq!(at(200, 2), "200 of 1000, 100 a second, some 8 s left");
        assert_eq!(at(100, 100), "100 of 1000, 1 a second, some 15 min left");
        assert_eq!(at(0, 0), "0 of 1000, 0 a second, some 17 min left");
    }
}
