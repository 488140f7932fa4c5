//! 領収書: what the person says they paid at a facility that is not connected. A fact of its own kind, the person's own note: told to the person and to
//! whoever sees what the person sees, never among the facts a facility, a watch or an application is answered from.

use crate::clock;
use crate::digest;
use crate::problem::Problem;
use crate::store::{Command, FactRow, Key, Kind, NewFact, Patient, Tx};
use engine::facts::{Charge, Facts};
use engine::receipt::Receipt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Receipts one may have standing at a time.
const MOST: usize = 1_000;

/// A receipt as it is noted or changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptDocument {
    /// `day`, `facility` (its name), `kind`, `total10`, `paid`, and in `certificates` the one it was for.
    #[schema(value_type = Object)]
    pub receipt: Receipt,
    /// The version that was read; 0 for a new one. Another window may have changed it since.
    #[serde(default)]
    pub replaces: i64,
}

/// Which version it is now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReceiptNoted {
    pub version: i64,
    pub noted_at: String,
}

/// What stands in the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Noted { receipt: Receipt },
    Removed,
}

/// Notes a receipt, or changes one.
#[derive(Clone)]
pub struct Note {
    pub actor: String,
    pub person: String,
    pub id: String,
    pub document: ReceiptDocument,
}

impl Command for Note {
    type Answer = ReceiptNoted;
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.person
    }

    fn key(&self) -> Option<Key> {
        let document = serde_json::to_value(&self.document).unwrap_or_default();
        Some(Key {
            recorder: self.actor.clone(),
            name: format!("people/{}/receipts/{}/{}", self.person, self.id, self.document.replaces),
            digest: digest::of_document(&document),
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<ReceiptNoted, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let ReceiptDocument { receipt, replaces } = self.document;
        if let Some(wrong) = receipt.wrongs(clock::today()).first() {
            return Err(Problem::unreadable(format!("receipt.{}", wrong.field), wrong.key));
        }
        let rows = tx.facts_of(&patient).await?;
        let now = newest(&rows, &self.id).map_or(0, |row| row.sequence);
        if now != replaces {
            return Err(Problem::moved_on("replaces", format!("version {now} is the newest")));
        }
        if replaces == 0 && notes(&rows)?.len() >= MOST {
            return Err(Problem::unreadable("receipt", format!("{MOST} receipts are the most one can have")));
        }
        let fact = NewFact::new(Kind::OwnReceipt, self.id, self.actor, &Event::Noted { receipt })?;
        let row = tx.append(&patient, fact).await?;
        Ok(ReceiptNoted { version: row.sequence, noted_at: row.recorded_at.clone() })
    }
}

/// Takes a receipt away. That there is none is no error.
#[derive(Clone)]
pub struct Remove {
    pub actor: String,
    pub person: String,
    pub id: String,
}

impl Command for Remove {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let patient: Patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let rows = tx.facts_of(&patient).await?;
        if notes(&rows)?.iter().any(|(row, _)| row.id == self.id) {
            tx.append(&patient, NewFact::new(Kind::OwnReceipt, self.id, self.actor, &Event::Removed)?)
                .await?;
        }
        Ok(())
    }
}

fn newest<'r>(rows: &'r [FactRow], id: &str) -> Option<&'r FactRow> {
    rows.iter().rev().find(|row| row.kind == Kind::OwnReceipt && row.id == id)
}

/// The receipts that stand, as noted last, as the charges they are told as.
pub fn standing(facts: &Facts, rows: &[FactRow]) -> Result<Vec<Charge>, serde_json::Error> {
    let charge = |(row, receipt): (&FactRow, Receipt)| {
        receipt.charge(facts, &row.id, u64::try_from(row.sequence).unwrap_or_default(), &row.recorded_at)
    };
    Ok(notes(rows)?.into_iter().map(charge).collect())
}

fn notes(rows: &[FactRow]) -> Result<Vec<(&FactRow, Receipt)>, serde_json::Error> {
    let mut standing: Vec<(&FactRow, Receipt)> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::OwnReceipt) {
        standing.retain(|(known, _)| known.id != row.id);
        if let Event::Noted { receipt } = row.read()? {
            standing.push((row, receipt));
        }
    }
    Ok(standing)
}
