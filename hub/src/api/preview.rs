//! 職員プレビュー: an officer sees what a person sees, read-only, by the same functions. The session is the officer's own, and no operation of a person's
//! takes it.

use super::document::Document;
use super::patient;
use crate::Hub;
use crate::auth::session::{self, SessionTold};
use crate::auth::{Officer, Role};
use crate::problem::Problem;
use crate::staff::preview::{self, Acting, Asked, Preview};
use crate::store::Patient;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The officer whose session has a preview that runs. Without one there is nothing here.
pub struct Looking {
    officer: Officer,
    preview: Preview,
}

impl FromRequestParts<Hub> for Looking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        let officer = Officer::from_request_parts(parts, hub).await?;
        let running = preview::running(&hub.store, &officer).await?;
        if !running.as_ref().is_some_and(Preview::is_emergency) {
            officer.may(Role::Desk)?;
        }
        Ok(Looking { officer, preview: running.ok_or_else(Problem::not_found)? })
    }
}

/// A preview that runs.
#[derive(Serialize, ToSchema)]
pub struct PreviewTold {
    #[serde(flatten)]
    acting: Acting,
    /// Reference of the person.
    person: String,
}

impl PreviewTold {
    fn of(hub: &Hub, Looking { officer, preview }: Looking) -> Self {
        PreviewTold { acting: preview.acting(hub, &officer), person: preview.patient.id }
    }
}

/// Begin a preview
///
/// Of somebody of the officer's own municipality, by 受給者番号 (`recipient_number`) or by `name` and `born_on`, for fifteen minutes, in place
/// of the one that runs. The look is on the person's access log before this is answered. Whoever is undisclosed, of another municipality or the
/// officer themselves is not there. In an emergency (`purpose.emergency`, `confirmed`, a longer reason) the role is not asked for, unless it is
/// the auditor's alone; another officer looks through it afterwards.
#[utoipa::path(post, path = "/api/v1/preview", tag = "staff", security(("staff" = ["desk"])), request_body = Asked,
    responses((status = 201, description = "It runs.", body = PreviewTold)))]
pub async fn preview_begin(
    State(hub): State<Hub>,
    officer: Officer,
    document: Document,
) -> Result<Response, Problem> {
    let begun = preview::begin(&hub, &officer, &document.read()?).await?.ok_or_else(Problem::not_found)?;
    let told = PreviewTold::of(&hub, Looking { officer, preview: begun });
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

/// The preview that runs
#[utoipa::path(get, path = "/api/v1/preview", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = PreviewTold)))]
pub async fn preview_running(State(hub): State<Hub>, looking: Looking) -> Json<PreviewTold> {
    Json(PreviewTold::of(&hub, looking))
}

/// The person's facts
///
/// The same document as the person gets, and who is looking in `acting`.
#[utoipa::path(get, path = "/api/v1/preview/facts", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = super::describe::FactsTold), (status = 304)))]
pub async fn preview_facts(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    preview.on_record(&hub, &officer, "facts").await?;
    let known = hub.store.at_hand(&preview.patient);
    patient::facts_told(&hub, &preview.patient, known, &headers, Some(preview.acting(&hub, &officer))).await
}

/// The person's notices
#[utoipa::path(get, path = "/api/v1/preview/notices", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = Vec<crate::notices::NoticeTold>), (status = 304)))]
pub async fn preview_notices(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    preview.on_record(&hub, &officer, "notices").await?;
    patient::notices_told(&hub, &preview.patient, &headers).await
}

/// The person's applications
#[utoipa::path(get, path = "/api/v1/preview/applications", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = Vec<crate::application::Application>), (status = 304)))]
pub async fn preview_applications(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    preview.on_record(&hub, &officer, "applications").await?;
    super::application::applications_told(&hub, &preview.patient, &headers).await
}

/// Whom the person may act for
///
/// As on the person's own page, without those whom another municipality holds and without the officer.
#[utoipa::path(get, path = "/api/v1/preview/people", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = Vec<super::patient::ActsFor>), (status = 304)))]
pub async fn preview_people(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    preview.on_record(&hub, &officer, "people").await?;
    let theirs = |patient: &Patient| {
        patient.authority == officer.authority && officer.person.as_deref() != Some(&*patient.id)
    };
    patient::people_told(&hub, &preview.patient.id, &headers, theirs).await
}

/// Where the person is signed in
///
/// None of it is the session that asks.
#[utoipa::path(get, path = "/api/v1/preview/sessions", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = Vec<SessionTold>)))]
pub async fn preview_sessions(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
) -> Result<Json<Vec<SessionTold>>, Problem> {
    preview.on_record(&hub, &officer, "sessions").await?;
    session::of_person(&hub, &preview.patient.id).await.map(Json)
}

/// The person's access log
#[utoipa::path(get, path = "/api/v1/preview/access-log", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 200, body = Vec<crate::access_log::LookTold>), (status = 304)))]
pub async fn preview_access_log(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    preview.on_record(&hub, &officer, "access-log").await?;
    patient::log_told(&hub, &preview.patient, &headers).await
}

/// Print
///
/// An action of its own, for the person at the counter: when this is answered it is on the person's log, and the page may be printed.
#[utoipa::path(post, path = "/api/v1/preview/print", tag = "staff", security(("staff" = ["desk"])),
    responses((status = 204)))]
pub async fn preview_print(
    State(hub): State<Hub>,
    Looking { officer, preview }: Looking,
) -> Result<StatusCode, Problem> {
    preview.print(&hub, &officer).await.map(|()| StatusCode::NO_CONTENT)
}

/// End the preview
///
/// That there is none is no error.
#[utoipa::path(post, path = "/api/v1/preview/end", tag = "staff", security(("staff" = [])), responses((status = 204)))]
pub async fn preview_end(State(hub): State<Hub>, officer: Officer) -> Result<StatusCode, Problem> {
    preview::end(&hub, &officer).await.map(|()| StatusCode::NO_CONTENT)
}
