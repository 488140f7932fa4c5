//! What was answered to a key (冪等キー), so that the same request again is told the same.
//!
//! The database is a thread or a network away, and a word to it costs more than the row. So a group's receipts are written together at its end, and
//! where nobody else writes they are asked for together at its beginning.

use super::database::Dialect;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::HashMap;

/// Whose key, and the key.
pub(super) type Name = (String, String);

/// Receipts that one request keeps back until the end of its group, at most: a whole file has as many as it has lines.
pub(super) const MOST_KEPT_BACK: usize = 256;

#[derive(Clone)]
pub(super) struct Receipt {
    /// SHA-256 of what was sent.
    pub digest: String,
    pub answer: String,
    pub recorded_at: String,
}

/// What a transaction knows of keys: what was answered to them, or that nothing was.
#[derive(Default)]
pub(super) struct Receipts(HashMap<Name, Option<Receipt>>);

impl Receipts {
    /// Of the keys of a whole group. On PostgreSQL each is asked for with whoever holds the person ([`Dialect::receipt`]): only then is it certain.
    pub async fn of(
        connection: &mut AnyConnection,
        dialect: Dialect,
        names: Vec<Name>,
    ) -> Result<Receipts, sqlx::Error> {
        if dialect == Dialect::Postgres || names.is_empty() {
            return Ok(Receipts::default());
        }
        let question = format!(
            "SELECT recorder, key, digest, answer, recorded_at FROM receipt WHERE (recorder, key) IN (VALUES {})",
            places(names.len(), 2)
        );
        let mut query = sqlx::query(AssertSqlSafe(question));
        for (recorder, key) in &names {
            query = query.bind(recorder).bind(key);
        }
        let found = query
            .try_map(|row: AnyRow| {
                let receipt = Receipt {
                    digest: row.try_get(2)?,
                    answer: row.try_get(3)?,
                    recorded_at: row.try_get(4)?,
                };
                Ok(((row.try_get(0)?, row.try_get(1)?), Some(receipt)))
            })
            .fetch_all(connection)
            .await?;
        let mut receipts: HashMap<_, _> = names.into_iter().map(|name| (name, None)).collect();
        receipts.extend(found);
        Ok(Receipts(receipts))
    }

    /// Nothing: the database is to be asked.
    pub fn get(&self, name: &Name) -> Option<&Option<Receipt>> {
        self.0.get(name)
    }

    pub fn give(&mut self, name: Name, receipt: Receipt) {
        self.0.insert(name, Some(receipt));
    }

    /// The database knows better from now on.
    pub fn forget(&mut self, name: &Name) {
        self.0.remove(name);
    }
}

/// Writes them.
pub(super) async fn write(
    connection: &mut AnyConnection,
    receipts: &[(Name, Receipt)],
) -> Result<(), sqlx::Error> {
    for some in receipts.chunks(MOST_KEPT_BACK) {
        let statement = format!(
            "INSERT INTO receipt (recorder, key, digest, answer, recorded_at) VALUES {}",
            places(some.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(statement));
        for ((recorder, key), receipt) in some {
            query = query.bind(recorder).bind(key).bind(&receipt.digest);
            query = query.bind(&receipt.answer).bind(&receipt.recorded_at);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// `($1, $2), ($3, $4)`: so many rows of so many fields.
fn places(rows: usize, fields: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=fields).map(|field| format!("${}", row * fields + field)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
