//! What may be asked of the store, and the transaction in which it is carried out.

use super::database::Dialect;
use super::{FactRow, NewFact, News, Patient};
use crate::access_log::Look;
use crate::access_log::chain::Noted;
use crate::clock;
use crate::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// One change, all of it or nothing: what it looks at and what it writes is one transaction.
pub trait Command: Send + 'static {
    /// What the sender is told. Kept with the key, so that the same request again is told the same.
    type Answer: Serialize + DeserializeOwned + Send + 'static;

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

/// A transaction under way.
pub struct Tx<'c> {
    connection: &'c mut AnyConnection,
    dialect: Dialect,
    /// The request it belongs to.
    request: String,
    pub(super) news: Vec<News>,
    pub(super) looks: Vec<Noted>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c mut AnyConnection, dialect: Dialect, request: String) -> Self {
        Tx { connection, dialect, request, news: Vec::new(), looks: Vec::new() }
    }

    /// Puts a look on the access log: written at the end of the transaction, and the transaction fails with it.
    pub fn log(&mut self, look: Look) {
        self.looks.push(Noted { look, request: self.request.clone() });
    }

    /// Carries a command out, or repeats what was answered the first time.
    pub async fn once<C: Command>(&mut self, command: C) -> Result<Done<C::Answer>, Problem> {
        let Some(key) = command.key() else {
            return Ok(Done { answer: command.carry_out(self).await?, repeated: false });
        };
        let earlier = sqlx::query("SELECT digest, answer FROM receipt WHERE recorder = $1 AND key = $2")
            .bind(&key.recorder)
            .bind(&key.name)
            .try_map(|row: AnyRow| Ok((row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?)))
            .fetch_optional(&mut *self.connection)
            .await?;
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
        sqlx::query(
            "INSERT INTO receipt (recorder, key, digest, answer, recorded_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(key.recorder)
        .bind(key.name)
        .bind(key.digest)
        .bind(serde_json::to_string(&answer)?)
        .bind(clock::stamp(clock::now()))
        .execute(&mut *self.connection)
        .await?;
        Ok(Done { answer, repeated: false })
    }

    /// The person, held until the transaction ends; nobody when there is none of this id.
    pub async fn patient(&mut self, id: &str) -> Result<Option<Patient>, Problem> {
        let authority: Option<String> = sqlx::query(self.dialect.hold_person())
            .bind(id)
            .try_map(|row: AnyRow| row.try_get(0))
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(authority.map(|authority| Patient { authority, id: id.to_owned() }))
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
        Ok(super::facts_of(&mut *self.connection, patient).await?)
    }

    /// Records a fact.
    pub async fn append(&mut self, patient: &Patient, fact: NewFact) -> Result<FactRow, Problem> {
        let recorded_at = clock::stamp(clock::now());
        let sequence = sqlx::query(
            "INSERT INTO fact (authority, person, kind, id, history_key, recorder, digest, body, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING sequence",
        )
        .bind(&patient.authority)
        .bind(&patient.id)
        .bind(fact.kind.word())
        .bind(&fact.id)
        .bind(&fact.history_key)
        .bind(&fact.recorder)
        .bind(&fact.digest)
        .bind(&fact.body)
        .bind(&recorded_at)
        .fetch_one(&mut *self.connection)
        .await?
        .try_get(0)?;
        self.news.push(News { person: patient.id.clone(), sequence });
        let NewFact { kind, id, history_key, recorder, digest, body } = fact;
        Ok(FactRow { sequence, kind, id, history_key, recorder, digest, body, recorded_at })
    }

    /// For tables that are no facts.
    pub fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }
}
