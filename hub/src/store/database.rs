//! The two databases and the few things in which they differ. Every other statement is the same text for both.

use super::kept::STILL_THERE;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, Connection as _, Executor};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Where the facts are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of this name, by SQLite inside the hub.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(Secret),
}

/// An address with a password in it: used, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(not shown)")
    }
}

/// The file that was opened. Whoever moves it away, or puts another in its place, takes along what is committed into it from then on, and SQLite
/// does not notice.
#[derive(Clone)]
pub struct Anchor {
    file: PathBuf,
    /// Device and number.
    identity: (u64, u64),
}

impl Anchor {
    /// Is the file still where it was?
    pub fn holds(&self) -> std::io::Result<()> {
        let found = std::fs::metadata(&self.file)?;
        if (found.dev(), found.ino()) == self.identity {
            return Ok(());
        }
        Err(std::io::Error::other(
            "another file is in the place of the database; start the hub again to use it",
        ))
    }
}

/// Which of the two.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

static OF_SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static OF_POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

impl Database {
    /// For people: which database, without its password.
    pub fn name(&self) -> String {
        match self {
            Database::Sqlite(file) => format!("the database {}", file.display()),
            Database::Postgres(_) => "the PostgreSQL database".to_owned(),
        }
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Database::Sqlite(_) => Dialect::Sqlite,
            Database::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Connections that write, one for each lane. Makes an SQLite file that is not there and brings the tables up to date.
    pub async fn writers(&self) -> Result<AnyPool, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let pool = self.pool("rwc", self.dialect().lanes(), Duration::from_secs(5)).await?;
        match self.dialect() {
            Dialect::Sqlite => OF_SQLITE.run(&pool).await?,
            Dialect::Postgres => OF_POSTGRES.run(&pool).await?,
        }
        Ok(pool)
    }

    /// The address of an SQLite database for one connection more, and the file that holds the mark of its log.
    pub fn mark(&self) -> Option<(String, PathBuf)> {
        let Database::Sqlite(file) = self else { return None };
        Some((
            format!("sqlite://{}?mode=rw", escaped(file)),
            PathBuf::from(format!("{}-shm", file.display())),
        ))
    }

    /// Which file it is, once it is open.
    pub fn anchor(&self) -> Result<Option<Anchor>, sqlx::Error> {
        let Database::Sqlite(file) = self else { return Ok(None) };
        let found = std::fs::metadata(file).map_err(sqlx::Error::Io)?;
        Ok(Some(Anchor { file: file.clone(), identity: (found.dev(), found.ino()) }))
    }

    /// Connections that only read.
    pub async fn readers(&self) -> Result<AnyPool, sqlx::Error> {
        sqlx::any::install_default_drivers();
        self.pool("ro", 8, Duration::from_secs(5)).await
    }

    /// One connection that reads a file nobody else has, without so much as a log beside it.
    pub async fn reader_of_a_copy(&self) -> Result<AnyPool, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let Database::Sqlite(file) = self else { return self.readers().await };
        let address = format!("sqlite://{}?mode=ro&immutable=true", escaped(file));
        AnyPoolOptions::new().max_connections(1).connect(&address).await
    }

    async fn pool(&self, mode: &str, connections: usize, patience: Duration) -> Result<AnyPool, sqlx::Error> {
        let address = match self {
            Database::Sqlite(file) => format!("sqlite://{}?mode={mode}", escaped(file)),
            Database::Postgres(Secret(address)) => address.clone(),
        };
        let sqlite = self.dialect() == Dialect::Sqlite;
        AnyPoolOptions::new()
            .max_connections(u32::try_from(connections).unwrap_or(1))
            .acquire_timeout(patience)
            .test_before_acquire(false)
            .before_acquire(|connection, known| {
                Box::pin(async move { Ok(known.idle_for < STILL_THERE || connection.ping().await.is_ok()) })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        // A commit is an fsync: what was acknowledged is on the disk.
                        connection.execute("PRAGMA journal_mode = WAL").await?;
                        connection.execute("PRAGMA synchronous = FULL").await?;
                        connection.execute("PRAGMA busy_timeout = 10000").await?;
                    }
                    Ok(())
                })
            })
            .connect_with(AnyConnectOptions::from_str(&address)?)
            .await
    }
}

impl Dialect {
    /// How many transactions are under way at a time. SQLite has one writer; PostgreSQL gathers the commits of several.
    pub fn lanes(self) -> usize {
        match self {
            Dialect::Sqlite => 1,
            Dialect::Postgres => 4,
        }
    }

    /// Begins a transaction that writes. Two programs on one SQLite file wait for each other here, instead of one of them failing halfway.
    pub fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// Finds where an authority's access log ends and lets nobody else write to it until the transaction ends.
    pub fn hold_head(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT authority, size, hash, peaks FROM access_head WHERE authority = $1",
            Dialect::Postgres => {
                "SELECT authority, size, hash, peaks FROM access_head WHERE authority = $1 FOR UPDATE"
            }
        }
    }

    /// A field of a fact's body, as the indexes have it.
    pub fn field(self, name: &'static str) -> String {
        match self {
            Dialect::Sqlite => format!("json_extract(body, '$.{name}')"),
            Dialect::Postgres => format!("(body::jsonb ->> '{name}')"),
        }
    }

    /// The bytes of a column of text, also where somebody has put bytes there that are no text.
    pub fn bytes_of(self, column: &str) -> String {
        match self {
            Dialect::Sqlite => format!("CAST({column} AS BLOB)"),
            Dialect::Postgres => format!("convert_to({column}, 'UTF8')"),
        }
    }

    /// Finds what was answered to a key before; on PostgreSQL with whoever holds the person, as [`Dialect::hold_person`] does, in one question.
    pub fn receipt(self) -> &'static str {
        match self {
            Dialect::Sqlite => {
                "SELECT digest, answer, NULL FROM receipt WHERE recorder = $1 AND key = $2 AND $3 = $3"
            }
            Dialect::Postgres => {
                "SELECT receipt.digest, receipt.answer, held.authority FROM (SELECT 1) AS one
                 LEFT JOIN (SELECT authority FROM person WHERE id = $3 FOR UPDATE) AS held ON TRUE
                 LEFT JOIN receipt ON receipt.recorder = $1 AND receipt.key = $2"
            }
        }
    }

    /// So many sequences for facts, each after every one that stands in the database; on SQLite also after the last one that was given.
    pub fn sequences(self) -> &'static str {
        match self {
            Dialect::Sqlite => {
                "WITH RECURSIVE more(sequence, until) AS (
                     SELECT newest + 1, newest + $1 FROM (
                         SELECT MAX(COALESCE(MAX(seq), 0), $2) AS newest FROM sqlite_sequence WHERE name = 'fact')
                     UNION ALL SELECT sequence + 1, until FROM more WHERE sequence < until)
                 SELECT sequence FROM more"
            }
            Dialect::Postgres => {
                "SELECT nextval('fact_sequence') FROM generate_series(1, CAST($1 AS BIGINT)) WHERE CAST($2 AS BIGINT) IS NOT NULL"
            }
        }
    }

    /// Finds the authority that holds a person and lets nobody else write about them until the transaction ends. With one writer there is
    /// nobody else; PostgreSQL locks the row, whichever hub asks.
    pub fn hold_person(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT authority FROM person WHERE id = $1",
            Dialect::Postgres => "SELECT authority FROM person WHERE id = $1 FOR UPDATE",
        }
    }
}

/// A path as part of an address.
fn escaped(file: &Path) -> String {
    file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
