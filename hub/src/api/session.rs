//! Sessions of people: who is signed in, until when, where else; staying and leaving.

use super::document::Path;
use crate::auth::session::{self, SessionTold};
use crate::auth::{Actor, Reader, Side, Use, same_site};
use crate::problem::Problem;
use crate::store::{Kind, Session, Show};
use crate::{Hub, dossier, mandate};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Who is signed in, or nobody.
#[derive(Serialize, ToSchema)]
pub struct Me {
    person: Option<String>,
    /// Whose pages to show: another person the one signed in may act for, chosen with `show`. Nothing: their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<String>,
    session: Option<SessionTold>,
}

/// Who is signed in
///
/// Asking that is no error, signed in or not, and keeps no session alive: a page may ask to know when to warn.
#[utoipa::path(get, path = "/api/v1/me", tag = "patient", security(()), responses((status = 200, body = Me)))]
pub async fn me(State(hub): State<Hub>, headers: HeaderMap) -> Result<Json<Me>, Problem> {
    let session = session::of_request(&hub, &headers, Side::Person, Use::Page).await?;
    let told = session.as_ref().map(|session| session.told(&session.id));
    let shown = match &session {
        Some(session) => shown(&hub, session).await?,
        None => None,
    };
    Ok(Json(Me { person: session.map(|session| session.holder), shown, session: told }))
}

/// Whom the session shows, as long as its holder may act for them.
async fn shown(hub: &Hub, session: &Session) -> Result<Option<String>, Problem> {
    let Some(person) = hub.store.shown(session).await? else { return Ok(None) };
    let Some(patient) = hub.store.patient(&person).await? else { return Ok(None) };
    let person_row = hub.store.newest_of(&patient, Kind::Person, &patient.id).await?;
    let may = mandate::may_act_for(&hub.store, &session.holder, &patient).await?
        && !dossier::is_undisclosed(person_row.as_ref())?;
    Ok(Some(person).filter(|_| may))
}

/// Show somebody else
///
/// Oneself again, or a person one may act for: the pages of this session are about them from now on, also when they are loaded again. It is a
/// convenience and no right: every question is looked at as before.
#[utoipa::path(post, path = "/api/v1/people/{person}/show", tag = "patient", security(("person" = [])),
    responses((status = 204)))]
pub async fn show(State(hub): State<Hub>, actor: Actor, reader: Reader) -> Result<StatusCode, Problem> {
    hub.store.carry_out(Show { session: actor.session, person: reader.patient.id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stay signed in
///
/// As if something had just been asked for; the answer says until when.
#[utoipa::path(post, path = "/api/v1/me/stay", tag = "patient", security(("person" = [])),
    responses((status = 200, body = SessionTold)))]
pub async fn stay(
    State(hub): State<Hub>,
    _: Actor,
    headers: HeaderMap,
) -> Result<Json<SessionTold>, Problem> {
    session::stay(&hub, &headers, Side::Person).await.map(Json)
}

/// Where one is signed in
///
/// One's own sessions, the newest first.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<SessionTold>)))]
pub async fn sessions(State(hub): State<Hub>, actor: Actor) -> Result<Json<Vec<SessionTold>>, Problem> {
    session::all(&hub, &actor.session).await.map(Json)
}

/// End one of one's sessions
///
/// By the id of the list: of a machine that was lost, or left signed in.
#[utoipa::path(post, path = "/api/v1/me/sessions/{session}/end", tag = "patient", security(("person" = [])),
    responses((status = 204)))]
pub async fn end_session(
    State(hub): State<Hub>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    session::end_one(&hub, &actor.session, id).await.map(|()| StatusCode::NO_CONTENT)
}

/// End all of one's sessions
///
/// Everywhere, here too.
#[utoipa::path(post, path = "/api/v1/me/sessions/end", tag = "patient", security(("person" = [])),
    responses((status = 204), (status = 205, description = "Done; `/sign-out` leads on to signing out of the provider.")))]
pub async fn end_sessions(State(hub): State<Hub>, actor: Actor) -> Result<Response, Problem> {
    let cookie = session::end_all(&hub, &actor.session).await?;
    Ok(left(&hub, Side::Person, cookie).await)
}

/// Sign out
#[utoipa::path(post, path = "/api/v1/me/sign-out", tag = "patient", security(()),
    responses((status = 204), (status = 205, description = "Done; `/sign-out` leads on to signing out of the provider.")))]
pub async fn sign_out(State(hub): State<Hub>, headers: HeaderMap) -> Result<Response, Problem> {
    same_site(&headers)?;
    let cookie = session::sign_out(&hub, &headers, Side::Person).await?;
    Ok(left(&hub, Side::Person, cookie).await)
}

/// The session is over; the browser forgets its cookie and whatever else there is. 205: the page goes on to where one signs out of the
/// provider, too.
pub async fn left(hub: &Hub, side: Side, cookie: String) -> Response {
    const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
    let clear = "\"cache\", \"storage\"".to_owned();
    let status = match hub.providers.sign_out(side).await {
        Some(_) => StatusCode::RESET_CONTENT,
        None => StatusCode::NO_CONTENT,
    };
    (status, [(header::SET_COOKIE, cookie), (CLEAR, clear)]).into_response()
}
