//! For the person who applies: forms under way, files, applications and what becomes of them.

use super::document::{Document, Path, Recorded, once, tagged, unchanged};
use super::patient::of_facts;
use crate::application::channel::Channel;
use crate::application::{self, RegistryConsent, Sent, Step, StepTaken, Taken, Told};
use crate::attachment::{self, Attach, Attached, Content};
use crate::auth::{Fresh, Reader};
use crate::draft::{self, AddOffers, Discard, Draft, Kept, Save, Saved};
use crate::problem::Problem;
use crate::self_info::SelfInfo;
use crate::store::Patient;
use crate::{Hub, digest};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::Deserialize;
use utoipa::ToSchema;

/// Applications
///
/// 申請 with where they stand, what to expect, whom to ask and everything that happened to them, the newest first.
#[utoipa::path(get, path = "/api/v1/people/{person}/applications", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<Told>), (status = 304)))]
pub async fn applications(
    State(hub): State<Hub>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    reader.on_record(&hub, "access.application").await?;
    applications_told(&hub, &reader.patient, &headers).await
}

/// The same to whoever may read it.
pub async fn applications_told(
    hub: &Hub,
    patient: &Patient,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    of_facts(hub, patient, headers, |rows| {
        let applications = application::all(patient, rows)?;
        let told = applications.into_iter().map(|one| Told::of(patient, rows, &hub.config.offices, one));
        Ok(serde_json::to_value(told.collect::<Result<Vec<Told>, Problem>>()?)?)
    })
    .await
}

/// Apply
///
/// The id is the sender's own making: sending it again is the same application. Asks for a sign-in of the last five minutes. A form that is
/// not complete is refused with the question in `field` and every fault in `problems`.
#[utoipa::path(put, path = "/api/v1/people/{person}/applications/{application}", tag = "patient",
    security(("person" = [])), request_body = Sent,
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was sent before.", body = Recorded<StepTaken>)))]
pub async fn apply(
    State(hub): State<Hub>,
    _: Fresh,
    reader: Reader,
    Path((_, id)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let step = Taken::Submit(document.read()?);
    take(&hub, reader, id, "submit".to_owned(), step).await
}

/// Send an application anew
///
/// After the municipality has asked for a correction (補正), or with other answers as long as it is not decided. Asks for a sign-in of the last
/// five minutes.
#[utoipa::path(put, path = "/api/v1/people/{person}/applications/{application}/resubmissions/{resubmission}",
    tag = "patient", security(("person" = [])), request_body = Sent,
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was sent before.", body = Recorded<StepTaken>)))]
pub async fn resubmit(
    State(hub): State<Hub>,
    _: Fresh,
    reader: Reader,
    Path((_, application, id)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let step = Taken::Resubmit(document.read()?);
    take(&hub, reader, application, format!("resubmissions/{id}"), step).await
}

/// Withdraw an application
#[utoipa::path(put, path = "/api/v1/people/{person}/applications/{application}/withdrawal", tag = "patient",
    security(("person" = [])),
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was withdrawn before.", body = Recorded<StepTaken>)))]
pub async fn withdraw(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application)): Path<(String, String)>,
) -> Result<Response, Problem> {
    take(&hub, reader, application, "withdrawal".to_owned(), Taken::Withdraw).await
}

/// Agree to secondary use, or take it back
///
/// 難病DB への二次利用: apart from the application itself, and at any time.
#[utoipa::path(put, path = "/api/v1/people/{person}/applications/{application}/registry-consents/{consent}",
    tag = "patient", security(("person" = [])), request_body = RegistryConsent,
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was said before.", body = Recorded<StepTaken>)))]
pub async fn say_registry_consent(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application, id)): Path<(String, String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let step = Taken::SayRegistryConsent(document.read()?);
    take(&hub, reader, application, format!("registry-consents/{id}"), step).await
}

async fn take(
    hub: &Hub,
    reader: Reader,
    application: String,
    id: String,
    taken: Taken,
) -> Result<Response, Problem> {
    reader.on_record(hub, "access.applied").await?;
    let channel: Channel = hub.config.channel(&reader.patient.authority);
    let (recorder, person) = (reader.actor, reader.patient.id);
    let step = Step { recorder, municipality: None, person, application, id, taken, channel };
    Ok(once(hub.store.carry_out(step).await?))
}

/// Forms under way
///
/// The drafts the signed-in person has for this one, with what other sources offer; nobody else sees them.
#[utoipa::path(get, path = "/api/v1/people/{person}/drafts", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<Draft>), (status = 304)))]
pub async fn drafts(State(hub): State<Hub>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    reader.on_record(&hub, "access.application").await?;
    let rows = hub.store.facts_of(&reader.patient).await?;
    let mut drafts = draft::all(&hub.store, &reader.patient, &reader.actor).await?;
    for draft in &mut drafts {
        let asked = std::mem::take(&mut draft.given.offers);
        draft.given.offers =
            application::offers(&reader.patient, &rows, draft.kind, &draft.application, asked)?;
    }
    let answer = serde_json::to_value(drafts)?;
    let tag = digest::of_document(&answer);
    Ok(unchanged(&headers, &tag).unwrap_or_else(|| tagged(&tag, answer)))
}

/// Save a form under way
///
/// The whole of it, under the id of the application it will be. A saving names the version it builds on; where another window has saved
/// since, it is refused.
#[utoipa::path(put, path = "/api/v1/people/{person}/drafts/{application}", tag = "patient", security(("person" = [])),
    request_body = Saved, responses((status = 200, body = Kept)))]
pub async fn save_draft(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application)): Path<(String, String)>,
    document: Document,
) -> Result<Json<Kept>, Problem> {
    let saved = document.read()?;
    let save = Save { actor: reader.actor, person: reader.patient.id, application, saved };
    Ok(Json(hub.store.carry_out(save).await?.answer))
}

/// Throw a form under way away
///
/// With the files that were sent up for it, unless they are part of an application.
#[utoipa::path(delete, path = "/api/v1/people/{person}/drafts/{application}", tag = "patient", security(("person" = [])),
    responses((status = 204)))]
pub async fn discard_draft(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let discard = Discard { actor: reader.actor, person: reader.patient.id, application };
    hub.store.carry_out(discard).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Items the person agrees to have asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Keys of questions.
    items: Vec<String>,
}

/// What can be asked for
///
/// Keys of the questions to which マイナポータルの自己情報 has answers; none where it is not connected.
#[utoipa::path(get, path = "/api/v1/people/{person}/self-info", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<String>)))]
pub async fn self_info_items(State(hub): State<Hub>, _: Reader) -> Json<&'static [&'static str]> {
    Json(SelfInfo::of(hub.config.mode).items())
}

/// Ask for what the authorities hold
///
/// マイナポータルの自己情報, for these items only; it stands in the draft as an offer, and is an answer when the person agrees to it.
#[utoipa::path(post, path = "/api/v1/people/{person}/drafts/{application}/self-info", tag = "patient",
    security(("person" = [])), request_body = Asked, responses((status = 200, body = Kept)))]
pub async fn ask_self_info(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application)): Path<(String, String)>,
    document: Document,
) -> Result<Json<Kept>, Problem> {
    let Asked { items } = document.read()?;
    let offers = SelfInfo::of(hub.config.mode).fetch(&reader.patient, &items)?;
    reader.on_record(&hub, "access.self_info").await?;
    let add = AddOffers { actor: reader.actor, person: reader.patient.id, application, offers };
    Ok(Json(hub.store.carry_out(add).await?.answer))
}

/// Files of an application
#[utoipa::path(get, path = "/api/v1/people/{person}/applications/{application}/attachments", tag = "patient",
    security(("person" = [])), responses((status = 200, body = Vec<Attached>), (status = 304)))]
pub async fn attachments(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let attached = attachment::all(hub.store.readers(), &reader.patient, &application).await?;
    let answer = serde_json::to_value(attached)?;
    let tag = digest::of_document(&answer);
    Ok(unchanged(&headers, &tag).unwrap_or_else(|| tagged(&tag, answer)))
}

/// Send a file up
///
/// JPEG, PNG or PDF, known by its content; place, time and other traces of the sender are taken out of pictures. The answer says what is kept,
/// and an answer of the form names the file by it. All files of an application together have at most what the form says.
#[utoipa::path(put, path = "/api/v1/people/{person}/applications/{application}/attachments/{attachment}", tag = "patient",
    security(("person" = [])), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Kept.", body = Recorded<Attached>), (status = 200, description = "It was sent before.", body = Recorded<Attached>)))]
pub async fn attach(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application, id)): Path<(String, String, String)>,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = whole(body).await?;
    // Looking through ten megabytes is no work for a thread that answers others.
    let content = tokio::task::spawn_blocking(move || Content::of(&bytes)).await;
    let content = content.map_err(|_| Problem::busy())??;
    let attach = Attach { actor: reader.actor, person: reader.patient.id, application, id, content };
    Ok(once(hub.store.carry_out(attach).await?))
}

/// A file as kept
#[utoipa::path(get, path = "/api/v1/people/{person}/applications/{application}/attachments/{attachment}", tag = "patient",
    security(("person" = [])), responses((status = 200, content_type = "application/octet-stream")))]
pub async fn attachment(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, application, id)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let kept = attachment::one(&hub.store, &reader.patient, &application, &id).await?;
    // Before it is sent, a file is its sender's like the draft it belongs to.
    let rows = hub.store.facts_of(&reader.patient).await?;
    let is_sent = application::one(&reader.patient, &rows, &application)?.is_some();
    let kept = kept.filter(|kept| is_sent || kept.actor == reader.actor).ok_or_else(Problem::not_found)?;
    reader.on_record(&hub, "access.application").await?;
    Ok(download(&kept.media, "file", kept.body))
}

/// Bytes that no browser takes for a page.
pub fn download(media: &str, name: &str, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}

/// The whole file. Of one that is too large the rest is read and thrown away, so that the sender hears the reason.
async fn whole(body: Body) -> Result<Vec<u8>, Problem> {
    const THROWN_AWAY: usize = 4 * attachment::LARGEST;
    let mut parts = body.into_data_stream();
    let (mut bytes, mut came) = (Vec::new(), 0);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Problem::of_file(engine::form::BROKEN_FILE))?;
        came += part.len();
        if came <= attachment::LARGEST {
            bytes.extend_from_slice(&part);
        } else if came > THROWN_AWAY {
            break;
        }
    }
    if came > attachment::LARGEST { Err(Problem::of_file(engine::form::TOO_LARGE)) } else { Ok(bytes) }
}
