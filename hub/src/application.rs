//! 申請: from the patient's form to the municipality's decision, as events that are never changed.

use crate::change::{self, Change, ChangeDocument, ChangeState, Changed, ChangedKind};
use crate::digest;
use crate::notices;
use crate::problem::Problem;
use crate::store::{Command, FactRow, Key, Kind, NewFact, Patient, Tx};
use engine::Day;
use engine::facts::Refusal;
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
pub fn of_rows<'r>(
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
        application.state = match &event {
            ApplicationEvent::Submitted { .. } => ApplicationState::Submitted,
            ApplicationEvent::Resubmitted { form } => {
                application.form = form.clone();
                ApplicationState::Submitted
            }
            ApplicationEvent::CorrectionAsked { .. } => ApplicationState::CorrectionAsked,
            ApplicationEvent::Withdrawn => ApplicationState::Withdrawn,
            ApplicationEvent::Granted { .. } => ApplicationState::Granted,
            ApplicationEvent::Refused { .. } => ApplicationState::Refused,
        };
        application.sequence = row.sequence;
        application.events.push(EventTold { at: row.recorded_at.clone(), event });
    }
    Ok(application)
}

/// Every application of a person, the newest first.
pub fn all(patient: &Patient, rows: &[FactRow]) -> Result<Vec<Application>, Problem> {
    let of_applications = || rows.iter().filter(|row| row.kind == Kind::Application);
    let mut ids: Vec<&str> = Vec::new();
    for row in of_applications() {
        if !ids.contains(&&*row.id) {
            ids.push(&row.id);
        }
    }
    let one = |id: &&str| of_rows(&patient.id, of_applications().filter(|row| row.id == *id)).transpose();
    ids.iter().rev().filter_map(one).collect()
}

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
        let events = rows.iter().filter(|row| row.kind == Kind::Application && row.id == self.application);
        let state = of_rows(&patient.id, events)?;
        self.take(tx, &patient, state).await
    }
}

impl Step {
    async fn take(
        self,
        tx: &mut Tx<'_>,
        patient: &Patient,
        now: Option<Application>,
    ) -> Result<StepTaken, Problem> {
        use ApplicationState as State;
        let state = now.as_ref().map(|application| application.state);
        let scheme = now.map(|application| application.form.scheme).unwrap_or_default();
        let open = [Some(State::Submitted), Some(State::CorrectionAsked)];
        let possible = match &self.taken {
            Taken::Submit(_) => state.is_none(),
            Taken::Resubmit(_) => state == Some(State::CorrectionAsked),
            Taken::Withdraw | Taken::Decide(_) => open.contains(&state),
            Taken::AskForCorrection(_) => state == Some(State::Submitted),
        };
        if !possible {
            return Err(state.map_or_else(Problem::not_found, |state| {
                Problem::moved_on("application", format!("it is {}", serde_json::json!(state)))
            }));
        }
        match self.taken {
            Taken::Submit(form) => {
                told(
                    tx,
                    patient,
                    &self.application,
                    self.recorder,
                    State::Submitted,
                    ApplicationEvent::Submitted { form },
                )
                .await
            }
            Taken::Resubmit(form) => {
                told(
                    tx,
                    patient,
                    &self.application,
                    self.recorder,
                    State::Submitted,
                    ApplicationEvent::Resubmitted { form },
                )
                .await
            }
            Taken::Withdraw => {
                told(
                    tx,
                    patient,
                    &self.application,
                    self.recorder,
                    State::Withdrawn,
                    ApplicationEvent::Withdrawn,
                )
                .await
            }
            Taken::AskForCorrection(CorrectionRequest { officer, note }) => {
                let recorder = change::recorder(patient, &officer);
                let event = ApplicationEvent::CorrectionAsked { note };
                told(tx, patient, &self.application, recorder, State::CorrectionAsked, event).await
            }
            Taken::Decide(decision) => decide(tx, patient, &self.application, &scheme, *decision).await,
        }
    }
}

async fn decide(
    tx: &mut Tx<'_>,
    patient: &Patient,
    application: &str,
    scheme: &str,
    decision: Decision,
) -> Result<StepTaken, Problem> {
    match decision {
        Decision::Granted { certificate, change } => {
            let recorder = change::recorder(patient, &change.officer);
            let change = Change::of(ChangedKind::Certificate, &certificate, &patient.authority, change)?;
            let changed = change.put(tx, patient, Some(application)).await?;
            if changed.state == ChangeState::AwaitingApproval {
                let recorded_at = changed.recorded_at.clone();
                return Ok(StepTaken {
                    state: ApplicationState::Submitted,
                    recorded_at,
                    change: Some(changed),
                });
            }
            let event = ApplicationEvent::Granted { certificate };
            let mut taken =
                told(tx, patient, application, recorder, ApplicationState::Granted, event).await?;
            taken.change = Some(changed);
            Ok(taken)
        }
        Decision::Refused { officer, mild, notified_on, note } => {
            let recorder = change::recorder(patient, &officer);
            if mild {
                let refusal = Refusal {
                    scheme: scheme.to_owned(),
                    notified_on,
                    unknown: engine::facts::Unknown::new(),
                };
                let fact = NewFact::new(Kind::Refusal, application, recorder.clone(), &refusal)?;
                tx.append(patient, fact).await?;
            }
            let event = ApplicationEvent::Refused { mild, notified_on, note };
            let taken = told(tx, patient, application, recorder, ApplicationState::Refused, event).await?;
            notices::reconsider(tx, patient).await?;
            Ok(taken)
        }
    }
}

/// Records the event.
async fn told(
    tx: &mut Tx<'_>,
    patient: &Patient,
    application: &str,
    recorder: String,
    state: ApplicationState,
    event: ApplicationEvent,
) -> Result<StepTaken, Problem> {
    let row = tx.append(patient, NewFact::new(Kind::Application, application, recorder, &event)?).await?;
    Ok(StepTaken { state, recorded_at: row.recorded_at, change: None })
}
