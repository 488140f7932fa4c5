//! Local schemes: the packs of the book pass their own cases, a wrong pack is refused, and the amounts never go wrong.

use engine::book::pack::{self, Pack, PackFault, Paid, Refused, Text, Visit, assess};
use engine::{Day, Rate, Yen};
use proptest::prelude::*;
use std::borrow::Cow;

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}
fn named(scheme: &str) -> &'static Pack {
    pack::pack(scheme).unwrap_or_else(|| panic!("{scheme}"))
}
fn visit(on: &str, facility: &'static str, setting: &'static str, selfpay: i64) -> Visit {
    Visit {
        day: day(on),
        facility: Cow::Borrowed(facility),
        kind: Cow::Borrowed("hospital"),
        setting: Cow::Borrowed(setting),
        total10: Yen::ZERO,
        insurance_selfpay: Yen::new(selfpay),
        visits: 1,
    }
}

#[cfg(feature = "cli")]
#[test]
fn every_pack_of_the_book_passes_its_own_cases() {
    assert!(pack::packs().len() >= 2);
    for pack in pack::packs() {
        assert_eq!(pack.faults(), [], "{} {}", pack.authority, pack.id);
        assert!(pack.cases.iter().all(|case| !case.rows.is_empty()));
    }
}

#[test]
fn a_pack_is_found_as_a_certificate_names_it() {
    assert_eq!(named("local:122173/kodomo").name, "柏市 子ども医療費助成");
    assert_eq!(named("122173/kodomo").authority, "122173");
    for unknown in ["local:122173", "local:122173/shogai", "122174/kodomo", "54", ""] {
        assert!(pack::pack(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn the_sixth_visit_at_one_facility_is_free() {
    let kashiwa = named("122173/kodomo");
    let mut earlier = Vec::new();
    let mut paid = Vec::new();
    for on in ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05", "2026-06-06"] {
        let visit = visit(on, "A", "outpatient", 900);
        let due = assess(kashiwa, &[], &earlier, &visit).unwrap_or(Yen::LARGEST);
        paid.push(due.amount());
        earlier.push(Paid { visit, paid: due });
    }
    assert_eq!(paid, [300, 300, 300, 300, 300, 0]);
    let mut many = visit("2026-06-30", "B", "outpatient", 9_000);
    many.visits = 7;
    assert_eq!(assess(kashiwa, &[], &earlier, &many), Ok(Yen::new(1_500)));
}

#[test]
fn no_rule_no_answer() {
    let before = visit("2023-07-31", "A", "outpatient", 900);
    assert_eq!(assess(named("122173/kodomo"), &[], &[], &before), Err(PackFault::NothingFits));
    let stay = visit("2026-06-01", "A", "inpatient", 900);
    assert_eq!(assess(named("281000/kodomo"), &[], &[], &stay), Err(PackFault::NothingFits));
}

#[test]
fn an_unconfirmed_rule_says_so() {
    let hyogo = named("280003/fukushi");
    let stay = visit("2026-06-01", "A", "inpatient", 9_000);
    let status =
        |conditions: &[Text]| hyogo.assess(conditions, &[], &stay).map(|answer| answer.rule.status.status());
    assert_eq!(status(&[]), Ok(engine::book::Status::Confirmed));
    assert_eq!(status(&[Cow::Borrowed("low_income")]), Ok(engine::book::Status::Unconfirmed));
}

/// A small pack as a region may load it; the rules and cases go in as they are.
fn json(authority: &str, rules: &str, cases: &str) -> String {
    format!(
        r#"{{"authority":"{authority}","id":"x","name":"x","conditions":["a","b"],
            "citations":[{{"id":"c","source":"s","checked_on":"2026-11-20"}}],"rules":[{rules}],"cases":[{cases}]}}"#
    )
}
const RULE: &str = r#"{"id":"r","from":"2026-01-01","cite":"c","status":"confirmed","per":"month","amount":1000,"scope":"everywhere"}"#;
const CASE: &str = r#"{"name":"n","rows":[
    {"day":"2026-06-01","facility":"A","kind":"clinic","setting":"outpatient","insurance_selfpay":700,"pays":700},
    {"day":"2026-06-02","facility":"B","kind":"dental","setting":"outpatient","insurance_selfpay":700,"pays":300},
    {"day":"2026-06-03","facility":"C","kind":"dental","setting":"outpatient","insurance_selfpay":700,"pays":0},
    {"day":"2026-07-01","facility":"A","kind":"clinic","setting":"outpatient","insurance_selfpay":700,"pays":700}]}"#;

fn faults(text: &str) -> Vec<PackFault> {
    match pack::read(text) {
        Ok(_) => Vec::new(),
        Err(Refused::Faults(faults)) => faults,
        Err(Refused::Unreadable(error)) => panic!("{error}"),
    }
}
/// The rule with more fields after its id.
fn with(id: &str, fields: &str) -> String {
    RULE.replace("\"id\":\"r\"", &format!("\"id\":\"{id}\"{fields}"))
}

#[test]
fn a_region_may_load_its_own() {
    let own = [pack::read(&json("130001", RULE, CASE)).unwrap_or_else(|refused| panic!("{refused:?}"))];
    assert!(pack::find(&own, "local:130001/x").is_some());
    assert!(pack::find(&own, "local:130001/y").is_none());
}

#[test]
fn the_month_is_counted_where_the_rule_says() {
    let pays = |scope: &str, month_limit: &str| -> Vec<i64> {
        let rule = RULE
            .replace("\"everywhere\"", &format!("\"{scope}\"{month_limit}"))
            .replace("\"from\"", "\"settings\":[\"inpatient\",\"outpatient\"],\"from\"");
        let text = json("130001", &rule, CASE);
        let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
        let mut earlier = Vec::new();
        [("A", "outpatient"), ("A", "inpatient"), ("B", "outpatient"), ("A", "outpatient")]
            .into_iter()
            .map(|(facility, setting)| {
                let visit = visit("2026-06-10", facility, setting, 700);
                let due = assess(&pack, &[], &earlier, &visit).unwrap_or(Yen::LARGEST);
                earlier.push(Paid { visit, paid: due });
                due.amount()
            })
            .collect()
    };
    assert_eq!(pays("everywhere", ""), [700, 300, 0, 0]);
    assert_eq!(pays("facility", ""), [700, 300, 700, 0]);
    assert_eq!(pays("facility_and_setting", ""), [700, 700, 700, 300]);
    assert_eq!(pays("facility_and_setting", ",\"monthly_limit\":800"), [700, 700, 700, 100]);
}

#[test]
fn visits_may_be_charged_a_few_times_only() {
    let rule =
        RULE.replace(r#""per":"month","amount":1000"#, r#""per":"visit","amount":500,"times_a_month":2"#);
    let text = json("130001", &rule, CASE);
    let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let mut earlier = Vec::new();
    let mut pays = Vec::new();
    for selfpay in [700, 0, 300, 700] {
        let visit = visit("2026-06-10", "A", "outpatient", selfpay);
        let due = assess(&pack, &[], &earlier, &visit).unwrap_or(Yen::LARGEST);
        earlier.push(Paid { visit, paid: due });
        pays.push(due.amount());
    }
    // A visit for which nothing was collected is not one of the two.
    assert_eq!(pays, [500, 0, 300, 0]);
}

#[test]
fn a_day_is_charged_once_however_many_visits_it_had() {
    let pays = |shape: &str, visits: &[(&str, i64, u32)]| -> Vec<i64> {
        let rule = RULE.replace(r#""per":"month","amount":1000"#, shape);
        let text = json("130001", &rule, CASE);
        let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
        let mut earlier = Vec::new();
        visits
            .iter()
            .map(|(on, selfpay, visits)| {
                let visit = Visit { visits: *visits, ..visit(on, "A", "outpatient", *selfpay) };
                let due = assess(&pack, &[], &earlier, &visit).unwrap_or(Yen::LARGEST);
                earlier.push(Paid { visit, paid: due });
                due.amount()
            })
            .collect()
    };
    let two_days = r#""per":"day","amount":500,"times_a_month":2"#;
    let (first, second, third, next_month) = ("2026-06-10", "2026-06-11", "2026-06-12", "2026-07-01");
    for (shape, visits, expected) in [
        // The second visit of a day pays what the first left, and both are one day.
        (
            two_days,
            &[
                (first, 300, 1),
                (first, 300, 1),
                (second, 900, 1),
                (second, 900, 1),
                (third, 900, 1),
                (next_month, 900, 1),
            ][..],
            &[300, 200, 500, 0, 0, 500][..],
        ),
        // A day on which nothing was collected is not one of the two; one on which something was, at either visit, is.
        (
            two_days,
            &[
                (first, 0, 1),
                (first, 0, 1),
                (second, 0, 1),
                (second, 100, 1),
                (third, 900, 1),
                (first, 900, 1),
            ],
            &[0, 0, 0, 100, 500, 0],
        ),
        // A row of several days counts for as many as it has, whichever row of a day has the most.
        (two_days, &[(first, 900, 2), (first, 900, 1), (third, 900, 1)], &[900, 0, 0]),
        (two_days, &[(first, 900, 1), (first, 900, 2), (third, 900, 1)], &[500, 500, 0]),
        // A row without a count is one.
        (two_days, &[(first, 900, 0), (second, 900, 0), (third, 900, 0)], &[500, 500, 0]),
        // From the second visit on it is free, whether or not the first was paid for.
        (
            r#""per":"visit","amount":500,"free_from":2"#,
            &[(first, 0, 1), (second, 900, 1), (next_month, 1_900, 3)],
            &[0, 0, 500],
        ),
    ] {
        assert_eq!(pays(shape, visits), expected, "{shape} {visits:?}");
    }
}

#[test]
fn a_pack_whose_cases_fail_is_refused() {
    let wrong = CASE.replace("\"pays\":300", "\"pays\":310");
    let expected = PackFault::CaseFails { case: "n".into(), row: 2, expected: 310, found: Some(300) };
    assert_eq!(faults(&json("130001", RULE, &wrong)), [expected]);
    let nowhere = CASE.replace("2026-06-01", "2025-06-01");
    let expected = PackFault::CaseFails { case: "n".into(), row: 1, expected: 700, found: None };
    assert!(faults(&json("130001", RULE, &nowhere)).contains(&expected));
    assert_eq!(faults(&json("130001", RULE, "")), [PackFault::RuleWithoutCase { rule: "r".into() }]);
}

#[test]
fn a_pack_that_contradicts_itself_is_refused() {
    let conflict = [PackFault::Conflict { rule: "r".into(), other: "q".into() }];
    for fields in [",\"when\":[\"a\"]", ",\"kinds\":[\"clinic\"]", ",\"settings\":[\"inpatient\"]"] {
        assert_eq!(
            faults(&json("130001", &format!("{RULE},{}", with("q", fields)), CASE)),
            conflict,
            "{fields}"
        );
    }
    let unused = [PackFault::RuleWithoutCase { rule: "q".into() }];
    for (first, second) in [
        (",\"unless\":[\"a\"]", ",\"when\":[\"a\",\"b\"]"),
        (",\"kinds\":[\"clinic\",\"dental\"]", ",\"kinds\":[\"pharmacy\"]"),
        (",\"settings\":[\"outpatient\"]", ",\"settings\":[\"inpatient\"]"),
        (",\"before\":\"2027-01-01\"", ",\"from\":\"2027-01-01\""),
    ] {
        let mut other = with("q", second);
        if second.contains("from") {
            other = other.replacen(",\"from\":\"2026-01-01\"", "", 1);
        }
        let rules = format!("{},{other}", with("r", first));
        assert_eq!(faults(&json("130001", &rules, CASE)), unused, "{rules}");
        let rules = format!("{other},{}", with("r", first));
        assert_eq!(faults(&json("130001", &rules, CASE)), unused, "{rules}");
    }
    // Where the one ends after the other has begun, both hold on the days between.
    let later = with("q", "").replacen("2026-01-01", "2026-06-01", 1);
    let ending = with("r", ",\"before\":\"2027-01-01\"");
    assert!(faults(&json("130001", &format!("{ending},{later}"), CASE)).contains(&conflict[0]));
    let conflict = PackFault::Conflict { rule: "q".into(), other: "r".into() };
    assert!(faults(&json("130001", &format!("{later},{ending}"), CASE)).contains(&conflict));
    // Read without its checks, a contradiction still has no answer.
    let text = json("130001", &format!("{RULE},{}", with("q", "")), CASE);
    let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let found = assess(&pack, &[], &[], &visit("2026-06-01", "A", "outpatient", 700));
    assert_eq!(found, Err(PackFault::Conflict { rule: "r".into(), other: "q".into() }));
}

#[test]
fn a_rule_ends_before_its_day() {
    let text = json("130001", &with("r", ",\"before\":\"2026-06-15\""), CASE);
    let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let on = |day| assess(&pack, &[], &[], &visit(day, "A", "outpatient", 700)).is_ok();
    assert_eq!((on("2026-06-14"), on("2026-06-15")), (true, false));
}

#[test]
fn a_careless_pack_is_refused() {
    // 千代田区: every digit of a code counts for its last one.
    assert_eq!(faults(&json("131016", RULE, CASE)), []);
    for authority in ["130002", "13000", "13000x", "1300010", ""] {
        assert_eq!(faults(&json(authority, RULE, CASE)), [PackFault::Authority], "{authority}");
    }
    assert_eq!(faults(&json("130001", "", "")), [PackFault::NoRule]);
    let twice = format!("{RULE},{}", RULE.replace("2026-01-01", "2025-01-01"));
    assert!(faults(&json("130001", &twice, CASE)).contains(&PackFault::SameIdTwice { id: "r".into() }));
    let uncited = RULE.replace("\"cite\":\"c\"", "\"cite\":\"d\"");
    assert_eq!(faults(&json("130001", &uncited, CASE)), [PackFault::UnknownCitation { rule: "r".into() }]);
    let empty = with("r", ",\"before\":\"2026-01-01\"");
    assert_eq!(faults(&json("130001", &empty, CASE)), [PackFault::EmptyRange { rule: "r".into() }]);
    for (field, word) in [("when", "c"), ("unless", "c"), ("kinds", "clinics"), ("settings", "home")] {
        let rule = with("r", &format!(",\"{field}\":[\"{word}\"]"));
        let expected = PackFault::UnknownWord { at: "r".into(), word: word.into() };
        assert!(faults(&json("130001", &rule, CASE)).contains(&expected), "{field}");
    }
    let case = CASE.replace("\"name\":\"n\"", "\"name\":\"n\",\"conditions\":[\"z\"]");
    let expected = PackFault::UnknownWord { at: "n".into(), word: "z".into() };
    assert_eq!(faults(&json("130001", RULE, &case)), [expected]);
    let conditions = json("130001", RULE, CASE).replace("[\"a\",\"b\"]", "[\"a\",\"a\"]");
    assert_eq!(faults(&conditions), [PackFault::SameIdTwice { id: "a".into() }]);
}

#[test]
fn a_pack_too_large_to_be_true_is_refused() {
    assert_eq!(faults(&json("130001", &vec![RULE; 201].join(","), CASE)), [PackFault::TooLarge]);
    assert_eq!(faults(&json("130001", RULE, &vec![CASE; 201].join(","))), [PackFault::TooLarge]);
    // Two hundred of each are as many as there may be, and ten rows for each case.
    assert_eq!(faults(&json("130001", RULE, &vec![CASE; 200].join(","))), []);
    let row = r#"{"day":"2026-06-01","facility":"A","kind":"clinic","setting":"outpatient","insurance_selfpay":0,"pays":0}"#;
    let long = |rows: usize| {
        let case = format!(r#"{{"name":"long","rows":[{}]}}"#, vec![row; rows].join(","));
        faults(&json("130001", RULE, &case))
    };
    assert_eq!((long(2_000), long(2_001)), (vec![], vec![PackFault::TooLarge]));
    let six = json("130001", RULE, CASE).replace("[\"a\",\"b\"]", r#"["a","b","c","d","e","f"]"#);
    assert_eq!(faults(&six), []);
    let seven = json("130001", RULE, CASE).replace("[\"a\",\"b\"]", r#"["a","b","c","d","e","f","g"]"#);
    assert_eq!(faults(&seven), [PackFault::TooLarge]);
}

#[test]
fn shapes_that_make_no_sense_are_refused() {
    for shape in [
        r#""per":"visit""#,
        r#""per":"visit","amount":300,"share":1000"#,
        r#""per":"day","amount":-300"#,
        r#""per":"day","amount":300,"free_from":0"#,
        r#""per":"day","amount":300,"times_a_month":0"#,
        r#""per":"month","amount":300,"times_a_month":1"#,
        r#""per":"month","amount":300,"free_from":2"#,
        r#""per":"month","amount":300,"share":2"#,
        r#""per":"month""#,
        r#""per":"share""#,
        r#""per":"share","share":10001"#,
        r#""per":"share","share":1000,"amount":1"#,
        r#""per":"share","share":1000,"free_from":2"#,
        r#""per":"share","share":1000,"monthly_limit":-1"#,
        r#""per":"nothing","amount":1"#,
        r#""per":"nothing","share":1"#,
        r#""per":"nothing","monthly_limit":1"#,
        r#""per":"nothing","free_from":1"#,
    ] {
        let rule = RULE.replace(r#""per":"month","amount":1000"#, shape);
        assert_eq!(faults(&json("130001", &rule, CASE)), [PackFault::Shape { rule: "r".into() }], "{shape}");
    }
}

#[test]
fn what_is_no_pack_is_refused() {
    for text in ["", "{}", "[]", &json("130001", RULE, CASE).replace("\"name\":\"x\"", "\"title\":\"x\"")] {
        assert!(matches!(pack::read(text), Err(Refused::Unreadable(_))), "{text}");
    }
    let typo = CASE.replace("\"pays\":300", "\"pays\":300,\"visit\":2");
    assert!(matches!(pack::read(&json("130001", RULE, &typo)), Err(Refused::Unreadable(_))));
}

proptest! {
    /// Whatever the visits: never negative, never above what the insurance asks, never above the limits of the rule.
    #[test]
    fn amounts_stay_within_every_limit(
        rows in proptest::collection::vec((0_u64..30, 0_usize..3, 0_i64..5_000, 0_usize..2), 1..25)
    ) {
        let hyogo = named("280003/fukushi");
        let mut earlier: Vec<Paid> = Vec::new();
        for (on, facility, selfpay, setting) in rows {
            let mut visit =
                visit("2026-06-01", ["A", "B", "C"][facility], ["outpatient", "inpatient"][setting], selfpay);
            visit.day = visit.day.plus_days(on);
            visit.total10 = Yen::new(selfpay * 3);
            let due = assess(hyogo, &[], &earlier, &visit).unwrap_or(Yen::LARGEST);
            prop_assert!(Yen::ZERO <= due && due <= visit.insurance_selfpay);
            earlier.push(Paid { visit, paid: due });
        }
        for facility in ["A", "B", "C"] {
            let of = |setting: &str| -> Vec<&Paid> {
                let mine = |paid: &&Paid| paid.visit.facility == facility && paid.visit.setting == setting;
                earlier.iter().filter(mine).collect()
            };
            let stays: Yen = of("inpatient").iter().map(|paid| paid.paid).sum();
            prop_assert!(stays <= Yen::new(3_200));
            let mut days = std::collections::BTreeMap::new();
            for paid in of("outpatient") {
                *days.entry(paid.visit.day).or_insert(Yen::ZERO) += paid.paid;
            }
            prop_assert!(days.values().all(|paid| *paid <= Yen::new(800)));
            prop_assert!(days.values().filter(|paid| **paid > Yen::ZERO).count() <= 2);
        }
    }

    /// A share of a pack is rounded as everywhere at a window.
    #[test]
    fn a_share_is_rounded_as_at_any_window(total10 in 0_i64..100_000) {
        let mut visit = visit("2026-06-01", "A", "inpatient", 3_200);
        visit.total10 = Yen::new(total10);
        let due = assess(named("280003/fukushi"), &[], &[], &visit);
        prop_assert_eq!(due, Ok(Rate::ONE_TENTH.of_at_window(Yen::new(total10)).min(Yen::new(3_200))));
    }
}
