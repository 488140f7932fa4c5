//! The worked case of a ledger in all the ways it may be given: through the whole ledger, and by the running rule alone.

use engine::cases::answer;
use serde_json::{Value, json};

fn run(case: &Value) -> Value {
    let answer = answer("ledger", &case.to_string(), None);
    assert!(answer.good, "{case}: {}", answer.document);
    answer.document
}

fn refused(case: &Value) -> (String, String) {
    let answer = answer("ledger", &case.to_string(), None);
    assert!(!answer.good, "{case}: {}", answer.document);
    let text = |name: &str| answer.document["error"][name].as_str().unwrap_or_default().to_owned();
    (text("code"), text("field"))
}

/// A certificate of 54 with a cap of 10,000 at 3割. `prior` of 1 yen or more sends the case through the running rule alone.
fn case(prior: i64, rows: &Value) -> Value {
    json!({"houbetsu": 54, "insurance_rate": 3, "cap": 10_000, "prior_cumulative": prior, "rows": rows})
}

fn with(case: &Value, changes: &Value) -> Value {
    let mut case = case.clone();
    for (name, value) in changes.as_object().into_iter().flatten() {
        case[name] = value.clone();
    }
    case
}

fn dues(answer: &Value) -> Vec<i64> {
    answer["rows"].as_array().into_iter().flatten().filter_map(|row| row["selfpay"].as_i64()).collect()
}

#[test]
fn what_was_collected_is_settled_both_ways_by_the_running_rule_too() {
    let rows = json!([
        {"id": "over", "date": "2026-06-01", "facility": "A", "total10": 10_000, "collected": 3_000},
        {"id": "right", "date": "2026-06-02", "facility": "A", "total10": 10_000, "collected": 2_000},
        {"date": "2026-06-03", "facility": "B", "total10": 10_000, "collected": 500},
        {"date": "2026-06-04", "facility": "B", "total10": 10_000}]);
    let answer = run(&case(1_000, &rows));
    assert_eq!(dues(&answer), [2_000, 2_000, 2_000, 2_000]);
    assert_eq!(
        answer["settlements"],
        json!([
            {"id": "over", "facility": "A", "date": "2026-06-01", "amount": 1_000, "direction": "refund", "by": "facility", "reason": "collected_over_due"},
            {"facility": "B", "date": "2026-06-03", "amount": 1_500, "direction": "additional", "by": "facility", "reason": "collected_under_due"},
        ])
    );
    assert_eq!(answer["rows"][1]["difference"], 0);
    assert_eq!(answer["rows"][3].get("difference"), None);
}

#[test]
fn what_stands_on_no_ledger_is_listed_with_its_reason_either_way() {
    let rows = json!([
        {"id": "a", "date": "2026-06-01", "facility": "A", "total10": 10_000},
        {"id": "b", "date": "2026-06-02", "facility": "A", "total10": 10_000, "designated": false},
        {"id": "c", "date": "2026-06-03", "facility": "A", "total10": 10_000, "disease_related": false},
        {"id": "d", "date": "2026-06-04", "facility": "A", "total10": 10_000, "collected": 20_000},
        {"id": "e", "date": "2026-06-05", "facility": "A", "total10": 10_000, "raw_selfpay": 20_000}]);
    let all_of_it = json!([{"id": "a", "date": "2026-06-01", "total10": 10_000, "raw_selfpay": 10_000, "collected": 10_000}]);
    for prior in [0, 1_000] {
        let answer = run(&case(prior, &rows));
        let off = answer["off_ledger"].as_array().cloned().unwrap_or_default();
        let reasons: Vec<&str> = off.iter().filter_map(|line| line["reason"].as_str()).collect();
        let below = "quarantine.total10_below_selfpay";
        assert_eq!(
            reasons,
            ["off.facility_not_designated", "off.not_disease_related", below, below],
            "{prior}"
        );
        assert_eq!((&off[0]["id"], &off[0]["date"]), (&json!("b"), &json!("2026-06-02")));
        assert_eq!(dues(&answer), [2_000]);
        // As much as the cost is no more than the cost.
        let answer = run(&case(prior, &all_of_it));
        assert_eq!((answer.get("off_ledger"), dues(&answer).len()), (None, 1), "{prior}");
    }
}

#[test]
fn what_does_not_fit_together_is_a_finding_either_way() {
    let rows = json!([
        {"id": "a", "date": "2026-06-01", "facility": "A", "total10": 10_000},
        {"id": "a", "date": "2026-06-01", "facility": "A", "total10": 20_000}]);
    for prior in [0, 1_000] {
        let answer = run(&case(prior, &rows));
        assert_eq!(answer["findings"][0]["charge"], "a", "{answer}");
    }
    assert_eq!(run(&case(1_000, &json!([{"total10": 10}]))).get("findings"), None);
}

#[test]
fn a_cap_that_changes_in_the_month_is_listed_either_way() {
    let rows = json!([
        {"date": "2026-06-01", "facility": "A", "total10": 30_000},
        {"date": "2026-06-20", "facility": "B", "total10": 30_000},
        {"date": "2026-07-01", "facility": "A", "total10": 30_000}]);
    let caps = json!([{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-06-15", "cap": 5_000}]);
    for prior in [0, 500] {
        let mut case = case(prior, &rows);
        case["cap"] = caps.clone();
        let answer = run(&case);
        // 6,000 under 10,000, nothing is left under 5,000, and July begins anew.
        assert_eq!(dues(&answer), [6_000, 0, 5_000], "{prior}");
        assert_eq!(answer["months"][0]["caps"].as_array().map(Vec::len), Some(2));
        assert_eq!(answer["months"][1].get("caps"), None);
        // The cap of the month's end is reached by the first charge that stands above it under that cap.
        assert_eq!(answer["months"][1]["reached_at"], "A");
    }
    let mut listed = case(0, &rows);
    listed["caps"] = caps;
    listed.as_object_mut().and_then(|fields| fields.remove("cap")).unwrap_or_else(|| panic!("no cap"));
    assert_eq!(dues(&run(&listed)), [6_000, 0, 5_000]);
    // A cap of the list without a day counts from the first.
    let mut open = case(0, &rows);
    open["cap"] = json!([{"cap": 0}]);
    assert_eq!(dues(&run(&open)), [0, 0, 0]);
}

#[test]
fn the_month_and_its_reaching_by_the_running_rule() {
    let rows = json!([
        {"date": "2026-06-01", "facility": "A", "total10": 40_000},
        {"date": "2026-06-02", "facility": "B", "total10": 40_000},
        {"date": "2026-06-03", "facility": "C", "total10": 40_000}]);
    let answer = run(&case(1_000, &rows));
    assert_eq!(dues(&answer), [8_000, 1_000, 0]);
    let month = &answer["months"][0];
    assert_eq!((&month["reached_on"], &month["reached_at"]), (&json!("2026-06-02"), &json!("B")));
    // What the law asks of the whole month is not known when it began elsewhere.
    assert_eq!((&month["liability_in_law"], &month["prior_cumulative"]), (&json!(null), &json!(1_000)));
    // Cap 0 is reached from the start, by nobody.
    let mut nothing = case(0, &json!([{"date": "2026-06-01", "raw_selfpay": 100}]));
    nothing["cap"] = json!(0);
    assert_eq!(run(&nothing)["months"][0]["reached_at"], json!(null));
    // Without a cap nothing is ever reached.
    let mut open = case(1_000, &rows);
    open["cap"] = json!(null);
    assert_eq!(dues(&run(&open)), [8_000, 8_000, 8_000]);
    assert_eq!(run(&open)["months"][0]["reached_at"], json!(null));
}

#[test]
fn the_amount_before_the_cap_comes_from_the_rate_or_as_given() {
    let one = |change: &Value, row: &Value| {
        let mut case = case(0, &json!([row, {"raw_selfpay": 0}]));
        for (name, value) in change.as_object().into_iter().flatten() {
            case[name] = value.clone();
        }
        case
    };
    for (change, row, due) in [
        // the scheme's rate, a printed one, both below the insurance's
        (json!({}), json!({"total10": 10_000}), 2_000),
        (json!({"scheme_rate": "0.1"}), json!({"total10": 10_000}), 1_000),
        (json!({"insurance_rate": 1}), json!({"total10": 10_000}), 1_000),
        // given, because there is no cost or no rate to work it out from
        (json!({}), json!({"raw_selfpay": 700}), 700),
        (json!({"insurance_rate": null}), json!({"raw_selfpay": 700, "total10": 10_000}), 700),
        // a scheme nobody knows: by its printed rate, or as given
        (json!({"houbetsu": "99", "scheme_rate": "0.1"}), json!({"total10": 10_000}), 1_000),
        (json!({"houbetsu": "99"}), json!({"raw_selfpay": 700}), 700),
        // schemes whose share is no rate of their own keep it
        (json!({"houbetsu": "38-hepatitis", "scheme_rate": "0.1"}), json!({"total10": 10_000}), 3_000),
        (json!({"houbetsu": 19, "cap": 0}), json!({"total10": 10_000}), 0),
    ] {
        assert_eq!(dues(&run(&one(&change, &row)))[0], due, "{change} {row}");
    }
    for (change, row, code, field) in [
        (
            json!({"insurance_rate": null}),
            json!({"total10": 10_000}),
            "field.missing",
            "rows[0].insurance_rate",
        ),
        (json!({"houbetsu": null}), json!({"total10": 10_000}), "field.missing", "houbetsu"),
        (json!({"houbetsu": "99"}), json!({"total10": 10_000}), "houbetsu.unknown", "houbetsu"),
    ] {
        assert_eq!(refused(&one(&change, &row)), (code.to_owned(), field.to_owned()), "{change}");
    }
}

#[test]
fn a_row_says_where_and_how_the_care_was() {
    let row = |more: Value| {
        let mut row = json!({"id": "a", "date": "2026-06-01", "facility": "A", "total10": 30_000});
        for (name, value) in more.as_object().into_iter().flatten() {
            row[name] = value.clone();
        }
        run(&case(0, &json!([row])))["rows"][0].clone()
    };
    assert_eq!(row(json!({"nyuin": true, "meal": 1_000}))["meal"]["charged"], 1_000);
    assert_eq!(row(json!({"nyuin": false}))["selfpay"], 6_000);
    assert_eq!(row(json!({"setting": "inpatient"}))["selfpay"], 6_000);
    assert_eq!(row(json!({"setting": "outpatient", "sequence": 7}))["selfpay"], 6_000);
    assert_eq!(row(json!({"event": "registered"}))["id"], "a");
    // A remark is skipped, a cancellation without a cost is not.
    let rows = json!([{"id": "a", "date": "2026-06-01", "total10": 30_000}, {"date": "2026-06-02"},
        {"id": "b", "event": "cancelled", "supersedes": "a"}]);
    assert_eq!(dues(&run(&case(0, &rows))), [0_i64; 0]);
    // A self-pay that does not follow from the cost is marked.
    assert_eq!(row(json!({"raw_selfpay": 3_000}))["marks"], json!(["mark.raw_differs"]));
    assert_eq!(row(json!({"raw_selfpay": 6_000})).get("marks"), None);
    assert_eq!(
        refused(&with(&case(0, &json!([{"total10": 10}])), &json!({"insurance_rate": 1.5}))).0,
        "rate.invalid"
    );
    // A cap that is reached before another one begins is not the one the month ends with.
    let caps = json!([{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-06-15", "cap": 20_000}]);
    let rows = json!([{"date": "2026-06-01", "facility": "A", "total10": 60_000}, {"date": "2026-06-20", "facility": "B", "total10": 60_000}]);
    let changed = run(&with(&case(500, &rows), &json!({"cap": caps})));
    assert_eq!((dues(&changed), &changed["months"][0]["reached_at"]), (vec![9_500, 10_000], &json!("B")));
    // Before the book knows a cap of the scheme, none needs to be said.
    let early =
        json!({"houbetsu": 54, "insurance_rate": 3, "rows": [{"date": "2013-06-01", "raw_selfpay": 100}]});
    assert_eq!(dues(&run(&early)), [100]);
    // Where no facility needs to be designated, none is asked.
    let anywhere = json!([{"date": "2026-06-01", "raw_selfpay": 500, "designated": false}]);
    let hepatitis = with(&case(0, &anywhere), &json!({"houbetsu": "local:x/y"}));
    assert_eq!(dues(&run(&hepatitis)), [500]);
}

#[test]
fn rows_without_a_year_are_of_the_month_the_case_names() {
    let of = |month: &Value, date: &str| {
        let mut case = case(0, &json!([{"date": date, "total10": 10_000}]));
        case["month"] = month.clone();
        run(&case)["months"][0]["month"].clone()
    };
    assert_eq!(of(&json!("2026-02"), "2/1"), json!("2026-02"));
    assert_eq!(of(&json!("2026-02"), "2/29"), json!("2026-02"));
    assert_eq!(of(&json!("2026-02"), "3/1"), json!("2026-02"));
    assert_eq!(of(&json!(null), "3/1"), json!(null));
    assert_eq!(of(&json!("2026-05-17"), ""), json!("2026-05"));
    // The cap of the month it says, and of the day where the running rule is used.
    let caps = json!([{"from": "2026-06-01", "cap": 1_500}, {"from": "2026-07-01", "cap": 5_000}, {"from": "2026-07-16", "cap": 3_500}]);
    let due = |prior: i64, date: &str| {
        let rows = json!([{"date": date, "total10": 10_000}]);
        dues(&run(&with(&case(prior, &rows), &json!({"cap": null, "caps": caps}))))
    };
    assert_eq!(due(0, "6/10"), [1_500]);
    assert_eq!(due(2_000, "7/10"), [2_000]);
    assert_eq!(due(2_000, "7/20"), [1_500]);
    let mut wrong = case(0, &json!([{"date": "1", "total10": 10}]));
    assert_eq!(refused(&wrong), ("day.invalid".to_owned(), "rows[0].date".to_owned()));
    wrong["rows"][0]["date"] = json!("20260-1-1");
    assert_eq!(refused(&wrong), ("day.invalid".to_owned(), "rows[0].date".to_owned()));
}

#[test]
fn the_story_of_a_whole_case_may_be_of_one_charge() {
    let rows = json!([{"id": "a", "date": "2026-06-01", "total10": 30_000}, {"id": "b", "date": "2026-06-02", "total10": 30_000}]);
    let told = |case: &Value| answer("explain", &case.to_string(), None).document;
    let one = told(&with(&case(0, &rows), &json!({"charge": "b"})));
    assert_eq!(one["explanations"].as_array().map(Vec::len), Some(1));
    assert_eq!(told(&case(0, &rows))["explanations"].as_array().map(Vec::len), Some(2));
    // The running rule has amounts and no story behind them.
    assert_eq!(told(&case(1, &rows))["explanations"], json!([]));
    assert_eq!(told(&with(&case(1, &rows), &json!({"charge": "b"})))["error"]["code"], "case.has_no_story");
}

#[test]
fn a_split_needs_a_cap_where_there_are_caps_and_says_what_may_be_claimed_besides() {
    let split = |case: &Value| answer("split", &case.to_string(), None).document;
    let case = json!({"age": "u70", "wari": 3, "houbetsu": 54, "bills": [{"total10": 10_000}]});
    assert_eq!(split(&case)["error"]["field"], "cap");
    let unknown = with(&case, &json!({"houbetsu": "99", "scheme_rate": "0.1"}));
    assert_eq!(split(&unknown)["total"], 1_000);
    // 10 has a limit of its own before 公費, above that of the band オ: 97,430 under it, 35,400 by the band.
    let alone = json!({"age": "u70", "wari": 3, "houbetsu": 10, "cap": null, "kubun": "オ", "bills": [{"total10": 2_000_000}]});
    let answer = split(&alone);
    assert_eq!((&answer["total"], &answer["claimable"]), (&json!(97_430), &json!(62_030)));
    // From 70 入院 has the limit of 入院.
    let stay = json!({"age": "o70", "wari": 2, "houbetsu": 54, "cap": 10_000, "kubun": "一般", "nyuin": true, "bills": [{"total10": 300_000}]});
    assert_eq!((&split(&stay)["kakari"], &split(&stay)["total"]), (&json!(57_600), &json!(10_000)));
}

#[test]
fn a_row_may_correct_another() {
    let rows = json!([
        {"id": "a", "date": "2026-06-01", "facility": "A", "total10": 10_000},
        {"id": "b", "date": "2026-06-02", "facility": "A", "total10": 10_000},
        {"id": "x", "event": "corrected", "supersedes": "a", "date": "2026-06-01", "facility": "A", "total10": 30_000}]);
    let answer = run(&case(0, &rows));
    assert_eq!(dues(&answer), [6_000, 2_000]);
}
