//! A file as documents, each with its place. UTF-8 or `Shift_JIS`, a table or JSON: told from what is in it.

use super::csv;
use serde_json::Value;

/// One document of the file, or why it is none.
pub struct Row {
    /// `line 17`, `item 3`.
    pub place: String,
    pub document: Result<Value, String>,
}

/// Letters are never guessed: a file that is in neither encoding is refused as a whole.
pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let text = text(bytes).ok_or("the file is neither UTF-8 nor Shift_JIS; nothing was recorded")?;
    match text.trim_start().chars().next() {
        None => Err("the file is empty; nothing was recorded".to_owned()),
        Some('[') => items(&text),
        Some('{') => Ok(lines(&text)),
        Some(_) => table(&text),
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

/// One JSON array.
fn items(text: &str) -> Result<Vec<Row>, String> {
    let items: Vec<Value> =
        serde_json::from_str(text).map_err(|error| format!("{}; nothing was recorded", of_json(&error)))?;
    let row = |(index, document)| Row { place: format!("item {}", index + 1), document: Ok(document) };
    Ok(items.into_iter().enumerate().map(row).collect())
}

/// One JSON document a line.
fn lines(text: &str) -> Vec<Row> {
    let written = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let row = |(index, line)| Row {
        place: format!("line {}", index + 1),
        document: serde_json::from_str(line).map_err(|error| of_json(&error)),
    };
    written.map(row).collect()
}

/// Where and what; `serde_json` may repeat what it found, which may be somebody's name.
fn of_json(error: &serde_json::Error) -> String {
    format!("no JSON from line {}, column {} on", error.line(), error.column())
}

fn table(text: &str) -> Result<Vec<Row>, String> {
    let mut records = csv::records(text).map_err(|why| format!("{why}; nothing was recorded"))?.into_iter();
    let Some(columns) = records.next() else {
        return Err("the file is empty; nothing was recorded".to_owned());
    };
    let row = |record: csv::Record| Row {
        place: format!("line {}", record.line),
        document: csv::document(&columns.fields, &record),
    };
    Ok(records.map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8]) -> Vec<(String, bool)> {
        let rows = rows(bytes).unwrap_or_else(|why| panic!("{why}"));
        rows.into_iter().map(|row| (row.place, row.document.is_ok())).collect()
    }

    #[test]
    fn a_file_says_what_it_is() {
        let good = |place: &str| (place.to_owned(), true);
        assert_eq!(places(b"\xEF\xBB\xBFid,name\n1,\xE7\x94\xB2\n"), [good("line 2")]);
        assert_eq!(places(b"[{}, {}]"), [good("item 1"), good("item 2")]);
        assert_eq!(places(b"{}\n\n{\"a\"\n"), [good("line 1"), ("line 3".to_owned(), false)]);
        // 甲, in Shift_JIS.
        let rows = rows(b"id,name\n1,\x8d\x62\n").unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(rows[0].document.as_ref().map(|document| &document["name"]), Ok(&"甲".into()));
    }

    #[test]
    fn what_cannot_be_read_for_certain_is_refused_whole() {
        for bytes in [&b"id\n\x81\n"[..], b"id\n\xff\xff\n", b"", b"[{}, ", b"id\n\"open\n"] {
            assert!(rows(bytes).is_err_and(|why| why.contains("nothing was recorded")), "{bytes:?}");
        }
        let deep = format!("[{}", "[".repeat(1_000_000));
        assert!(rows(deep.as_bytes()).is_err(), "brackets without end");
    }
}
