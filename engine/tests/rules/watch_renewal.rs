//! Renewal, gaps, re-application, age limits, missing reports.

use crate::watch_support::{certificate, charge, day, json_of, month, months, notices, watches, with};
use engine::watch::Renewal;
use engine::watch::renewal::Validity;
use serde_json::{Value, json};

fn person(certificates: &[Value]) -> Value {
    json!({"person": {"id": "p"}, "certificates": certificates})
}

fn first(document: &Value, as_of: &str) -> Renewal {
    watches(document, as_of).renewals.remove(0)
}

#[test]
fn four_states_to_the_day() {
    let document = person(&[certificate("c", "54", "2026-01-01", "2026-12-31", 10_000)]);
    for (as_of, validity, days_left) in [
        ("2025-12-31", Validity::NotStarted, 365),
        ("2026-01-01", Validity::Valid, 364),
        ("2026-09-29", Validity::Valid, 93),
        ("2026-09-30", Validity::EndingSoon, 92),
        ("2026-12-31", Validity::EndingSoon, 0),
        ("2027-01-01", Validity::Expired, -1),
    ] {
        let renewal = first(&document, as_of);
        assert_eq!((renewal.validity, renewal.days_left), (validity, days_left), "{as_of}");
    }
}

#[test]
fn it_is_told_from_the_lead_until_a_year_after_and_not_when_it_goes_on() {
    let document = person(&[certificate("c", "54", "2026-01-01", "2026-12-31", 10_000)]);
    let keys = |document: &Value, as_of: &str| -> Vec<String> {
        notices(document, as_of).into_iter().map(|notice| notice.id).collect()
    };
    assert!(keys(&document, "2026-09-29").is_empty());
    assert_eq!(keys(&document, "2026-09-30"), ["watch.renewal.ending:c"]);
    assert_eq!(keys(&document, "2026-12-31"), ["watch.renewal.ending:c"]);
    assert_eq!(keys(&document, "2027-01-01"), ["watch.renewal.ended:c"]);
    assert_eq!(keys(&document, "2027-12-31"), ["watch.renewal.ended:c"]);
    assert!(keys(&document, "2028-01-01").is_empty());
    assert_eq!(notices(&document, "2026-10-01")[0].deadline, Some(day("2026-12-31")));
    let renewed = person(&[
        certificate("c", "54", "2026-01-01", "2026-12-31", 10_000),
        certificate("d", "54", "2027-01-01", "2027-12-31", 10_000),
    ]);
    assert!(keys(&renewed, "2026-10-10").is_empty());
    assert_eq!(first(&renewed, "2026-10-10").followed_by.as_deref(), Some("d"));
    assert!(first(&renewed, "2026-10-10").plan.is_empty());
}

#[test]
fn a_certificate_for_another_disease_is_no_renewal() {
    let two = |other: &str| {
        person(&[
            with(
                certificate("c", "54", "2026-01-01", "2026-12-31", 10_000),
                &json!({"diseases": ["甲", "乙"]}),
            ),
            with(certificate("d", "54", "2026-06-01", "2027-05-31", 10_000), &json!({"diseases": [other]})),
        ])
    };
    assert_eq!(first(&two("乙"), "2026-10-10").followed_by.as_deref(), Some("d"));
    assert_eq!(first(&two("丙"), "2026-10-10").followed_by, None);
    let other_scheme = person(&[
        certificate("c", "54", "2026-01-01", "2026-12-31", 10_000),
        certificate("d", "21", "2027-01-01", "2027-12-31", 10_000),
    ]);
    let all = watches(&other_scheme, "2026-10-10").renewals;
    assert_eq!(all.iter().map(|renewal| renewal.certificate.as_str()).collect::<Vec<_>>(), ["d", "c"]);
    assert_eq!(all[1].followed_by, None);
}

#[test]
fn the_plan_runs_backwards_from_the_last_day() {
    let plan =
        first(&person(&[certificate("c", "54", "2026-03-01", "2027-05-31", 10_000)]), "2027-03-31").plan;
    let told: Vec<_> = plan.iter().map(|step| (step.key, step.on.to_string(), step.passed)).collect();
    assert_eq!(
        told,
        [
            ("renewal.step.book_doctor", "2027-02-28".to_owned(), true),
            ("renewal.step.collect_documents", "2027-03-31".to_owned(), false),
            ("renewal.step.submit", "2027-04-30".to_owned(), false),
            ("renewal.step.last_day", "2027-05-31".to_owned(), false),
        ]
    );
    assert!(plan.iter().all(|step| !step.confirmed));
    assert!(plan.is_sorted_by_key(|step| step.on));
    let expired = first(&person(&[certificate("c", "54", "2026-03-01", "2027-05-31", 10_000)]), "2027-06-01");
    assert!(expired.plan.is_empty());
}

#[test]
fn the_face_says_whether_a_doctors_certificate_is_needed_verbatim() {
    let face = json!([{"label": "備考", "value": "なし"}, {"label": "支給要件の確認方法", "value": "医療用（2年目）"},
        {"label": "次回", "value": "診断書不要"}]);
    let document =
        person(&[with(certificate("c", "21", "2026-01-01", "2026-12-31", 5_000), &json!({"face": face}))]);
    let renewal = json_of(&first(&document, "2026-10-10"));
    assert_eq!(renewal["doctors_certificate"], json!([face[1], face[2]]));
    let notice = json_of(&notices(&document, "2026-10-10")[0]);
    assert!(notice["params"].to_string().contains("医療用（2年目）"));
}

#[test]
fn gaps_between_and_after() {
    let gaps = |certificates: &[Value], as_of: &str| json_of(&watches(&person(certificates), as_of).gaps);
    let old = certificate("a", "54", "2025-01-01", "2025-12-31", 10_000);
    assert_eq!(gaps(std::slice::from_ref(&old), "2025-12-31"), json!([]));
    assert_eq!(
        gaps(std::slice::from_ref(&old), "2026-01-01"),
        json!([{"scheme": "54", "after": "a", "from": "2026-01-01", "charges": 0}])
    );
    let next = |from: &str| certificate("b", "54", from, "2026-12-31", 10_000);
    assert_eq!(gaps(&[old.clone(), next("2026-01-01")], "2026-06-01"), json!([]));
    assert_eq!(gaps(&[old.clone(), next("2025-10-01")], "2026-06-01"), json!([]));
    assert_eq!(
        gaps(&[old.clone(), next("2026-01-02")], "2026-06-01"),
        json!([{"scheme": "54", "after": "a", "before": "b", "from": "2026-01-01", "until": "2026-01-01", "charges": 0}])
    );
    // Ends before it begins: no certificate at all.
    let broken = certificate("b", "54", "2026-03-01", "2026-02-01", 10_000);
    assert_eq!(gaps(&[old, broken], "2026-01-10")[0]["before"], json!(null));
}

#[test]
fn twelve_months_to_apply_again() {
    let refused = |notified_on: &str| {
        json!({"person": {"id": "p"}, "refusals": [{"scheme": "54", "notified_on": notified_on},
            {"scheme": "52", "notified_on": notified_on}]})
    };
    let document = refused("2026-03-15");
    let right = |document: &Value, as_of: &str| json_of(&watches(document, as_of).reapplications);
    assert_eq!(right(&document, "2026-03-14"), json!([]));
    assert_eq!(
        right(&document, "2026-03-15"),
        json!([{"scheme": "54", "notified_on": "2026-03-15", "until": "2027-03-15", "days_left": 365, "ending": false}])
    );
    assert_eq!(right(&document, "2027-01-15")[0]["ending"], json!(true));
    assert_eq!(right(&document, "2027-03-15")[0]["days_left"], json!(0));
    assert_eq!(right(&document, "2027-03-16"), json!([]));
    assert_eq!(right(&refused("2024-02-29"), "2024-03-01")[0]["until"], json!("2025-02-28"));
    assert!(notices(&document, "2027-01-14").iter().all(|notice| notice.quiet));
    assert!(
        notices(&document, "2027-01-15")
            .iter()
            .any(|notice| notice.key == "watch.reapply.open" && !notice.quiet)
    );
    let granted = with(
        document,
        &json!({"certificates": [certificate("c", "54", "2026-06-01", "2026-12-31", 10_000)]}),
    );
    assert_eq!(right(&granted, "2026-07-01"), json!([]));
}

#[test]
fn age_limits_of_52() {
    let born = |born_on: &str| {
        json!({"person": {"id": "p", "born_on": born_on},
            "certificates": [certificate("c", "52", "2020-01-01", "2030-12-31", 10_000)]})
    };
    let document = born("2008-02-29");
    let out = json_of(&watches(&document, "2025-06-01").age_out);
    assert_eq!(
        out,
        json!({"certificate": "c", "turns_18_on": "2026-03-01", "turns_20_on": "2028-02-29",
            "of_age_from": "2026-03-01", "last_day": "2028-02-28", "near_18": false, "near_20": false})
    );
    let keys = |as_of: &str| -> Vec<String> {
        notices(&document, as_of).into_iter().map(|notice| notice.key).collect()
    };
    assert!(keys("2025-08-31").is_empty());
    assert_eq!(keys("2025-09-01"), ["watch.age.eighteen"]);
    assert_eq!(keys("2027-08-28"), ["watch.age.eighteen"]);
    assert_eq!(keys("2027-08-29"), ["watch.age.twenty"]);
    assert_eq!(keys("2028-02-28"), ["watch.age.twenty"]);
    assert!(keys("2028-02-29").is_empty());
    // Nobody without 52, and nobody without a day of birth.
    let of_54 = with(
        document,
        &json!({"certificates": [certificate("c", "54", "2020-01-01", "2030-12-31", 10_000)]}),
    );
    assert_eq!(watches(&of_54, "2026-01-01").age_out, None);
}

#[test]
fn a_certificate_of_52_that_ends_at_twenty_is_not_renewed() {
    let ends = |scheme: &str, born_on: &str| {
        let document = json!({"person": {"id": "p", "born_on": born_on},
            "certificates": [certificate("c", scheme, "2026-01-01", "2026-09-30", 10_000)]});
        let renewal = first(&document, "2026-09-01");
        let told = notices(&document, "2026-10-01").iter().any(|notice| notice.key == "watch.renewal.ended");
        (renewal.ends_by_age, renewal.plan.is_empty(), !told)
    };
    assert_eq!(ends("52", "2006-10-01"), (true, true, true));
    assert_eq!(ends("52", "2006-10-02"), (false, false, false));
    assert_eq!(ends("54", "2006-10-01"), (false, false, false));
}

/// RELIABILITY §3, 宮崎県: majority at 18 applies from 2022-04-01; before it was 20.
#[test]
fn age18_income_basis_switches_on_2022_04_01() {
    let of_age = |born_on: &str| {
        let document = json!({"person": {"id": "p", "born_on": born_on},
            "certificates": [certificate("c", "52", "2018-01-01", "2030-12-31", 10_000)]});
        json_of(&watches(&document, "2021-01-01").age_out)["of_age_from"].clone()
    };
    assert_eq!(of_age("2002-04-02"), json!("2022-04-01"));
    assert_eq!(of_age("2002-04-01"), json!("2022-04-01"));
    assert_eq!(of_age("2002-03-31"), json!("2022-03-31"));
    assert_eq!(of_age("2004-03-31"), json!("2022-04-01"));
    assert_eq!(of_age("2004-04-01"), json!("2022-04-01"));
    assert_eq!(of_age("2004-04-02"), json!("2022-04-02"));
}

#[test]
fn a_facility_that_has_not_reported_yet() {
    let at = |sequence: u64, day: &str, code: &str, change: &Value| {
        with(
            with(
                charge(sequence, day, 1_000),
                &json!({"facility": {"code": code, "name": format!("{code}-{sequence}")}}),
            ),
            change,
        )
    };
    let none = json!({});
    let document = json!({"person": {"id": "p"}, "charges": [
        at(1, "2026-07-31", "A", &none), at(2, "2026-09-01", "A", &none),
        at(3, "2026-08-01", "B", &none), at(4, "2026-10-31", "B", &none), at(5, "2026-11-02", "B", &none),
        at(6, "2026-08-01", "C", &none), at(7, "2026-10-31", "C", &none), at(8, "2026-11-21", "C", &none),
        at(9, "2026-09-01", "D", &none), at(10, "2026-09-30", "D", &none),
        at(11, "2026-08-01", "E", &json!({"source": "patient_entered"})), at(12, "2026-10-31", "E", &json!({"source": "paper"})),
        at(13, "2026-08-01", "F", &none), at(14, "2026-09-01", "F", &json!({"disease_related": false})),
    ]});
    let gaps = watches(&document, "2026-11-20").reporting_gaps;
    let told: Vec<_> = gaps.iter().map(|gap| (gap.facility.code.as_str(), gap.charged_in.clone())).collect();
    assert_eq!(told, [("C", months(&["2026-08", "2026-10"])), ("F", months(&["2026-08", "2026-09"]))]);
    assert_eq!((gaps[0].month, gaps[0].last_service_day), (month("2026-11"), day("2026-10-31")));
    assert_eq!(gaps[0].facility.name, "C-7");
    // The last charge by service day, not by registration.
    let late = json!({"person": {"id": "p"}, "charges": [at(1, "2026-10-05", "G", &none), at(2, "2026-09-05", "G", &none)]});
    assert_eq!(watches(&late, "2026-11-20").reporting_gaps[0].last_service_day, day("2026-10-05"));
    let notice = notices(&document, "2026-11-20").remove(0);
    assert_eq!(notice.id, "watch.report.missing:C:2026-11");
    assert!(notice.quiet);
    assert!(watches(&document, "2026-11-21").reporting_gaps.iter().all(|gap| gap.facility.code != "C"));
}
