//! How much more can I be asked to pay this month, why, should I do something.

use crate::view_support::{certificate, charge, json_of, nanbyo, person, seen, with};
use engine::view::{Certainty, LedgerView, Missing, MonthState, MonthView};
use engine::{Cap, Yen};
use serde_json::{Value, json};

fn ledger(document: &Value, as_of: &str) -> LedgerView {
    seen(document, as_of)
        .pages
        .view
        .ledgers
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("no ledger: {document}"))
}

fn this_month(document: &Value) -> MonthView {
    ledger(document, "2026-11-20").this_month
}

fn state(cap: &Value, charges: &[Value]) -> (MonthState, i64, Option<i64>) {
    let month = this_month(&person(&[certificate("c", "54", "2026-01-01", "2026-12-31", cap)], charges));
    (month.state, month.used.yen.amount(), month.remaining.map(|left| left.yen.amount()))
}

#[test]
fn the_answer_comes_first_for_every_kind_of_cap() {
    let visit = [charge("a", 1, "2026-11-04", "A", 30_000)];
    let dear = [charge("a", 1, "2026-11-04", "A", 90_000)];
    assert_eq!(state(&json!(10_000), &[]), (MonthState::NothingYet, 0, Some(10_000)));
    assert_eq!(state(&json!(10_000), &visit), (MonthState::BelowCap, 6_000, Some(4_000)));
    assert_eq!(state(&json!(10_000), &dear), (MonthState::Reached, 10_000, Some(0)));
    for charges in [&visit[..], &[]] {
        assert_eq!(state(&json!(0), charges), (MonthState::NothingToPay, 0, Some(0)));
    }
    assert_eq!(state(&Value::Null, &visit), (MonthState::NoCap, 6_000, None));
    assert_eq!(state(&Value::Null, &[]), (MonthState::NoCap, 0, None));
    let unknown = with(nanbyo(), &json!({"caps": []}));
    for charges in [&visit[..], &[]] {
        let month = this_month(&person(std::slice::from_ref(&unknown), charges));
        assert_eq!((month.state, month.remaining), (MonthState::CapUnknown, None));
        assert_eq!((month.used.certainty, month.missing), (Certainty::Incomplete, vec![Missing::Cap]));
    }
    // known from a later day on, the first visit is still of a day without one: the sum is no total
    let late = with(nanbyo(), &json!({"caps": [{"from": "2026-11-10", "cap": 10_000}]}));
    let month = this_month(&person(&[late], &visit));
    assert_eq!((month.cap, month.missing), (Some(Cap::At(Yen::new(10_000))), vec![Missing::Cap]));
    assert_eq!(month.used.certainty, Certainty::Incomplete);
    let ended = certificate("c", "54", "2026-01-01", "2026-11-10", &json!(10_000));
    let month = this_month(&person(&[ended], &[]));
    assert_eq!((month.state, month.remaining), (MonthState::NotValid, None));
}

#[test]
fn every_figure_says_where_it_comes_from_since_when_and_how_sure() {
    let visits = [charge("a", 1, "2026-11-04", "A", 21_840), charge("b", 2, "2026-11-08", "B", 7_500)];
    let month = this_month(&person(&[nanbyo()], &visits));
    assert_eq!(
        json_of(&month.used),
        json!({"yen": 5_870, "certainty": "confirmed", "sources": ["recept"], "as_of": "2026-11-08T17:00:00+09:00"})
    );
    assert_eq!(month.remaining.map(|left| left.yen), Some(Yen::new(4_130)));
    assert_eq!(month.total10.yen, Yen::new(29_340));
    // a receipt the patient typed in is an expectation
    let typed = with(visits[1].clone(), &json!({"source": "patient_entered"}));
    let month = this_month(&person(&[nanbyo()], &[visits[0].clone(), typed]));
    assert_eq!(json_of(&month.used.sources), json!(["recept", "patient_entered"]));
    assert_eq!(month.used.certainty, Certainty::Expected);
    // nothing under it: when somebody last looked
    let looked = with(
        person(&[nanbyo()], &[]),
        &json!({"sources": [{"source": "pmh", "state": "present", "good_at": "2026-11-20T10:42:00+09:00"}]}),
    );
    assert_eq!(this_month(&looked).used.as_of.as_deref(), Some("2026-11-20T10:42:00+09:00"));
}

#[test]
fn what_is_missing_is_named_and_no_total_is_shown_as_one() {
    let usual = ["2026-08-05", "2026-09-05", "2026-10-05"].iter().zip(1..);
    let mut charges: Vec<Value> =
        usual.map(|(day, at)| charge(&format!("u{at}"), at, day, "N", 10_000)).collect();
    charges.push(charge("a", 9, "2026-11-04", "A", 21_840));
    charges.push(with(charge("odd", 10, "2026-11-05", "A", 5_000), &json!({"collected": 6_000})));
    let document = with(
        person(&[nanbyo()], &charges),
        &json!({"sources": [{"source": "pmh", "state": "present"}, {"source": "municipality", "state": "error"}]}),
    );
    let ledger = ledger(&document, "2026-11-20");
    let missing = json_of(&ledger.this_month.missing);
    assert_eq!(
        missing,
        json!([
            {"what": "source", "source": "municipality"},
            {"what": "charge", "charge": "odd", "reason": "quarantine.total10_below_selfpay"},
            {"what": "report", "facility": {"code": "N", "name": "N", "kind": "hospital"}},
        ])
    );
    for figure in [&ledger.this_month.used, &ledger.this_month.total10] {
        assert_eq!(figure.certainty, Certainty::Incomplete);
    }
    // earlier months miss nothing but the source
    let october = &ledger.months[1];
    assert_eq!(json_of(&october.missing), json!([{"what": "source", "source": "municipality"}]));
    // a charge of a day to come is nothing yet
    let early = person(&[nanbyo()], &[charge("a", 1, "2026-11-21", "A", 21_840)]);
    assert_eq!(json_of(&this_month(&early).missing), json!([]));
}

#[test]
fn two_years_are_listed_from_the_first_month_on_and_older_ones_with_something_in_them() {
    let long = certificate("c", "54", "2020-01-01", "2026-12-31", &json!(10_000));
    let charges = [charge("old", 1, "2021-03-04", "A", 10_000), charge("new", 2, "2026-11-04", "A", 10_000)];
    let months = ledger(&person(&[long], &charges), "2026-11-20").months;
    let listed: Vec<String> = months.iter().map(|month| month.month.to_string()).collect();
    assert_eq!(listed.len(), 25);
    assert_eq!((&*listed[0], &*listed[23], &*listed[24]), ("2026-11", "2024-12", "2021-03"));
    assert!(months.is_sorted_by(|newer, older| newer.month > older.month));
    let young = ledger(&person(&[nanbyo()], &[]), "2026-03-20").months;
    assert_eq!(
        young.iter().map(|month| month.month.to_string()).collect::<Vec<_>>(),
        ["2026-03", "2026-02", "2026-01"]
    );
    // a month is judged by the certificate of its own days
    let two = [
        certificate("a", "54", "2025-11-16", "2026-01-15", &json!(20_000)),
        certificate("b", "54", "2026-03-01", "2026-12-31", &json!(10_000)),
    ];
    let told: Vec<_> = ledger(&person(&two, &[]), "2026-04-20")
        .months
        .into_iter()
        .map(|month| (month.month.to_string(), month.state, month.cap))
        .collect();
    let at = |cap| Some(Cap::At(Yen::new(cap)));
    assert_eq!(
        told,
        [
            ("2026-04".to_owned(), MonthState::NothingYet, at(10_000)),
            ("2026-03".to_owned(), MonthState::NothingYet, at(10_000)),
            ("2026-02".to_owned(), MonthState::NotValid, None),
            ("2026-01".to_owned(), MonthState::NothingYet, at(20_000)),
            ("2025-12".to_owned(), MonthState::NothingYet, at(20_000)),
            ("2025-11".to_owned(), MonthState::NothingYet, at(20_000)),
        ]
    );
}

#[test]
fn caps_counted_apart_leave_what_is_left_of_each() {
    let under = |scope: &Value, charges: &[Value]| {
        let local = with(
            certificate("m", "local:x", "2026-01-01", "2026-12-31", &json!(10_000)),
            &json!({"rate": "0.2", "scope": scope}),
        );
        let charges: Vec<Value> =
            charges.iter().map(|charge| with(charge.clone(), &json!({"certificates": ["m"]}))).collect();
        let view = seen(&person(&[local], &charges), "2026-11-20");
        let month = &view.pages.view.ledgers[0].this_month;
        let told = view.news.notices.iter().any(|notice| notice.key == "watch.cap.reached");
        (month.state, month.remaining.as_ref().map(|left| left.yen.amount()), month.pools.len(), told)
    };
    let visit = charge("a", 1, "2026-11-04", "A", 90_000);
    let stay = with(charge("b", 2, "2026-11-05", "A", 30_000), &json!({"setting": "inpatient"}));
    let elsewhere = charge("c", 3, "2026-11-06", "B", 90_000);
    let by_setting = json!({"split_by_setting": true});
    assert_eq!(
        under(&by_setting, std::slice::from_ref(&visit)),
        (MonthState::BelowCap, Some(10_000), 0, false)
    );
    assert_eq!(under(&by_setting, &[visit.clone(), stay]), (MonthState::BelowCap, Some(4_000), 2, false));
    let by_facility = json!({"split_by_facility": true});
    assert_eq!(under(&by_facility, std::slice::from_ref(&visit)), (MonthState::BelowCap, None, 0, false));
    assert_eq!(under(&by_facility, &[visit.clone(), elsewhere]), (MonthState::BelowCap, None, 2, false));
    assert_eq!(under(&json!({}), &[visit]), (MonthState::Reached, Some(0), 0, true));
    // before anything is registered
    assert_eq!(under(&by_setting, &[]), (MonthState::NothingYet, Some(20_000), 0, false));
    assert_eq!(under(&by_facility, &[]), (MonthState::NothingYet, None, 0, false));
}

#[test]
fn struck_rows_meals_and_the_other_order_stay_visible() {
    let cancelled = json!({"id": "x", "sequence": 5, "event": "cancelled", "supersedes": "a", "service_day": "2026-11-01",
        "facility": {"code": "A"}, "total10": 0});
    let charges = [
        with(charge("a", 1, "2026-11-01", "A", 30_000), &json!({"collected": 6_000})),
        charge("b", 2, "2026-11-10", "B", 40_000),
        with(charge("c", 3, "2026-11-03", "C", 20_000), &json!({"meal": 1_380, "setting": "inpatient"})),
        cancelled,
    ];
    let month = this_month(&person(&[nanbyo()], &charges));
    assert_eq!(month.struck.iter().map(|row| &*row.charge).collect::<Vec<_>>(), ["a"]);
    assert_eq!(month.meals, Some(Yen::new(1_380)));
    assert_eq!(month.rows.iter().map(|row| row.due.amount()).collect::<Vec<_>>(), [8_000, 2_000]);
    let other = month.by_service_day.unwrap_or_default();
    assert_eq!(
        other.iter().map(|row| (&*row.charge, row.due.amount())).collect::<Vec<_>>(),
        [("c", 4_000), ("b", 6_000)]
    );
}

#[test]
fn the_page_and_the_window_are_told_apart_where_another_scheme_pays_too() {
    let local = json!({"id": "m", "scheme": "local:x", "valid": {"from": "2026-01-01", "until": "2026-12-31"},
        "limits": [{"per": "visit", "amount": 500}]});
    let visit = with(charge("a", 1, "2026-11-04", "A", 30_000), &json!({"certificates": ["c", "m"]}));
    let view = seen(&person(&[nanbyo(), local], &[visit]), "2026-11-20");
    let row = &view
        .pages
        .view
        .ledgers
        .iter()
        .find(|ledger| ledger.id == "54")
        .unwrap_or_else(|| panic!("54"))
        .this_month
        .rows[0];
    assert_eq!((row.due, row.window_payment), (Yen::new(6_000), Some(Yen::new(500))));
}

#[test]
fn the_ledger_used_most_comes_first_and_old_certificates_share_one() {
    let certificates = [
        certificate("old", "54", "2025-01-01", "2025-12-31", &json!(10_000)),
        nanbyo(),
        certificate("s", "21", "2026-01-01", "2026-12-31", &json!(5_000)),
    ];
    let of_21 = with(charge("b", 2, "2026-11-05", "B", 30_000), &json!({"certificates": ["s"]}));
    let view =
        seen(&person(&certificates, &[charge("a", 1, "2026-11-04", "A", 10_000), of_21]), "2026-11-20");
    let told: Vec<_> =
        view.pages.view.ledgers.iter().map(|ledger| (&*ledger.id, ledger.certificates.join(" "))).collect();
    assert_eq!(told, [("21", "s".to_owned()), ("54", "old c".to_owned())]);
}

/// A ledger has one name, whether or not there is something on it: a 医療証 its own, a national scheme's certificates one together.
#[test]
fn a_ledger_is_called_the_same_before_its_first_line() {
    let certificates = [
        certificate("m", "local:x", "2026-01-01", "2026-12-31", &json!(1_000)),
        certificate("n", "local:x", "2026-01-01", "2026-12-31", &json!(1_000)),
        certificate("old", "38", "2025-01-01", "2025-12-31", &json!(10_000)),
        certificate("c", "38", "2026-01-01", "2026-12-31", &json!(10_000)),
    ];
    let names = |charges: &[Value]| {
        let mut names: Vec<String> = seen(&person(&certificates, charges), "2026-11-20")
            .pages
            .view
            .ledgers
            .iter()
            .map(|ledger| format!("{}: {}", ledger.id, ledger.certificates.join(" ")))
            .collect();
        names.sort();
        names
    };
    let expected = ["38-hepatitis: old c", "m: m", "n: n"];
    assert_eq!(names(&[]), expected);
    assert_eq!(names(&[charge("a", 1, "2026-11-04", "A", 30_000)]), expected);
}

/// What was taken as it was due is not taken above it.
#[test]
fn only_what_is_too_much_is_overpaid() {
    let overpaid = |collected: i64| {
        let visit = with(charge("a", 1, "2026-11-04", "A", 30_000), &json!({"collected": collected}));
        this_month(&person(&[nanbyo()], &[visit])).rows[0].overpaid.map(Yen::amount)
    };
    assert_eq!([5_990, 6_000, 6_010].map(overpaid), [None, None, Some(10)]);
}

#[test]
fn should_i_do_something_is_answered_in_order_of_money_and_day() {
    let charges = [
        with(charge("a", 1, "2026-11-04", "A", 10_000), &json!({"collected": 2_300})),
        with(charge("b", 2, "2026-11-05", "B", 10_000), &json!({"collected": 3_000})),
    ];
    let view = seen(&person(&[nanbyo()], &charges), "2026-11-20");
    let told: Vec<_> =
        view.news.notices.iter().map(|notice| (&*notice.key, notice.at_stake.map(Yen::amount))).collect();
    assert_eq!(
        told,
        [
            ("watch.settle.over", Some(1_000)),
            ("watch.settle.over", Some(300)),
            ("watch.renewal.ending", None),
        ]
    );
}

#[test]
fn nothing_at_all_is_a_view_too() {
    let view = seen(&json!({"person": {"id": "p"}}), "2026-11-20");
    assert!(
        view.pages.view.ledgers.is_empty()
            && view.news.notices.is_empty()
            && view.pages.money.costs.is_empty()
    );
}

/// A setting nobody knows is counted by itself where each setting has a cap of its own.
#[test]
fn a_setting_this_version_does_not_know_has_a_cap_of_its_own() {
    let local = with(
        certificate("m", "local:x", "2026-01-01", "2026-12-31", &json!(10_000)),
        &json!({"rate": "0.2", "scope": {"split_by_setting": true}}),
    );
    let visit = |id: &str, at: u64, setting: &str| {
        with(charge(id, at, "2026-11-04", "A", 20_000), &json!({"certificates": ["m"], "setting": setting}))
    };
    let visits = [visit("a", 1, "day_care"), visit("b", 2, "outpatient")];
    let view = seen(&person(&[local], &visits), "2026-11-20");
    let left = view.pages.view.ledgers[0].this_month.remaining.as_ref().map(|left| left.yen.amount());
    // 10,000 for 入院, 6,000 each for 外来 and for what nobody knows.
    assert_eq!(left, Some(22_000));
}
