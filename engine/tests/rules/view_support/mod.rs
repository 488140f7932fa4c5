//! A person for the tests of the view: one certificate of 54, a pharmacy, a hospital, and what was registered there.

use engine::Day;
use engine::facts::{Facts, door};
use engine::view::{Whole, whole};
use serde_json::{Value, json};

pub fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

pub fn facts(document: &Value) -> Facts {
    door::read_facts(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

pub fn seen(document: &Value, as_of: &str) -> Whole {
    whole(&facts(document), day(as_of))
}

pub fn with(mut value: Value, changes: &Value) -> Value {
    if let (Some(fields), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
        for (key, change) in changes {
            fields.insert(key.clone(), change.clone());
        }
    }
    value
}

pub fn certificate(id: &str, scheme: &str, from: &str, until: &str, cap: &Value) -> Value {
    json!({"id": id, "scheme": scheme, "valid": {"from": from, "until": until}, "caps": [{"from": from, "cap": cap}]})
}

/// 54, the whole of 2026, a cap of 10,000.
pub fn nanbyo() -> Value {
    certificate("c", "54", "2026-01-01", "2026-12-31", &json!(10_000))
}

/// A charge on certificate `c`, registered on its own day at five in the afternoon.
pub fn charge(id: &str, sequence: u64, service_day: &str, facility: &str, total10: i64) -> Value {
    json!({"id": id, "sequence": sequence, "certificates": ["c"], "service_day": service_day, "total10": total10,
        "registered_at": format!("{service_day}T17:00:00+09:00"),
        "facility": {"code": facility, "name": facility, "kind": "hospital", "designated": true}})
}

/// Born in 1990, certificates, charges.
pub fn person(certificates: &[Value], charges: &[Value]) -> Value {
    json!({"person": {"id": "p", "name": "N", "born_on": "1990-04-02"}, "certificates": certificates, "charges": charges})
}

pub fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("{error}"))
}
