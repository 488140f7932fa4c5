//! Local limits and packs, told apart to the visit and the day: what was free does not use up what is charged.

use crate::ledger_support::{all, charge, facts, only, read, with};
use engine::Yen;
use engine::book::pack::{self, Pack, Paid, Visit};
use engine::facts::{Certificate, Charge};
use engine::ledger::packs::History;
use serde_json::{Value, json};

fn local(fields: &Value) -> Value {
    with(
        json!({"id": "c", "scheme": "local:999999/sample", "valid": {"from": "2026-01-01", "until": "2026-12-31"}}),
        fields,
    )
}

/// What is due for each `(day, fields)` of June at one clinic, 10割 of 10,000.
fn dues(certificate: &Value, visits: &[(&str, Value)]) -> Vec<i64> {
    let charges: Vec<Value> = visits
        .iter()
        .zip(1..)
        .map(|((day, more), at)| {
            with(charge(&at.to_string(), at, &format!("2026-06-{day}"), "A", 10_000), more)
        })
        .collect();
    let ledgers = all(&facts(&json!([certificate]), &json!(charges)));
    only(&ledgers).rows.iter().map(|row| row.due.amount()).collect()
}

/// RULES §4: nothing once it was *collected* as often as the limit says; a visit that cost nothing was not collected.
#[test]
fn a_visit_that_cost_nothing_does_not_use_up_the_limit() {
    let twice = local(&json!({"limits": [{"per": "visit", "amount": 500, "times_a_month": 2}]}));
    let free = json!({"raw_selfpay": 0});
    let visits = [("01", free), ("02", json!({})), ("03", json!({})), ("04", json!({}))];
    assert_eq!(dues(&twice, &visits), [0, 500, 500, 0]);
}

/// A row of several days pays for each day what that day still had room for.
#[test]
fn a_row_of_several_days_fills_the_day_that_was_begun_only_up_to_its_amount() {
    let daily = local(&json!({"limits": [{"per": "day", "amount": 500}]}));
    let begun = json!({"raw_selfpay": 300});
    let three_days = json!({"visits": 3});
    // 500 + 200 + 500, and the third day is paid for
    assert_eq!(dues(&daily, &[("02", begun), ("01", three_days), ("03", json!({}))]), [300, 1_200, 0]);
}

/// What was due is used up from the first day on: a day for which nothing was left is still to be paid for.
#[test]
fn a_row_of_several_days_that_cost_little_leaves_the_later_days_open() {
    let daily = local(&json!({"limits": [{"per": "day", "amount": 500}]}));
    let two_days = json!({"visits": 2, "raw_selfpay": 500});
    assert_eq!(dues(&daily, &[("01", two_days), ("01", json!({})), ("02", json!({}))]), [500, 0, 500]);
}

/// Any one thing printed comes before the pack: the cap alone, or the rate alone.
#[test]
fn a_printed_cap_or_rate_comes_before_the_published_rules() {
    let kashiwa = |fields: &Value| with(local(&json!({"scheme": "local:122173/kodomo"})), fields);
    let visit = [("01", json!({}))];
    assert_eq!(dues(&kashiwa(&json!({})), &visit), [300]);
    assert_eq!(dues(&kashiwa(&json!({"caps": [{"from": "2026-01-01", "cap": 500}]})), &visit), [500]);
    assert_eq!(dues(&kashiwa(&json!({"rate": "0.1"})), &visit), [1_000]);
}

/// A pack a region may load, with one rule.
fn pack_of(rule: &Value) -> Pack {
    let rule = with(json!({"id": "r", "from": "2026-01-01", "cite": "c", "status": "confirmed"}), rule);
    let pack = json!({"authority": "999999", "id": "x", "name": "x", "rules": [rule], "cases": [],
        "citations": [{"id": "c", "source": "s", "checked_on": "2026-11-20"}]});
    serde_json::from_value(pack).unwrap_or_else(|error| panic!("{error}"))
}

/// The ledger's history of a month, kept short, against every visit told one by one.
fn kept(rule: &Value, visits: &[(&str, &str, i64)]) -> Vec<i64> {
    let pack = pack_of(rule);
    let charges: Vec<Value> = visits
        .iter()
        .zip(1..)
        .map(|((day, facility, _), at)| charge(&at.to_string(), at, day, facility, 10_000))
        .collect();
    let facts = facts(&json!([local(&json!({}))]), &json!(charges));
    let certificate: &Certificate = &facts.certificates[0];
    let mut history = History::default();
    let mut told: Vec<Paid> = Vec::new();
    let mut dues = Vec::new();
    for (charge, (_, _, self_pay)) in facts.charges.iter().zip(visits) {
        let self_pay = Yen::new(*self_pay);
        let (due, rule) =
            history.allows(&pack, certificate, charge, self_pay).unwrap_or_else(|| panic!("no rule"));
        let visit = visit(charge, self_pay);
        assert_eq!(pack::assess(&pack, &[], &told, &visit), Ok(due), "{visits:?}: {}", charge.id);
        told.push(Paid { visit, paid: due });
        history.take(&pack, rule, charge, due);
        dues.push(due.amount());
    }
    dues
}

fn visit(charge: &Charge, insurance_selfpay: Yen) -> Visit {
    Visit {
        day: charge.service_day,
        facility: charge.facility.code.clone().into(),
        kind: charge.facility.kind.code().to_owned().into(),
        setting: charge.setting.code().to_owned().into(),
        total10: charge.total10,
        insurance_selfpay,
        visits: charge.visits,
    }
}

/// 「月2回まで」 counts what was collected: visits of one day that cost nothing are kept apart from those that were paid for.
#[test]
fn a_pack_does_not_count_a_free_visit_as_collected() {
    let twice = json!({"per": "visit", "amount": 300, "times_a_month": 2, "scope": "facility"});
    let day = "2026-06-01";
    let of = |self_pays: [i64; 5]| {
        let visits: Vec<(&str, &str, i64)> = self_pays.iter().map(|pay| (day, "A", *pay)).collect();
        kept(&twice, &visits)
    };
    assert_eq!(of([0, 900, 900, 900, 0]), [0, 300, 300, 0, 0]);
    assert_eq!(of([900, 0, 900, 900, 0]), [300, 0, 300, 0, 0]);
}

#[test]
fn a_pack_that_counts_everywhere_knows_the_visits_of_every_facility() {
    let together = json!({"per": "month", "amount": 1_000, "scope": "everywhere"});
    let visits = [("2026-06-01", "A", 700), ("2026-06-02", "B", 700), ("2026-06-03", "A", 700)];
    assert_eq!(kept(&together, &visits), [700, 300, 0]);
    let apart = json!({"per": "month", "amount": 1_000, "scope": "facility"});
    assert_eq!(kept(&apart, &visits), [700, 700, 300]);
}

/// 38: the facility's figure of the insurance's self-pay is the figure, so the insurer bears the rest of the 10割.
#[test]
fn the_insurer_bears_what_the_given_self_pay_of_the_insurance_leaves() {
    let document = json!({"person": {"id": "p"},
        "certificates": [with(local(&json!({"scheme": "38"})), &json!({"caps": [{"from": "2026-01-01", "cap": 10_000}]}))],
        "charges": [with(charge("a", 1, "2026-06-01", "A", 500_000), &json!({"raw_selfpay": 90_000}))]});
    let ledgers = all(&read(&document));
    let outcome = &ledgers.charges[0];
    let public: Vec<i64> = outcome.payers.iter().map(|payer| payer.public.amount()).collect();
    assert_eq!((outcome.insurer.amount(), public, outcome.patient.amount()), (410_000, vec![80_000], 10_000));
}
