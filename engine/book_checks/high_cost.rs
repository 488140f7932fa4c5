//! 高額療養費.

use super::{Checks, GROUPS, HighCostFile, Period, Span};

impl Checks {
    pub(super) fn high_cost(&mut self, file: &HighCostFile) {
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
