//! お知らせ: what the engine's watches have to say, told, amended and withdrawn in the transaction of the fact that made the difference.

use crate::application::{self, ApplicationEvent};
use crate::clock;
use crate::dossier;
use crate::outbox;
use crate::problem::Problem;
use crate::store::{Command, FactRow, Kind, NewFact, Patient, Tx};
use engine::watch::{self, Notice, NoticeChange};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Who says what the watches say.
const RECORDER: &str = "hub";

/// Looks at a person's facts anew, with what this transaction has added to them, and records what there is to tell since the last look.
pub async fn reconsider(tx: &mut Tx<'_>, patient: &Patient, rows: &[FactRow]) -> Result<(), Problem> {
    // About somebody who must not be shown nothing is told.
    let Some(facts) = dossier::of_person(rows)? else { return Ok(()) };
    let watches = watch::all(&facts, clock::today());
    for change in watch::compare(&standing(rows)?, &watches) {
        planted!(NoticeNotWithdrawn, {
            if matches!(change, NoticeChange::Withdrawn { .. }) {
                continue;
            }
        });
        if let NoticeChange::Withdrawn { notice, because } = &change
            // Where a certificate has come nothing is watched any more: that is what was applied for, not its ground gone.
            && because != "watch.withdrawn.not_watched"
            && let Some(application) = application::resting_on(patient, rows, &notice.key)?
        {
            // Somebody has applied on the strength of it: the notice stays, and of a charge that was cancelled whoever decides is told.
            if because == "watch.withdrawn.undone" && !application.is_flagged() {
                let gone = ApplicationEvent::GroundGone { notice: notice.id.clone() };
                tx.append(patient, NewFact::new(Kind::Application, application.id, RECORDER, &gone)?).await?;
            }
            continue;
        }
        let fact = NewFact::new(Kind::Notice, identity(&change), RECORDER, &change)?;
        let row = tx.append(patient, fact).await?;
        outbox::post(tx, patient, &row).await?;
    }
    Ok(())
}

/// The notices that were told and not withdrawn, as last told.
fn standing(rows: &[FactRow]) -> Result<Vec<Notice>, Problem> {
    let mut standing: Vec<Notice> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::Notice) {
        standing.retain(|notice| notice.id != row.id);
        match row.read()? {
            NoticeChange::Raised { notice } | NoticeChange::Amended { after: notice, .. } => {
                standing.push(notice);
            }
            NoticeChange::Withdrawn { .. } => {}
        }
    }
    Ok(standing)
}

fn identity(change: &NoticeChange) -> &str {
    match change {
        NoticeChange::Raised { notice } | NoticeChange::Withdrawn { notice, .. } => &notice.id,
        NoticeChange::Amended { after, .. } => &after.id,
    }
}

/// A notice as the person reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeTold {
    /// Sequence of what was told last; marking it read marks that.
    pub sequence: i64,
    pub id: String,
    pub told_at: String,
    pub read: bool,
    /// `raised`, `amended` or `withdrawn` with the notice (keys and parameters; the words are the pages'), or an announcement's text.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub content: Value,
}

/// The person has read what was told up to here.
#[derive(Serialize, Deserialize)]
struct Read {
    sequence: i64,
}

/// Marks as read what was told with this sequence.
#[derive(Clone)]
pub struct MarkRead {
    pub actor: String,
    pub person: String,
    pub sequence: i64,
}

impl Command for MarkRead {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        let rows = tx.facts_of(&patient).await?;
        let is_notice = |row: &&FactRow| matches!(row.kind, Kind::Notice | Kind::Announcement);
        if !rows.iter().filter(is_notice).any(|row| row.sequence == self.sequence) {
            return Err(Problem::not_found());
        }
        let notice = all(&rows)?.into_iter().find(|notice| notice.sequence == self.sequence);
        let notice =
            notice.ok_or_else(|| Problem::moved_on("sequence", "the notice says something else now"))?;
        if !notice.read {
            let read = Read { sequence: self.sequence };
            tx.append(&patient, NewFact::new(Kind::NoticeRead, notice.id, self.actor, &read)?).await?;
        }
        Ok(())
    }
}

/// Every notice and announcement, the one told last first. A withdrawn one stays, struck.
pub fn all(rows: &[FactRow]) -> Result<Vec<NoticeTold>, Problem> {
    let mut told: Vec<NoticeTold> = Vec::new();
    for row in rows {
        match row.kind {
            Kind::Notice | Kind::Announcement => {
                told.retain(|notice| notice.id != row.id);
                told.push(NoticeTold {
                    sequence: row.sequence,
                    id: row.id.clone(),
                    told_at: row.recorded_at.clone(),
                    read: false,
                    content: serde_json::from_str(&row.body)?,
                });
            }
            Kind::NoticeRead => {
                let Read { sequence } = serde_json::from_str(&row.body)?;
                for notice in told.iter_mut().filter(|notice| notice.id == row.id) {
                    notice.read = sequence >= notice.sequence;
                }
            }
            _ => {}
        }
    }
    told.reverse();
    Ok(told)
}
