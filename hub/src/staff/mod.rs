//! The pages of a municipality's staff (職員): signed in as themselves, they find a person of their own municipality and see what that person
//! sees; and they work on what people have applied for.

mod audit;
mod case;
mod deciding;
mod desk;
mod evidence;
mod finding;
mod inbox;
mod markup;
mod page;
pub mod preview;
mod proposals;
mod seeking;
mod words;

use crate::Hub;
use crate::auth::{Officer, Side, Use, from_own_page, officer_of_session, session};
use crate::problem::Problem;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Form, Router};
use seeking::{Entry, Way};

pub fn routes() -> Router<Hub> {
    Router::new()
        .route("/staff", get(desk::home))
        .route("/staff/", get(desk::home))
        .merge(to_somebody(Way::Ordinary))
        .merge(to_somebody(Way::Emergency))
        .route("/staff/audit", get(audit::page))
        .route("/staff/emergencies", get(audit::emergencies).post(audit::review_emergency))
        .route("/staff/end", post(desk::end))
        .route("/staff/inbox", get(inbox::page))
        .route("/staff/applications/{person}/{application}", get(case::page))
        .route("/staff/applications/{person}/{application}/print", get(case::print))
        .route("/staff/applications/{person}/{application}/export", get(case::export))
        .route("/staff/applications/{person}/{application}/files/{file}", get(case::file))
        .route("/staff/applications/{person}/{application}/correction", post(case::ask_for_correction))
        .route("/staff/applications/{person}/{application}/decision", post(case::decide))
        .route("/staff/proposals", get(proposals::page))
        .route("/staff/proposals/{person}/{proposal}", post(proposals::give))
        .route("/staff/sign-out", post(desk::sign_out))
        .route("/staff/staff.css", get(page::style))
}

/// The form that leads to somebody's page.
fn to_somebody(way: Way) -> Router<Hub> {
    let asking = move |hub: State<Hub>, headers: HeaderMap| seeking::asking(way, hub, headers);
    let find = move |hub: State<Hub>, headers: HeaderMap, entry: Form<Entry>| {
        seeking::find(way, hub, headers, entry)
    };
    Router::new().route(way.address(), get(asking).post(find))
}

/// An officer before one of the staff's pages, and the token of their forms.
struct Signed {
    officer: Officer,
    token: String,
}

/// The officer who is signed in, or nobody.
async fn signed_in(hub: &Hub, headers: &HeaderMap) -> Result<Option<Signed>, Problem> {
    let session = session::of_request(hub, headers, Side::Officer, Use::Holder).await?;
    let Some(officer) = officer_of_session(hub, session).await? else { return Ok(None) };
    hub.limits.take(&format!("{}/{}", officer.authority, officer.id))?;
    Ok(Some(Signed { officer, token: page::token(hub.config.mode, headers) }))
}

/// The officer whose form this is.
async fn sent_by(hub: &Hub, headers: &HeaderMap, token: &str) -> Result<Signed, Problem> {
    if !from_own_page(headers) {
        return Err(Problem::cross_site());
    }
    let signed = signed_in(hub, headers).await?.ok_or_else(Problem::not_signed_in)?;
    if signed.token == token { Ok(signed) } else { Err(Problem::cross_site()) }
}
