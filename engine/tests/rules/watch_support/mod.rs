//! Small facts for the tests of the watches.

use engine::facts::Facts;
use engine::watch::{self, Notice, Watches};
use engine::{Day, Month, Yen};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap_or_else(|_| panic!("no month: {text}"))
}

pub fn months(texts: &[&str]) -> Vec<Month> {
    texts.iter().map(|text| month(text)).collect()
}

pub fn totals(months: &[(&str, i64)]) -> BTreeMap<Month, Yen> {
    months.iter().map(|(text, total)| (month(text), Yen::new(*total))).collect()
}

pub fn facts(document: &Value) -> Facts {
    engine::facts::door::read_facts(&document.to_string())
        .unwrap_or_else(|error| panic!("{error}: {document}"))
}

/// A charge of a disclosed facility, without a certificate.
pub fn charge(sequence: u64, service_day: &str, total10: i64) -> Value {
    json!({"id": format!("c{sequence}"), "sequence": sequence, "service_day": service_day, "total10": total10,
        "facility": {"code": "1310000001", "name": "甲病院", "kind": "hospital", "designated": true}})
}

pub fn with(mut value: Value, changes: &Value) -> Value {
    if let (Some(fields), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
        for (key, change) in changes {
            fields.insert(key.clone(), change.clone());
        }
    }
    value
}

pub fn cancel(sequence: u64, of: u64) -> Value {
    with(charge(sequence, "2026-01-01", 0), &json!({"event": "cancelled", "supersedes": format!("c{of}")}))
}

/// A person who holds a 登録者証 since 2024-04 and nothing else.
pub fn registered(charges: &[Value]) -> Value {
    json!({"person": {"id": "p-1"}, "registrations": [{"id": "r-1", "from": "2024-04-01"}], "charges": charges})
}

/// A certificate of 54 or 52 at 一般所得Ⅱ.
pub fn certificate(id: &str, scheme: &str, from: &str, until: &str, cap: i64) -> Value {
    json!({"id": id, "scheme": scheme, "valid": {"from": from, "until": until}, "caps": [{"from": from, "cap": cap}],
        "income_class": "middle2"})
}

pub fn watches(document: &Value, as_of: &str) -> Watches {
    watch::all(&facts(document), day(as_of))
}

pub fn notices(document: &Value, as_of: &str) -> Vec<Notice> {
    watch::notices(&watches(document, as_of))
}

pub fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("{error}"))
}
