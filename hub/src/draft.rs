//! A form under way, so that a closed window or another telephone finds it again. One row, replaced with every saving; seen by the one who
//! fills it in and by nobody else; gone when the form is sent, or a month after the last saving.

use crate::clock;
use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use chrono::TimeDelta;
use engine::form::{Answers, Given, Kind, Offer, Source};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// Days a draft is kept after it was touched last.
const KEPT: TimeDelta = TimeDelta::days(30);
/// Drafts one may have at a time for one person.
const MOST: usize = 20;

/// A draft as the one who fills it in reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Draft {
    /// Id of the application it will be.
    pub application: String,
    #[schema(value_type = String)]
    pub kind: Kind,
    /// Answers, and what other sources offer.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub given: Given,
    /// Counts the savings; a saving names the one it builds on.
    pub version: i64,
    pub saved_at: String,
    /// Gone after this moment, unless it is saved again.
    pub until: String,
}

/// What the page saves.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    #[schema(value_type = String)]
    pub kind: Kind,
    #[schema(value_type = Object)]
    pub answers: Answers,
    /// The version that was read; 0 for the first saving. Another window may have saved since.
    #[serde(default)]
    pub version: i64,
}

/// What a saving came to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Kept {
    pub version: i64,
    pub saved_at: String,
    pub until: String,
}

/// Saves a draft.
#[derive(Clone)]
pub struct Save {
    pub actor: String,
    pub person: String,
    pub application: String,
    pub saved: Saved,
}

impl Command for Save {
    type Answer = Kept;

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Kept, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let Saved { kind, answers, version } = self.saved;
        let drafts = of_actor(&mut *tx.connection().await?, &patient, &self.actor).await?;
        let before = drafts.iter().find(|draft| draft.application == self.application);
        if before.is_none() && drafts.len() >= MOST {
            return Err(Problem::unreadable(
                "application",
                format!("{MOST} drafts are the most one can have"),
            ));
        }
        let is_sent = tx.facts_of(&patient).await?;
        let application = crate::application::one(&patient, &is_sent, &self.application)?;
        if application.is_some_and(|application| !application.state.is_open()) {
            return Err(Problem::moved_on("application", "it is decided or withdrawn"));
        }
        // A draft that ended in between is begun anew by what still lies open in a window.
        let now = before.map_or(version, |draft| draft.version);
        if now != version {
            return Err(Problem::moved_on("version", format!("version {now} has been saved since")));
        }
        let offers = before.map(|draft| draft.given.offers.clone()).unwrap_or_default();
        put(tx, &patient, &self.actor, &self.application, kind, &Given { answers, offers }, now + 1).await
    }
}

/// Adds what a source has told, with the person's consent to these very items.
#[derive(Clone)]
pub struct AddOffers {
    pub actor: String,
    pub person: String,
    pub application: String,
    pub offers: Vec<Offer>,
}

impl Command for AddOffers {
    type Answer = Kept;

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Kept, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let drafts = of_actor(&mut *tx.connection().await?, &patient, &self.actor).await?;
        let draft = drafts.into_iter().find(|draft| draft.application == self.application);
        let unsaved = || Problem::moved_on("application", "there is no draft of it: save one first");
        let Draft { kind, mut given, version, .. } = draft.ok_or_else(unsaved)?;
        let is_new = |old: &Offer| {
            self.offers.iter().any(|new| (&new.question, new.source) == (&old.question, old.source))
        };
        given.offers.retain(|old| !is_new(old));
        given.offers.extend(self.offers);
        put(tx, &patient, &self.actor, &self.application, kind, &given, version + 1).await
    }
}

async fn put(
    tx: &mut Tx<'_>,
    patient: &Patient,
    actor: &str,
    application: &str,
    kind: Kind,
    given: &Given,
    version: i64,
) -> Result<Kept, Problem> {
    let now = clock::now();
    let (saved_at, until) = (clock::stamp(now), clock::stamp(now + KEPT));
    sqlx::query(
        "INSERT INTO draft (authority, person, application, actor, kind, body, version, saved_at, until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (authority, person, actor, application) DO UPDATE SET kind = excluded.kind, body = excluded.body,
             version = excluded.version, saved_at = excluded.saved_at, until = excluded.until",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(application)
    .bind(actor)
    .bind(kind.code())
    .bind(serde_json::to_string(given)?)
    .bind(version)
    .bind(&saved_at)
    .bind(&until)
    .execute(tx.connection().await?)
    .await?;
    Ok(Kept { version, saved_at, until })
}

/// Throws a draft away, and the files that were sent up for it and are not part of an application.
#[derive(Clone)]
pub struct Discard {
    pub actor: String,
    pub person: String,
    pub application: String,
}

impl Command for Discard {
    type Answer = ();

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        end(tx, &patient, &self.actor, &self.application).await?;
        sqlx::query(
            "DELETE FROM attachment WHERE authority = $1 AND person = $2 AND application = $3 AND actor = $4
             AND NOT EXISTS (SELECT 1 FROM fact WHERE fact.kind = 'application' AND fact.id = attachment.application
                             AND fact.authority = attachment.authority AND fact.person = attachment.person)",
        )
        .bind(&patient.authority)
        .bind(&patient.id)
        .bind(self.application)
        .bind(self.actor)
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

/// The draft has become an application.
pub async fn end(tx: &mut Tx<'_>, patient: &Patient, actor: &str, application: &str) -> Result<(), Problem> {
    sqlx::query("DELETE FROM draft WHERE authority = $1 AND person = $2 AND actor = $3 AND application = $4")
        .bind(&patient.authority)
        .bind(&patient.id)
        .bind(actor)
        .bind(application)
        .execute(tx.connection().await?)
        .await?;
    Ok(())
}

/// Drafts nobody has touched for a month go, and with them files that never became part of an application.
#[derive(Clone)]
pub struct Sweep;

impl Command for Sweep {
    type Answer = ();

    fn person(&self) -> &'static str {
        ""
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let now = clock::now();
        sqlx::query("DELETE FROM draft WHERE until <= $1")
            .bind(clock::stamp(now))
            .execute(tx.connection().await?)
            .await?;
        sqlx::query(
            "DELETE FROM attachment WHERE recorded_at <= $1
             AND NOT EXISTS (SELECT 1 FROM fact WHERE fact.kind = 'application' AND fact.id = attachment.application
                             AND fact.authority = attachment.authority AND fact.person = attachment.person)
             AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.application = attachment.application
                             AND draft.authority = attachment.authority AND draft.person = attachment.person)",
        )
        .bind(clock::stamp(now - KEPT))
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

/// What other sources were asked for in a draft.
pub async fn offers(
    tx: &mut Tx<'_>,
    patient: &Patient,
    actor: &str,
    application: &str,
) -> Result<Vec<Offer>, Problem> {
    let drafts = of_actor(&mut *tx.connection().await?, patient, actor).await?;
    let draft = drafts.into_iter().find(|draft| draft.application == application);
    let asked = draft.map(|draft| draft.given.offers).unwrap_or_default();
    Ok(asked.into_iter().filter(|offer| offer.source == Source::Myna).collect())
}

/// The drafts somebody has for a person, the one saved last first.
pub async fn all(store: &Store, patient: &Patient, actor: &str) -> Result<Vec<Draft>, Problem> {
    of_actor(store.readers(), patient, actor).await
}

async fn of_actor<'c, E: sqlx::Executor<'c, Database = sqlx::Any>>(
    executor: E,
    patient: &Patient,
    actor: &str,
) -> Result<Vec<Draft>, Problem> {
    let rows: Vec<(String, String, String, i64, String, String)> = sqlx::query(
        "SELECT application, kind, body, version, saved_at, until FROM draft
         WHERE authority = $1 AND person = $2 AND actor = $3 AND until > $4 ORDER BY saved_at DESC, application",
    )
    .bind(&patient.authority)
    .bind(&patient.id)
    .bind(actor)
    .bind(clock::stamp(clock::now()))
    .try_map(|row: AnyRow| {
        let column = |index: usize| row.try_get::<String, _>(index);
        Ok((column(0)?, column(1)?, column(2)?, row.try_get(3)?, column(4)?, column(5)?))
    })
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|(application, kind, body, version, saved_at, until)| {
            let kind = Kind::from_code(&kind).ok_or_else(Problem::storage)?;
            Ok(Draft { application, kind, given: serde_json::from_str(&body)?, version, saved_at, until })
        })
        .collect()
}
