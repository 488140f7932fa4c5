//! The command line's case functions on the published examples as they stand, on bad input, and on anything at all.
#![cfg(feature = "cli")]

use engine::cases::answer;
use proptest::prelude::*;
use serde_json::{Value, json};

const EXAMPLES: &str = include_str!("data/examples.json");

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
fn bad_input_names_the_field() {
    let good = json!({"age": "u70", "wari": 3, "houbetsu": 54, "cap": 20000, "kubun": "イ", "bills": [{"total10": 10, "part": "kouhi"}]});
    run("split", &good);
    for (change, code, field) in [
        (json!({"age": "old"}), "age.unknown", "age"),
        (json!({"wari": 4}), "rate.invalid", "wari"),
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
