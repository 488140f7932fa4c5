//! Requests that their senders have signed, as they came: what a facility sent can be shown to anybody, years later.

use super::{Store, Tx};
use crate::auth::Signed;
use crate::clock;
use crate::digest;
use crate::problem::Problem;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::sync::Arc;

/// A signed request with the bytes of its body.
#[derive(Clone)]
pub struct Evidence {
    pub signed: Signed,
    pub body: Arc<[u8]>,
}

/// The same as it was kept.
pub struct Kept {
    pub key: String,
    pub base: String,
    pub signature: String,
    pub body: Vec<u8>,
    pub at: String,
}

impl Evidence {
    /// Kept once, however many of a batch's items name it.
    pub async fn keep(&self, tx: &mut Tx<'_>, recorder: &str, name: &str) -> Result<(), Problem> {
        let Signed { key, base, signature } = &self.signed;
        let id = digest::of_text(&format!("{base}\n{signature}"));
        sqlx::query(
            "INSERT INTO signed_request (id, client_key, base, signature, body, at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(&id)
        .bind(key)
        .bind(base)
        .bind(signature)
        .bind(self.body.to_vec())
        .bind(clock::stamp(clock::now()))
        .execute(tx.connection().await?)
        .await?;
        sqlx::query(
            "INSERT INTO signed_registration (recorder, name, request) VALUES ($1, $2, $3) ON CONFLICT (recorder, name) DO NOTHING",
        )
        .bind(recorder)
        .bind(name)
        .bind(id)
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The request with which this was registered, where its sender has signed it.
    pub async fn evidence(&self, recorder: &str, name: &str) -> Result<Option<Kept>, sqlx::Error> {
        sqlx::query(
            "SELECT client_key, base, signature, body, at FROM signed_registration AS registration
                 JOIN signed_request ON signed_request.id = registration.request
             WHERE registration.recorder = $1 AND registration.name = $2",
        )
        .bind(recorder)
        .bind(name)
        .try_map(|row: AnyRow| {
            Ok(Kept {
                key: row.try_get(0)?,
                base: row.try_get(1)?,
                signature: row.try_get(2)?,
                body: row.try_get(3)?,
                at: row.try_get(4)?,
            })
        })
        .fetch_optional(&self.readers)
        .await
    }
}
