//! The command line's case functions on the published examples as they stand, on bad input, and on anything at all.

use engine::cases::answer;
use proptest::prelude::*;
use serde_json::{Value, json};

const EXAMPLES: &str = include_str!("../data/examples.json");

fn examples() -> Value {
    serde_json::from_str(EXAMPLES).unwrap()
}

/// A JSON number as it is written.
fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn run(command: &str, document: &Value) -> Value {
    let answer = answer(command, &document.to_string(), None);
    assert!(answer.good, "{command}: {}", answer.document);
    answer.document
}

#[track_caller]
fn refused(command: &str, document: &Value) -> (String, String) {
    let answer = answer(command, &document.to_string(), None);
    assert!(!answer.good, "{command}: {}", answer.document);
    let text = |name: &str| answer.document["error"][name].as_str().unwrap().to_owned();
    (text("code"), text("field"))
}

fn vectors(kinds: &[&str]) -> Vec<Value> {
    let examples = examples();
    let of_kind = |vector: &&Value| kinds.contains(&vector["kind"].as_str().unwrap());
    examples["vectors"].as_array().unwrap().iter().filter(of_kind).cloned().collect()
}

/// Every field of the list that the expected object has is the same in the answer.
#[track_caller]
fn agrees(id: &Value, expected: &Value, answer: &Value, fields: &[&str]) {
    for field in fields {
        if expected.get(*field).is_some() {
            assert_eq!(answer[field], expected[field], "{id} {field}: {answer}");
        }
    }
}

#[test]
fn the_official_cases_as_they_stand() {
    let examples = examples();
    let cases = examples["official_cases"].as_array().unwrap();
    assert_eq!(cases.len(), 8);
    for case in cases {
        agrees(&case["id"], case, &run("split", case), &["kakari", "kself", "total"]);
    }
    let together = run("split", &json!({ "cases": cases }));
    for (case, result) in cases.iter().zip(together["results"].as_array().unwrap()) {
        agrees(&case["id"], case, result, &["kakari", "kself", "total"]);
    }
}

#[test]
fn the_month_counts_as_they_stand() {
    let vectors = vectors(&["month_count"]);
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        agrees(&vector["id"], &vector, &run("watch", &vector), &["window", "qualifying", "eligible"]);
    }
}

#[test]
fn sharing_and_start_dates_as_they_stand() {
    let households = vectors(&["household_anbun"]);
    assert_eq!(households.len(), 2);
    for vector in households {
        let answer = run("apportion", &vector);
        assert_eq!(
            (&answer["caps"], &answer["before"]),
            (&vector["expected"], &vector["caps"]),
            "{}",
            vector["id"]
        );
    }
    let starts = vectors(&["start_date"]);
    assert_eq!(starts.len(), 2);
    for vector in starts {
        assert_eq!(run("start-date", &vector)["start"], vector["expected"], "{}", vector["id"]);
    }
}

#[test]
fn a_case_may_bring_numbers_of_months_of_its_own() {
    let months = json!({"2026-01": 40_000, "2026-02": 40_000, "2026-03": 10_000, "2026-06": 40_000});
    let eligible = |need: u32, window: u32| {
        let case = json!({"months": months, "application_month": "2026-06", "threshold_exclusive": 33_330, "need": need, "window_months": window});
        run("watch", &case)["eligible"].clone()
    };
    assert_eq!(eligible(3, 12), true);
    assert_eq!(eligible(4, 12), false);
    assert_eq!(eligible(3, 5), false);
    assert_eq!(eligible(2, 5), true);
}

#[test]
fn sharing_and_start_dates_of_the_manual() {
    assert_eq!(
        run("apportion", &json!({"caps": [30000, 10000]})),
        json!({"caps": [22500, 7500], "before": [30000, 10000], "largest": 30000, "sum": 40000})
    );
    assert_eq!(
        run(
            "apportion",
            &json!({"caps": [{"houbetsu": 54, "cap": 30000}, {"houbetsu": "５２", "cap": "10,000"}]})
        )["caps"],
        json!([22500, 7500])
    );
    assert_eq!(
        run(
            "start-date",
            &json!({"trigger": "2026-06-20", "application": "2026-07-10", "unavoidable": false})
        ),
        json!({"start": "2026-06-21", "last_safe_application": "2026-07-21", "bound_by": "day_after_trigger"})
    );
    // The diagnosis on 1 April, one month before 10 July: from 10 June; with a reason from 10 April.
    let ordinary =
        json!({"kind": "ordinary", "houbetsu": 52, "diagnosed": "2026-04-01", "application": "2026-07-10"});
    assert_eq!(run("start-date", &ordinary)["start"], "2026-06-10");
    for (command, case, code, field) in [
        ("apportion", json!({"caps": [1, -1]}), "yen.negative", "caps[1]"),
        ("apportion", json!({"caps": [null]}), "field.not_a_text", "caps[0]"),
        ("apportion", json!({"caps": [1, {"houbetsu": 21, "cap": 1}]}), "houbetsu.shares_no_cap", "caps[1]"),
        ("apportion", json!({"caps": [{"houbetsu": 54}]}), "field.missing", "caps[0].cap"),
        ("apportion", json!({}), "field.missing", "caps"),
        ("start-date", json!({"application": "2026-07-10"}), "field.missing", "trigger"),
        ("start-date", json!({"trigger": "2026-07-10"}), "field.missing", "application"),
        (
            "start-date",
            json!({"trigger": "2026-07-10", "application": "10 July"}),
            "day.invalid",
            "application",
        ),
        (
            "start-date",
            json!({"kind": "x", "trigger": "2026-07-10", "application": "2026-07-10"}),
            "kind.unknown",
            "kind",
        ),
        (
            "start-date",
            json!({"trigger": "1990-07-10", "application": "1990-07-10"}),
            "application.no_rule",
            "application",
        ),
    ] {
        assert_eq!(refused(command, &case), (code.to_owned(), field.to_owned()), "{case}");
    }
}

fn facts() -> Value {
    json!({
        "person": {"id": "p", "born_on": "1950-01-10"},
        "certificates": [{"id": "c", "scheme": "54", "valid": {"from": "2026-01-01", "until": "2026-12-31"},
            "caps": [{"from": "2026-01-01", "cap": 20000}]}],
        "insurance": [{"from": "2024-08-01", "band": "ordinary", "rate": "0.2"}],
        "charges": [
            {"id": "1", "sequence": 1, "certificates": ["c"], "facility": {"code": "A"}, "service_day": "2026-07-02", "total10": 95_000,
                "insurance_rate": "0.2"},
            {"id": "2", "sequence": 2, "facility": {"code": "A"}, "service_day": "2026-07-02", "total10": 50_000, "part": "hoken",
                "insurance_rate": "0.2"},
            {"id": "3", "sequence": 3, "certificates": ["c"], "facility": {"code": "B"}, "service_day": "2026-08-02", "total10": 200_000,
                "insurance_rate": "0.2"},
            {"id": "4", "sequence": 4, "certificates": ["c"], "facility": {"code": "B"}, "service_day": "2027-09-02", "total10": 10_000,
                "insurance_rate": "0.2"}]})
}

#[test]
fn whole_facts_for_the_commands_that_take_them() {
    let document = json!({"facts": facts(), "as_of": "2027-10-01"});
    let months = run("split", &document)["months"].clone();
    // July: 18,000 before 公費 of 19,000; with 10,000 of 保険単独 again 18,000. August: 20,000 under 22,000, the cap.
    assert_eq!((&months[0]["before_public"], &months[0]["total"]), (&json!(18_000), &json!(18_000)));
    assert_eq!(
        months[0]["layers"],
        json!({"total10": 145_000, "insurer": 116_000, "high_cost": 11_000, "public": 0, "patient": 18_000})
    );
    assert_eq!((&months[1]["before_public"], &months[1]["total"]), (&json!(22_000), &json!(20_000)));
    // Beyond the book: outside the validity too, so 2割 without limits, and it says so.
    assert_eq!((&months[2]["total"], &months[2]["marks"]), (&json!(2_000), &json!(["mark.no_table"])));
    assert_eq!(run("ledger", &document)["months"].as_array().map(Vec::len), Some(2));
    assert!(run("watch", &document)["notices"].is_array());
    assert_eq!(refused("apportion", &document).0, "facts.not_for_this_command");
    assert_eq!(run("split", &json!({"facts": {"person": {"id": "p"}}})), json!({"months": []}));
    let mut hidden = document.clone();
    hidden["facts"]["person"]["undisclosed"] = json!(true);
    assert_eq!(run("split", &hidden), json!({"months": []}));
}

#[test]
fn the_ledgers_as_they_stand() {
    let vectors = vectors(&["ledger", "ledger_given_raw"]);
    assert_eq!(vectors.len(), 14);
    let fields = ["date", "facility", "total10", "raw_selfpay", "selfpay", "cumulative", "cap_reached"];
    for vector in vectors {
        let answer = run("ledger", &vector);
        let expected: Vec<&Value> =
            vector["rows"].as_array().unwrap().iter().filter(|row| row["selfpay"].is_number()).collect();
        let rows = answer["rows"].as_array().unwrap();
        assert_eq!(rows.len(), expected.len(), "{}", vector["id"]);
        for (row, expected) in rows.iter().zip(expected) {
            agrees(&vector["id"], expected, row, &fields);
        }
    }
}

#[test]
fn the_ledger_of_the_manual() {
    let case = json!({"houbetsu": 54, "insurance_rate": 3, "scheme_rate": "0.2", "cap": 10000, "rows": [
        {"date": "2026-06-01", "facility": "A", "total10": 30000},
        {"date": "2026-06-02", "facility": "B", "total10": 25000, "collected": 5000}]});
    assert_eq!(
        run("ledger", &case),
        json!({
            "rows": [
                {"date": "2026-06-01", "facility": "A", "total10": 30000, "raw_selfpay": 6000, "selfpay": 6000, "cumulative": 6000,
                    "cap_reached": false},
                {"date": "2026-06-02", "facility": "B", "total10": 25000, "raw_selfpay": 5000, "selfpay": 4000, "cumulative": 10000,
                    "cap_reached": true, "collected": 5000, "difference": 1000}],
            "months": [{"month": "2026-06", "total10": 55000, "selfpay": 10000, "cap": 10000, "reached_on": "2026-06-02",
                "reached_at": "B", "liability_in_law": 10000}],
            "settlements": [{"facility": "B", "date": "2026-06-02", "amount": 1000, "direction": "refund", "by": "facility",
                "reason": "collected_over_due"}]})
    );
}

#[test]
fn a_case_of_the_ledger_with_events() {
    // L13: cancelling A re-opens room for B and C.
    let case = json!({"houbetsu": 54, "insurance_rate": 3, "cap": 10000, "rows": [
        {"id": "a", "date": "2026-06-01", "facility": "A", "total10": 30000, "collected": 6000},
        {"id": "b", "date": "2026-06-02", "facility": "B", "total10": 25000, "collected": 4000},
        {"id": "c", "date": "2026-06-09", "facility": "C", "total10": 15000, "collected": 0},
        {"id": "x", "event": "cancelled", "supersedes": "a", "date": "2026-06-10"}]});
    let answer = run("ledger", &case);
    let rows = answer["rows"].as_array().unwrap();
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("id"), [json!("b"), json!("c")]);
    assert_eq!(column("selfpay"), [json!(5000), json!(3000)]);
    assert_eq!(column("difference"), [json!(-1000), json!(-3000)]);
    assert_eq!(answer["settlements"][0]["reason"], "cancellation");
    // The same by the running rule alone, 1,000 carried over.
    let mut carried = case.clone();
    carried["prior_cumulative"] = json!(1000);
    let answer = run("ledger", &carried);
    assert_eq!(answer["rows"][1]["cumulative"], 9000);
    assert_eq!(answer["months"][0]["prior_cumulative"], 1000);
    assert_eq!(answer["settlements"][1]["amount"], 3000);
}

#[test]
fn both_ways_through_the_ledger_agree() {
    // A row of no yen that gives only its self-pay sends the case through the running rule alone.
    for vector in vectors(&["ledger"]) {
        let whole = run("ledger", &vector);
        let mut plain = vector.clone();
        plain["rows"].as_array_mut().unwrap().push(json!({"raw_selfpay": 0}));
        let plain = run("ledger", &plain);
        let rows = |answer: &Value| answer["rows"].as_array().unwrap().clone();
        let (whole_rows, mut plain_rows) = (rows(&whole), rows(&plain));
        plain_rows.pop();
        assert_eq!(whole_rows, plain_rows, "{}", vector["id"]);
        for field in ["month", "total10", "selfpay", "cap", "reached_on", "reached_at"] {
            // L06: cap 0 is reached by its first row.
            assert_eq!(whole["months"][0][field], plain["months"][0][field], "{} {field}", vector["id"]);
        }
    }
}

#[test]
fn a_ledger_with_a_cap_that_changes_and_a_limit_of_the_insurance() {
    // RULES §16.6: 生保 from 15 June; each charge against the cap of its own day.
    let case = json!({"houbetsu": "54", "insurance_rate": 3, "cap": [{"from": "2026-01-01", "cap": 10000}, {"from": "2026-06-15", "cap": 0}],
        "rows": [{"date": "2026-06-01", "total10": 30000}, {"date": "2026-06-20", "total10": 30000}]});
    let answer = run("ledger", &case);
    assert_eq!((&answer["rows"][0]["selfpay"], &answer["rows"][1]["selfpay"]), (&json!(6000), &json!(0)));
    // §1.3: 一般 外来 18,000 binds below a cap of 20,000; 22,000 from 2026-08 does not.
    let limited = |month: &str| {
        let rows = json!([{"date": format!("{month}-01"), "facility": "A", "total10": 60000},
            {"date": format!("{month}-02"), "facility": "A", "total10": 60000}]);
        run(
            "ledger",
            &json!({"houbetsu": 54, "insurance_rate": 2, "cap": 20000, "kubun": "一般", "rows": rows}),
        )["months"][0]["selfpay"]
            .clone()
    };
    assert_eq!(limited("2026-07"), 18_000);
    assert_eq!(limited("2026-08"), 20_000);
}

#[test]
fn a_ledger_in_other_clothes() {
    let case = json!({"houbetsu": "５４", "insurance_rate": "３", "cap": "１０，０００", "rows": [
        {"date": "1/9", "facility": "A", "total10": "３００００"}, {"note": "remark"},
        {"date": "2026/01/10", "total10": 25005, "insurance_rate": 1, "unknown": []}]});
    let answer = run("ledger", &case);
    assert_eq!(answer["rows"][0]["selfpay"], 6000);
    assert_eq!(answer["rows"][0]["date"], "1/9");
    // 1割 stays 1割; 2,500.5 rounds to 2,500.
    assert_eq!(answer["rows"][1]["selfpay"], 2500);
    assert_eq!(answer["months"][0]["month"], "2026-01");
    // 38: the self-pay of the insurance, as given.
    let case = json!({"houbetsu": 38, "cap": 10000, "rows": [{"raw_selfpay": 7000}, {"raw_selfpay": 7000, "total10": 23330}]});
    assert_eq!(run("ledger", &case)["rows"][1]["selfpay"], 3000);
}

#[test]
fn a_bad_ledger_names_the_field() {
    let good = json!({"houbetsu": 54, "insurance_rate": 3, "cap": 1000, "rows": [{"total10": 10}]});
    run("ledger", &good);
    for (change, code, field) in [
        (json!({"rows": null}), "field.missing", "rows"),
        (json!({"rows": "x"}), "field.not_a_list", "rows"),
        (json!({"rows": [{"total10": 1}, 7]}), "field.not_an_object", "rows[1]"),
        (json!({"rows": [{"total10": "x"}]}), "field.not_a_number", "rows[0].total10"),
        (json!({"rows": [{"total10": -10}]}), "yen.negative", "rows[0].total10"),
        (json!({"rows": [{"total10": 10, "date": "2026-02-30"}]}), "day.invalid", "rows[0].date"),
        (json!({"rows": [{"total10": 10, "date": "13-01"}]}), "day.invalid", "rows[0].date"),
        (json!({"rows": [{"total10": 10, "event": "changed"}]}), "event.unknown", "rows[0].event"),
        (json!({"rows": [{"total10": 10, "setting": "home"}]}), "setting.unknown", "rows[0].setting"),
        (json!({"rows": [{"total10": 10, "sequence": -1}]}), "number.out_of_range", "rows[0].sequence"),
        (json!({"insurance_rate": 11}), "rate.invalid", "insurance_rate"),
        (json!({"insurance_rate": null}), "field.missing", "rows[0].insurance_rate"),
        (json!({"scheme_rate": 2}), "rate.invalid", "scheme_rate"),
        (json!({"houbetsu": null}), "field.missing", "houbetsu"),
        (json!({"houbetsu": "99"}), "houbetsu.unknown", "houbetsu"),
        (json!({"cap": [{"from": "x", "cap": 1}]}), "day.invalid", "cap[0].from"),
        (json!({"cap": [{"from": "2026-01-01"}]}), "field.missing", "cap[0].cap"),
        (json!({"kubun": "z"}), "kubun.unknown", "kubun"),
    ] {
        let mut case = good.clone();
        for (name, value) in change.as_object().unwrap() {
            case[name] = value.clone();
        }
        assert_eq!(refused("ledger", &case), (code.to_owned(), field.to_owned()), "{change}");
    }
    let no_cap = json!({"houbetsu": 54, "insurance_rate": 3, "rows": [{"total10": 10}]});
    assert_eq!(refused("ledger", &no_cap), ("field.missing".to_owned(), "cap".to_owned()));
}

#[test]
fn the_split_of_the_manual() {
    let case = json!({"age": "u70", "wari": 3, "houbetsu": 54, "cap": 20000, "kubun": "イ", "nyuin": true, "tasu": false,
        "b75": false, "bills": [{"total10": 650_000, "part": "kouhi"}, {"total10": 750_000, "part": "hoken"}]});
    assert_eq!(
        run("split", &case),
        json!({"kakari": 168_320, "kself": 20_000, "total": 175_820, "month": "2026-07",
            "layers": {"total10": 1_400_000, "insurer": 980_000, "high_cost": 95_860, "public": 148_320, "patient": 175_820}})
    );
}

#[test]
fn the_same_in_other_clothes() {
    let plain = run(
        "split",
        &json!({"age": "o70", "wari": 2, "houbetsu": 54, "cap": 5000, "kubun": "一般", "nyuin": false, "bills": [{"total10": 95_000, "part": "kouhi"}]}),
    );
    for case in [
        json!({"age": "ｏ７０", "wari": "２", "houbetsu": "５４", "cap": "5,000", "kubun": " 一般 ", "nyuin": 0, "tasu": null,
            "bills": [{"total10": "９５，０００", "part": "ｋｏｕｈｉ"}], "title": "x", "note": {"deep": [1]}}),
        json!({"wari": number("0.2"), "houbetsu": "54", "cap": number("5000.0"), "kubun": "ordinary", "bills": [{"total10": number("9.5e4")}]}),
        json!({"age": 72, "wari": "2", "houbetsu": "54", "scheme_rate": "0.2", "cap": 5000, "kubun": "一般",
            "bills": [{"total10": 50_000}, {"total10": 45_000, "part": "kouhi"}], "month": "2026-07-15"}),
    ] {
        assert_eq!(run("split", &case), plain, "{case}");
    }
}

#[test]
fn ages_and_answers_may_be_numbers_and_words() {
    let of = |age: Value, nyuin: Value| {
        let kubun = if matches!(age.as_str(), Some("69" | "0" | "u70")) { "ウ" } else { "一般" };
        let case = json!({"age": age, "wari": 3, "houbetsu": 54, "cap": 90_000, "kubun": kubun, "nyuin": nyuin,
            "bills": [{"total10": 1_000_000}]});
        run("split", &case)["kakari"].as_i64()
    };
    // ウ: 80,100 + (1,000,000 − 267,000) × 1 %; 一般 from 70: 57,600, 18,000 out-patient.
    for (age, nyuin, expected) in [
        ("u70", json!(true), 87_430),
        ("69", json!(true), 87_430),
        ("0", json!(true), 87_430),
        ("70", json!(true), 57_600),
        ("150", json!("true"), 57_600),
        ("70", json!(1), 57_600),
        ("70", json!("0"), 18_000),
        ("70", json!("false"), 18_000),
    ] {
        assert_eq!(of(json!(age), nyuin.clone()), Some(expected), "{age} {nyuin}");
    }
    for age in ["-1", "151"] {
        let case = json!({"age": age, "wari": 3, "kubun": "ウ", "bills": [{"total10": 1, "part": "hoken"}]});
        assert_eq!(refused("split", &case), ("age.unknown".to_owned(), "age".to_owned()));
    }
}

#[test]
fn a_watch_may_be_named_by_its_kind() {
    let count = |kind: &str, months: Value| {
        let case = json!({"kind": kind, "months": months, "application_month": "2026-06"});
        let answer = run("watch", &case);
        (answer["count"].clone(), answer["eligible"].clone())
    };
    let months = json!({"2026-01": 40_000, "2026-02": 40_000, "2026-03": 40_000, "2026-04": 60_000});
    // 33,330 in three of twelve; 50,000 in six of twelve.
    assert_eq!(count("mild_high_cost", months.clone()), (json!(4), json!(true)));
    assert_eq!(count("month_count", months.clone()), (json!(4), json!(true)));
    assert_eq!(count("high_cost_long_term", months), (json!(1), json!(false)));
}

#[test]
fn several_facilities_in_one_case() {
    let answer = run(
        "split",
        &json!({"age": "u70", "wari": 3, "kubun": "ウ", "nyuin": false, "bills": [
            {"total10": 200_000, "part": "hoken", "facility": "A", "nyuin": true},
            {"total10": 100_000, "part": "hoken", "facility": "A"}, {"total10": 60_000, "part": "hoken", "facility": "B"}]}),
    );
    assert_eq!((&answer["total"], &answer["paid_back"]), (&json!(98_430), &json!(9_570)));
    assert_eq!(answer["claims"].as_array().map(Vec::len), Some(3));
}

#[test]
fn what_is_not_sure_says_so() {
    let case = |change: Value| {
        let mut case = json!({"age": "o70", "wari": 1, "houbetsu": 15, "cap": 0, "kubun": "一般", "nyuin": true, "bills": [{"total10": 1_000_000}]});
        for (name, value) in change.as_object().unwrap() {
            case[name] = value.clone();
        }
        run("split", &case)
    };
    assert_eq!(case(json!({}))["certainty"], Value::Null);
    assert_eq!(case(json!({"kubun": null}))["certainty"], "estimate");
    assert_eq!(case(json!({"houbetsu": "11"}))["certainty"], "unconfirmed");
    // 生活保護 as a 区分, or beside one.
    for change in [json!({"kubun": "生活保護"}), json!({"seiho": true})] {
        assert_eq!((&case(change.clone())["kakari"], &case(change)["kself"]), (&json!(15_000), &json!(0)));
    }
    assert!(case(json!({"trace": true}))["trace"].as_array().is_some_and(|steps| steps.len() > 10));
    assert_eq!(case(json!({"month": "2026-08"}))["annual_cap"], 530_000);
}

#[test]
fn bad_input_names_the_field() {
    let good = json!({"age": "u70", "wari": 3, "houbetsu": 54, "cap": 20000, "kubun": "イ", "bills": [{"total10": 10, "part": "kouhi"}]});
    run("split", &good);
    for (change, code, field) in [
        (json!({"age": "old"}), "age.unknown", "age"),
        (json!({"wari": 4}), "rate.invalid", "wari"),
        (json!({"wari": 0}), "rate.invalid", "wari"),
        (json!({"wari": null}), "field.missing", "wari"),
        (json!({"kubun": "カ"}), "kubun.unknown", "kubun"),
        (json!({"kubun": 7}), "kubun.unknown", "kubun"),
        (json!({"kubun": ["イ"]}), "field.not_a_text", "kubun"),
        (json!({"kubun": "低Ⅰ"}), "kubun.of_other_age", "kubun"),
        (json!({"houbetsu": null}), "field.missing", "houbetsu"),
        (json!({"houbetsu": "99"}), "houbetsu.unknown", "houbetsu"),
        (json!({"cap": "many"}), "field.not_a_number", "cap"),
        (json!({"cap": -1}), "yen.negative", "cap"),
        (json!({"month": "2026-13"}), "month.invalid", "month"),
        (json!({"month": "2031-01"}), "month.no_table", "month"),
        (json!({"nyuin": "maybe"}), "field.not_a_boolean", "nyuin"),
        (json!({"bills": {}}), "field.not_a_list", "bills"),
        (json!({"bills": null}), "field.missing", "bills"),
        (json!({"bills": [1]}), "field.not_an_object", "bills[0]"),
        (json!({"bills": [{"total10": 1}, {"part": "kouhi"}]}), "field.missing", "bills[1].total10"),
        (json!({"bills": [{"total10": -5}]}), "yen.negative", "bills[0].total10"),
        (json!({"bills": [{"total10": number("0.5")}]}), "field.not_whole", "bills[0].total10"),
        (json!({"bills": [{"total10": number("1e300")}]}), "field.not_a_number", "bills[0].total10"),
        (json!({"bills": [{"total10": 2_000_000_000_000_u64}]}), "yen.too_large", "bills[0].total10"),
        (json!({"bills": [{"total10": 1, "part": "other"}]}), "part.unknown", "bills[0].part"),
        (json!({"note": "1234-5678-9018"}), "my_number", "note"),
    ] {
        let mut case = good.clone();
        for (name, value) in change.as_object().unwrap() {
            case[name] = value.clone();
        }
        assert_eq!(refused("split", &case), (code.to_owned(), field.to_owned()), "{change}");
    }
    for document in ["", "{", "[]", "5", "null", "{}", "{\"cases\": 5}", "\u{feff}{}"] {
        let answer = answer("split", document, None);
        assert!(!answer.good && answer.document["error"]["code"].is_string(), "{document}");
    }
    assert_eq!(refused("dance", &json!({})).0, "command.unknown");
    let as_of = answer("watch", "{}", Some("yesterday"));
    assert_eq!(as_of.document["error"]["field"], "--as-of");
    assert_eq!(refused("watch", &json!({"facts": {"person": {"id": "p"}}})).0, "as_of.missing");
    assert_eq!(refused("watch", &json!({"facts": {}, "as_of": "2026-11-20"})).0, "json.shape");
}

#[test]
fn a_bad_case_in_a_list_leaves_the_others_alone() {
    let good = vectors(&["month_count"]).remove(0);
    let answer = run(
        "watch",
        &json!({"cases": [good, {"months": {"2026-01": -1}, "application_month": "2026-02"}, 5, good]}),
    );
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results[0]["eligible"], true);
    assert_eq!(results[1]["error"]["field"], "months.2026-01");
    assert_eq!(results[2]["error"]["code"], "field.not_an_object");
    assert_eq!(results[3], results[0]);
}

/// Any JSON, made of the words the commands look for.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        (0..3_000_000_i64).prop_map(|number| json!(number)),
        "(-?[0-9]{1,18}([.][0-9]{1,4})?(e[0-9]{1,3})?)".prop_map(Value::String),
        "[0-9]{2,4}-[0-9]{2}(-[0-9]{2})?".prop_map(Value::String),
        "\\PC{0,8}".prop_map(Value::String),
        prop::sample::select(vec![
            "u70",
            "o70",
            "ア",
            "ウ",
            "一般",
            "低Ⅰ",
            "現役Ⅲ",
            "III",
            "54",
            "21",
            "38",
            "10",
            "kouhi",
            "hoken",
            "registered",
            "corrected",
            "cancelled",
            "0.2",
            "2026-07",
            "2026-07-15",
            "01-09",
            "high_cost_long_term",
            "ordinary",
            "",
        ])
        .prop_map(|word| json!(word)),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((prop::sample::select(FIELDS.to_vec()), inner), 0..12).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

const FIELDS: &[&str] = &[
    "age",
    "wari",
    "houbetsu",
    "cap",
    "kubun",
    "nyuin",
    "tasu",
    "b75",
    "bills",
    "total10",
    "part",
    "month",
    "scheme_rate",
    "seiho",
    "moved",
    "marucho",
    "facility",
    "prior_cumulative",
    "months",
    "application_month",
    "onset_month",
    "threshold_exclusive",
    "need",
    "kind",
    "counted_from",
    "rows",
    "date",
    "raw_selfpay",
    "insurance_rate",
    "collected",
    "id",
    "sequence",
    "event",
    "supersedes",
    "designated",
    "disease_related",
    "meal",
    "setting",
    "caps",
    "trigger",
    "application",
    "unavoidable",
    "diagnosed",
    "from",
    "cases",
    "facts",
    "as_of",
    "person",
    "certificates",
    "charges",
    "2026-01",
    "2026-05",
];

const COMMANDS: &[&str] = &["ledger", "split", "watch", "apportion", "start-date", "view", "explain"];

/// A case that is mostly right, with one field replaced by anything.
fn nearly() -> impl Strategy<Value = (usize, Value)> {
    let examples = examples();
    let mut cases: Vec<Value> = examples["vectors"].as_array().unwrap().clone();
    cases.extend(examples["official_cases"].as_array().unwrap().iter().cloned());
    let case = prop::sample::select(cases);
    (0..COMMANDS.len(), case, prop::sample::select(FIELDS.to_vec()), anything(), 0..4_usize).prop_map(
        |(command, mut case, field, value, place)| {
            let inner = ["bills", "rows"].into_iter().find(|list| case[*list].is_array());
            match inner {
                Some(list) if place > 0 => {
                    if let Some(row) = case[list].as_array_mut().and_then(|rows| rows.get_mut(place - 1)) {
                        row[field] = value;
                    }
                }
                _ => case[field] = value,
            }
            (command, case)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn no_document_panics(command in prop::sample::select(COMMANDS.to_vec()), document in anything()) {
        let answer = answer(command, &document.to_string(), Some("2026-11-20"));
        prop_assert_eq!(answer.good, answer.document.get("error").is_none());
    }

    #[test]
    fn no_case_panics((command, case) in nearly()) {
        for command in [COMMANDS[command], "split", "ledger", "watch"] {
            let answer = answer(command, &case.to_string(), None);
            prop_assert_eq!(answer.good, answer.document.get("error").is_none());
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        prop_assert!(!answer("split", &text, None).good);
    }
}
