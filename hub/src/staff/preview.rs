//! 職員プレビュー: for fifteen minutes an officer sees what a person sees, as themselves. It is not the person's session and can never become one:
//! it reads, and every reading is on the person's log first.

use super::finding::{Found, Wanted};
use crate::access_log::{self, Look, Who};
use crate::auth::{Officer, Role, random_key};
use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use crate::{Hub, clock, dossier};
use chrono::DateTime;
use engine::facts::door;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// Minutes until it ends, whatever happens. There is no way to make it longer.
pub const MINUTES: i64 = 15;
/// A reason is at least a sentence.
const SHORTEST_REASON: usize = 10;
const LONGEST_REASON: usize = 500;
/// Searches in an hour that may find nobody.
const MISSES_AN_HOUR: i64 = 30;

/// An application or a registration is looked into.
pub const CASE: &str = "purpose.case";
/// What an officer may look for, as the person reads it (message keys) and as the officer does.
pub const PURPOSES: [(&str, &str); 3] = [
    ("purpose.phone", "電話の問い合わせに答える"),
    ("purpose.counter", "窓口での相談に答える"),
    (CASE, "申請や登録の内容を確かめる"),
];

/// 緊急の閲覧: for an officer without the role for it, when somebody cannot wait for one who has it. Another officer looks through it
/// afterwards.
pub const EMERGENCY: (&str, &str) = ("purpose.emergency", "緊急");
/// What makes it one must be said.
const SHORTEST_EMERGENCY: usize = 20;

/// What an officer asks for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Asked {
    #[serde(flatten)]
    pub wanted: Wanted,
    /// `purpose.phone`, `purpose.counter` or `purpose.case`; in an emergency `purpose.emergency`, which asks for no role and is looked
    /// through by another officer.
    pub purpose: String,
    /// At least a sentence; in an emergency at least two. The person reads it.
    pub reason: String,
    /// In an emergency: that it is one was said a second time.
    #[serde(default)]
    pub confirmed: bool,
}

/// A preview that runs.
#[derive(Clone, Debug)]
pub struct Preview {
    pub patient: Patient,
    pub purpose: &'static str,
    pub reason: String,
    pub ends_at: String,
}

/// Who is looking, in every answer of a preview.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Acting {
    /// What the municipality is called.
    organisation: String,
    /// 課
    office: String,
    /// As the organisation names them.
    officer: String,
    /// As a message key.
    purpose: String,
    reason: String,
    /// When this was answered.
    at: String,
    pub ends_at: String,
    /// Seconds until then, so that the clock of the officer's machine does not matter.
    ends_in: i64,
}

impl Preview {
    /// 緊急の閲覧
    pub fn is_emergency(&self) -> bool {
        self.purpose == EMERGENCY.0
    }

    pub fn acting(&self, hub: &Hub, officer: &Officer) -> Acting {
        let ends_at = DateTime::parse_from_rfc3339(&self.ends_at).ok();
        Acting {
            organisation: hub.config.offices.authority(&officer.authority),
            office: officer.office.clone(),
            officer: officer.id.clone(),
            purpose: self.purpose.to_owned(),
            reason: self.reason.clone(),
            at: clock::stamp(clock::now()),
            ends_at: self.ends_at.clone(),
            ends_in: ends_at.map_or(0, |end| (end - clock::now()).num_seconds().max(0)),
        }
    }

    /// Puts what is read on the person's log. The answer may be given when this returns.
    pub async fn on_record(&self, hub: &Hub, officer: &Officer, document: &str) -> Result<(), Problem> {
        let who = Who::officer(officer);
        let person = dossier::of_person(&hub.store.facts_of(&self.patient).await?)?;
        if person.is_none() {
            // Undisclosed since it began.
            access_log::write(hub, Look::refused(self.patient.clone(), who)).await?;
            return Err(Problem::not_found());
        }
        let look = Look::new(self.patient.clone(), who, "access.preview_read").of(document);
        access_log::write(hub, look.because(self.purpose, &*self.reason)).await
    }

    /// Printing is an action of its own, for a purpose of its own: the person is here and gets it.
    pub async fn print(&self, hub: &Hub, officer: &Officer) -> Result<(), Problem> {
        let look = Look::new(self.patient.clone(), Who::officer(officer), "access.print");
        access_log::write(hub, look.because("purpose.printout", &*self.reason)).await
    }
}

/// Begins a preview, in place of the one that this session has. `None`: there is nobody, or nobody this officer may see; both are on a log.
pub async fn begin(hub: &Hub, officer: &Officer, asked: &Asked) -> Result<Option<Preview>, Problem> {
    let emergency = asked.purpose == EMERGENCY.0;
    if emergency { officer.may_in_emergency() } else { officer.may(Role::Desk) }?;
    let purpose = known(&asked.purpose).ok_or_else(|| {
        let keys = PURPOSES.map(|(key, _)| key).join(", ");
        Problem::unreadable("purpose", format!("one of {keys}"))
    })?;
    let reason = reason(&asked.reason, emergency)?;
    if emergency && !asked.confirmed {
        return Err(Problem::unreadable("confirmed", "that it is an emergency is said a second time"));
    }
    let Found { mut shown, hidden } = asked.wanted.find(&hub.store, officer).await?;
    if shown.len() > 1 {
        let detail =
            "more than one person has this name and day of birth: ask for the number of a certificate";
        return Err(Problem::unreadable("recipient_number", detail));
    }
    let begin = Begin {
        id: random_key()?,
        who: Who::officer(officer),
        session: officer.session.id.clone(),
        officer: officer.id.clone(),
        authority: officer.authority.clone(),
        patient: shown.pop(),
        hidden,
        purpose,
        reason: reason.clone(),
    };
    let patient = begin.patient.clone();
    let ends_at = hub.store.carry_out(begin).await?.answer;
    if emergency {
        let outcome = if patient.is_some() { "shown" } else { "nobody found" };
        hub.metrics.emergency_look(outcome, &officer.authority, &officer.id);
    }
    Ok(patient.map(|patient| Preview { patient, purpose, reason, ends_at }))
}

/// The preview that runs in the officer's session.
pub async fn running(store: &Store, officer: &Officer) -> Result<Option<Preview>, Problem> {
    let row = sqlx::query(
        "SELECT person, purpose, reason, ends_at FROM preview
         WHERE session = $1 AND authority = $2 AND officer = $3 AND person <> '' AND ended_at = '' AND ends_at > $4",
    )
    .bind(&officer.session.id)
    .bind(&officer.authority)
    .bind(&officer.id)
    .bind(clock::stamp(clock::now()))
    .try_map(|row: AnyRow| {
        let purpose: String = row.try_get(1)?;
        Ok(Preview {
            patient: Patient { authority: officer.authority.clone(), id: row.try_get(0)? },
            purpose: known(&purpose).unwrap_or_default(),
            reason: row.try_get(2)?,
            ends_at: row.try_get(3)?,
        })
    })
    .fetch_optional(store.readers())
    .await?;
    Ok(row)
}

/// Ends the session's preview; that there is none is no error.
pub async fn end(hub: &Hub, officer: &Officer) -> Result<(), Problem> {
    hub.store.carry_out(End { session: officer.session.id.clone() }).await.map(drop)
}

/// One of an officer's own looks. It names nobody: whoever wants to see somebody again says why again.
pub struct Past {
    pub begun_at: String,
    pub purpose: &'static str,
    pub reason: String,
    pub found: bool,
}

/// The officer's newest looks, the newest first.
pub async fn past(store: &Store, officer: &Officer) -> Result<Vec<Past>, sqlx::Error> {
    const MOST: i64 = 20;
    sqlx::query(
        "SELECT begun_at, purpose, reason, person FROM preview WHERE authority = $1 AND officer = $2
         ORDER BY begun_at DESC, id LIMIT $3",
    )
    .bind(&officer.authority)
    .bind(&officer.id)
    .bind(MOST)
    .try_map(|row: AnyRow| {
        let (purpose, person): (String, String) = (row.try_get(1)?, row.try_get(3)?);
        let words = PURPOSES.iter().chain([&EMERGENCY]).find(|(key, _)| *key == purpose);
        Ok(Past {
            begun_at: row.try_get(0)?,
            purpose: words.map_or("", |(_, words)| words),
            reason: row.try_get(2)?,
            found: !person.is_empty(),
        })
    })
    .fetch_all(store.readers())
    .await
}

fn known(purpose: &str) -> Option<&'static str> {
    PURPOSES.iter().chain([&EMERGENCY]).map(|(key, _)| *key).find(|key| *key == purpose)
}

/// A sentence, and no individual number in it: the person will read it.
pub fn reason(text: &str, emergency: bool) -> Result<String, Problem> {
    let shortest = if emergency { SHORTEST_EMERGENCY } else { SHORTEST_REASON };
    let text = text.trim();
    door::no_individual_number(&json!({ "reason": text }))?;
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let different: std::collections::BTreeSet<char> = letters.clone().collect();
    if letters.count() < shortest || different.len() < shortest / 2 {
        return Err(Problem::unreadable("reason", "at least a sentence: the person reads it"));
    }
    if text.chars().count() > LONGEST_REASON {
        return Err(Problem::unreadable("reason", format!("at most {LONGEST_REASON} letters")));
    }
    Ok(text.to_owned())
}

struct Begin {
    id: String,
    who: Who,
    session: String,
    officer: String,
    authority: String,
    patient: Option<Patient>,
    hidden: Vec<Patient>,
    purpose: &'static str,
    reason: String,
}

impl Command for Begin {
    type Answer = String;

    fn person(&self) -> &str {
        &self.officer
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<String, Problem> {
        let misses: i64 = sqlx::query(
            "SELECT COUNT(*) FROM preview WHERE authority = $1 AND officer = $2 AND begun_at > $3 AND person = ''",
        )
        .bind(&self.authority)
        .bind(&self.officer)
        .bind(clock::stamp_in(-60))
        .fetch_one(tx.connection())
        .await?
        .try_get(0)?;
        if misses >= MISSES_AN_HOUR {
            return Err(Problem::too_often());
        }
        end_running(tx, &self.session).await?;
        let ends_at = clock::stamp_in(MINUTES);
        sqlx::query(
            "INSERT INTO preview (id, authority, officer, session, person, purpose, reason, begun_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.id)
        .bind(&self.authority)
        .bind(self.officer)
        .bind(self.session)
        .bind(self.patient.as_ref().map_or("", |patient| &*patient.id))
        .bind(self.purpose)
        .bind(&self.reason)
        .bind(clock::stamp(clock::now()))
        .bind(&ends_at)
        .execute(tx.connection())
        .await?;
        let nobody = self.patient.is_none() && self.hidden.is_empty();
        for patient in self.hidden {
            tx.log(Look::refused(patient, self.who.clone()).because(self.purpose, &*self.reason));
        }
        if nobody {
            let authority = self.authority;
            let nobody = Patient { authority, id: String::new() };
            tx.log(Look::refused(nobody, self.who.clone()).because(self.purpose, &*self.reason));
        }
        if let Some(patient) = self.patient {
            let action = if self.purpose == EMERGENCY.0 { "access.emergency" } else { "access.preview" };
            tx.log(Look::new(patient, self.who, action).because(self.purpose, self.reason));
        }
        Ok(ends_at)
    }
}

struct End {
    session: String,
}

impl Command for End {
    type Answer = ();

    fn person(&self) -> &str {
        &self.session
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        end_running(tx, &self.session).await
    }
}

async fn end_running(tx: &mut Tx<'_>, session: &str) -> Result<(), Problem> {
    sqlx::query("UPDATE preview SET ended_at = $1 WHERE session = $2 AND ended_at = ''")
        .bind(clock::stamp(clock::now()))
        .bind(session)
        .execute(tx.connection())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence() {
        for slip in ["", "電話", "ああああああああああああ", "..........", "1234567890123"] {
            assert!(reason(slip, false).is_err(), "{slip}");
        }
        assert!(reason("本人から領収書の額について電話があった。", false).is_ok());
        assert!(reason("本人から電話があった。急ぎ。", true).is_err(), "an emergency is told in full");
        assert!(reason("救急外来から電話があり、受給者証を持たない方の上限額を聞かれた。", true).is_ok());
        assert!(
            reason("番号 123456789018 の方から電話で問い合わせがあった。", false).is_err(),
            "an individual number"
        );
        assert!(reason(&"あいうえおかきくけこ".repeat(51), false).is_err());
    }
}
