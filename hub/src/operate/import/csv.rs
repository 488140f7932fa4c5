//! Comma-separated values (RFC 4180) as documents. A column's name is the field's place in the document: `facility.code`,
//! `fact.caps.0.cap`.

use super::letters::{Failed, Letters};
use serde_json::{Value, json};
use std::io::Read;

/// Fields that are numbers. A cell that is none stays text, so that the refusal names the field like any other. `none` is no limit.
const NUMBERS: [&str; 9] = [
    "total10",
    "collected",
    "raw_selfpay",
    "seen_running_total",
    "meal",
    "non_covered",
    "visits",
    "cap",
    "cap_before",
];
const FLAGS: [&str; 5] =
    ["designated", "disease_related", "first_visit", "undisclosed", "high_cost_long_term"];
/// Several values in one cell, divided by semicolons.
const LISTS: [&str; 3] = ["certificates", "diseases", "facilities"];

/// One record: the line it begins on, and its fields.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    pub line: usize,
    pub fields: Vec<String>,
}

/// The next record that is not empty. A quotation mark that is never closed leaves open where a record ends, so then there is none.
pub fn record(letters: &mut Letters<impl Read>, longest: usize) -> Result<Option<Record>, Failed> {
    loop {
        let line = letters.line;
        let failed = |why: &str| Failed::File(format!("line {line}: {why}"));
        let (mut fields, mut field, mut quoted, mut size) = (Vec::new(), String::new(), false, 0);
        loop {
            let Some(letter) = letters.next()? else {
                if quoted {
                    return Err(failed("a quotation mark is never closed"));
                }
                if fields.is_empty() && field.is_empty() {
                    return Ok(None);
                }
                break;
            };
            size += letter.len_utf8();
            if size > longest {
                return Err(failed("the record has no end; is a quotation mark never closed?"));
            }
            match letter {
                '"' if quoted && letters.next_if('"')? => field.push('"'),
                '"' if quoted || field.is_empty() => quoted = !quoted,
                ',' if !quoted => fields.push(std::mem::take(&mut field)),
                '\r' if !quoted && letters.peek()? == Some('\n') => {}
                '\n' if !quoted => break,
                letter => field.push(letter),
            }
        }
        fields.push(field);
        if fields.iter().any(|field| !field.is_empty()) {
            return Ok(Some(Record { line, fields }));
        }
    }
}

/// A record as a document. An empty cell is a field that is not there.
pub fn document(columns: &[String], record: &Record) -> Result<Value, String> {
    if record.fields.len() != columns.len() {
        return Err(format!("{} fields, and the first line names {}", record.fields.len(), columns.len()));
    }
    let mut document = json!({});
    for (column, cell) in columns.iter().zip(&record.fields) {
        if !cell.is_empty() {
            put(&mut document, column.trim(), value(column.trim(), cell));
        }
    }
    Ok(document)
}

fn value(column: &str, cell: &str) -> Value {
    let leaf = column.rsplit('.').next().unwrap_or_default();
    if NUMBERS.contains(&leaf) {
        return match cell {
            "none" => Value::Null,
            cell => cell.parse::<i64>().map_or_else(|_| cell.into(), Value::from),
        };
    }
    if FLAGS.contains(&leaf) {
        return cell.parse::<bool>().map_or_else(|_| cell.into(), Value::from);
    }
    if LISTS.contains(&leaf) {
        return cell.split(';').map(str::trim).collect();
    }
    cell.into()
}

/// Puts a value at its place; a number in the path is a place in a list.
fn put(at: &mut Value, path: &str, value: Value) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let slot = if let Ok(index) = first.parse::<usize>() {
        if !at.is_array() {
            *at = json!([]);
        }
        let Value::Array(items) = at else { return };
        if index >= items.len() {
            items.push(Value::Null);
        }
        items.last_mut()
    } else {
        if !at.is_object() {
            *at = json!({});
        }
        at.as_object_mut().map(|fields| fields.entry(first).or_insert(Value::Null))
    };
    match (slot, rest) {
        (Some(slot), Some(rest)) => put(slot, rest, value),
        (Some(slot), None) => *slot = value,
        (None, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_commas_and_line_ends_inside_a_field_are_its_own() {
        let records = |text: &str| {
            let mut letters = Letters::of(text.as_bytes(), encoding_rs::UTF_8);
            let mut read = Vec::new();
            while let Some(Record { line, fields }) = record(&mut letters, 100)? {
                read.push((line, fields));
            }
            Ok(read)
        };
        let fields = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let read: Result<_, Failed> = records("a,b\r\n\"x, \"\"y\"\"\n2\",3\n\n5,6");
        assert_eq!(
            read.expect("records"),
            [(1, fields("a", "b")), (2, fields("x, \"y\"\n2", "3")), (5, fields("5", "6"))]
        );
        for (text, why) in
            [("a\n\"b", "line 2: a quotation mark is never closed"), (&"x".repeat(101), "no end")]
        {
            assert!(matches!(records(text), Err(Failed::File(told)) if told.contains(why)), "{text}");
        }
    }

    #[test]
    fn a_column_is_the_fields_place() {
        let columns = [
            "id",
            "facility.code",
            "total10",
            "certificates",
            "fact.caps.0.cap",
            "facility.designated",
            "meal",
        ];
        let cells = ["r-1", "0110000001", "1200", "a; b", "none", "true", ""];
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let record = Record { line: 2, fields: own(&cells) };
        assert_eq!(
            document(&own(&columns), &record),
            Ok(
                json!({ "id": "r-1", "facility": { "code": "0110000001", "designated": true }, "total10": 1_200,
                       "certificates": ["a", "b"], "fact": { "caps": [{ "cap": null }] } })
            )
        );
        assert!(document(&own(&columns[..2]), &record).is_err());
    }
}
