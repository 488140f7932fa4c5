//! A municipality tells all its people something. A million open pages must not come back in the same second, so it goes out in waves:
//! so many people, a pause, the next. Where it stopped, it goes on, also after a crash; nobody is told twice.

use crate::clock;
use crate::digest;
use crate::dossier;
use crate::outbox;
use crate::problem::Problem;
use crate::store::{Command, Key, Kind, NewFact, Store, Tx};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::time::Duration;
use utoipa::ToSchema;

/// How often the hub looks whether a wave is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long a hub has a wave to itself: if it dies over it, the next one to look takes it up.
const TO_ITSELF: i64 = 60;
/// People that are told at the same time.
const AT_A_TIME: usize = 64;

/// What a municipality sends.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementDocument {
    pub officer: String,
    /// One line.
    pub title: String,
    pub text: String,
    /// People of one wave.
    #[serde(default = "a_thousand")]
    pub wave: u32,
    /// Seconds between two waves.
    #[serde(default = "a_second")]
    pub pause: u32,
}

fn a_thousand() -> u32 {
    1_000
}
fn a_second() -> u32 {
    1
}

/// As the person reads it.
#[derive(Serialize)]
struct Told<'a> {
    change: &'static str,
    title: &'a str,
    text: &'a str,
}

/// Puts an announcement on its way.
#[derive(Clone)]
pub struct Begin {
    pub municipality: String,
    pub id: String,
    pub document: AnnouncementDocument,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Begun {
    /// When the first wave goes out.
    pub begins_at: String,
}

impl Command for Begin {
    type Answer = Begun;

    fn person(&self) -> &str {
        &self.municipality
    }

    fn key(&self) -> Option<Key> {
        let document = serde_json::to_value(&self.document).unwrap_or_default();
        Some(Key {
            recorder: self.municipality.clone(),
            name: format!("announcements/{}", self.id),
            digest: digest::of_document(&document),
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Begun, Problem> {
        let AnnouncementDocument { title, text, wave, pause, .. } = self.document;
        let begins_at = clock::stamp(clock::now());
        let body = Told { change: "announced", title: &title, text: &text };
        sqlx::query(
            "INSERT INTO announcement (authority, id, body, wave, pause, next_at, reached, done)
             VALUES ($1, $2, $3, $4, $5, $6, '', 0)",
        )
        .bind(self.municipality)
        .bind(self.id)
        .bind(serde_json::to_string(&body)?)
        .bind(i64::from(wave.max(1)))
        .bind(i64::from(pause))
        .bind(&begins_at)
        .execute(tx.connection().await?)
        .await?;
        Ok(Begun { begins_at })
    }
}

/// Sends waves out as they become due, for as long as the hub runs.
pub async fn keep_sending(store: Store) {
    loop {
        tokio::time::sleep(LOOK).await;
        send_due(&store).await;
    }
}

/// Sends out the waves that are due now.
pub async fn send_due(store: &Store) {
    match due(store).await {
        Ok(due) => {
            for wave in due {
                // What went wrong was logged where it did; the next look tries again from the same place.
                drop(wave.send(store).await);
            }
        }
        Err(error) => drop(Problem::from(error)),
    }
}

/// An announcement whose next wave is due.
struct Wave {
    authority: String,
    id: String,
    body: String,
    size: i64,
    pause: i64,
    reached: String,
    /// When it was due.
    next_at: String,
}

async fn due(store: &Store) -> Result<Vec<Wave>, sqlx::Error> {
    sqlx::query(
        "SELECT authority, id, body, wave, pause, reached, next_at FROM announcement WHERE done = 0 AND next_at <= $1",
    )
    .bind(clock::stamp(clock::now()))
    .try_map(|row: AnyRow| {
        Ok(Wave {
            authority: row.try_get(0)?,
            id: row.try_get(1)?,
            body: row.try_get(2)?,
            size: row.try_get(3)?,
            pause: row.try_get(4)?,
            reached: row.try_get(5)?,
            next_at: row.try_get(6)?,
        })
    })
    .fetch_all(store.readers())
    .await
}

impl Wave {
    async fn send(self, store: &Store) -> Result<(), Problem> {
        let take = TakeUp {
            authority: self.authority.clone(),
            id: self.id.clone(),
            next_at: self.next_at,
            reached: self.reached.clone(),
        };
        if !store.carry_out(take).await?.answer {
            return Ok(());
        }
        let people: Vec<String> =
            sqlx::query("SELECT id FROM person WHERE authority = $1 AND id > $2 ORDER BY id LIMIT $3")
                .bind(&self.authority)
                .bind(&self.reached)
                .bind(self.size)
                .try_map(|row: AnyRow| row.try_get(0))
                .fetch_all(store.readers())
                .await?;
        for some in people.chunks(AT_A_TIME) {
            let tell = |person: &String| {
                store.carry_out(Tell { person: person.clone(), id: self.id.clone(), body: self.body.clone() })
            };
            for told in join_all(some.iter().map(tell)).await {
                told?;
            }
        }
        let last = people.last().cloned();
        let moved = MoveOn {
            authority: self.authority,
            id: self.id,
            pause: self.pause,
            from: self.reached,
            reached: last,
        };
        store.carry_out(moved).await.map(drop)
    }
}

/// Tells one person, once.
#[derive(Clone)]
struct Tell {
    person: String,
    id: String,
    body: String,
}

impl Command for Tell {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let rows = tx.facts_of(&patient).await?;
        let has_it = rows.iter().any(|row| row.kind == Kind::Announcement && row.id == self.id);
        // Who must not be shown is told nothing by way of a portal, not even that there is something.
        if (has_it && !planted!(AnnouncedTwice)) || !dossier::is_there(&rows)? {
            return Ok(());
        }
        let fact = NewFact {
            kind: Kind::Announcement,
            id: self.id,
            history_key: String::new(),
            recorder: patient.authority.clone(),
            digest: digest::of_text(&self.body),
            body: self.body,
        };
        let row = tx.append(&patient, fact).await?;
        outbox::post(tx, &patient, &row).await
    }
}

/// Takes a wave up, when no other hub has.
#[derive(Clone)]
struct TakeUp {
    authority: String,
    id: String,
    /// When it was due and whom it had reached, as it was found.
    next_at: String,
    reached: String,
}

impl Command for TakeUp {
    type Answer = bool;
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.id
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<bool, Problem> {
        let until = clock::stamp(clock::now() + chrono::TimeDelta::seconds(TO_ITSELF));
        let taken = sqlx::query(
            "UPDATE announcement SET next_at = $1 WHERE authority = $2 AND id = $3 AND next_at = $4 AND reached = $5
             AND done = 0",
        )
        .bind(until)
        .bind(self.authority)
        .bind(self.id)
        .bind(self.next_at)
        .bind(self.reached)
        .execute(tx.connection().await?)
        .await?;
        Ok(taken.rows_affected() > 0)
    }
}

/// The wave is out; `reached` is nobody when there was nobody left.
#[derive(Clone)]
struct MoveOn {
    authority: String,
    id: String,
    pause: i64,
    /// Where the wave began.
    from: String,
    reached: Option<String>,
}

impl Command for MoveOn {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.id
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let next_at = clock::stamp(clock::now() + chrono::TimeDelta::seconds(self.pause));
        let done = i64::from(self.reached.is_none());
        sqlx::query(
            "UPDATE announcement SET reached = COALESCE($1, reached), next_at = $2, done = $3
             WHERE authority = $4 AND id = $5 AND reached = $6",
        )
        .bind(self.reached)
        .bind(next_at)
        .bind(done)
        .bind(self.authority)
        .bind(self.id)
        .bind(self.from)
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}
