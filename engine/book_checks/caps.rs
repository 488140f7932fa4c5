//! The cap tables.

use super::{Book, CLASSES, COLUMNS, Checks, REDUCED, Span};
use std::collections::BTreeSet;

impl Checks {
    pub(super) fn caps(&mut self, book: &Book) {
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
}
