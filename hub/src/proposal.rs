//! A change of a past cap waits here until a second member of staff agrees (the published mistakes of this domain were single-handed).

use crate::access_log::{Look, Who};
use crate::application::{self, ApplicationEvent};
use crate::change::{self, Change, ChangeState, Changed};
use crate::digest;
use crate::problem::Problem;
use crate::store::{Command, FactRow, Key, Kind, NewFact, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proposal {
    pub change: Change,
    /// The application it would decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
}

impl Proposal {
    /// Follows from what is proposed.
    pub fn id(&self) -> Result<String, Problem> {
        Ok(digest::of_document(&serde_json::to_value(self)?).chars().take(24).collect())
    }
}

/// What happened to a proposal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ProposalEvent {
    Proposed(Box<Proposal>),
    Approved { officer: String },
    Declined { officer: String },
}

/// The second person's word.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The member of staff; not the one who proposed.
    pub officer: String,
    pub approve: bool,
}

/// The proposal of this id that still waits.
pub fn waiting(rows: &[FactRow], id: &str) -> Result<Option<Proposal>, Problem> {
    let mut waiting = None;
    for row in rows.iter().filter(|row| row.kind == Kind::Proposal && row.id == id) {
        waiting = match serde_json::from_str(&row.body)? {
            ProposalEvent::Proposed(proposal) => Some(*proposal),
            ProposalEvent::Approved { .. } | ProposalEvent::Declined { .. } => None,
        };
    }
    Ok(waiting)
}

/// Approves or declines.
#[derive(Clone)]
pub struct GiveVerdict {
    pub municipality: String,
    pub person: String,
    pub proposal: String,
    pub verdict: Verdict,
}

impl Command for GiveVerdict {
    type Answer = Option<Changed>;

    fn person(&self) -> &str {
        &self.person
    }

    fn key(&self) -> Option<Key> {
        let document = serde_json::to_value(&self.verdict).unwrap_or_default();
        Some(Key {
            recorder: self.municipality.clone(),
            name: format!("verdicts/{}/{}", self.person, self.proposal),
            digest: digest::of_document(&document),
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Option<Changed>, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        if patient.authority != self.municipality {
            return Err(Problem::not_found());
        }
        let rows = tx.facts_of(&patient).await?;
        let proposal = waiting(&rows, &self.proposal)?.ok_or_else(Problem::not_found)?;
        let Verdict { officer, approve } = self.verdict;
        let is_the_same = officer == proposal.change.document.officer && !planted!(SecondPersonSkipped);
        if officer.trim().is_empty() || is_the_same {
            return Err(Problem::second_person());
        }
        let recorder = change::recorder(&patient, &officer);
        let who = Who::municipality(&self.municipality, &officer);
        tx.log(Look::new(patient.clone(), who, "access.verdict"));
        let event = |officer| {
            if approve { ProposalEvent::Approved { officer } } else { ProposalEvent::Declined { officer } }
        };
        tx.append(&patient, NewFact::new(Kind::Proposal, self.proposal, recorder.clone(), &event(officer))?)
            .await?;
        if !approve {
            return Ok(None);
        }
        let Proposal { change, application } = proposal;
        let before = change.version_replaced(&rows)?;
        let changed = before
            .map_or_else(|| Ok(Vec::new()), |row| change::differences(&row.body, &change.document.fact))?;
        if let Some(application) = application {
            let now = application::one(&patient, &rows, &application)?;
            if !now.is_some_and(|application| application.state.is_open()) {
                return Err(Problem::moved_on("application", "it is not open any more"));
            }
            let decided = ApplicationEvent::Granted { certificate: change.id.clone() };
            tx.append(&patient, NewFact::new(Kind::Application, application, recorder, &decided)?).await?;
        }
        let history_key = change.document.history_key.clone();
        let row = change.record(tx, &patient).await?;
        let state = ChangeState::Recorded;
        let (sequence, recorded_at) = (row.sequence, row.recorded_at.clone());
        Ok(Some(Changed { state, sequence, recorded_at, history_key, changed, proposal: None }))
    }
}
