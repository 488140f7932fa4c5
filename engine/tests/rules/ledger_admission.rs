//! What counts on a certificate, what does not, and what makes no sense at all.

use crate::ledger_support::{all, bytes, certificate, charge, day, dues, facts, nanbyo, only, read, with};
use engine::facts::Facts;
use engine::ledger::admit::reason;
use engine::ledger::{Ledgers, all as all_on};
use serde_json::{Value, json};

fn off(ledgers: &Ledgers) -> Vec<(&str, &str, bool)> {
    ledgers.off_ledger.iter().map(|off| (&*off.charge, off.reason, off.counted)).collect()
}

/// One sound charge and one with these fields.
fn beside(fields: &Value) -> Ledgers {
    let odd = with(charge("odd", 2, "2026-06-02", "B", 20_000), fields);
    let charges = json!([charge("a", 1, "2026-06-01", "A", 10_000), odd]);
    all_on(&facts(&json!([nanbyo(&json!(10_000))]), &charges), day("2026-06-30"))
}

#[test]
fn what_makes_no_sense_is_set_apart_with_its_reason_and_never_stops_the_month() {
    for (fields, why) in [
        (json!({"total10": -10}), reason::NEGATIVE),
        (json!({"collected": -10}), reason::NEGATIVE),
        (json!({"raw_selfpay": -10}), reason::NEGATIVE),
        (json!({"meal": -1}), reason::NEGATIVE),
        (json!({"collected": 20_010}), reason::BELOW_SELFPAY),
        (json!({"raw_selfpay": 20_010}), reason::BELOW_SELFPAY),
        (json!({"total10": 20_001}), reason::NOT_MULTIPLE_OF_10),
        (json!({"service_day": "2026-07-01"}), reason::FUTURE),
        (json!({"part": "both"}), reason::PART_UNKNOWN),
        (json!({"certificates": ["nobody"]}), reason::CERTIFICATE_UNKNOWN),
    ] {
        let ledgers = beside(&fields);
        assert_eq!(off(&ledgers), [("odd", why, false)], "{fields}");
        assert_eq!(dues(only(&ledgers)), [("a", 2_000, 2_000)], "{fields}");
    }
}

#[test]
fn sound_charges_that_do_not_belong_on_the_ledger_say_why() {
    let not_designated = json!({"code": "B", "designated": false});
    let pharmacy = json!({"code": "B", "kind": "pharmacy", "designated": true, "ordering_designated": false});
    let nurse = json!({"code": "B", "kind": "visiting_nurse", "ordering_designated": false});
    for (fields, why, counted) in [
        (json!({"service_day": "2025-12-31"}), reason::OUTSIDE_VALIDITY, true),
        (json!({"facility": not_designated}), reason::NOT_DESIGNATED, false),
        (json!({"facility": pharmacy}), reason::ORDER_NOT_DESIGNATED, false),
        (json!({"facility": nurse}), reason::ORDER_NOT_DESIGNATED, false),
        (json!({"disease_related": false}), reason::NOT_DISEASE_RELATED, false),
        (json!({"part": "hoken"}), reason::INSURANCE_ONLY, false),
        (json!({"certificates": []}), reason::NO_CERTIFICATE, true),
        (json!({"certificates": [], "disease_related": false}), reason::NOT_DISEASE_RELATED, false),
        (json!({"certificates": [], "part": "hoken"}), reason::INSURANCE_ONLY, false),
    ] {
        let ledgers = beside(&fields);
        assert_eq!(off(&ledgers), [("odd", why, counted)], "{fields}");
        assert_eq!(dues(only(&ledgers)), [("a", 2_000, 2_000)], "{fields}");
    }
}

#[test]
fn what_looks_odd_and_is_sound_counts() {
    let care = json!({"code": "B", "kind": "long_term_care"});
    let doctor = json!({"code": "B", "kind": "hospital", "ordering_designated": false});
    for (fields, due) in [
        (json!({"total10": 0}), 0),
        (json!({"total10": 20_001, "facility": care}), 4_000),
        (json!({"facility": doctor}), 4_000),
        (json!({"facility": {"code": "B"}}), 4_000),
        (json!({"service_day": "2026-07-05", "source": "planned"}), 4_000),
        (json!({"service_day": "2026-06-30"}), 4_000),
        // 10割 paid at the window: the insurance card was not at hand
        (json!({"collected": 20_000}), 4_000),
        (json!({"raw_selfpay": 20_000}), 4_000),
    ] {
        let ledgers = beside(&fields);
        assert_eq!(off(&ledgers), [], "{fields}");
        let rows = ledgers.months.iter().flat_map(|page| &page.rows);
        let row = rows.filter(|row| row.charge == "odd").map(|row| row.due.amount()).next();
        assert_eq!(row, Some(due), "{fields}");
    }
}

/// The first and the last day count; a certificate ended early ends there.
#[test]
fn the_validity_includes_both_ends() {
    let certificate = with(
        nanbyo(&json!(10_000)),
        &json!({"valid": {"from": "2026-06-10", "until": "2026-06-20"}, "caps": [{"from": "2026-06-10", "cap": 10_000}]}),
    );
    let charges = json!([
        charge("9", 1, "2026-06-09", "A", 1_000),
        charge("10", 2, "2026-06-10", "A", 1_000),
        charge("20", 3, "2026-06-20", "A", 1_000),
        charge("21", 4, "2026-06-21", "A", 1_000)
    ]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    assert_eq!(dues(only(&ledgers)), [("10", 200, 200), ("20", 200, 400)]);
    // the gap still counts for 軽症高額 (RULES §12.15)
    let costs: i64 = ledgers.costs("54").map(|cost| cost.total10.amount()).sum();
    assert_eq!(costs, 4_000);
    assert_eq!(ledgers.total10_by_month("54").len(), 1);
    assert_eq!(ledgers.costs("52").count(), 0);
}

#[test]
fn only_the_named_facilities_where_the_scheme_says_so() {
    let named = json!({"facilities": ["A"]});
    let of = |scheme: &str| {
        let certificate = with(certificate("c", scheme, &json!(5_000)), &named);
        let charges =
            json!([charge("a", 1, "2026-06-01", "A", 10_000), charge("b", 2, "2026-06-01", "B", 10_000)]);
        all(&facts(&json!([certificate]), &charges))
    };
    for scheme in ["15", "16", "21"] {
        assert_eq!(off(&of(scheme)), [("b", reason::NOT_NAMED, false)], "{scheme}");
    }
    for scheme in ["52", "54"] {
        assert_eq!(off(&of(scheme)), [], "{scheme}");
    }
}

#[test]
fn a_kind_the_certificate_does_not_cover_is_off() {
    let certificate = with(nanbyo(&json!(10_000)), &json!({"scope": {"kinds": ["pharmacy"]}}));
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 10_000),
        with(
            charge("b", 2, "2026-06-01", "B", 10_000),
            &json!({"facility": {"code": "B", "kind": "pharmacy"}})
        )
    ]);
    let ledgers = all(&facts(&json!([certificate]), &charges));
    assert_eq!(off(&ledgers), [("a", reason::KIND_NOT_COVERED, false)]);
    assert_eq!(dues(only(&ledgers)), [("b", 2_000, 2_000)]);
}

#[test]
fn an_unknown_scheme_is_not_reckoned_with_and_leaves_the_window_open() {
    let certificates = json!([nanbyo(&json!(10_000)), certificate("q", "999", &json!(500))]);
    let charges = json!([with(
        charge("a", 1, "2026-06-01", "A", 10_000),
        &json!({"certificates": ["c", "q"], "collected": 500})
    )]);
    let ledgers = all(&facts(&certificates, &charges));
    assert_eq!(off(&ledgers), [("a", reason::SCHEME_UNKNOWN, false)]);
    let row = &only(&ledgers).rows[0];
    assert_eq!(row.due.amount(), 2_000);
    assert_eq!((row.window_payment, row.difference), (None, None));
    assert_eq!(ledgers.settlements, []);
}

/// A 医療証 covers other illnesses too: of what came after its end only the cost of the certified disease counts for 軽症高額.
#[test]
fn other_treatment_outside_a_local_scheme_is_no_cost_of_the_disease() {
    let children = json!({"id": "m", "scheme": "local:999999/sample", "limits": [{"per": "visit", "amount": 200}],
        "valid": {"from": "2026-01-01", "until": "2026-05-31"}});
    for (fields, counted) in [
        (json!({}), true),
        (json!({"disease_related": false}), false),
        (json!({"part": "hoken"}), false),
        (json!({"disease_related": false, "part": "hoken"}), false),
    ] {
        let visit =
            with(with(charge("a", 1, "2026-06-01", "A", 10_000), &json!({"certificates": ["m"]})), &fields);
        let ledgers = all(&facts(&json!([children]), &json!([visit])));
        assert_eq!(off(&ledgers), [("a", reason::OUTSIDE_VALIDITY, counted)], "{fields}");
    }
}

/// Nothing about an undisclosed certificate comes out, not even by an event that does not name it and concerns its charge.
#[test]
fn what_is_said_about_an_undisclosed_charge_is_not_told() {
    let hidden = with(certificate("secret", "21", &json!(5_000)), &json!({"undisclosed": true}));
    let about = |id, sequence, event: &str, fields: &Value| {
        let event = json!({"event": event, "certificates": [], "supersedes": "hidden-1"});
        with(with(charge(id, sequence, "2026-06-02", "SHELTER", 10_000), &event), fields)
    };
    let secret = json!({"certificates": ["secret"]});
    let register = with(charge("hidden-1", 1, "2026-06-02", "SHELTER", 10_000), &secret);
    for more in [
        // two bodies under one id, and an event of an unknown kind
        vec![about("x", 2, "cancelled", &json!({})), about("x", 3, "cancelled", &json!({"total10": 0}))],
        vec![about("x", 2, "pondered", &json!({}))],
        // two corrections that compete
        vec![about("x", 2, "corrected", &secret), about("y", 3, "corrected", &secret)],
    ] {
        let charges = [vec![register.clone()], more].concat();
        let ledgers = all(&facts(&json!([nanbyo(&json!(10_000)), hidden]), &json!(charges)));
        assert_eq!(ledgers.findings, [], "{charges:?}");
    }
}

fn with_undisclosed() -> Facts {
    let hidden = with(certificate("secret", "21", &json!(5_000)), &json!({"undisclosed": true}));
    let charges = json!([
        charge("a", 1, "2026-06-01", "A", 10_000),
        with(charge("hidden-1", 2, "2026-06-02", "SHELTER", 10_000), &json!({"certificates": ["secret"]})),
        with(
            charge("hidden-2", 3, "2026-06-02", "SHELTER", 10_000),
            &json!({"certificates": ["secret"], "event": "corrected", "supersedes": "hidden-1"})
        ),
        with(
            charge("hidden-3", 4, "2026-06-02", "SHELTER", 10_000),
            &json!({"event": "cancelled",
            "certificates": ["secret"], "supersedes": "hidden-9"})
        ),
        with(
            charge("both", 5, "2026-06-03", "B", 10_000),
            &json!({"certificates": ["c", "secret"], "collected": 0})
        )
    ]);
    facts(&json!([nanbyo(&json!(10_000)), hidden]), &charges)
}

/// §16.8: to the outside like "not there".
#[test]
fn an_undisclosed_certificate_appears_nowhere() {
    let ledgers = all(&with_undisclosed());
    let text = bytes(&ledgers);
    for word in ["secret", "hidden", "SHELTER"] {
        assert!(!text.contains(word), "{word}");
    }
    assert_eq!(dues(only(&ledgers)), [("a", 2_000, 2_000), ("both", 2_000, 4_000)]);
    // what the window took cannot be judged without it, and nothing is claimed
    assert_eq!(ledgers.settlements, []);
    assert_eq!(ledgers.findings, []);
}

#[test]
fn an_undisclosed_person_has_nothing() {
    let mut facts = with_undisclosed();
    facts.person.undisclosed = true;
    assert_eq!(all(&facts), Ledgers::default());
    assert_eq!(engine::ledger::explain(&facts, None, "a"), None);
    assert_eq!(engine::ledger::Running::new(facts, None).ledgers(), Ledgers::default());
}

/// 登録者証: gives nothing, and its holder's costs are counted for 軽症高額.
#[test]
fn a_registration_certificate_counts_costs_only() {
    let facts = read(&json!({"person": {"id": "p"}, "registrations": [{"id": "reg", "from": "2026-04-01"}],
        "charges": [
            {"id": "a", "sequence": 1, "facility": {"code": "A"}, "service_day": "2026-06-01", "total10": 33_340},
            {"id": "b", "sequence": 2, "certificates": ["reg"], "facility": {"code": "A"}, "service_day": "2026-07-01", "total10": 33_340}]}));
    let ledgers = all(&facts);
    assert_eq!(ledgers.months, []);
    assert_eq!(off(&ledgers), [("a", reason::NO_CERTIFICATE, true), ("b", reason::NO_CERTIFICATE, true)]);
    let months: Vec<i64> = ledgers.total10_by_month("54").values().map(|sum| sum.amount()).collect();
    assert_eq!(months, [33_340, 33_340]);
}
