//! The trace of a row reaches the same yen, and says from what.

use crate::ledger_support::{all, certificate, charge, facts, nanbyo, with};
use engine::Yen;
use engine::ledger::explain;
use engine::trace::{Op, Value as Told};
use serde_json::json;

#[test]
fn the_row_that_reaches_the_cap_tells_of_the_rows_before_it() {
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 30_000),
        charge("b", 2, "2026-06-02", "B", 10_000),
        charge("other-month", 3, "2026-05-02", "B", 10_000),
        charge("d", 4, "2026-06-09", "D", 15_000)
    ]);
    let facts = facts(&json!([nanbyo(&json!(10_000))]), &charges);
    let told = explain(&facts, None, "d").unwrap_or_else(|| panic!("not explained"));
    assert_eq!(told.trace.replay(), Ok(()));
    assert_eq!(told.ledgers.len(), 1);
    assert_eq!(told.ledgers[0].due, Yen::new(2_000));
    let end = &told.trace.steps[told.ledgers[0].step.0 as usize];
    assert_eq!((end.key, end.result), ("rule.clip", Told::Yen(Yen::new(2_000))));
    let earlier: Vec<_> = told
        .trace
        .steps
        .iter()
        .filter(|step| step.key == "fact.earlier_selfpay")
        .map(|step| step.about.as_deref())
        .collect();
    assert_eq!(earlier, [Some("a"), Some("b")]);
    assert!(
        told.trace.steps.iter().any(|step| step.op == Op::Add && step.result == Told::Yen(Yen::new(8_000)))
    );
}

#[test]
fn every_payer_of_a_charge_is_told() {
    let mental = certificate("s", "21", &json!(2_500));
    let local = json!({"id": "m", "scheme": "local:999999/sample", "valid": {"from": "2026-01-01", "until": "2026-12-31"},
        "limits": [{"per": "visit", "amount": 200}]});
    let charges =
        json!([with(charge("a", 1, "2026-06-01", "A", 20_000), &json!({"certificates": ["c", "s", "m"]}))]);
    let facts = facts(&json!([nanbyo(&json!(10_000)), mental, local]), &charges);
    let told = explain(&facts, None, "a").unwrap_or_else(|| panic!("not explained"));
    assert_eq!(told.trace.replay(), Ok(()));
    let dues: Vec<(&str, i64)> = told.ledgers.iter().map(|told| (&*told.scheme, told.due.amount())).collect();
    assert_eq!(dues, [("21", 2_000), ("54", 2_000), ("local:999999/sample", 200)]);
    for told_by in &told.ledgers {
        let end = &told.trace.steps[told_by.step.0 as usize];
        assert_eq!(end.result, Told::Yen(told_by.due));
    }
}

#[test]
fn what_stands_on_no_ledger_has_no_story() {
    let facts = facts(&json!([nanbyo(&json!(10_000))]), &json!([charge("a", 1, "2025-06-01", "A", 20_000)]));
    assert_eq!(explain(&facts, None, "a"), None);
    assert_eq!(explain(&facts, None, "nobody"), None);
    assert_eq!(all(&facts).months, []);
}
