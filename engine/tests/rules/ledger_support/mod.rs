//! What the tests of the ledger have in common: facts in few words, and random ones.

use engine::facts::{Facts, door};
use engine::ledger::{Ledgers, MonthLedger, Settlement};
use engine::{Day, Yen};
use serde_json::{Value, json};

pub fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn yen(amount: i64) -> Yen {
    Yen::new(amount)
}

/// One person with these certificates and charges.
pub fn facts(certificates: &Value, charges: &Value) -> Facts {
    let document = json!({"person": {"id": "p"}, "certificates": certificates, "charges": charges});
    read(&document)
}

pub fn read(document: &Value) -> Facts {
    door::read_facts(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// A 54 certificate of 2026 with this cap (`null`: none).
pub fn nanbyo(cap: &Value) -> Value {
    certificate("c", "54", cap)
}

pub fn certificate(id: &str, scheme: &str, cap: &Value) -> Value {
    json!({"id": id, "scheme": scheme, "valid": {"from": "2026-01-01", "until": "2026-12-31"},
        "caps": [{"from": "2026-01-01", "cap": cap}]})
}

/// A charge on certificate `c`.
pub fn charge(id: &str, sequence: u64, service_day: &str, facility: &str, total10: i64) -> Value {
    json!({"id": id, "sequence": sequence, "certificates": ["c"], "facility": {"code": facility, "name": facility},
        "service_day": service_day, "total10": total10})
}

/// The same object with other fields.
pub fn with(mut object: Value, fields: &Value) -> Value {
    if let (Value::Object(object), Value::Object(fields)) = (&mut object, fields) {
        object.extend(fields.clone());
    }
    object
}

pub fn all(facts: &Facts) -> Ledgers {
    engine::ledger::all(facts, None)
}

pub fn bytes(ledgers: &Ledgers) -> String {
    serde_json::to_string(ledgers).unwrap_or_else(|error| panic!("{error}"))
}

/// The only page.
pub fn only(ledgers: &Ledgers) -> &MonthLedger {
    match ledgers.months.as_slice() {
        [page] => page,
        pages => panic!("{} pages", pages.len()),
    }
}

/// `(charge, due, used)` of a page.
pub fn dues(page: &MonthLedger) -> Vec<(&str, i64, i64)> {
    page.rows.iter().map(|row| (&*row.charge, row.due.amount(), row.used.map_or(-1, Yen::amount))).collect()
}

/// `(charge, amount, direction, by, reason)` of each settlement, in words.
pub fn settled(settlements: &[Settlement]) -> Vec<String> {
    settlements
        .iter()
        .map(|line| {
            format!("{} {} {:?} {:?} {}", line.charge, line.amount, line.direction, line.by, line.reason)
        })
        .collect()
}

/// Finding keys with the charge they are about.
pub fn found(ledgers: &Ledgers) -> Vec<(&str, &str)> {
    ledgers.findings.iter().map(|finding| (finding.key, &*finding.charge)).collect()
}
