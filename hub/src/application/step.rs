//! The steps of an application: what the patient and the municipality may do with it, and when.

use super::channel::Channel;
use super::{Application, ApplicationEvent, ApplicationState, Sent};
use crate::access_log::{Look, Who};
use crate::change::{self, Change, ChangeDocument, ChangeState, Changed, ChangedKind};
use crate::digest;
use crate::draft;
use crate::notices;
use crate::problem::Problem;
use crate::store::{Command, Key, Kind, NewFact, Patient, Tx};
use engine::Day;
use engine::facts::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A step that the patient, or the municipality, takes.
#[derive(Clone)]
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
    /// How what is sent reaches whoever decides.
    pub channel: Channel,
}

/// Which step.
#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    Submit(Sent),
    /// Anew, with other answers: because it was asked for (補正), or because the person wants to.
    Resubmit(Sent),
    Withdraw,
    SayRegistryConsent(RegistryConsent),
    AskForCorrection(CorrectionRequest),
    Decide(Box<Decision>),
}

/// 補正依頼
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionRequest {
    pub officer: String,
    /// What is to be corrected, as the patient reads it.
    pub note: String,
}

/// 難病DB への二次利用の同意
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryConsent {
    pub given: bool,
}

/// 決定
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Decision {
    /// 支給認定: the certificate appears. Of an application for a 登録者証: that one.
    Granted {
        /// Id of the certificate.
        certificate: String,
        /// The certificate, as a change of its own.
        change: ChangeDocument,
    },
    /// What was asked for is done without a certificate: 償還払い is paid, a change is noted.
    Accepted {
        officer: String,
        /// As the patient reads it.
        note: String,
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
            Decision::Accepted { officer, .. } | Decision::Refused { officer, .. } => {
                signed_in.clone_into(officer);
            }
        }
        self
    }
}

/// What a step came to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepTaken {
    pub state: ApplicationState,
    /// 受付番号
    #[serde(default)]
    pub receipt: String,
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
            Taken::Submit(sent) => {
                let form =
                    sent.taken_in(tx, &patient, &rows, &self.application, &self.recorder, None).await?;
                draft::end(tx, &patient, &self.recorder, &self.application).await?;
                (self.recorder, ApplicationEvent::Submitted { form })
            }
            Taken::Resubmit(sent) => {
                let before = application.as_ref();
                let form =
                    sent.taken_in(tx, &patient, &rows, &self.application, &self.recorder, before).await?;
                draft::end(tx, &patient, &self.recorder, &self.application).await?;
                (self.recorder, ApplicationEvent::Resubmitted { form })
            }
            Taken::Withdraw => (self.recorder, ApplicationEvent::Withdrawn),
            Taken::SayRegistryConsent(RegistryConsent { given }) => {
                (self.recorder, ApplicationEvent::RegistryConsent { given })
            }
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
        let is_sent =
            matches!(event, ApplicationEvent::Submitted { .. } | ApplicationEvent::Resubmitted { .. });
        let is_withdrawn = matches!(event, ApplicationEvent::Withdrawn);
        let taken = record(tx, &patient, &self.application, recorder, event).await?;
        if is_sent || is_withdrawn {
            // What has been claimed is not told as something to claim.
            let rows = tx.facts_of(&patient).await?;
            notices::reconsider(tx, &patient, &rows).await?;
        }
        if is_sent {
            let rows = tx.facts_of(&patient).await?;
            let sent = super::one(&patient, &rows, &self.application)?.ok_or_else(Problem::storage)?;
            self.channel.send(tx, &patient, &sent).await?;
        }
        Ok(taken)
    }
}

impl Step {
    fn is_possible(&self, state: Option<ApplicationState>) -> Result<(), Problem> {
        let is_open = state.is_some_and(ApplicationState::is_open);
        let possible = match &self.taken {
            Taken::Submit(_) => state.is_none(),
            Taken::Resubmit(_) => is_open,
            Taken::Withdraw | Taken::Decide(_) => is_open || (planted!(DecidedTwice) && state.is_some()),
            // A consent may be taken back whatever has become of the application.
            Taken::SayRegistryConsent(_) => state.is_some(),
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
            Decision::Accepted { officer, .. } | Decision::Refused { officer, .. } => officer,
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
    let Application { id, state, form, receipt, .. } = application;
    match decision {
        Decision::Granted { certificate, change } => {
            let recorder = change::recorder(patient, &change.officer);
            let kind = match form.kind() {
                Some(engine::form::Kind::Registration) => ChangedKind::Registration,
                _ => ChangedKind::Certificate,
            };
            let change = Change::of(kind, &certificate, &patient.authority, change)?;
            let changed = change.put(tx, patient, Some(&id)).await?;
            if changed.state == ChangeState::AwaitingApproval {
                let recorded_at = changed.recorded_at.clone();
                return Ok(StepTaken { state, receipt, recorded_at, change: Some(changed) });
            }
            let event = ApplicationEvent::Granted { certificate };
            let taken = record(tx, patient, &id, recorder, event).await?;
            Ok(StepTaken { change: Some(changed), ..taken })
        }
        Decision::Accepted { officer, note } => {
            let recorder = change::recorder(patient, &officer);
            record(tx, patient, &id, recorder, ApplicationEvent::Accepted { note }).await
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
            let taken = record(tx, patient, &id, recorder, event).await?;
            let rows = tx.facts_of(patient).await?;
            notices::reconsider(tx, patient, &rows).await?;
            Ok(taken)
        }
    }
}

async fn record(
    tx: &mut Tx<'_>,
    patient: &Patient,
    id: &str,
    recorder: String,
    event: ApplicationEvent,
) -> Result<StepTaken, Problem> {
    let row = tx.append(patient, NewFact::new(Kind::Application, id, recorder, &event)?).await?;
    let rows = tx.facts_of(patient).await?;
    let Application { state, receipt, .. } = super::one(patient, &rows, id)?.ok_or_else(Problem::storage)?;
    Ok(StepTaken { state, receipt, recorded_at: row.recorded_at.clone(), change: None })
}
