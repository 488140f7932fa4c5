//! 高額かつ長期 (54) and 高額治療継続 (52) over facts.

use crate::watch_support::{certificate, charge, day, facts, json_of, month, months, notices, watches, with};
use engine::form;
use engine::watch::high_cost_long_term::{Met, NoBenefit, State};
use engine::watch::{Certainty, HighCostLongTerm};
use engine::{Cap, Yen};
use serde_json::{Value, json};

/// Six months of 60,000 yen each from January to June 2026, all with the certificate `c`.
fn six() -> Vec<Value> {
    (1..=6)
        .map(|at| with(charge(at, &format!("2026-{at:02}-10"), 60_000), &json!({"certificates": ["c"]})))
        .collect()
}

fn person(certificates: &[Value], charges: &[Value]) -> Value {
    json!({"person": {"id": "p"}, "certificates": certificates, "charges": charges})
}

fn plain(change: &Value) -> Value {
    let own = with(certificate("c", "54", "2025-10-01", "2026-12-31", 20_000), change);
    person(&[own], &six())
}

fn one(document: &Value, as_of: &str) -> HighCostLongTerm {
    let mut found = watches(document, as_of).high_cost_long_term;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn met(document: &Value, as_of: &str) -> Met {
    match one(document, as_of).state {
        State::Met(met) => met,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sixth_month_can_already_be_applied_in() {
    let document = plain(&json!({}));
    assert_eq!(one(&document, "2026-06-09").state, State::Watching { count: 5 });
    let met = met(&document, "2026-06-10");
    assert_eq!(met.met_on, day("2026-06-10"));
    assert_eq!(met.effective_if_applied_today, month("2026-07"));
    assert_eq!(met.apply_by, day("2026-07-01"));
    assert_eq!(met.lapses_in, Some(month("2027-01")));
    // 60,000 × 20 % = 12,000 a month, under the lower cap 10,000: 2,000 less in each of six.
    assert_eq!(met.saving.lower_cap, Cap::At(Yen::new(10_000)));
    assert_eq!(met.saving.in_the_window, Some(Yen::new(12_000)));
    assert!(met.saving.explanation_only);
    let watched = one(&document, "2026-06-10");
    assert_eq!(
        watched.count.qualifying,
        months(&["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"])
    );
    assert_eq!(watched.months.len(), 12);
}

#[test]
fn filed_on_the_first_counts_from_that_month() {
    let document = plain(&json!({}));
    let first = met(&document, "2026-07-01");
    assert_eq!((first.effective_if_applied_today, first.apply_by), (month("2026-07"), day("2026-07-01")));
    let second = met(&document, "2026-07-02");
    assert_eq!((second.effective_if_applied_today, second.apply_by), (month("2026-08"), day("2026-08-01")));
    let december = met(&document, "2026-12-02");
    // January leaves the window in 2027-01: an application on 1 January would find five.
    assert_eq!(
        (december.effective_if_applied_today, december.apply_by),
        (month("2027-01"), day("2026-12-31"))
    );
}

#[test]
fn exactly_fifty_thousand_does_not_count() {
    let mut charges = six();
    charges[3]["total10"] = json!(50_000);
    let document = person(&[certificate("c", "54", "2025-10-01", "2026-12-31", 20_000)], &charges);
    assert_eq!(one(&document, "2026-06-30").state, State::Watching { count: 5 });
    charges[3]["total10"] = json!(50_001);
    charges[3]["facility"]["kind"] = json!("long_term_care");
    let document = person(&[certificate("c", "54", "2025-10-01", "2026-12-31", 20_000)], &charges);
    assert_eq!(one(&document, "2026-06-30").count.count, 6);
}

#[test]
fn only_months_after_the_decision_count() {
    let from = |first: &str| person(&[certificate("c", "54", first, "2026-12-31", 20_000)], &six());
    assert!(matches!(one(&from("2026-01-10"), "2026-06-30").state, State::Met(_)));
    // The January charge was made a day before the certificate began.
    assert_eq!(one(&from("2026-01-11"), "2026-06-30").state, State::Watching { count: 5 });
    let watched = one(&from("2026-03-01"), "2026-06-30");
    assert_eq!(watched.count.window, [month("2026-03"), month("2026-06")]);
    assert_eq!(watched.months.iter().filter(|row| row.counted).count(), 4);
}

#[test]
fn a_renewal_goes_on_counting_and_a_gap_does_not_count() {
    let two = |second: &str| {
        person(
            &[
                certificate("c", "54", "2025-10-01", "2026-03-31", 20_000),
                certificate("d", "54", second, "2026-12-31", 20_000),
            ],
            &six(),
        )
    };
    let renewed = one(&two("2026-04-01"), "2026-06-30");
    assert!(matches!(renewed.state, State::Met(_)));
    assert_eq!(renewed.certificate, "d");
    assert_eq!(one(&two("2026-04-11"), "2026-06-30").state, State::Watching { count: 5 });
    assert_eq!(watches(&two("2026-04-11"), "2026-04-05").high_cost_long_term, []);
}

#[test]
fn only_tiers_that_benefit() {
    let state = |change: &Value| one(&plain(change), "2026-06-30").state;
    let no = |reason| State::NoBenefit { reason };
    assert_eq!(state(&json!({"income_class": "low1"})), no(NoBenefit::LowIncome));
    assert_eq!(state(&json!({"income_class": "low2"})), no(NoBenefit::LowIncome));
    assert_eq!(state(&json!({"income_class": "public_assistance"})), no(NoBenefit::NothingToPay));
    assert_eq!(
        state(&json!({"caps": [{"from": "2025-10-01", "cap": 0}], "income_class": null})),
        no(NoBenefit::NothingToPay)
    );
    assert_eq!(state(&json!({"traits": {"ventilator": true}})), no(NoBenefit::Ventilator));
    assert_eq!(state(&json!({"traits": {"high_cost_long_term": true}})), State::AlreadyLower);
    // Of 52 only: a trait of the other scheme changes nothing.
    assert!(matches!(state(&json!({"traits": {"haemophilia": true}})), State::Met(_)));
    assert!(matches!(state(&json!({"traits": {"severe": true}})), State::Met(_)));
    assert_eq!(state(&json!({"income_class": null})), State::CannotSay { count: 6 });
    assert_eq!(state(&json!({"income_class": "区分Ｘ"})), State::CannotSay { count: 6 });
    for (class, lower) in [("middle1", 5_000), ("middle2", 10_000), ("upper", 20_000)] {
        let State::Met(met) = state(&json!({"income_class": class})) else { panic!("{class}") };
        assert_eq!(met.saving.lower_cap, Cap::At(Yen::new(lower)));
    }
    for change in [
        json!({"income_class": "low1"}),
        json!({"income_class": null}),
        json!({"traits": {"ventilator": true}}),
    ] {
        assert!(notices(&plain(&change), "2026-06-30").iter().all(|notice| notice.key != "watch.long.met"));
    }
}

#[test]
fn the_printed_cap_wins_and_an_unknown_one_says_nothing() {
    // Printed lower than the table's lower column (按分): nothing would have been saved.
    let shared = plain(&json!({"caps": [{"from": "2025-10-01", "cap": 6_000}]}));
    assert_eq!(met(&shared, "2026-06-30").saving.in_the_window, Some(Yen::ZERO));
    let unknown = plain(&json!({"caps": []}));
    assert_eq!(met(&unknown, "2026-06-30").saving.in_the_window, None);
    // A cap printed as none at all.
    let unlimited = plain(&json!({"caps": [{"from": "2025-10-01", "cap": null}]}));
    assert_eq!(met(&unlimited, "2026-06-30").saving.in_the_window, Some(Yen::new(12_000)));
    // A cap that changes: each month by the cap of its own days; the printed rate wins.
    let changes = plain(
        &json!({"caps": [{"from": "2025-10-01", "cap": 20_000}, {"from": "2026-03-01", "cap": 10_000}]}),
    );
    assert_eq!(met(&changes, "2026-06-30").saving.in_the_window, Some(Yen::new(4_000)));
    let tenth = plain(&json!({"rate": "0.1"}));
    assert_eq!(met(&tenth, "2026-06-30").saving.in_the_window, Some(Yen::ZERO));
}

#[test]
fn what_is_care_under_the_certificate() {
    let count = |change: &Value| {
        let mut charges = six();
        charges[5] = with(charges[5].clone(), change);
        let document = person(
            &[
                certificate("c", "54", "2025-10-01", "2026-12-31", 20_000),
                certificate("c21", "21", "2025-10-01", "2026-12-31", 20_000),
            ],
            &charges,
        );
        let watched = one(&document, "2026-06-30");
        (watched.count.count, watched.certainty)
    };
    assert_eq!(count(&json!({})), (6, Certainty::Confirmed));
    // Not shown at the window: refunded later, and likely counted.
    assert_eq!(count(&json!({"certificates": []})), (6, Certainty::Expected));
    assert_eq!(count(&json!({"certificates": ["c21"]})), (5, Certainty::Confirmed));
    assert_eq!(count(&json!({"certificates": ["c21", "c"]})), (6, Certainty::Confirmed));
    assert_eq!(count(&json!({"facility": {"code": "1", "designated": false}})), (5, Certainty::Confirmed));
    assert_eq!(count(&json!({"facility": {"code": "1"}})), (6, Certainty::Confirmed));
    assert_eq!(count(&json!({"disease_related": false})), (5, Certainty::Confirmed));
    assert_eq!(count(&json!({"part": "hoken"})), (5, Certainty::Confirmed));
}

#[test]
fn from_52_to_54_the_52_months_count_too() {
    let charges: Vec<Value> = (1..=6)
        .map(|at| {
            let own = if at <= 4 { "child" } else { "adult" };
            with(charge(at, &format!("2026-{at:02}-10"), 60_000), &json!({"certificates": [own]}))
        })
        .collect();
    let both = |until_52: &str, changes: &Value| {
        person(
            &[
                certificate("child", "52", "2025-10-01", until_52, 10_000),
                with(certificate("adult", "54", "2026-05-01", "2026-12-31", 20_000), changes),
            ],
            &charges,
        )
    };
    let watched = one(&both("2026-04-30", &json!({})), "2026-06-30");
    assert_eq!(watched.count.count, 6);
    // What the lower cap would have saved is only of the months of 54.
    let State::Met(met) = watched.state else { panic!("{:?}", watched.state) };
    assert_eq!(met.saving.in_the_window, Some(Yen::new(4_000)));
    // After the month of the decision a 52 cost does not count for 54.
    let with_late_52 = |document: Value| {
        let mut charges = charges.clone();
        charges[5] = with(charges[5].clone(), &json!({"certificates": ["child"]}));
        with(document, &json!({"charges": charges}))
    };
    let late = watches(&with_late_52(both("2026-12-31", &json!({}))), "2026-06-30").high_cost_long_term;
    assert_eq!(late.iter().find(|watch| watch.scheme == "54").map(|watch| watch.count.count), Some(5));
    let decided_later = both("2026-12-31", &json!({"decided_on": "2026-06-15"}));
    let late = watches(&with_late_52(decided_later), "2026-06-30").high_cost_long_term;
    assert_eq!(late.iter().find(|watch| watch.scheme == "54").map(|watch| watch.count.count), Some(6));
    // Decided before it began: up to the month it began.
    let mut may_by_52 = charges.clone();
    may_by_52[4] = with(may_by_52[4].clone(), &json!({"certificates": ["child"]}));
    let decided_early =
        with(both("2026-12-31", &json!({"decided_on": "2026-04-20"})), &json!({"charges": may_by_52}));
    let early = watches(&decided_early, "2026-06-30").high_cost_long_term;
    assert_eq!(early.iter().find(|watch| watch.scheme == "54").map(|watch| watch.count.count), Some(6));
    // Both in one month are added together.
    let halves: Vec<Value> = (1..=7)
        .map(|at| match at {
            1..=4 => {
                with(charge(at, &format!("2026-{at:02}-10"), 60_000), &json!({"certificates": ["child"]}))
            }
            5 => with(charge(5, "2026-05-02", 30_000), &json!({"certificates": ["child"]})),
            6 => with(charge(6, "2026-05-20", 30_000), &json!({"certificates": ["adult"]})),
            _ => with(charge(7, "2026-06-10", 60_000), &json!({"certificates": ["adult"]})),
        })
        .collect();
    let document = with(both("2026-05-10", &json!({})), &json!({"charges": halves}));
    assert_eq!(one(&document, "2026-06-30").count.count, 6);
}

#[test]
fn of_52_it_is_the_severe_column() {
    let document = person(&[certificate("c", "52", "2025-10-01", "2026-12-31", 10_000)], &six());
    let watched = met(&document, "2026-06-30");
    assert_eq!(watched.saving.lower_cap, Cap::At(Yen::new(5_000)));
    assert_eq!(watched.saving.in_the_window, Some(Yen::new(30_000)));
    let severe = with(
        document.clone(),
        &json!({"certificates": [with(certificate("c", "52", "2025-10-01", "2026-12-31", 10_000),
            &json!({"traits": {"severe": true}}))]}),
    );
    assert_eq!(one(&severe, "2026-06-30").state, State::AlreadyLower);
    let notice = notices(&document, "2026-06-30").remove(0);
    assert_eq!((&*notice.id, &*notice.key), ("watch.severe.met:52", "watch.severe.met"));
}

#[test]
fn the_json_and_the_notice() {
    let document = plain(&json!({}));
    let watched = json_of(&one(&document, "2026-06-30"));
    assert_eq!(
        watched["state"],
        json!({"is": "met", "met_on": "2026-06-10", "effective_if_applied_today": "2026-07",
        "apply_by": "2026-07-01", "lapses_in": "2027-01",
        "saving": {"lower_cap": 10_000, "in_the_window": 12_000, "explanation_only": true}})
    );
    assert_eq!((&watched["scheme"], &watched["certificate"]), (&json!("54"), &json!("c")));
    let notice = notices(&document, "2026-06-30").remove(0);
    assert_eq!(notice.id, "watch.long.met:54");
    assert_eq!((notice.at_stake, notice.deadline), (Some(Yen::new(12_000)), Some(day("2026-07-01"))));
}

#[test]
fn no_certificate_no_watch() {
    assert_eq!(watches(&person(&[], &six()), "2026-06-30").high_cost_long_term, []);
    let expired = person(&[certificate("c", "54", "2025-10-01", "2026-05-31", 20_000)], &six());
    assert_eq!(watches(&expired, "2026-06-30").high_cost_long_term, []);
}

/// 血友病等 (52): nothing is to pay, so nothing can fall, whatever cap is printed.
#[test]
fn who_has_nothing_to_pay_has_nothing_to_gain() {
    let child = |traits: &Value| {
        let own = with(
            certificate("c", "52", "2025-10-01", "2026-12-31", 10_000),
            &json!({"traits": traits, "income_class": "middle2"}),
        );
        one(&person(&[own], &six()), "2026-06-20").state
    };
    assert!(matches!(
        child(&json!({"haemophilia": true})),
        State::NoBenefit { reason: NoBenefit::NothingToPay }
    ));
    assert!(!matches!(child(&json!({})), State::NoBenefit { .. }));
}

/// The statement beside the application lists the very charges that were counted.
#[test]
fn the_statement_of_the_application_lists_the_counted_charges() {
    let facts = facts(&plain(&json!({})));
    let view =
        form::work_out(form::Kind::HighCostLongTerm, &facts, &form::Given::default(), day("2026-06-30"));
    let statement = view.statement.unwrap_or_else(|| panic!("no statement"));
    let rows = statement.months.iter().flat_map(|month| &month.rows);
    let listed: Vec<(&str, i64)> = rows.map(|row| (&*row.charge, row.total10.amount())).collect();
    assert_eq!(listed, ["c1", "c2", "c3", "c4", "c5", "c6"].map(|id| (id, 60_000)));
}
