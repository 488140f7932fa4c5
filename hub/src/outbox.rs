//! What is handed on to other portals (マイナポータル's side): written with the fact, handed out until acknowledged. So everything arrives,
//! at least once; its sequence lets the receiver drop what came twice.

use crate::clock;
use crate::problem::Problem;
use crate::store::{Command, FactRow, Patient, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::Row;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// Most that is handed out at once.
const MOST: i64 = 500;
/// Minutes the receiver has to acknowledge before it is handed out again.
const MINUTES: i64 = 1;

/// Puts a fact into the outbox, in the transaction that records it.
#[cfg_attr(
    not(feature = "simulate"),
    expect(clippy::unused_async, reason = "a planted fault writes it elsewhere")
)]
pub async fn post(tx: &mut Tx<'_>, patient: &Patient, row: &FactRow) -> Result<(), Problem> {
    planted!(OutboxBehind, {
        let post = "INSERT INTO outbox (authority, person, fact, again_at) VALUES ($1, $2, $3, $4)";
        for (authority, person, fact, again_at) in crate::simulation::gathered(patient, row) {
            let post = sqlx::query(post).bind(authority).bind(person).bind(fact).bind(again_at);
            post.execute(tx.connection().await?).await?;
        }
        return Ok(());
    });
    planted!(DeliveryNumberAgain, {
        let by_counting = "INSERT INTO outbox (id, authority, person, fact, again_at)
             SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4 FROM outbox";
        let post = sqlx::query(by_counting).bind(patient.authority.clone()).bind(patient.id.clone());
        post.bind(row.sequence).bind(row.recorded_at.clone()).execute(tx.connection().await?).await?;
        return Ok(());
    });
    tx.post(patient, row);
    Ok(())
}

/// Nothing more about this person leaves the hub: they must not be shown any more.
pub async fn withhold(tx: &mut Tx<'_>, patient: &Patient) -> Result<(), Problem> {
    sqlx::query("DELETE FROM outbox WHERE authority = $1 AND person = $2")
        .bind(&patient.authority)
        .bind(&patient.id)
        .execute(tx.connection().await?)
        .await?;
    Ok(())
}

/// One notice on its way.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names of the answer")]
pub struct Delivery {
    /// To be acknowledged.
    pub delivery: i64,
    pub person: String,
    /// Sequence of the fact: the same one is the same notice.
    pub sequence: i64,
    /// As in the person's own notices.
    #[schema(value_type = Object)]
    pub content: Value,
}

/// Hands out what is due. What is not acknowledged in time is handed out again.
#[derive(Clone)]
pub struct HandOut {
    pub portal: String,
}

impl Command for HandOut {
    type Answer = Vec<Delivery>;
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.portal
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Vec<Delivery>, Problem> {
        let due: Vec<(i64, String, i64, String)> = sqlx::query(
            "SELECT outbox.id, outbox.person, fact.sequence, fact.body FROM outbox
             JOIN fact ON fact.authority = outbox.authority AND fact.person = outbox.person
                 AND fact.sequence = outbox.fact
             WHERE outbox.again_at <= $1 ORDER BY outbox.again_at, outbox.id LIMIT $2",
        )
        .bind(clock::stamp(clock::now()))
        .bind(MOST)
        .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)))
        .fetch_all(tx.connection().await?)
        .await?;
        let mut deliveries = Vec::with_capacity(due.len());
        for (delivery, person, sequence, body) in due {
            sqlx::query("UPDATE outbox SET again_at = $1 WHERE id = $2")
                .bind(clock::stamp_in(MINUTES))
                .bind(delivery)
                .execute(tx.connection().await?)
                .await?;
            deliveries.push(Delivery { delivery, person, sequence, content: serde_json::from_str(&body)? });
        }
        Ok(deliveries)
    }
}

/// These have arrived.
#[derive(Clone)]
pub struct Acknowledge {
    pub portal: String,
    pub deliveries: Vec<i64>,
}

impl Command for Acknowledge {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.portal
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        for delivery in self.deliveries {
            sqlx::query("DELETE FROM outbox WHERE id = $1")
                .bind(delivery)
                .execute(tx.connection().await?)
                .await?;
        }
        Ok(())
    }
}
