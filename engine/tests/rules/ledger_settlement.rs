//! Due against collected: who owes whom, and why.

use crate::ledger_support::{charge, day, facts, nanbyo, settled, with};
use engine::ledger::all as all_on;
use serde_json::{Value, json};

fn lines(certificate: &Value, charges: &[Value], as_of: &str) -> Vec<String> {
    settled(&all_on(&facts(&json!([certificate]), &json!(charges)), day(as_of)).settlements)
}

fn took(charge: Value, collected: i64) -> Value {
    with(charge, &json!({"collected": collected}))
}

#[test]
fn nothing_to_settle_when_due_was_collected_or_nobody_says() {
    let charges =
        [took(charge("a", 1, "2026-06-01", "A", 30_000), 6_000), charge("b", 2, "2026-06-02", "B", 30_000)];
    assert_eq!(lines(&nanbyo(&json!(10_000)), &charges, "2026-06-30"), [""; 0]);
}

#[test]
fn too_much_goes_back_by_the_facility_in_the_same_month_and_by_the_prefecture_later() {
    let certificate = nanbyo(&json!(10_000));
    let charges = [took(charge("a", 1, "2026-06-01", "A", 30_000), 7_000)];
    assert_eq!(lines(&certificate, &charges, "2026-06-30"), ["a 1000 Refund Facility collected_over_due"]);
    assert_eq!(lines(&certificate, &charges, "2026-07-01"), ["a 1000 Refund Prefecture collected_over_due"]);
    // a settled claim is out of the facility's hands even in its month
    let claimed = [with(charges[0].clone(), &json!({"source": "receipt_claim"}))];
    assert_eq!(lines(&certificate, &claimed, "2026-06-30"), ["a 1000 Refund Prefecture collected_over_due"]);
    let too_little = [took(charge("a", 1, "2026-06-01", "A", 30_000), 5_000)];
    assert_eq!(
        lines(&certificate, &too_little, "2026-07-01"),
        ["a 1000 Additional Facility collected_under_due"]
    );
}

/// X1 of RULES §11.5: three tenths paid before the certificate came.
#[test]
fn x1_retroactive_refund() {
    let certificate = json!({"id": "c", "scheme": "54", "valid": {"from": "2026-06-21", "until": "2026-12-31"},
        "caps": [{"from": "2026-06-21", "cap": 10_000}], "decided_on": "2026-08-20"});
    let charges = [
        took(charge("甲", 1, "2026-06-25", "甲", 40_000), 12_000),
        took(charge("乙", 2, "2026-07-03", "乙", 30_000), 9_000),
    ];
    assert_eq!(
        lines(&certificate, &charges, "2026-08-25"),
        ["甲 4000 Refund Prefecture insurance_rate", "乙 3000 Refund Prefecture insurance_rate"]
    );
}

/// (ア): above the cap before the certificate came.
#[test]
fn paid_above_the_cap_before_the_certificate() {
    let certificate = with(nanbyo(&json!(5_000)), &json!({"decided_on": "2026-06-20"}));
    let charges = [
        took(charge("a", 1, "2026-06-01", "A", 30_000), 9_000),
        took(charge("b", 2, "2026-06-20", "B", 30_000), 1_000),
    ];
    assert_eq!(
        lines(&certificate, &charges, "2026-06-30"),
        ["a 4000 Refund Prefecture before_certificate", "b 1000 Refund Facility collected_over_due"]
    );
}

/// (イ) with the certificate in hand: the facility's own mistake.
#[test]
fn paid_at_the_insurance_rate() {
    let charges = [took(charge("a", 1, "2026-06-01", "A", 30_000), 9_000)];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-06-30"),
        ["a 3000 Refund Facility insurance_rate"]
    );
}

/// (ウ): the cap was lowered for days already paid. And the other way round.
#[test]
fn a_cap_changed_for_days_already_paid() {
    let caps = |before, after| {
        with(
            nanbyo(&Value::Null),
            &json!({"caps": [{"from": "2026-01-01", "cap": before}, {"from": "2026-06-01", "cap": after}]}),
        )
    };
    let at_20_000 = [took(charge("a", 1, "2026-06-01", "A", 200_000), 20_000)];
    assert_eq!(
        lines(&caps(20_000, 10_000), &at_20_000, "2026-06-30"),
        ["a 10000 Refund Prefecture cap_lowered"]
    );
    let at_10_000 = [took(charge("a", 1, "2026-06-01", "A", 200_000), 10_000)];
    assert_eq!(
        lines(&caps(10_000, 20_000), &at_10_000, "2026-06-30"),
        ["a 10000 Additional Facility cap_raised"]
    );
}

#[test]
fn a_late_registration_that_did_not_know_of_the_others() {
    let charges = [
        took(charge("甲", 1, "2026-06-05", "甲", 40_000), 8_000),
        took(charge("乙", 2, "2026-06-20", "乙", 20_000), 2_000),
        took(charge("訪看", 3, "2026-06-03", "訪看", 30_000), 6_000),
    ];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-07-10"),
        ["訪看 6000 Refund Prefecture late_registration"]
    );
}

/// A charge moved to another month leaves room in the old one.
#[test]
fn a_correction_that_moves_the_month_explains_what_it_leaves_behind() {
    let charges = [
        took(charge("a", 1, "2026-06-01", "A", 40_000), 8_000),
        took(charge("b", 2, "2026-06-02", "B", 40_000), 2_000),
        with(charge("a2", 3, "2026-07-01", "A", 40_000), &json!({"event": "corrected", "supersedes": "a"})),
    ];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-07-10"),
        ["b 6000 Additional Facility correction"]
    );
}

/// Two cancellations, and a collection made between them: no single story fits to the yen, the nearer one is told.
#[test]
fn a_cancellation_that_accounts_for_part_of_it_is_still_the_reason() {
    let cancel = |id, sequence, target| {
        with(charge(id, sequence, "2026-06-30", "A", 0), &json!({"event": "cancelled", "supersedes": target}))
    };
    let charges = [
        charge("a", 1, "2026-06-01", "A", 20_000),
        charge("b", 2, "2026-06-01", "B", 20_000),
        took(charge("d", 3, "2026-06-02", "D", 50_000), 6_000),
        cancel("x", 4, "a"),
        cancel("y", 5, "b"),
    ];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-06-30"),
        ["d 4000 Additional Facility cancellation"]
    );
}

/// Of a charge corrected twice, the second time into another month, the version before the move is what the others saw.
#[test]
fn the_last_version_in_the_month_is_the_one_that_took_the_room() {
    let correct = |id, sequence, target, day: &str| {
        with(charge(id, sequence, day, "A", 40_000), &json!({"event": "corrected", "supersedes": target}))
    };
    let charges = [
        charge("a", 1, "2026-06-01", "A", 10_000),
        correct("a2", 2, "a", "2026-06-01"),
        took(charge("b", 3, "2026-06-02", "B", 40_000), 2_000),
        correct("a3", 4, "a2", "2026-07-01"),
    ];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-07-10"),
        ["b 6000 Additional Facility correction"]
    );
}

/// A charge corrected and then cancelled took its room once, as its last version: not once for each version. Both stories would
/// fit here (the cap was raised too), and the one that fits to the yen first is told.
#[test]
fn a_cancelled_charge_comes_back_as_its_last_version_alone() {
    let raised = with(
        nanbyo(&Value::Null),
        &json!({"caps": [{"from": "2026-01-01", "cap": 6_000}, {"from": "2026-06-01", "cap": 10_000}]}),
    );
    let about = |event: &str, id, sequence, target, total10| {
        with(charge(id, sequence, "2026-06-01", "A", total10), &json!({"event": event, "supersedes": target}))
    };
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        about("corrected", "a2", 2, "a", 20_000),
        took(charge("b", 3, "2026-06-02", "B", 40_000), 6_000),
        about("cancelled", "x", 4, "a2", 0),
    ];
    assert_eq!(lines(&raised, &charges, "2026-06-30"), ["b 2000 Additional Facility cancellation"]);
}

/// Two tenths by the insurance, and two tenths by the scheme: what was taken over the cap was not taken at another rate.
#[test]
fn what_was_taken_at_the_schemes_own_rate_is_no_question_of_the_rate() {
    let at = |rate: &str, collected| {
        let visit = with(charge("a", 1, "2026-06-01", "A", 30_000), &json!({"insurance_rate": rate}));
        lines(&nanbyo(&json!(5_000)), &[took(visit, collected)], "2026-06-30")
    };
    assert_eq!(at("0.2", 6_000), ["a 1000 Refund Facility collected_over_due"]);
    assert_eq!(at("0.3", 9_000), ["a 4000 Refund Facility insurance_rate"]);
}

/// A cancelled charge had left less room: it does not explain that too much was taken.
#[test]
fn a_cancellation_that_points_the_other_way_is_not_the_reason() {
    let cancel =
        with(charge("x", 3, "2026-06-30", "A", 0), &json!({"event": "cancelled", "supersedes": "a"}));
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        took(charge("b", 2, "2026-06-02", "B", 40_000), 9_000),
        cancel,
    ];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-06-30"),
        ["b 1000 Refund Facility collected_over_due"]
    );
}

/// Before a charge was moved into this month it was not in it: the others took what there was without it.
#[test]
fn a_correction_that_moves_a_charge_here_explains_what_it_takes_away() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        with(charge("a2", 2, "2026-07-01", "A", 20_000), &json!({"event": "corrected", "supersedes": "a"})),
        took(charge("b", 3, "2026-07-02", "B", 40_000), 8_000),
    ];
    assert_eq!(lines(&nanbyo(&json!(10_000)), &charges, "2026-07-10"), ["b 2000 Refund Facility correction"]);
}

/// Two versions numbered alike: the one with the later id is the last, as everywhere.
#[test]
fn of_versions_numbered_alike_the_last_in_ledger_order_took_the_room() {
    let correct = |id, sequence, target, day: &str, total10| {
        with(charge(id, sequence, day, "A", total10), &json!({"event": "corrected", "supersedes": target}))
    };
    let charges = [
        charge("a", 1, "2026-06-01", "A", 10_000),
        correct("a2", 1, "a", "2026-06-01", 40_000),
        took(charge("b", 3, "2026-06-02", "B", 40_000), 2_000),
        correct("a3", 4, "a2", "2026-07-01", 40_000),
    ];
    assert_eq!(
        lines(&nanbyo(&json!(10_000)), &charges, "2026-07-10"),
        ["b 6000 Additional Facility correction"]
    );
}
