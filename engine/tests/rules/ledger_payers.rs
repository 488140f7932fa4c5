//! Several certificates on one charge: who pays first, what the next one takes, what the window takes in the end.

use crate::ledger_support::{self, all, certificate, charge, dues, facts, nanbyo, only, with, yen};
use engine::ledger::admit::reason;
use engine::ledger::month::mark;
use engine::ledger::{Ledgers, MonthLedger};
use serde_json::{Value, json};

fn named(charge: Value, certificates: &Value) -> Value {
    with(charge, &json!({"certificates": certificates}))
}

fn page<'l>(ledgers: &'l Ledgers, account: &str) -> &'l MonthLedger {
    ledgers.months.iter().find(|page| page.account == account).unwrap_or_else(|| panic!("{account}"))
}

fn local(limits: &Value) -> Value {
    json!({"id": "m", "scheme": "local:999999/sample", "valid": {"from": "2026-01-01", "until": "2026-12-31"}, "limits": limits})
}

/// RULES §0.4, §1.5.5: the 54 page is written as if there were no 医療証; the window takes what that leaves.
#[test]
fn a_local_scheme_leaves_the_national_page_alone() {
    let children = local(&json!([{"per": "visit", "amount": 200}]));
    let charges = json!([
        named(
            with(charge("a", 1, "2026-06-01", "A", 30_000), &json!({"collected": 200})),
            &json!(["m", "c"])
        ),
        named(
            with(charge("b", 2, "2026-06-02", "B", 30_000), &json!({"collected": 4_000})),
            &json!(["m", "c"])
        )
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), children]), &charges));
    let national = page(&ledgers, "54");
    assert_eq!(dues(national), [("a", 6_000, 6_000), ("b", 4_000, 10_000)]);
    assert_eq!(national.rows[0].window_payment, Some(yen(200)));
    assert_eq!(national.marks, [""; 0]);
    let local = page(&ledgers, "m");
    assert_eq!(dues(local), [("a", 200, 200), ("b", 200, 400)]);
    assert_eq!(local.rows[0].marks, [mark::LATER_PAYER]);
    assert_eq!(ledger_support::settled(&ledgers.settlements), ["b 3800 Refund Facility collected_over_due"]);
    // national before local on the page list
    let order: Vec<&str> = ledgers.months.iter().map(|page| &*page.account).collect();
    assert_eq!(order, ["54", "m"]);
}

#[test]
fn paid_first_and_refunded_later_leaves_the_window_as_it_was() {
    let children =
        with(local(&json!([{"per": "visit", "amount": 200}])), &json!({"reimbursement": "automatic"}));
    let charges = json!([
        named(charge("a", 1, "2026-06-01", "A", 30_000), &json!(["m", "c"])),
        named(charge("b", 2, "2026-06-02", "A", 30_000), &json!(["m"]))
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), children]), &charges));
    let ends: Vec<_> = ledgers.charges.iter().map(|charge| (charge.window_payment, charge.borne)).collect();
    assert_eq!(ends, [(Some(yen(6_000)), Some(yen(200))), (Some(yen(9_000)), Some(yen(200)))]);
}

/// 21 before 54 (RULES §4): the later one takes the rest of the former, each page up to its own cap.
#[test]
fn two_national_schemes_on_one_charge() {
    let mental = certificate("s", "21", &json!(2_500));
    let charges = json!([
        named(charge("a", 1, "2026-06-01", "A", 20_000), &json!(["c", "s"])),
        named(charge("b", 2, "2026-06-02", "A", 20_000), &json!(["c", "s"])),
        named(charge("d", 3, "2026-06-03", "A", 20_000), &json!(["c"]))
    ]);
    let ledgers = all(&facts(&json!([mental, nanbyo(&json!(10_000))]), &charges));
    assert_eq!(dues(page(&ledgers, "21")), [("a", 2_000, 2_000), ("b", 500, 2_500)]);
    assert_eq!(dues(page(&ledgers, "54")), [("a", 2_000, 2_000), ("b", 500, 2_500), ("d", 4_000, 6_500)]);
    assert_eq!(page(&ledgers, "54").rows[0].raw, yen(4_000));
    assert!(page(&ledgers, "54").rows[0].marks.contains(&mark::LATER_PAYER));
    assert!(page(&ledgers, "54").rows[2].marks.is_empty());
    let payers: Vec<&str> = ledgers.charges[0].payers.iter().map(|payer| &*payer.account).collect();
    assert_eq!(payers, ["21", "54"]);
}

/// Two certificates on different charges: separate pages and caps (RULES §12.9).
#[test]
fn different_treatments_do_not_meet() {
    let mental = certificate("s", "21", &json!(2_500));
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 20_000),
        named(charge("b", 2, "2026-06-02", "A", 20_000), &json!(["s"]))
    ]);
    let ledgers = all(&facts(&json!([mental, nanbyo(&json!(10_000))]), &charges));
    assert_eq!(dues(page(&ledgers, "54")), [("a", 4_000, 4_000)]);
    assert_eq!(dues(page(&ledgers, "21")), [("b", 2_000, 2_000)]);
}

#[test]
fn the_same_disease_under_52_and_54_is_paid_by_52() {
    let of = |child: &Value, adult: &Value| {
        let certificates = json!([
            with(certificate("c", "54", &json!(7_500)), &json!({"diseases": adult})),
            with(certificate("k", "52", &json!(2_500)), &json!({"diseases": child}))
        ]);
        all(&facts(
            &certificates,
            &json!([named(charge("a", 1, "2026-06-01", "A", 20_000), &json!(["c", "k"]))]),
        ))
    };
    for (child, adult) in
        [(json!(["x"]), json!(["y", "x"])), (json!([]), json!(["x"])), (json!(["x"]), json!([]))]
    {
        let ledgers = of(&child, &adult);
        assert_eq!(dues(only(&ledgers)), [("a", 2_500, 2_500)]);
        let off: Vec<_> = ledgers.off_ledger.iter().map(|off| (off.scheme.as_deref(), off.reason)).collect();
        assert_eq!(off, [(Some("54"), reason::CHILD_SCHEME_FIRST)]);
        assert_eq!(ledgers.charges[0].window_payment, Some(yen(2_500)));
    }
    let apart = of(&json!(["x"]), &json!(["y"]));
    assert_eq!(apart.months.len(), 2);
}

/// The rule shapes of RULES §4, each by its own words.
#[test]
fn local_limits_by_visit_day_and_month() {
    let of = |limits: Value, charges: &[(&str, &str, i64, Value)]| {
        let charges: Vec<Value> = charges
            .iter()
            .zip(1..)
            .map(|((day, facility, total10, more), at)| {
                named(with(charge(&at.to_string(), at, day, facility, *total10), more), &json!(["m"]))
            })
            .collect();
        let ledgers = all(&facts(&json!([local(&limits)]), &json!(charges)));
        only(&ledgers).rows.iter().map(|row| row.due.amount()).collect::<Vec<i64>>()
    };
    let plain = json!({});
    let visit = |day, facility| (day, facility, 10_000, plain.clone());
    // 兵庫県: 1日800円 × 月2日 at each facility
    let days = json!([{"per": "day", "amount": 800, "times_a_month": 2, "at_each_facility": true}]);
    let visits = [
        ("2026-06-01", "A", 1_000, plain.clone()),
        visit("2026-06-01", "A"),
        visit("2026-06-01", "B"),
        visit("2026-06-02", "A"),
        visit("2026-06-03", "A"),
        visit("2026-06-02", "A"),
    ];
    assert_eq!(of(days, &visits), [300, 500, 800, 800, 0, 0]);
    // 柏市: 1回300円, from the sixth visit in the month free at one facility; a row may stand for several visits
    let sixth = json!([{"per": "visit", "amount": 300, "times_a_month": 5, "at_each_facility": true}]);
    let three = json!({"visits": 3});
    let visits = [
        ("2026-06-01", "A", 10_000, three.clone()),
        ("2026-06-02", "A", 10_000, three),
        visit("2026-06-03", "A"),
        visit("2026-06-03", "B"),
    ];
    assert_eq!(of(sixth, &visits), [900, 600, 0, 300]);
    // 1割, at most 3,200 a month; a stay of several days at 300 a day, free from the eleventh day
    let month = json!([{"per": "month", "amount": 3_200}]);
    assert_eq!(of(month, &[visit("2026-06-01", "A"), visit("2026-06-02", "B")]), [3_000, 200]);
    let stay = json!([{"per": "day", "amount": 300, "times_a_month": 10, "setting": "inpatient"}]);
    let inpatient = |day, visits| (day, "A", 500_000, json!({"setting": "inpatient", "visits": visits}));
    assert_eq!(
        of(stay, &[inpatient("2026-06-01", 7), inpatient("2026-06-08", 7), visit("2026-06-20", "A")]),
        [2_100, 900, 3_000]
    );
    // one day a month, and a row of two days of which only the second is that day: the first is free
    let one = json!([{"per": "day", "amount": 800, "times_a_month": 1}]);
    let two_days = ("2026-06-01", "A", 10_000, json!({"visits": 2}));
    let small = ("2026-06-02", "A", 1_000, plain.clone());
    assert_eq!(of(one, &[small, two_days, visit("2026-06-02", "A")]), [300, 500, 0]);
    // 調剤0円; and only at the first visit
    let kinds = json!([{"per": "visit", "amount": 0, "kinds": ["pharmacy"]}, {"per": "visit", "amount": 500,
        "first_visit_only": true, "kinds": ["clinic"]}]);
    let at = |kind: &str, first: bool| {
        ("2026-06-01", "A", 10_000, json!({"facility": {"code": "A", "kind": kind}, "first_visit": first}))
    };
    assert_eq!(of(kinds, &[at("pharmacy", false), at("clinic", true), at("clinic", false)]), [0, 500, 0]);
    // a word this version does not know limits nothing
    let unknown = json!([{"per": "blue_moon", "amount": 1}]);
    assert_eq!(of(unknown, &[visit("2026-06-01", "A")]), [3_000]);
}

/// A 医療証 covers what the disease's certificate does not.
#[test]
fn a_local_scheme_covers_other_treatment_too() {
    let children = local(&json!([{"per": "visit", "amount": 200}]));
    let other = json!({"disease_related": false});
    let charges = json!([
        named(with(charge("a", 1, "2026-06-01", "A", 10_000), &other), &json!(["m", "c"])),
        named(with(charge("b", 2, "2026-06-01", "B", 10_000), &json!({"part": "hoken"})), &json!(["m"]))
    ]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), children]), &charges));
    assert_eq!(dues(only(&ledgers)), [("a", 200, 200), ("b", 200, 400)]);
    assert_eq!(ledgers.costs("54").count(), 0);
}

/// 38: the insurance's own self-pay as the facility gives it, then the cap.
#[test]
fn hepatitis_takes_the_self_pay_of_the_insurance() {
    let certificate = certificate("c", "38", &json!(10_000));
    let charges = json!([
        with(charge("a", 1, "2026-06-01", "A", 30_000), &json!({"raw_selfpay": 8_990})),
        charge("b", 2, "2026-06-02", "B", 30_000)
    ]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    assert_eq!(dues(only(&ledgers)), [("a", 8_990, 8_990), ("b", 1_010, 10_000)]);
    assert_eq!(only(&ledgers).liability_in_law, Some(yen(10_000)));
}

/// 10割 = insurer + 公費 + patient; the window's rounding stands apart (RULES §1.3: 502 points).
#[test]
fn every_yen_of_a_charge_has_an_owner() {
    let charges = json!([charge("a", 1, "2026-06-01", "A", 5_020)]);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000))]), &charges));
    let outcome = &ledgers.charges[0];
    assert_eq!(outcome.insurer, yen(3_514));
    assert_eq!(outcome.payers[0].public, yen(502));
    assert_eq!(
        (outcome.patient, outcome.rounding, outcome.window_payment),
        (yen(1_004), yen(-4), Some(yen(1_000)))
    );
}

/// A local scheme by its published rules: 柏市 (300 yen a visit, free from the sixth), after 54.
#[test]
fn a_pack_of_the_book_takes_what_54_leaves() {
    let children = json!({"id": "m", "scheme": "local:122173/kodomo", "valid": {"from": "2020-01-01", "until": "2026-12-31"}});
    let of = |days: &[&str], more: &Value| {
        let charges: Vec<Value> = days
            .iter()
            .zip(1..)
            .map(|(day, at)| named(charge(&at.to_string(), at, day, "A", 10_000), &json!(["m", "c"])))
            .collect();
        all(&facts(&json!([nanbyo(&json!(5_000)), with(children.clone(), more)]), &json!(charges)))
    };
    let days = ["2026-06-01", "2026-06-01", "2026-06-03", "2026-06-04", "2026-06-05", "2026-06-06"];
    let due =
        |ledgers: &Ledgers| page(ledgers, "m").rows.iter().map(|row| row.due.amount()).collect::<Vec<_>>();
    // 2,000 + 2,000 + 1,000 under 54, then nothing is left of it
    assert_eq!(due(&of(&days, &json!({}))), [300, 300, 300, 0, 0, 0]);
    assert_eq!(due(&of(&days, &json!({"income_class": "low2"}))), [0; 6]);
    // what is printed comes before the pack
    let printed = json!({"limits": [{"per": "visit", "amount": 200}]});
    assert_eq!(due(&of(&days, &printed)), [200, 200, 200, 0, 0, 0]);
    // before the pack begins, its rules say nothing
    let early = all(&facts(
        &json!([children.clone()]),
        &json!([named(charge("a", 1, "2023-07-31", "A", 10_000), &json!(["m"]))]),
    ));
    assert_eq!(early.off_ledger[0].reason, reason::NO_RULE_FITS);
    let unknown = with(children, &json!({"scheme": "local:999999/nothing"}));
    let ledgers = all(&facts(
        &json!([unknown]),
        &json!([named(charge("a", 1, "2026-06-01", "A", 10_000), &json!(["m"]))]),
    ));
    assert_eq!(ledgers.off_ledger[0].reason, reason::SCHEME_UNKNOWN);
}

/// 兵庫県: two visits on one day share the day's 800 yen and are one of its two days.
#[test]
fn a_pack_that_counts_days_keeps_the_visits_of_a_day_together() {
    let welfare = json!({"id": "m", "scheme": "local:280003/fukushi", "valid": {"from": "2020-01-01", "until": "2026-12-31"}});
    let days = ["2026-06-01", "2026-06-01", "2026-06-01", "2026-06-09", "2026-06-10"];
    let charges: Vec<Value> = days
        .iter()
        .zip(1..)
        .map(|(day, at)| named(charge(&at.to_string(), at, day, "A", 1_000), &json!(["m"])))
        .collect();
    let ledgers = all(&facts(&json!([welfare]), &json!(charges)));
    let dues: Vec<i64> = only(&ledgers).rows.iter().map(|row| row.due.amount()).collect();
    assert_eq!(dues, [300, 300, 200, 300, 0]);
}

/// Alone, the sixth visit of the month is free; visits of one day are kept together and still counted one by one.
#[test]
fn a_pack_counts_every_visit_of_the_month() {
    let children = json!({"id": "m", "scheme": "local:122173/kodomo", "valid": {"from": "2024-01-01", "until": "2026-12-31"}});
    let charges: Vec<Value> = (1..8)
        .map(|at| {
            let day = if at < 4 { "2026-06-01" } else { "2026-06-02" };
            named(charge(&at.to_string(), at, day, "A", 10_000), &json!(["m"]))
        })
        .collect();
    let ledgers = all(&facts(&json!([children]), &json!(charges)));
    let dues: Vec<i64> = only(&ledgers).rows.iter().map(|row| row.due.amount()).collect();
    assert_eq!(dues, [300, 300, 300, 300, 300, 0, 0]);
}

/// Schemes where nothing is collected, and one name for a scheme with two.
#[test]
fn zero_yen_schemes_and_schemes_of_two_names() {
    let certificate = |scheme: &str| json!({"id": "c", "scheme": scheme, "valid": {"from": "2026-01-01", "until": "2026-12-31"}});
    let one = |scheme: &str| {
        all(&facts(&json!([certificate(scheme)]), &json!([charge("a", 1, "2026-06-01", "A", 10_000)])))
    };
    let atomic = one("19");
    let zero = only(&atomic);
    assert_eq!((zero.selfpay, zero.reached_from_start, zero.total10), (Some(yen(0)), true, yen(10_000)));
    let tuberculosis = one("10");
    assert_eq!(only(&tuberculosis).cap, Some(engine::Cap::Unlimited));
    assert_eq!(dues(only(&tuberculosis)), [("a", 500, 500)]);
    // a cap by income class is never guessed
    assert_eq!(only(&one("54")).selfpay, None);
    assert!(only(&one("66")).marks.contains(&mark::RULE_UNCONFIRMED));
    let both = json!([
        with(certificate("38"), &json!({"caps": [{"from": "2026-01-01", "cap": 10_000}]})),
        with(
            certificate("38-hepatitis"),
            &json!({"id": "d", "caps": [{"from": "2026-01-01", "cap": 10_000}]})
        )
    ]);
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 30_000),
        named(charge("b", 2, "2026-06-01", "A", 30_000), &json!(["d"]))
    ]);
    let ledgers = all(&facts(&both, &charges));
    assert_eq!(only(&ledgers).account, "38-hepatitis");
    assert_eq!(dues(only(&ledgers)), [("a", 9_000, 9_000), ("b", 1_000, 10_000)]);
}

/// The order is the one of the list, not of the numbers: 54 before 38.
#[test]
fn the_order_of_payers_is_not_the_order_of_numbers() {
    let hepatitis = certificate("h", "38", &json!(10_000));
    let both = named(charge("a", 1, "2026-06-01", "A", 30_000), &json!(["h", "c"]));
    let ledgers = all(&facts(&json!([hepatitis, nanbyo(&json!(5_000))]), &json!([both])));
    let payers: Vec<_> =
        ledgers.charges[0].payers.iter().map(|payer| (&*payer.account, payer.due.amount())).collect();
    assert_eq!(payers, [("54", 5_000), ("38-hepatitis", 5_000)]);
    let order: Vec<&str> = ledgers.months.iter().map(|page| &*page.account).collect();
    assert_eq!(order, ["54", "38-hepatitis"]);
}

/// What a payer whose cap nobody knows leaves is not known either, and so is every later figure of the next ledger.
#[test]
fn doubt_about_one_payer_is_doubt_about_the_next() {
    let mental = with(certificate("s", "21", &Value::Null), &json!({"caps": []}));
    let charges = json!([
        named(charge("a", 1, "2026-06-01", "A", 20_000), &json!(["c", "s"])),
        named(with(charge("b", 2, "2026-06-02", "A", 20_000), &json!({"collected": 0})), &json!(["c"]))
    ]);
    let ledgers = all(&facts(&json!([mental, nanbyo(&json!(10_000))]), &charges));
    let adult = page(&ledgers, "54");
    assert_eq!(adult.selfpay, None);
    assert!(adult.rows.iter().all(|row| row.used.is_none() && row.window_payment.is_none()));
    assert!(adult.marks.contains(&mark::CAP_UNKNOWN));
    assert_eq!(ledgers.settlements, []);
}

/// A circumstance the pack has a word for, printed as that word or as a 所得区分 that means it.
#[test]
fn a_pack_is_told_the_circumstances_that_are_printed() {
    let due = |class: Value| {
        let child = json!({"id": "m", "scheme": "local:122173/kodomo", "income_class": class,
            "valid": {"from": "2026-01-01", "until": "2026-12-31"}});
        let visit = with(
            charge("1", 1, "2026-06-01", "A", 10_000),
            &json!({"setting": "outpatient",
            "facility": {"code": "A", "kind": "hospital"}}),
        );
        only(&all(&facts(&json!([child]), &json!([named(visit, &json!(["m"]))])))).rows[0].due.amount()
    };
    for (class, expected) in [
        (json!(null), 300),
        (json!("middle1"), 300),
        (json!("non_taxed"), 0),
        (json!("low1"), 0),
        (json!("other"), 300),
    ] {
        assert_eq!(due(class.clone()), expected, "{class}");
    }
}
