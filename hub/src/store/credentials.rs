//! Who may come in: organisations' machines and signed-in people. Only digests of keys and tokens are kept.

use super::{Command, Store, Tx};
use crate::problem::Problem;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Lets an organisation's machine in.
pub struct AddClient {
    pub key_digest: String,
    pub role: &'static str,
    pub organisation: String,
}

impl Command for AddClient {
    type Answer = ();
    fn person(&self) -> &str {
        &self.organisation
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query(
            "INSERT INTO client (key_digest, role, organisation) VALUES ($1, $2, $3)
             ON CONFLICT (key_digest) DO UPDATE SET role = excluded.role, organisation = excluded.organisation",
        )
        .bind(self.key_digest)
        .bind(self.role)
        .bind(self.organisation)
        .execute(tx.connection())
        .await?;
        Ok(())
    }
}

/// Begins a person's session.
pub struct BeginSession {
    pub token_digest: String,
    pub person: String,
    pub expires_at: String,
}

impl Command for BeginSession {
    type Answer = ();
    fn person(&self) -> &str {
        &self.person
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query("INSERT INTO session (token_digest, person, expires_at) VALUES ($1, $2, $3)")
            .bind(self.token_digest)
            .bind(self.person)
            .bind(self.expires_at)
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

/// Ends a session; ending one that is not there is no error.
pub struct EndSession {
    pub token_digest: String,
}

impl Command for EndSession {
    type Answer = ();
    fn person(&self) -> &str {
        &self.token_digest
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query("DELETE FROM session WHERE token_digest = $1")
            .bind(self.token_digest)
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

impl Store {
    /// Which organisation speaks with a key of this digest, and as what.
    pub async fn client(&self, key_digest: &str) -> Result<Option<(String, String)>, sqlx::Error> {
        sqlx::query("SELECT role, organisation FROM client WHERE key_digest = $1")
            .bind(key_digest)
            .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
            .fetch_optional(&self.readers)
            .await
    }

    /// The person behind a session that has not ended.
    pub async fn session(&self, token_digest: &str, now: &str) -> Result<Option<String>, sqlx::Error> {
        sqlx::query("SELECT person FROM session WHERE token_digest = $1 AND expires_at > $2")
            .bind(token_digest)
            .bind(now)
            .try_map(|row: AnyRow| row.try_get(0))
            .fetch_optional(&self.readers)
            .await
    }
}
