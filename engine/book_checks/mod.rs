//! What the tables of `book/` look like, and everything that must hold of them before the crate may be built.
//!
//! Included by `build.rs`, which stops the build at the first fault, and by `tests/rules/book_faults.rs`, which plants faults and
//! sees them found. Every fault is a sentence that names the file and the row.

mod caps;
mod day;
mod high_cost;
mod parameters;
pub mod rows;
mod schemes;

pub use day::Day;
pub use rows::{Book, Cell, Texts, Watch};

use rows::{CapsFile, Citation, CitationsFile, HighCostFile, Lead, ParametersFile, Period, SchemesFile};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;

/// Income classes in the order of the cap tables.
pub const CLASSES: [&str; 6] = ["public_assistance", "low1", "low2", "middle1", "middle2", "upper"];
/// Columns a cap table may have.
pub const COLUMNS: [&str; 5] =
    ["plain", "high_cost_long_term", "severe", "severe_and_continuing", "ventilator"];
/// The columns that lower the cap for long or heavy treatment; a table has at most one of them.
pub const REDUCED: [&str; 3] = ["high_cost_long_term", "severe", "severe_and_continuing"];
/// Groups of the limits of 高額療養費, each with the rows it must have.
pub const GROUPS: [(&str, &[&str]); 7] = [
    ("under70", &["a", "i", "u", "e", "o"]),
    ("from70", &["active3", "active2", "active1", "ordinary", "low2", "low1"]),
    ("other_public_under70", &["all"]),
    ("other_public_from70", &["all"]),
    ("assistance_under70", &["all"]),
    ("assistance_from70", &["all"]),
    ("specific_disease", &["ten_thousand", "twenty_thousand"]),
];
/// Dates that are told some months before.
pub const LEADS: [&str; 8] = [
    "ending_soon",
    "ended",
    "reapply_ending",
    "age",
    "book_doctor",
    "collect_documents",
    "submit",
    "last_day",
];
/// Citations of what no text says: nothing with them is confirmed.
const WITHOUT_TEXT: [&str; 2] = ["not-at-hand", "own-choice"];
const STATUSES: [&str; 2] = ["confirmed", "unconfirmed"];
const WORDS: [&str; 3] = ["none", "not_eligible", "unknown"];
const LARGEST: i64 = 1_000_000_000;

/// Reads and checks all tables; every fault is one sentence.
pub fn read(texts: &Texts) -> Result<Book, Vec<String>> {
    let mut faults = Vec::new();
    let citations = parse::<CitationsFile>("citations.toml", &texts.citations, &mut faults);
    let schemes = parse::<SchemesFile>("schemes.toml", &texts.schemes, &mut faults);
    let caps = parse::<CapsFile>("caps.toml", &texts.caps, &mut faults);
    let parameters = parse::<ParametersFile>("parameters.toml", &texts.parameters, &mut faults);
    let high_cost = parse::<HighCostFile>("high_cost.toml", &texts.high_cost, &mut faults);
    let (Some(citations), Some(schemes), Some(caps), Some(parameters), Some(high_cost)) =
        (citations, schemes, caps, parameters, high_cost)
    else {
        return Err(faults);
    };
    let book = Book { citations: citations.citation, schemes, caps: caps.table, parameters, high_cost };
    let mut checks = Checks::new(&book.citations);
    checks.citations(&book.citations);
    checks.schemes(&book.schemes);
    checks.caps(&book);
    checks.parameters(&book);
    checks.high_cost(&book.high_cost);
    faults.append(&mut checks.faults);
    if faults.is_empty() { Ok(book) } else { Err(faults) }
}

fn parse<T: for<'de> Deserialize<'de>>(file: &str, text: &str, faults: &mut Vec<String>) -> Option<T> {
    match toml::from_str(text) {
        Ok(read) => Some(read),
        Err(error) => {
            faults.push(format!("{file}: {error}"));
            None
        }
    }
}

/// One row of a dated set, as far as its dates go.
struct Span {
    row: String,
    from: Day,
    before: Option<Day>,
}

struct Checks {
    ids: BTreeSet<String>,
    faults: Vec<String>,
}

impl Checks {
    fn new(citations: &[Citation]) -> Self {
        Checks { ids: citations.iter().map(|cite| cite.id.clone()).collect(), faults: Vec::new() }
    }

    fn fault(&mut self, file: &str, row: &str, what: impl fmt::Display) {
        self.faults.push(format!("{file}, {row}: {what}."));
    }

    /// Every row says where it comes from and how sure we are.
    fn cited(&mut self, file: &str, row: &str, cite: Option<&str>, status: Option<&str>) {
        match cite {
            None => self.fault(file, row, "the row has no citation"),
            Some(id) if !self.ids.contains(id) => {
                self.fault(file, row, format_args!("citation {id:?} is not in citations.toml"));
            }
            Some(_) => {}
        }
        match status {
            None => self.fault(file, row, "the row does not say whether it is confirmed or unconfirmed"),
            Some(word) if !STATUSES.contains(&word) => {
                self.fault(file, row, format_args!("status {word:?} is none of {STATUSES:?}"));
            }
            Some(_) => {}
        }
        if cite.is_some_and(|cite| WITHOUT_TEXT.contains(&cite)) && status == Some("confirmed") {
            self.fault(file, row, "a value with no text at hand cannot be confirmed");
        }
    }

    /// Rows of one set follow each other without a gap, without an overlap, in order; only the last may be open.
    fn dated(&mut self, file: &str, spans: &[Span]) {
        for span in spans {
            if span.before.is_some_and(|before| before <= span.from) {
                let row = span.row.clone();
                self.fault(file, &row, "the range is empty: `before` is not after `from`");
            }
        }
        for pair in spans.windows(2) {
            let [first, second] = pair else { continue };
            let row = format!("{} and {}", first.row, second.row);
            if second.from <= first.from {
                self.fault(file, &row, "the rows are not sorted by `from`");
                continue;
            }
            match first.before {
                None => {
                    self.fault(file, &row, "the rows overlap: the earlier one has no end");
                }
                Some(before) if before > second.from => {
                    self.fault(file, &row, format_args!("the rows overlap from {} to {before}", second.from));
                }
                Some(before) if before < second.from => {
                    self.fault(file, &row, format_args!("there is a gap from {before} to {}", second.from));
                }
                Some(_) => {}
            }
        }
    }

    fn yen(&mut self, file: &str, row: &str, what: &str, amount: i64) {
        if !(0..=LARGEST).contains(&amount) {
            self.fault(file, row, format_args!("{what} is {amount}, which is no amount of a table"));
        }
    }

    fn cell(&mut self, row: &str, cell: &Cell) {
        match cell {
            Cell::Yen(amount) => self.yen("caps.toml", row, "a cap", *amount),
            Cell::Word(word) if !WORDS.contains(&word.as_str()) => {
                self.fault("caps.toml", row, format_args!("cell {word:?} is none of {WORDS:?}"));
            }
            Cell::Word(_) => {}
        }
    }
}

/// A decimal between 0 and 1 with at most four places, in ten-thousandths, read by its digits.
pub fn ten_thousandths(text: &str) -> Option<u16> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    if places.len() > 4 || !places.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u16 = whole.parse().ok()?;
    let places: u16 = format!("{places:0<4}").parse().ok()?;
    let share = whole.checked_mul(10_000)?.checked_add(places)?;
    (share <= 10_000).then_some(share)
}
