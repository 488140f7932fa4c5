//! Who waits for news about whom, and how news gets to them: from this hub's own commits at once, and on PostgreSQL from the other hubs on the same
//! database. News says only where to look. What was missed is no loss: whoever waits looks again by themselves after a while.

use super::database::{Database, Secret};
use crate::observe;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use sqlx::postgres::PgListener;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Where hubs on one database tell each other.
const CHANNEL: &str = "hub_news";
/// Bytes of a notification; PostgreSQL takes fewer than 8000.
const LONGEST: usize = 7_500;
/// Between two notifications of one hub: each wakes every hub, and costs the database as much as a commit.
const GATHERING: Duration = Duration::from_millis(20);
/// Before a connection that was lost is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// Something was recorded about somebody.
#[derive(Clone, Debug)]
pub struct News {
    pub person: String,
    pub sequence: i64,
}

/// Who waits, by the person they wait for news of: a charge wakes the pages of its person and no others.
type Waiting = Arc<Mutex<HashMap<String, watch::Sender<i64>>>>;

#[derive(Clone, Default)]
pub struct Board {
    waiting: Waiting,
    /// Towards the other hubs, where there can be any.
    elsewhere: Option<mpsc::UnboundedSender<Option<News>>>,
}

impl Board {
    /// The board of a hub on this database.
    pub fn of(database: &Database, pool: &AnyPool) -> Board {
        let Database::Postgres(address) = database else { return Board::default() };
        let (elsewhere, leaving) = mpsc::unbounded_channel();
        let board = Board { waiting: Waiting::default(), elsewhere: Some(elsewhere) };
        let own_name = crate::auth::random_key().unwrap_or_default();
        tokio::spawn(tell_others(pool.clone(), own_name.clone(), leaving));
        tokio::spawn(keep_hearing(address.clone(), own_name, board.waiting.clone()));
        board
    }

    /// Tells everybody who waits for this, here and elsewhere.
    pub fn tell(&self, news: News) {
        hear(&self.waiting, &news);
        if let Some(elsewhere) = &self.elsewhere {
            drop(elsewhere.send(Some(news)));
        }
    }

    /// So much is new that everybody had better look.
    pub fn tell_everybody(&self) {
        hear_of_everybody(&self.waiting);
        if let Some(elsewhere) = &self.elsewhere {
            drop(elsewhere.send(None));
        }
    }

    /// News of this person from now on.
    pub fn listen(&self, person: &str) -> Ear {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = waiting.entry(person.to_owned()).or_insert_with(|| watch::channel(0).0);
        let heard = sender.subscribe();
        Ear { waiting: Arc::clone(&self.waiting), person: person.to_owned(), heard }
    }
}

/// Somebody who waits for news of one person.
pub struct Ear {
    waiting: Waiting,
    person: String,
    heard: watch::Receiver<i64>,
}

impl Ear {
    /// Returns when there is something since the last time.
    pub async fn news(&mut self) {
        if self.heard.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What was said up to now is known.
    pub fn caught_up(&mut self) {
        self.heard.mark_unchanged();
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.get(&self.person).is_some_and(|sender| sender.receiver_count() == 1) {
            waiting.remove(&self.person);
        }
    }
}

fn hear(waiting: &Waiting, news: &News) {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(sender) = waiting.get(&news.person) {
        sender.send_replace(news.sequence);
    }
}

/// Something may have been missed: everybody looks.
fn hear_of_everybody(waiting: &Waiting) {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.values().for_each(|sender| sender.send_modify(|_| {}));
}

/// A notification: who tells, and of whom up to which sequence; of nobody means of everybody.
#[derive(Serialize, Deserialize)]
struct Told<'a> {
    hub: &'a str,
    news: BTreeMap<String, i64>,
}

/// Tells the other hubs, with everything that has gathered meanwhile in one notification. Not in the transaction of the facts: PostgreSQL lets
/// transactions that notify commit only one after the other.
async fn tell_others(pool: AnyPool, own_name: String, mut leaving: mpsc::UnboundedReceiver<Option<News>>) {
    let mut gathered = Vec::new();
    while leaving.recv_many(&mut gathered, 4096).await > 0 {
        let everybody = gathered.iter().any(Option::is_none).then(BTreeMap::new);
        for news in parts(gathered.drain(..).flatten()).into_iter().chain(everybody) {
            let Ok(told) = serde_json::to_string(&Told { hub: &own_name, news }) else { continue };
            // Nobody waits for it to reach the disk. A database that is gone has nothing to tell of; afterwards everybody looks anyway.
            let notify = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";
            drop(sqlx::query(notify).bind(CHANNEL).bind(told).execute(&pool).await);
        }
        // What is new is told at once; what comes right after it, together.
        tokio::time::sleep(GATHERING).await;
    }
}

/// The news in parts of which each goes into one notification, of each person the newest.
fn parts(news: impl Iterator<Item = News>) -> Vec<BTreeMap<String, i64>> {
    let mut newest: BTreeMap<String, i64> = BTreeMap::new();
    for News { person, sequence } in news {
        let known = newest.entry(person).or_insert(sequence);
        *known = sequence.max(*known);
    }
    let mut parts = vec![BTreeMap::new()];
    let mut room = LONGEST;
    for (person, sequence) in newest {
        // Quoted, each letter escaped at worst, with the longest number there is.
        let size = person.len() * 6 + 32;
        if size > LONGEST {
            continue;
        }
        if size > room {
            parts.push(BTreeMap::new());
            room = LONGEST;
        }
        room -= size;
        parts.last_mut().map(|part| part.insert(person, sequence));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Hears what the other hubs tell, for as long as this one runs.
async fn keep_hearing(Secret(address): Secret, own_name: String, waiting: Waiting) {
    let mut said = false;
    loop {
        let Err(error) = hear_others(&address, &own_name, &waiting, &mut said).await else { continue };
        if !std::mem::replace(&mut said, true) {
            observe::trouble(
                "news",
                &format!("other hubs are not heard until the database answers ({error})"),
            );
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Until the connection is lost.
async fn hear_others(
    address: &str,
    own_name: &str,
    waiting: &Waiting,
    said: &mut bool,
) -> Result<(), sqlx::Error> {
    let mut ear = PgListener::connect(address).await?;
    ear.eager_reconnect(false);
    ear.listen(CHANNEL).await?;
    *said = false;
    // Whatever was told before, nobody here has heard.
    hear_of_everybody(waiting);
    while let Some(notification) = ear.try_recv().await? {
        match serde_json::from_str::<Told<'_>>(notification.payload()) {
            Ok(Told { hub, .. }) if hub == own_name => {}
            Ok(Told { news, .. }) if news.is_empty() => hear_of_everybody(waiting),
            Ok(Told { news, .. }) => {
                for (person, sequence) in news {
                    hear(waiting, &News { person, sequence });
                }
            }
            // A hub of another version, perhaps.
            Err(_) => hear_of_everybody(waiting),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(person: &str, sequence: i64) -> News {
        News { person: person.to_owned(), sequence }
    }

    #[tokio::test]
    async fn news_wakes_who_waits_for_it_and_nobody_else() {
        let board = Board::default();
        let (mut one, mut other) = (board.listen("one"), board.listen("other"));
        board.tell(news("one", 7));
        one.news().await;
        let nothing = Duration::from_millis(1);
        assert!(tokio::time::timeout(nothing, one.news()).await.is_err(), "told once");
        assert!(tokio::time::timeout(nothing, other.news()).await.is_err(), "not of them");
        hear_of_everybody(&board.waiting);
        one.news().await;
        other.news().await;
    }

    #[test]
    fn nothing_stays_of_those_who_have_gone() {
        let board = Board::default();
        let (first, second) = (board.listen("one"), board.listen("one"));
        drop(first);
        assert_eq!(board.waiting.lock().map(|waiting| waiting.len()).ok(), Some(1));
        drop(second);
        assert_eq!(board.waiting.lock().map(|waiting| waiting.len()).ok(), Some(0));
    }

    #[test]
    fn a_notification_is_no_longer_than_postgresql_takes() {
        let many = (0..1_000).map(|id| news(&format!("person-\"{id}\"\u{1}"), i64::MAX - id % 3));
        let parts = parts(many.chain([news("person-\"5\"\u{1}", 1)]));
        assert_eq!(parts.iter().map(BTreeMap::len).sum::<usize>(), 1_000);
        for news in parts {
            let told = serde_json::to_string(&Told { hub: &"h".repeat(64), news }).expect("JSON");
            assert!(told.len() < 8_000, "{}", told.len());
        }
    }
}
