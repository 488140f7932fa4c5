//! Facts are written as they were read: what was said comes out again, and what is usual is not said. A field that is left out when it should
//! not be is somebody's money, because it is read as the usual one.

use engine::facts::{Certificate, Charge, door};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn written<T: DeserializeOwned + Serialize>(document: &Value) -> Value {
    let read: T = door::read_value(document, "").unwrap_or_else(|refused| panic!("{refused:?}"));
    serde_json::to_value(read).expect("JSON")
}

/// Every field of this object left out in turn: the others are written as before.
fn each_without_one<T: DeserializeOwned + Serialize>(whole: &Value, needed: &[&str]) {
    let fields = whole.as_object().expect("an object");
    for field in fields.keys().filter(|field| !needed.contains(&field.as_str())) {
        let mut without = whole.clone();
        without.as_object_mut().expect("an object").remove(field);
        assert_eq!(written::<T>(&without), without, "without {field}");
    }
}

#[test]
fn an_unusual_charge_is_written_with_all_that_was_said() {
    let charge = json!({
        "id": "c1", "sequence": 7, "event": "corrected", "supersedes": "c0", "certificates": ["nanbyo"],
        "facility": {
            "code": "1310000001", "name": "甲病院", "kind": "pharmacy", "designated": false, "ordering_designated": true,
        },
        "setting": "inpatient", "service_day": "2026-10-05", "collected_on": "2026-10-07",
        "registered_at": "2026-10-07T09:00:00+09:00", "total10": 21840, "insurance_rate": "0.2", "raw_selfpay": 4370,
        "collected": 4370, "seen_running_total": 5000, "meal": 1530, "non_covered": 550, "disease_related": false,
        "part": "hoken", "visits": 2, "first_visit": true, "source": "receipt", "hash": "d1",
        "of_a_later_version": { "kept": [1, 2] },
    });
    assert_eq!(written::<Charge>(&charge), charge);
    let always =
        ["id", "sequence", "facility", "setting", "service_day", "total10", "insurance_rate", "source"];
    each_without_one::<Charge>(&charge, &always);
}

#[test]
fn of_a_usual_charge_nothing_usual_is_written() {
    let charge = json!({
        "id": "c1", "sequence": 7, "facility": { "code": "1310000001", "name": "", "kind": "hospital" },
        "setting": "outpatient", "service_day": "2026-10-05", "total10": 0, "insurance_rate": "0.3",
        "source": "connected",
    });
    let mut usual = charge.clone();
    for (field, value) in [
        ("event", json!("registered")),
        ("certificates", json!([])),
        ("meal", json!(0)),
        ("non_covered", json!(0)),
        ("disease_related", json!(true)),
        ("part", json!("kouhi")),
        ("visits", json!(1)),
        ("first_visit", json!(false)),
    ] {
        usual[field] = value;
    }
    assert_eq!(written::<Charge>(&usual), charge);
}

#[test]
fn an_unusual_certificate_is_written_with_all_that_was_said() {
    let earlier =
        json!({ "id": "nanbyo", "scheme": "54", "valid": { "from": "2025-10-01", "until": "2026-09-30" } });
    let certificate = json!({
        "id": "nanbyo", "scheme": "54", "name": "特定医療費（指定難病）受給者証", "diseases": ["潰瘍性大腸炎"],
        "valid": { "from": "2026-10-01", "until": "2027-09-30" },
        "caps": [{ "from": "2026-10-01", "cap": 10000 }, { "from": "2026-11-01", "cap": null }],
        "rate": "0.1",
        "scope": { "split_by_setting": true, "split_by_facility": true, "kinds": ["pharmacy"] },
        "limits": [{
            "per": "day", "amount": 500, "times_a_month": 2, "first_visit_only": true, "at_each_facility": true,
            "kinds": ["clinic"], "setting": "outpatient",
        }],
        "meals": "half", "reimbursement": "claim", "facilities": ["1310000001"], "income_class": "middle1",
        "traits": {
            "ventilator": true, "high_cost_long_term": true, "severe": true, "severe_and_continuing": true,
            "haemophilia": true, "mild_high_cost": true,
        },
        "decided_on": "2026-09-20", "onset_month": "2026-03", "additional_conditions": "A1",
        "face": [{ "label": "備考", "value": "なし" }], "history_key": "k1", "hash": "h1", "undisclosed": true,
        "earlier": [{
            "said": earlier, "replaced_at": "2026-09-20T09:00:00+09:00", "replaced_by": "130001", "reason": "更新",
        }],
        "of_a_later_version": true,
    });
    assert_eq!(written::<Certificate>(&certificate), certificate);
    each_without_one::<Certificate>(&certificate, &["id", "scheme", "valid"]);
    assert_eq!(written::<Certificate>(&earlier), earlier);
    for (part, fields) in [
        (
            "traits",
            &["ventilator", "high_cost_long_term", "severe", "severe_and_continuing", "haemophilia"][..],
        ),
        ("scope", &["split_by_setting", "split_by_facility", "kinds"]),
    ] {
        for field in fields {
            let mut without = certificate.clone();
            without[part].as_object_mut().expect("an object").remove(*field);
            assert_eq!(written::<Certificate>(&without), without, "without {part}.{field}");
        }
    }
    let mut usual = certificate.clone();
    usual["undisclosed"] = json!(false);
    usual["traits"]["severe"] = json!(false);
    usual["limits"][0]["first_visit_only"] = json!(false);
    let mut expected = usual.clone();
    for (part, field) in [("", "undisclosed"), ("/traits", "severe"), ("/limits/0", "first_visit_only")] {
        let part = expected.pointer_mut(part).and_then(Value::as_object_mut).expect("an object");
        part.remove(field);
    }
    assert_eq!(written::<Certificate>(&usual), expected);
}
