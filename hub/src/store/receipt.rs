//! What was answered to a key (冪等キー), so that the same request again is told the same.
//!
//! A group's receipts are asked for together at its beginning. Where somebody else gives one under the same key meanwhile, that key stands in the
//! database only once, and who comes second is carried out again: then it is found.

use super::unwritten::{ROWS_A_STATEMENT, places};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::HashMap;

/// Whose key, and the key.
pub(super) type Name = (String, String);

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
    /// Of the keys of a whole group.
    pub async fn of(connection: &mut AnyConnection, names: Vec<Name>) -> Result<Receipts, sqlx::Error> {
        let mut found = Vec::new();
        for some in names.chunks(ROWS_A_STATEMENT) {
            let question = format!(
                "SELECT recorder, key, digest, answer, recorded_at FROM receipt WHERE (recorder, key) IN (VALUES {})",
                places(some.len(), 2)
            );
            let query = sqlx::query(AssertSqlSafe(question));
            let query = some.iter().fold(query, |query, (recorder, key)| query.bind(recorder).bind(key));
            let answers = query.try_map(|row: AnyRow| {
                let receipt = Receipt {
                    digest: row.try_get(2)?,
                    answer: row.try_get(3)?,
                    recorded_at: row.try_get(4)?,
                };
                Ok(((row.try_get(0)?, row.try_get(1)?), Some(receipt)))
            });
            found.extend(answers.fetch_all(&mut *connection).await?);
        }
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
