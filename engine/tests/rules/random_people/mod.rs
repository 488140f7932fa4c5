//! Random people, from the plausible to the absurd, for the properties of watches and views.

use engine::Day;
use engine::facts::{Facts, door};
use proptest::prelude::*;
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

fn facts(document: &Value) -> Facts {
    door::read_facts(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

pub fn days() -> impl Strategy<Value = Day> {
    prop_oneof![
        20 => (0_u64..1_000).prop_map(|after| day("2024-06-01").plus_days(after)),
        1 => Just(day("2024-02-29")),
        1 => Just(day("1868-01-01")),
        1 => Just(day("2999-12-31")),
    ]
}

pub fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(33_330),
        Just(33_331),
        Just(50_000),
        Just(50_001),
        Just(0),
        Just(-40_000),
        Just(1_000_000_000_000),
        0_i64..80_000
    ]
}

pub fn certificates() -> impl Strategy<Value = Value> {
    (
        0..5_u8,
        prop::sample::select(vec!["54", "54", "52", "21", "local:x"]),
        (days(), days()),
        prop::option::of(prop::sample::select(vec!["low1", "middle1", "upper", "?"])),
        prop::collection::vec((days(), prop::option::of(0_i64..40_000)), 0..3),
        any::<[bool; 4]>(),
        (prop::option::of(days()), prop::option::of(days())),
    )
        .prop_map(|(id, scheme, (from, until), class, caps, [undisclosed, ventilator, severe, long], (decided, onset))| {
            let caps: Vec<Value> = caps.into_iter().map(|(from, cap)| json!({"from": from, "cap": cap})).collect();
            json!({"id": format!("k{id}"), "scheme": scheme, "valid": {"from": from, "until": until}, "caps": caps,
                "income_class": class, "undisclosed": undisclosed && ventilator, "decided_on": decided,
                "onset_month": onset.map(Day::month),
                "traits": {"ventilator": ventilator && severe, "severe": severe && long, "high_cost_long_term": long && ventilator}})
        })
}

pub fn charges() -> impl Strategy<Value = Value> {
    (
        (0..20_u8, 0..40_u64),
        prop::sample::select(vec!["registered", "registered", "registered", "corrected", "cancelled", "?"]),
        prop::option::weighted(0.2, 0..20_u8),
        prop::collection::vec(0..6_u8, 0..3),
        days(),
        amounts(),
        (prop::option::of(0_i64..20_000), 0..3_u8, any::<[bool; 2]>()),
        prop::sample::select(vec!["recept", "patient_entered", "planned", "?"]),
    )
        .prop_map(|((id, sequence), event, supersedes, certificates, service_day, total10, (collected, facility, [related, public]), source)| {
            json!({"id": format!("c{id}"), "sequence": sequence, "event": event,
                "supersedes": supersedes.map(|id| format!("c{id}")),
                "certificates": certificates.iter().map(|id| format!("k{id}")).collect::<Vec<_>>(),
                "service_day": service_day, "total10": total10, "collected": collected,
                "facility": {"code": format!("f{facility}"), "kind": if facility == 1 { "hospital" } else { "long_term_care" }, "designated": (facility != 2).then_some(facility == 0)},
                "disease_related": related || public, "part": if public || related { "kouhi" } else { "hoken" }, "source": source})
        })
}

pub fn any_facts() -> impl Strategy<Value = Facts> {
    (
        prop::collection::vec(certificates(), 0..4),
        prop::collection::vec(charges(), 0..25),
        prop::collection::vec((days(), prop::option::of(days()), prop::bool::weighted(0.1)), 0..3),
        prop::collection::vec(days(), 0..3),
        (prop::option::of(days()), prop::bool::weighted(0.05)),
        prop::option::of(prop::sample::select(vec!["present", "error"])),
        prop::option::weighted(0.3, (days(), days(), 0..30_u64)),
    )
        .prop_map(|(certificates, charges, registrations, refusals, (born_on, undisclosed), source, claim)| {
            let mut person = json!({"id": "p", "undisclosed": undisclosed});
            if let Some(born_on) = born_on {
                person["born_on"] = json!(born_on);
            }
            let registrations: Vec<Value> = registrations
                .into_iter()
                .enumerate()
                .map(|(at, (from, onset, undisclosed))| {
                    json!({"id": format!("r{at}"), "from": from, "onset_month": onset.map(Day::month), "undisclosed": undisclosed})
                })
                .collect();
            let refusals: Vec<Value> =
                refusals.into_iter().map(|day| json!({"scheme": "54", "notified_on": day})).collect();
            let sources: Vec<Value> =
                source.into_iter().map(|state| json!({"source": "pmh", "state": state})).collect();
            let claims: Vec<Value> = claim
                .into_iter()
                .map(|(from, until, sequence)| json!({"from": from.month(), "until": until.month(), "sequence": sequence}))
                .collect();
            facts(&json!({"person": person, "certificates": certificates, "charges": charges,
                "registrations": registrations, "refusals": refusals, "sources": sources, "claims": claims}))
        })
}

/// Facts in which every id is of one body, as the hub's are.
pub fn hub_facts() -> impl Strategy<Value = Facts> {
    any_facts().prop_map(|mut facts| {
        facts.charges.sort_by(|a, b| a.id.cmp(&b.id));
        facts.charges.dedup_by(|a, b| a.id == b.id);
        facts.certificates.sort_by(|a, b| a.id.cmp(&b.id));
        facts.certificates.dedup_by(|a, b| a.id == b.id);
        for (sequence, charge) in (1..).zip(&mut facts.charges) {
            charge.sequence = sequence;
        }
        facts
    })
}
