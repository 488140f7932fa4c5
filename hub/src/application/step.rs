//! The steps of an application: what the patient and the municipality may do with it, and when.

use super::{Application, ApplicationEvent, ApplicationState, Form};
use crate::access_log::{Look, Who};
use crate::change::{self, Change, ChangeDocument, ChangeState, Changed, ChangedKind};
use crate::digest;
use crate::notices;
use crate::problem::Problem;
use crate::store::{Command, Key, Kind, NewFact, Patient, Tx};
use engine::Day;
use engine::facts::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A step that the patient, or the municipality, takes.
pub struct Step {
    /// Who takes it: the key's owner.
    pub recorder: String,
    /// The municipality, where it is the one; it acts for its own people only.
    pub municipality: Option<String>,
    pub person: String,
    pub application: String,
    /// The sender's id of this step.
    pub id: String,
    pub taken: Taken,
}

/// Which step.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    Submit(Form),
    Resubmit(Form),
    Withdraw,
    AskForCorrection(CorrectionRequest),
    Decide(Box<Decision>),
}

/// 補正依頼
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionRequest {
    pub officer: String,
    /// What is to be corrected, as the patient reads it.
    pub note: String,
}

/// 決定
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Decision {
    /// 支給認定: the certificate appears.
    Granted {
        /// Id of the certificate.
        certificate: String,
        /// The certificate, as a change of its own.
        change: ChangeDocument,
    },
    /// 不認定
    Refused {
        officer: String,
        /// For want of severity (軽症): opens the right to apply again.
        mild: bool,
        /// Day of the notice.
        #[schema(value_type = String, format = Date)]
        notified_on: Day,
        /// The reason, as the patient reads it.
        note: String,
    },
}

impl Decision {
    /// The same in the name of the officer who is signed in, whoever the document names.
    #[must_use]
    pub fn by(mut self, signed_in: &str) -> Decision {
        match &mut self {
            Decision::Granted { change, .. } => signed_in.clone_into(&mut change.officer),
            Decision::Refused { officer, .. } => signed_in.clone_into(officer),
        }
        self
    }
}

/// What a step came to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepTaken {
    pub state: ApplicationState,
    pub recorded_at: String,
    /// What became of the certificate, when one was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Changed>,
}

impl Command for Step {
    type Answer = StepTaken;

    fn person(&self) -> &str {
        &self.person
    }

    fn key(&self) -> Option<Key> {
        let document = serde_json::to_value(&self.taken).unwrap_or_default();
        Some(Key {
            recorder: self.recorder.clone(),
            name: format!("applications/{}/{}/{}", self.person, self.application, self.id),
            digest: digest::of_document(&document),
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<StepTaken, Problem> {
        let patient = tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?;
        if self.municipality.as_ref().is_some_and(|code| *code != patient.authority) {
            return Err(Problem::not_found());
        }
        let rows = tx.facts_of(&patient).await?;
        let application = super::one(&patient, &rows, &self.application)?;
        let state = application.as_ref().map(|application| application.state);
        self.is_possible(state)?;
        let (recorder, event) = match self.taken {
            Taken::Submit(form) => (self.recorder, ApplicationEvent::Submitted { form }),
            Taken::Resubmit(form) => (self.recorder, ApplicationEvent::Resubmitted { form }),
            Taken::Withdraw => (self.recorder, ApplicationEvent::Withdrawn),
            Taken::AskForCorrection(CorrectionRequest { officer, note }) => {
                log(tx, &patient, &officer, "access.correction_asked", &self.application);
                (change::recorder(&patient, &officer), ApplicationEvent::CorrectionAsked { note })
            }
            Taken::Decide(decision) => {
                let application = application.ok_or_else(Problem::not_found)?;
                log(tx, &patient, decision.officer(), "access.decided", &self.application);
                return decide(tx, &patient, application, *decision).await;
            }
        };
        record(tx, &patient, self.application, recorder, event).await
    }
}

impl Step {
    fn is_possible(&self, state: Option<ApplicationState>) -> Result<(), Problem> {
        let is_open = state.is_some_and(ApplicationState::is_open);
        let possible = match &self.taken {
            Taken::Submit(_) => state.is_none(),
            Taken::Resubmit(_) => state == Some(ApplicationState::CorrectionAsked),
            Taken::Withdraw | Taken::Decide(_) => is_open || (planted!(DecidedTwice) && state.is_some()),
            Taken::AskForCorrection(_) => state == Some(ApplicationState::Submitted),
        };
        match state {
            _ if possible => Ok(()),
            None => Err(Problem::not_found()),
            Some(state) => {
                Err(Problem::moved_on("application", format!("it is {}", serde_json::json!(state))))
            }
        }
    }
}

impl Decision {
    fn officer(&self) -> &str {
        match self {
            Decision::Granted { change, .. } => &change.officer,
            Decision::Refused { officer, .. } => officer,
        }
    }
}

/// What the municipality does with an application is on the person's log.
fn log(tx: &mut Tx<'_>, patient: &Patient, officer: &str, action: &'static str, application: &str) {
    let who = Who::municipality(&patient.authority, officer);
    tx.log(Look::new(patient.clone(), who, action).of(format!("application/{application}")));
}

async fn decide(
    tx: &mut Tx<'_>,
    patient: &Patient,
    application: Application,
    decision: Decision,
) -> Result<StepTaken, Problem> {
    let Application { id, state, form, .. } = application;
    match decision {
        Decision::Granted { certificate, change } => {
            let recorder = change::recorder(patient, &change.officer);
            let change = Change::of(ChangedKind::Certificate, &certificate, &patient.authority, change)?;
            let changed = change.put(tx, patient, Some(&id)).await?;
            if changed.state == ChangeState::AwaitingApproval {
                let recorded_at = changed.recorded_at.clone();
                return Ok(StepTaken { state, recorded_at, change: Some(changed) });
            }
            let event = ApplicationEvent::Granted { certificate };
            let taken = record(tx, patient, id, recorder, event).await?;
            Ok(StepTaken { change: Some(changed), ..taken })
        }
        Decision::Refused { officer, mild, notified_on, note } => {
            let recorder = change::recorder(patient, &officer);
            if mild {
                let refusal =
                    Refusal { scheme: form.scheme, notified_on, unknown: engine::facts::Unknown::new() };
                let fact = NewFact::new(Kind::Refusal, id.clone(), recorder.clone(), &refusal)?;
                tx.append(patient, fact).await?;
            }
            let event = ApplicationEvent::Refused { mild, notified_on, note };
            let taken = record(tx, patient, id, recorder, event).await?;
            let rows = tx.facts_of(patient).await?;
            notices::reconsider(tx, patient, &rows).await?;
            Ok(taken)
        }
    }
}

async fn record(
    tx: &mut Tx<'_>,
    patient: &Patient,
    application: String,
    recorder: String,
    event: ApplicationEvent,
) -> Result<StepTaken, Problem> {
    let row = tx.append(patient, NewFact::new(Kind::Application, application, recorder, &event)?).await?;
    let state = event.leads_to(ApplicationState::Submitted);
    Ok(StepTaken { state, recorded_at: row.recorded_at, change: None })
}
