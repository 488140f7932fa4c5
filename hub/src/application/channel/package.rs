//! A package shaped like those of ぴったりサービス: one archive of at most ten megabytes with the form, the files, and a list of contents that
//! says of each what it is and its digest. The real layout is not public; this one is assumed and says so of itself.

use super::zip;
use crate::application::Application;
use crate::clock;
use crate::digest;
use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use engine::form::{self, PACKAGE_BYTES};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use utoipa::ToSchema;

/// The layout's name; `assumed` goes when an authority confirms it.
const LAYOUT: &str = "assumed/1";

/// A package that waits to be fetched.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    pub person: String,
    pub application: String,
    /// Sequence of the event it was made of; a corrected application is a package of its own.
    pub sequence: i64,
    /// SHA-256 in hexadecimal.
    pub digest: String,
    pub made_at: String,
}

/// Makes the package and puts it where the authority fetches it.
pub async fn send(tx: &mut Tx<'_>, patient: &Patient, sent: &Application) -> Result<(), Problem> {
    let package = pack(&mut *tx.connection().await?, patient, sent).await?;
    sqlx::query(
        "INSERT INTO package (authority, person, fact, application, digest, body, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(sent.sequence)
    .bind(&sent.id)
    .bind(digest::hex(&Sha256::digest(&package)))
    .bind(package)
    .bind(clock::stamp(clock::now()))
    .execute(tx.connection().await?)
    .await?;
    Ok(())
}

/// The package of an application as it stands, for an authority that asks for it without taking packages.
pub async fn on_demand(store: &Store, patient: &Patient, sent: &Application) -> Result<Vec<u8>, Problem> {
    let mut connection = store.readers().acquire().await?;
    pack(&mut connection, patient, sent).await
}

async fn pack(
    connection: &mut AnyConnection,
    patient: &Patient,
    sent: &Application,
) -> Result<Vec<u8>, Problem> {
    let named = sent.form.kind().map(|kind| form::files(kind, &sent.form.answers())).unwrap_or_default();
    let mut files = Vec::new();
    for (question, file) in named {
        let body: Vec<u8> = sqlx::query(
            "SELECT body FROM attachment WHERE authority = $1 AND person = $2 AND application = $3 AND id = $4",
        )
        .bind(&patient.authority)
        .bind(&patient.id)
        .bind(&sent.id)
        .bind(&file.id)
        .try_map(|row: AnyRow| row.try_get(0))
        .fetch_one(&mut *connection)
        .await?;
        files.push((question, file.media, body));
    }
    let package = packed(patient, sent, &files)?;
    let fits = u64::try_from(package.len()).is_ok_and(|bytes| bytes <= PACKAGE_BYTES);
    if fits { Ok(package) } else { Err(Problem::of_file(form::TOO_LARGE)) }
}

fn packed(
    patient: &Patient,
    sent: &Application,
    files: &[(&str, String, Vec<u8>)],
) -> Result<Vec<u8>, Problem> {
    let application = serde_json::to_vec_pretty(&json!({
        "receipt": sent.receipt,
        "person": sent.person,
        "authority": patient.authority,
        "submitted_at": sent.submitted_at,
        "form": sent.form,
    }))?;
    let mut contents: Vec<(String, String, &str, &[u8])> =
        vec![("application.json".to_owned(), "application/json".to_owned(), "form", &application)];
    for (index, (question, media, body)) in files.iter().enumerate() {
        let ending = match media.as_str() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            _ => "pdf",
        };
        contents.push((format!("files/{:02}.{ending}", index + 1), media.clone(), question, body));
    }
    let listed: Vec<Value> = contents
        .iter()
        .map(|(name, media, question, body)| {
            json!({ "name": name, "media": media, "answers": question, "bytes": body.len(),
                    "sha256": digest::hex(&Sha256::digest(body)) })
        })
        .collect();
    let manifest = serde_json::to_vec_pretty(&json!({
        "layout": LAYOUT,
        "receipt": sent.receipt,
        "kind": sent.form.kind,
        "scheme": sent.form.scheme,
        "authority": patient.authority,
        "submitted_at": sent.submitted_at,
        "contents": listed,
    }))?;
    let mut entries: Vec<(String, &[u8])> = vec![("manifest.json".to_owned(), &manifest)];
    entries.extend(contents.iter().map(|(name, _, _, body)| (name.clone(), *body)));
    Ok(zip::archive(&entries))
}

/// What waits for an authority, the oldest first.
pub async fn waiting(store: &Store, authority: &str) -> Result<Vec<Waiting>, sqlx::Error> {
    const MOST: i64 = 500;
    sqlx::query(
        "SELECT person, application, fact, digest, made_at FROM package WHERE authority = $1 ORDER BY fact LIMIT $2",
    )
    .bind(authority)
    .bind(MOST)
    .try_map(|row: AnyRow| {
        Ok(Waiting {
            person: row.try_get(0)?,
            application: row.try_get(1)?,
            sequence: row.try_get(2)?,
            digest: row.try_get(3)?,
            made_at: row.try_get(4)?,
        })
    })
    .fetch_all(store.readers())
    .await
}

/// The bytes of the newest package of an application.
pub async fn body(
    store: &Store,
    patient: &Patient,
    application: &str,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query(
        "SELECT body FROM package WHERE authority = $1 AND person = $2 AND application = $3
         ORDER BY fact DESC LIMIT 1",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(application)
    .try_map(|row: AnyRow| row.try_get(0))
    .fetch_optional(store.readers())
    .await
}

/// The authority has the packages of an application up to this one: they need not wait any more.
#[derive(Clone)]
pub struct Received {
    pub authority: String,
    pub person: String,
    pub application: String,
    pub sequence: i64,
}

impl Command for Received {
    type Answer = ();

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query(
            "DELETE FROM package WHERE authority = $1 AND person = $2 AND application = $3 AND fact <= $4",
        )
        .bind(self.authority)
        .bind(self.person)
        .bind(self.application)
        .bind(self.sequence)
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}
