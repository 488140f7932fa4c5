//! The published and derived worked examples of the ledger, to the yen.

use crate::ledger_support::{self, all, facts, only};
use engine::ledger::kernel::{Due, Row, Share, Terms};
use engine::ledger::{assess_plain_after, month::At};
use engine::trace::StepId;
use engine::{Cap, Rate, Yen};
use serde_json::{Value, json};

fn vectors() -> Vec<Value> {
    let document: Value = serde_json::from_str(include_str!("../data/worked_examples.json"))
        .unwrap_or_else(|error| panic!("{error}"));
    document["vectors"].as_array().cloned().unwrap_or_else(|| panic!("no vectors"))
}

/// Examples without a year or a day are of some month; which one does not matter.
fn day_of(row: &Value) -> String {
    match row["date"].as_str().unwrap_or_default() {
        "" => "2026-06-01".to_owned(),
        short if short.len() == 5 => format!("2026-{short}"),
        full => full.to_owned(),
    }
}

fn rows(vector: &Value) -> Vec<Value> {
    vector["rows"].as_array().into_iter().flatten().filter(|row| row["total10"].is_i64()).cloned().collect()
}

#[test]
fn every_ledger_example_through_whole_facts() {
    let mut seen = 0;
    for vector in vectors().iter().filter(|vector| vector["kind"] == "ledger") {
        let id = &vector["id"];
        let certificate = ledger_support::certificate("c", &vector["houbetsu"].to_string(), &vector["cap"]);
        let rows = rows(vector);
        let insurance_rate =
            vector["insurance_rate"].as_u64().and_then(|wari| Rate::tenths(u8::try_from(wari).ok()?));
        let charges: Vec<Value> = rows
            .iter()
            .enumerate()
            .map(|(sequence, row)| {
                json!({"id": format!("r{sequence}"), "sequence": sequence, "certificates": ["c"],
                    "facility": {"code": row["facility"]}, "service_day": day_of(row), "total10": row["total10"],
                    "insurance_rate": insurance_rate})
            })
            .collect();
        let ledgers = all(&facts(&json!([certificate]), &json!(charges)));
        let page = only(&ledgers);
        assert_eq!(page.rows.len(), rows.len(), "{id}");
        for (got, want) in page.rows.iter().zip(&rows) {
            assert_eq!(json!(got.raw), want["raw_selfpay"], "{id}");
            assert_eq!(json!(got.due), want["selfpay"], "{id}");
            assert_eq!(json!(got.used), want["cumulative"], "{id}");
            assert_eq!(json!(got.reached), want["cap_reached"], "{id}");
        }
        let total10: i64 = rows.iter().filter_map(|row| row["total10"].as_i64()).sum();
        assert_eq!(page.total10, Yen::new(total10), "{id}");
        seen += 1;
    }
    assert_eq!(seen, 13);
}

#[test]
fn a_booklet_carried_over_goes_on_from_its_total() {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| vector["kind"] == "ledger_given_raw");
    let vector = vector.unwrap_or_else(|| panic!("L19"));
    let terms = Terms { share: Share::OfInsurance, rate_cite: None, rounding_cite: None, cap_cite: None };
    let amount = |value: &Value| Yen::new(value.as_i64().unwrap_or(-1));
    for want in rows(vector) {
        let row = Row {
            total10: amount(&want["total10"]),
            insurance_rate: Rate::THREE_TENTHS,
            raw_given: Some(amount(&want["raw_selfpay"])),
            insurance_room: None,
        };
        let blank = Due { raw: Yen::ZERO, due: Yen::ZERO, used: Yen::ZERO, reached: false, step: StepId(0) };
        let mut out = [blank];
        let cap = Cap::At(amount(&vector["cap"]));
        let used = assess_plain_after(&terms, cap, amount(&vector["prior_cumulative"]), &[row], &mut out);
        assert_eq!(json!(out[0].due), want["selfpay"]);
        assert_eq!(json!(used), want["cumulative"]);
        assert!(out[0].reached);
    }
}

/// L02: where and when, and the sum over the whole month.
#[test]
fn the_page_says_where_and_when_the_cap_was_reached() {
    let charges = json!([
        ledger_support::charge("1", 1, "2026-06-02", "甲", 45_670),
        ledger_support::charge("2", 2, "2026-06-02", "乙", 61_230),
        ledger_support::charge("3", 3, "2026-06-15", "甲", 12_340),
        ledger_support::charge("4", 4, "2026-06-20", "丙", 98_760),
        ledger_support::charge("5", 5, "2026-06-28", "乙", 61_230)
    ]);
    let ledgers = all(&facts(&json!([ledger_support::nanbyo(&json!(20_000))]), &charges));
    let page = only(&ledgers);
    assert_eq!(page.total10, Yen::new(279_230));
    assert_eq!(page.selfpay, Some(Yen::new(20_000)));
    assert_eq!(page.liability_in_law, Some(Yen::new(20_000)));
    assert_eq!(page.reached_on, Some(ledger_support::day("2026-06-02")));
    assert_eq!(page.reached_at.as_ref().map(|at: &At| &*at.code), Some("乙"));
    assert!(page.reached && !page.reached_from_start);
    assert_eq!(page.by_service_day, None);
}

/// L06: cap 0 is reached before anybody pays, and 10割 goes on.
#[test]
fn cap_zero_is_reached_from_the_start_and_still_counts() {
    let charges = json!([ledger_support::charge("1", 1, "2026-07-01", "甲", 123_450)]);
    let ledgers = all(&facts(&json!([ledger_support::nanbyo(&json!(0))]), &charges));
    let page = only(&ledgers);
    assert!(page.reached && page.reached_from_start && page.rows[0].reached);
    assert_eq!(page.reached_on, None);
    assert_eq!(page.total10, Yen::new(123_450));
    assert_eq!(page.selfpay, Some(Yen::ZERO));
    assert_eq!(page.liability_in_law, Some(Yen::ZERO));
}

/// L10: no cap is not cap 0.
#[test]
fn no_cap_is_never_reached_and_written_as_null() {
    let mut charge = ledger_support::charge("1", 1, "2026-05-01", "甲", 14_600);
    charge["certificates"] = json!(["s"]);
    let certificate = ledger_support::certificate("s", "21", &Value::Null);
    let ledgers = all(&facts(&json!([certificate]), &json!([charge])));
    let page = serde_json::to_value(only(&ledgers)).unwrap_or_default();
    assert_eq!(page["cap"], Value::Null);
    assert!(page.as_object().is_some_and(|page| page.contains_key("cap")));
    assert_eq!(page["reached"], false);
    assert_eq!(page["selfpay"], 1_460);
}

/// L14a and L14b: the ledger keeps the order of registration and tells what the other order would have been.
#[test]
fn a_late_registration_takes_what_is_left_and_the_other_split_is_told() {
    let charges = json!([
        ledger_support::charge("甲", 1, "2026-06-05", "甲", 40_000),
        ledger_support::charge("乙", 2, "2026-06-20", "乙", 20_000),
        ledger_support::charge("訪看", 3, "2026-06-03", "訪看", 30_000)
    ]);
    let ledgers = all(&facts(&json!([ledger_support::nanbyo(&json!(10_000))]), &charges));
    let page = only(&ledgers);
    let dues = ledger_support::dues(page);
    assert_eq!(dues, [("甲", 8_000, 8_000), ("乙", 2_000, 10_000), ("訪看", 0, 10_000)]);
    let other: Vec<(&str, i64, i64)> = page
        .by_service_day
        .iter()
        .flatten()
        .map(|row| (&*row.charge, row.due.amount(), row.used.amount()))
        .collect();
    assert_eq!(other, [("訪看", 6_000, 6_000), ("甲", 4_000, 10_000), ("乙", 0, 10_000)]);
}
