//! 申請: from the patient's form to the municipality's decision, as events that are never changed.

mod step;

pub use step::{CorrectionRequest, Decision, Step, StepTaken, Taken};

use crate::problem::Problem;
use crate::store::{FactRow, Kind, Patient};
use engine::Day;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What the patient fills in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// 法別番号 of the scheme applied for.
    pub scheme: String,
    /// What is applied for: `new`, `renewal`, `change`, `mild_high_cost`, `high_cost_long_term`.
    pub purpose: String,
    /// The answers, by the names of the form's fields.
    #[schema(value_type = Object)]
    pub answers: serde_json::Map<String, Value>,
}

/// What happened to an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ApplicationEvent {
    Submitted {
        form: Form,
    },
    /// 補正依頼
    CorrectionAsked {
        note: String,
    },
    Resubmitted {
        form: Form,
    },
    Withdrawn,
    /// What it rests on is not so any more: a charge was cancelled or corrected. It stays as it is; whoever decides must look (RULES §5).
    GroundGone {
        notice: String,
    },
    /// 支給認定; the certificate's id.
    Granted {
        certificate: String,
    },
    /// 不認定; for want of severity (軽症) it opens the right to apply again.
    Refused {
        mild: bool,
        notified_on: Day,
        note: String,
    },
}

/// Where an application stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    Submitted,
    CorrectionAsked,
    Withdrawn,
    Granted,
    Refused,
}

impl ApplicationEvent {
    fn leads_to(&self, now: ApplicationState) -> ApplicationState {
        match self {
            ApplicationEvent::Submitted { .. } | ApplicationEvent::Resubmitted { .. } => {
                ApplicationState::Submitted
            }
            ApplicationEvent::CorrectionAsked { .. } => ApplicationState::CorrectionAsked,
            ApplicationEvent::GroundGone { .. } => now,
            ApplicationEvent::Withdrawn => ApplicationState::Withdrawn,
            ApplicationEvent::Granted { .. } => ApplicationState::Granted,
            ApplicationEvent::Refused { .. } => ApplicationState::Refused,
        }
    }
}

impl ApplicationState {
    /// Can it still be decided or withdrawn?
    pub fn is_open(self) -> bool {
        matches!(self, ApplicationState::Submitted | ApplicationState::CorrectionAsked)
    }
}

/// An application with everything that happened to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Application {
    pub id: String,
    pub person: String,
    pub state: ApplicationState,
    pub form: Form,
    pub submitted_at: String,
    /// Sequence of the newest event.
    pub sequence: i64,
    /// Everything, the first first.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<EventTold>,
}

/// One event, as it is told.
#[derive(Clone, Debug, Serialize)]
pub struct EventTold {
    pub at: String,
    #[serde(flatten)]
    pub event: ApplicationEvent,
}

/// An application's events put together; `None` when there are none.
fn of_rows<'r>(
    person: &str,
    rows: impl Iterator<Item = &'r FactRow>,
) -> Result<Option<Application>, Problem> {
    let mut application: Option<Application> = None;
    for row in rows {
        let event: ApplicationEvent = serde_json::from_str(&row.body)?;
        if let (None, ApplicationEvent::Submitted { form }) = (&application, &event) {
            application = Some(Application {
                id: row.id.clone(),
                person: person.to_owned(),
                state: ApplicationState::Submitted,
                form: form.clone(),
                submitted_at: row.recorded_at.clone(),
                sequence: row.sequence,
                events: Vec::new(),
            });
        }
        let Some(application) = &mut application else { continue };
        if let ApplicationEvent::Resubmitted { form } = &event {
            application.form = form.clone();
        }
        application.state = event.leads_to(application.state);
        application.sequence = row.sequence;
        application.events.push(EventTold { at: row.recorded_at.clone(), event });
    }
    Ok(application)
}

/// One application of a person; `None` when there is none of this id.
pub fn one(patient: &Patient, rows: &[FactRow], id: &str) -> Result<Option<Application>, Problem> {
    of_rows(&patient.id, rows.iter().filter(|row| row.kind == Kind::Application && row.id == id))
}

/// The open application that rests on a notice of 軽症高額, where there is one.
pub fn resting_on(patient: &Patient, rows: &[FactRow], notice: &str) -> Result<Option<Application>, Problem> {
    if !notice.starts_with("watch.mild.") {
        return Ok(None);
    }
    let rests = |application: &Application| {
        application.state.is_open() && application.form.purpose == "mild_high_cost"
    };
    Ok(all(patient, rows)?.into_iter().find(rests))
}

impl Application {
    /// Has the authority been told that what it rests on is gone?
    pub fn is_flagged(&self) -> bool {
        self.events.iter().any(|told| matches!(told.event, ApplicationEvent::GroundGone { .. }))
    }
}

/// Every application of a person, the newest first.
pub fn all(patient: &Patient, rows: &[FactRow]) -> Result<Vec<Application>, Problem> {
    let mut ids: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::Application) {
        if !ids.contains(&&*row.id) {
            ids.push(&row.id);
        }
    }
    ids.iter().rev().filter_map(|id| one(patient, rows, id).transpose()).collect()
}
