//! The log as the person reads it.

use crate::store::{Patient, Store};
use serde::Serialize;
use sqlx::Row;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// One line of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookTold {
    /// Its place in the log of the authority that holds the record.
    pub sequence: i64,
    /// `facility`, `municipality`, `person` or, for an export, `operator`.
    pub role: String,
    /// The organisation's code, or the person who looked; of an export the authority that holds the record.
    pub actor: String,
    /// Of a municipality which office (課) of which authority, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub office: String,
    /// The member of staff, as their organisation names them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub officer: String,
    /// Why, as a message key; none on lines from before purposes were written down.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// Why, in the words of who looked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What was looked at or done, as a message key.
    pub action: String,
    /// Which of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
    /// It was asked for and not given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    pub at: String,
}

/// The newest entries, the newest first. What was read within a preview is told by the line of its beginning.
pub async fn of_person(store: &Store, patient: &Patient) -> Result<Vec<LookTold>, sqlx::Error> {
    const MOST: i64 = 500;
    sqlx::query(
        "SELECT look.sequence, role, subject, organisation, office, officer, purpose, reason, action, objects, decision, at
         FROM access_look AS look JOIN access_chain AS link
             ON link.authority = look.authority AND link.sequence = look.sequence
         WHERE look.authority = $1 AND person = $2 AND action NOT IN ('access.preview_read', 'log.signed_in')
         ORDER BY look.sequence DESC LIMIT $3",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(MOST)
    .try_map(|row: AnyRow| {
        let (subject, organisation): (String, String) = (row.try_get(2)?, row.try_get(3)?);
        let objects: String = row.try_get(9)?;
        let decision: String = row.try_get(10)?;
        Ok(LookTold {
            sequence: row.try_get(0)?,
            role: row.try_get(1)?,
            actor: if organisation.is_empty() { subject } else { organisation },
            office: row.try_get(4)?,
            officer: row.try_get(5)?,
            purpose: row.try_get(6)?,
            reason: row.try_get(7)?,
            action: row.try_get(8)?,
            objects: serde_json::from_str(&objects).unwrap_or_default(),
            refused: decision == "refused",
            at: row.try_get(11)?,
        })
    })
    .fetch_all(store.readers())
    .await
}
