//! The store: facts in, facts out, in SQLite or PostgreSQL by one layer of SQL.
//!
//! A change is a [`Command`]; whoever is answered may rely on its being on the disk. Readers never wait for writers.

mod command;
mod credentials;
mod database;
mod evidence;
mod fact;
mod identity;
mod kept;
mod keys;
mod memory;
mod news;
mod officer;
mod receipt;
mod session;
mod shown;
mod unwritten;
mod writer;

pub use command::{Command, Done, Key, Tx};
pub use credentials::{AddClient, AddClientKey, Client, ClientKey, EndClientKey, Exchange, Miss};
pub use database::{Database, Dialect, Secret};
pub use evidence::Evidence;
pub use fact::{FactRow, Kind, NewFact, Patient};
pub use identity::{Bind, Introduce, Recognise, Unbind};
pub use news::Ear;
pub use officer::{Account, AddOfficer, EndOfficer};
pub use session::{BeginSession, EndSessions, Ended, KeepSession, Session};
pub use shown::Show;

use crate::access_log::chain;
use crate::problem::Problem;
use keys::Keys;
pub use memory::Known;
use memory::Memory;
use news::Board;
use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Executor, Row};
use std::collections::HashMap;
use std::sync::Arc;
use unwritten::{ROWS_A_STATEMENT, places};
use writer::Ground;

/// The store's door.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    dialect: Dialect,
    writer: writer::Writer,
    /// Where a key cannot be known without asking.
    keys: Option<Keys>,
    ground: Ground,
}

impl Store {
    /// Opens the database and brings its tables up to date.
    pub async fn open(database: &Database) -> Result<Store, sqlx::Error> {
        let writers = database.writers().await?;
        chain::adopt(&writers, database.dialect()).await?;
        let readers = database.readers().await?;
        let board = Board::of(database, &readers);
        let memory = Arc::new(Memory::of(database).await?);
        let ground = Ground { memory, board, anchor: database.anchor()? };
        let dialect = database.dialect();
        let writer = writer::Writer::start(&writers, dialect, &ground);
        let keys = (dialect == Dialect::Postgres).then(|| Keys::of(&readers));
        Ok(Store { readers, dialect, writer, keys, ground })
    }

    /// Carries out a command in one transaction. Returns when it is on the disk.
    pub async fn carry_out<C: Command>(&self, command: C) -> Result<Done<C::Answer>, Problem> {
        self.writer.put_in_line(command).await
    }

    /// The same, in line at once: of two commands about one person the one that was put in line first is carried out first.
    pub fn put_in_line<C: Command>(
        &self,
        command: C,
    ) -> impl Future<Output = Result<Done<C::Answer>, Problem>> + use<C> {
        self.writer.put_in_line(command)
    }

    /// A person by id, with the authority that holds them.
    pub async fn patient(&self, id: &str) -> Result<Option<Patient>, sqlx::Error> {
        if let Some(known) = self.person_at_hand(id) {
            return Ok(Some(known.patient().clone()));
        }
        let authority: Option<String> = sqlx::query("SELECT authority FROM person WHERE id = $1")
            .bind(id)
            .try_map(|row: AnyRow| row.try_get(0))
            .fetch_optional(&self.readers)
            .await?;
        Ok(authority.map(|authority| Patient { authority, id: id.to_owned() }))
    }

    /// Every fact of a person in registration order.
    pub async fn facts_of(&self, patient: &Patient) -> Result<Vec<FactRow>, sqlx::Error> {
        Ok(self.known(patient).await?.rows().to_vec())
    }

    /// Everything about a person, as it stands now.
    pub async fn known(&self, patient: &Patient) -> Result<Known, sqlx::Error> {
        let memory = &self.ground.memory;
        if let Some(known) = self.at_hand(patient) {
            return Ok(known);
        }
        let asked = memory.moment();
        let before = memory.beginning(&patient.id).filter(|known| known.patient() == patient);
        let last = before.as_ref().map_or(0, Known::newest);
        let more = facts_after(&self.readers, patient, last).await?;
        let known = match before {
            Some(before) if more.is_empty() => return Ok(before),
            Some(before) => Known::new(patient.clone(), before.rows().iter().cloned().chain(more).collect()),
            None => Known::new(patient.clone(), more),
        };
        memory.keep_person(asked, known.clone());
        Ok(known)
    }

    /// The sequence of a person's newest fact; 0 when there is none. Changes whenever anything about the person does.
    pub async fn newest(&self, patient: &Patient) -> Result<i64, sqlx::Error> {
        if let Some(known) = self.at_hand(patient) {
            return Ok(known.newest());
        }
        sqlx::query("SELECT COALESCE(MAX(sequence), 0) FROM fact WHERE authority = $1 AND person = $2")
            .bind(&patient.authority)
            .bind(&patient.id)
            .fetch_one(&self.readers)
            .await?
            .try_get(0)
    }

    /// The newest version of one fact.
    pub async fn newest_of(
        &self,
        patient: &Patient,
        kind: Kind,
        id: &str,
    ) -> Result<Option<FactRow>, sqlx::Error> {
        if let Some(known) = self.at_hand(patient) {
            return Ok(known.newest_of(kind, id).cloned());
        }
        sqlx::query(
            "SELECT sequence, kind, id, history_key, recorder, digest, body, recorded_at FROM fact
             WHERE authority = $1 AND kind = $2 AND id = $3 AND person = $4 ORDER BY sequence DESC LIMIT 1",
        )
        .bind(&patient.authority)
        .bind(kind.word())
        .bind(id)
        .bind(&patient.id)
        .try_map(|row| FactRow::from_row(&row))
        .fetch_optional(&self.readers)
        .await
    }

    /// Everything about a person as it stands now, where that can be said without asking the database.
    pub fn at_hand(&self, patient: &Patient) -> Option<Known> {
        self.person_at_hand(&patient.id).filter(|known| known.patient() == patient)
    }

    /// Likewise a person of whom only the id is known.
    pub fn person_at_hand(&self, id: &str) -> Option<Known> {
        self.ground.memory.person(id)
    }

    /// Some people in the order of their ids, from the one after `after` on.
    pub async fn people_after(&self, after: &str, most: i64) -> Result<Vec<Patient>, sqlx::Error> {
        sqlx::query("SELECT authority, id FROM person WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(most)
            .try_map(|row: AnyRow| Ok(Patient { authority: row.try_get(0)?, id: row.try_get(1)? }))
            .fetch_all(&self.readers)
            .await
    }

    /// Everybody who has a fact of this identity, in the order of their ids.
    pub async fn people_with(&self, kind: Kind, id: &str) -> Result<Vec<Patient>, sqlx::Error> {
        sqlx::query("SELECT DISTINCT authority, person FROM fact WHERE kind = $1 AND id = $2 ORDER BY person")
            .bind(kind.word())
            .bind(id)
            .try_map(|row: AnyRow| Ok(Patient { authority: row.try_get(0)?, id: row.try_get(1)? }))
            .fetch_all(&self.readers)
            .await
    }

    /// Ids of the people of this authority who have, or had, a certificate of this 受給者番号.
    pub async fn people_with_number(
        &self,
        authority: &str,
        number: &str,
    ) -> Result<Vec<String>, sqlx::Error> {
        self.people_by(authority, "kind = 'certificate'", "recipient_number", number).await
    }

    /// Ids of the people of this authority who are, or were, registered as born on this day.
    pub async fn people_born_on(&self, authority: &str, day: &str) -> Result<Vec<String>, sqlx::Error> {
        self.people_by(authority, "kind = 'person'", "born_on", day).await
    }

    async fn people_by(
        &self,
        authority: &str,
        kind: &'static str,
        field: &'static str,
        value: &str,
    ) -> Result<Vec<String>, sqlx::Error> {
        let field = self.dialect.field(field);
        let sql = format!(
            "SELECT DISTINCT person FROM fact WHERE authority = $1 AND {kind} AND {field} = $2 ORDER BY person"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(authority)
            .bind(value)
            .try_map(|row: AnyRow| row.try_get(0))
            .fetch_all(&self.readers)
            .await
    }

    /// The newest event of each application, or of each proposal, of anybody this authority holds, after a sequence and in its order; a few
    /// hundred at a time.
    pub async fn worklist(
        &self,
        authority: &str,
        kind: Kind,
        after: i64,
    ) -> Result<Vec<(Patient, FactRow)>, sqlx::Error> {
        const MOST: i64 = 500;
        sqlx::query(
            "SELECT person, sequence, kind, id, history_key, recorder, digest, body, recorded_at FROM fact
             WHERE authority = $1 AND kind = $2 AND kind IN ('application', 'proposal') AND sequence > $3 AND NOT EXISTS (
                 SELECT 1 FROM fact AS later WHERE later.authority = fact.authority AND later.kind = fact.kind
                     AND later.id = fact.id AND later.person = fact.person AND later.sequence > fact.sequence)
             ORDER BY sequence LIMIT $4",
        )
        .bind(authority)
        .bind(kind.word())
        .bind(after)
        .bind(MOST)
        .try_map(|row: AnyRow| {
            let patient = Patient { authority: authority.to_owned(), id: row.try_get("person")? };
            Ok((patient, FactRow::from_row(&row)?))
        })
        .fetch_all(&self.readers)
        .await
    }

    /// For tables that are no facts.
    pub fn readers(&self) -> &AnyPool {
        &self.readers
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Does the database answer?
    pub async fn is_ready(&self) -> bool {
        let in_its_place = self.ground.anchor.as_ref().is_none_or(|anchor| anchor.holds().is_ok());
        in_its_place && sqlx::query("SELECT 1").fetch_one(&self.readers).await.is_ok()
    }

    /// News about this person from now on, from whichever hub.
    pub fn listen(&self, patient: &Patient) -> Ear {
        self.ground.board.listen(&patient.id)
    }
}

/// The facts of a person after a sequence, in registration order.
async fn facts_after<'c, E: Executor<'c, Database = Any>>(
    executor: E,
    patient: &Patient,
    after: i64,
) -> Result<Vec<FactRow>, sqlx::Error> {
    sqlx::query(
        "SELECT sequence, kind, id, history_key, recorder, digest, body, recorded_at FROM fact
         WHERE authority = $1 AND person = $2 AND sequence > $3 ORDER BY sequence",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(after)
    .try_map(|row| FactRow::from_row(&row))
    .fetch_all(executor)
    .await
}

/// Those of these people who are known, each held until the transaction ends; who holds several in the order of their ids never waits crosswise.
async fn hold(connection: &mut AnyConnection, ids: &[String]) -> Result<Vec<Patient>, sqlx::Error> {
    let mut people = Vec::new();
    for some in ids.chunks(ROWS_A_STATEMENT) {
        let question = format!(
            "SELECT authority, id FROM person WHERE id IN (VALUES {}) ORDER BY id FOR UPDATE",
            places(some.len(), 1)
        );
        let query = some.iter().fold(sqlx::query(AssertSqlSafe(question)), Query::bind);
        let found =
            query.try_map(|row: AnyRow| Ok(Patient { authority: row.try_get(0)?, id: row.try_get(1)? }));
        people.extend(found.fetch_all(&mut *connection).await?);
    }
    Ok(people)
}

/// The facts of some people that came after what is known of them, by person.
async fn facts_after_known(
    connection: &mut AnyConnection,
    known: &[Known],
) -> Result<HashMap<String, Vec<FactRow>>, sqlx::Error> {
    let mut facts: HashMap<String, Vec<FactRow>> = HashMap::new();
    for some in known.chunks(ROWS_A_STATEMENT) {
        let question = format!(
            "SELECT fact.person, sequence, kind, id, history_key, recorder, digest, body, recorded_at FROM fact
             JOIN (VALUES {}) AS known(authority, person, newest) ON fact.authority = known.authority
                 AND fact.person = known.person AND fact.sequence > CAST(known.newest AS BIGINT) ORDER BY sequence",
            places(some.len(), 3)
        );
        let query = some.iter().fold(sqlx::query(AssertSqlSafe(question)), |query, known| {
            query.bind(&known.patient().authority).bind(&known.patient().id).bind(known.newest())
        });
        let found = query.try_map(|row: AnyRow| Ok((row.try_get(0)?, FactRow::from_row(&row)?)));
        for (person, row) in found.fetch_all(&mut *connection).await? {
            facts.entry(person).or_default().push(row);
        }
    }
    Ok(facts)
}
