//! Rows of the ledgers as CSV, safe to open in a spreadsheet.

use crate::known::Known;
use crate::words::Words;

/// Every row of every month, the newest month first, with a line of names above.
pub fn rows(words: &Words, known: &Known) -> String {
    const COLUMNS: [&str; 7] = [
        "payments.scheme",
        "payments.day",
        "payments.facility",
        "payments.total10",
        "payments.due",
        "payments.cumulative",
        "payments.collected",
    ];
    // The mark tells spreadsheets that this is UTF-8.
    let mut text = String::from("\u{feff}");
    line(&mut text, COLUMNS.map(|key| words.say(key)));
    for ledger in &known.view.ledgers {
        for row in ledger.months.iter().flat_map(|month| &month.rows) {
            let yen = |amount: Option<engine::Yen>| {
                amount.map(|amount| amount.amount().to_string()).unwrap_or_default()
            };
            let cells = [
                words.scheme(&ledger.scheme, &ledger.name),
                row.day.to_string(),
                row.facility.clone(),
                yen(Some(row.total10)),
                yen(Some(row.due)),
                yen(row.cumulative),
                yen(row.collected),
            ];
            line(&mut text, cells);
        }
    }
    text
}

fn line(text: &mut String, cells: [String; 7]) {
    text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
    text.push_str("\r\n");
}

/// In quotes, and never a formula: a name from outside must not compute anything in somebody's spreadsheet.
fn quoted(cell: &str) -> String {
    // Spreadsheets skip blanks in front, and Japanese ones read the wide signs as the narrow ones.
    let begin = cell.trim_start_matches([' ', '\u{3000}', '\u{feff}']);
    let formula = begin.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\0']);
    ["\"", if formula { "'" } else { "" }, &cell.replace('"', "\"\""), "\""].concat()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_never_a_formula_and_never_ends_early() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("-5"), "\"'-5\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted("甲病院"), "\"甲病院\"");
    }

    #[test]
    fn what_begins_a_formula_never_begins_a_cell() {
        for begin in [
            "=",
            "+",
            "-",
            "@",
            "＝",
            "＋",
            "－",
            "＠",
            "\t",
            "\r",
            "\n",
            "\0",
            " =",
            "\u{3000}=",
            "\u{feff}@",
            "\t=",
        ] {
            let cell = quoted(&[begin, "HYPERLINK(\"https://elsewhere.example\")"].concat());
            assert!(cell.starts_with("\"'") && cell.ends_with('"'), "{cell}");
            assert!(
                !cell[1..cell.len() - 1].replace("\"\"", "").contains('"'),
                "no quote ends the cell early: {cell}"
            );
        }
        for plain in ["甲病院", "2026-11-04", "4130", "", "a=b"] {
            assert_eq!(quoted(plain), ["\"", plain, "\""].concat(), "what is no formula is written as it is");
        }
    }
}
