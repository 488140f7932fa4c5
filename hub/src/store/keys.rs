//! Whose key it is, asked for many requests at once. On PostgreSQL, where other hubs write and nothing is certain without asking, each request of a
//! machine needs this; those that come while one question is on its way are the next question together.

use super::credentials::{CLIENT_OF_KEY, Client};
use super::kept::Kept;
use super::unwritten::{ROWS_A_STATEMENT, places};
use crate::observe;
use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row};
use std::collections::HashMap;
use tokio::sync::{mpsc, oneshot};

/// Requests that may wait; beyond that whoever asks waits to wait.
const LONGEST_QUEUE: usize = 4096;

#[derive(Clone)]
pub struct Keys(mpsc::Sender<Asked>);

struct Asked {
    key_digest: String,
    answer: oneshot::Sender<Option<Client>>,
}

impl Keys {
    pub fn of(pool: &AnyPool) -> Keys {
        let (asking, waiting) = mpsc::channel(LONGEST_QUEUE);
        tokio::spawn(keep_asking(Kept::of(pool), waiting));
        Keys(asking)
    }

    /// Which organisation speaks with a key of this digest, and as what, whether or not its time is over.
    pub async fn client(&self, key_digest: &str) -> Result<Option<Client>, sqlx::Error> {
        let not_answered =
            || sqlx::Error::Protocol("whose key it is was asked together with others".to_owned());
        let (answer, answered) = oneshot::channel();
        let asked = Asked { key_digest: key_digest.to_owned(), answer };
        self.0.send(asked).await.map_err(|_| not_answered())?;
        answered.await.map_err(|_| not_answered())
    }
}

async fn keep_asking(mut kept: Kept, mut waiting: mpsc::Receiver<Asked>) {
    let mut together = Vec::new();
    while waiting.recv_many(&mut together, LONGEST_QUEUE).await > 0 {
        let mut digests: Vec<&str> = together.iter().map(|asked| &*asked.key_digest).collect();
        digests.sort_unstable();
        digests.dedup();
        match ask(&mut kept, &digests).await {
            Ok(found) => {
                for Asked { key_digest, answer } in together.drain(..) {
                    // Whoever does not wait any more has hung up.
                    drop(answer.send(found.get(&key_digest).cloned()));
                }
            }
            Err(error) => {
                observe::trouble("database", &error.to_string());
                together.clear();
            }
        }
    }
}

async fn ask(kept: &mut Kept, digests: &[&str]) -> Result<HashMap<String, Client>, sqlx::Error> {
    let (mut connection, _) = kept.take().await?;
    let found = of_digests(&mut connection, digests).await;
    match found {
        Ok(_) => kept.put_back(connection),
        Err(_) => connection.close_on_drop(),
    }
    found
}

async fn of_digests(
    connection: &mut AnyConnection,
    digests: &[&str],
) -> Result<HashMap<String, Client>, sqlx::Error> {
    let mut found = HashMap::new();
    for some in digests.chunks(ROWS_A_STATEMENT) {
        let question = format!("{CLIENT_OF_KEY} IN (VALUES {})", places(some.len(), 1));
        let query = some.iter().copied().fold(sqlx::query(AssertSqlSafe(question)), Query::bind);
        let clients = query.try_map(|row: AnyRow| Ok((row.try_get(5)?, Client::from_row(&row)?)));
        found.extend(clients.fetch_all(&mut *connection).await?);
    }
    Ok(found)
}
