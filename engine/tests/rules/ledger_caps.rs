//! Which cap counts, and how far: changes inside a month, several certificates, caps counted apart, caps nobody knows.

use crate::ledger_support::{
    self, all, certificate, charge, day, dues, facts, nanbyo, only, read, with, yen,
};
use engine::ledger::all as all_on;
use engine::ledger::month::mark;
use serde_json::{Value, json};

fn with_caps(caps: &Value) -> Value {
    with(nanbyo(&Value::Null), &json!({"caps": caps}))
}

#[test]
fn a_cap_changed_on_the_first_counts_from_that_month() {
    let certificate =
        with_caps(&json!([{"from": "2026-01-01", "cap": 20_000}, {"from": "2026-07-01", "cap": 10_000}]));
    let charges =
        json!([charge("june", 1, "2026-06-30", "A", 200_000), charge("july", 2, "2026-07-01", "A", 200_000)]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    let caps: Vec<_> = ledgers.months.iter().map(|page| (page.selfpay, page.caps.len())).collect();
    assert_eq!(caps, [(Some(yen(20_000)), 0), (Some(yen(10_000)), 0)]);
}

/// RULES §16.6: each charge has the cap of its own day, the running total is one.
#[test]
fn public_assistance_from_the_middle_of_a_month() {
    let certificate =
        with_caps(&json!([{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-06-15", "cap": 0}]));
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 20_000),
        charge("b", 2, "2026-06-20", "B", 20_000),
        charge("late", 3, "2026-06-10", "C", 40_000)
    ]);
    let facts = facts(&json!([certificate]), &charges);
    let ledgers = all(&facts);
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 4_000, 4_000), ("b", 0, 4_000), ("late", 6_000, 10_000)]);
    assert_eq!(page.caps.len(), 2);
    assert_eq!(page.cap, Some(engine::Cap::At(yen(0))));
    // in law: the days under the cap of 10,000 by themselves
    assert_eq!(page.liability_in_law, Some(yen(10_000)));
    assert!(page.reached && !page.reached_from_start);
    // nobody reached the cap of nothing: it began
    assert_eq!(page.reached_on, None);
    // on the tenth the old cap was in force
    let earlier = all_on(&facts, day("2026-06-10"));
    assert_eq!(only(&earlier).cap, Some(engine::Cap::At(yen(10_000))));
}

#[test]
fn public_assistance_that_ends_in_the_middle_of_a_month() {
    let certificate =
        with_caps(&json!([{"from": "2026-01-01", "cap": 0}, {"from": "2026-06-15", "cap": 10_000}]));
    let charges =
        json!([charge("a", 1, "2026-06-01", "A", 20_000), charge("b", 2, "2026-06-20", "B", 20_000)]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 0, 0), ("b", 4_000, 4_000)]);
    assert!(page.rows[0].reached && !page.rows[1].reached);
    assert!(!page.reached && !page.reached_from_start);
    assert_eq!(page.reached_on, None);
    assert_eq!(page.liability_in_law, Some(yen(4_000)));
}

/// Two caps that are neither of them 0 leave the liability in law open.
#[test]
fn two_positive_caps_in_one_month() {
    let certificate =
        with_caps(&json!([{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-06-15", "cap": 5_000}]));
    let charges =
        json!([charge("a", 1, "2026-06-01", "A", 40_000), charge("b", 2, "2026-06-20", "B", 40_000)]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 8_000, 8_000), ("b", 0, 8_000)]);
    assert_eq!(page.liability_in_law, None);
    assert!(!page.reached_from_start);
}

/// RULES §1.5.8: several 54 certificates of one person share one page.
#[test]
fn several_54_certificates_share_one_ledger() {
    let other = certificate("d", "54", &json!(10_000));
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 40_000),
        with(charge("b", 2, "2026-06-02", "B", 40_000), &json!({"certificates": ["d"]})),
        with(charge("e", 3, "2026-06-03", "B", 40_000), &json!({"certificates": ["d", "c"]}))
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), other]), &charges));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 8_000, 8_000), ("b", 2_000, 10_000), ("e", 0, 10_000)]);
    assert_eq!(page.account, "54");
    assert_eq!(page.certificates, ["c", "d"]);
    assert!(!page.marks.contains(&mark::CAPS_DIFFER));
    assert_eq!(ledgers.page("d", page.month), Some(page));
    assert_eq!(ledgers.page("d", page.month.plus(1)), None);
    assert_eq!(ledgers.page("e", page.month), None);
}

/// Printed caps of one ledger that differ: the lower one speaks for a charge that names both, and the page says so.
#[test]
fn differing_caps_of_one_ledger_are_told() {
    let other = certificate("d", "54", &json!(5_000));
    let both = with(charge("a", 1, "2026-06-01", "A", 40_000), &json!({"certificates": ["c", "d"]}));
    let one = charge("b", 2, "2026-06-02", "B", 40_000);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), other]), &json!([both, one])));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 5_000, 5_000), ("b", 5_000, 10_000)]);
    assert!(page.marks.contains(&mark::CAPS_DIFFER));
}

/// Differing on any day of the month is differing in it; what differed in another month is not.
#[test]
fn caps_that_come_to_differ_inside_the_month_are_told_in_that_month_alone() {
    let lowered = |from: &str| {
        with(
            certificate("d", "54", &Value::Null),
            &json!({"caps": [{"from": "2026-01-01", "cap": 10_000}, {"from": from, "cap": 5_000},
                {"from": "2026-07-01", "cap": 10_000}]}),
        )
    };
    let of = |from: &str, month: &str| {
        let charges = json!([
            charge("a", 1, &format!("{month}-01"), "A", 10_000),
            with(charge("b", 2, &format!("{month}-20"), "B", 10_000), &json!({"certificates": ["d"]}))
        ]);
        let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), lowered(from)]), &charges));
        only(&ledgers).marks.contains(&mark::CAPS_DIFFER)
    };
    assert!(of("2026-06-15", "2026-06"));
    assert!(!of("2026-06-15", "2026-05"));
    assert!(!of("2026-06-15", "2026-07"));
}

/// A renewal inside a month goes on with the same running total, and the charge may still name the old certificate.
#[test]
fn a_renewed_certificate_goes_on_with_the_month() {
    let old = with(nanbyo(&json!(10_000)), &json!({"valid": {"from": "2026-01-01", "until": "2026-06-15"}}));
    let new = json!({"id": "n", "scheme": "54", "valid": {"from": "2026-06-16", "until": "2027-06-15"},
        "caps": [{"from": "2026-06-16", "cap": 5_000}], "payer_number": "54136015"});
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 20_000),
        with(charge("b", 2, "2026-06-20", "B", 20_000), &json!({"certificates": ["c", "n"]}))
    ]);
    let ledgers = all(&facts(&json!([old, new]), &charges));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 4_000, 4_000), ("b", 1_000, 5_000)]);
    assert_eq!(ledgers.off_ledger, []);
    assert_eq!(page.cap, Some(engine::Cap::At(yen(5_000))));
    assert_eq!(page.caps.len(), 2);
    assert!(!page.marks.contains(&mark::TWO_AUTHORITIES));
}

#[test]
fn two_authorities_in_one_month_are_told() {
    let old = with(nanbyo(&json!(10_000)), &json!({"payer_number": "54136015"}));
    let new = with(certificate("d", "54", &json!(10_000)), &json!({"payer_number": "54376017"}));
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 20_000),
        with(charge("b", 2, "2026-06-20", "B", 20_000), &json!({"certificates": ["d"]}))
    ]);
    let ledgers = all(&facts(&json!([old, new]), &charges));
    assert!(only(&ledgers).marks.contains(&mark::TWO_AUTHORITIES));
}

#[test]
fn an_unknown_cap_gives_no_total() {
    let certificate = with(nanbyo(&Value::Null), &json!({"caps": [{"from": "2026-06-10", "cap": 5_000}]}));
    let charges = json!([
        with(charge("b", 2, "2026-06-20", "B", 40_000), &json!({"collected": 0})),
        with(charge("a", 3, "2026-06-01", "A", 40_000), &json!({"collected": 0})),
        with(charge("d", 4, "2026-06-20", "D", 40_000), &json!({"collected": 0}))
    ]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("b", 5_000, 5_000), ("a", 8_000, -1), ("d", 0, -1)]);
    assert_eq!(page.selfpay, None);
    assert_eq!(page.liability_in_law, None);
    assert!(!page.reached && !page.rows[1].reached && !page.rows[2].reached);
    assert_eq!(page.by_service_day, None);
    assert_eq!(page.total10, yen(120_000));
    assert!(page.marks.contains(&mark::CAP_UNKNOWN));
    // only what is certain is to be settled
    assert_eq!(
        ledger_support::settled(&ledgers.settlements),
        ["b 5000 Additional Facility collected_under_due"]
    );
    let text = serde_json::to_value(&page.rows[1]).unwrap_or_default();
    assert_eq!((text.get("cap"), text.get("used")), (None, None));
}

#[test]
fn caps_counted_apart_by_setting_and_by_facility() {
    let inpatient = json!({"setting": "inpatient"});
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 40_000),
        with(charge("b", 2, "2026-06-02", "A", 40_000), &inpatient),
        charge("d", 3, "2026-06-03", "D", 40_000),
        with(charge("e", 4, "2026-06-04", "A", 40_000), &inpatient)
    ]);
    let page = |scope: Value| {
        let certificate = with(nanbyo(&json!(10_000)), &json!({"scope": scope}));
        only(&all(&facts(&json!([certificate]), &charges))).clone()
    };
    let by_setting = page(json!({"split_by_setting": true}));
    assert_eq!(
        dues(&by_setting),
        [("a", 8_000, 8_000), ("b", 8_000, 8_000), ("d", 2_000, 10_000), ("e", 2_000, 10_000)]
    );
    assert_eq!(by_setting.selfpay, Some(yen(20_000)));
    assert!(by_setting.reached);
    assert_eq!(by_setting.pools.len(), 2);
    assert_eq!(by_setting.liability_in_law, None);
    let by_facility = page(json!({"split_by_facility": true}));
    assert_eq!(
        dues(&by_facility),
        [("a", 8_000, 8_000), ("b", 2_000, 10_000), ("d", 8_000, 8_000), ("e", 0, 10_000)]
    );
    assert!(!by_facility.reached);
    let states: Vec<_> =
        by_facility.pools.iter().map(|pool| (pool.facility.as_deref(), pool.reached)).collect();
    assert_eq!(states, [(Some("A"), true), (Some("D"), false)]);
}

/// RULES §1.2: the insurance's one tenth stays one tenth; a change of insurer inside a month changes the rate, not the cap.
#[test]
fn the_lower_rate_counts_charge_by_charge() {
    let tenth = json!({"insurance_rate": "0.1"});
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 20_010),
        with(charge("b", 2, "2026-06-20", "B", 20_010), &tenth)
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000))]), &charges));
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a", 4_000, 4_000), ("b", 2_000, 6_000)]);
    assert_eq!(page.liability_in_law, Some(yen(4_002 + 2_001)));
}

/// The month is the month of service, whenever it was registered or paid (RULES §12.1).
#[test]
fn a_bill_of_next_month_stays_on_the_page_of_its_service() {
    let billed = json!({"collected_on": "2026-07-10", "registered_at": "2026-07-10T09:00:00+09:00"});
    let charges = json!([
        with(charge("a", 9, "2026-06-30", "A", 20_000), &billed),
        charge("b", 2, "2026-07-01", "B", 20_000)
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000))]), &charges));
    let months: Vec<String> = ledgers.months.iter().map(|page| page.month.to_string()).collect();
    assert_eq!(months, ["2026-06", "2026-07"]);
}

#[test]
fn what_the_facility_saw_and_worked_out_is_compared() {
    let charges = json!([
        with(
            charge("a", 1, "2026-06-01", "A", 20_000),
            &json!({"raw_selfpay": 4_000, "seen_running_total": 0})
        ),
        with(
            charge("b", 2, "2026-06-02", "B", 20_000),
            &json!({"raw_selfpay": 6_000, "seen_running_total": 0, "source": "patient_entered"})
        )
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000))]), &charges));
    let page = only(&ledgers);
    assert_eq!(page.rows[0].marks, [""; 0]);
    assert_eq!(page.rows[1].marks, [mark::PROVISIONAL, mark::RAW_DIFFERS, mark::SEEN_TOTAL_DIFFERS]);
}

/// RULES §1.4: the meal stands apart; 54 bears it all, 52 half, the printed share wins.
#[test]
fn meals_stand_apart_from_cap_and_cost() {
    let of = |scheme: &str, more: Value| {
        let certificate = with(certificate("c", scheme, &json!(1_000)), &more);
        let stay =
            with(charge("a", 1, "2026-06-01", "A", 100_000), &json!({"meal": 4_905, "setting": "inpatient"}));
        let page = only(&all(&facts(&json!([certificate]), &json!([stay])))).clone();
        assert_eq!((page.total10, page.selfpay), (yen(100_000), Some(yen(1_000))));
        (page.meals.map(engine::Yen::amount), page.marks.contains(&mark::MEAL_UNCONFIRMED))
    };
    assert_eq!(of("54", json!({})), (Some(4_905), false));
    assert_eq!(of("52", json!({})), (Some(2_452), false));
    assert_eq!(of("54", json!({"meals": "none"})), (Some(0), false));
    assert_eq!(of("54", json!({"meals": "half"})), (Some(2_452), false));
    assert_eq!(of("54", json!({"meals": "a bite"})), (None, false));
    assert!(of("21", json!({})).1);
}

/// RULES §1.3, §16.7: where the insurance's own limit lies below what the cap leaves, it binds first, by facility and month.
#[test]
fn the_insurance_limit_binds_before_the_cap() {
    let elderly = |charges: Value| {
        ledger_support::read(&json!({"person": {"id": "p", "born_on": "1950-04-02"},
            "certificates": [nanbyo(&json!(30_000))], "charges": charges,
            "insurance": [{"from": "2025-08-01", "band": "ordinary", "rate": "0.2"}]}))
    };
    let rate = json!({"insurance_rate": "0.2"});
    let charges = json!([
        with(charge("a", 1, "2026-06-01", "A", 80_000), &rate),
        with(charge("b", 2, "2026-06-02", "A", 80_000), &rate),
        with(charge("d", 3, "2026-06-03", "B", 80_000), &rate)
    ]);
    let facts = elderly(charges);
    let ledgers = all(&facts);
    let page = only(&ledgers);
    // 18,000 at one facility out-patient until 2026-07, then the cap
    assert_eq!(dues(page), [("a", 16_000, 16_000), ("b", 2_000, 18_000), ("d", 12_000, 30_000)]);
    assert!(!page.marks.contains(&mark::BAND_UNKNOWN));
    let told = engine::ledger::explain(&facts, None, "b").unwrap_or_else(|| panic!("not explained"));
    assert_eq!(told.trace.replay(), Ok(()));
    assert!(told.trace.steps.iter().any(|step| step.key == "rule.insurance_first"));
    // without the band: 16,000 at B may be too much for somebody at 2割 (低所得 8,000), and is sure for one at 3割 or under 70
    let unknown = |born_on: &str, rate: &str, total10: i64| {
        let kind = json!({"code": "A", "kind": "long_term_care"});
        let visit = with(
            charge("a", 1, "2026-06-01", "A", total10),
            &json!({"insurance_rate": rate, "facility": kind}),
        );
        let person = json!({"person": {"id": "p", "born_on": born_on}, "certificates": [nanbyo(&json!(30_000))],
            "charges": [visit]});
        only(&all(&read(&person))).marks.contains(&mark::BAND_UNKNOWN)
    };
    for (born_on, rate, total10, doubtful) in [
        ("1950-04-02", "0.2", 80_000, true),
        ("1950-04-02", "0.2", 40_000, false),
        ("1950-04-02", "0.1", 80_050, true),
        ("1950-04-02", "0.3", 150_000, false),
        ("1990-04-02", "0.3", 900_000, false),
        ("1951-06-02", "0.2", 20_010, false),
        ("1951-06-02", "0.2", 20_030, true),
    ] {
        assert_eq!(unknown(born_on, rate, total10), doubtful, "{born_on} {rate} {total10}");
    }
    // under 70 in a hospital the limit rises with the cost of all of the month: 80,100 + (600,000 − 267,000) × 1 %
    let stay = |id, at, service_day| {
        with(
            charge(id, at, service_day, "A", 300_000),
            &json!({"insurance_rate": "0.3", "setting": "inpatient"}),
        )
    };
    let young = json!({"person": {"id": "p", "born_on": "1990-04-02"}, "certificates": [nanbyo(&Value::Null)],
        "insurance": [{"from": "2025-08-01", "band": "u", "rate": "0.3"}],
        "charges": [stay("a", 1, "2026-06-01"), stay("b", 2, "2026-06-09")]});
    let ledgers = all(&ledger_support::read(&young));
    assert_eq!(dues(only(&ledgers)), [("a", 60_000, 60_000), ("b", 23_430, 83_430)]);
    // from 2026-08 the limit is 22,000
    let august = elderly(json!([with(charge("a", 1, "2026-08-01", "A", 160_000), &rate)]));
    assert_eq!(dues(only(&all(&august))), [("a", 22_000, 22_000)]);
}

/// RULES §16.7: at one facility what is due hangs on an 適用区分 nobody has told, as soon as it does for one charge there.
#[test]
fn one_charge_whose_insurance_band_is_not_told_leaves_the_page_open() {
    let doubtful = |rates: [&str; 2], insurance: &Value| {
        let visit = |id, at, day, rate: &str| {
            with(charge(id, at, day, "A", 60_000), &json!({"insurance_rate": rate}))
        };
        let charges = [visit("a", 1, "2026-06-01", rates[0]), visit("b", 2, "2026-06-20", rates[1])];
        let person = json!({"person": {"id": "p", "born_on": "1950-04-02"}, "certificates": [nanbyo(&json!(30_000))],
            "charges": charges, "insurance": insurance});
        only(&all(&read(&person))).marks.contains(&mark::BAND_UNKNOWN)
    };
    let nobody_says = json!([]);
    // 低所得 is possible at two tenths (8,000 at a facility), not at three
    assert!(!doubtful(["0.3", "0.3"], &nobody_says));
    assert!(doubtful(["0.3", "0.2"], &nobody_says));
    assert!(doubtful(["0.2", "0.3"], &nobody_says));
    // told for a part of the month: the other part is open
    let both = ["0.2", "0.2"];
    assert!(!doubtful(both, &json!([{"from": "2026-01-01", "band": "ordinary"}])));
    assert!(doubtful(both, &json!([{"from": "2026-06-15", "band": "ordinary"}])));
    assert!(doubtful(both, &json!([{"from": "2026-01-01", "until": "2026-06-15", "band": "ordinary"}])));
}

/// A cap printed twice for one day is one change, to the last that is printed.
#[test]
fn a_day_has_one_cap_however_often_it_is_printed() {
    let certificate =
        with_caps(&json!([{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-06-15", "cap": 7_500},
        {"from": "2026-06-15", "cap": 5_000}]));
    let ledgers = all(&facts(&json!([certificate]), &json!([charge("a", 1, "2026-06-01", "A", 10_000)])));
    let caps: Vec<_> = only(&ledgers).caps.iter().map(|entry| entry.cap).collect();
    assert_eq!(caps, [engine::Cap::At(yen(10_000)), engine::Cap::At(yen(5_000))]);
}

#[test]
fn a_cap_that_begins_after_the_certificate_ended_is_no_cap_of_the_month() {
    let certificate = with(
        nanbyo(&Value::Null),
        &json!({"valid": {"from": "2026-01-01", "until": "2026-06-15"},
            "caps": [{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-06-20", "cap": 5_000}]}),
    );
    let ledgers = all(&facts(&json!([certificate]), &json!([charge("a", 1, "2026-06-01", "A", 10_000)])));
    let page = only(&ledgers);
    assert_eq!((page.cap, page.caps.len()), (Some(engine::Cap::At(yen(10_000))), 0));
}

/// The later of two periods that overlap counts.
#[test]
fn a_new_insurance_band_takes_over_from_its_first_day() {
    let rate = json!({"insurance_rate": "0.2"});
    let facts = ledger_support::read(&json!({"person": {"id": "p", "born_on": "1950-04-02"},
        "certificates": [nanbyo(&json!(30_000))],
        "charges": [with(charge("a", 1, "2026-06-01", "A", 100_000), &rate), with(charge("b", 2, "2026-07-01", "A", 100_000), &rate)],
        "insurance": [{"from": "2025-08-01", "band": "ordinary"}, {"from": "2026-07-01", "band": "low2"}]}));
    let selfpay: Vec<_> = all(&facts).months.iter().map(|page| page.selfpay).collect();
    assert_eq!(selfpay, [Some(yen(18_000)), Some(yen(8_000))]);
}

/// A period of insurance counts up to and with its last day.
#[test]
fn an_insurance_band_holds_until_its_last_day() {
    let due = |service_day: &str| {
        let stay = with(charge("a", 1, service_day, "A", 100_000), &json!({"insurance_rate": "0.2"}));
        let facts = read(&json!({"person": {"id": "p", "born_on": "1950-04-02"},
            "certificates": [nanbyo(&json!(30_000))], "charges": [stay],
            "insurance": [{"from": "2025-08-01", "until": "2026-06-15", "band": "ordinary"}]}));
        only(&all(&facts)).rows[0].due
    };
    assert_eq!(due("2026-06-15"), yen(18_000));
    assert_eq!(due("2026-06-16"), yen(20_000));
}

/// RULES §16.2: the other order is shown when a facility would have had to take another sum, and only then.
#[test]
fn registered_out_of_order_without_a_cap_in_the_way_nothing_would_have_been_otherwise() {
    let of = |cap: i64| {
        let charges =
            json!([charge("a", 1, "2026-06-20", "A", 30_000), charge("b", 2, "2026-06-01", "B", 40_000)]);
        let ledgers = all(&facts(&json!([nanbyo(&json!(cap))]), &charges));
        let other = only(&ledgers).by_service_day.clone();
        other.map(|rows| rows.into_iter().map(|row| (row.charge, row.due.amount())).collect::<Vec<_>>())
    };
    assert_eq!(of(20_000), None);
    assert_eq!(of(10_000), Some(vec![("b".to_owned(), 8_000), ("a".to_owned(), 2_000)]));
}
