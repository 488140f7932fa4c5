//! What a municipality decides: nothing overwritten unseen, a past cap only by two people, an application once.

use crate::cast::{PEOPLE, Who};
use crate::deed::{Deed, What, code, json};
use crate::record::{Record, Row};
use crate::world::{Held, World, promise};
use engine::Day;
use engine::facts::Certificate;
use serde_json::Value;
use std::collections::BTreeMap;

pub fn all(world: &World, record: &Record) -> Held {
    versions(world, record)?;
    proposals(world, record)?;
    past_caps(record)?;
    applications(world, record)?;
    refusals(world, record)
}

/// A version as somebody was told: sequence, and which one it replaces.
type Versions<'w> = BTreeMap<(usize, &'w str), (i64, Option<&'w str>)>;

/// Every version that was acknowledged is there, in the place it was told, after the one it replaces; and no other.
fn versions(world: &World, record: &Record) -> Held {
    let mut expected = Versions::new();
    // What was proposed, by its 履歴キー.
    let mut replaced: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for deed in &world.deeds {
        let (Some(body), What::Change { .. } | What::Step { history_key: Some(_), .. }) =
            (&deed.body, &deed.what)
        else {
            continue;
        };
        let change = if body["change"].is_object() { &body["change"] } else { body };
        replaced.insert(change["history_key"].as_str().unwrap_or_default(), change["replaces"].as_str());
    }
    for deed in &world.deeds {
        let (person, told) = match (&deed.what, deed.done()) {
            (What::Change { person, .. } | What::Verdict { person, approve: true, .. }, Some(told)) => {
                (*person, told)
            }
            (What::Step { person, history_key: Some(_), .. }, Some(told)) => {
                (*person, told["change"].clone())
            }
            _ => continue,
        };
        if told["state"] != "recorded" {
            continue;
        }
        let key = told["history_key"].as_str().unwrap_or_default();
        let Some((key, replaces)) = replaced.get_key_value(key) else {
            return Err(format!("a version nobody sent: {told}"));
        };
        expected.insert((person, key), (told["sequence"].as_i64().unwrap_or_default(), *replaces));
    }
    let decided = record
        .0
        .iter()
        .filter(|row| matches!(&*row.kind, "person" | "certificate" | "registration" | "mandate"));
    let mut newest: BTreeMap<(usize, &str, &str), &str> = BTreeMap::new();
    for row in decided {
        let Some((sequence, replaces)) = expected.remove(&(row.person, &row.history_key)) else {
            let of_row = |deed: &&Deed| {
                deed.unsure
                    && deed.body.as_ref().is_some_and(|body| {
                        body["history_key"] == *row.history_key
                            || body["change"]["history_key"] == *row.history_key
                    })
            };
            if world.deeds.iter().find(of_row).is_some() {
                newest.insert((row.person, &row.kind, &row.id), &row.history_key);
                continue;
            }
            return Err(format!("nobody was told of this version, or it is there twice: {row:?}"));
        };
        promise!(
            sequence == row.sequence,
            "the version {} was told the place {sequence}: {row:?}",
            row.history_key
        );
        let before = newest.insert((row.person, &row.kind, &row.id), &row.history_key);
        promise!(before == replaces, "{} replaces {replaces:?}, and there was {before:?}", row.history_key);
    }
    promise!(expected.is_empty(), "acknowledged versions are not there: {expected:?}");
    Ok(())
}

/// Every proposal is one that its sender was told of, every verdict one that was acknowledged.
fn proposals(world: &World, record: &Record) -> Held {
    for row in record.kind("proposal") {
        let event = row.body["event"].as_str().unwrap_or_default();
        let told = world.deeds.iter().any(|deed| match (&deed.what, event) {
            (What::Verdict { proposal, officer, approve, .. }, "approved" | "declined") => {
                let is_it = *proposal == row.id
                    && *approve == (event == "approved")
                    && row.body["officer"] == *officer;
                is_it && (deed.unsure || deed.done().is_some())
            }
            (What::Change { .. }, "proposed") => {
                deed.unsure || deed.done().is_some_and(|told| told["proposal"] == *row.id)
            }
            (What::Step { .. }, "proposed") => {
                deed.unsure || deed.done().is_some_and(|told| told["change"]["proposal"] == *row.id)
            }
            _ => false,
        });
        promise!(told, "nobody was told of this: {row:?}");
    }
    Ok(())
}

/// The officer who proposed each change that had to wait, and who approved it.
fn approvals(record: &Record) -> BTreeMap<String, (String, Option<String>)> {
    let mut proposals: BTreeMap<&str, (String, String, Option<String>)> = BTreeMap::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for row in record.kind("proposal") {
        match row.body["event"].as_str() {
            Some("proposed") => {
                let change = &row.body["change"];
                proposals.insert(&row.id, (text(&change["history_key"]), text(&change["officer"]), None));
            }
            Some("approved") => {
                if let Some((_, _, approved)) = proposals.get_mut(&*row.id) {
                    *approved = Some(text(&row.body["officer"]));
                }
            }
            _ => {}
        }
    }
    proposals.into_values().map(|(key, proposer, approved)| (key, (proposer, approved))).collect()
}

/// No day that had passed has another cap than before, unless two people said so.
fn past_caps(record: &Record) -> Held {
    let approvals = approvals(record);
    let certificate =
        |row: &Row| serde_json::from_value::<Certificate>(row.body.clone()).expect("a certificate");
    for (place, row) in record.0.iter().enumerate().filter(|(_, row)| row.kind == "certificate") {
        let of_same = |before: &&Row| {
            before.kind == "certificate" && before.id == row.id && before.person == row.person
        };
        let Some(before) = record.0[..place].iter().rfind(of_same) else { continue };
        let (before, after) = (certificate(before), certificate(row));
        let recorded: Day = row.recorded_at[..10].parse().expect("a day");
        let first: Day = "2025-12-01".parse().expect("a day");
        let cap = |certificate: &Certificate, day: Day| {
            certificate.valid.contains(day).then(|| certificate.cap_on(day))
        };
        let differs = std::iter::successors(Some(first), |day| Some(day.next()))
            .take_while(|day| *day < recorded)
            .find(|day| cap(&before, *day) != cap(&after, *day));
        let Some(day) = differs else { continue };
        let two = match approvals.get(&row.history_key) {
            Some((proposer, Some(approver))) => proposer != approver,
            _ => false,
        };
        promise!(two, "the cap of {day}, which had passed, was changed by one person: {row:?}");
    }
    Ok(())
}

/// Is there an open application for 軽症高額?
pub fn open_on_mild_cost(record: &Record, person: usize) -> bool {
    let mut open: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for row in record.of_person(person, "application") {
        let now = open.entry(&row.id).or_default();
        let form = &row.body["form"];
        if form.is_object() {
            now.1 = form["kind"] == "mild_high_cost";
        }
        match row.body["event"].as_str() {
            Some("submitted" | "resubmitted" | "correction_asked") => now.0 = true,
            Some("ground_gone") | None => {}
            Some(_) => now.0 = false,
        }
    }
    open.values().any(|(open, on_mild_cost)| *open && *on_mild_cost)
}

/// An application is there once, with the steps that were acknowledged and no others, and is decided once.
fn applications<'a>(world: &'a World, record: &'a Record) -> Held {
    let mut events: BTreeMap<(usize, &str), Vec<&Row>> = BTreeMap::new();
    for row in record.kind("application") {
        events.entry((row.person, &row.id)).or_default().push(row);
    }
    for ((person, id), rows) in &events {
        let mut state = "";
        for row in rows {
            let event = row.body["event"].as_str().unwrap_or_default();
            let open = matches!(state, "submitted" | "resubmitted" | "correction_asked");
            let possible = match event {
                "submitted" => state.is_empty(),
                "correction_asked" => matches!(state, "submitted" | "resubmitted"),
                "resubmitted" | "withdrawn" | "granted" | "refused" => open,
                "ground_gone" => !state.is_empty(),
                _ => false,
            };
            promise!(possible, "the application {id} of {} is {state}, and then {event}", PEOPLE[*person]);
            if event != "ground_gone" {
                state = event;
            }
            if event == "granted" {
                let certificate = row.body["certificate"].as_str().unwrap_or_default();
                let there = record.of_person(*person, "certificate").any(|row| row.id == certificate);
                promise!(there, "{id} was granted, and there is no certificate {certificate}");
            }
            if event == "refused" {
                let rights = record.of_person(*person, "refusal").filter(|row| row.id == *id).count();
                promise!(
                    rights == usize::from(row.body["mild"] == true),
                    "{id} was refused, and opened {rights} rights"
                );
            }
        }
    }
    steps(world, record, events)
}

/// Every acknowledged step is an event; every event is an acknowledged step, or one whose sender was told nothing.
fn steps<'a>(world: &'a World, record: &Record, mut events: BTreeMap<(usize, &'a str), Vec<&Row>>) -> Held {
    let mut seen: Vec<(&str, &Value)> = Vec::new();
    let none = Value::Null;
    for deed in &world.deeds {
        let What::Step { person, application, step, .. } = &deed.what else { continue };
        let Some(told) = deed.done() else { continue };
        let key = (&*deed.path, deed.body.as_ref().unwrap_or(&none));
        let waits = told["change"]["state"] == "awaiting_approval";
        if waits || seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let name = event_of(step, deed);
        let is_it = |row: &&Row| row.body["event"] == name && told["recorded_at"] == *row.recorded_at;
        let rows = events.get_mut(&(*person, &**application));
        let place = rows.as_ref().and_then(|rows| rows.iter().position(is_it));
        let (Some(rows), Some(place)) = (rows, place) else {
            return Err(format!("the acknowledged step {} is not there, or only once", deed.path));
        };
        rows.remove(place);
    }
    for ((person, application), rows) in events {
        for row in rows {
            let event = row.body["event"].as_str().unwrap_or_default();
            // Of a person who was hidden while they asked again, the hub says that nobody is there.
            let untold = |deed: &Deed| {
                let What::Step { person: of, application: id, step, .. } = &deed.what else { return false };
                let answer = deed.settled.as_ref().filter(|it| matches!(it.status, 401 | 404) || deed.unsure);
                *of == person
                    && id == application
                    && event_of(step, deed) == event
                    && answer
                        .is_some_and(|answer| deed.unsure || record.hidden_within(person, answer.between))
            };
            let by_verdict = |deed: &Deed| {
                matches!(&deed.what, What::Verdict { approve: true, .. })
                    && deed.done().is_some_and(|told| told["recorded_at"] == *row.recorded_at)
            };
            let explained = event == "ground_gone"
                || world.deeds.iter().any(|deed| untold(deed) || event == "granted" && by_verdict(deed));
            promise!(explained, "nobody was told of this step of {application}: {row:?}");
        }
    }
    Ok(())
}

fn event_of(step: &str, deed: &Deed) -> &'static str {
    match step {
        "submit" => "submitted",
        "resubmissions" => "resubmitted",
        "withdrawal" => "withdrawn",
        "correction-requests" => "correction_asked",
        _ if deed.body.as_ref().is_some_and(|body| body["outcome"] == "refused") => "refused",
        _ => "granted",
    }
}

/// A refusal has its reason.
fn refusals(world: &World, record: &Record) -> Held {
    for deed in &world.deeds {
        let Some(answer) = deed.settled.as_ref().filter(|answer| answer.status >= 400) else { continue };
        let until = answer.between.1;
        let code = code(answer);
        let reason = match &deed.what {
            What::Change { person, kind, id, history_key } => {
                let replaces = deed.body.as_ref().and_then(|body| body["replaces"].as_str());
                let newest =
                    record.of_person(*person, kind).rfind(|row| row.id == *id && row.sequence <= until);
                code == "moved_on"
                    && newest.is_some_and(|row| {
                        Some(&*row.history_key) != replaces && row.history_key != *history_key
                    })
            }
            What::Verdict { person, proposal, officer, proposer, .. } => {
                let verdicts = record
                    .of_person(*person, "proposal")
                    .filter(|row| row.id == *proposal && row.sequence <= until);
                let given = verdicts.count() > 1;
                match &*code {
                    "second_person" => officer == proposer,
                    "key_reused" | "not_found" => given,
                    "moved_on" => true,
                    _ => false,
                }
            }
            What::Step { person, application, .. } => {
                let begun = record
                    .of_person(*person, "application")
                    .any(|row| row.id == *application && row.sequence <= until);
                match &*code {
                    // It moved on, or by the facts of then it could not be begun, was not complete, was another's kind, or was under way.
                    "moved_on" | "form" | "not_open" | "under_way" | "unreadable" => true,
                    "not_found" | "not_signed_in" => {
                        !begun
                            || deed.who == Who::Person(*person)
                                && record.hidden_within(*person, answer.between)
                    }
                    _ => false,
                }
            }
            What::Fetch | What::Acknowledge | What::History { .. } => false,
            _ => true,
        };
        promise!(reason, "{} {} is refused without a reason: {}", deed.method, deed.path, json(answer));
    }
    for deed in &world.deeds {
        if let What::Verdict { officer, proposer, .. } = &deed.what {
            promise!(
                deed.done().is_none() || officer != proposer,
                "{officer} proposed it and gave the verdict: {}",
                deed.path
            );
        }
    }
    Ok(())
}
