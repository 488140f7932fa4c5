//! The log as an authority looks through it (監査): every line, whoever it is about, without saying who that is. And the looks of an emergency,
//! each of which another officer looks through once.

use super::{Look, Who};
use crate::auth::Officer;
use crate::clock;
use crate::digest;
use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use engine::Day;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Somebody looked through the log; objects are what they asked for.
pub const ACTION: &str = "log.audited";
/// Lines of one page.
const MOST: i64 = 200;

/// What an auditor asks for.
pub struct Asked {
    pub from: Day,
    pub until: Day,
    /// One officer's alone.
    pub officer: String,
    pub what: What,
    /// Only what stands before this line.
    pub before: i64,
}

/// Which lines.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum What {
    Everything,
    Previews,
    Emergencies,
    Refused,
    SignIns,
    Audits,
}

impl What {
    pub const ALL: [What; 6] =
        [What::Everything, What::Previews, What::Emergencies, What::Refused, What::SignIns, What::Audits];

    pub fn word(self) -> &'static str {
        match self {
            What::Everything => "all",
            What::Previews => "previews",
            What::Emergencies => "emergencies",
            What::Refused => "refused",
            What::SignIns => "sign-ins",
            What::Audits => "audits",
        }
    }

    /// Constant text. What people do about themselves is nobody's to look through, and each document of a preview is told by its beginning.
    fn condition(self) -> &'static str {
        match self {
            What::Everything => {
                "action NOT IN ('access.preview_read', 'log.audited') AND (role <> 'person' OR action <> 'log.signed_in')"
            }
            What::Previews => "action IN ('access.preview', 'access.emergency', 'access.print')",
            What::Emergencies => "action IN ('access.emergency', 'access.reviewed')",
            What::Refused => "decision = 'refused'",
            What::SignIns => "action = 'log.signed_in' AND role <> 'person'",
            What::Audits => "action = 'log.audited'",
        }
    }
}

/// A line as an auditor reads it.
pub struct Line {
    pub sequence: i64,
    pub at: String,
    pub role: String,
    /// The organisation's code; of people nothing.
    pub organisation: String,
    pub office: String,
    pub officer: String,
    pub purpose: String,
    pub reason: String,
    pub action: String,
    pub refused: bool,
    /// The same for the same person, and not who it is. Empty where nobody is meant.
    pub person: String,
}

/// How often an officer did what, in the time that was asked for.
pub struct Count {
    pub officer: String,
    pub office: String,
    pub looks: i64,
    pub emergencies: i64,
    pub refused: i64,
}

/// Puts the look at the log itself on the log. The lines may be told when this returns.
pub fn on_record(officer: &Officer, asked: &Asked) -> Look {
    let nobody = Patient { authority: officer.authority.clone(), id: String::new() };
    let look = Look::new(nobody, Who::officer(officer), ACTION).because("purpose.review", "");
    let Asked { from, until, officer, what, .. } = asked;
    look.of(what.word()).of(format!("{from}/{until}")).of(officer.as_str())
}

/// The lines, the newest first, and whether there are more.
pub async fn lines(store: &Store, authority: &str, asked: &Asked) -> Result<(Vec<Line>, bool), sqlx::Error> {
    let sql = format!(
        "SELECT look.sequence, at, role, organisation, office, officer, purpose, reason, action, decision, person
         FROM access_look AS look JOIN access_chain AS link
             ON link.authority = look.authority AND link.sequence = look.sequence
         WHERE look.authority = $1 AND at >= $2 AND at < $3 AND (officer = $4 OR $4 = '') AND look.sequence < $5 AND {}
         ORDER BY look.sequence DESC LIMIT $6",
        asked.what.condition()
    );
    let mut lines = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(authority)
        .bind(asked.from.to_string())
        .bind(asked.until.next().to_string())
        .bind(&asked.officer)
        .bind(asked.before)
        .bind(MOST + 1)
        .try_map(|row: AnyRow| {
            let (decision, person): (String, String) = (row.try_get(9)?, row.try_get(10)?);
            Ok(Line {
                sequence: row.try_get(0)?,
                at: row.try_get(1)?,
                role: row.try_get(2)?,
                organisation: row.try_get(3)?,
                office: row.try_get(4)?,
                officer: row.try_get(5)?,
                purpose: row.try_get(6)?,
                reason: row.try_get(7)?,
                action: row.try_get(8)?,
                refused: decision == "refused",
                person: mark(authority, &person),
            })
        })
        .fetch_all(store.readers())
        .await?;
    let most = usize::try_from(MOST).unwrap_or_default();
    let more = lines.len() > most;
    lines.truncate(most);
    Ok((lines, more))
}

/// Of each officer, whoever looked most first.
pub async fn counts(store: &Store, authority: &str, asked: &Asked) -> Result<Vec<Count>, sqlx::Error> {
    sqlx::query(
        "SELECT officer, MAX(office),
             SUM(CASE WHEN decision = 'allowed' AND action IN ('access.preview', 'access.emergency', 'access.application', 'access.history')
                 THEN 1 ELSE 0 END),
             SUM(CASE WHEN action = 'access.emergency' THEN 1 ELSE 0 END),
             SUM(CASE WHEN decision = 'refused' THEN 1 ELSE 0 END)
         FROM access_look AS look JOIN access_chain AS link
             ON link.authority = look.authority AND link.sequence = look.sequence
         WHERE look.authority = $1 AND at >= $2 AND at < $3 AND officer <> '' AND action NOT LIKE 'log.%'
         GROUP BY officer ORDER BY 3 DESC, 1",
    )
    .bind(authority)
    .bind(asked.from.to_string())
    .bind(asked.until.next().to_string())
    .try_map(|row: AnyRow| {
        Ok(Count {
            officer: row.try_get(0)?,
            office: row.try_get(1)?,
            looks: row.try_get(2)?,
            emergencies: row.try_get(3)?,
            refused: row.try_get(4)?,
        })
    })
    .fetch_all(store.readers())
    .await
}

/// Tells two people apart, and names nobody.
fn mark(authority: &str, person: &str) -> String {
    if person.is_empty() {
        return String::new();
    }
    digest::of_text(&format!("{authority}/{person}"))[..8].to_uppercase()
}

/// A look in an emergency, as whoever looks through it reads it.
pub struct Emergency {
    pub id: String,
    pub begun_at: String,
    pub officer: String,
    pub reason: String,
    /// Empty when nobody was found.
    pub person: String,
}

/// Those that nobody has looked through, the oldest first.
pub async fn waiting(store: &Store, authority: &str) -> Result<Vec<Emergency>, sqlx::Error> {
    sqlx::query(
        "SELECT id, begun_at, officer, reason, person FROM preview
         WHERE authority = $1 AND purpose = 'purpose.emergency' AND reviewed_at = '' ORDER BY begun_at, id",
    )
    .bind(authority)
    .try_map(|row: AnyRow| {
        let person: String = row.try_get(4)?;
        Ok(Emergency {
            id: row.try_get(0)?,
            begun_at: row.try_get(1)?,
            officer: row.try_get(2)?,
            reason: row.try_get(3)?,
            person: mark(authority, &person),
        })
    })
    .fetch_all(store.readers())
    .await
}

/// Another officer has looked through it, and says so once. It is on the person's log, who reads that it was.
#[derive(Clone)]
pub struct Reviewed {
    pub id: String,
    pub by: Who,
    pub authority: String,
    pub officer: String,
    /// Was there a reason for it?
    pub fine: bool,
}

impl Command for Reviewed {
    type Answer = ();

    fn person(&self) -> &str {
        &self.id
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let waiting: Option<(String, String)> = sqlx::query(
            "SELECT officer, person FROM preview
             WHERE id = $1 AND authority = $2 AND purpose = 'purpose.emergency' AND reviewed_at = ''",
        )
        .bind(&self.id)
        .bind(&self.authority)
        .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
        .fetch_optional(tx.connection().await?)
        .await?;
        let (officer, person) = waiting.ok_or_else(Problem::not_found)?;
        if officer == self.officer {
            return Err(Problem::second_person());
        }
        let verdict = if self.fine { "fine" } else { "question" };
        let said = sqlx::query(
            "UPDATE preview SET reviewed_at = $1, reviewed_by = $2, verdict = $3 WHERE id = $4 AND reviewed_at = ''",
        )
        .bind(clock::stamp(clock::now()))
        .bind(&self.officer)
        .bind(verdict)
        .bind(&self.id)
        .execute(tx.connection().await?)
        .await?;
        if said.rows_affected() == 0 {
            return Err(Problem::not_found());
        }
        let patient = Patient { authority: self.authority, id: person };
        tx.log(Look::new(patient, self.by, "access.reviewed").because("purpose.review", "").of(verdict));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_people_apart_and_names_nobody() {
        assert_eq!(mark("130001", "a"), mark("130001", "a"));
        assert_ne!(mark("130001", "a"), mark("130001", "b"));
        assert_ne!(mark("130001", "a"), mark("280003", "a"));
        assert_eq!(mark("130001", ""), "");
        let tells = |what: What| what.condition().contains(crate::access_log::SIGNED_IN);
        assert!(tells(What::SignIns) && tells(What::Everything) && !tells(What::Previews));
    }
}
