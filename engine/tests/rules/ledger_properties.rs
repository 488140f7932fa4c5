//! The promises of the ledger, tried on random people.
//!
//! `PROPTEST_CASES` sets how many; a failing case is written beside this file and tried first the next time.

use crate::ledger_support::{all, bytes, charge, facts, nanbyo, read, with};
use engine::facts::{Charge, Facts};
use engine::ledger::finding::key;
use engine::ledger::kernel::{Due, Row, Share, Terms};
use engine::ledger::{Ledgers, Running, assess_plain, explain};
use engine::trace::StepId;
use engine::{Cap, Rate, Yen};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Value, json};

fn config() -> ProptestConfig {
    let persistence = FileFailurePersistence::WithSource("regressions");
    let config =
        ProptestConfig { failure_persistence: Some(Box::new(persistence)), ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        config
    } else {
        ProptestConfig { cases: 256, ..config }
    }
}

const IDS: [&str; 8] = ["a", "b", "d", "e", "f", "g", "h", "nobody"];
const FACILITIES: [&str; 3] = ["A", "B", "C"];

fn service_day() -> impl Strategy<Value = String> {
    (5_u32..8, 1_u32..29).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"))
}

fn cost() -> impl Strategy<Value = i64> {
    prop_oneof![8 => (0_i64..30_000).prop_map(|tens| tens * 10), 1 => -20_i64..200_000]
}

fn cap() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), Just(json!(0)), (0_i64..3_001).prop_map(|tens| json!(tens * 10)),]
}

/// Any event at all: also corrections of nothing, cancellations of cancellations, the same id with two bodies.
fn event() -> impl Strategy<Value = Value> {
    let names = prop::sample::subsequence(vec!["c", "d", "s", "m", "k", "h", "p", "secret", "nothing"], 0..4);
    let more = (
        prop::option::of(0_i64..30_000),
        prop::bool::weighted(0.9),
        prop::sample::select(vec!["hospital", "pharmacy", "long_term_care"]),
        prop::sample::select(vec!["0.3", "0.3", "0.2", "0.1"]),
        prop::sample::select(vec![0_i64, 0, 0, 1_470]),
        prop::sample::select(vec!["outpatient", "inpatient"]),
        prop::option::weighted(0.2, 0_i64..30_000),
    );
    (
        0_usize..7,
        0_u64..12,
        prop::sample::select(vec!["registered", "registered", "registered", "corrected", "cancelled", "other"]),
        prop::option::weighted(0.5, prop::sample::select(IDS.to_vec())),
        names,
        prop::sample::select(FACILITIES.to_vec()),
        service_day(),
        cost(),
        more,
    )
        .prop_map(|(id, sequence, event, target, names, facility, day, total10, more)| {
            let (collected, designated, kind, rate, meal, setting, raw) = more;
            let target = if event == "registered" && sequence % 4 != 0 { None } else { target };
            json!({"id": IDS[id], "sequence": sequence, "event": event, "supersedes": target, "certificates": names,
                "facility": {"code": facility, "name": facility, "kind": kind, "designated": designated},
                "service_day": day, "total10": total10, "insurance_rate": rate, "collected": collected, "meal": meal,
                "setting": setting, "raw_selfpay": raw})
        })
}

fn certificates() -> impl Strategy<Value = Value> {
    (cap(), cap(), cap(), 1_u32..29, prop::bool::ANY, prop::bool::ANY).prop_map(
        |(first, second, other, day, shared, split)| {
            let valid = json!({"from": "2026-05-03", "until": "2026-12-31"});
            json!([
                {"id": "c", "scheme": "54", "valid": valid, "decided_on": "2026-05-20", "diseases": ["x"],
                    "caps": [{"from": "2026-05-01", "cap": first}, {"from": format!("2026-06-{day:02}"), "cap": second}]},
                {"id": "d", "scheme": "54", "valid": valid, "caps": [{"from": "2026-05-01", "cap": other}]},
                {"id": "s", "scheme": "21", "valid": valid, "facilities": if shared { json!([]) } else { json!(["A", "B"]) },
                    "caps": [{"from": "2026-06-10", "cap": other}], "scope": {"split_by_setting": split}},
                {"id": "k", "scheme": "52", "valid": valid, "diseases": if shared { json!(["x"]) } else { json!(["y"]) },
                    "caps": [{"from": "2026-05-01", "cap": second}]},
                {"id": "m", "scheme": "local:1/x", "valid": valid,
                    "limits": [{"per": "visit", "amount": 500, "times_a_month": 2, "at_each_facility": split}]},
                {"id": "h", "scheme": "38", "valid": valid, "caps": [{"from": "2026-05-01", "cap": first}]},
                {"id": "p", "scheme": "local:122173/kodomo", "valid": valid},
                {"id": "secret", "scheme": "21", "valid": valid, "undisclosed": true}
            ])
        },
    )
}

fn person(certificates: &Value, charges: &[Value]) -> Facts {
    let insurance = json!([{"from": "2026-06-01", "until": "2026-06-20", "band": "low2", "rate": "0.2"}]);
    read(
        &json!({"person": {"id": "p", "born_on": "1950-04-02"}, "certificates": certificates, "charges": charges,
        "insurance": insurance}),
    )
}

fn anybody() -> impl Strategy<Value = Facts> {
    (certificates(), prop::collection::vec(event(), 0..14))
        .prop_map(|(certificates, charges)| person(&certificates, &charges))
}

/// One 54 certificate, sound registrations only.
fn plain_charge() -> impl Strategy<Value = (String, &'static str, i64)> {
    (service_day(), prop::sample::select(FACILITIES.to_vec()), (0_i64..20_000).prop_map(|tens| tens * 10))
}

fn plain(cap: &Value, charges: &[(String, &str, i64)]) -> Ledgers {
    let charges: Vec<Value> = charges
        .iter()
        .zip(1..)
        .map(|((day, facility, total10), at)| charge(&at.to_string(), at, day, facility, *total10))
        .collect();
    all(&facts(&json!([nanbyo(cap)]), &json!(charges)))
}

fn selfpay(ledgers: &Ledgers) -> i64 {
    ledgers.months.iter().filter_map(|page| page.selfpay).map(Yen::amount).sum()
}

fn permute(charges: &mut [Charge], from: usize, seen: &mut dyn FnMut(&[Charge])) {
    if from == charges.len() {
        return seen(charges);
    }
    for at in from..charges.len() {
        charges.swap(from, at);
        permute(charges, from + 1, seen);
        charges.swap(from, at);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn order_independence(
        (facts, shuffled) in anybody().prop_flat_map(|facts| {
            let charges = Just(facts.charges.clone()).prop_shuffle();
            (Just(facts), charges)
        })
    ) {
        let mut other = facts.clone();
        other.charges = shuffled;
        prop_assert_eq!(bytes(&all(&facts)), bytes(&all(&other)));
    }

    #[test]
    fn never_over_cap(facts in anybody()) {
        for page in &all(&facts).months {
            let mut pools = std::collections::BTreeMap::<_, i64>::new();
            for row in &page.rows {
                prop_assert!(row.due >= Yen::ZERO);
                prop_assert!(row.due <= row.raw);
                let used = pools.entry(page.pools.len() > 1 && row.setting.code() == "inpatient").or_default();
                *used += row.due.amount();
                if let (Some(Cap::At(cap)), true) = (row.cap, row.due > Yen::ZERO) {
                    prop_assert!(*used <= cap.amount(), "{} over {}", used, cap);
                }
            }
        }
    }

    /// 按分: what the members of a household pay together never exceeds the largest of their caps.
    #[test]
    fn never_over_cap_of_the_household(
        caps in prop::collection::vec((0_i64..3_001).prop_map(|tens| tens * 10), 1..5),
        charges in prop::collection::vec(plain_charge(), 0..8)
    ) {
        let (largest, sum) = (caps.iter().copied().max().unwrap_or(0), caps.iter().sum::<i64>());
        let shares = caps.iter().map(|cap| if sum == 0 { 0 } else { cap * largest / sum / 10 * 10 });
        let june: Vec<_> = charges.into_iter().map(|(_, at, cost)| ("2026-06-05".to_owned(), at, cost)).collect();
        let together: i64 = shares.map(|share| selfpay(&plain(&json!(share), &june))).sum();
        prop_assert!(together <= largest);
    }

    #[test]
    fn conservation(facts in anybody()) {
        let ledgers = all(&facts);
        let mut whole = std::collections::BTreeMap::<_, [Yen; 4]>::new();
        for charge in &ledgers.charges {
            let public: Yen = charge.payers.iter().map(|payer| payer.public).sum();
            prop_assert_eq!(charge.total10, charge.insurer + public + charge.patient);
            prop_assert!(charge.payers.iter().all(|payer| payer.public >= Yen::ZERO));
            prop_assert!(charge.patient >= Yen::ZERO && charge.rounding.amount().abs() <= 5);
            let last = charge.payers.last().map(|payer| payer.due);
            prop_assert_eq!(last, Some(charge.patient + charge.rounding));
            let month = whole.entry(charge.month).or_default();
            for (sum, part) in month.iter_mut().zip([charge.total10, charge.insurer, public, charge.patient]) {
                *sum += part;
            }
        }
        for [total10, insurer, public, patient] in whole.into_values() {
            prop_assert_eq!(total10, insurer + public + patient);
        }
        for page in &ledgers.months {
            prop_assert_eq!(page.total10, page.rows.iter().map(|row| row.total10).sum());
            if let Some(selfpay) = page.selfpay {
                prop_assert_eq!(selfpay, page.rows.iter().map(|row| row.due).sum());
            }
        }
        // Every sound charge is somewhere, once.
        let folded = engine::ledger::events::fold(&facts.charges, &|charge| charge.certificates == ["secret"]);
        for active in folded.active {
            let on = ledgers.charges.iter().filter(|charge| charge.charge == active.charge.id).count();
            let off = ledgers.off_ledger.iter().any(|off| off.charge == active.charge.id);
            prop_assert!(on == 1 || on == 0 && off, "{}", active.charge.id);
        }
    }

    /// Σ pay = min(cap, Σ raw): the month does not depend on the order of its charges (RULES §0).
    #[test]
    fn the_month_is_the_smaller_of_cap_and_sum(cap in cap(), charges in prop::collection::vec(plain_charge(), 0..10)) {
        for page in &plain(&cap, &charges).months {
            let raw: i64 = page.rows.iter().map(|row| row.raw.amount()).sum();
            let due = cap.as_i64().map_or(raw, |cap| raw.min(cap));
            prop_assert_eq!(page.selfpay, Some(Yen::new(due)));
            // the liability in law differs by rounding alone
            let law = page.liability_in_law.map_or(0, Yen::amount);
            prop_assert!((law - due).abs() <= 5 * i64::try_from(page.rows.len()).unwrap_or(i64::MAX));
            prop_assert_eq!(page.reached, cap.as_i64().is_some_and(|cap| due >= cap));
        }
    }

    #[test]
    fn monotone(
        cap in 0_i64..3_000,
        more in 0_i64..1_000,
        charges in prop::collection::vec(plain_charge(), 0..10),
        another in plain_charge(),
        at in 0_usize..10
    ) {
        let (lower, higher) = (json!(cap * 10), json!((cap + more) * 10));
        let before = selfpay(&plain(&lower, &charges));
        let mut added = charges.clone();
        added.insert(at.min(charges.len()), another);
        prop_assert!(selfpay(&plain(&lower, &added)) >= before);
        prop_assert!(selfpay(&plain(&higher, &charges)) >= before);
        prop_assert!(selfpay(&plain(&json!(null), &charges)) >= selfpay(&plain(&higher, &charges)));
    }

    #[test]
    fn idempotent(facts in anybody(), at in any::<prop::sample::Index>()) {
        prop_assume!(!facts.charges.is_empty());
        let mut twice = facts.clone();
        twice.charges.push(facts.charges[at.index(facts.charges.len())].clone());
        prop_assert_eq!(bytes(&all(&facts)), bytes(&all(&twice)));
    }

    #[test]
    fn another_body_is_never_silent(charges in prop::collection::vec(plain_charge(), 1..8), other in 1_i64..1_000) {
        let mut values: Vec<Value> = charges
            .iter()
            .zip(1..)
            .map(|((day, at, cost), id)| charge(&id.to_string(), id, day, at, *cost))
            .collect();
        let changed = values[0]["total10"].as_i64().unwrap_or(0) + other * 10;
        values.push(with(values[0].clone(), &json!({"total10": changed, "sequence": 99})));
        let ledgers = all(&facts(&json!([nanbyo(&json!(10_000))]), &json!(values)));
        let conflict = |finding: &engine::ledger::Finding| finding.key == key::CONFLICT && finding.charge == "1";
        prop_assert!(ledgers.findings.iter().any(conflict));
        values.pop();
        let before = all(&facts(&json!([nanbyo(&json!(10_000))]), &json!(values)));
        prop_assert_eq!(before.months, ledgers.months);
    }

    /// Registered and cancelled is as if it had never been, but for the struck line and the reason given for other differences.
    #[test]
    fn void_is_inverse(facts in anybody(), day in service_day(), cost in cost(), first in any::<bool>()) {
        let new = with(charge("void", 5, &day, "A", cost), &json!({"certificates": ["c", "s"], "collected": 0}));
        let void = json!({"id": "x", "sequence": if first { 1 } else { 9 }, "event": "cancelled", "supersedes": "void",
            "facility": {"code": "A"}, "service_day": day, "total10": 0});
        let mut with_void = facts.clone();
        with_void.charges.extend(read(&json!({"person": {"id": "p"}, "charges": [new, void]})).charges);
        let (before, after) = (all(&facts), all(&with_void));
        prop_assert_eq!(&before.months, &after.months);
        prop_assert_eq!(&before.charges, &after.charges);
        prop_assert_eq!(&before.off_ledger, &after.off_ledger);
        prop_assert_eq!(&before.findings, &after.findings);
        let amounts = |ledgers: &Ledgers| -> Vec<_> {
            ledgers.settlements.iter().map(|line| (line.charge.clone(), line.amount, line.direction)).collect()
        };
        prop_assert_eq!(amounts(&before), amounts(&after));
        prop_assert_eq!(before.struck.len() + 1, after.struck.len());
    }

    #[test]
    fn incremental_equals_batch(facts in anybody(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(facts.charges.len() + 1);
        let mut head = facts.clone();
        let tail = head.charges.split_off(cut);
        let mut running = Running::new(head.clone(), None);
        prop_assert_eq!(bytes(&running.ledgers()), bytes(&all(&head)));
        for charge in tail {
            head.charges.push(charge.clone());
            running.push(charge);
            prop_assert_eq!(bytes(&running.ledgers()), bytes(&all(&head)));
        }
    }

    /// What happens in one month changes no other; only the civil day of service decides, never a moment in time.
    #[test]
    fn month_isolation(
        charges in prop::collection::vec(plain_charge(), 0..10),
        hours in prop::sample::select(vec!["+09:00", "-11:00", "+14:00", "Z"])
    ) {
        let cap = json!(10_000);
        let whole = plain(&cap, &charges);
        for page in &whole.months {
            let month = page.month.to_string();
            let same: Vec<Value> = charges
                .iter()
                .zip(1..)
                .filter(|((day, ..), _)| day.starts_with(&month))
                .map(|((day, at, cost), id)| {
                    let moment = format!("{day}T23:59:59.999{hours}");
                    with(charge(&id.to_string(), id, day, at, *cost), &json!({"registered_at": moment}))
                })
                .collect();
            let alone = all(&facts(&json!([nanbyo(&cap)]), &json!(same)));
            prop_assert_eq!(&alone.months, &vec![page.clone()]);
        }
    }

    /// A charge split in two of the same sum leaves the month as it was, as long as neither part is rounded (20 % of a multiple of
    /// 50); facilities may change names; whole years may pass where no rule changed.
    #[test]
    fn metamorphic(
        charges in prop::collection::vec((service_day(), prop::sample::select(FACILITIES.to_vec()), 0_i64..4_000), 1..8),
        part in 0_i64..4_000,
        cap in (0_i64..2_001).prop_map(|tens| json!(tens * 10))
    ) {
        let charges: Vec<(String, &str, i64)> =
            charges.into_iter().map(|(day, at, fifties)| (day, at, fifties * 50)).collect();
        let whole = plain(&cap, &charges);
        let mut split = charges.clone();
        let (day, at, cost) = split[0].clone();
        let part = (part * 50).min(cost);
        split[0].2 = cost - part;
        split.insert(1, (day, at, part));
        prop_assert_eq!(selfpay(&plain(&cap, &split)), selfpay(&whole));

        let swapped: Vec<(String, &str, i64)> = charges
            .iter()
            .map(|(day, at, cost)| (day.clone(), if *at == "A" { "B" } else { "A" }, *cost))
            .collect();
        let amounts = |ledgers: &Ledgers| -> Vec<_> {
            let rows = ledgers.months.iter().flat_map(|page| &page.rows);
            rows.map(|row| (row.raw, row.due, row.used)).collect()
        };
        prop_assert_eq!(amounts(&plain(&cap, &swapped)), amounts(&whole));

        let later: Vec<Value> = charges
            .iter()
            .zip(1..)
            .map(|((day, at, cost), id)| charge(&id.to_string(), id, &day.replace("2026", "2028"), at, *cost))
            .collect();
        let certificate = with(nanbyo(&cap), &json!({"valid": {"from": "2026-01-01", "until": "2028-12-31"}}));
        prop_assert_eq!(amounts(&all(&facts(&json!([certificate]), &json!(later)))), amounts(&whole));
    }

    #[test]
    fn trace_equivalence(facts in anybody()) {
        let ledgers = all(&facts);
        for outcome in &ledgers.charges {
            let told = explain(&facts, None, &outcome.charge);
            let told = told.unwrap_or_else(|| panic!("{} not explained", outcome.charge));
            prop_assert_eq!(told.trace.replay(), Ok(()));
            let dues: Vec<Yen> = told.ledgers.iter().map(|told| told.due).collect();
            let payers: Vec<Yen> = outcome.payers.iter().map(|payer| payer.due).collect();
            prop_assert_eq!(dues, payers);
            for told_by in &told.ledgers {
                let step = &told.trace.steps[told_by.step.0 as usize];
                prop_assert_eq!(step.result, engine::trace::Value::Yen(told_by.due));
            }
        }
    }

    /// The bare loop and the page are one rule.
    #[test]
    fn the_bare_loop_is_the_page(cap in cap(), charges in prop::collection::vec(plain_charge(), 0..10)) {
        let june: Vec<_> = charges.into_iter().map(|(_, at, cost)| ("2026-06-05".to_owned(), at, cost)).collect();
        let terms = Terms { share: Share::AtMost(Rate::TWO_TENTHS), rate_cite: None, rounding_cite: None, cap_cite: None };
        let rows: Vec<Row> = june
            .iter()
            .map(|(_, _, cost)| Row {
                total10: Yen::new(*cost),
                insurance_rate: Rate::THREE_TENTHS,
                raw_given: None,
                insurance_room: None,
            })
            .collect();
        let blank = Due { raw: Yen::ZERO, due: Yen::ZERO, used: Yen::ZERO, reached: false, step: StepId(0) };
        let mut out = vec![blank; rows.len()];
        let printed = cap.as_i64().map_or(Cap::Unlimited, |cap| Cap::At(Yen::new(cap)));
        let used = assess_plain(&terms, printed, &rows, &mut out);
        let ledgers = plain(&cap, &june);
        let page: Vec<(Yen, Yen, bool)> =
            ledgers.months.iter().flat_map(|page| &page.rows).map(|row| (row.raw, row.due, row.reached)).collect();
        let bare: Vec<(Yen, Yen, bool)> = out.iter().map(|due| (due.raw, due.due, due.reached)).collect();
        prop_assert_eq!(bare, page);
        prop_assert_eq!(used.amount(), selfpay(&ledgers));
    }

    /// Nothing from outside stops it, and what is undisclosed stays so.
    #[test]
    fn nothing_undisclosed_comes_out(facts in anybody()) {
        prop_assert!(!bytes(&all(&facts)).contains("secret"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..config() })]

    /// All 720 orders of six events.
    #[test]
    fn order_independence_of_every_permutation(certificates in certificates(), events in prop::collection::vec(event(), 6)) {
        let mut facts = person(&certificates, &events);
        let first = bytes(&all(&facts));
        let mut charges = std::mem::take(&mut facts.charges);
        let mut seen = 0;
        let mut differ = 0;
        permute(&mut charges, 0, &mut |order| {
            facts.charges = order.to_vec();
            seen += 1;
            differ += i32::from(bytes(&all(&facts)) != first);
        });
        prop_assert_eq!((seen, differ), (720, 0));
    }
}
