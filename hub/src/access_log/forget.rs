//! The words of entries whose time is over go; their commitments stay, and an entry says up to where.

use super::{Look, Who};
use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use engine::Day;
use sqlx::Row;
use sqlx::any::AnyRow;

/// What an entry says that has words removed; its object is the last sequence.
pub const ACTION: &str = "access.forgotten";

/// Removes the words of one authority's entries from before a day. Answers up to which sequence.
#[derive(Clone)]
struct Forget {
    authority: String,
    before: Day,
}

impl Command for Forget {
    type Answer = i64;

    fn person(&self) -> &str {
        &self.authority
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<i64, Problem> {
        let Forget { authority, before } = self;
        // The first entry of that day or later stays, and so does everything after it, whatever its clock said.
        let kept: Option<i64> =
            sqlx::query("SELECT MIN(sequence) FROM access_chain WHERE authority = $1 AND at >= $2")
                .bind(&authority)
                .bind(before.to_string())
                .fetch_one(tx.connection().await?)
                .await?
                .try_get(0)?;
        let last: i64 = sqlx::query(
            "SELECT COALESCE(MAX(sequence), 0) FROM access_look WHERE authority = $1 AND sequence < $2",
        )
        .bind(&authority)
        .bind(kept.unwrap_or(i64::MAX))
        .fetch_one(tx.connection().await?)
        .await?
        .try_get(0)?;
        if last == 0 {
            return Ok(0);
        }
        sqlx::query(
            "INSERT INTO access_forgotten (authority, up_to) VALUES ($1, $2)
             ON CONFLICT (authority) DO UPDATE SET up_to = excluded.up_to",
        )
        .bind(&authority)
        .bind(last)
        .execute(tx.connection().await?)
        .await?;
        sqlx::query("DELETE FROM access_look WHERE authority = $1 AND sequence <= $2")
            .bind(&authority)
            .bind(last)
            .execute(tx.connection().await?)
            .await?;
        let who = Who::operator(&authority);
        let nobody = Patient { authority, id: String::new() };
        tx.log(Look::new(nobody, who, ACTION).of(last.to_string()));
        Ok(last)
    }
}

/// Of every authority; one line for each that had such words.
pub async fn all(store: &Store, before: Day) -> Result<Vec<String>, String> {
    let authorities = sqlx::query("SELECT authority FROM access_head ORDER BY authority")
        .try_map(|row: AnyRow| row.try_get::<String, _>(0))
        .fetch_all(store.readers())
        .await
        .map_err(|error| format!("the access log cannot be read ({error}); nothing was removed"))?;
    let mut lines = Vec::new();
    for authority in authorities {
        let forget = Forget { authority: authority.clone(), before };
        let done = store.carry_out(forget).await.map_err(|problem| problem.in_full())?;
        if done.answer > 0 {
            lines.push(format!(
                "{authority}: the words of entries up to {} are gone; the chain holds",
                done.answer
            ));
        }
    }
    Ok(lines)
}
