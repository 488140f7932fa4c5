//! Where an application stands, as the person reads it: 受付 → 審査 → 補正 → 決定 → 交付, what to expect, whom to ask, and what follows.

use super::office::Office;
use super::{Application, ApplicationEvent, ApplicationState, Offices};
use crate::clock;
use crate::dossier;
use crate::problem::Problem;
use crate::store::{FactRow, Kind, Patient};
use engine::facts::{Certificate, Registration};
use engine::form::{self, FormView, Given};
use engine::{Day, watch};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An application as the person is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Told {
    #[serde(flatten)]
    application: Application,
    pub status: Status,
}

/// Where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// The stages, in order.
    timeline: Vec<Stage>,
    office: Office,
    /// The days between which a decision is to be expected; none once it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    expected: Option<[Day; 2]>,
    /// May it be withdrawn, or sent anew with other answers?
    open: bool,
    /// What is to be corrected, while it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<String>,
    /// What it rests on is not so any more.
    ground_gone: bool,
    /// 難病DB: what was said last.
    registry_consent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decided>,
}

/// One stage.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names of the answer")]
struct Stage {
    /// `received`, `review`, `correction`, `decision` or `issue`.
    stage: &'static str,
    /// `done`, `now` or `to_come`.
    state: &'static str,
    /// When it was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

/// What was decided, and what follows.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Decided {
    Granted {
        /// Id of the certificate.
        certificate: String,
        /// Its first day, where it can be seen already.
        #[schema(value_type = Option<String>)]
        from: Option<Day>,
        /// The first day as the rule has it for the day of the application, and what fixes it.
        #[schema(value_type = Option<Object>)]
        start: Option<Value>,
        /// Are the two the same? Where not, the authority has looked at more than is known here: ask there.
        as_worked_out: bool,
    },
    Accepted {
        note: String,
    },
    Refused {
        mild: bool,
        #[schema(value_type = String)]
        notified_on: Day,
        note: String,
        /// Until when one may apply again without a new certificate of the doctor.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        reapply_until: Option<Day>,
    },
}

impl Told {
    pub fn of(
        patient: &Patient,
        rows: &[FactRow],
        offices: &Offices,
        application: Application,
    ) -> Result<Told, Problem> {
        let status = Status::of(patient, rows, offices, &application)?;
        Ok(Told { application: application.shown(), status })
    }
}

impl Status {
    fn of(
        patient: &Patient,
        rows: &[FactRow],
        offices: &Offices,
        application: &Application,
    ) -> Result<Status, Problem> {
        let office = offices.office(&patient.authority, application.form.kind());
        let received = application.day();
        let [least, most] = office.days;
        let expected = received.filter(|_| application.state.is_open());
        let expected = expected.map(|day| [day.plus_days(least.into()), day.plus_days(most.into())]);
        Ok(Status {
            timeline: timeline(application),
            office,
            expected,
            open: application.state.is_open(),
            correction: application.correction(),
            ground_gone: application.is_flagged(),
            registry_consent: application.registry_consent(),
            decision: decided(rows, application)?,
        })
    }
}

fn timeline(application: &Application) -> Vec<Stage> {
    let when = |wanted: fn(&ApplicationEvent) -> bool| {
        application.events.iter().rev().find(|told| wanted(&told.event)).map(|told| told.at.clone())
    };
    let asked = when(|event| matches!(event, ApplicationEvent::CorrectionAsked { .. }));
    let decided = when(|event| {
        let granted = matches!(event, ApplicationEvent::Granted { .. } | ApplicationEvent::Accepted { .. });
        granted || matches!(event, ApplicationEvent::Refused { .. } | ApplicationEvent::Withdrawn)
    });
    let over = !application.state.is_open();
    let stage = |stage, state, at| Stage { stage, state, at };
    let now_or_done = |now: bool| if now { "now" } else { "done" };
    let review = application.state == ApplicationState::Submitted;
    let mut stages = vec![
        stage("received", "done", Some(application.submitted_at.clone())),
        stage("review", now_or_done(review), None),
    ];
    if let Some(at) = asked {
        let now = application.state == ApplicationState::CorrectionAsked;
        stages.push(stage("correction", now_or_done(now), Some(at)));
    }
    let granted = application.state == ApplicationState::Granted;
    stages.push(stage("decision", if over { "done" } else { "to_come" }, decided.clone()));
    if granted || !over {
        stages.push(stage("issue", if granted { "done" } else { "to_come" }, decided.filter(|_| granted)));
    }
    stages
}

fn decided(rows: &[FactRow], application: &Application) -> Result<Option<Decided>, Problem> {
    for told in application.events.iter().rev() {
        match &told.event {
            ApplicationEvent::Granted { certificate } => {
                let from = first_day(rows, certificate)?;
                let start = evidence(rows, application)?.and_then(|view| view.start);
                let start = start.and_then(|start| {
                    if start.with_reason { start.dates.unavoidable } else { start.dates.ordinary }
                });
                return Ok(Some(Decided::Granted {
                    certificate: certificate.clone(),
                    from,
                    as_worked_out: start.is_none_or(|start| Some(start.start) == from),
                    start: start.map(serde_json::to_value).transpose()?,
                }));
            }
            ApplicationEvent::Accepted { note } => return Ok(Some(Decided::Accepted { note: note.clone() })),
            ApplicationEvent::Refused { mild, notified_on, note } => {
                let rights = dossier::of_person(rows)?
                    .map(|facts| watch::all(&facts, clock::today()).reapplications)
                    .unwrap_or_default();
                let right = rights.into_iter().find(|right| right.notified_on == *notified_on);
                return Ok(Some(Decided::Refused {
                    mild: *mild,
                    notified_on: *notified_on,
                    note: note.clone(),
                    reapply_until: right.filter(|_| *mild).map(|right| right.until),
                }));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The first day of what was issued.
fn first_day(rows: &[FactRow], id: &str) -> Result<Option<Day>, Problem> {
    let newest = |kind| rows.iter().rev().find(|row| row.kind == kind && row.id == id);
    if let Some(row) = newest(Kind::Certificate) {
        return Ok(Some(serde_json::from_str::<Certificate>(&row.body)?.valid.from));
    }
    let registration = newest(Kind::Registration).map(|row| serde_json::from_str::<Registration>(&row.body));
    Ok(registration.transpose()?.map(|registration| registration.from))
}

/// What the engine makes of an application, from the facts of when it was sent last and for that day.
pub fn evidence(rows: &[FactRow], application: &Application) -> Result<Option<FormView>, Problem> {
    let (Some(kind), Some(day), Some(sent)) =
        (application.form.kind(), application.day(), application.sent_as())
    else {
        return Ok(None);
    };
    let until = rows.partition_point(|row| row.sequence <= sent);
    let facts = dossier::of_person(&rows[..until])?;
    let given = Given { answers: application.form.answers(), offers: application.form.offers.clone() };
    Ok(facts.map(|facts| form::work_out(kind, &facts, &given, day)))
}

impl Application {
    /// The day it was received: a correction does not make it later.
    pub fn day(&self) -> Option<Day> {
        self.submitted_at.get(..10)?.parse().ok()
    }

    /// Sequence of the event with which it was sent last.
    fn sent_as(&self) -> Option<i64> {
        let is_sent = |event: &ApplicationEvent| {
            matches!(event, ApplicationEvent::Submitted { .. } | ApplicationEvent::Resubmitted { .. })
        };
        self.events.iter().rev().find(|told| is_sent(&told.event)).map(|told| told.sequence)
    }

    /// What is to be corrected, while it is.
    fn correction(&self) -> Option<String> {
        let asked = self.events.iter().rev().find_map(|told| match &told.event {
            ApplicationEvent::CorrectionAsked { note } => Some(note.clone()),
            _ => None,
        });
        asked.filter(|_| self.state == ApplicationState::CorrectionAsked)
    }
}
