//! 領収書: what the person says they paid counts as 見込み, changes nothing that was registered, and is told when a facility registers the same.

use crate::view_support::{certificate, charge, day, facts, json_of, nanbyo, person, with};
use engine::facts::{Charge, FacilityKind, Facts, Source};
use engine::receipt::{Receipt, Written, note_of, version_of};
use engine::view::{Certainty, MonthState, Whole, whole};
use engine::{Rate, Yen};
use serde_json::{Value, json};

const TODAY: &str = "2026-11-20";

fn slip(on: &str, facility: &str, total10: i64, paid: i64) -> Receipt {
    Receipt {
        day: day(on),
        facility: facility.to_owned(),
        kind: FacilityKind::Clinic,
        total10: Yen::new(total10),
        paid: Yen::new(paid),
        certificates: vec!["c".to_owned()],
    }
}

fn noted(id: &str, receipt: &Receipt) -> Charge {
    receipt.charge(&registered(), id, 7, "2026-11-19T09:00:00+09:00")
}

/// With the large numbers of a hub that has been registering for years.
fn registered() -> Facts {
    let charges = [
        charge("a", 9_000_000_001, "2026-11-04", "A", 21_840),
        charge("b", 9_000_000_002, "2026-11-08", "B", 7_500),
    ];
    facts(&person(&[nanbyo()], &charges))
}

fn counted(mut facts: Facts, noted: &[Charge]) -> Facts {
    facts.charges.extend_from_slice(noted);
    facts
}

fn seen(facts: Facts, noted: &[Charge]) -> Whole {
    whole(&counted(facts, noted), day(TODAY))
}

#[test]
fn a_receipt_is_an_estimate_that_stands_apart_and_behind_what_is_registered() {
    // Earlier than both charges and still behind them: no line of a facility's is another one because of it.
    let all = seen(registered(), &[noted("n", &slip("2026-11-01", "丙医院", 10_000, 2_000))]);
    let month = &all.pages.view.ledgers[0].this_month;
    let due: Vec<i64> = month.rows.iter().map(|row| row.due.amount()).collect();
    assert_eq!(due, [4_370, 1_500, 2_000]);
    assert_eq!(month.rows[2].source, Source::PatientEntered);
    assert_eq!(month.rows[2].registered_at.as_deref(), Some("2026-11-19T09:00:00+09:00"));
    assert_eq!((month.used.yen, month.used.certainty), (Yen::new(7_870), Certainty::Expected));
    assert_eq!(month.added, Some(Yen::new(2_000)));
    assert_eq!(
        month.remaining.as_ref().map(|left| (left.yen, left.certainty)),
        Some((Yen::new(2_130), Certainty::Expected))
    );
    let without = seen(registered(), &[]);
    let month = &without.pages.view.ledgers[0].this_month;
    assert_eq!((month.added, month.used.certainty), (None, Certainty::Confirmed));
    assert_eq!(version_of(&noted("n", &slip("2026-11-01", "丙医院", 10_000, 2_000))), 7);
}

#[test]
fn receipts_count_in_the_order_in_which_they_were_noted_whatever_the_order_they_came_in() {
    let late = slip("2026-11-15", "丙医院", 20_000, 4_000).charge(&registered(), "a", 8, "");
    let early = noted("b", &slip("2026-11-02", "丁医院", 20_000, 4_000));
    let one = seen(registered(), &[late.clone(), early.clone()]);
    assert_eq!(one, seen(registered(), &[early, late]));
    let month = &one.pages.view.ledgers[0].this_month;
    let due: Vec<i64> = month.rows.iter().map(|row| row.due.amount()).collect();
    assert_eq!(due, [4_370, 1_500, 4_000, 130], "the later one meets the cap");
    assert_eq!((month.state, month.added), (MonthState::Reached, Some(Yen::new(4_130))));
    // What was paid above it may come back, and that is no surer than the receipt.
    let back = &one.pages.money.settlements[0];
    assert_eq!((note_of(&back.charge), back.amount.yen), (Some("a"), Yen::new(3_870)));
    assert_eq!(back.amount.certainty, Certainty::Expected);
    let told = one.news.notices.iter().find(|notice| notice.key == "watch.settle.over");
    assert_eq!(told.map(|notice| notice.certainty), Some(Certainty::Expected));
}

#[test]
fn the_same_visit_registered_by_the_facility_is_told_and_both_count_until_somebody_decides() {
    let found = |receipt: Receipt| -> Vec<Value> {
        let findings = seen(registered(), &[noted("n", &receipt)]).pages.money.findings;
        findings.iter().map(json_of).filter(|found| found["key"] == "finding.receipt_registered").collect()
    };
    let told = json!({"key": "finding.receipt_registered", "charge": "own-receipt:n", "other": "b"});
    assert_eq!(
        found(slip("2026-11-08", "ほか", 7_500, 1_500)),
        std::slice::from_ref(&told),
        "the same day and amount"
    );
    assert_eq!(
        found(slip("2026-11-08", "Ｂ ", 8_000, 1_600)),
        [told],
        "the same day and facility, however it is written"
    );
    for other in [slip("2026-11-07", "B", 7_500, 1_500), slip("2026-11-08", "C", 8_000, 1_600)] {
        assert_eq!(found(other), Vec::<Value>::new());
    }
    let both = seen(registered(), &[noted("n", &slip("2026-11-08", "B", 7_500, 1_500))]);
    assert_eq!(both.pages.view.ledgers[0].this_month.used.yen, Yen::new(7_370));
    // Two receipts of one visit are possible duplicates like two charges.
    let twice = [
        noted("n", &slip("2026-11-09", "丙", 7_500, 1_500)),
        noted("o", &slip("2026-11-09", "丙", 7_500, 1_500)),
    ];
    let keys: Vec<&str> =
        seen(registered(), &twice).pages.money.findings.iter().map(|found| found.key).collect();
    assert_eq!(keys, ["finding.possible_duplicate"]);
}

#[test]
fn without_a_certificate_the_whole_cost_counts_for_what_is_watched_and_no_more() {
    let ill = facts(&with(person(&[], &[]), &json!({"registrations": [{"id": "r", "from": "2026-01-01"}]})));
    let receipt = Receipt { certificates: Vec::new(), ..slip("2026-11-10", "丙医院", 40_000, 12_000) };
    let all = seen(ill, &[noted("n", &receipt)]);
    let off = json_of(&all.pages.money.off_ledger);
    assert_eq!(
        (&off[0]["charge"], &off[0]["reason"]),
        (&json!("own-receipt:n"), &json!("off.no_certificate"))
    );
    assert!(all.pages.view.ledgers.is_empty());
}

#[test]
fn the_rate_of_the_insurance_is_the_newest_charges() {
    let twenty = with(charge("b", 2, "2026-11-08", "B", 7_500), &json!({"insurance_rate": "0.2"}));
    let rate = |charges: &[Value]| {
        let facts = facts(&person(&[nanbyo()], charges));
        Some(slip("2026-11-10", "丙", 1_000, 200).charge(&facts, "n", 7, "").insurance_rate)
    };
    assert_eq!(
        rate(&[twenty, charge("a", 1, "2026-11-04", "A", 21_840)]),
        Some("0.2".parse().unwrap_or(Rate::THREE_TENTHS))
    );
    assert_eq!(rate(&[]), Some(Rate::THREE_TENTHS));
}

fn written() -> Written<'static> {
    Written {
        year: "8",
        month: "１１",
        date: "10日",
        facility: " 丙医院 ",
        kind: "clinic",
        amount: "１，０００点",
        in_points: true,
        paid: "2,000円",
        certificate: "c",
    }
}

fn wrongs(written: &Written<'_>) -> Vec<(&'static str, &'static str)> {
    let told = written.read(day(TODAY)).err().unwrap_or_default();
    told.iter().map(|wrong| (wrong.field, wrong.key.trim_start_matches("receipt.wrong."))).collect()
}

#[test]
fn points_and_yen_are_read() {
    let receipt = written().read(day(TODAY)).unwrap_or_else(|wrongs| panic!("{wrongs:?}"));
    assert_eq!(receipt, slip("2026-11-10", "丙医院", 10_000, 2_000));
    let in_yen = Written { amount: "10000", in_points: false, certificate: "", ..written() };
    let receipt = in_yen.read(day(TODAY)).unwrap_or_else(|wrongs| panic!("{wrongs:?}"));
    assert_eq!((receipt.total10, receipt.certificates), (Yen::new(10_000), Vec::new()));
    // 介護 counts in units of other sizes.
    let care = Written { kind: "long_term_care", amount: "10003", in_points: false, ..written() };
    assert!(care.read(day(TODAY)).is_ok());
}

#[test]
fn everything_wrong_is_told_at_its_field_in_the_order_of_the_slip() {
    assert_eq!(
        wrongs(&Written::default()),
        [
            ("day", "day_missing"),
            ("facility", "facility_missing"),
            ("kind", "kind_missing"),
            ("amount", "amount_missing"),
            ("paid", "paid_missing")
        ]
    );
    let long = "医".repeat(61);
    for (wrong, told) in [
        (Written { month: "2", date: "30", ..written() }, ("day", "day_unreadable")),
        (Written { date: "21", ..written() }, ("day", "day_future")),
        (Written { year: "2015", ..written() }, ("day", "day_too_old")),
        // Two digits are a year of 令和, three are no year of anybody's.
        (Written { year: "99", ..written() }, ("day", "day_future")),
        (Written { year: "100", ..written() }, ("day", "day_unreadable")),
        (Written { year: "", month: "", ..written() }, ("day", "day_unreadable")),
        (Written { month: "", date: "", ..written() }, ("day", "day_unreadable")),
        (Written { year: "", date: "", ..written() }, ("day", "day_unreadable")),
        (Written { year: "", ..written() }, ("day", "day_unreadable")),
        (Written { date: "十", ..written() }, ("day", "day_unreadable")),
        (Written { facility: &long, ..written() }, ("facility", "facility_long")),
        (Written { facility: "病院 123456789012", ..written() }, ("facility", "facility_number")),
        (Written { kind: "shop", ..written() }, ("kind", "kind_missing")),
        (Written { amount: "千", ..written() }, ("amount", "amount_unreadable")),
        (Written { amount: "0", paid: "0", ..written() }, ("amount", "amount_zero")),
        (Written { amount: "10003", in_points: false, ..written() }, ("amount", "amount_not_tens")),
        (Written { amount: "10000001", ..written() }, ("amount", "amount_large")),
        (Written { amount: "9223372036854775807", ..written() }, ("amount", "amount_large")),
        (Written { paid: "たくさん", ..written() }, ("paid", "paid_unreadable")),
        (Written { paid: "10001", ..written() }, ("paid", "paid_above")),
        (Written { paid: "-1", ..written() }, ("paid", "paid_unreadable")),
    ] {
        assert!(wrongs(&wrong).contains(&told), "{told:?}: {:?}", wrongs(&wrong));
    }
    assert_eq!(wrongs(&Written { year: "2016", month: "1", date: "1", ..written() }), []);
    assert_eq!(
        wrongs(&Written { date: "20", facility: &"医".repeat(60), amount: "10000000", ..written() }),
        []
    );
}

#[test]
fn a_receipt_outside_the_certificate_is_on_no_ledger_and_not_lost() {
    let ended = certificate("c", "54", "2026-01-01", "2026-06-30", &json!(10_000));
    let all =
        seen(facts(&person(&[ended], &[])), &[noted("n", &slip("2026-11-10", "丙医院", 10_000, 3_000))]);
    assert_eq!(json_of(&all.pages.money.off_ledger)[0]["reason"], "off.outside_validity");
}

#[test]
fn the_hub_finds_the_same_wrong_in_what_it_is_sent() {
    let wrongs = |receipt: &Receipt| -> Vec<&'static str> {
        receipt.wrongs(day(TODAY)).iter().map(|wrong| wrong.key).collect()
    };
    assert_eq!(wrongs(&slip("2026-11-20", &"医".repeat(60), 10_000, 10_000)), Vec::<&str>::new());
    assert_eq!(
        wrongs(&slip("2026-11-21", &"医".repeat(61), 10_000, 10_001)),
        ["receipt.wrong.day_future", "receipt.wrong.facility_long", "receipt.wrong.paid_above"]
    );
}
