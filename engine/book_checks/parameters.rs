//! Everything with dates that is no cap.

use super::{Book, CLASSES, Checks, Day, LEADS, Lead, REDUCED, Span, Watch};
use std::collections::{BTreeMap, BTreeSet};

impl Checks {
    pub(super) fn parameters(&mut self, book: &Book) {
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
}
