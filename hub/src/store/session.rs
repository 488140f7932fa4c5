//! Sessions in the store. Only digests of tokens are kept.

use super::{Command, Store, Tx};
use crate::access_log::Look;
use crate::auth::Side;
use crate::clock;
use crate::problem::Problem;
use chrono::{DateTime, FixedOffset};
use sqlx::Row;
use sqlx::any::AnyRow;

/// Sessions one holder may have at a time; the oldest goes when there is one more.
const MOST: i64 = 20;

/// Somebody who is signed in, somewhere.
#[derive(Clone, Debug)]
pub struct Session {
    /// By which its holder names it; not its token.
    pub id: String,
    pub side: Side,
    /// An officer's organisation; empty for people.
    pub authority: String,
    pub holder: String,
    pub device: String,
    pub began_at: DateTime<FixedOffset>,
    /// When its holder last proved who they are.
    pub authenticated_at: DateTime<FixedOffset>,
    /// If it is not used.
    pub ends_at: DateTime<FixedOffset>,
    pub ends_at_latest: DateTime<FixedOffset>,
}

/// Begins a session, in place of the one the same browser had. Those that have ended are swept out on the way.
#[derive(Clone)]
pub struct BeginSession {
    pub token_digest: String,
    pub session: Session,
    pub replaces: Option<String>,
    /// What the log says of it.
    pub look: Look,
}

impl Command for BeginSession {
    type Answer = ();
    fn person(&self) -> &str {
        &self.session.holder
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let BeginSession { token_digest, session, replaces, look } = self;
        // Whoever only proves anew who they are goes on with the person they were looking at.
        let shown: Option<Option<String>> = sqlx::query_scalar(
            "SELECT shown FROM session WHERE token_digest = $1 AND side = $2 AND holder = $3",
        )
        .bind(replaces.clone().unwrap_or_default())
        .bind(session.side.word())
        .bind(&session.holder)
        .fetch_optional(tx.connection().await?)
        .await?;
        tx.log(look);
        sqlx::query("DELETE FROM session WHERE ends_at <= $1 OR token_digest = $2")
            .bind(clock::stamp(clock::now()))
            .bind(replaces.unwrap_or_default())
            .execute(tx.connection().await?)
            .await?;
        sqlx::query(
            "DELETE FROM session WHERE token_digest IN (
                 SELECT token_digest FROM session WHERE side = $1 AND authority = $2 AND holder = $3
                 ORDER BY ends_at DESC LIMIT 1000 OFFSET $4)",
        )
        .bind(session.side.word())
        .bind(&session.authority)
        .bind(&session.holder)
        .bind(MOST - 1)
        .execute(tx.connection().await?)
        .await?;
        sqlx::query(
            "INSERT INTO session (token_digest, id, side, authority, holder, device, began_at, authenticated_at, ends_at, ends_at_latest, shown)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(token_digest)
        .bind(session.id)
        .bind(session.side.word())
        .bind(session.authority)
        .bind(session.holder)
        .bind(session.device)
        .bind(clock::stamp(session.began_at))
        .bind(clock::stamp(session.authenticated_at))
        .bind(clock::stamp(session.ends_at))
        .bind(clock::stamp(session.ends_at_latest))
        .bind(shown.flatten())
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

/// Moves a session's end, as it is used. One that has ended stays ended.
#[derive(Clone)]
pub struct KeepSession {
    pub token_digest: String,
    pub ends_at: DateTime<FixedOffset>,
}

impl Command for KeepSession {
    type Answer = ();
    fn person(&self) -> &str {
        &self.token_digest
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query("UPDATE session SET ends_at = $1 WHERE token_digest = $2 AND ends_at > $3")
            .bind(clock::stamp(self.ends_at))
            .bind(self.token_digest)
            .bind(clock::stamp(clock::now()))
            .execute(tx.connection().await?)
            .await?;
        Ok(())
    }
}

/// Which sessions end.
#[derive(Clone)]
pub enum Ended {
    /// The one of this token's digest; one that is not there is no error.
    Token(String),
    One {
        side: Side,
        authority: String,
        holder: String,
        id: String,
    },
    All {
        side: Side,
        authority: String,
        holder: String,
    },
    /// Everybody's of a side, as after a break-in.
    Everybodys(Side),
}

/// Ends sessions; answers how many.
#[derive(Clone)]
pub struct EndSessions(pub Ended);

impl Command for EndSessions {
    type Answer = u64;
    fn person(&self) -> &str {
        match &self.0 {
            Ended::Token(digest) => digest,
            Ended::One { holder, .. } | Ended::All { holder, .. } => holder,
            Ended::Everybodys(side) => side.word(),
        }
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<u64, Problem> {
        let query = match self.0 {
            Ended::Token(digest) => sqlx::query("DELETE FROM session WHERE token_digest = $1").bind(digest),
            Ended::One { side, authority, holder, id } => sqlx::query(
                "DELETE FROM session WHERE side = $1 AND authority = $2 AND holder = $3 AND id = $4",
            )
            .bind(side.word())
            .bind(authority)
            .bind(holder)
            .bind(id),
            Ended::All { side, authority, holder } => {
                sqlx::query("DELETE FROM session WHERE side = $1 AND authority = $2 AND holder = $3")
                    .bind(side.word())
                    .bind(authority)
                    .bind(holder)
            }
            Ended::Everybodys(side) => sqlx::query("DELETE FROM session WHERE side = $1").bind(side.word()),
        };
        Ok(query.execute(tx.connection().await?).await?.rows_affected())
    }
}

impl Store {
    /// The session of this token's digest, unless it has ended.
    pub async fn session(
        &self,
        side: Side,
        token_digest: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<Option<Session>, sqlx::Error> {
        let memory = &self.ground.memory;
        // To the second, as they stand in the database.
        let runs = |session: &Session| session.side == side && session.ends_at.timestamp() > now.timestamp();
        if let Some(session) = memory.session(token_digest) {
            return Ok(Some(session).filter(runs));
        }
        let asked = memory.moment();
        let session = sqlx::query(
            "SELECT id, side, authority, holder, device, began_at, authenticated_at, ends_at, ends_at_latest
             FROM session WHERE token_digest = $1",
        )
        .bind(token_digest)
        .try_map(|row| of_row(&row))
        .fetch_optional(&self.readers)
        .await?;
        if let Some(session) = &session {
            memory.keep_session(asked, token_digest, session);
        }
        Ok(session.filter(runs))
    }

    /// Every session of a holder that has not ended, the newest first.
    pub async fn sessions_of(
        &self,
        side: Side,
        authority: &str,
        holder: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<Vec<Session>, sqlx::Error> {
        sqlx::query(
            "SELECT id, side, authority, holder, device, began_at, authenticated_at, ends_at, ends_at_latest
             FROM session WHERE side = $1 AND authority = $2 AND holder = $3 AND ends_at > $4 ORDER BY began_at DESC, id",
        )
        .bind(side.word())
        .bind(authority)
        .bind(holder)
        .bind(clock::stamp(now))
        .try_map(|row| of_row(&row))
        .fetch_all(&self.readers)
        .await
    }
}

fn of_row(row: &AnyRow) -> Result<Session, sqlx::Error> {
    let moment = |column: &str| {
        let text: String = row.try_get(column)?;
        DateTime::parse_from_rfc3339(&text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
    };
    let side: String = row.try_get("side")?;
    let side = Side::of_word(&side).ok_or_else(|| sqlx::Error::Decode(format!("side {side:?}").into()))?;
    Ok(Session {
        id: row.try_get("id")?,
        side,
        authority: row.try_get("authority")?,
        holder: row.try_get("holder")?,
        device: row.try_get("device")?,
        began_at: moment("began_at")?,
        authenticated_at: moment("authenticated_at")?,
        ends_at: moment("ends_at")?,
        ends_at_latest: moment("ends_at_latest")?,
    })
}
