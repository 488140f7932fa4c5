//! The words of the forms: those the person read, so that both speak of the same thing.

use engine::watch::{Param, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static WORDS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../../public/messages/ja.txt").lines();
    lines.filter_map(|line| line.split_once(" = ")).collect()
});

/// The words of a key; where there are none yet, the key, which says more than nothing.
pub fn word(key: &str) -> String {
    WORDS.get(key).map_or_else(|| key.to_owned(), |words| (*words).to_owned())
}

/// The same with its parameters put in.
pub fn filled(key: &str, params: &[Param]) -> String {
    params
        .iter()
        .fold(word(key), |words, param| words.replace(&format!("{{{}}}", param.name), &said(&param.value)))
}

fn said(value: &Value) -> String {
    match value {
        Value::Day(day) => day.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Months(months) => months.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        Value::Yen(yen) => super::evidence::yen(*yen),
        Value::Count(count) => count.to_string(),
        Value::Text(text) | Value::Id(text) => text.clone(),
        Value::Key(key) => word(key),
    }
}
