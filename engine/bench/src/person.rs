//! One person with twelve months and a hundred charges: what a page has to show at once.

use engine::Day;
use engine::facts::{Facts, door};
use serde_json::{Value, json};

const MONTHS: u32 = 12;
const CHARGES: u32 = 100;

/// The facts and the day, the 20th of the last month.
pub fn a_year() -> (Facts, Day) {
    let charges: Vec<Value> = (0..CHARGES).map(charge).collect();
    let document = json!({
        "person": {"id": "p-1", "name": "見本 花子", "born_on": "1958-04-02", "authority": "131000", "synthetic": true},
        "certificates": [{"id": "cert-1", "scheme": "54", "name": "特定医療費（指定難病）受給者証", "payer_number": "54136015",
            "recipient_number": "1234566", "valid": {"from": "2025-10-01", "until": "2026-12-31"},
            "caps": [{"from": "2025-10-01", "cap": 10_000}], "income_class": "middle1"}],
        "charges": charges,
        "insurance": [{"from": "2025-10-01", "band": "u", "rate": "0.3"}],
        "sources": [{"source": "pmh", "state": "present", "good_at": "2026-11-20T10:42:00+09:00"}],
    });
    let facts = door::read(&document.to_string());
    let day = "2026-11-20".parse();
    match (facts, day) {
        (Ok(facts), Ok(day)) => (facts, day),
        (facts, day) => unreachable!("both are written above: {:?} {day:?}", facts.map(|_: Facts| ())),
    }
}

fn charge(index: u32) -> Value {
    let month = index * MONTHS / CHARGES;
    let (year, month) = if month == 0 { (2025, 12) } else { (2026, month) };
    let day = 1 + index * 7 % 20;
    let (code, name, kind) = match index % 3 {
        0 => ("1310000001", "甲病院", "hospital"),
        1 => ("1340000002", "乙薬局", "pharmacy"),
        _ => ("1390000003", "丙訪問看護ステーション", "visiting_nurse"),
    };
    json!({
        "id": format!("F1-{index:04}"),
        "sequence": index + 1,
        "certificates": ["cert-1"],
        "facility": {"code": code, "name": name, "kind": kind, "designated": true},
        "service_day": format!("{year}-{month:02}-{day:02}"),
        "registered_at": format!("{year}-{month:02}-{day:02}T17:20:00+09:00"),
        "total10": 5_000 + 370 * (index * 31 % 40),
        "collected": if index.is_multiple_of(10) { 1_500 } else { 1_000 },
    })
}
