//! 申請: what can be begun today, and why not.

use crate::watch_support::{certificate, charge, day, facts, json_of, registered, with};
use engine::Yen;
use engine::form::{self, Kind, Opened};
use serde_json::{Value, json};

fn opened(document: &Value, kind: Kind, today: &str) -> Opened {
    let kinds = form::open_kinds(&facts(document), day(today));
    assert_eq!(kinds.len(), Kind::ALL.len());
    let in_order = kinds.is_sorted_by_key(|kind| (!kind.fits, !kind.open));
    assert!(in_order, "{kinds:?}");
    kinds.into_iter().find(|opened| opened.kind == kind).unwrap_or_else(|| panic!("{kind:?}"))
}

#[track_caller]
fn says(document: &Value, kind: Kind, today: &str, open: bool, fits: bool, why: &str) {
    let opened = opened(document, kind, today);
    assert_eq!((opened.open, opened.fits, opened.why), (open, fits, why), "{kind:?} {today}");
}

fn spring() -> [Value; 3] {
    [charge(1, "2026-04-07", 41_200), charge(2, "2026-05-12", 41_200), charge(3, "2026-06-20", 41_200)]
}

fn holding(certificates: &[Value]) -> Value {
    json!({"person": {"id": "p", "born_on": "2007-05-05"}, "certificates": certificates})
}

#[test]
fn mild_high_cost() {
    let kind = Kind::MildHighCost;
    let document = registered(&spring());
    says(&document, kind, "2026-06-19", true, false, "form.open.with_receipts");
    says(&document, kind, "2026-07-10", true, true, "form.open.met");
    assert_eq!(opened(&document, kind, "2026-07-10").deadline, Some(day("2026-07-21")));
    let unregistered = json!({"person": {"id": "p"}, "charges": spring()});
    says(&unregistered, kind, "2026-07-10", true, true, "form.open.met");
    let held = with(
        document,
        &json!({"certificates": [certificate("n", "54", "2026-07-01", "2027-06-30", 10_000)]}),
    );
    says(&held, kind, "2026-07-10", false, false, "form.closed.has_certificate");
}

#[test]
fn reapplication() {
    let kind = Kind::Reapplication;
    let mut document = registered(&spring());
    says(&document, kind, "2026-07-10", false, false, "form.closed.no_right");
    document["refusals"] = json!([{"scheme": "54", "notified_on": "2026-03-01"}]);
    says(&document, kind, "2026-02-28", false, false, "form.closed.no_right");
    says(&document, kind, "2026-03-01", true, false, "form.open.right_runs");
    says(&document, kind, "2026-07-10", true, true, "form.open.right_runs");
    assert_eq!(opened(&document, kind, "2026-07-10").deadline, Some(day("2027-03-01")));
    says(&document, kind, "2027-03-02", false, false, "form.closed.no_right");
    document["certificates"] = json!([certificate("n", "54", "2026-07-01", "2027-06-30", 10_000)]);
    says(&document, kind, "2026-07-10", false, false, "form.closed.has_certificate");
}

#[test]
fn the_lower_cap() {
    let kind = Kind::HighCostLongTerm;
    let certificate = certificate("n", "54", "2025-09-01", "2026-08-31", 10_000);
    let mut document = holding(std::slice::from_ref(&certificate));
    says(&holding(&[]), kind, "2026-07-10", false, false, "form.closed.no_certificate");
    says(&document, kind, "2026-07-10", true, false, "form.open.with_receipts");
    let charges: Vec<Value> = (1..=6)
        .map(|month| {
            with(charge(month, &format!("2026-{month:02}-05"), 60_000), &json!({"certificates": ["n"]}))
        })
        .collect();
    document["charges"] = json!(charges);
    says(&document, kind, "2026-07-10", true, true, "form.open.met");
    assert_eq!(opened(&document, kind, "2026-07-10").deadline, Some(day("2026-08-01")));
    let lower = with(certificate.clone(), &json!({"traits": {"high_cost_long_term": true}}));
    says(&holding(&[lower]), kind, "2026-07-10", false, false, "form.closed.already_lower");
    let low = with(certificate, &json!({"income_class": "low1"}));
    says(&holding(&[low]), kind, "2026-07-10", false, false, "form.closed.no_benefit");
}

#[test]
fn renewal() {
    let kind = Kind::Renewal;
    let first = certificate("n", "54", "2025-10-01", "2026-09-30", 10_000);
    let document = holding(std::slice::from_ref(&first));
    says(&holding(&[]), kind, "2026-07-10", false, false, "form.closed.no_certificate");
    says(&document, kind, "2026-06-29", false, false, "form.closed.too_early");
    says(&document, kind, "2026-06-30", true, true, "form.open.in_time");
    says(&document, kind, "2026-10-01", true, true, "form.open.after_end");
    let next = certificate("m", "54", "2026-10-01", "2027-09-30", 10_000);
    let both = holding(&[first, next]);
    says(&both, kind, "2026-09-15", false, false, "form.closed.too_early");
    // 52 ends with the 20th birthday.
    let child = holding(&[certificate("s", "52", "2026-06-01", "2027-05-04", 5_000)]);
    says(&child, kind, "2027-04-01", false, false, "form.closed.ends_by_age");
}

#[test]
fn change_refund_and_registration() {
    let none = holding(&[]);
    let held = holding(&[certificate("n", "54", "2026-06-21", "2027-06-20", 10_000)]);
    says(&none, Kind::Change, "2026-07-10", false, false, "form.closed.no_certificate");
    says(&held, Kind::Change, "2026-07-10", true, false, "form.open.when_changed");
    says(&held, Kind::Change, "2027-06-21", false, false, "form.closed.no_certificate");
    says(&none, Kind::Refund, "2026-07-10", false, false, "form.closed.no_certificate");
    says(&held, Kind::Refund, "2026-07-10", true, false, "form.open.with_receipts");
    let mut paid = held.clone();
    paid["certificates"][0]["decided_on"] = json!("2026-08-20");
    paid["charges"] = json!([with(charge(1, "2026-06-25", 40_000), &json!({"collected": 12_000}))]);
    says(&paid, Kind::Refund, "2026-08-25", true, true, "form.open.to_claim");
    assert_eq!(opened(&paid, Kind::Refund, "2026-08-25").at_stake, Some(Yen::new(4_000)));
    says(&none, Kind::Registration, "2026-07-10", true, false, "form.open.first_time");
    says(&held, Kind::Registration, "2026-07-10", true, true, "form.open.first_time");
    says(&registered(&[]), Kind::Registration, "2026-07-10", false, false, "form.closed.registered");
}

#[test]
fn registration_fits_whose_diagnosis_an_authority_has_looked_at() {
    let kind = Kind::Registration;
    for (more, fits) in [
        (json!({}), false),
        (json!({"refusals": [{"scheme": "54", "notified_on": "2025-03-01"}]}), true),
        (json!({"refusals": [{"scheme": "52", "notified_on": "2025-03-01"}]}), false),
        (json!({"certificates": [certificate("n", "54", "2024-07-01", "2025-06-30", 10_000)]}), true),
    ] {
        let document = with(json!({"person": {"id": "p"}}), &more);
        says(&document, kind, "2026-07-10", true, fits, "form.open.first_time");
    }
}

/// What the words are told with.
fn params(opened: &Opened) -> Value {
    json_of(&opened.params)
}

fn id_of(certificate: &str) -> Value {
    json!({"name": "certificate", "value": {"id": certificate}})
}

fn on(name: &str, day: &str) -> Value {
    json!({"name": name, "value": {"day": day}})
}

fn months(name: &str, count: u32) -> Value {
    json!({"name": name, "value": {"count": count}})
}

#[test]
fn money_is_told_where_there_is_any() {
    // Nothing was paid between the day on which the criterion was met and today.
    let document = registered(&spring());
    assert_eq!(opened(&document, Kind::MildHighCost, "2026-07-10").at_stake, None);
    let mut later = spring().to_vec();
    later.push(charge(4, "2026-07-01", 40_000));
    // A tenth of it: three were paid and two are due.
    let opened = opened(&registered(&later), Kind::MildHighCost, "2026-07-10");
    assert_eq!(opened.at_stake, Some(Yen::new(4_000)));
}

#[test]
fn a_lower_cap_that_does_not_help_is_told_with_the_certificate_and_its_months() {
    let plain = certificate("n", "54", "2025-09-01", "2026-08-31", 10_000);
    for (change, why) in [
        (json!({"traits": {"high_cost_long_term": true}}), "form.closed.already_lower"),
        (json!({"income_class": "low1"}), "form.closed.no_benefit"),
    ] {
        let opened = opened(&holding(&[with(plain.clone(), &change)]), Kind::HighCostLongTerm, "2026-07-10");
        assert_eq!(opened.why, why);
        assert_eq!(params(&opened), json!([id_of("n"), months("count", 0), months("need", 6)]), "{why}");
    }
}

#[test]
fn a_renewal_is_told_with_the_certificate_and_its_days() {
    let document = holding(&[certificate("n", "54", "2025-10-01", "2026-09-30", 10_000)]);
    let at = |today: &str| opened(&document, Kind::Renewal, today);
    let of_n = [id_of("n"), on("until", "2026-09-30")];
    let early = at("2026-06-29");
    assert_eq!(params(&early), json!([of_n[0], of_n[1], on("from", "2026-06-30")]));
    assert_eq!(early.deadline, None);
    let in_time = at("2026-06-30");
    assert_eq!((params(&in_time), in_time.deadline), (json!(of_n), Some(day("2026-09-30"))));
    // Without a day to keep: it is over.
    let late = at("2026-10-01");
    assert_eq!((params(&late), late.deadline), (json!(of_n), None));
    // 52 ends with the 20th birthday.
    let child = holding(&[certificate("s", "52", "2026-06-01", "2027-05-04", 5_000)]);
    let closed = opened(&child, Kind::Renewal, "2027-04-01");
    assert_eq!(params(&closed), json!([id_of("s"), on("until", "2027-05-04")]));
}

#[test]
fn of_several_certificates_the_one_that_ends_first_is_renewed_or_else_the_one_that_ended_last() {
    let of = |id: &str, disease: &str, from: &str, until: &str| {
        with(certificate(id, "54", from, until, 10_000), &json!({"diseases": [disease]}))
    };
    // Of other diseases: none goes on where another ends.
    let document = holding(&[
        of("a", "甲病", "2024-06-01", "2025-05-31"),
        of("b", "乙病", "2025-01-01", "2025-12-31"),
        of("c", "丙病", "2025-10-01", "2026-09-30"),
        of("d", "丁病", "2025-11-01", "2026-10-31"),
    ]);
    for (today, certificate, why) in [
        ("2025-11-15", "b", "form.open.in_time"),
        ("2026-01-01", "c", "form.closed.too_early"),
        ("2026-09-30", "c", "form.open.in_time"),
        ("2026-10-01", "d", "form.open.in_time"),
        ("2026-11-01", "d", "form.open.after_end"),
    ] {
        let opened = opened(&document, Kind::Renewal, today);
        assert_eq!((opened.why, &params(&opened)[0]), (why, &id_of(certificate)), "{today}");
    }
}
