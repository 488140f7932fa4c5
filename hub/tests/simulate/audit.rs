//! After everything: does what stands in the database agree with what people were told?

use crate::cast::{FACILITIES, PEOPLE, Who};
use crate::deed::{ChargeDeed, Deed, What, code, json};
use crate::record::{Record, Row, all_columns};
use crate::world::{Held, World, promise};
use crate::{decisions, reads};
use engine::watch::{self, Notice, NoticeChange};
use engine::{Cap, Yen};
use hub::simulation::Answer;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Every promise.
pub fn everything(world: &mut World) -> Held {
    nothing_has_changed(world)?;
    let record = Record::of(world);
    charges(world, &record)?;
    consents(world, &record)?;
    decisions::all(world, &record)?;
    reads::all(world, &record)?;
    caps(&record)?;
    notices(world, &record)?;
    deliveries(world, &record)?;
    announcements(world, &record)
}

/// What stood when the hub last died stands as it was; whatever came later stands behind it.
pub fn nothing_has_changed(world: &mut World) -> Held {
    let now = all_columns(world);
    let before = world.stood.len();
    promise!(
        now.len() >= before && now[..before] == world.stood[..],
        "facts that were recorded have changed or gone"
    );
    world.stood = now;
    let gaps = world.life().rows(
        "SELECT access_chain.authority, CAST(COUNT(*) AS TEXT), CAST(MAX(access_chain.sequence) AS TEXT), CAST(MAX(access_head.size) AS TEXT),
             (SELECT CAST(COUNT(*) AS TEXT) FROM access_look WHERE access_look.authority = access_chain.authority)
         FROM access_chain JOIN access_head ON access_head.authority = access_chain.authority GROUP BY access_chain.authority",
    );
    for log in gaps {
        promise!(log[2..].iter().all(|size| *size == log[1]), "the access log has gaps: {log:?}");
    }
    Ok(())
}

/// A charge as it was answered: by a deed of its own or as a part of a batch.
struct Told<'w> {
    deed: &'w Deed,
    charge: &'w ChargeDeed,
    answer: &'w Answer,
    /// What was recorded, or the problem.
    recorded: Result<Value, (u64, String)>,
}

impl Told<'_> {
    fn id(&self) -> String {
        format!("{}/{}", FACILITIES[self.charge.facility], self.charge.id)
    }
}

fn told(world: &World) -> Vec<Told<'_>> {
    let mut all = Vec::new();
    for deed in &world.deeds {
        let What::Charges(charges) = &deed.what else { continue };
        for (place, charge) in charges.iter().enumerate() {
            let one = |answer| Told { deed, charge, answer, recorded: of_charge(answer, place) };
            let mut outcomes: Vec<Told<'_>> = deed.outcomes().map(one).collect();
            let recorded = outcomes.iter().position(|told| told.recorded.is_ok()).unwrap_or_default();
            all.push(outcomes.swap_remove(recorded));
        }
    }
    all
}

/// What an answer says about the charge at this place of its request.
fn of_charge(answer: &Answer, place: usize) -> Result<Value, (u64, String)> {
    let told = json(answer);
    let item = &told["items"][place];
    if told["items"].is_array() && item["problem"].is_null() {
        Ok(item.clone())
    } else if told["items"].is_array() {
        let problem = &item["problem"];
        Err((
            problem["status"].as_u64().unwrap_or(0),
            problem["code"].as_str().unwrap_or_default().to_owned(),
        ))
    } else if answer.status < 300 {
        Ok(told)
    } else {
        Err((answer.status.into(), code(answer)))
    }
}

/// An acknowledged charge is there exactly once, as it was sent; nothing else is; a refusal has its reason.
fn charges(world: &World, record: &Record) -> Held {
    let told = told(world);
    let mut expected: BTreeMap<String, &Told<'_>> = BTreeMap::new();
    for one in told.iter().filter(|one| one.recorded.is_ok()) {
        if let Some(other) = expected.insert(one.id(), one) {
            let same =
                other.charge.document == one.charge.document && other.charge.earlier == one.charge.earlier;
            promise!(same, "one key is accepted for two documents: {}", one.id());
        }
    }
    let mut stored: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in record.kind("charge") {
        promise!(stored.insert(&row.id, row).is_none(), "the charge {} is there twice", row.id);
        let unsure = || told.iter().any(|one| one.deed.unsure && one.id() == row.id);
        promise!(
            expected.contains_key(&row.id) || unsure(),
            "nobody was told that the charge {} was recorded",
            row.id
        );
    }
    for (id, one) in &expected {
        let (Some(row), Ok(recorded)) = (stored.get(&**id), &one.recorded) else {
            return Err(format!("the acknowledged charge {id} is not there"));
        };
        promise!(
            recorded["sequence"] == row.sequence && recorded["registered_at"] == *row.recorded_at,
            "{id} was told its place {recorded} and has another: {row:?}"
        );
        let ChargeDeed { person, earlier, cancels, document, .. } = one.charge;
        let source = if *cancels {
            earlier.as_ref().and_then(|earlier| stored.get(&**earlier)).map(|row| &row.body)
        } else {
            Some(document)
        };
        let same = |field: &str| source.is_some_and(|source| row.body[field] == source[field]);
        promise!(
            row.person == *person
                && row.body["supersedes"].as_str() == earlier.as_deref()
                && same("total10")
                && same("service_day"),
            "{id} is there otherwise than it was sent: {row:?}"
        );
    }
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for row in record.kind("charge") {
        if let Some(earlier) = row.body["supersedes"].as_str() {
            promise!(taken.insert(earlier), "{earlier} was corrected or cancelled twice");
        }
    }
    for one in &told {
        let Err((status, code)) = &one.recorded else { continue };
        let ChargeDeed { person, earlier, .. } = one.charge;
        let until = one.answer.between.1;
        let reason = match (status, &**code) {
            (404, "not_found") => record.hidden_within(*person, one.answer.between),
            (409, "moved_on") => record
                .kind("charge")
                .any(|row| row.sequence <= until && row.body["supersedes"].as_str() == earlier.as_deref()),
            (422, "key_reused") => {
                expected.get(&one.id()).is_some_and(|other| other.charge.document != one.charge.document)
            }
            _ => false,
        };
        promise!(
            reason,
            "{} {} is refused without a reason: {status} {code}",
            one.deed.method,
            one.deed.path
        );
    }
    Ok(())
}

/// Each answer at a card reader is there once; a refusal has its reason.
fn consents(world: &World, record: &Record) -> Held {
    let mut expected: Vec<(usize, &str, bool, String)> = Vec::new();
    let mut unsure: Vec<(usize, &str, bool)> = Vec::new();
    for deed in &world.deeds {
        let What::Consent { facility, person, given } = deed.what else { continue };
        if let Some(told) = deed.done() {
            let at = told["recorded_at"].as_str().unwrap_or_default().to_owned();
            expected.push((person, FACILITIES[facility], given, at));
        } else {
            let hidden = deed
                .settled
                .as_ref()
                .is_some_and(|it| it.status == 404 && record.hidden_within(person, it.between));
            promise!(hidden, "a consent is refused without a reason: {}", deed.path);
            if deed.unsure {
                unsure.push((person, FACILITIES[facility], given));
            }
        }
    }
    let stored = record.kind("consent");
    let mut stored: Vec<(usize, &str, bool, String)> = stored
        .map(|row| (row.person, &*row.id, row.body["given"] == true, row.recorded_at.clone()))
        .collect();
    stored.sort();
    expected.sort();
    stored.retain(|row @ (person, facility, given, _)| {
        expected.contains(row) || !unsure.contains(&(*person, facility, *given))
    });
    promise!(
        stored == expected,
        "the consents that are there {stored:?} are not those that were acknowledged {expected:?}"
    );
    Ok(())
}

/// No month over its cap.
fn caps(record: &Record) -> Held {
    for (person, name) in PEOPLE.iter().enumerate() {
        let Some(facts) = record.facts(person, i64::MAX) else { continue };
        for month in engine::ledger::all(&facts, None).months {
            let Some(certificate) =
                facts.certificates.iter().find(|known| month.certificates == [&*known.id])
            else {
                continue;
            };
            let mut days = std::iter::successors(Some(month.month.first()), |day| Some(day.next()));
            let caps: Option<Vec<Yen>> = days
                .by_ref()
                .take_while(|day| *day <= month.month.last())
                .map(|day| match certificate.cap_on(day) {
                    Some(Cap::At(cap)) => Some(cap),
                    _ => None,
                })
                .collect();
            let Some(highest) = caps.and_then(|caps| caps.into_iter().max()) else { continue };
            let due: i64 = month.rows.iter().map(|row| row.due.amount()).sum();
            promise!(due <= highest.amount(), "{} is over the cap of {}: {due}", name, month.month);
        }
    }
    Ok(())
}

/// What was told and not withdrawn is what the watches say of the facts.
fn notices(world: &World, record: &Record) -> Held {
    for (person, name) in PEOPLE.iter().enumerate() {
        let Some(facts) = record.facts(person, i64::MAX) else { continue };
        let mut standing: Vec<Notice> = Vec::new();
        for row in record.of_person(person, "notice") {
            standing.retain(|notice| notice.id != row.id);
            match serde_json::from_value(row.body.clone()).map_err(|error| error.to_string())? {
                NoticeChange::Raised { notice } | NoticeChange::Amended { after: notice, .. } => {
                    standing.push(notice);
                }
                NoticeChange::Withdrawn { .. } => {}
            }
        }
        let applied = decisions::open_on_mild_cost(record, person);
        for change in watch::compare(&standing, &watch::all(&facts, world.today())) {
            let rests = matches!(&change, NoticeChange::Withdrawn { notice, .. } if applied && notice.key.starts_with("watch.mild."));
            promise!(rests, "{} was told {standing:?}, and the watches say {change:?}", name);
        }
    }
    Ok(())
}

/// What was to be handed on has arrived, as it stands there, and nothing about somebody who must not be shown.
fn deliveries(world: &World, record: &Record) -> Held {
    for deed in world.deeds.iter().filter(|deed| matches!(deed.what, What::Fetch)) {
        for said in &deed.answers {
            for delivery in json(&said.answer).as_array().into_iter().flatten() {
                let row = record.0.iter().find(|row| delivery["sequence"] == row.sequence);
                let same = row.is_some_and(|row| {
                    delivery["person"] == PEOPLE[row.person] && delivery["content"] == row.body
                });
                promise!(same, "a delivery is of no fact: {delivery}");
                let hidden = row.is_some_and(|row| record.hidden_throughout(row.person, said.answer.between));
                promise!(!hidden, "something about a person who must not be shown goes out: {delivery}");
            }
        }
    }
    for row in record.0.iter().filter(|row| matches!(&*row.kind, "notice" | "announcement")) {
        let withheld = record.hidden_within(row.person, (row.sequence, i64::MAX));
        let arrived = world.arrived.contains(&(row.person, row.sequence));
        promise!(
            arrived || withheld,
            "what was told to {} never arrived at the other portal: {}",
            PEOPLE[row.person],
            row.body
        );
    }
    Ok(())
}

/// An announcement is told to everybody, once.
fn announcements(world: &World, record: &Record) -> Held {
    for deed in &world.deeds {
        let What::Announce { id } = &deed.what else { continue };
        promise!(
            deed.done().is_some() && deed.who == Who::Municipality,
            "an announcement is refused: {}",
            deed.path
        );
        for (person, name) in PEOPLE.iter().enumerate() {
            let times = record.of_person(person, "announcement").filter(|row| row.id == *id).count();
            let was_hidden = record.hidden_within(person, (3, i64::MAX));
            promise!(times == 1 || times == 0 && was_hidden, "{} was told {id} {times} times", name);
        }
    }
    Ok(())
}
