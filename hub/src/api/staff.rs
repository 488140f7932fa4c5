//! For a municipality's staff (職員), each signed in as themselves: their sessions, and what asks for one person's word. The roles an operation
//! asks for stand in its description.

use super::document::{Document, Path, Recorded, once};
use super::session::left;
use crate::application::channel::Channel;
use crate::application::{Decision, Step, StepTaken, Taken};
use crate::auth::officer_of_session;
use crate::auth::session::{self, SessionTold};
use crate::auth::{Officer, Role, Roles, Side, Use, same_site};
use crate::problem::Problem;
use crate::{Hub, digest};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// The officer who is signed in.
#[derive(Serialize, ToSchema)]
pub struct OfficerTold {
    /// 団体コード of the municipality.
    authority: String,
    id: String,
    name: String,
    /// 課
    office: String,
    #[schema(value_type = Vec<crate::auth::Role>)]
    roles: Roles,
    session: SessionTold,
}

/// The officer who is signed in, or nobody.
#[derive(Serialize, ToSchema)]
pub struct StaffMe {
    officer: Option<OfficerTold>,
}

/// Which officer is signed in
///
/// Asking that is no error, signed in or not, and keeps no session alive.
#[utoipa::path(get, path = "/api/v1/staff/me", tag = "staff", security(()), responses((status = 200, body = StaffMe)))]
pub async fn staff_me(State(hub): State<Hub>, headers: HeaderMap) -> Result<Json<StaffMe>, Problem> {
    let session = session::of_request(&hub, &headers, Side::Officer, Use::Page).await?;
    let officer = officer_of_session(&hub, session).await?.map(|officer| OfficerTold {
        session: officer.session.told(&officer.session.id),
        authority: officer.authority,
        id: officer.id,
        name: officer.name,
        office: officer.office,
        roles: officer.roles,
    });
    Ok(Json(StaffMe { officer }))
}

/// Stay signed in
///
/// As if something had just been asked for; the answer says until when.
#[utoipa::path(post, path = "/api/v1/staff/me/stay", tag = "staff", security(("staff" = [])),
    responses((status = 200, body = SessionTold)))]
pub async fn staff_stay(
    State(hub): State<Hub>,
    _: Officer,
    headers: HeaderMap,
) -> Result<Json<SessionTold>, Problem> {
    session::stay(&hub, &headers, Side::Officer).await.map(Json)
}

/// Where one is signed in
///
/// One's own sessions, the newest first.
#[utoipa::path(get, path = "/api/v1/staff/me/sessions", tag = "staff", security(("staff" = [])),
    responses((status = 200, body = Vec<SessionTold>)))]
pub async fn staff_sessions(
    State(hub): State<Hub>,
    officer: Officer,
) -> Result<Json<Vec<SessionTold>>, Problem> {
    session::all(&hub, &officer.session).await.map(Json)
}

/// End one of one's sessions
#[utoipa::path(post, path = "/api/v1/staff/me/sessions/{session}/end", tag = "staff", security(("staff" = [])),
    responses((status = 204)))]
pub async fn staff_end_session(
    State(hub): State<Hub>,
    officer: Officer,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    session::end_one(&hub, &officer.session, id).await.map(|()| StatusCode::NO_CONTENT)
}

/// End all of one's sessions
///
/// Everywhere, here too.
#[utoipa::path(post, path = "/api/v1/staff/me/sessions/end", tag = "staff", security(("staff" = [])),
    responses((status = 204), (status = 205, description = "Done; there is a session at the provider, too.")))]
pub async fn staff_end_sessions(State(hub): State<Hub>, officer: Officer) -> Result<Response, Problem> {
    let cookie = session::end_all(&hub, &officer.session).await?;
    Ok(left(&hub, Side::Officer, cookie).await)
}

/// Sign out
#[utoipa::path(post, path = "/api/v1/staff/me/sign-out", tag = "staff", security(()),
    responses((status = 204), (status = 205, description = "Done; there is a session at the provider, too.")))]
pub async fn staff_sign_out(State(hub): State<Hub>, headers: HeaderMap) -> Result<Response, Problem> {
    same_site(&headers)?;
    let cookie = session::sign_out(&hub, &headers, Side::Officer).await?;
    Ok(left(&hub, Side::Officer, cookie).await)
}

/// Decide an application
///
/// In the name of whoever is signed in, whatever officer the document names. Asks for a sign-in of the last five minutes.
#[utoipa::path(put, path = "/api/v1/staff/people/{person}/applications/{application}/decision", tag = "staff",
    security(("staff" = ["decider"])), request_body = Decision,
    responses((status = 201, description = "Recorded.", body = Recorded<StepTaken>), (status = 200, description = "It was decided so before.", body = Recorded<StepTaken>)))]
pub async fn staff_decide(
    State(hub): State<Hub>,
    officer: Officer,
    Path((person, application)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    officer.may(Role::Decider)?;
    officer.is_fresh()?;
    let patient = officer.patient(&hub, &person).await?;
    let decision = document.read::<Decision>()?.by(&officer.id);
    let municipality = Some(officer.authority.clone());
    let id = format!("decision/{}", digest::of_document(&serde_json::to_value(&decision)?));
    let taken = Taken::Decide(Box::new(decision));
    let step = Step {
        recorder: officer.authority,
        municipality,
        person: patient.id,
        application,
        id,
        taken,
        channel: Channel::default(),
    };
    Ok(once(hub.store.carry_out(step).await?))
}
