//! `view` and `explain` of the command line.

use engine::cases::answer;
use serde_json::{Value, json};

fn facts() -> Value {
    json!({
        "person": {"id": "p-1", "name": "見本 花子", "synthetic": true},
        "certificates": [{"id": "cert-1", "scheme": "54", "valid": {"from": "2025-10-01", "until": "2026-12-31"},
            "caps": [{"from": "2025-10-01", "cap": 10000}]}],
        "charges": [
            {"id": "a", "sequence": 1, "certificates": ["cert-1"], "facility": {"code": "1310000001", "designated": true},
             "service_day": "2026-11-04", "total10": 30000},
            {"id": "b", "sequence": 2, "certificates": ["cert-1"], "facility": {"code": "1310000001", "designated": true},
             "service_day": "2026-11-05", "total10": 25000},
        ],
    })
}

fn run(command: &str, document: &Value) -> (bool, Value) {
    let answer = answer(command, &document.to_string(), None);
    (answer.good, answer.document)
}

#[test]
fn the_view_holds_what_the_pages_show() {
    let (good, answer) = run("view", &json!({"facts": facts(), "as_of": "2026-11-20"}));
    assert!(good, "{answer}");
    let month = &answer["view"]["ledgers"][0]["this_month"];
    assert_eq!(month["state"], "reached");
    assert_eq!(month["used"]["yen"], 10_000);
    assert_eq!(month["used"]["certainty"], "confirmed");
    assert_eq!(month["remaining"]["yen"], 0);
    assert!(answer["notices"].is_array() && answer["watches"]["mild_high_cost"].is_object());
}

#[test]
fn a_view_needs_facts_and_a_day() {
    assert_eq!(run("view", &json!({"facts": facts()})).1["error"]["code"], "as_of.missing");
    assert_eq!(run("view", &json!({"cap": 1})).1["error"]["field"], "facts");
}

#[test]
fn an_explanation_ends_in_what_is_due_and_names_its_law() {
    let (good, answer) = run("explain", &json!({"facts": facts(), "charge": "b"}));
    assert!(good, "{answer}");
    let story = &answer["explanations"][0];
    assert_eq!(story["ledgers"][0]["due"], 4_000);
    let last = story["trace"]["steps"].as_array().and_then(|steps| steps.last());
    assert_eq!(last.map(|step| &step["result"]["yen"]), Some(&json!(4_000)));
    assert!(
        answer["citations"]
            .as_array()
            .is_some_and(|cites| cites.iter().any(|cite| cite["article"] == "第75条"))
    );
    assert_eq!(
        run("explain", &json!({"facts": facts()})).1["explanations"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(run("explain", &json!({"facts": facts(), "charge": "z"})).1["error"]["field"], "charge");
}

#[test]
fn a_case_is_answered_and_explained_at_once() {
    let case = json!({"houbetsu": 54, "insurance_rate": 3, "cap": 10000,
        "rows": [{"date": "2026-06-01", "facility": "A", "total10": 30000}, {"date": "2026-06-02", "facility": "B", "total10": 25000}]});
    let (good, answer) = run("explain", &case);
    assert!(good, "{answer}");
    assert_eq!(answer["rows"][1]["selfpay"], 4_000);
    assert_eq!(answer["explanations"][1]["ledgers"][0]["due"], 4_000);
    let raw =
        json!({"houbetsu": 54, "cap": 10000, "prior_cumulative": 9000, "rows": [{"raw_selfpay": 4000}]});
    let (good, answer) = run("explain", &raw);
    assert!(good && answer["rows"][0]["selfpay"] == 1_000 && answer["explanations"] == json!([]), "{answer}");
    let one =
        json!({"houbetsu": 54, "cap": 10000, "charge": "a", "rows": [{"id": "a", "raw_selfpay": 4000}]});
    assert_eq!(run("explain", &one).1["error"]["code"], "case.has_no_story");
}

/// Everything of `part` is in `whole`: objects may have more fields, lists as many items.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|other| is_part(value, other)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
        }
        _ => part == whole,
    }
}

#[test]
fn the_view_of_the_manual() {
    let manual = include_str!("../../README.md");
    let section = manual.split("### `view`").nth(1).unwrap_or_default();
    let mut examples = section.split("```json\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let mut next = || -> Value {
        serde_json::from_str(examples.next().unwrap_or_default()).unwrap_or_else(|error| panic!("{error}"))
    };
    let (document, shortened) = (next(), next());
    let (good, answer) = run("view", &document);
    assert!(good && is_part(&shortened, &answer), "{answer:#}");
}
