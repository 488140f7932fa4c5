//! Registered, corrected, cancelled: what a set of events comes to.

use crate::ledger_support::{all, bytes, charge, dues, facts, found, nanbyo, only, settled, with};
use engine::ledger::Ledgers;
use engine::ledger::events::{Folded, StruckBy, fold};
use engine::ledger::finding::key;
use serde_json::{Value, json};

fn of(charges: &[Value]) -> Ledgers {
    all(&facts(&json!([nanbyo(&json!(10_000))]), &json!(charges)))
}

fn cancel(id: &str, sequence: u64, target: &str) -> Value {
    with(charge(id, sequence, "2026-06-30", "A", 0), &json!({"event": "cancelled", "supersedes": target}))
}

fn correct(id: &str, sequence: u64, target: &str, day: &str, total10: i64) -> Value {
    with(charge(id, sequence, day, "A", total10), &json!({"event": "corrected", "supersedes": target}))
}

fn three() -> Vec<Value> {
    vec![
        with(charge("a", 1, "2026-06-01", "A", 30_000), &json!({"collected": 6_000})),
        with(charge("b", 2, "2026-06-02", "B", 25_000), &json!({"collected": 4_000})),
        with(charge("c", 3, "2026-06-09", "C", 15_000), &json!({"collected": 0})),
    ]
}

/// L13a and L13b.
#[test]
fn a_cancellation_after_the_cap_opens_room_and_asks_for_the_rest() {
    let mut charges = three();
    assert_eq!(dues(only(&of(&charges))), [("a", 6_000, 6_000), ("b", 4_000, 10_000), ("c", 0, 10_000)]);
    assert_eq!(of(&charges).settlements, []);
    charges.push(cancel("x", 4, "a"));
    let ledgers = of(&charges);
    assert_eq!(dues(only(&ledgers)), [("b", 5_000, 5_000), ("c", 3_000, 8_000)]);
    assert_eq!(
        settled(&ledgers.settlements),
        ["b 1000 Additional Facility cancellation", "c 3000 Additional Facility cancellation"]
    );
    let struck: Vec<_> = ledgers.struck.iter().map(|row| (&*row.charge, &*row.by, row.why)).collect();
    assert_eq!(struck, [("a", "x", StruckBy::Cancelled)]);
    assert_eq!(found(&ledgers), []);
}

#[test]
fn a_correction_keeps_the_place_and_so_does_the_correction_of_a_correction() {
    let mut charges = three();
    charges.push(correct("a2", 4, "a", "2026-06-01", 20_000));
    charges.push(correct("a3", 5, "a2", "2026-06-01", 10_000));
    let ledgers = of(&charges);
    let page = only(&ledgers);
    assert_eq!(dues(page), [("a3", 2_000, 2_000), ("b", 5_000, 7_000), ("c", 3_000, 10_000)]);
    assert_eq!(page.rows[0].earlier, ["a", "a2"]);
    assert_eq!(page.rows[0].sequence, 1);
    // The money taken for the first version was not given back by correcting the entry.
    assert_eq!(page.rows[0].collected.map(engine::Yen::amount), Some(6_000));
    assert_eq!(found(&ledgers), []);
    assert_eq!(ledgers.struck.len(), 2);
}

#[test]
fn a_correction_explains_the_difference_it_makes() {
    let mut charges = three();
    charges.push(correct("a2", 4, "a", "2026-06-01", 20_000));
    let ledgers = of(&charges);
    assert_eq!(
        settled(&ledgers.settlements),
        [
            "a2 2000 Refund Facility correction",
            "b 1000 Additional Facility correction",
            "c 1000 Additional Facility correction"
        ]
    );
}

#[test]
fn a_correction_into_another_month_goes_to_the_end_of_it() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        charge("b", 2, "2026-07-02", "B", 40_000),
        correct("a2", 3, "a", "2026-07-01", 30_000),
        // a later correction inside the new month stays where the move put it
        charge("d", 4, "2026-07-05", "D", 10_000),
        correct("a3", 5, "a2", "2026-07-03", 20_000),
    ];
    let ledgers = of(&charges);
    assert_eq!(dues(only(&ledgers)), [("b", 8_000, 8_000), ("a3", 2_000, 10_000), ("d", 0, 10_000)]);
}

#[test]
fn the_same_registration_twice_counts_once_even_when_numbered_twice() {
    let mut charges = three();
    let once = bytes(&of(&charges));
    charges.push(charges[1].clone());
    charges.push(with(
        charges[0].clone(),
        &json!({"sequence": 9, "registered_at": "2026-06-30T00:00:00+09:00"}),
    ));
    assert_eq!(bytes(&of(&charges)), once);
    // at one moment under two numbers, as at another moment
    charges.push(with(charges[2].clone(), &json!({"sequence": 10})));
    assert_eq!(bytes(&of(&charges)), once);
}

#[test]
fn another_body_under_the_same_id_is_a_conflict_and_the_first_counts() {
    let mut charges = three();
    charges.push(with(charges[0].clone(), &json!({"sequence": 8, "total10": 99_990})));
    let ledgers = of(&charges);
    assert_eq!(found(&ledgers), [(key::CONFLICT, "a")]);
    assert_eq!(only(&ledgers).rows[0].total10.amount(), 30_000);
    // with one sequence number for both, the canonical text decides, not the arrival
    let twins = [charge("t", 1, "2026-06-01", "A", 20_000), charge("t", 1, "2026-06-01", "A", 10_000)];
    let turned = [twins[1].clone(), twins[0].clone()];
    assert_eq!(bytes(&of(&twins)), bytes(&of(&turned)));
    assert_eq!(only(&of(&twins)).total10.amount(), 10_000);
}

#[test]
fn what_names_nothing_or_the_wrong_thing_is_told_and_changes_nothing() {
    let mut charges = three();
    let before = bytes(&Ledgers { findings: Vec::new(), ..of(&charges) });
    charges.push(cancel("x", 4, "nobody"));
    charges.push(with(cancel("y", 5, ""), &json!({"supersedes": null})));
    charges.push(cancel("z", 6, "x"));
    charges
        .push(with(charge("u", 7, "2026-06-01", "A", 10), &json!({"event": "pondered", "supersedes": "a"})));
    let ledgers = of(&charges);
    assert_eq!(
        found(&ledgers),
        [
            (key::CANCELS_UNKNOWN, "x"),
            (key::EVENT_UNKNOWN, "u"),
            (key::NAMES_NOTHING, "y"),
            (key::NOT_A_CHARGE, "z")
        ]
    );
    assert_eq!(bytes(&Ledgers { findings: Vec::new(), ..ledgers }), before);
}

#[test]
fn a_cancellation_that_came_first_still_cancels() {
    let charges = [cancel("x", 1, "a"), charge("a", 2, "2026-06-01", "A", 30_000)];
    let ledgers = of(&charges);
    assert_eq!(ledgers.months, []);
    assert_eq!(found(&ledgers), []);
    assert_eq!(ledgers.struck.len(), 1);
}

#[test]
fn cancelled_is_cancelled_whatever_version_is_named() {
    for target in ["a", "a2", "a3"] {
        let charges = [
            charge("a", 1, "2026-06-01", "A", 30_000),
            correct("a2", 2, "a", "2026-06-01", 20_000),
            correct("a3", 3, "a2", "2026-06-01", 10_000),
            cancel("x", 4, target),
        ];
        let ledgers = of(&charges);
        assert_eq!(ledgers.months, [], "{target}");
        assert_eq!(found(&ledgers), [], "{target}");
        assert!(ledgers.struck.iter().all(|row| row.why == StruckBy::Cancelled && row.by == "x"));
    }
}

#[test]
fn a_correction_after_the_cancellation_does_not_revive_the_charge() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        cancel("x", 2, "a"),
        correct("a2", 3, "a", "2026-06-01", 20_000),
        cancel("y", 4, "a2"),
    ];
    let ledgers = of(&charges);
    assert_eq!(ledgers.months, []);
    assert_eq!(found(&ledgers), [(key::CANCELLED_TWICE, "y"), (key::CORRECTS_CANCELLED, "a2")]);
}

/// RULES §1.6 in its own words: cancel, and a new registration linked by `supersedes`.
#[test]
fn cancel_and_register_anew_keeps_the_place_too() {
    let mut charges = three();
    charges.push(cancel("x", 4, "a"));
    charges.push(with(charge("a2", 5, "2026-06-01", "A", 20_000), &json!({"supersedes": "a"})));
    let ledgers = of(&charges);
    assert_eq!(dues(only(&ledgers)), [("a2", 4_000, 4_000), ("b", 5_000, 9_000), ("c", 1_000, 10_000)]);
    assert_eq!(found(&ledgers), []);
}

#[test]
fn a_registration_that_replaces_another_does_not_count_beside_it() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        with(charge("a2", 2, "2026-06-01", "A", 20_000), &json!({"supersedes": "a"})),
    ];
    assert_eq!(dues(only(&of(&charges))), [("a2", 4_000, 4_000)]);
    let void = [charges[0].clone(), charges[1].clone(), cancel("x", 3, "a2")];
    assert_eq!(of(&void).months, []);
}

#[test]
fn two_corrections_of_one_version_leave_the_later() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        correct("late", 7, "a", "2026-06-01", 10_000),
        correct("early", 6, "a", "2026-06-01", 20_000),
    ];
    let ledgers = of(&charges);
    assert_eq!(dues(only(&ledgers)), [("late", 2_000, 2_000)]);
    assert_eq!(found(&ledgers).iter().filter(|(key, _)| *key == key::COMPETING).count(), 1);
}

/// The later is the one registered later, whatever the ids: of two corrections as of two new registrations.
#[test]
fn of_two_that_compete_the_number_decides_and_not_the_name() {
    for event in ["corrected", "registered"] {
        for (b, d) in [(6, 7), (7, 6)] {
            let another = |id, sequence, total10| {
                with(correct(id, sequence, "a", "2026-06-01", total10), &json!({"event": event}))
            };
            let charges =
                [charge("a", 1, "2026-06-01", "A", 30_000), another("b", b, 10_000), another("d", d, 20_000)];
            let stands = if b > d { ("b", 2_000, 2_000) } else { ("d", 4_000, 4_000) };
            assert_eq!(dues(only(&of(&charges))), [stands], "{event} {b} {d}");
        }
    }
}

/// What was struck is told in the order of registration, not of the ids.
#[test]
fn struck_charges_stand_in_the_order_of_registration() {
    let charges = [
        charge("z", 1, "2026-06-01", "A", 30_000),
        charge("a", 2, "2026-06-01", "B", 20_000),
        cancel("x", 3, "a"),
        cancel("y", 4, "z"),
    ];
    let ledgers = of(&charges);
    let struck: Vec<&str> = ledgers.struck.iter().map(|row| &*row.charge).collect();
    assert_eq!(struck, ["z", "a"]);
}

/// Sets of events that do not concern each other may be folded apart, and put together are what they are at once.
#[test]
fn folded_apart_and_put_together_is_folded_at_once() {
    let charges = [
        charge("z", 1, "2026-06-01", "A", 30_000),
        correct("y", 4, "nobody", "2026-06-02", 10_000),
        charge("a", 2, "2026-06-01", "B", 20_000),
        correct("a2", 3, "a", "2026-06-01", 10_000),
        cancel("x", 5, "no-one"),
    ];
    let facts = facts(&json!([nanbyo(&json!(10_000))]), &json!(charges));
    let whole = fold(&facts.charges, &|_| false);
    let (first, second) = facts.charges.split_at(2);
    let mut parts = fold(second, &|_| false);
    parts.absorb(fold(first, &|_| false));
    parts.sort();
    let told = |folded: &Folded<'_>| {
        let active: Vec<String> = folded.active.iter().map(|active| active.charge.id.clone()).collect();
        let struck: Vec<String> = folded.struck.iter().map(|struck| struck.charge.id.clone()).collect();
        (active, struck, folded.findings.clone(), folded.effort)
    };
    assert_eq!(told(&parts), told(&whole));
    let (active, struck, findings, _) = told(&whole);
    assert_eq!(
        (active, struck, findings.len()),
        (vec!["z".into(), "a2".into(), "y".into()], vec!["a".into()], 2)
    );
}

#[test]
fn a_correction_of_a_charge_that_is_not_here_counts_by_itself() {
    let charges = [correct("a2", 5, "a", "2026-06-01", 20_000), correct("a3", 6, "a", "2026-06-01", 10_000)];
    let ledgers = of(&charges);
    assert_eq!(dues(only(&ledgers)), [("a3", 2_000, 2_000)]);
    let keys: Vec<&str> = found(&ledgers).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [key::COMPETING, key::CORRECTS_UNKNOWN, key::CORRECTS_UNKNOWN]);
    // and when it arrives, its place is kept
    let later = [
        charges[0].clone(),
        charge("z", 3, "2026-06-01", "Z", 10_000),
        charge("a", 1, "2026-06-01", "A", 50_000),
    ];
    assert_eq!(dues(only(&of(&later))), [("a2", 4_000, 4_000), ("z", 2_000, 6_000)]);
}

#[test]
fn a_ring_of_corrections_counts_once() {
    for (size, names) in [(1, ["a", "a", "a"]), (2, ["a", "b", "b"]), (3, ["a", "b", "d"])] {
        let ring: Vec<Value> = (0..size)
            .zip([(10, 10_000), (11, 20_000), (12, 30_000)])
            .map(|(at, (sequence, total10))| {
                correct(names[at], sequence, names[(at + 1) % size], "2026-06-01", total10)
            })
            .collect();
        let with_tail: Vec<Value> =
            ring.iter().cloned().chain([correct("tail", 20, "a", "2026-06-01", 40_000)]).collect();
        let ledgers = of(&ring);
        assert_eq!(only(&ledgers).rows.len(), 1, "{size}");
        assert!(found(&ledgers).contains(&(key::RING, "a")), "{size}");
        assert_eq!(dues(only(&of(&with_tail))), [("tail", 8_000, 8_000)], "{size}");
    }
}

/// Two genuine visits on one day exist (医科 and 歯科, the pharmacy twice).
#[test]
fn the_same_day_facility_and_amount_under_another_id_counts_and_is_flagged() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 10_000),
        charge("b", 2, "2026-06-01", "A", 10_000),
        charge("d", 3, "2026-06-01", "A", 10_000),
        charge("e", 4, "2026-06-02", "A", 10_000),
    ];
    let ledgers = of(&charges);
    assert_eq!(only(&ledgers).total10.amount(), 40_000);
    assert_eq!(found(&ledgers), [(key::DUPLICATE, "b"), (key::DUPLICATE, "d")]);
    assert!(ledgers.findings.iter().all(|finding| finding.other.as_deref() == Some("a")));
}

/// The work of folding is counted, not timed: a chain of corrections as long as you like is followed once.
#[test]
fn a_long_chain_of_corrections_is_linear_work() {
    let effort = |length: u64| -> u64 {
        let chain: Vec<Value> = (0..length)
            .map(|at| match at {
                0 => charge("v0", 0, "2026-06-01", "A", 10_000),
                at => correct(&format!("v{at}"), at, &format!("v{}", at - 1), "2026-06-01", 10_000),
            })
            .collect();
        let facts = facts(&json!([nanbyo(&json!(10_000))]), &json!(chain));
        fold(&facts.charges, &|_| false).effort
    };
    // each event taken up, each version visited, each link followed to its version and back
    for length in 1..5 {
        assert_eq!(effort(length), length + length + 2 * (length - 1), "{length}");
    }
    assert!(effort(20_000) <= effort(1_000) * 21);
}

#[test]
fn a_ring_stands_where_its_first_version_stood() {
    let charges = [
        correct("a", 10, "b", "2026-06-01", 10_000),
        correct("b", 11, "d", "2026-06-01", 20_000),
        correct("d", 12, "a", "2026-06-01", 30_000),
        charge("z", 11, "2026-06-01", "Z", 40_000),
    ];
    assert_eq!(dues(only(&of(&charges))), [("b", 4_000, 4_000), ("z", 6_000, 10_000)]);
}

/// A cancellation undoes the payment too; the new registration says itself what was taken.
#[test]
fn a_new_registration_does_not_inherit_what_was_taken_before_the_cancellation() {
    let mut charges = three();
    charges.push(cancel("x", 4, "a"));
    charges.push(with(charge("a2", 5, "2026-06-01", "A", 30_000), &json!({"supersedes": "a"})));
    let ledgers = of(&charges);
    assert_eq!(only(&ledgers).rows[0].collected, None);
    assert_eq!(ledgers.settlements, []);
}

/// One number at two moments: the same body is no conflict, another one is.
#[test]
fn a_charge_sent_again_at_another_moment_is_the_same_charge() {
    let at = |total10: i64, moment: &str| {
        with(
            charge("a", 1, "2026-06-01", "A", total10),
            &json!({"registered_at": format!("2026-06-01T{moment}:00+09:00")}),
        )
    };
    let again = of(&[at(30_000, "10:00"), at(30_000, "11:00")]);
    assert_eq!((dues(only(&again)), again.findings.len()), (vec![("a", 6_000, 6_000)], 0));
    assert_eq!(of(&[at(30_000, "10:00"), at(40_000, "11:00")]).findings.len(), 1);
}

/// A version is struck in its own month alone, event by event as at once.
#[test]
fn what_is_struck_is_struck_in_its_own_month() {
    let charges = [
        charge("a", 1, "2026-06-01", "A", 30_000),
        charge("b", 2, "2026-07-02", "B", 10_000),
        correct("b2", 3, "b", "2026-07-02", 30_000),
        correct("a2", 4, "a", "2026-07-01", 20_000),
    ];
    let facts = facts(&json!([nanbyo(&json!(10_000))]), &json!(charges));
    let whole = all(&facts);
    let struck: Vec<String> =
        whole.struck.iter().map(|row| format!("{} {}", row.charge, row.month)).collect();
    assert_eq!(struck, ["a 2026-06", "b 2026-07"]);
    let mut first = facts.clone();
    let last = first.charges.pop().unwrap_or_else(|| panic!("no charge"));
    let mut running = engine::ledger::Running::new(first, None);
    running.push(last);
    assert_eq!(bytes(&running.ledgers()), bytes(&whole));
}

/// Event by event: what came before touches no month.
#[test]
fn an_event_that_came_already_touches_nothing() {
    let facts = facts(&json!([nanbyo(&json!(10_000))]), &json!(three()));
    let again = facts.charges[0].clone();
    let whole = all(&facts);
    let mut running = engine::ledger::Running::new(facts, None);
    assert!(running.push(again).is_empty());
    assert_eq!(bytes(&running.ledgers()), bytes(&whole));
}
