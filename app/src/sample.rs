//! The sample people (見本の人) on a fixed day and what the hub may have answered besides: for tests, and for the gallery of parts.

use crate::known::Known;
use crate::told::{Acting, ActsFor, Asked, Kept, Look, Papers, Session, Tell, Told};
use engine::facts::{Certificate, Charge, FacilityKind, Facts};
use engine::receipt::Receipt;
use engine::{Cap, Day, Yen};
use serde_json::{Value, json};
use std::sync::Arc;

/// The sample people on a fixed day, their facts as the hub would serve them.
pub fn people() -> Vec<Arc<Known>> {
    let text = include_str!("../../public/sample-people.json");
    let dated = sample_days(text);
    let sample: Value = serde_json::from_str(&dated).unwrap_or_else(|error| panic!("{error}"));
    let people = sample["people"].as_array().unwrap_or_else(|| panic!("no people"));
    let known = people.iter().map(|person| {
        let mut facts: Facts =
            serde_json::from_value(person["facts"].clone()).unwrap_or_else(|error| panic!("{error}"));
        facts.certificates.iter_mut().for_each(changed);
        let told =
            json!({ "as_of": "2026-11-20T10:42:00+09:00", "own_receipts": receipts(&facts), "facts": facts });
        let told: Told = serde_json::from_value(told).unwrap_or_else(|error| panic!("{error}"));
        Arc::new(Known::at_once(told).unwrap_or_else(|| panic!("no day")))
    });
    known.collect()
}

/// Two receipts of the person's own: one of this month, and one of a visit that a facility has registered, too.
fn receipts(facts: &Facts) -> Vec<Charge> {
    let certificates: Vec<String> =
        facts.certificates.iter().map(|certificate| certificate.id.clone()).take(1).collect();
    let noted = |id: &str, day: Day, total10: Yen| {
        let (facility, kind, certificates) =
            ("丙医院".to_owned(), FacilityKind::Clinic, certificates.clone());
        let receipt = Receipt { day, facility, kind, total10, paid: total10, certificates };
        receipt.charge(facts, id, 7, "2026-11-19T09:00:00+09:00")
    };
    let twin = facts.charges.first();
    let twin = twin.map(|charge| noted("twin", charge.service_day, charge.total10));
    std::iter::once(noted(
        "alone",
        "2026-11-10".parse().unwrap_or_else(|_| panic!("a day")),
        Yen::new(10_000), // tidy: a sample
    ))
    .chain(twin)
    .collect()
}

/// Gives a certificate a past: another end, another cap, another mark, another spelling, another disease.
fn changed(certificate: &mut Certificate) {
    let mut said = certificate.clone();
    said.valid.until = said.valid.until.minus_months(6);
    said.caps.truncate(1);
    said.caps.iter_mut().for_each(|entry| entry.cap = Cap::Unlimited);
    said.traits.severe = !said.traits.severe;
    said.rate = None;
    said.name = said.name.replace('（', "(").replace('）', ")");
    said.diseases = vec!["前の病名".to_owned()];
    let version = json!({ "said": said, "replaced_at": "2026-10-01T09:00:00+09:00", "replaced_by": "130001", "reason": "更新" });
    certificate.earlier = vec![serde_json::from_value(version).unwrap_or_else(|error| panic!("{error}"))];
}

/// `@M-2-05` is the 5th of two months ago, `@Y-70-04-02` the 2nd of April seventy years ago, `@D-3` three days ago.
fn sample_days(text: &str) -> String {
    let today: Day = "2026-11-20".parse().unwrap_or_else(|_| panic!("a day"));
    let mut dated = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\"@") {
        let Some((code, after)) = after.split_once('"') else { break };
        dated.push_str(before);
        dated.push_str(&["\"", &sample_day(code, today), "\""].concat());
        rest = after;
    }
    dated + rest
}

fn sample_day(code: &str, today: Day) -> String {
    let (kind, rest) = code.split_at(1);
    let sign: i32 = if rest.starts_with('-') && !rest.starts_with("--") { -1 } else { 1 };
    let mut parts = rest.trim_start_matches(['+', '-']).split('-');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    match kind {
        "M" if rest.matches(['+', '-']).count() == 2 => {
            let number: i32 = next().parse().unwrap_or_default();
            [today.month().plus(sign * number).to_string(), "-".to_owned(), next()].concat()
        }
        "M" => [today.month().to_string(), "-".to_owned(), next()].concat(),
        "Y" => {
            let years: i32 = next().parse().unwrap_or_default();
            [(today.year() - years).to_string(), "-".to_owned(), next(), "-".to_owned(), next()].concat()
        }
        _ => today.to_string(),
    }
}

/// What the hub may have answered besides the facts: nothing yet, nothing at all, every kind of notice and somebody to switch to.
pub fn papers(known: &Known) -> [Papers; 3] {
    let mut told = Vec::new();
    for (place, notice) in known.news.notices.iter().enumerate() {
        let notice = serde_json::to_value(notice).unwrap_or_else(|error| panic!("{error}"));
        let because = ["no_longer", "not_watched", "undone", "met", "lapsed"][place % 5];
        told.push(match place % 3 {
            0 => json!({ "change": "raised", "notice": notice }),
            1 => json!({ "change": "amended", "before": notice, "after": notice }),
            _ => json!({ "change": "withdrawn", "notice": notice, "because": format!("watch.withdrawn.{because}") }),
        });
    }
    told.push(json!({ "change": "announced", "title": "窓口の休み", "text": "年末は休みます。" }));
    for (place, one) in told.iter_mut().enumerate() {
        one["sequence"] = json!(place);
        one["id"] = one["notice"]["id"].as_str().unwrap_or("announcement").into();
        one["told_at"] = json!("2026-11-19T09:00:00+09:00");
        one["read"] = json!(place % 2 == 0);
    }
    let told = Vec::tell(&Value::Array(told)).unwrap_or_else(|| panic!("notices"));
    let person = |id: &str, capacity: &str| ActsFor {
        person: id.to_owned(),
        name: "見本 太郎".to_owned(),
        capacity: capacity.to_owned(),
    };
    let shown = person(&known.told.facts.person.id, "self");
    let people = ["parent", "guardian", "proxy"].map(|capacity| person(capacity, capacity));
    let look = |role: &str, action: &str| {
        let look = json!({ "role": role, "actor": "1310000001", "action": action, "at": "2026-11-19T09:00:00+09:00",
            "office": "福祉課", "officer": "K-1024", "purpose": "purpose.phone", "reason": "電話で聞かれたため" });
        Look::tell(&look).unwrap_or_else(|| panic!("a look"))
    };
    let looks = vec![
        look("facility", "access.eligibility"),
        look("municipality", "access.preview"),
        look("person", "access.facts"),
        look("operator", "access.something_new"),
    ];
    let session = |id: &str, current: bool| Session {
        id: id.to_owned(),
        device: "Chrome・Android".to_owned(),
        began_at: "2026-11-20T09:00:00+09:00".to_owned(),
        ends_in: 200,
        warn_in: 0,
        current,
    };
    let sessions = vec![session("a", true), session("b", false)];
    let people = std::iter::once(shown).chain(people).collect();
    [
        Papers::default(),
        Papers {
            notices: Asked::Failed,
            people: Asked::Failed,
            looks: Asked::Failed,
            sessions: Asked::Failed,
            ..Papers::default()
        },
        Papers {
            notices: Asked::There(told),
            people: Asked::There(people),
            looks: Asked::There(looks),
            sessions: Asked::There(sessions),
            ending: true,
            copy: Kept::Failed,
            acting: None,
            printed: false,
        },
    ]
}

/// An officer who looks at a person's pages.
pub fn acting() -> Acting {
    Acting {
        organisation: "見本市".to_owned(),
        office: "福祉課".to_owned(),
        officer: "K-1024".to_owned(),
        purpose: "purpose.phone".to_owned(),
        at: "2026-11-20T10:42:00+09:00".to_owned(),
        ends_in: 870,
        arrived: 0,
    }
}
