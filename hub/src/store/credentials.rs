//! Organisations' machines. Only digests of their keys are kept.

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

impl Store {
    /// Which organisation speaks with a key of this digest, and as what.
    pub async fn client(&self, key_digest: &str) -> Result<Option<(String, String)>, sqlx::Error> {
        sqlx::query("SELECT role, organisation FROM client WHERE key_digest = $1")
            .bind(key_digest)
            .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
            .fetch_optional(&self.readers)
            .await
    }
}
