//! Turns the tables of `book/` into constants of the crate, and stops the build with a sentence when a table is wrong.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "book_checks/mod.rs"]
mod book_checks;
#[path = "src/book/pack/rule/mod.rs"]
mod rule;
#[expect(dead_code, reason = "a part of the crate, used here for its integer yen only")]
#[path = "src/yen.rs"]
mod yen;

use book_checks::rows::CapTable;
use book_checks::{Book, Cell, Day, Texts, ten_thousandths};
use yen::Yen;

const FILES: [&str; 5] = ["citations.toml", "schemes.toml", "caps.toml", "parameters.toml", "high_cost.toml"];

fn main() {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let book = folder.join("book");
    for watched in ["build.rs", "book_checks", "book", "src/book/pack/rule", "src/yen.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let [citations, schemes, caps, parameters, high_cost] = FILES.map(|file| text(&book.join(file)));
    let tables = book_checks::read(&Texts { citations, schemes, caps, parameters, high_cost });
    let packs = packs(&book.join("packs"));
    match (tables, packs) {
        (Ok(tables), Ok(packs)) => {
            let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
            write(&target.join("book_tables.rs"), &Writer::new(&tables).tables());
            write(&target.join("book_packs.rs"), &pack_tables(&packs));
        }
        (tables, packs) => {
            let faults = tables.err().into_iter().chain(packs.err()).flatten();
            stop(faults.collect::<Vec<_>>().as_slice());
        }
    }
}

fn stop(faults: &[String]) -> ! {
    for fault in faults {
        println!("cargo::error=rule book: {fault}");
    }
    process::exit(1);
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| stop(&[format!("{}: {error}", path.display())]))
}

fn write(path: &Path, text: &str) {
    if let Err(error) = fs::write(path, text) {
        stop(&[format!("{}: {error}", path.display())]);
    }
}

/// Reads every pack and runs the worked cases in it.
fn packs(folder: &Path) -> Result<Vec<rule::Pack>, Vec<String>> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    names.retain(|name| name.extension().is_some_and(|extension| extension == "toml"));
    names.sort();
    let (mut packs, mut faults) = (Vec::new(), Vec::new());
    for name in names {
        let file = name.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        match toml::from_str::<rule::Pack>(&text(&name)) {
            Err(error) => faults.push(format!("packs/{file}: {error}")),
            Ok(pack) => {
                faults.extend(pack.faults().into_iter().map(|fault| format!("packs/{file}: {fault:?}.")));
                packs.push(pack);
            }
        }
    }
    if faults.is_empty() { Ok(packs) } else { Err(faults) }
}

/// Rust text of constants.
struct Writer<'a> {
    book: &'a Book,
    ids: Vec<&'a str>,
    out: String,
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}
fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("Some({text:?})"))
}
/// Quotes and addresses are long and no page of the patient's shows them at first; the feature `sources` brings them.
fn sources_wanted() -> bool {
    std::env::var_os("CARGO_FEATURE_SOURCES").is_some()
}
fn source(text: Option<&str>) -> String {
    optional(text.filter(|_| sources_wanted()))
}
fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    if value < 0 { format!("-{grouped}") } else { grouped }
}
fn amount(value: i64) -> String {
    format!("Yen::new({})", number(value))
}
fn optional_amount(value: Option<i64>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", amount(value)))
}
fn day(day: Day) -> String {
    format!("Day::in_table({}, {}, {})", day.year, day.month, day.of_month)
}
fn optional_day(value: Option<Day>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", day(value)))
}
fn status(word: Option<&str>) -> &'static str {
    if word == Some("confirmed") { "Status::Confirmed" } else { "Status::Unconfirmed" }
}
fn class(name: &str) -> &'static str {
    match name {
        "public_assistance" => "IncomeClass::PublicAssistance",
        "low1" => "IncomeClass::Low1",
        "low2" => "IncomeClass::Low2",
        "middle1" => "IncomeClass::Middle1",
        "middle2" => "IncomeClass::Middle2",
        _ => "IncomeClass::Upper",
    }
}
fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Yen(yen) => format!("TierCap::Cap(Cap::At({}))", amount(*yen)),
        Cell::Word(word) => match word.as_str() {
            "none" => "TierCap::Cap(Cap::Unlimited)",
            "not_eligible" => "TierCap::NotEligible",
            _ => "TierCap::Unknown",
        }
        .to_owned(),
    }
}
fn optional_cell(value: Option<&Cell>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", cell(value)))
}

impl<'a> Writer<'a> {
    fn new(book: &'a Book) -> Self {
        let mut ids: Vec<&str> = book.citations.iter().map(|cite| cite.id.as_str()).collect();
        ids.sort_unstable();
        Writer { book, ids, out: String::new() }
    }

    fn cite(&self, id: Option<&str>) -> String {
        let at = id.and_then(|id| self.ids.binary_search(&id).ok()).unwrap_or_default();
        format!("&CITATIONS[{at}]")
    }

    fn dated(
        &self,
        from: Day,
        before: Option<Day>,
        value: &str,
        cite: Option<&str>,
        word: Option<&str>,
    ) -> String {
        format!(
            "Dated {{ from: {}, before: {}, value: {value}, cite: {}, status: {} }}",
            day(from),
            optional_day(before),
            self.cite(cite),
            status(word)
        )
    }

    fn table(&mut self, name: &str, kind: &str, rows: &[String]) {
        let _ = writeln!(
            self.out,
            "pub(super) static {name}: [Dated<{kind}>; {}] = [\n    {}\n];",
            rows.len(),
            rows.join(",\n    ")
        );
    }

    fn tables(mut self) -> String {
        self.citations();
        self.schemes();
        self.parameters();
        self.high_cost();
        self.out
    }

    fn citations(&mut self) {
        let mut sorted: Vec<_> = self.book.citations.iter().collect();
        sorted.sort_unstable_by(|left, right| left.id.cmp(&right.id));
        let _ = writeln!(self.out, "pub(super) static CITATIONS: [Cite; {}] = [", sorted.len());
        for cite in sorted {
            let _ = writeln!(
                self.out,
                "    Cite {{ id: {}, law: {}, law_id: {}, article: {}, source: {}, url: {}, checked_on: {}, \
                 quote: {}, sources: &{:?} }},",
                quoted(&cite.id),
                optional(cite.law.as_deref()),
                optional(cite.law_id.as_deref()),
                optional(cite.article.as_deref()),
                optional(cite.source.as_deref()),
                source(cite.url.as_deref()),
                day(cite.checked_on),
                source(cite.quote.as_deref()),
                if sources_wanted() { cite.sources.as_slice() } else { &[] },
            );
        }
        self.out.push_str("];\n");
    }

    fn schemes(&mut self) {
        let order = &self.book.schemes.payer_order.houbetsu;
        let rank = |houbetsu: &str| order.iter().position(|payer| payer == houbetsu);
        let mut ranks = vec![u8::MAX; 100];
        for houbetsu in order {
            if let (Ok(number), Some(rank)) = (houbetsu.parse::<usize>(), rank(houbetsu))
                && let (Some(slot), Ok(rank)) = (ranks.get_mut(number), u8::try_from(rank))
            {
                *slot = rank;
            }
        }
        let _ = writeln!(self.out, "pub(super) static PAYER_RANKS: [u8; 100] = {ranks:?};");
        let mut answers = vec![u8::MAX; 100];
        let mut schemes = String::new();
        for (index, scheme) in self.book.schemes.scheme.iter().enumerate() {
            if let Some(houbetsu) = &scheme.houbetsu
                && (scheme.answers || scheme.key == *houbetsu)
                && let (Ok(number), Ok(index)) = (houbetsu.parse::<usize>(), u8::try_from(index))
                && let Some(slot) = answers.get_mut(number)
            {
                *slot = index;
            }
            let shares: Vec<String> = scheme
                .share
                .iter()
                .map(|share| {
                    let rate = share.rate.as_deref().and_then(ten_thousandths).unwrap_or_default();
                    let at_most = format!("AtMost(Rate::per_ten_thousand({}))", number(rate.into()));
                    let (rule, terms) = match share.rule.as_str() {
                        "at_most" => (at_most.as_str(), at_most.as_str()),
                        "of_insurance" => ("OfInsurance", "OfInsurance"),
                        "not_at_window" => ("NotAtWindow", "Nothing"),
                        "nothing" => ("Nothing", "Nothing"),
                        _ => ("NothingUnlessCapPrinted", "Nothing"),
                    };
                    let value = format!(
                        "SchemeTerms {{ rule: ShareRule::{rule}, terms: Terms {{ share: Share::{terms}, rate_cite: {}, \
                         rounding_cite: Some(\"kenpo-75\"), cap_cite: None }} }}",
                        optional(share.cite.as_deref()),
                    );
                    self.dated(
                        share.from,
                        share.before,
                        &value,
                        share.cite.as_deref(),
                        share.status.as_deref(),
                    )
                })
                .collect();
            let meals: Vec<String> = scheme
                .meals
                .iter()
                .map(|meals| {
                    let value = match meals.share.as_str() {
                        "full" => "MealShare::Full",
                        "half" => "MealShare::Half",
                        _ => "MealShare::None",
                    };
                    self.dated(
                        meals.from,
                        meals.before,
                        value,
                        meals.cite.as_deref(),
                        meals.status.as_deref(),
                    )
                })
                .collect();
            let caps: Vec<String> = self
                .book
                .caps
                .iter()
                .filter(|table| table.schemes.contains(&scheme.key))
                .map(|table| {
                    let value = cap_table(table);
                    self.dated(
                        table.from,
                        table.before,
                        &value,
                        table.cite.as_deref(),
                        table.status.as_deref(),
                    )
                })
                .collect();
            self.table(&format!("SHARES_{index}"), "SchemeTerms", &shares);
            self.table(&format!("MEALS_{index}"), "MealShare", &meals);
            self.table(&format!("CAPS_{index}"), "CapTable", &caps);
            let facilities = &scheme.facilities;
            let rule = match facilities.rule.as_str() {
                "designated" => "Designated",
                "named" => "Named",
                "any" => "Any",
                _ => "Unknown",
            };
            let _ = writeln!(
                schemes,
                "    Scheme {{ key: {}, houbetsu: {}, name: {}, listed: {}, shares_household_cap: {}, \
                 facilities: FacilityRule::{rule}, facilities_cite: {}, facilities_status: {}, rank: {}, \
                 shares: &SHARES_{index}, meals: &MEALS_{index}, caps: &CAPS_{index} }},",
                quoted(&scheme.key),
                optional(scheme.houbetsu.as_deref()),
                quoted(&scheme.name),
                scheme.listed,
                scheme.shares_household_cap,
                self.cite(facilities.cite.as_deref()),
                status(facilities.status.as_deref()),
                scheme
                    .houbetsu
                    .as_deref()
                    .and_then(rank)
                    .map_or_else(|| "PayerRank::UNRANKED".to_owned(), |rank| format!("PayerRank({rank})")),
            );
        }
        let _ = writeln!(
            self.out,
            "pub(super) static SCHEMES: [Scheme; {}] = [\n{schemes}];\npub(super) static BY_HOUBETSU: [u8; 100] = {answers:?};",
            self.book.schemes.scheme.len(),
        );
    }

    fn parameters(&mut self) {
        let parameters = &self.book.parameters;
        macro_rules! table {
            ($name:literal, $kind:literal, $rows:expr, |$row:ident| $value:expr) => {{
                let rows: Vec<String> = $rows
                    .map(|$row| {
                        let value = $value;
                        self.dated(
                            $row.from,
                            $row.before,
                            &value,
                            $row.cite.as_deref(),
                            $row.status.as_deref(),
                        )
                    })
                    .collect();
                self.table($name, $kind, &rows);
            }};
        }
        table!("LOW_INCOME", "Yen", parameters.low_income_threshold.iter(), |row| amount(row.yen));
        table!("EMPLOYMENT_DEDUCTION", "Yen", parameters.employment_deduction.iter(), |row| amount(row.yen));
        table!("MAJORITY", "u32", parameters.majority.iter(), |row| row.years.to_string());
        table!("CHILD_AGE", "ChildAge", parameters.child_age.iter(), |row| format!(
            "ChildAge {{ apply_below: {}, continue_below: {} }}",
            row.apply_below, row.continue_below
        ));
        table!("MILD_HIGH_COST", "WatchRule", parameters.mild_high_cost.iter(), |row| watch(row));
        for scheme in ["54", "52"] {
            let rows: Vec<String> = parameters
                .high_cost_long_term
                .iter()
                .filter(|row| row.scheme.as_deref() == Some(scheme))
                .map(|row| {
                    self.dated(row.from, row.before, &watch(row), row.cite.as_deref(), row.status.as_deref())
                })
                .collect();
            self.table(&format!("HIGH_COST_LONG_TERM_{scheme}"), "WatchRule", &rows);
        }
        table!("LIVER_CANCER_MONTHS", "MonthCount", parameters.liver_cancer_months.iter(), |row| format!(
            "MonthCount {{ need: {}, window_months: {} }}",
            row.need, row.window_months
        ));
        table!("REPORTING_HABIT", "MonthCount", parameters.reporting_habit.iter(), |row| format!(
            "MonthCount {{ need: {}, window_months: {} }}",
            row.need, row.window_months
        ));
        for what in book_checks::LEADS {
            let rows: Vec<String> = parameters
                .lead
                .iter()
                .filter(|row| row.what == what)
                .map(|row| {
                    let months = row.months.to_string();
                    self.dated(row.from, row.before, &months, row.cite.as_deref(), row.status.as_deref())
                })
                .collect();
            self.table(&format!("LEAD_{}", what.to_uppercase()), "u32", &rows);
        }
        table!("NEWBORN_FLOOR", "Yen", parameters.newborn.iter(), |row| amount(row.floor_to));
        table!("ISOLATION", "Isolation", parameters.isolation.iter(), |row| format!(
            "Isolation {{ income_levy_above: {}, amount: {} }}",
            amount(row.income_levy_above),
            amount(row.amount)
        ));
        for (name, scheme, ground) in [
            ("START_54_MILD", "54", "mild_high_cost"),
            ("START_54_SEVERITY", "54", "severity"),
            ("START_52_SEVERITY", "52", "severity"),
        ] {
            let rows: Vec<String> = parameters
                .start_date
                .iter()
                .filter(|row| row.scheme == scheme && row.ground == ground)
                .map(|row| {
                    let value = match (row.months, row.months_with_reason, row.not_before) {
                        (Some(months), Some(longer), Some(not_before)) => format!(
                            "StartRule::Retroactive(Retroactive {{ months: {months}, months_with_reason: {longer}, \
                             not_before: {}, period_cite: {}, floor_cite: {}, floor_status: {} }})",
                            day(not_before),
                            self.cite(row.period_cite.as_deref()),
                            self.cite(row.floor_cite.as_deref()),
                            status(row.floor_status.as_deref().or(row.status.as_deref())),
                        ),
                        _ => "StartRule::ApplicationDay".to_owned(),
                    };
                    self.dated(row.from, row.before, &value, row.cite.as_deref(), row.status.as_deref())
                })
                .collect();
            self.table(name, "StartRule", &rows);
        }
        for scheme in ["54", "52"] {
            let rows: Vec<String> = parameters
                .validity
                .iter()
                .filter(|row| row.scheme == scheme)
                .map(|row| {
                    let special = row
                        .months_special
                        .map_or_else(|| "None".to_owned(), |months| format!("Some({months})"));
                    let value =
                        format!("LongestValidity {{ months: {}, months_special: {special} }}", row.months);
                    self.dated(row.from, row.before, &value, row.cite.as_deref(), row.status.as_deref())
                })
                .collect();
            self.table(&format!("VALIDITY_{scheme}"), "LongestValidity", &rows);
        }
    }

    fn high_cost(&mut self) {
        let file = &self.book.high_cost;
        for (group, tiers) in book_checks::GROUPS {
            for tier in tiers {
                let rows: Vec<String> = file
                    .period
                    .iter()
                    .filter(|period| period.group == group)
                    .filter_map(|period| {
                        let limit = period.limits.get(*tier)?;
                        let value = format!(
                            "LimitRow {{ base: {}, threshold: {}, plus_one_percent: {}, repeated: {}, outpatient: {}, \
                             outpatient_yearly: {} }}",
                            amount(limit.base),
                            amount(limit.threshold.unwrap_or_default()),
                            limit.threshold.is_some(),
                            optional_amount(limit.repeated),
                            optional_amount(limit.outpatient),
                            optional_amount(limit.outpatient_yearly),
                        );
                        Some(self.dated(
                            period.from,
                            period.before,
                            &value,
                            period.cite.as_deref(),
                            period.status.as_deref(),
                        ))
                    })
                    .collect();
                let name =
                    if *tier == "all" { format!("LIMIT_{group}") } else { format!("LIMIT_{group}_{tier}") };
                self.table(&name.to_uppercase(), "LimitRow", &rows);
            }
        }
        let rows: Vec<String> = file
            .aggregation
            .iter()
            .map(|row| {
                let value = format!(
                    "Aggregation {{ least: {}, least_in_month_of_75: {} }}",
                    amount(row.least),
                    amount(row.least_month_of_75)
                );
                self.dated(row.from, row.before, &value, row.cite.as_deref(), row.status.as_deref())
            })
            .collect();
        self.table("AGGREGATION", "Aggregation", &rows);
        let rows: Vec<String> = file
            .annual
            .iter()
            .map(|row| {
                let limits = |bands: &[&str]| {
                    bands
                        .iter()
                        .map(|band| amount(row.limits.get(*band).copied().unwrap_or_default()))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                let value = format!(
                    "AnnualLimits {{ under70: [{}], from70: [{}], low_standard_pay: {}, low_standard_pay_cite: {} }}",
                    limits(book_checks::GROUPS[0].1),
                    limits(book_checks::GROUPS[1].1),
                    amount(row.low_standard_pay.limit),
                    self.cite(row.low_standard_pay.cite.as_deref()),
                );
                self.dated(row.from, row.before, &value, row.cite.as_deref(), row.status.as_deref())
            })
            .collect();
        self.table("ANNUAL", "AnnualLimits", &rows);
    }
}

fn watch(row: &book_checks::Watch) -> String {
    let benefits: Vec<&str> = row.benefits.iter().map(|name| class(name)).collect();
    format!(
        "WatchRule {{ threshold_exclusive: {}, need: {}, window_months: {}, benefits: &[{}] }}",
        amount(row.threshold_exclusive),
        row.need,
        row.window_months,
        benefits.join(", ")
    )
}

fn cap_table(table: &CapTable) -> String {
    let column = |names: &[&str]| table.columns.iter().position(|column| names.contains(&column.as_str()));
    let (reduced, ventilator) = (column(&book_checks::REDUCED), column(&["ventilator"]));
    let rows: Vec<String> = book_checks::CLASSES
        .iter()
        .map(|class| {
            let cells = table.caps.get(*class);
            let at = |index: Option<usize>| {
                table
                    .any
                    .as_ref()
                    .or_else(|| cells.and_then(|cells| cells.get(index.unwrap_or_default())))
                    .map_or_else(|| "TierCap::Unknown".to_owned(), cell)
            };
            format!("[{}, {}, {}]", at(None), at(reduced), at(ventilator))
        })
        .collect();
    let reduced_by = match reduced.and_then(|index| table.columns.get(index)).map(String::as_str) {
        Some("high_cost_long_term") => "Some(Reduced::HighCostLongTerm)",
        Some("severe") => "Some(Reduced::Severe)",
        Some(_) => "Some(Reduced::SevereAndContinuing)",
        None => "None",
    };
    format!(
        "CapTable {{ cells: [{}], any: {}, reduced_by: {reduced_by}, ventilator: {}, haemophilia: {}, may_be_lower: {} }}",
        rows.join(", "),
        optional_cell(table.any.as_ref()),
        ventilator.is_some(),
        optional_cell(table.haemophilia.as_ref()),
        table.may_be_lower,
    )
}

fn pack_tables(packs: &[rule::Pack]) -> String {
    let text = |text: &str| format!("Cow::Borrowed({text:?})");
    let texts = |list: &[std::borrow::Cow<'_, str>]| {
        let all: Vec<String> = list.iter().map(|entry| text(entry)).collect();
        format!("Cow::Borrowed(&[{}])", all.join(", "))
    };
    let optional_text = |value: Option<&str>| {
        value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", text(value)))
    };
    let optional_number = |value: Option<u32>| {
        value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", number(value.into())))
    };
    let yen = |value: Yen| amount(value.amount());
    let mut out = format!("pub(super) static PACKS: [Pack; {}] = [\n", packs.len());
    for pack in packs {
        let cites: Vec<String> = pack
            .citations
            .iter()
            .map(|cite| {
                format!(
                    "PackCite {{ id: {}, source: {}, url: {}, checked_on: {} }}",
                    text(&cite.id),
                    text(&cite.source),
                    optional_text(cite.url.as_deref()),
                    day(cite.checked_on)
                )
            })
            .collect();
        let rules: Vec<String> = pack
            .rules
            .iter()
            .map(|rule| {
                format!(
                    "Rule {{ id: {}, from: {}, before: {}, cite: {}, status: Certainty::{:?}, settings: {}, kinds: {}, \
                     when: {}, unless: {}, per: Per::{:?}, amount: {}, times_a_month: {}, free_from: {}, share: {}, \
                     monthly_limit: {}, scope: Counted::{:?} }}",
                    text(&rule.id),
                    day(rule.from),
                    optional_day(rule.before),
                    text(&rule.cite),
                    rule.status,
                    texts(&rule.settings),
                    texts(&rule.kinds),
                    texts(&rule.when),
                    texts(&rule.unless),
                    rule.per,
                    yen(rule.amount),
                    optional_number(rule.times_a_month),
                    optional_number(rule.free_from),
                    optional_number(rule.share.map(u32::from)),
                    rule.monthly_limit.map_or_else(|| "None".to_owned(), |limit| format!("Some({})", yen(limit))),
                    rule.scope,
                )
            })
            .collect();
        // They have been run here: the patient's bundle need not carry them.
        let cases: Vec<String> = pack
            .cases
            .iter()
            .map(|case| {
                let rows: Vec<String> = case
                    .rows
                    .iter()
                    .map(|row| {
                        let visit = &row.visit;
                        format!(
                            "CaseRow {{ visit: Visit {{ day: {}, facility: {}, kind: {}, setting: {}, total10: {}, \
                             insurance_selfpay: {}, visits: {} }}, pays: {} }}",
                            day(visit.day),
                            text(&visit.facility),
                            text(&visit.kind),
                            text(&visit.setting),
                            yen(visit.total10),
                            yen(visit.insurance_selfpay),
                            visit.visits,
                            yen(row.pays)
                        )
                    })
                    .collect();
                format!(
                    "Case {{ name: {}, conditions: {}, rows: Cow::Borrowed(&[{}]) }}",
                    text(&case.name),
                    texts(&case.conditions),
                    rows.join(", ")
                )
            })
            .collect();
        let _ = writeln!(
            out,
            "    Pack {{ authority: {}, id: {}, name: {}, conditions: {}, citations: Cow::Borrowed(&[{}]), \
             rules: Cow::Borrowed(&[{}]), #[cfg(feature = \"cli\")] cases: Cow::Borrowed(&[{}]), \
             #[cfg(not(feature = \"cli\"))] cases: Cow::Borrowed(&[]) }},",
            text(&pack.authority),
            text(&pack.id),
            text(&pack.name),
            texts(&pack.conditions),
            cites.join(", "),
            rules.join(", "),
            cases.join(", ")
        );
    }
    out.push_str("];\n");
    out
}
