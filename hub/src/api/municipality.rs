//! For municipalities and prefectures: what they decide about their own people.

use super::document::{Asked, Document, Path, Recorded, once, tagged, unchanged};
use crate::access_log::{self, Look, Who};
use crate::announcement::{AnnouncementDocument, Begin, Begun};
use crate::application::channel::{Channel, package};
use crate::application::{self, Application, CorrectionRequest, Decision, Step, StepTaken, Taken};
use crate::attachment::{self, Attached};
use crate::auth::MunicipalityClient;
use crate::change::{self, Changed, ChangedKind, PutChange};
use crate::problem::Problem;
use crate::proposal::{GiveVerdict, ProposalEvent, Verdict};
use crate::store::{FactRow, Kind};
use crate::{Hub, digest};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

async fn put(
    hub: &Hub,
    client: MunicipalityClient,
    person: String,
    kind: ChangedKind,
    id: &str,
    document: &Document,
) -> Result<Response, Problem> {
    let change = PutChange::new(client.code, person, kind, id, document.read()?)?;
    Ok(once(hub.store.carry_out(change).await?))
}

/// Register or change a person
///
/// The first version makes the person known here; `undisclosed` is 不開示 (isNotDisclosed): from then on the person is, to everybody
/// outside, not there.
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/people/{person}", tag = "municipality",
    security(("municipality" = [])), request_body = change::ChangeDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<Changed>), (status = 200, description = "It was recorded before.", body = Recorded<Changed>)))]
pub async fn put_person(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let id = person.clone();
    put(&hub, client, person, ChangedKind::Person, &id, &document).await
}

/// Register, change or end a certificate
///
/// 受給者証. Every version stays under its 履歴キー; a change says which one it replaces. One that changes a past cap waits for a
/// second person.
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/people/{person}/certificates/{certificate}",
    tag = "municipality", security(("municipality" = [])), request_body = change::ChangeDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<Changed>), (status = 200, description = "It was recorded before.", body = Recorded<Changed>)))]
pub async fn put_certificate(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, id)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    put(&hub, client, person, ChangedKind::Certificate, &id, &document).await
}

/// Register or change a registration certificate
///
/// 登録者証
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/people/{person}/registrations/{registration}",
    tag = "municipality", security(("municipality" = [])), request_body = change::ChangeDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<Changed>), (status = 200, description = "It was recorded before.", body = Recorded<Changed>)))]
pub async fn put_registration(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, id)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    put(&hub, client, person, ChangedKind::Registration, &id, &document).await
}

/// Register or change the household
///
/// Who shares one household cap (世帯内按分), as far as this person may know.
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/people/{person}/household", tag = "municipality",
    security(("municipality" = [])), request_body = change::ChangeDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<Changed>), (status = 200, description = "It was recorded before.", body = Recorded<Changed>)))]
pub async fn put_household(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    put(&hub, client, person, ChangedKind::Household, "household", &document).await
}

/// Register, change or end a mandate
///
/// 代理: the other person may read and apply for this one, from a day to a day.
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/people/{person}/mandates/{actor}", tag = "municipality",
    security(("municipality" = [])), request_body = change::ChangeDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<Changed>), (status = 200, description = "It was recorded before.", body = Recorded<Changed>)))]
pub async fn put_mandate(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, actor)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    put(&hub, client, person, ChangedKind::Mandate, &actor, &document).await
}

/// One version of something the municipality has recorded.
#[derive(Serialize, ToSchema)]
pub struct Version {
    sequence: i64,
    kind: String,
    id: String,
    history_key: String,
    /// Organisation and member of staff.
    recorder: String,
    recorded_at: String,
    /// The fields that differ from the version before; empty for the first.
    changed: Vec<String>,
}

/// Every version of everything decided about a person
///
/// 差分履歴, in the order of recording. The look is on the person's access log.
#[utoipa::path(get, path = "/api/v1/municipalities/{municipality}/people/{person}/history", tag = "municipality",
    security(("municipality" = [])), params(("x-officer" = String, Header, description = "Who looks.")),
    responses((status = 200, body = Vec<Version>), (status = 304)))]
pub async fn history(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let patient = client.patient(&hub, &person).await?;
    on_record(&hub, &client, &person, &headers, "access.history").await?;
    let rows = hub.store.facts_of(&patient).await?;
    let recorded = [Kind::Person, Kind::Certificate, Kind::Registration, Kind::Household, Kind::Mandate];
    let rows: Vec<&FactRow> = rows.iter().filter(|row| recorded.contains(&row.kind)).collect();
    let mut versions = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let before = rows[..place].iter().rev().find(|before| before.kind == row.kind && before.id == row.id);
        let now = serde_json::from_str(&row.body)?;
        let changed =
            before.map_or_else(|| Ok(Vec::new()), |before| change::differences(&before.body, &now))?;
        versions.push(Version {
            sequence: row.sequence,
            kind: row.kind.word().to_owned(),
            id: row.id.clone(),
            history_key: row.history_key.clone(),
            recorder: row.recorder.clone(),
            recorded_at: row.recorded_at.clone(),
            changed,
        });
    }
    answer(&headers, &versions)
}

/// A change of a past cap that waits.
#[derive(Serialize, ToSchema)]
pub struct WaitingProposal {
    proposal: String,
    person: String,
    proposed_at: String,
    officer: String,
    /// The change as it was sent.
    #[schema(value_type = Object)]
    change: change::Change,
}

/// Changes that wait for a second person
#[utoipa::path(get, path = "/api/v1/municipalities/{municipality}/proposals", tag = "municipality",
    security(("municipality" = [])), params(("x-officer" = String, Header, description = "Who looks.")),
    responses((status = 200, body = Vec<WaitingProposal>), (status = 304)))]
pub async fn proposals(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut waiting: Vec<WaitingProposal> = Vec::new();
    // Of each proposal the last event: where that is still the proposal itself, it waits.
    for (patient, row) in hub.store.worklist(&client.code, Kind::Proposal, 0).await? {
        if let ProposalEvent::Proposed(proposal) = serde_json::from_str(&row.body)? {
            on_record(&hub, &client, &patient.id, &headers, "access.proposal").await?;
            waiting.push(WaitingProposal {
                proposal: row.id.clone(),
                person: patient.id,
                proposed_at: row.recorded_at.clone(),
                officer: proposal.change.document.officer.clone(),
                change: proposal.change,
            });
        }
    }
    answer(&headers, &waiting)
}

/// Approve or decline a change
///
/// By another member of staff than the one who proposed it.
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/people/{person}/proposals/{proposal}/verdict",
    tag = "municipality", security(("municipality" = [])), request_body = Verdict,
    responses((status = 201, description = "Recorded.", body = Recorded<Changed>), (status = 200, description = "It was given before.", body = Recorded<Changed>)))]
pub async fn verdict(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, proposal)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let verdict = document.read()?;
    Ok(once(hub.store.carry_out(GiveVerdict { municipality: client.code, person, proposal, verdict }).await?))
}

/// Where a list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// The last sequence of the page before.
    #[serde(default)]
    after: i64,
}

/// Applications
///
/// In the order of their newest events, with state and form; at most a few hundred at a time.
#[utoipa::path(get, path = "/api/v1/municipalities/{municipality}/applications", tag = "municipality",
    security(("municipality" = [])),
    params(Page, ("x-officer" = String, Header, description = "Who looks.")),
    responses((status = 200, body = Vec<Application>), (status = 304)))]
pub async fn worklist(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Asked(page): Asked<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut applications: Vec<Application> = Vec::new();
    for (patient, row) in hub.store.worklist(&client.code, Kind::Application, page.after).await? {
        on_record(&hub, &client, &patient.id, &headers, "access.application").await?;
        let rows = hub.store.facts_of(&patient).await?;
        applications.extend(application::one(&patient, &rows, &row.id)?);
    }
    answer(&headers, &applications)
}

/// Ask for a correction
///
/// 補正依頼: the application is open again to the patient.
#[utoipa::path(put, tag = "municipality", security(("municipality" = [])),
    path = "/api/v1/municipalities/{municipality}/people/{person}/applications/{application}/correction-requests/{request}",
    request_body = CorrectionRequest,
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was asked before.", body = Recorded<StepTaken>)))]
pub async fn ask_for_correction(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, application, id)): Path<(String, String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let step = Taken::AskForCorrection(document.read()?);
    take(&hub, client, person, application, format!("correction-requests/{id}"), step).await
}

/// Decide an application
///
/// 支給認定: the certificate appears at once (or, where it changes a past cap, after a second person's approval). 不認定: for want of severity it
/// opens the right to apply again.
#[utoipa::path(put, tag = "municipality", security(("municipality" = [])),
    path = "/api/v1/municipalities/{municipality}/people/{person}/applications/{application}/decision",
    request_body = Decision,
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was decided so before.", body = Recorded<StepTaken>)))]
pub async fn decide(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, application)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    // After a proposal was declined another decision is possible, so the decision itself is part of its key.
    let id = format!("decision/{}", digest::of_document(&document.0));
    let step = Taken::Decide(Box::new(document.read()?));
    take(&hub, client, person, application, id, step).await
}

async fn take(
    hub: &Hub,
    client: MunicipalityClient,
    person: String,
    application: String,
    id: String,
    taken: Taken,
) -> Result<Response, Problem> {
    let municipality = Some(client.code.clone());
    let step = Step {
        recorder: client.code,
        municipality,
        person,
        application,
        id,
        taken,
        channel: Channel::default(),
    };
    Ok(once(hub.store.carry_out(step).await?))
}

/// An application beside what is worked out.
#[derive(Serialize, ToSchema)]
pub struct Examined {
    application: Application,
    attachments: Vec<Attached>,
    /// The form as the engine works it out from the facts of when it was sent and for that day: months, charges, first day, papers. None of
    /// a kind this version does not know.
    #[schema(value_type = Option<Object>)]
    evidence: Option<Value>,
}

/// One application with its evidence
///
/// What the person answered beside what follows from the registered charges, as the person saw it. The look is on the person's access log.
#[utoipa::path(get, tag = "municipality", security(("municipality" = [])),
    path = "/api/v1/municipalities/{municipality}/people/{person}/applications/{application}",
    params(("x-officer" = String, Header, description = "Who looks.")),
    responses((status = 200, body = Examined), (status = 304)))]
pub async fn examine(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let patient = client.patient(&hub, &person).await?;
    on_record(&hub, &client, &person, &headers, "access.application").await?;
    let rows = hub.store.facts_of(&patient).await?;
    let application = application::one(&patient, &rows, &id)?.ok_or_else(Problem::not_found)?;
    let evidence = application::evidence(&rows, &application)?.map(serde_json::to_value).transpose()?;
    let attachments = attachment::all(hub.store.readers(), &patient, &id).await?;
    answer(&headers, &Examined { application, attachments, evidence })
}

/// Packages to be fetched
///
/// Of authorities that take applications as archives (ぴったりサービス方式), the oldest first.
#[utoipa::path(get, path = "/api/v1/municipalities/{municipality}/packages", tag = "municipality",
    security(("municipality" = [])), responses((status = 200, body = Vec<package::Waiting>), (status = 304)))]
pub async fn packages(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&headers, &package::waiting(&hub.store, &client.code).await?)
}

/// Fetch an application's package
///
/// One archive (ZIP) of at most ten megabytes: a list of contents, the form, the files. The look is on the person's access log.
#[utoipa::path(get, tag = "municipality", security(("municipality" = [])),
    path = "/api/v1/municipalities/{municipality}/people/{person}/applications/{application}/package",
    params(("x-officer" = String, Header, description = "Who looks.")),
    responses((status = 200, content_type = "application/zip")))]
pub async fn package(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, application)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let patient = client.patient(&hub, &person).await?;
    on_record(&hub, &client, &person, &headers, "access.application").await?;
    let waiting = package::body(&hub.store, &patient, &application).await?;
    let body = if let Some(waiting) = waiting {
        waiting
    } else {
        let rows = hub.store.facts_of(&patient).await?;
        let sent = application::one(&patient, &rows, &application)?.ok_or_else(Problem::not_found)?;
        package::on_demand(&hub.store, &patient, &sent).await?
    };
    Ok(super::application::download("application/zip", "application.zip", body))
}

/// Say that packages have arrived
///
/// Those of an application up to this sequence; they are not listed any more.
#[utoipa::path(put, tag = "municipality", security(("municipality" = [])),
    path = "/api/v1/municipalities/{municipality}/people/{person}/applications/{application}/packages/{sequence}/received",
    responses((status = 204)))]
pub async fn package_received(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person, application, sequence)): Path<(String, String, String, i64)>,
) -> Result<StatusCode, Problem> {
    let patient = client.patient(&hub, &person).await?;
    let received =
        package::Received { authority: patient.authority, person: patient.id, application, sequence };
    hub.store.carry_out(received).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tell all people something
///
/// It goes out in waves of `wave` people every `pause` seconds, so that a million open pages do not come back in the same second.
#[utoipa::path(put, path = "/api/v1/municipalities/{municipality}/announcements/{announcement}", tag = "municipality",
    security(("municipality" = [])), request_body = AnnouncementDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<Begun>), (status = 200, description = "It was begun before.", body = Recorded<Begun>)))]
pub async fn announce(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, id)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    Ok(once(hub.store.carry_out(Begin { municipality: client.code, id, document: document.read()? }).await?))
}

fn answer(headers: &HeaderMap, answer: &impl Serialize) -> Result<Response, Problem> {
    let answer = serde_json::to_value(answer)?;
    let tag = digest::of_document(&answer);
    Ok(unchanged(headers, &tag).unwrap_or_else(|| tagged(&tag, answer)))
}

/// A look of a member of staff is on the person's log before anything is told.
async fn on_record(
    hub: &Hub,
    client: &MunicipalityClient,
    person: &str,
    headers: &HeaderMap,
    action: &'static str,
) -> Result<(), Problem> {
    let officer = headers.get("x-officer").and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    if officer.is_empty() {
        return Err(Problem::unreadable("x-officer", "the header must name the member of staff who looks"));
    }
    let patient = client.patient(hub, person).await?;
    access_log::write(hub, Look::new(patient, Who::municipality(&client.code, officer), action)).await
}
