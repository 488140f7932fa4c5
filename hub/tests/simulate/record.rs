//! What stands in the database, and what it means by a reckoning of the simulator's own.

use crate::cast::PEOPLE;
use crate::world::World;
use chrono::{DateTime, FixedOffset, TimeDelta};
use engine::Day;
use engine::facts::{Facts, door};
use serde_json::{Value, json};

/// One fact as stored.
#[derive(Clone, Debug)]
pub struct Row {
    pub sequence: i64,
    pub person: usize,
    pub kind: String,
    pub id: String,
    pub history_key: String,
    pub body: Value,
    pub recorded_at: String,
}

/// Every fact of the world, in its order.
pub struct Record(pub Vec<Row>);

/// Every column of every fact, as text.
pub fn all_columns(world: &World) -> Vec<Vec<String>> {
    world.life().rows(
        "SELECT CAST(sequence AS TEXT), person, kind, id, history_key, body, recorded_at, authority, recorder, digest
         FROM fact ORDER BY sequence",
    )
}

impl Record {
    pub fn of(world: &World) -> Record {
        let rows = all_columns(world).into_iter().map(|row| Row {
            sequence: row[0].parse().expect("a number"),
            person: PEOPLE.iter().position(|id| *id == row[1]).expect("one of them"),
            kind: row[2].clone(),
            id: row[3].clone(),
            history_key: row[4].clone(),
            body: serde_json::from_str(&row[5]).expect("JSON"),
            recorded_at: row[6].clone(),
        });
        Record(rows.collect())
    }

    pub fn kind<'r>(&'r self, kind: &'r str) -> impl DoubleEndedIterator<Item = &'r Row> {
        self.0.iter().filter(move |row| row.kind == kind)
    }

    pub fn of_person<'r>(&'r self, person: usize, kind: &'r str) -> impl DoubleEndedIterator<Item = &'r Row> {
        self.kind(kind).filter(move |row| row.person == person)
    }

    /// The moments between two sequences, both included, at which something about this person may be different.
    pub fn moments(&self, person: usize, (from, to): (i64, i64)) -> Vec<i64> {
        let within =
            self.0.iter().filter(|row| row.person == person && (from + 1..=to).contains(&row.sequence));
        std::iter::once(from).chain(within.map(|row| row.sequence)).collect()
    }

    pub fn is_hidden(&self, person: usize, at: i64) -> bool {
        let newest = self.of_person(person, "person").rfind(|row| row.sequence <= at);
        newest.is_none_or(|row| row.body["undisclosed"] == true)
    }

    pub fn hidden_within(&self, person: usize, between: (i64, i64)) -> bool {
        self.moments(person, between).into_iter().any(|at| self.is_hidden(person, at))
    }

    pub fn hidden_throughout(&self, person: usize, between: (i64, i64)) -> bool {
        self.moments(person, between).into_iter().all(|at| self.is_hidden(person, at))
    }

    pub fn may_act(&self, actor: usize, person: usize, at: i64, day: Day) -> bool {
        if actor == person {
            return true;
        }
        let of_actor = |row: &&Row| row.id == PEOPLE[actor] && row.sequence <= at;
        let Some(newest) = self.of_person(person, "mandate").rfind(of_actor) else { return false };
        let day = day.to_string();
        let text = |field: &str| newest.body[field].as_str().unwrap_or_default().to_owned();
        text("from") <= day && (newest.body["until"].is_null() || day <= text("until"))
    }

    /// `given`, `declined` or `absent`.
    pub fn consent(
        &self,
        person: usize,
        facility: &str,
        at: i64,
        now: DateTime<FixedOffset>,
    ) -> &'static str {
        let newest = self.of_person(person, "consent").rfind(|row| row.id == facility && row.sequence <= at);
        let Some(row) = newest else { return "absent" };
        let since = DateTime::parse_from_rfc3339(&row.recorded_at).expect("a moment");
        match row.body["given"] == true {
            false => "declined",
            // The hub's moments are whole seconds.
            true if now < since + TimeDelta::hours(24) => "given",
            true => "absent",
        }
    }

    /// The person's facts after this sequence, as the person may see them; nothing for somebody who must not be shown.
    pub fn facts(&self, person: usize, at: i64) -> Option<Facts> {
        if self.is_hidden(person, at) {
            return None;
        }
        let until = |kind: &str| -> Vec<Row> {
            self.of_person(person, kind).filter(|row| row.sequence <= at).cloned().collect()
        };
        let charges: Vec<Value> = until("charge")
            .into_iter()
            .map(|row| {
                let mut charge = row.body;
                charge["sequence"] = row.sequence.into();
                charge["registered_at"] = row.recorded_at.into();
                charge
            })
            .collect();
        let versions = |kind: &str| {
            let mut newest: Vec<Row> = Vec::new();
            for row in until(kind) {
                match newest.iter().position(|known| known.id == row.id) {
                    Some(place) => newest[place] = row,
                    None => newest.push(row),
                }
            }
            newest.into_iter().map(|row| row.body).collect::<Vec<Value>>()
        };
        let facts = json!({ "person": versions("person").pop(), "certificates": versions("certificate"),
                            "registrations": versions("registration"), "charges": charges, "refusals": versions("refusal") });
        Some(door::read_facts(&facts.to_string()).expect("facts"))
    }
}
