//! What a transaction has recorded and not written yet: facts, what is posted of them, and receipts.
//!
//! The database is a thread or a network away, and a word to it costs more than the row. So the rows of a whole group of requests are written together,
//! before the database is asked about them and at the end.

use super::fact::{FactRow, Patient};
use super::receipt::{Name, Receipt};
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe};
use std::collections::VecDeque;

/// Rows that one request keeps back, at most: a whole file has as many as it has lines.
pub(super) const MOST_KEPT_BACK: usize = 256;
/// Rows of one statement, at most: few enough that each number of them is a statement the database has prepared already.
pub(super) const ROWS_A_STATEMENT: usize = 16;

#[derive(Default)]
pub(super) struct Unwritten {
    facts: Vec<(Patient, FactRow)>,
    posts: Vec<Post>,
    receipts: Vec<(Name, Receipt)>,
}

/// A fact to be handed on.
struct Post {
    patient: Patient,
    fact: FactRow,
}

impl Unwritten {
    pub fn fact(&mut self, patient: &Patient, row: FactRow) {
        self.facts.push((patient.clone(), row));
    }

    pub fn post(&mut self, patient: &Patient, row: &FactRow) {
        self.posts.push(Post { patient: patient.clone(), fact: row.clone() });
    }

    pub fn receipt(&mut self, name: Name, receipt: Receipt) {
        self.receipts.push((name, receipt));
    }

    pub fn len(&self) -> usize {
        self.facts.len() + self.posts.len() + self.receipts.len()
    }

    /// Does the database lack something about this person?
    pub fn is_about(&self, patient: &Patient) -> bool {
        self.facts.iter().any(|(known, _)| known == patient)
    }

    /// Takes over what another has.
    pub fn take(&mut self, other: &mut Unwritten) {
        self.facts.append(&mut other.facts);
        self.posts.append(&mut other.posts);
        self.receipts.append(&mut other.receipts);
    }

    /// Writes everything.
    pub async fn write(&mut self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let facts = "INSERT INTO fact (sequence, authority, person, kind, id, history_key, recorder, digest, body, recorded_at) VALUES";
        insert(connection, facts, 10, &self.facts, |query, (patient, row)| {
            let query =
                query.bind(row.sequence).bind(&patient.authority).bind(&patient.id).bind(row.kind.word());
            let query = query.bind(&row.id).bind(&row.history_key).bind(&row.recorder).bind(&row.digest);
            query.bind(&row.body).bind(&row.recorded_at)
        })
        .await?;
        let posts = "INSERT INTO outbox (authority, person, fact, again_at) VALUES";
        insert(connection, posts, 4, &self.posts, |query, Post { patient, fact }| {
            query.bind(&patient.authority).bind(&patient.id).bind(fact.sequence).bind(&fact.recorded_at)
        })
        .await?;
        let receipts = "INSERT INTO receipt (recorder, key, digest, answer, recorded_at) VALUES";
        insert(connection, receipts, 5, &self.receipts, |query, ((recorder, key), receipt)| {
            let query = query.bind(recorder).bind(key).bind(&receipt.digest);
            query.bind(&receipt.answer).bind(&receipt.recorded_at)
        })
        .await?;
        *self = Unwritten::default();
        Ok(())
    }
}

type Statement<'r> = Query<'r, Any, AnyArguments>;

/// Writes rows of so many fields each.
async fn insert<'r, R>(
    connection: &mut AnyConnection,
    into: &str,
    fields: usize,
    rows: &'r [R],
    bind: impl Fn(Statement<'r>, &'r R) -> Statement<'r>,
) -> Result<(), sqlx::Error> {
    for some in rows.chunks(ROWS_A_STATEMENT) {
        let statement = format!("{into} {}", places(some.len(), fields));
        let query = some.iter().fold(sqlx::query(AssertSqlSafe(statement)), &bind);
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// `($1, $2), ($3, $4)`: so many rows of so many fields.
pub(super) fn places(rows: usize, fields: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=fields).map(|field| format!("${}", row * fields + field)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Sequences for facts on their way. Each is greater than every one that stands in the database about somebody who was held when it was asked for.
#[derive(Default)]
pub(super) struct Sequences {
    left: VecDeque<i64>,
    /// The one given last.
    last: i64,
}

impl Sequences {
    pub fn next(&mut self) -> Option<i64> {
        let next = self.left.pop_front()?;
        self.last = next;
        Some(next)
    }

    /// More of them. SQLite, where nobody else writes, says where its own end, and what is not written yet it does not know.
    pub fn add(&mut self, more: impl IntoIterator<Item = i64>) {
        self.left.extend(more);
    }

    pub fn last(&self) -> i64 {
        self.last
    }

    /// Those that are left are too early for somebody who is held only now.
    pub fn drop_rest(&mut self) {
        self.left.clear();
    }
}
