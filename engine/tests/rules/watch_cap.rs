//! Caps reached and settlements, as things to tell.

use crate::watch_support::{cancel, certificate, charge, day, facts, json_of, notices, watches, with};
use engine::Yen;
use engine::watch::{self, Certainty, NoticeChange};
use serde_json::{Value, json};

fn at(sequence: u64, service_day: &str, total10: i64, name: &str, change: &Value) -> Value {
    with(
        with(
            charge(sequence, service_day, total10),
            &json!({"certificates": ["c"], "facility": {"code": format!("13{name}"), "name": name, "designated": true}}),
        ),
        change,
    )
}

/// L02 of the worked examples.
fn l02() -> Vec<Value> {
    let none = json!({});
    vec![
        at(1, "2026-06-02", 45_670, "甲病院", &none),
        at(2, "2026-06-02", 61_230, "乙薬局", &none),
        at(3, "2026-06-15", 12_340, "甲病院", &none),
    ]
}

fn person(cap: i64, charges: &[Value]) -> Value {
    json!({"person": {"id": "p"}, "certificates": [certificate("c", "54", "2026-01-01", "2026-12-31", cap)],
        "charges": charges})
}

#[test]
fn the_cap_is_reached_on_a_day_at_a_facility() {
    let document = person(20_000, &l02());
    let reached = json_of(&watches(&document, "2026-06-20").caps_reached);
    assert_eq!(
        reached,
        json!([{"account": "54", "scheme": "54", "certificates": ["c"], "month": "2026-06", "cap": 20_000,
        "reached_on": "2026-06-02", "facility": {"code": "13乙薬局", "name": "乙薬局", "kind": reached[0]["facility"]["kind"]},
        "certainty": "confirmed"}])
    );
    let told: Vec<_> = notices(&document, "2026-06-20").into_iter().map(|notice| notice.id).collect();
    assert_eq!(told, ["watch.cap.reached:54:2026-06"]);
    // Of this month only.
    assert_eq!(watches(&document, "2026-07-01").caps_reached, []);
    assert_eq!(watches(&document, "2026-06-01").caps_reached, []);
}

#[test]
fn a_cap_of_nothing_is_no_news() {
    assert_eq!(watches(&person(0, &l02()), "2026-06-20").caps_reached, []);
}

#[test]
fn a_cancellation_takes_it_back() {
    let told = notices(&person(20_000, &l02()), "2026-06-20");
    let mut charges = l02();
    charges.push(with(cancel(9, 2), &json!({"certificates": ["c"]})));
    let changes = watch::compare(&told, &watches(&person(20_000, &charges), "2026-06-20"));
    assert!(
        matches!(changes.as_slice(), [NoticeChange::Withdrawn { notice, .. }] if notice.key == "watch.cap.reached"),
        "{changes:?}"
    );
}

#[test]
fn how_sure_it_is() {
    let certainty = |change: &Value, of: &Value| {
        let mut charges = l02();
        charges[0] = with(charges[0].clone(), change);
        let document = with(person(20_000, &charges), of);
        watch::all(&facts(&document), day("2026-06-20")).caps_reached.first().map(|reached| reached.certainty)
    };
    assert_eq!(certainty(&json!({}), &json!({})), Some(Certainty::Confirmed));
    assert_eq!(certainty(&json!({"source": "patient_entered"}), &json!({})), Some(Certainty::Expected));
    let failed = json!({"sources": [{"source": "pmh", "state": "error"}]});
    assert_eq!(certainty(&json!({}), &failed), Some(Certainty::Incomplete));
    // Another charge of the month is in quarantine.
    assert_eq!(certainty(&json!({"total10": -10}), &json!({})), None);
}

#[test]
fn what_was_collected_too_much_comes_first() {
    let document = person(
        20_000,
        &[
            at(1, "2026-06-02", 7_500, "乙薬局", &json!({"collected": 2_700})),
            at(2, "2026-06-03", 10_000, "甲病院", &json!({"collected": 1_500})),
            at(3, "2026-06-04", 10_000, "丙医院", &json!({"collected": 2_010})),
        ],
    );
    let all = watches(&document, "2026-06-20");
    let lines: Vec<_> = all
        .settlements
        .iter()
        .map(|line| (line.settlement.charge.as_str(), line.settlement.amount))
        .collect();
    assert_eq!(lines, [("c1", Yen::new(1_200)), ("c3", Yen::new(10)), ("c2", Yen::new(500))]);
    let told: Vec<_> = watch::notices(&all).into_iter().map(|notice| (notice.id, notice.at_stake)).collect();
    assert_eq!(
        told,
        [
            ("watch.settle.over:54:c1".to_owned(), Some(Yen::new(1_200))),
            ("watch.settle.over:54:c3".to_owned(), Some(Yen::new(10))),
            ("watch.settle.under:54:c2".to_owned(), None),
        ]
    );
    assert!(all.settlements.iter().all(|line| line.certainty == Certainty::Confirmed));
    let failed = with(document, &json!({"sources": [{"source": "pmh", "state": "error"}]}));
    let unsure = watches(&failed, "2026-06-20").settlements;
    assert!(unsure.len() == 3 && unsure.iter().all(|line| line.certainty == Certainty::Incomplete));
    let notice = json_of(&watch::notices(&all)[0]);
    assert_eq!(notice["params"][4], json!({"name": "amount", "value": {"yen": 1_200}}));
}

/// What is told is compared by identity: new, the same, the same in other words, gone.
#[test]
fn a_message_that_reads_differently_is_amended_and_a_new_one_raised() {
    let now = watches(&person(20_000, &l02()), "2026-06-20");
    let told = notices(&person(20_000, &l02()), "2026-06-20");
    assert_eq!(watch::compare(&told, &now), []);
    assert!(
        matches!(&*watch::compare(&[], &now), [NoticeChange::Raised { notice }] if notice.id == told[0].id)
    );
    let mut key = told.clone();
    key[0].key = "watch.cap.other".to_owned();
    let mut params = told.clone();
    params[0].params.clear();
    for before in [key, params] {
        assert!(matches!(&*watch::compare(&before, &now), [NoticeChange::Amended { .. }]), "{before:?}");
    }
}
