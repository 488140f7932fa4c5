//! What may be asked of the store, and the transaction in which it is carried out.

use super::database::Dialect;
use super::memory::{Known, Learned, Memory};
use super::news::News;
use super::receipt::{Name, Receipt, Receipts};
use super::unwritten::{MOST_KEPT_BACK, Sequences, Unwritten};
use super::{FactRow, NewFact, Patient};
use crate::access_log::Look;
use crate::access_log::chain::Noted;
use crate::clock;
use crate::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Executor as _, Row};
use std::collections::HashMap;
use std::sync::Arc;

/// One change, all of it or nothing: what it looks at and what it writes is one transaction. It may have to be carried out again, when its
/// transaction came to nothing because of another.
pub trait Command: Clone + Send + Sync + 'static {
    /// What the sender is told. Kept with the key, so that the same request again is told the same.
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// Does it leave alone who may come in: sessions, keys, accounts? Then what the hub has read about those stays true.
    const FACTS_ALONE: bool = false;

    /// Whom it is about. Changes about one person are carried out one after the other.
    fn person(&self) -> &str;

    /// The sender's key; without one, carrying it out twice must do no harm.
    fn key(&self) -> Option<Key> {
        None
    }

    fn carry_out(self, tx: &mut Tx<'_>) -> impl Future<Output = Result<Self::Answer, Problem>> + Send;
}

/// What makes a request the same request (冪等キー).
#[derive(Clone, Debug)]
pub struct Key {
    pub recorder: String,
    pub name: String,
    /// SHA-256 of what was sent: the same key with another document is a conflict, never a silent change.
    pub digest: String,
}

/// What a command came to.
#[derive(Clone, Debug)]
pub struct Done<A> {
    pub answer: A,
    /// It had been carried out before.
    pub repeated: bool,
}

/// People a transaction keeps in mind, at most; one that is about more (a whole file) asks the database each time.
const MOST_HELD: usize = 10_000;

/// The people a transaction holds, with what it knows of them: what stood there, and what it has itself written.
pub(super) struct Held {
    dialect: Dialect,
    memory: Arc<Memory>,
    people: HashMap<String, Person>,
    receipts: Receipts,
    sequences: Sequences,
    /// Asked for at a time.
    sequences_at_once: i64,
    /// What its requests have recorded.
    unwritten: Unwritten,
    /// There is one request only: taken back is everything.
    alone: bool,
    /// There were too many to keep in mind.
    countless: bool,
    /// Something may have changed beside facts.
    accounts: bool,
}

struct Person {
    authority: String,
    rows: Option<Vec<FactRow>>,
}

impl Held {
    pub(super) fn new(memory: &Arc<Memory>, dialect: Dialect, requests: usize) -> Self {
        Held {
            dialect,
            memory: Arc::clone(memory),
            people: HashMap::new(),
            receipts: Receipts::default(),
            sequences: Sequences::default(),
            // A charge often comes with a notice.
            sequences_at_once: i64::try_from(2 * requests).unwrap_or(i64::MAX).clamp(4, 64),
            unwritten: Unwritten::default(),
            alone: requests == 1,
            countless: false,
            accounts: false,
        }
    }

    /// Holds whom these requests are about and finds what was answered to their keys, with one question for all of each. On SQLite, where one
    /// transaction is under way, everybody is held already.
    pub(super) async fn prepare(
        &mut self,
        connection: &mut AnyConnection,
        requests: Vec<(Name, String)>,
    ) -> Result<(), sqlx::Error> {
        let (keys, mut people): (Vec<Name>, Vec<String>) = requests.into_iter().unzip();
        if self.dialect == Dialect::Postgres {
            people.sort_unstable();
            people.dedup();
            for patient in super::hold(connection, &people).await? {
                self.hold(&patient);
            }
            let known = self.people.iter().map(|(id, person)| {
                let patient = Patient { authority: person.authority.clone(), id: id.clone() };
                let known = self.memory.beginning(id).filter(|known| *known.patient() == patient);
                known.unwrap_or_else(|| Known::new(patient, Vec::new()))
            });
            let known: Vec<Known> = known.collect();
            let mut more = super::facts_after_known(connection, &known).await?;
            for known in known {
                let id = &known.patient().id;
                let mut rows = known.rows().to_vec();
                rows.append(&mut more.remove(id).unwrap_or_default());
                if let Some(person) = self.people.get_mut(id) {
                    person.rows = Some(rows);
                }
            }
        }
        self.receipts = Receipts::of(connection, keys).await?;
        Ok(())
    }

    /// Writes what was recorded and is not written yet.
    pub(super) async fn write(&mut self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        self.unwritten.write(connection).await
    }

    /// Was it about so many that everybody had better look?
    pub(super) fn is_about_everybody(&self) -> bool {
        self.countless
    }

    /// What is known when it is on the disk.
    pub(super) fn learned(self, told: &[News]) -> Learned {
        let is_known = |id: &str| self.people.get(id).is_some_and(|person| person.rows.is_some());
        let more_of =
            told.iter().filter(|news| !is_known(&news.person)).map(|news| news.person.clone()).collect();
        let of_person = |(id, Person { authority, rows }): (String, Person)| {
            rows.map(|rows| Known::new(Patient { authority, id }, rows))
        };
        let (everything, accounts) = (self.countless, self.accounts);
        Learned {
            people: self.people.into_iter().filter_map(of_person).collect(),
            more_of,
            accounts,
            everything,
        }
    }

    fn hold(&mut self, patient: &Patient) {
        if self.dialect == Dialect::Postgres {
            self.sequences.drop_rest();
        }
        if self.people.len() >= MOST_HELD {
            self.countless = true;
            self.people.clear();
        }
        if !self.countless {
            let person = Person { authority: patient.authority.clone(), rows: None };
            self.people.insert(patient.id.clone(), person);
        }
    }

    /// Of one who is held, the place for what is known of them.
    fn rows(&mut self, patient: &Patient) -> Option<&mut Option<Vec<FactRow>>> {
        let person = self.people.get_mut(&patient.id)?;
        (person.authority == patient.authority).then_some(&mut person.rows)
    }
}

/// A transaction under way.
pub struct Tx<'c> {
    connection: &'c mut AnyConnection,
    /// The request it belongs to.
    request: String,
    held: &'c mut Held,
    /// Those whom it was the first to hold.
    first_held: Vec<String>,
    /// What it has recorded.
    unwritten: Unwritten,
    /// It has been to the database itself, and may have to be taken back there.
    marked: bool,
    /// Keys it has answered.
    answered: Vec<Name>,
    pub(super) news: Vec<News>,
    pub(super) looks: Vec<Noted>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c mut AnyConnection, held: &'c mut Held, request: String) -> Self {
        Tx {
            connection,
            request,
            held,
            first_held: Vec::new(),
            unwritten: Unwritten::default(),
            marked: false,
            answered: Vec::new(),
            news: Vec::new(),
            looks: Vec::new(),
        }
    }

    /// It is part of the transaction.
    pub(super) async fn keep(&mut self) -> Result<(), sqlx::Error> {
        self.held.unwritten.take(&mut self.unwritten);
        if self.marked && !self.held.alone {
            self.connection.execute("RELEASE SAVEPOINT request").await?;
        }
        Ok(())
    }

    /// What it wrote is taken back, and whom it held it holds no more.
    pub(super) async fn take_back(&mut self) -> Result<(), sqlx::Error> {
        self.forget();
        if self.marked && !self.held.alone {
            let back = "ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request";
            self.connection.execute(sqlx::raw_sql(back)).await?;
        }
        Ok(())
    }

    fn forget(&mut self) {
        for id in self.first_held.drain(..) {
            self.held.people.remove(&id);
        }
        for News { person, sequence } in self.news.drain(..) {
            if let Some(rows) = self.held.people.get_mut(&person).and_then(|person| person.rows.as_mut()) {
                rows.retain(|row| row.sequence != sequence);
            }
        }
        self.looks.clear();
        for name in self.answered.drain(..) {
            self.held.receipts.forget(&name);
        }
        self.unwritten = Unwritten::default();
    }

    /// Puts a look on the access log: written at the end of the transaction, and the transaction fails with it.
    pub fn log(&mut self, look: Look) {
        self.looks.push(Noted { look, request: self.request.clone() });
    }

    /// Carries a command out, or repeats what was answered the first time.
    pub async fn once<C: Command>(&mut self, command: C) -> Result<Done<C::Answer>, Problem> {
        self.held.accounts |= !C::FACTS_ALONE;
        let Some(key) = command.key() else {
            return Ok(Done { answer: command.carry_out(self).await?, repeated: false });
        };
        let name = (key.recorder.clone(), key.name.clone());
        let earlier = match self.held.receipts.get(&name) {
            Some(known) => known.clone().map(|receipt| (receipt.digest, receipt.answer)),
            None => self.receipt(&key, command.person()).await?,
        };
        #[cfg(feature = "simulate")]
        let earlier = earlier.or_else(|| crate::simulation::recalled(&key));
        if let Some((digest, answer)) = earlier {
            if digest != key.digest && !planted!(KeyWithoutDigest) {
                return Err(Problem::key_reused());
            }
            return Ok(Done { answer: serde_json::from_str(&answer)?, repeated: true });
        }
        let answer = command.carry_out(self).await?;
        planted!(ReceiptsBehind, {
            crate::simulation::remember(&key, &serde_json::to_string(&answer)?);
            return Ok(Done { answer, repeated: false });
        });
        let receipt = Receipt {
            digest: key.digest,
            answer: serde_json::to_string(&answer)?,
            recorded_at: clock::stamp(clock::now()),
        };
        self.held.receipts.give(name.clone(), receipt.clone());
        self.answered.push(name.clone());
        self.unwritten.receipt(name, receipt);
        if self.unwritten.len() >= MOST_KEPT_BACK {
            self.connection().await?;
            for name in self.answered.drain(..) {
                self.held.receipts.forget(&name);
            }
        }
        Ok(Done { answer, repeated: false })
    }

    /// What a key stands for and was answered, when there is something.
    async fn receipt(&mut self, key: &Key, person: &str) -> Result<Option<(String, String)>, Problem> {
        let (digest, answer, authority): (Option<String>, Option<String>, Option<String>) =
            match sqlx::query(self.held.dialect.receipt())
                .bind(&key.recorder)
                .bind(&key.name)
                .bind(person)
                .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
                .fetch_optional(&mut *self.connection)
                .await?
            {
                Some(found) => found,
                None => return Ok(None),
            };
        if let Some(authority) = authority {
            self.hold(&Patient { authority, id: person.to_owned() });
        }
        Ok(digest.zip(answer))
    }

    fn hold(&mut self, patient: &Patient) {
        if !self.held.people.contains_key(&patient.id) {
            self.held.hold(patient);
            self.first_held.push(patient.id.clone());
        }
    }

    /// The person, held until the transaction ends; nobody when there is none of this id.
    pub async fn patient(&mut self, id: &str) -> Result<Option<Patient>, Problem> {
        if let Some(person) = self.held.people.get(id) {
            return Ok(Some(Patient { authority: person.authority.clone(), id: id.to_owned() }));
        }
        // On SQLite a transaction that writes holds everybody, and what is known of somebody now stays true until it ends.
        let known = self.held.memory.person(id).map(|known| known.patient().clone());
        let patient = match known {
            Some(patient) => Some(patient),
            None => sqlx::query(self.held.dialect.hold_person())
                .bind(id)
                .try_map(|row: AnyRow| row.try_get(0))
                .fetch_optional(&mut *self.connection)
                .await?
                .map(|authority| Patient { authority, id: id.to_owned() }),
        };
        if let Some(patient) = &patient {
            self.hold(patient);
        }
        Ok(patient)
    }

    /// The person, made known to this authority when nobody holds them yet.
    pub async fn enter(&mut self, id: &str, authority: &str) -> Result<Patient, Problem> {
        sqlx::query("INSERT INTO person (id, authority) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(id)
            .bind(authority)
            .execute(&mut *self.connection)
            .await?;
        self.patient(id).await?.ok_or_else(Problem::not_found)
    }

    /// Every fact of a person in registration order.
    pub async fn facts_of(&mut self, patient: &Patient) -> Result<Vec<FactRow>, Problem> {
        if let Some(Some(rows)) = self.held.rows(patient) {
            return Ok(rows.clone());
        }
        let is_held = self.held.rows(patient).is_some();
        let known = if is_held { self.held.memory.beginning(&patient.id) } else { None };
        let known = known.filter(|known| known.patient() == patient);
        let mut rows = known.as_ref().map(|known| known.rows().to_vec()).unwrap_or_default();
        // Of whom this transaction is the first to hold, SQLite's memory lacks nothing.
        if known.is_none() || self.held.dialect == Dialect::Postgres {
            if self.unwritten.is_about(patient) || self.held.unwritten.is_about(patient) {
                self.connection().await?;
            }
            let last = rows.last().map_or(0, |row| row.sequence);
            rows.extend(super::facts_after(&mut *self.connection, patient, last).await?);
        }
        if let Some(place) = self.held.rows(patient) {
            *place = Some(rows.clone());
        }
        Ok(rows)
    }

    /// Records a fact.
    pub async fn append(&mut self, patient: &Patient, fact: NewFact) -> Result<FactRow, Problem> {
        let recorded_at = clock::stamp(clock::now());
        let sequence = self.sequence().await?;
        if self.held.countless {
            self.news.clear();
        } else {
            self.news.push(News { person: patient.id.clone(), sequence });
        }
        let row = FactRow::of(fact, sequence, recorded_at);
        if let Some(Some(rows)) = self.held.rows(patient) {
            rows.push(row.clone());
        }
        self.unwritten.fact(patient, row.clone());
        Ok(row)
    }

    /// Puts a fact into the outbox.
    pub fn post(&mut self, patient: &Patient, row: &FactRow) {
        self.unwritten.post(patient, row);
    }

    /// The sequence of the next fact.
    async fn sequence(&mut self) -> Result<i64, sqlx::Error> {
        if let Some(next) = self.held.sequences.next() {
            return Ok(next);
        }
        let more = sqlx::query_scalar(self.held.dialect.sequences())
            .bind(self.held.sequences_at_once)
            .bind(self.held.sequences.last())
            .fetch_all(&mut *self.connection)
            .await?;
        self.held.sequences.add(more);
        self.held.sequences.next().ok_or(sqlx::Error::RowNotFound)
    }

    /// For tables that are no facts. What was recorded before stands there, and what is written there can be taken back with the rest of the request.
    pub async fn connection(&mut self) -> Result<&mut AnyConnection, sqlx::Error> {
        if !self.marked {
            self.held.write(self.connection).await?;
            if !self.held.alone {
                self.connection.execute("SAVEPOINT request").await?;
            }
            self.marked = true;
        }
        self.unwritten.write(self.connection).await?;
        Ok(self.connection)
    }
}
