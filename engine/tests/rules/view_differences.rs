//! What was changed on a certificate: real changes and other spellings apart, from whom, when and why.

use crate::view_support::{json_of, nanbyo, person, seen, with};
use engine::facts::{Certificate, door};
use engine::view::{Changes, difference};
use serde_json::{Value, json};

fn read(certificate: &Value) -> Certificate {
    door::read(&certificate.to_string()).unwrap_or_else(|error| panic!("{error}: {certificate}"))
}

/// A certificate with something in every field.
fn full() -> Value {
    json!({"id": "c", "scheme": "54", "name": "特定医療費（指定難病）受給者証", "payer_number": "54136015",
        "recipient_number": "1234566", "diseases": ["パーキンソン病"], "valid": {"from": "2025-10-01", "until": "2026-09-30"},
        "caps": [{"from": "2025-10-01", "cap": 10_000}], "rate": "0.2", "scope": {"kinds": ["hospital"]},
        "limits": [{"per": "visit", "amount": 500}], "meals": "full", "reimbursement": "at_window", "facilities": ["1310000001"],
        "income_class": "middle1", "decided_on": "2025-09-20", "onset_month": "2024-03", "additional_conditions": "A-1",
        "face": [{"label": "氏名", "value": "見本　花子"}, {"label": "住所", "value": "見本市甲町一丁目２番３号"}],
        "history_key": "k1", "hash": "h1", "later": {"z": 1}})
}

fn changes(change: &Value) -> Changes {
    difference(&read(&full()), &read(&with(full(), change)))
}

/// Field, before, after of every change, and whether it is only spelling.
fn told(changes: &Changes) -> Vec<(String, Value, Value, bool)> {
    let of = |list: &[engine::view::Change], spelling: bool| -> Vec<(String, Value, Value, bool)> {
        let one = |change: &engine::view::Change| {
            (change.field.clone(), json_of(&change.before), json_of(&change.after), spelling)
        };
        list.iter().map(one).collect()
    };
    [of(&changes.changed, false), of(&changes.respelt, true)].concat()
}

#[test]
fn every_field_that_is_changed_is_told_old_and_new_and_nothing_else() {
    for (change, field, before, after) in [
        (
            json!({"name": "別の受給者証"}),
            "name",
            json!({"text": "特定医療費（指定難病）受給者証"}),
            json!({"text": "別の受給者証"}),
        ),
        (json!({"scheme": "52"}), "scheme", json!({"code": "54"}), json!({"code": "52"})),
        (
            json!({"payer_number": "54136023"}),
            "payer_number",
            json!({"text": "54136015"}),
            json!({"text": "54136023"}),
        ),
        (
            json!({"recipient_number": "1234567"}),
            "recipient_number",
            json!({"text": "1234566"}),
            json!({"text": "1234567"}),
        ),
        (
            json!({"diseases": ["X", "Y"]}),
            "diseases",
            json!({"texts": ["パーキンソン病"]}),
            json!({"texts": ["X", "Y"]}),
        ),
        (
            json!({"valid": {"from": "2025-11-01", "until": "2026-09-30"}}),
            "valid.from",
            json!({"day": "2025-10-01"}),
            json!({"day": "2025-11-01"}),
        ),
        (
            json!({"valid": {"from": "2025-10-01", "until": "2026-03-31"}}),
            "valid.until",
            json!({"day": "2026-09-30"}),
            json!({"day": "2026-03-31"}),
        ),
        (json!({"rate": "0.1"}), "rate", json!({"rate": "0.2"}), json!({"rate": "0.1"})),
        (
            json!({"scope": {"split_by_setting": true, "kinds": ["hospital"]}}),
            "scope.split_by_setting",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (
            json!({"scope": {"split_by_facility": true, "kinds": ["hospital"]}}),
            "scope.split_by_facility",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (json!({"scope": {}}), "scope.kinds", json!({"codes": ["hospital"]}), json!(null)),
        (
            json!({"limits": [{"per": "day", "amount": 500}]}),
            "limits",
            json!({"limits": [{"per": "visit", "amount": 500}]}),
            json!({"limits": [{"per": "day", "amount": 500}]}),
        ),
        (json!({"meals": "half"}), "meals", json!({"code": "full"}), json!({"code": "half"})),
        (
            json!({"reimbursement": "claim"}),
            "reimbursement",
            json!({"code": "at_window"}),
            json!({"code": "claim"}),
        ),
        (
            json!({"facilities": ["1310000009"]}),
            "facilities",
            json!({"texts": ["1310000001"]}),
            json!({"texts": ["1310000009"]}),
        ),
        (
            json!({"income_class": "別枠"}),
            "income_class",
            json!({"code": "middle1"}),
            json!({"code": "別枠"}),
        ),
        (
            json!({"traits": {"ventilator": true}}),
            "traits.ventilator",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (
            json!({"traits": {"high_cost_long_term": true}}),
            "traits.high_cost_long_term",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (json!({"traits": {"severe": true}}), "traits.severe", json!({"flag": false}), json!({"flag": true})),
        (
            json!({"traits": {"severe_and_continuing": true}}),
            "traits.severe_and_continuing",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (
            json!({"traits": {"haemophilia": true}}),
            "traits.haemophilia",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (
            json!({"traits": {"mild_high_cost": true}}),
            "traits.mild_high_cost",
            json!({"flag": false}),
            json!({"flag": true}),
        ),
        (
            json!({"decided_on": "2025-09-21"}),
            "decided_on",
            json!({"day": "2025-09-20"}),
            json!({"day": "2025-09-21"}),
        ),
        (json!({"onset_month": null}), "onset_month", json!({"month": "2024-03"}), json!(null)),
        (
            json!({"additional_conditions": "A-2"}),
            "additional_conditions",
            json!({"text": "A-1"}),
            json!({"text": "A-2"}),
        ),
        (
            json!({"face": [{"label": "氏名", "value": "見本　花子"}]}),
            "face:住所",
            json!({"text": "見本市甲町一丁目２番３号"}),
            json!(null),
        ),
        (json!({"later": {"z": 2}}), "later", json!({"other": {"z": 1}}), json!({"other": {"z": 2}})),
        (json!({"newer": true}), "newer", json!(null), json!({"other": true})),
    ] {
        assert_eq!(told(&changes(&change)), [(field.to_owned(), before, after, false)], "{change}");
    }
}

#[test]
fn keys_of_the_source_and_the_order_of_lines_and_lists_are_no_change() {
    let same = changes(&json!({"id": "d", "hash": "h2", "history_key": "k2", "earlier": [{"said": full()}],
        "face": [{"label": "住所", "value": "見本市甲町一丁目２番３号"}, {"label": "氏名", "value": "見本　花子"}]}));
    assert_eq!(same, Changes::default());
    let two = |first: &str, second: &str| with(full(), &json!({"facilities": [first, second]}));
    let turned = difference(&read(&two("1", "2")), &read(&two("2", "1")));
    assert!(turned.changed.is_empty() && turned.respelt.len() == 1, "{turned:?}");
    let more = difference(&read(&two("1", "2")), &read(&two("1", "3")));
    assert!(more.changed.len() == 1 && more.respelt.is_empty(), "{more:?}");
}

#[test]
fn another_spelling_of_the_same_is_kept_apart() {
    let face = |label: &str, value: &str| json!({"face": [{"label": label, "value": value}]});
    for (before, after, spelling) in [
        (face("住所", "見本市甲町一丁目２番３号"), face("住所", "見本市甲町1-2-3"), true),
        (face("居住地", "見本市甲町1番地の2"), face("居住地", "見本市甲町１−２"), true),
        (face("指定医療機関所在地", "甲町一丁目"), face("指定医療機関所在地", "甲町1丁目"), true),
        (face("氏名（フリガナ）", "ミツキ　キヨウコ"), face("氏名（フリガナ）", "ミッキ キョウコ"), true),
        (face("ふりがな", "みほん"), face("ふりがな", "ミホン"), true),
        (face("氏名カナ", "オオノ"), face("氏名カナ", "オーノ"), true),
        (face("氏名", "見本 花子"), face("氏名", "見本花子"), true),
        (face("受給者番号", "12 34-566"), face("受給者番号", "１２３４５６６"), true),
        (face("機関コード", "１３"), face("機関コード", "13"), true),
        (face("備考", "ﾊﾟｰｷﾝｿﾝ"), face("備考", "パーキンソン"), true),
        (json!({"name": "特定医療費(指定難病)受給者証"}), json!({}), true),
        (json!({"diseases": ["ﾊﾟｰｷﾝｿﾝ病"]}), json!({}), true),
        (json!({"payer_number": "5413 6015"}), json!({}), true),
        (json!({"recipient_number": "123-4566"}), json!({}), true),
        // Kana rules are for kana, address rules for addresses.
        (face("氏名", "ミツキ"), face("氏名", "ミッキ"), false),
        (face("備考", "一丁目"), face("備考", "1丁目"), false),
        (face("住所", "見本市甲町1-23"), face("住所", "見本市甲町12-3"), false),
        (face("氏名", "渡辺"), face("氏名", "渡邊"), false),
    ] {
        let found = difference(&read(&with(full(), &before)), &read(&with(full(), &after)));
        let (list, other) =
            if spelling { (&found.respelt, &found.changed) } else { (&found.changed, &found.respelt) };
        assert!(list.len() == 1 && other.is_empty(), "{before} {after}: {found:?}");
    }
}

/// What this version has no name for is laid beside its own former self, even if it is called as one of our lines.
#[test]
fn an_unknown_field_is_never_taken_for_a_known_one() {
    let strange = |kinds: &Value, value: &str| {
        read(&with(full(), &json!({"scope": {"kinds": kinds}, "scope.kinds": value})))
    };
    let hospital = json!(["hospital"]);
    assert_eq!(difference(&strange(&hospital, "x"), &strange(&hospital, "x")), Changes::default());
    let both = difference(&strange(&hospital, "x"), &strange(&json!(["clinic"]), "y"));
    assert_eq!(
        told(&both),
        [
            ("scope.kinds".to_owned(), json!({"codes": ["hospital"]}), json!({"codes": ["clinic"]}), false),
            ("scope.kinds".to_owned(), json!({"other": "x"}), json!({"other": "y"}), false),
        ]
    );
}

#[test]
fn a_label_in_another_spelling_is_the_same_label_and_one_that_stands_twice_is_a_list() {
    let face = |lines: &[(&str, &str)]| {
        let lines: Vec<Value> =
            lines.iter().map(|(label, value)| json!({"label": label, "value": value})).collect();
        read(&with(full(), &json!({"face": lines})))
    };
    assert_eq!(difference(&face(&[("（備考）", "1")]), &face(&[("(備考)", "1")])), Changes::default());
    let more = difference(&face(&[("備考", "1")]), &face(&[("備考", "1"), ("備考", "2")]));
    assert_eq!(
        told(&more),
        [("face:備考".to_owned(), json!({"text": "1"}), json!({"texts": ["1", "2"]}), false)]
    );
    assert_eq!(
        difference(&face(&[("備考", "1"), ("備考", "2")]), &face(&[("備考", "2"), ("備考", "１")]))
            .respelt
            .len(),
        1
    );
}

#[test]
fn caps_differ_by_the_day_they_are_in_force_and_not_by_how_they_are_written_down() {
    let caps = |caps: Value| read(&with(full(), &json!({"caps": caps})));
    let ten = caps(json!([{"from": "2025-10-01", "cap": 10_000}]));
    // The same cap said twice.
    let twice = caps(json!([{"from": "2025-10-01", "cap": 10_000}, {"from": "2026-01-01", "cap": 10_000}]));
    assert_eq!(difference(&ten, &twice), Changes::default());
    let later = caps(json!([{"from": "2025-10-01", "cap": 10_000}, {"from": "2026-07-01", "cap": 5_000}]));
    assert_eq!(
        json_of(&difference(&ten, &later)),
        json!({"changed": [{"field": "caps", "from": "2026-07-01", "before": {"cap": 10_000}, "after": {"cap": 5_000}}], "respelt": []})
    );
    // One stretch is told once, the next with other caps by itself; no cap is a cap, and not known is nothing.
    let other = caps(json!([{"from": "2025-11-01", "cap": null}, {"from": "2026-01-01", "cap": null},
        {"from": "2026-02-01", "cap": 5_000}, {"from": "2026-03-01", "cap": 10_000}]));
    let told: Vec<Value> = difference(&ten, &other).changed.iter().map(json_of).collect();
    assert_eq!(
        told,
        [
            json!({"field": "caps", "from": "2025-10-01", "before": {"cap": 10_000}}),
            json!({"field": "caps", "from": "2025-11-01", "before": {"cap": 10_000}, "after": {"cap": null}}),
            json!({"field": "caps", "from": "2026-02-01", "before": {"cap": 10_000}, "after": {"cap": 5_000}}),
        ]
    );
}

#[test]
fn a_line_that_names_the_disease_says_so() {
    let hidden = |before: &Value, after: &Value| {
        let found = difference(&read(&with(full(), before)), &read(&with(full(), after)));
        found.changed.iter().chain(&found.respelt).map(|change| change.names_disease).collect::<Vec<bool>>()
    };
    let face = |label: &str, value: &str| json!({"face": [{"label": label, "value": value}]});
    for (before, after, names) in [
        (json!({}), json!({"diseases": []}), true),
        (json!({}), json!({"additional_conditions": "パーキンソン病による"}), true),
        (face("備考", "ﾊﾟｰｷﾝｿﾝ病"), face("備考", ""), true),
        (face("疾病名", "-"), face("疾病名", "+"), true),
        (face("病名", "-"), face("病名", "+"), true),
        (json!({"facilities": ["パーキンソン病センター"]}), json!({}), true),
        (json!({}), json!({"later": {"z": "パーキンソン病"}}), true),
        (face("備考", "1"), face("備考", "2"), false),
        (json!({}), json!({"later": {"z": "Y"}}), false),
        (json!({}), json!({"valid": {"from": "2025-10-01", "until": "2026-10-31"}}), false),
    ] {
        assert_eq!(hidden(&before, &after), [names], "{before} {after}");
    }
    // A name that is no text is found everywhere and hides nothing.
    let nothing = |name: &str| read(&with(full(), &json!({"diseases": [""], "name": name})));
    assert!(!difference(&nothing("A"), &nothing("B")).changed[0].names_disease);
}

#[test]
fn the_history_says_who_changed_what_when_and_why_newest_first() {
    let version = |key: &str, until: &str, more: &Value| {
        with(
            nanbyo(),
            &with(json!({"history_key": key, "valid": {"from": "2026-01-01", "until": until}}), more),
        )
    };
    let now = with(
        version("k4", "2026-12-31", &json!({"name": "特定医療費(指定難病)受給者証", "hash": "2"})),
        &json!({"earlier": [
            {"said": version("k1", "2026-03-31", &json!({})), "replaced_at": "2026-02-01T09:00:00+09:00", "replaced_by": "131000", "reason": "更新"},
            {"said": version("k2", "2026-12-31", &json!({})), "replaced_at": "2026-03-01T09:00:00+09:00", "source": "x"},
            {"said": version("k3", "2026-12-31", &json!({"name": "特定医療費（指定難病）受給者証", "hash": "1"})), "replaced_at": "2026-04-01T09:00:00+09:00"},
        ]}),
    );
    let document = person(std::slice::from_ref(&now), &[]);
    let view = seen(&document, "2026-11-20");
    let shown = &view.pages.certificates.certificates[0];
    assert_eq!(
        json_of(&shown.differences),
        json!([
            {"history_key": "k4", "replaces": "k3", "at": "2026-04-01T09:00:00+09:00", "changed": [],
                "respelt": [{"field": "name", "before": {"text": "特定医療費（指定難病）受給者証"}, "after": {"text": "特定医療費(指定難病)受給者証"}}]},
            {"history_key": "k3", "replaces": "k2", "at": "2026-03-01T09:00:00+09:00",
                "changed": [{"field": "name", "after": {"text": "特定医療費（指定難病）受給者証"}}], "respelt": []},
            {"history_key": "k2", "replaces": "k1", "at": "2026-02-01T09:00:00+09:00", "by": "131000", "reason": "更新",
                "changed": [{"field": "valid.until", "before": {"day": "2026-03-31"}, "after": {"day": "2026-12-31"}}], "respelt": []},
        ])
    );
    // What is printed is the newest version alone, and no figure knows of the others.
    let mut alone = now.clone();
    alone.as_object_mut().and_then(|fields| fields.remove("earlier")).unwrap_or_else(|| panic!("no history"));
    assert_eq!(json_of(&shown.printed), alone);
    let without = seen(&person(&[alone], &[]), "2026-11-20");
    assert!(without.pages.certificates.certificates[0].differences.is_empty());
    assert_eq!(without.pages.view, view.pages.view);
    // The facts go out as they came in.
    let facts = door::read_facts(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(json_of(&facts.certificates[0]), now);
}

#[test]
fn a_version_that_must_not_be_shown_leaves_no_trace() {
    let version = |key: &str, name: &str, hidden: bool| {
        with(nanbyo(), &json!({"history_key": key, "name": name, "undisclosed": hidden}))
    };
    let at = |version: Value, day: &str| json!({"said": version, "replaced_at": format!("2026-{day}T09:00:00+09:00"), "replaced_by": "131000", "reason": day});
    let differences = |earlier: &Value| {
        let now = with(version("k4", "D", false), &json!({"earlier": earlier}));
        json_of(&seen(&person(&[now], &[]), "2026-11-20").pages.certificates.certificates[0].differences)
    };
    assert_eq!(
        differences(&json!([
            at(version("k1", "A", true), "02-01"),
            at(version("k2", "B", false), "03-01"),
            at(version("k3", "C", true), "04-01"),
        ])),
        json!([{"history_key": "k4", "replaces": "k2",
            "changed": [{"field": "name", "before": {"text": "B"}, "after": {"text": "D"}}], "respelt": []}])
    );
    assert_eq!(differences(&json!([at(version("k1", "A", true), "02-01")])), json!([]));
    // A version that says the same is no change, and the next one is laid beside it.
    assert_eq!(differences(&json!([at(version("k1", "D", false), "02-01")])), json!([]));
}
