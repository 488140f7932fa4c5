//! What the tables of `book/` look like, and everything that must hold of them before the crate may be built.
//!
//! Included by `build.rs`, which stops the build at the first fault, and by `tests/rules/book_faults.rs`, which plants faults and
//! sees them found. Every fault is a sentence that names the file and the row.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// A day of the calendar as the tables write it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Day {
    pub year: i32,
    pub month: u32,
    pub of_month: u32,
}

impl Day {
    /// Year and month: days of one month have the same.
    pub fn month(self) -> (i32, u32) {
        (self.year, self.month)
    }
}
impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("{text:?} is no day of the form YYYY-MM-DD");
        let fields: Vec<&str> = text.split('-').collect();
        let [year, month, day] = fields.as_slice() else { return Err(fault()) };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return Err(fault());
        }
        let year: i32 = year.parse().map_err(|_| fault())?;
        let month: u32 = month.parse().map_err(|_| fault())?;
        let day: u32 = day.parse().map_err(|_| fault())?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => 0,
        };
        if !(1868..=2999).contains(&year) || !(1..=last).contains(&day) {
            return Err(fault());
        }
        Ok(Day { year, month, of_month: day })
    }
}
impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// One citation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    pub id: String,
    pub law: Option<String>,
    pub law_id: Option<String>,
    pub article: Option<String>,
    pub source: Option<String>,
    pub url: Option<String>,
    pub checked_on: Day,
    pub quote: Option<String>,
    pub sources: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerOrder {
    pub houbetsu: Vec<String>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub key: String,
    pub houbetsu: Option<String>,
    #[serde(default)]
    pub answers: bool,
    pub name: String,
    pub listed: bool,
    #[serde(default)]
    pub shares_household_cap: bool,
    pub facilities: Facilities,
    pub share: Vec<Share>,
    #[serde(default)]
    pub meals: Vec<Meals>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facilities {
    pub rule: String,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub from: Day,
    pub before: Option<Day>,
    pub rule: String,
    pub rate: Option<String>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meals {
    pub from: Day,
    pub before: Option<Day>,
    pub share: String,
    pub cite: Option<String>,
    pub status: Option<String>,
}

/// A cell of a cap table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Yen(i64),
    Word(String),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapTable {
    pub schemes: Vec<String>,
    pub from: Day,
    pub before: Option<Day>,
    pub cite: Option<String>,
    pub status: Option<String>,
    #[serde(default)]
    pub columns: Vec<String>,
    pub haemophilia: Option<Cell>,
    pub any: Option<Cell>,
    #[serde(default)]
    pub may_be_lower: bool,
    #[serde(default)]
    pub caps: BTreeMap<String, Vec<Cell>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub from: Day,
    pub before: Option<Day>,
    #[serde(rename = "amount")]
    pub yen: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Majority {
    pub from: Day,
    pub before: Option<Day>,
    pub years: u32,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildAge {
    pub from: Day,
    pub before: Option<Day>,
    pub apply_below: u32,
    pub continue_below: u32,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    pub scheme: Option<String>,
    pub from: Day,
    pub before: Option<Day>,
    pub threshold_exclusive: i64,
    pub need: u8,
    pub window_months: u8,
    pub benefits: Vec<String>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthCount {
    pub from: Day,
    pub before: Option<Day>,
    pub need: u8,
    pub window_months: u8,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartDate {
    pub scheme: String,
    pub ground: String,
    pub from: Day,
    pub before: Option<Day>,
    pub rule: String,
    pub months: Option<u32>,
    pub months_with_reason: Option<u32>,
    pub not_before: Option<Day>,
    pub cite: Option<String>,
    pub period_cite: Option<String>,
    pub floor_cite: Option<String>,
    pub floor_status: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    pub scheme: String,
    pub from: Day,
    pub before: Option<Day>,
    pub months: u32,
    pub months_special: Option<u32>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    pub what: String,
    pub from: Day,
    pub before: Option<Day>,
    pub months: u32,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newborn {
    pub from: Day,
    pub before: Option<Day>,
    pub floor_to: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Isolation {
    pub from: Day,
    pub before: Option<Day>,
    pub income_levy_above: i64,
    pub amount: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub base: i64,
    pub threshold: Option<i64>,
    pub repeated: Option<i64>,
    pub outpatient: Option<i64>,
    pub outpatient_yearly: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub group: String,
    pub from: Day,
    pub before: Option<Day>,
    pub cite: Option<String>,
    pub status: Option<String>,
    pub limits: BTreeMap<String, Limit>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregation {
    pub from: Day,
    pub before: Option<Day>,
    pub least: i64,
    pub least_month_of_75: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowStandardPay {
    pub limit: i64,
    pub cite: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annual {
    pub from: Day,
    pub before: Option<Day>,
    pub cite: Option<String>,
    pub status: Option<String>,
    pub limits: BTreeMap<String, i64>,
    pub low_standard_pay: LowStandardPay,
}

/// The texts of the table files, by name.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub citations: String,
    pub schemes: String,
    pub caps: String,
    pub parameters: String,
    pub high_cost: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitationsFile {
    pub citation: Vec<Citation>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemesFile {
    pub payer_order: PayerOrder,
    pub scheme: Vec<Scheme>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapsFile {
    pub table: Vec<CapTable>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParametersFile {
    pub low_income_threshold: Vec<Amount>,
    pub employment_deduction: Vec<Amount>,
    pub majority: Vec<Majority>,
    pub child_age: Vec<ChildAge>,
    pub mild_high_cost: Vec<Watch>,
    pub high_cost_long_term: Vec<Watch>,
    pub liver_cancer_months: Vec<MonthCount>,
    pub start_date: Vec<StartDate>,
    pub validity: Vec<Validity>,
    pub newborn: Vec<Newborn>,
    pub isolation: Vec<Isolation>,
    pub lead: Vec<Lead>,
    pub reporting_habit: Vec<MonthCount>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HighCostFile {
    pub period: Vec<Period>,
    pub aggregation: Vec<Aggregation>,
    pub annual: Vec<Annual>,
}

/// All tables together.
#[derive(Clone, Debug)]
pub struct Book {
    pub citations: Vec<Citation>,
    pub schemes: SchemesFile,
    pub caps: Vec<CapTable>,
    pub parameters: ParametersFile,
    pub high_cost: HighCostFile,
}

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

    fn citations(&mut self, citations: &[Citation]) {
        const FILE: &str = "citations.toml";
        let mut seen = BTreeSet::new();
        for cite in citations {
            let row = format!("citation {:?}", cite.id);
            if !seen.insert(&cite.id) {
                self.fault(FILE, &row, "the id stands twice");
            }
            if cite.id.is_empty()
                || !cite
                    .id
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            {
                self.fault(FILE, &row, "an id has small letters, digits and hyphens only");
            }
            let (law, article, source) = (cite.law.is_some(), cite.article.is_some(), cite.source.is_some());
            if law != article || law == source {
                self.fault(FILE, &row, "a citation has a law and an article, or a source");
            }
            if cite.law_id.is_some() && !law {
                self.fault(FILE, &row, "a law id without a law");
            }
            if cite.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
                self.fault(FILE, &row, "the url does not begin with https://");
            }
            for source in &cite.sources {
                if !source
                    .strip_prefix('S')
                    .is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()))
                {
                    self.fault(FILE, &row, format_args!("{source:?} is no number of the source list"));
                }
            }
            if cite.sources.is_empty() && !WITHOUT_TEXT.contains(&cite.id.as_str()) {
                self.fault(FILE, &row, "no source number");
            }
        }
    }

    fn schemes(&mut self, file: &SchemesFile) {
        const FILE: &str = "schemes.toml";
        let order = &file.payer_order;
        self.cited(FILE, "payer_order", order.cite.as_deref(), order.status.as_deref());
        let mut ranks = BTreeSet::new();
        for houbetsu in &order.houbetsu {
            if houbetsu.len() != 2 || !houbetsu.bytes().all(|byte| byte.is_ascii_digit()) {
                self.fault(FILE, "payer_order", format_args!("{houbetsu:?} is no 法別番号"));
            }
            if !ranks.insert(houbetsu) {
                self.fault(FILE, "payer_order", format_args!("payer {houbetsu:?} has a rank twice"));
            }
        }
        let mut keys = BTreeSet::new();
        let mut answering = BTreeMap::new();
        for scheme in &file.scheme {
            let row = format!("scheme {:?}", scheme.key);
            if !keys.insert(&scheme.key) {
                self.fault(FILE, &row, "the key stands twice");
            }
            if let Some(houbetsu) = &scheme.houbetsu {
                if !ranks.contains(houbetsu) {
                    self.fault(FILE, &row, format_args!("payer {houbetsu:?} has no rank in payer_order"));
                }
                let answers = answering.entry(houbetsu.clone()).or_insert(0_u32);
                *answers += u32::from(scheme.answers || scheme.key == *houbetsu);
            }
            let facilities = &scheme.facilities;
            self.cited(FILE, &row, facilities.cite.as_deref(), facilities.status.as_deref());
            if !["designated", "named", "any", "unknown"].contains(&facilities.rule.as_str()) {
                self.fault(FILE, &row, format_args!("facilities rule {:?} is unknown", facilities.rule));
            }
            if scheme.share.is_empty() {
                self.fault(FILE, &row, "no share rule");
            }
            for share in &scheme.share {
                let row = format!("{row}, share from {}", share.from);
                self.cited(FILE, &row, share.cite.as_deref(), share.status.as_deref());
                match share.rule.as_str() {
                    "at_most" => match share.rate.as_deref().map(ten_thousandths) {
                        Some(Some(_)) => {}
                        Some(None) => self.fault(FILE, &row, "the rate is no decimal between 0 and 1"),
                        None => self.fault(FILE, &row, "at_most needs a rate"),
                    },
                    "of_insurance" | "nothing" | "nothing_unless_cap_printed" | "not_at_window" => {
                        if share.rate.is_some() {
                            self.fault(FILE, &row, format_args!("{} has no rate", share.rule));
                        }
                    }
                    other => self.fault(FILE, &row, format_args!("share rule {other:?} is unknown")),
                }
            }
            self.dated(
                FILE,
                &scheme
                    .share
                    .iter()
                    .map(|share| Span {
                        row: format!("{row}, share from {}", share.from),
                        from: share.from,
                        before: share.before,
                    })
                    .collect::<Vec<_>>(),
            );
            for meals in &scheme.meals {
                let row = format!("{row}, meals from {}", meals.from);
                self.cited(FILE, &row, meals.cite.as_deref(), meals.status.as_deref());
                if !["full", "half", "none"].contains(&meals.share.as_str()) {
                    self.fault(FILE, &row, format_args!("meal share {:?} is unknown", meals.share));
                }
            }
            self.dated(
                FILE,
                &scheme
                    .meals
                    .iter()
                    .map(|meals| Span {
                        row: format!("{row}, meals from {}", meals.from),
                        from: meals.from,
                        before: meals.before,
                    })
                    .collect::<Vec<_>>(),
            );
        }
        for (houbetsu, answers) in answering {
            if answers != 1 {
                self.fault(
                    FILE,
                    &format!("法別番号 {houbetsu}"),
                    format_args!("{answers} schemes answer to the bare number; it must be one"),
                );
            }
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

    fn caps(&mut self, book: &Book) {
        const FILE: &str = "caps.toml";
        for table in &book.caps {
            let row = format!("table of {} from {}", table.schemes.join(", "), table.from);
            self.cited(FILE, &row, table.cite.as_deref(), table.status.as_deref());
            if table.schemes.is_empty() {
                self.fault(FILE, &row, "the table is of no scheme");
            }
            for key in &table.schemes {
                if !book.schemes.scheme.iter().any(|scheme| scheme.key == *key) {
                    self.fault(FILE, &row, format_args!("scheme {key:?} is not in schemes.toml"));
                }
            }
            if let Some(cell) = &table.haemophilia {
                self.cell(&format!("{row}, haemophilia"), cell);
            }
            if let Some(cell) = &table.any {
                self.cell(&format!("{row}, any"), cell);
                if !table.caps.is_empty() || !table.columns.is_empty() {
                    self.fault(FILE, &row, "a table of `any` has no columns and no income classes");
                }
                continue;
            }
            if table.columns.first().map(String::as_str) != Some("plain") {
                self.fault(FILE, &row, "the first column is missing: it must be \"plain\"");
            }
            let mut columns = BTreeSet::new();
            for column in &table.columns {
                if !COLUMNS.contains(&column.as_str()) {
                    self.fault(FILE, &row, format_args!("column {column:?} is none of {COLUMNS:?}"));
                }
                if !columns.insert(column) {
                    self.fault(FILE, &row, format_args!("column {column:?} stands twice"));
                }
            }
            if table.columns.iter().filter(|column| REDUCED.contains(&column.as_str())).count() > 1 {
                self.fault(FILE, &row, format_args!("more than one column of {REDUCED:?}"));
            }
            for class in CLASSES {
                match table.caps.get(class) {
                    None => self.fault(FILE, &row, format_args!("income class {class:?} is missing")),
                    Some(cells) if cells.len() != table.columns.len() => {
                        self.fault(
                            FILE,
                            &row,
                            format_args!(
                                "income class {class:?} has {} cells for {} columns",
                                cells.len(),
                                table.columns.len()
                            ),
                        );
                    }
                    Some(cells) => {
                        for cell in cells {
                            self.cell(&format!("{row}, {class}"), cell);
                        }
                    }
                }
            }
            for class in table.caps.keys() {
                if !CLASSES.contains(&class.as_str()) {
                    self.fault(FILE, &row, format_args!("income class {class:?} is unknown"));
                }
            }
        }
        for scheme in &book.schemes.scheme {
            let spans: Vec<Span> = book
                .caps
                .iter()
                .filter(|table| table.schemes.contains(&scheme.key))
                .map(|table| Span {
                    row: format!("table of {} from {}", scheme.key, table.from),
                    from: table.from,
                    before: table.before,
                })
                .collect();
            if spans.is_empty() {
                self.fault(FILE, &format!("scheme {:?}", scheme.key), "no cap table");
            }
            self.dated(FILE, &spans);
        }
    }

    fn parameters(&mut self, book: &Book) {
        const FILE: &str = "parameters.toml";
        let parameters = &book.parameters;
        macro_rules! dated {
            ($name:literal, $rows:expr) => {{
                if $rows.is_empty() {
                    self.fault(FILE, $name, "no row");
                }
                for row in $rows.iter() {
                    self.cited(
                        FILE,
                        &format!("{} from {}", $name, row.from),
                        row.cite.as_deref(),
                        row.status.as_deref(),
                    );
                }
                let spans: Vec<Span> = $rows
                    .iter()
                    .map(|row| Span {
                        row: format!("{} from {}", $name, row.from),
                        from: row.from,
                        before: row.before,
                    })
                    .collect();
                self.dated(FILE, &spans);
            }};
        }
        dated!("low_income_threshold", parameters.low_income_threshold);
        dated!("employment_deduction", parameters.employment_deduction);
        dated!("majority", parameters.majority);
        dated!("child_age", parameters.child_age);
        dated!("mild_high_cost", parameters.mild_high_cost);
        dated!("liver_cancer_months", parameters.liver_cancer_months);
        dated!("reporting_habit", parameters.reporting_habit);
        for what in LEADS {
            let rows: Vec<&Lead> = parameters.lead.iter().filter(|row| row.what == what).collect();
            dated!("lead", rows);
        }
        for row in parameters.lead.iter().filter(|row| !LEADS.contains(&row.what.as_str())) {
            self.fault(FILE, "lead", format_args!("{:?} is none of {LEADS:?}", row.what));
        }
        dated!("newborn", parameters.newborn);
        dated!("isolation", parameters.isolation);
        for amount in parameters.low_income_threshold.iter().chain(&parameters.employment_deduction) {
            self.yen(FILE, &format!("amount from {}", amount.from), "the amount", amount.yen);
        }
        for newborn in &parameters.newborn {
            if newborn.floor_to != 1 && newborn.floor_to != 10 {
                self.fault(FILE, "newborn", "floor_to must be 1 or 10");
            }
        }
        for watch in parameters.mild_high_cost.iter().chain(&parameters.high_cost_long_term) {
            let row = format!("watch from {}", watch.from);
            self.yen(FILE, &row, "the threshold", watch.threshold_exclusive);
            if watch.need == 0 || watch.need > watch.window_months {
                self.fault(FILE, &row, "need does not fit into window_months");
            }
            for class in &watch.benefits {
                if !CLASSES.contains(&class.as_str()) {
                    self.fault(FILE, &row, format_args!("income class {class:?} is unknown"));
                }
            }
        }
        let keys: BTreeSet<&str> = book.schemes.scheme.iter().map(|scheme| scheme.key.as_str()).collect();
        let mut sets: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        let mut enlist = |set: String, from: Day, before: Option<Day>| {
            sets.entry(set.clone()).or_default().push(Span {
                row: format!("{set} from {from}"),
                from,
                before,
            });
        };
        for watch in &parameters.high_cost_long_term {
            let scheme = watch.scheme.as_deref().unwrap_or_default();
            let set = format!("high_cost_long_term of {scheme:?}");
            enlist(set.clone(), watch.from, watch.before);
            self.cited(FILE, &set, watch.cite.as_deref(), watch.status.as_deref());
            if !keys.contains(scheme) {
                self.fault(FILE, &set, "the scheme is not in schemes.toml");
            }
            self.benefits(book, watch, scheme, &set);
        }
        for start in &parameters.start_date {
            let set = format!("start_date of {:?} by {}", start.scheme, start.ground);
            enlist(set.clone(), start.from, start.before);
            self.cited(FILE, &set, start.cite.as_deref(), start.status.as_deref());
            if !keys.contains(start.scheme.as_str()) {
                self.fault(FILE, &set, "the scheme is not in schemes.toml");
            }
            if !["mild_high_cost", "severity"].contains(&start.ground.as_str()) {
                self.fault(FILE, &set, "the ground is unknown");
            }
            match start.rule.as_str() {
                "application_day" => {}
                "retroactive" => {
                    self.cited(FILE, &set, start.period_cite.as_deref(), start.status.as_deref());
                    let floor_status = start.floor_status.as_deref().or(start.status.as_deref());
                    self.cited(FILE, &set, start.floor_cite.as_deref(), floor_status);
                    match (start.months, start.months_with_reason, start.not_before) {
                        (Some(months), Some(longer), Some(_)) if months <= longer => {}
                        _ => self.fault(
                            FILE,
                            &set,
                            "retroactive needs months, months_with_reason not below it, and not_before",
                        ),
                    }
                }
                other => self.fault(FILE, &set, format_args!("rule {other:?} is unknown")),
            }
        }
        for validity in &parameters.validity {
            let set = format!("validity of {:?}", validity.scheme);
            enlist(set.clone(), validity.from, validity.before);
            self.cited(FILE, &set, validity.cite.as_deref(), validity.status.as_deref());
            if !keys.contains(validity.scheme.as_str()) {
                self.fault(FILE, &set, "the scheme is not in schemes.toml");
            }
        }
        for spans in sets.values() {
            self.dated(FILE, spans);
        }
    }

    /// A class is said to gain from 高額かつ長期 exactly when the cap table says so.
    fn benefits(&mut self, book: &Book, watch: &Watch, scheme: &str, row: &str) {
        for table in book.caps.iter().filter(|table| table.schemes.iter().any(|key| key == scheme)) {
            let Some(reduced) = table.columns.iter().position(|column| REDUCED.contains(&column.as_str()))
            else {
                self.fault("parameters.toml", row, "the cap table of the scheme has no reduced column");
                continue;
            };
            for (class, cells) in &table.caps {
                let gains = cells.first() != cells.get(reduced);
                if gains != watch.benefits.contains(class) {
                    self.fault(
                        "parameters.toml",
                        row,
                        format_args!("benefits and the cap table differ about income class {class:?}"),
                    );
                }
            }
        }
    }

    fn high_cost(&mut self, file: &HighCostFile) {
        const FILE: &str = "high_cost.toml";
        for period in &file.period {
            let row = format!("period of {:?} from {}", period.group, period.from);
            self.cited(FILE, &row, period.cite.as_deref(), period.status.as_deref());
            if !GROUPS.iter().any(|(group, _)| *group == period.group) {
                self.fault(FILE, &row, "the group is unknown");
            }
            if period.from.of_month != 1 || period.before.is_some_and(|before| before.of_month != 1) {
                self.fault(FILE, &row, "limits change with the first of a month only");
            }
            for (name, limit) in &period.limits {
                let row = format!("{row}, {name}");
                let amounts = [
                    Some(limit.base),
                    limit.threshold,
                    limit.repeated,
                    limit.outpatient,
                    limit.outpatient_yearly,
                ];
                for amount in amounts.into_iter().flatten() {
                    self.yen(FILE, &row, "an amount", amount);
                    if amount % 2 != 0 {
                        self.fault(FILE, &row, format_args!("{amount} cannot be halved to whole yen"));
                    }
                }
                for lower in [limit.repeated, limit.outpatient].into_iter().flatten() {
                    if lower > limit.base {
                        self.fault(FILE, &row, format_args!("{lower} is above the limit itself"));
                    }
                }
            }
        }
        for (group, rows) in GROUPS {
            let periods: Vec<&Period> = file.period.iter().filter(|period| period.group == group).collect();
            if periods.is_empty() {
                self.fault(FILE, &format!("group {group:?}"), "no period");
            }
            for period in &periods {
                let row = format!("period of {group:?} from {}", period.from);
                for name in rows {
                    if !period.limits.contains_key(*name) {
                        self.fault(FILE, &row, format_args!("tier {name:?} is missing"));
                    }
                }
                for name in period.limits.keys() {
                    if !rows.contains(&name.as_str()) {
                        self.fault(FILE, &row, format_args!("tier {name:?} is unknown"));
                    }
                }
            }
            let spans: Vec<Span> = periods
                .iter()
                .map(|period| Span {
                    row: format!("period of {group:?} from {}", period.from),
                    from: period.from,
                    before: period.before,
                })
                .collect();
            self.dated(FILE, &spans);
        }
        for row in &file.aggregation {
            let name = format!("aggregation from {}", row.from);
            self.cited(FILE, &name, row.cite.as_deref(), row.status.as_deref());
            if row.least_month_of_75 * 2 != row.least {
                self.fault(FILE, &name, "the figure of the month of the 75th birthday is not half");
            }
        }
        let spans: Vec<Span> = file
            .aggregation
            .iter()
            .map(|row| Span {
                row: format!("aggregation from {}", row.from),
                from: row.from,
                before: row.before,
            })
            .collect();
        self.dated(FILE, &spans);
        for annual in &file.annual {
            let row = format!("annual from {}", annual.from);
            self.cited(FILE, &row, annual.cite.as_deref(), annual.status.as_deref());
            self.cited(FILE, &row, annual.low_standard_pay.cite.as_deref(), annual.status.as_deref());
            for (_, bands) in &GROUPS[..2] {
                for band in *bands {
                    if !annual.limits.contains_key(*band) {
                        self.fault(FILE, &row, format_args!("tier {band:?} is missing"));
                    }
                }
            }
            for amount in annual.limits.values() {
                self.yen(FILE, &row, "an amount", *amount);
            }
        }
        let spans: Vec<Span> = file
            .annual
            .iter()
            .map(|row| Span { row: format!("annual from {}", row.from), from: row.from, before: row.before })
            .collect();
        self.dated(FILE, &spans);
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
