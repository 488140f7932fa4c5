//! The single writer and its group commit.
//!
//! Requests queue up while a commit is on its way to the disk; the next transaction takes all of them. Each request is all or
//! nothing by a savepoint of its own, so one request's conflict never touches its neighbour's rows.

use super::{NewFact, News};
use sqlx::{Connection, Row, SqliteConnection, SqlitePool};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Most requests one commit takes.
const LARGEST_GROUP: usize = 256;
/// Requests that may wait; beyond that the sender is told to come again, instead of the hub growing without end.
const LONGEST_QUEUE: usize = 4096;

/// A fact that is on the disk.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "`recorded_at` is the column's name")]
pub struct Recorded {
    pub sequence: i64,
    pub recorded_at: String,
    /// It was there before: the same key with the same body was sent again.
    pub repeated: bool,
}

/// Why nothing was recorded.
#[derive(Debug)]
pub enum WriteError {
    /// The same key was used before for another body.
    Conflict { key: String },
    /// Too many are waiting.
    Busy,
    /// The database refused or is gone. Nothing was half-written.
    Database(sqlx::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Conflict { key } => write!(f, "key {key} was used before for another body"),
            WriteError::Busy => f.write_str("too many writes are waiting"),
            WriteError::Database(error) => write!(f, "database: {error}"),
        }
    }
}
impl std::error::Error for WriteError {}
impl From<sqlx::Error> for WriteError {
    fn from(error: sqlx::Error) -> Self {
        WriteError::Database(error)
    }
}

type Work = Box<
    dyn for<'c> FnOnce(
            &'c mut SqliteConnection,
        ) -> Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'c>>
        + Send,
>;

enum Request {
    Record { facts: Vec<NewFact>, answer: oneshot::Sender<Result<Vec<Recorded>, WriteError>> },
    Execute { work: Work, answer: oneshot::Sender<Result<(), WriteError>> },
}

#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Request>,
}

impl Writer {
    pub fn start(pool: SqlitePool, news: broadcast::Sender<News>) -> Writer {
        let (queue, waiting) = mpsc::channel(LONGEST_QUEUE);
        tokio::spawn(run(pool, waiting, news));
        Writer { queue }
    }

    pub async fn record(&self, facts: Vec<NewFact>) -> Result<Vec<Recorded>, WriteError> {
        let (answer, result) = oneshot::channel();
        self.send(Request::Record { facts, answer }, result).await
    }

    /// Any other small write, in the same queue.
    pub async fn execute<F>(&self, work: F) -> Result<(), WriteError>
    where
        F: for<'c> FnOnce(
                &'c mut SqliteConnection,
            ) -> Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'c>>
            + Send
            + 'static,
    {
        let (answer, result) = oneshot::channel();
        self.send(Request::Execute { work: Box::new(work), answer }, result).await
    }

    async fn send<T>(
        &self,
        request: Request,
        result: oneshot::Receiver<Result<T, WriteError>>,
    ) -> Result<T, WriteError> {
        self.queue.try_send(request).map_err(|_| WriteError::Busy)?;
        result.await.unwrap_or(Err(WriteError::Database(sqlx::Error::WorkerCrashed)))
    }
}

async fn run(pool: SqlitePool, mut waiting: mpsc::Receiver<Request>, news: broadcast::Sender<News>) {
    let mut group = Vec::with_capacity(LARGEST_GROUP);
    while waiting.recv_many(&mut group, LARGEST_GROUP).await > 0 {
        commit(&pool, std::mem::take(&mut group), &news).await;
    }
}

enum Done {
    Record(Result<Vec<Recorded>, WriteError>, Vec<News>, oneshot::Sender<Result<Vec<Recorded>, WriteError>>),
    Execute(Result<(), WriteError>, oneshot::Sender<Result<(), WriteError>>),
}

/// One transaction for the whole group; answers go out only after the commit is on the disk.
async fn commit(pool: &SqlitePool, group: Vec<Request>, news: &broadcast::Sender<News>) {
    let mut done = Vec::with_capacity(group.len());
    let result: Result<(), sqlx::Error> = async {
        let mut transaction = pool.begin().await?;
        for request in group {
            done.push(match request {
                Request::Record { facts, answer } => {
                    let (result, news) = record(&mut transaction, &facts).await;
                    Done::Record(result, news, answer)
                }
                Request::Execute { work, answer } => {
                    Done::Execute(work(&mut transaction).await.map_err(WriteError::from), answer)
                }
            });
        }
        transaction.commit().await
    }
    .await;
    // An answer that nobody waits for any more is no error: the sender asks again with the same key.
    let failure = result.err().map(|error| error.to_string());
    for done in done {
        let lost = || failure.as_ref().map(|text| WriteError::Database(sqlx::Error::Protocol(text.clone())));
        match done {
            Done::Record(result, told, answer) => {
                let result = lost().map_or(result, Err);
                if result.is_ok() {
                    for item in told {
                        drop(news.send(item));
                    }
                }
                drop(answer.send(result));
            }
            Done::Execute(result, answer) => drop(answer.send(lost().map_or(result, Err))),
        }
    }
}

async fn record(
    connection: &mut SqliteConnection,
    facts: &[NewFact],
) -> (Result<Vec<Recorded>, WriteError>, Vec<News>) {
    let mut news = Vec::new();
    let result = async {
        let mut savepoint = connection.begin().await?;
        let mut recorded = Vec::with_capacity(facts.len());
        for fact in facts {
            let row = record_one(&mut savepoint, fact).await?;
            if !row.repeated {
                news.push(News { person: fact.person.clone(), sequence: row.sequence });
            }
            recorded.push(row);
        }
        savepoint.commit().await?;
        Ok(recorded)
    }
    .await;
    (result, news)
}

async fn record_one(connection: &mut SqliteConnection, fact: &NewFact) -> Result<Recorded, WriteError> {
    let earlier =
        sqlx::query("SELECT sequence, digest, recorded_at FROM fact WHERE recorder = ? AND key = ?")
            .bind(&fact.recorder)
            .bind(&fact.key)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(row) = earlier {
        let digest: String = row.try_get("digest")?;
        if digest != fact.digest {
            return Err(WriteError::Conflict { key: fact.key.clone() });
        }
        return Ok(Recorded {
            sequence: row.try_get("sequence")?,
            recorded_at: row.try_get("recorded_at")?,
            repeated: true,
        });
    }
    let row = sqlx::query(
        "INSERT INTO fact (person, kind, id, recorder, key, digest, body, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         RETURNING sequence",
    )
    .bind(&fact.person)
    .bind(fact.kind.word())
    .bind(&fact.id)
    .bind(&fact.recorder)
    .bind(&fact.key)
    .bind(&fact.digest)
    .bind(&fact.body)
    .bind(&fact.recorded_at)
    .fetch_one(&mut *connection)
    .await?;
    Ok(Recorded { sequence: row.try_get(0)?, recorded_at: fact.recorded_at.clone(), repeated: false })
}
