//! アクセス記録: who looked at whose record. An entry is on the disk before what was looked at leaves the hub.

use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use crate::{Hub, clock};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody other than the person looks, or acts for them.
pub struct Look {
    pub patient: Patient,
    pub role: &'static str,
    pub actor: String,
    pub officer: String,
    pub action: &'static str,
}

/// One line of the log, as the person reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookTold {
    pub sequence: i64,
    /// `facility`, `municipality`, `person` or, for an export, `operator`.
    pub role: String,
    /// The organisation's code, or the person who looked; of an export the authority that holds the record.
    pub actor: String,
    /// The member of staff, as their organisation names them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub officer: String,
    /// What was looked at or done, as a message key.
    pub action: String,
    pub at: String,
}

impl Command for Look {
    type Answer = ();

    fn person(&self) -> &str {
        &self.patient.id
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query(
            "INSERT INTO access (authority, person, role, actor, officer, action, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.patient.authority)
        .bind(self.patient.id)
        .bind(self.role)
        .bind(self.actor)
        .bind(self.officer)
        .bind(self.action)
        .bind(clock::stamp(clock::now()))
        .execute(tx.connection())
        .await?;
        Ok(())
    }
}

/// Writes the entry; the answer may be given when this returns.
pub async fn write(hub: &Hub, look: Look) -> Result<(), Problem> {
    hub.store.carry_out(look).await.map(drop)
}

/// Somebody asked about a person who must not be shown. To them the person is not there; the log knows better (RULES §16.8).
pub async fn refused(hub: &Hub, patient: &Patient, role: &'static str, actor: String) -> Result<(), Problem> {
    let (patient, officer) = (patient.clone(), String::new());
    write(hub, Look { patient, role, actor, officer, action: "access.refused" }).await
}

/// The newest entries, the newest first.
pub async fn of_person(store: &Store, patient: &Patient) -> Result<Vec<LookTold>, sqlx::Error> {
    use sqlx::Row;
    const MOST: i64 = 500;
    sqlx::query(
        "SELECT sequence, role, actor, officer, action, at FROM access
         WHERE authority = $1 AND person = $2 ORDER BY sequence DESC LIMIT $3",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(MOST)
    .try_map(|row: sqlx::any::AnyRow| {
        Ok(LookTold {
            sequence: row.try_get(0)?,
            role: row.try_get(1)?,
            actor: row.try_get(2)?,
            officer: row.try_get(3)?,
            action: row.try_get(4)?,
            at: row.try_get(5)?,
        })
    })
    .fetch_all(store.readers())
    .await
}
