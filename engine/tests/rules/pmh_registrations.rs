//! The registration API's document: what is wrong with each field, and what is written from facts.

use engine::facts::Certificate;
use engine::pmh;
use serde_json::{Value, json};

/// The document of a municipality with one registration, changed.
fn registration(changes: &Value) -> Value {
    let mut one = json!({"orgSpecificCertificateTypeId": "T1", "myNumber": "000000000000", "isNotDisclosed": false,
        "basicFiveInfo": {"name": "見本 花子", "nameKana": "ミホン ハナコ", "address": "見本市", "dateOfBirth": "2013-01-01", "sex": "2"},
        "medicalSubsidyInsurerNumber": "54136015", "certificationName": "受給者証", "isAlwaysReimbursement": "0",
        "validFrom": "2026-04-01", "validTo": "2027-03-31", "historyKey": "H1", "isDeleted": false,
        "maxCopaymentAmount": {"AmountMonth": "5000"}, "certificationDetail": [{"Label": "備考", "Value": "1"}]});
    for (name, value) in changes.as_object().into_iter().flatten() {
        one[name] = value.clone();
    }
    one
}

fn registered(document: &Value) -> Result<Vec<pmh::registration::Registration>, Vec<(&'static str, String)>> {
    let coded = |refused: pmh::Refused| (refused.code, refused.field);
    pmh::registration::read(document.to_string().as_bytes())
        .map_err(|all| all.into_iter().map(coded).collect())
}

#[test]
fn a_registration_says_of_each_field_what_is_wrong_with_it() {
    assert!(registered(&json!([registration(&json!({}))])).is_ok());
    for (change, code, field) in [
        (json!({"segment": ""}), "", ""),
        (json!({"segment": 7}), "registration.type", "[0].segment"),
        (json!({"certificationName": " "}), "registration.required", "[0].certificationName"),
        (json!({"certificationName": "長".repeat(101)}), "registration.too_long", "[0].certificationName"),
        (json!({"maxCopaymentAmount": "5000"}), "registration.type", "[0].maxCopaymentAmount"),
        (json!({"maxCopaymentAmount": {}}), "", ""),
        (json!({"certificationDetail": {}}), "registration.type", "[0].certificationDetail"),
        (json!({"certificationDetail": ["x"]}), "registration.type", "[0].certificationDetail[0]"),
        (json!({"basicFiveInfo": 1}), "registration.type", "[0].basicFiveInfo"),
        (json!({"validTo": "2026-03-31"}), "registration.period", "[0].validTo"),
        (json!({"isDeleted": "0"}), "registration.type", "[0].isDeleted"),
        (json!({"isAlwaysReimbursement": "2"}), "registration.choice", "[0].isAlwaysReimbursement"),
        (json!({"additionalConditions": "K01"}), "registration.syntax", "[0].additionalConditions"),
        (
            json!({"orgSpecificCertificateTypeId": "Ｔ"}),
            "registration.characters",
            "[0].orgSpecificCertificateTypeId",
        ),
        (
            json!({"medicalSubsidyInsurerNumber": "5413601"}),
            "registration.digits",
            "[0].medicalSubsidyInsurerNumber",
        ),
        (json!({"dateOfBirth": 1, "1234 5678 9018": 1}), "my_number", "[0].?"),
        (json!({"myNumber": null}), "registration.required", "[0].myNumber"),
        (json!({"myNumber": [1, 2]}), "registration.digits", "[0].myNumber"),
        (json!({"myNumber": {"a": 1}}), "registration.digits", "[0].myNumber"),
        (json!({"myNumber": 123_456_789_018_u64}), "registration.digits", "[0].myNumber"),
        (json!({"myNumber": -1}), "registration.digits", "[0].myNumber"),
        (json!({"myNumber": true}), "registration.digits", "[0].myNumber"),
        (json!({"MyNumber": "x"}), "my_number", "[0]"),
    ] {
        let found = registered(&json!([registration(&change)])).err().unwrap_or_default();
        let expected: Vec<(&str, String)> =
            if code.is_empty() { Vec::new() } else { vec![(code, field.to_owned())] };
        assert_eq!(found, expected, "{change}");
    }
    let many = registered(&json!(vec![json!({}); 200])).err().unwrap_or_default();
    assert_eq!(
        (many.len(), many.last().map(|(code, _)| *code)),
        (1_001, Some("registration.too_many_errors"))
    );
}

#[test]
fn what_is_written_says_what_the_certificate_says_now() {
    let read = registered(&json!([registration(&json!({}))])).unwrap_or_else(|errors| panic!("{errors:?}"));
    let written = |change: &dyn Fn(&mut Certificate)| {
        let mut changed = read.clone();
        change(&mut changed[0].certificate);
        pmh::registration::write(&changed)
            .map(|written| {
                (
                    written.json[0].clone(),
                    written.assumed[0].iter().map(|noted| noted.field).collect::<Vec<_>>(),
                )
            })
            .map_err(|errors| {
                errors.iter().map(|error| (error.code, error.field.clone())).collect::<Vec<_>>()
            })
    };
    let amount = |yen: i64| json!({"amountMonth": yen});
    // Unchanged, the source's own form goes out again.
    let (json, assumed) = written(&|_| {}).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(
        (&json["maxCopaymentAmount"], &json["certificationDetail"][0]["Label"]),
        (&json!({"AmountMonth": "5000"}), &json!("備考"))
    );
    assert_eq!((json.get("myNumber"), assumed), (None, vec![]));
    // A cap and a face that have changed go out by the assumed names.
    let (json, assumed) = written(&|certificate| {
        certificate.caps[0].cap = engine::Cap::At(engine::Yen::new(2_500));
        certificate.face[0].value = "2".to_owned();
    })
    .unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!((&json["maxCopaymentAmount"], assumed), (&amount(2_500), vec!["caps", "face"]));
    assert_eq!(json["certificationDetail"], json!([{"label": "備考", "value": "2"}]));
    // No cap and no face are nothing to write.
    let (json, assumed) = written(&|certificate| {
        certificate.caps.clear();
        certificate.face.clear();
    })
    .unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(
        (json.get("maxCopaymentAmount"), &json["certificationDetail"], assumed),
        (None, &json!([]), vec![])
    );
    let (json, _) = written(&|certificate| certificate.caps[0].cap = engine::Cap::Unlimited)
        .unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(json.get("maxCopaymentAmount"), None);
    // Facts that kept nothing of the source lack what the API requires.
    let errors = written(&|certificate| certificate.unknown.clear()).err().unwrap_or_default();
    assert_eq!(errors, [("registration.required", "[0].orgSpecificCertificateTypeId".to_owned())]);
}

#[test]
fn a_name_of_a_hundred_letters_and_a_certificate_of_one_day_are_registered() {
    for change in [json!({"certificationName": "長".repeat(100)}), json!({"validTo": "2026-04-01"})] {
        assert!(registered(&json!([registration(&change)])).is_ok(), "{change}");
    }
}

#[test]
fn what_was_written_is_read_again_as_it_was_and_carries_no_individual_number() {
    for change in [
        json!({}),
        json!({"isAlwaysReimbursement": "1"}),
        json!({"incomeSegment": "低所得Ⅱ"}),
        json!({"incomeSegment": "別枠"}),
    ] {
        let document = json!([registration(&change)]);
        let read = registered(&document).unwrap_or_else(|errors| panic!("{errors:?}"));
        let written = pmh::registration::write(&read).unwrap_or_else(|errors| panic!("{errors:?}"));
        let bytes = |document: &Value| document.to_string().into_bytes();
        assert_eq!(pmh::registration::read_without_number(&bytes(&written.json)), Ok(read), "{change}");
        for field in ["isAlwaysReimbursement", "incomeSegment"] {
            assert_eq!(written.json[0].get(field), document[0].get(field), "{field} of {change}");
        }
        assert!(pmh::registration::read_without_number(&bytes(&document)).is_err());
    }
}

#[test]
fn a_class_or_a_way_of_paying_that_has_changed_goes_out_as_it_is_now() {
    let mut read = registered(&json!([registration(&json!({"incomeSegment": "低所得Ⅱ"}))]))
        .unwrap_or_else(|errors| panic!("{errors:?}"));
    read[0].certificate.income_class = serde_json::from_value(json!("middle2")).ok();
    for (way, written) in [("automatic", "1"), ("claim", "1"), ("at_window", "0")] {
        read[0].certificate.reimbursement = serde_json::from_value(json!(way)).ok();
        let entry = pmh::registration::write(&read).map(|written| written.json[0].clone());
        let entry = entry.unwrap_or_else(|errors| panic!("{errors:?}"));
        assert_eq!(
            (&entry["incomeSegment"], &entry["isAlwaysReimbursement"]),
            (&json!("middle2"), &json!(written))
        );
    }
}
