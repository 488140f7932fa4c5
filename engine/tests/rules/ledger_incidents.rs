//! Mistakes that authorities and insurers published, each tried against the ledger. What happened is told in one line over each test.

use crate::ledger_support::{all, certificate, charge, day, facts, found, nanbyo, only, settled, with, yen};
use engine::book::TierCap;
use engine::facts::{Certificate, Charge, ChargeEvent, IncomeClass, Traits};
use engine::ledger::admit::reason;
use engine::ledger::context::Context;
use engine::ledger::finding::key;
use engine::ledger::plan::{Plan, Version};
use engine::ledger::{all as all_on, events, run};
use engine::trace::{Op, StepId, Tracer, Value as Told};
use engine::{Cap, Yen};
use serde_json::{Value, json};

/// 大阪府 2023-06: a changed 適用区分 did not reach the certificates, and people overpaid.
/// Here a tier changed backwards is followed in every month it touches, and every difference is listed.
#[test]
fn osaka_tier_change_redrives_every_affected_month() {
    let charges: Vec<Value> = ["2026-03-10", "2026-04-10", "2026-05-10", "2026-06-10"]
        .iter()
        .zip(1..)
        .map(|(day, at)| {
            with(charge(&format!("m{at}"), at, day, "A", 200_000), &json!({"collected": 20_000}))
        })
        .collect();
    let before = all_on(&facts(&json!([nanbyo(&json!(20_000))]), &json!(charges)), day("2026-06-20"));
    assert_eq!(before.settlements, []);
    let changed = with(
        nanbyo(&Value::Null),
        &json!({"caps": [{"from": "2026-01-01", "cap": 20_000}, {"from": "2026-04-01", "cap": 10_000}]}),
    );
    let after = all_on(&facts(&json!([changed]), &json!(charges)), day("2026-06-20"));
    let touched: Vec<String> = before
        .months
        .iter()
        .zip(&after.months)
        .filter(|(before, after)| before != after)
        .map(|(_, after)| after.month.to_string())
        .collect();
    assert_eq!(touched, ["2026-04", "2026-05", "2026-06"]);
    assert_eq!(
        settled(&after.settlements),
        [
            "m2 10000 Refund Prefecture cap_lowered",
            "m3 10000 Refund Prefecture cap_lowered",
            "m4 10000 Refund Prefecture cap_lowered"
        ]
    );
    // what was collected is as it was
    assert!(after.charges.iter().all(|charge| charge.collected == Some(yen(20_000))));
}

/// The certificate a decision makes: nothing in it comes from anywhere else.
fn issue(scheme: &str, class: &IncomeClass, traits: &Traits) -> Option<Value> {
    let day = day("2026-06-01");
    let TierCap::Cap(cap) = engine::book::scheme(scheme)?.tier_cap(day, class, traits).cap else {
        return None;
    };
    Some(with(certificate("c", scheme, &json!(cap)), &json!({"income_class": class, "traits": traits})))
}

/// 宮城県 2017-11: caps that did not follow from the decision were printed and mailed.
/// Here the same decision gives the same certificate, and one that differs from its decision is noticed.
#[test]
fn miyagi_certificate_is_a_function_of_the_decision() {
    let classes = [
        IncomeClass::PublicAssistance,
        IncomeClass::Low1,
        IncomeClass::Low2,
        IncomeClass::Middle1,
        IncomeClass::Middle2,
        IncomeClass::Upper,
    ];
    let mut decisions = 0;
    for scheme in ["54", "52"] {
        for class in &classes {
            for bits in 0..8 {
                let traits = Traits {
                    ventilator: bits & 1 > 0,
                    high_cost_long_term: bits & 2 > 0,
                    severe: bits & 4 > 0,
                    ..Traits::default()
                };
                let issued = issue(scheme, class, &traits);
                assert_eq!(issued, issue(scheme, class, &traits));
                let text = issued.unwrap_or_else(|| panic!("{scheme} {class:?}")).to_string();
                let printed: Certificate =
                    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
                let cap = printed.cap_on(day("2026-06-01")).unwrap_or(Cap::Unlimited);
                let answer =
                    engine::book::scheme(scheme).map(|book| book.tier_cap(day("2026-06-01"), class, &traits));
                let agrees = |cap| answer.and_then(|answer| answer.agrees_with(cap));
                assert_eq!(agrees(cap), Some(true));
                let Cap::At(amount) = cap else { panic!("{scheme} has a cap") };
                assert_eq!(agrees(Cap::At(amount + yen(10))), Some(false));
                // the ledger pays by what is printed, right or wrong
                let wrong =
                    with(certificate("c", scheme, &json!(amount + yen(10))), &json!({"income_class": class}));
                let ledgers =
                    all(&facts(&json!([wrong]), &json!([charge("a", 1, "2026-06-01", "A", 900_000)])));
                assert_eq!(only(&ledgers).selfpay, Some(amount + yen(10)));
                decisions += 1;
            }
        }
    }
    assert_eq!(decisions, 96);
}

/// 仙台市 2007–2016: duplicates were paid because the program that looked for them was wrong.
#[test]
fn sendai_duplicate_is_flagged_and_counted_once_by_id() {
    let first = charge("a", 1, "2026-06-01", "A", 10_000);
    let retry = with(first.clone(), &json!({"sequence": 4, "registered_at": "2026-06-02T09:00:00+09:00"}));
    let again = charge("b", 2, "2026-06-01", "A", 10_000);
    let ledgers = all(&facts(&json!([nanbyo(&json!(10_000))]), &json!([first, retry, again])));
    let page = only(&ledgers);
    assert_eq!(page.rows.len(), 2);
    assert_eq!(page.total10, yen(20_000));
    assert_eq!(found(&ledgers), [(key::DUPLICATE, "b")]);
}

/// 長崎県: differences worked out by hand were wrong in 208 cases over two and a half years.
#[test]
fn nagasaki_conservation_of_every_difference() {
    let charges: Vec<Value> = (1..=30)
        .map(|at: u64| {
            let amount = 7_770 * i64::try_from(at).unwrap_or(0);
            let rate = if at.is_multiple_of(3) { "0.1" } else { "0.3" };
            let fields = json!({"collected": amount / 10, "insurance_rate": rate});
            with(charge(&at.to_string(), at, &format!("2026-06-{at:02}"), "A", amount), &fields)
        })
        .chain([json!({"id": "x", "sequence": 40, "event": "cancelled", "supersedes": "2", "facility": {"code": "A"},
            "service_day": "2026-06-02", "total10": 0})])
        .collect();
    let ledgers = all(&facts(&json!([nanbyo(&json!(30_000))]), &json!(charges)));
    let page = only(&ledgers);
    for outcome in &ledgers.charges {
        let public: Yen = outcome.payers.iter().map(|payer| payer.public).sum();
        assert_eq!(outcome.total10, outcome.insurer + public + outcome.patient, "{}", outcome.charge);
    }
    // collected − due = refunds − additional payments, exactly
    let collected: Yen = page.rows.iter().filter_map(|row| row.collected).sum();
    let due: Yen = page.rows.iter().map(|row| row.due).sum();
    let settled: Yen = ledgers
        .settlements
        .iter()
        .map(|line| {
            if line.direction == engine::ledger::settle::Direction::Refund {
                line.amount
            } else {
                -line.amount
            }
        })
        .sum();
    assert_eq!(collected - due, settled);
    assert_eq!(
        ledgers.settlements.len(),
        page.rows.iter().filter(|row| row.collected != Some(row.due)).count()
    );
}

/// 千歳市 2019–2023: 73 mistakes of entry in 8,270 cases. Fields that contradict each other are set apart, each with its reason.
#[test]
fn chitose_cross_field_validation() {
    for (fields, why) in [
        (json!({"total10": 400, "collected": 4_000}), reason::BELOW_SELFPAY),
        (json!({"total10": 21_845}), reason::NOT_MULTIPLE_OF_10),
        (json!({"total10": -21_840}), reason::NEGATIVE),
        (json!({"service_day": "2062-06-01"}), reason::FUTURE),
        (json!({"service_day": "2025-06-01"}), reason::OUTSIDE_VALIDITY),
        (json!({"certificates": ["cc"]}), reason::CERTIFICATE_UNKNOWN),
        (json!({"facility": {"code": "A", "designated": false}}), reason::NOT_DESIGNATED),
    ] {
        let charges = json!([
            charge("right", 1, "2026-06-01", "A", 21_840),
            with(charge("wrong", 2, "2026-06-02", "A", 21_840), &fields)
        ]);
        let ledgers = all_on(&facts(&json!([nanbyo(&json!(10_000))]), &charges), day("2026-06-30"));
        assert_eq!(
            ledgers.off_ledger.iter().map(|off| (&*off.charge, off.reason)).collect::<Vec<_>>(),
            [("wrong", why)]
        );
        assert_eq!(only(&ledgers).selfpay, Some(yen(4_370)), "{fields}");
    }
}

/// Counts what is done instead of timing it.
#[derive(Default)]
struct Counting(u64);

impl Tracer for Counting {
    const ON: bool = true;
    fn step(&mut self, _: &'static str, _: Option<&'static str>, _: Op, _: &[StepId], _: Told) -> StepId {
        self.0 += 1;
        StepId(0)
    }
}

/// 支払基金 2024-04: on the day of the deadline one server got all the work and took eight times as long.
/// Here a month of a hundred thousand charges costs a hundred times one of a thousand, and no more.
#[test]
fn shiharai_kikin_a_month_of_a_hundred_thousand_charges_stays_linear() {
    let one = facts(&json!([nanbyo(&json!(10_000))]), &json!([charge("", 0, "2026-06-10", "A", 1_000)]));
    let month = |count: u64| {
        let mut month = one.clone();
        let blank = month.charges.remove(0);
        month.charges.extend((0..count).map(|at| {
            let mut charge = Charge { id: at.to_string(), sequence: at, ..blank.clone() };
            if at % 10 == 9 {
                charge.event = ChargeEvent::Corrected;
                charge.supersedes = Some((at - 1).to_string());
            }
            charge
        }));
        month
    };
    let effort = |count: u64| {
        let facts = month(count);
        let context = Context::new(&facts, None);
        let folded = events::fold(&facts.charges, &|charge| context.hides(charge));
        let versions = folded.active.iter().map(|active| Version {
            charge: active.charge,
            place: active.place,
            collected: active.collected,
            earlier: active.earlier.clone(),
        });
        let plan = Plan::of(&context, versions);
        let mut counting = Counting::default();
        let paid = run::run(&context, &plan, 0..plan.entries.len(), &mut counting);
        assert_eq!(paid.len() as u64, count / 10 * 9);
        (folded.effort, counting.0)
    };
    let (small, large) = (effort(1_000), effort(100_000));
    assert_eq!((small.0 * 100, small.1 * 100), large);
    // and the whole way, to the end
    let ledgers = all(&month(100_000));
    assert_eq!(only(&ledgers).selfpay, Some(yen(10_000)));
    assert_eq!(only(&ledgers).total10, yen(90_000_000));
}
