//! What can be seen in the moment a hub answers.

use crate::cast::{AUTHORITY, FACILITIES, PEOPLE};
use crate::deed::{Deed, What, json};
use crate::world::{Held, World, promise};
use hub::simulation::Answer;
use serde_json::Value;

/// The hub has answered, whether or not the answer arrives.
pub fn answered(world: &mut World, number: usize, answer: &Answer) -> Held {
    let deed = &world.deeds[number];
    let words = || {
        format!("{} {}: {} {}", deed.method, deed.path, answer.status, String::from_utf8_lossy(&answer.body))
    };
    promise!(answer.status < 500, "the hub is in trouble: {}", words());
    if let Some(earlier) = deed.answers.iter().map(|said| &said.answer).find(|earlier| earlier.status < 300) {
        same_again(deed, earlier, answer)?;
    }
    let look = match &deed.what {
        What::Eligibility { facility, person, .. } if answer.status == 200 => {
            let told = json(answer);
            let silent = told["consent"] != "given";
            let tells = !told["ledgers"].as_array().is_none_or(Vec::is_empty)
                || !told["certificates"].as_array().is_none_or(Vec::is_empty)
                || told["may_collect"].is_number();
            promise!(!(silent && tells), "something is told without consent: {}", words());
            Some((*person, "facility", FACILITIES[*facility], "access.eligibility"))
        }
        What::Facts { actor, person, .. } if actor != person && answer.status < 400 => {
            Some((*person, "person", PEOPLE[*actor], "access.facts"))
        }
        What::History { person } if answer.status < 400 => {
            Some((*person, "municipality", AUTHORITY, "access.history"))
        }
        _ => None,
    };
    if let Some((person, role, actor, action)) = look {
        *world.looks.entry((person, role.to_owned(), actor.to_owned(), action)).or_default() += 1;
        world.looked = true;
    }
    Ok(())
}

/// What was carried out once is answered the same however often it is asked.
pub fn same_again(deed: &Deed, told_first: &Answer, told_again: &Answer) -> Held {
    if !deed.what.has_key() || told_first.status >= 300 || matches!(told_again.status, 401 | 404) {
        return Ok(());
    }
    // The refusal of a copy that was looked at before may arrive after the answer.
    if told_again.status >= 400 && told_again.between.1 <= told_first.between.0 {
        return Ok(());
    }
    let (mut earlier, mut later) = (json(told_first), json(told_again));
    // What was refused may be carried out later.
    let refused = |told: &Value| {
        told["items"].as_array().is_some_and(|items| items.iter().any(|item| item["problem"].is_object()))
    };
    if refused(&earlier) || refused(&later) {
        return Ok(());
    }
    for told in [&mut earlier, &mut later] {
        // Only whether it was carried out now or before may differ.
        let items = told["items"].as_array_mut().map(|items| items.iter_mut());
        for item in items.into_iter().flatten() {
            item["status"] = Value::Null;
        }
        if let Some(fields) = told.as_object_mut() {
            fields.remove("repeated");
        }
    }
    promise!(
        earlier == later,
        "{} is answered twice, differently: {earlier} (between {:?}) and {later} (between {:?})",
        deed.path,
        told_first.between,
        told_again.between
    );
    Ok(())
}

/// Every look that was answered is on the log, now.
pub fn looks_are_on_record(world: &mut World) -> Held {
    if !std::mem::take(&mut world.looked) {
        return Ok(());
    }
    let logged = world.life().rows(
        "SELECT person, role, subject, action, CAST(COUNT(*) AS TEXT) FROM access_look GROUP BY person, role, subject, action",
    );
    for ((person, role, actor, action), answered) in &world.looks {
        let found = logged.iter().find(|row| row[..4] == [PEOPLE[*person], role, actor, action]);
        let entries: usize = found.and_then(|row| row[4].parse().ok()).unwrap_or_default();
        promise!(
            entries >= *answered,
            "{answered} looks of {actor} at {} ({action}) were answered, and {entries} are on the log",
            PEOPLE[*person]
        );
    }
    Ok(())
}
