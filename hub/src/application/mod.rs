//! 申請: from the patient's form to the municipality's decision, as events that are never changed.

pub mod channel;
mod office;
mod receipt;
mod sent;
mod status;
mod step;

pub use office::Offices;
pub use sent::{Sent, offers};
pub use status::{Told, evidence};
pub use step::{CorrectionRequest, Decision, RegistryConsent, Step, StepTaken, Taken};

use crate::problem::Problem;
use crate::store::{FactRow, Kind, Patient};
use engine::Day;
use engine::facts::{RefundClaim, Unknown};
use engine::form::{self, Answer, Answers, Offer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// An application as recorded: what was answered, each answer with where it was taken from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Form {
    /// 法別番号 of the scheme applied for.
    pub scheme: String,
    /// What is applied for: `mild_high_cost`, `renewal` …
    #[serde(alias = "purpose")]
    pub kind: String,
    /// The answers, by the keys of the form's questions: `{"value": …, "from": …}`.
    #[schema(value_type = Object)]
    pub answers: serde_json::Map<String, Value>,
    /// What answers were taken from that stands in no fact: マイナポータルの自己情報, the last application.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub offers: Vec<Offer>,
}

impl Form {
    /// The kind, as far as this version knows it.
    pub fn kind(&self) -> Option<form::Kind> {
        form::Kind::from_code(&self.kind)
    }

    /// The answers. Of a form from before answers had a source, as if they had been typed.
    pub fn answers(&self) -> Answers {
        let read = |value: &Value| {
            serde_json::from_value(value.clone()).unwrap_or_else(|_| Answer::typed(value.clone()))
        };
        self.answers.iter().map(|(key, value)| (key.clone(), read(value))).collect()
    }

    /// The months it claims a refund for, sent with this sequence.
    fn claims(&self, sequence: i64) -> Option<RefundClaim> {
        let answers = self.answers();
        let month = |key: &str| answers.get(key)?.value.as_str()?.parse().ok();
        let (from, until) = (month("claim_from")?, month("claim_until")?);
        let sequence = u64::try_from(sequence).unwrap_or_default();
        Some(RefundClaim { from, until, sequence, unknown: Unknown::new() })
    }

    /// As it may be shown: without the access key, and without what was offered.
    #[must_use]
    fn shown(&self) -> Form {
        let answers =
            match self.kind().map(|kind| form::masked(kind, &self.answers())).map(serde_json::to_value) {
                Some(Ok(Value::Object(answers))) => answers,
                _ => self.answers.clone(),
            };
        Form { answers, offers: Vec::new(), ..self.clone() }
    }
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
    /// 難病DB への二次利用の同意, given or taken back after the form was sent.
    RegistryConsent {
        given: bool,
    },
    /// 支給認定; the certificate's id.
    Granted {
        certificate: String,
    },
    /// Done as asked, without a certificate.
    Accepted {
        note: String,
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
            ApplicationEvent::GroundGone { .. } | ApplicationEvent::RegistryConsent { .. } => now,
            ApplicationEvent::Withdrawn => ApplicationState::Withdrawn,
            ApplicationEvent::Granted { .. } | ApplicationEvent::Accepted { .. } => ApplicationState::Granted,
            ApplicationEvent::Refused { .. } => ApplicationState::Refused,
        }
    }

    /// As the person is told it: of a form sent, that it was.
    fn shown(&self) -> ApplicationEvent {
        match self {
            ApplicationEvent::Submitted { form } => ApplicationEvent::Submitted { form: form.shown() },
            ApplicationEvent::Resubmitted { form } => ApplicationEvent::Resubmitted { form: form.shown() },
            other => other.clone(),
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
    /// 受付番号
    pub receipt: String,
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
    pub sequence: i64,
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
                receipt: receipt::number(row.sequence),
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
        let (at, sequence) = (row.recorded_at.clone(), row.sequence);
        application.events.push(EventTold { at, sequence, event });
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
        let kind = application.form.kind();
        application.state.is_open()
            && matches!(kind, Some(form::Kind::MildHighCost | form::Kind::Reapplication))
    };
    Ok(all(patient, rows)?.into_iter().find(rests))
}

/// 償還払い: what was claimed for which months, and not taken back. A claim that was refused was made all the same.
pub fn refund_claims(rows: &[FactRow]) -> Result<Vec<RefundClaim>, serde_json::Error> {
    let mut claims: Vec<(&str, RefundClaim)> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::Application) {
        match serde_json::from_str(&row.body)? {
            ApplicationEvent::Submitted { form } | ApplicationEvent::Resubmitted { form }
                if form.kind() == Some(form::Kind::Refund) =>
            {
                claims.retain(|(id, _)| *id != row.id);
                claims.extend(form.claims(row.sequence).map(|claim| (&*row.id, claim)));
            }
            ApplicationEvent::Withdrawn => claims.retain(|(id, _)| *id != row.id),
            _ => {}
        }
    }
    Ok(claims.into_iter().map(|(_, claim)| claim).collect())
}

impl Application {
    /// Has the authority been told that what it rests on is gone?
    pub fn is_flagged(&self) -> bool {
        self.events.iter().any(|told| matches!(told.event, ApplicationEvent::GroundGone { .. }))
    }

    /// 難病DB: what was said last.
    pub fn registry_consent(&self) -> bool {
        self.events.iter().fold(false, |now, told| match &told.event {
            ApplicationEvent::Submitted { form } | ApplicationEvent::Resubmitted { form } => {
                let answers = form.answers();
                answers.get("registry_consent").and_then(|answer| answer.value.as_bool()).unwrap_or(now)
            }
            ApplicationEvent::RegistryConsent { given } => *given,
            _ => now,
        })
    }

    /// As it may be shown to people.
    #[must_use]
    pub fn shown(mut self) -> Application {
        self.form = self.form.shown();
        for told in &mut self.events {
            told.event = told.event.shown();
        }
        self
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
