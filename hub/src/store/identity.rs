//! Who signs in as whom: issuer and subject of a sign-in, and the person they are here.

use super::{Command, Store, Tx};
use crate::clock;
use crate::problem::Problem;
use sqlx::any::AnyRow;
use sqlx::{Any, Executor, Row};

/// Whoever signs in so is this person. A sign-in is one person's; a person may have several.
#[derive(Clone)]
pub struct Bind {
    pub person: String,
    pub issuer: String,
    pub subject: String,
    /// The organisation that says so.
    pub bound_by: String,
}

impl Command for Bind {
    type Answer = ();
    fn person(&self) -> &str {
        &self.person
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        bind(tx, self).await
    }
}

async fn bind(tx: &mut Tx<'_>, Bind { person, issuer, subject, bound_by }: Bind) -> Result<(), Problem> {
    let bound: Option<String> = sqlx::query("SELECT person FROM identity WHERE issuer = $1 AND subject = $2")
        .bind(&issuer)
        .bind(&subject)
        .try_map(|row: AnyRow| row.try_get(0))
        .fetch_optional(tx.connection().await?)
        .await?;
    if bound.is_some_and(|bound| bound != person) {
        return Err(Problem::identity_taken());
    }
    sqlx::query(
        "INSERT INTO identity (issuer, subject, person, bound_by, bound_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (issuer, subject) DO NOTHING",
    )
    .bind(&issuer)
    .bind(&subject)
    .bind(person)
    .bind(bound_by)
    .bind(clock::stamp(clock::now()))
    .execute(tx.connection().await?)
    .await?;
    sqlx::query("DELETE FROM introduction WHERE issuer = $1 AND subject = $2")
        .bind(issuer)
        .bind(subject)
        .execute(tx.connection().await?)
        .await?;
    Ok(())
}

/// Nobody signs in as this person any more; their sessions end. Answers how many sign-ins there were.
#[derive(Clone)]
pub struct Unbind {
    pub person: String,
    /// The authority that says so, which must hold the person; the operator needs none.
    pub authority: Option<String>,
}

impl Command for Unbind {
    type Answer = u64;
    fn person(&self) -> &str {
        &self.person
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<u64, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        if self.authority.is_some_and(|authority| authority != patient.authority) {
            return Err(Problem::not_found());
        }
        let unbound = sqlx::query("DELETE FROM identity WHERE person = $1")
            .bind(&self.person)
            .execute(tx.connection().await?)
            .await?;
        sqlx::query("DELETE FROM session WHERE side = 'person' AND holder = $1")
            .bind(&self.person)
            .execute(tx.connection().await?)
            .await?;
        Ok(unbound.rows_affected())
    }
}

/// Somebody whom nobody here knows, and the code they were shown.
#[derive(Clone)]
pub struct Introduce {
    pub issuer: String,
    pub subject: String,
    pub code_digest: String,
    pub until: String,
}

impl Command for Introduce {
    type Answer = ();
    fn person(&self) -> &str {
        &self.subject
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query("DELETE FROM introduction WHERE until <= $1 OR (issuer = $2 AND subject = $3)")
            .bind(clock::stamp(clock::now()))
            .bind(&self.issuer)
            .bind(&self.subject)
            .execute(tx.connection().await?)
            .await?;
        sqlx::query("INSERT INTO introduction (issuer, subject, code_digest, until) VALUES ($1, $2, $3, $4)")
            .bind(self.issuer)
            .bind(self.subject)
            .bind(self.code_digest)
            .bind(self.until)
            .execute(tx.connection().await?)
            .await?;
        Ok(())
    }
}

/// A municipality says who was shown a code: one of its own people.
#[derive(Clone)]
pub struct Recognise {
    pub authority: String,
    /// The member of staff who has seen who they are.
    pub officer: String,
    pub person: String,
    pub code_digest: String,
}

impl Command for Recognise {
    type Answer = ();
    fn person(&self) -> &str {
        &self.person
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        if patient.authority != self.authority {
            return Err(Problem::not_found());
        }
        let shown = introduced(tx.connection().await?, &self.code_digest).await?;
        let (issuer, subject) = shown.ok_or_else(Problem::unknown_code)?;
        let bound_by = format!("{}/{}", self.authority, self.officer);
        bind(tx, Bind { person: self.person, issuer, subject, bound_by }).await
    }
}

/// Issuer and subject of whom a code was shown to, while it is good.
async fn introduced<'c, E: Executor<'c, Database = Any>>(
    executor: E,
    code_digest: &str,
) -> Result<Option<(String, String)>, sqlx::Error> {
    sqlx::query("SELECT issuer, subject FROM introduction WHERE code_digest = $1 AND until > $2")
        .bind(code_digest)
        .bind(clock::stamp(clock::now()))
        .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
        .fetch_optional(executor)
        .await
}

impl Store {
    /// Issuer and subject of whom a code of this digest was shown to, while it is good.
    pub async fn introduced(&self, code_digest: &str) -> Result<Option<(String, String)>, sqlx::Error> {
        introduced(&self.readers, code_digest).await
    }

    /// The person who signs in so.
    pub async fn person_of(&self, issuer: &str, subject: &str) -> Result<Option<String>, sqlx::Error> {
        sqlx::query("SELECT person FROM identity WHERE issuer = $1 AND subject = $2")
            .bind(issuer)
            .bind(subject)
            .try_map(|row: AnyRow| row.try_get(0))
            .fetch_optional(&self.readers)
            .await
    }
}
