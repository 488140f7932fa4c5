//! Pictures and PDF with an application: known by their content and by nothing the sender says, stripped of what they tell about the sender,
//! kept as they then are. Sent up before the application is; what is never applied with goes after a while.

pub mod crc;
mod jpeg;
mod pdf;
mod png;

use crate::digest;
use crate::problem::Problem;
use crate::store::{Command, Key, Patient, Store, Tx};
use engine::form::{self, File};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{Any, Executor, Row};
use utoipa::ToSchema;

/// Bytes that are read at all.
pub const LARGEST: usize = 10_000_000;

/// Why a file is not taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None of the kinds that are taken.
    Other,
    /// Not whole, or not what it begins as.
    Broken,
    /// A PDF that is locked or does things.
    Unsafe,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem::of_file(match refusal {
            Refusal::Other => form::OTHER_FILE,
            Refusal::Broken => form::BROKEN_FILE,
            Refusal::Unsafe => form::UNSAFE_FILE,
        })
    }
}

/// A file as it will be kept.
#[derive(Clone)]
pub struct Content {
    pub media: &'static str,
    pub bytes: Vec<u8>,
}

impl Content {
    /// Looks inside.
    pub fn of(bytes: &[u8]) -> Result<Content, Refusal> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Ok(Content { media: "image/jpeg", bytes: jpeg::stripped(bytes)? })
        } else if bytes.starts_with(png::SIGNATURE) {
            Ok(Content { media: "image/png", bytes: png::stripped(bytes)? })
        } else if bytes.starts_with(b"%PDF-") {
            Ok(Content { media: "application/pdf", bytes: pdf::checked(bytes)? })
        } else {
            Err(Refusal::Other)
        }
    }
}

/// A file as its sender is told: an answer of the form names it by this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attached {
    pub id: String,
    pub media: String,
    /// As kept; less than was sent where something was stripped.
    pub bytes: u64,
    /// SHA-256 as kept, in hexadecimal.
    pub digest: String,
}

impl Attached {
    /// Is this the file an answer names?
    pub fn is(&self, file: &File) -> bool {
        let Attached { id, media, bytes, digest } = self;
        (id, media, *bytes, digest) == (&file.id, &file.media, file.bytes, &file.digest)
    }
}

/// Keeps a file.
#[derive(Clone)]
pub struct Attach {
    pub actor: String,
    pub person: String,
    pub application: String,
    pub id: String,
    pub content: Content,
}

impl Attach {
    fn attached(&self) -> Attached {
        Attached {
            id: self.id.clone(),
            media: self.content.media.to_owned(),
            bytes: u64::try_from(self.content.bytes.len()).unwrap_or(u64::MAX),
            digest: digest::hex(&Sha256::digest(&self.content.bytes)),
        }
    }
}

impl Command for Attach {
    type Answer = Attached;

    fn person(&self) -> &str {
        &self.person
    }

    fn key(&self) -> Option<Key> {
        Some(Key {
            recorder: self.actor.clone(),
            name: format!("attachments/{}/{}/{}", self.person, self.application, self.id),
            digest: self.attached().digest,
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Attached, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let attached = self.attached();
        let before = all(&mut *tx.connection().await?, &patient, &self.application).await?;
        if before.len() >= form::MOST_FILES {
            return Err(Problem::of_file(form::TOO_MANY_FILES));
        }
        if before.iter().map(|one| one.bytes).sum::<u64>().saturating_add(attached.bytes) > form::FILES_BYTES
        {
            return Err(Problem::of_file(form::TOO_LARGE));
        }
        sqlx::query(
            "INSERT INTO attachment (authority, person, application, id, media, size, digest, body, actor, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&patient.authority)
        .bind(&patient.id)
        .bind(self.application)
        .bind(&attached.id)
        .bind(&attached.media)
        .bind(i64::try_from(attached.bytes).unwrap_or(i64::MAX))
        .bind(&attached.digest)
        .bind(self.content.bytes)
        .bind(self.actor)
        .bind(crate::clock::stamp(crate::clock::now()))
        .execute(tx.connection().await?)
        .await?;
        Ok(attached)
    }
}

/// The files of an application, sent or not, in the order in which they came.
pub async fn all<'c, E: Executor<'c, Database = Any>>(
    executor: E,
    patient: &Patient,
    application: &str,
) -> Result<Vec<Attached>, sqlx::Error> {
    sqlx::query(
        "SELECT id, media, size, digest FROM attachment WHERE authority = $1 AND person = $2 AND application = $3
         ORDER BY recorded_at, id",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(application)
    .try_map(|row: AnyRow| {
        let size: i64 = row.try_get(2)?;
        let bytes = u64::try_from(size).unwrap_or_default();
        Ok(Attached { id: row.try_get(0)?, media: row.try_get(1)?, bytes, digest: row.try_get(3)? })
    })
    .fetch_all(executor)
    .await
}

/// One file: what it is, its bytes, who sent it.
pub struct Kept {
    pub media: String,
    pub body: Vec<u8>,
    pub actor: String,
}

pub async fn one(
    store: &Store,
    patient: &Patient,
    application: &str,
    id: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query(
        "SELECT media, body, actor FROM attachment
         WHERE authority = $1 AND person = $2 AND application = $3 AND id = $4",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(application)
    .bind(id)
    .try_map(|row: AnyRow| Ok(Kept { media: row.try_get(0)?, body: row.try_get(1)?, actor: row.try_get(2)? }))
    .fetch_optional(store.readers())
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_is_in_it() {
        let media = |bytes: &[u8]| Content::of(bytes).map(|content| content.media);
        assert_eq!(media(&jpeg::tests::picture(&[])), Ok("image/jpeg"));
        assert_eq!(media(&png::tests::picture(&[])), Ok("image/png"));
        assert_eq!(media(b"%PDF-1.4\nstartxref\n0\n%%EOF"), Ok("application/pdf"));
        for other in [&b"GIF89a"[..], b"<svg>", b"PK\x03\x04", b"", b"<html>%PDF-1.4"] {
            assert_eq!(media(other), Err(Refusal::Other), "{other:?}");
        }
    }
}
