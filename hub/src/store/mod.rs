//! The store: facts in, facts out. SQLite in WAL mode with `synchronous = FULL`; one writer, many readers.
//!
//! A row that was acknowledged has been through an fsync. The writer gathers what arrives while the last commit is on its way
//! to the disk and commits it in one go, because on real disks the commit is the price, not the row.

mod fact;
mod writer;

pub use fact::{FactRow, Kind, NewFact};
pub use writer::{Recorded, WriteError};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row, SqlitePool};
use std::path::Path;
use std::time::Duration;
use tokio::sync::broadcast;

/// The store's door.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    writer: writer::Writer,
    news: broadcast::Sender<News>,
}

/// Something was recorded about somebody.
#[derive(Clone, Debug)]
pub struct News {
    pub person: String,
    pub sequence: i64,
}

impl Store {
    /// Opens the database file in `folder`, makes it when it is not there, and brings its tables up to date.
    pub async fn open(folder: &Path) -> Result<Store, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("hub.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let single = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!("./migrations").run(&single).await?;
        let readers =
            SqlitePoolOptions::new().max_connections(8).connect_with(options.read_only(true)).await?;
        let (news, _) = broadcast::channel(1024);
        Ok(Store { readers, writer: writer::Writer::start(single, news.clone()), news })
    }

    /// Records facts in one transaction: all of them or none. Returns when they are on the disk.
    pub async fn record(&self, facts: Vec<NewFact>) -> Result<Vec<Recorded>, WriteError> {
        self.writer.record(facts).await
    }

    /// Every fact of a person in registration order.
    pub async fn facts_of(&self, person: &str) -> Result<Vec<FactRow>, sqlx::Error> {
        sqlx::query(
            "SELECT sequence, kind, id, body, recorded_at FROM fact WHERE person = ? ORDER BY sequence",
        )
        .bind(person)
        .try_map(|row| FactRow::from_row(&row))
        .fetch_all(&self.readers)
        .await
    }

    /// The sequence of a person's newest fact; 0 when there is none. Changes whenever anything about the person does.
    pub async fn newest(&self, person: &str) -> Result<i64, sqlx::Error> {
        sqlx::query("SELECT COALESCE(MAX(sequence), 0) FROM fact WHERE person = ?")
            .bind(person)
            .fetch_one(&self.readers)
            .await?
            .try_get(0)
    }

    /// Persons known here, by id.
    pub async fn persons(&self) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query("SELECT DISTINCT person FROM fact WHERE kind = 'person' ORDER BY person")
            .try_map(|row: sqlx::sqlite::SqliteRow| row.try_get(0))
            .fetch_all(&self.readers)
            .await
    }

    /// News about anybody from now on.
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Which organisation speaks with a key of this digest, and as what.
    pub async fn client(&self, key_digest: &str) -> Result<Option<(String, String)>, sqlx::Error> {
        sqlx::query("SELECT role, organisation FROM client WHERE key_digest = ?")
            .bind(key_digest)
            .try_map(|row: sqlx::sqlite::SqliteRow| Ok((row.try_get(0)?, row.try_get(1)?)))
            .fetch_optional(&self.readers)
            .await
    }

    /// Lets an organisation's machine in.
    pub async fn add_client(
        &self,
        key_digest: String,
        role: &'static str,
        organisation: String,
    ) -> Result<(), WriteError> {
        self.writer
            .execute(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT OR REPLACE INTO client (key_digest, role, organisation) VALUES (?, ?, ?)",
                    )
                    .bind(key_digest)
                    .bind(role)
                    .bind(organisation)
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    /// The person behind a session that has not ended.
    pub async fn session(&self, token_digest: &str, now: &str) -> Result<Option<String>, sqlx::Error> {
        sqlx::query("SELECT person FROM session WHERE token_digest = ? AND expires_at > ?")
            .bind(token_digest)
            .bind(now)
            .try_map(|row: sqlx::sqlite::SqliteRow| row.try_get(0))
            .fetch_optional(&self.readers)
            .await
    }

    /// Begins a session.
    pub async fn begin_session(
        &self,
        token_digest: String,
        person: String,
        expires_at: String,
    ) -> Result<(), WriteError> {
        self.writer
            .execute(move |connection| {
                Box::pin(async move {
                    sqlx::query("INSERT INTO session (token_digest, person, expires_at) VALUES (?, ?, ?)")
                        .bind(token_digest)
                        .bind(person)
                        .bind(expires_at)
                        .execute(connection)
                        .await
                        .map(drop)
                })
            })
            .await
    }

    /// Ends a session; ending one that is not there is no error.
    pub async fn end_session(&self, token_digest: String) -> Result<(), WriteError> {
        self.writer
            .execute(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM session WHERE token_digest = ?")
                        .bind(token_digest)
                        .execute(connection)
                        .await
                        .map(drop)
                })
            })
            .await
    }
}
