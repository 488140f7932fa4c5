//! Choosing who to be. Only in the sandbox.

use super::people;
use crate::auth::{self, Side, SignIn, session};
use crate::problem::Problem;
use crate::{Hub, clock, dossier};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::{Value, json};

/// `GET /sandbox/people`: the sample people, without anything one would have to sign in for.
pub async fn people() -> Json<Value> {
    let sample = people::sample(clock::today());
    let shown = sample.iter().flat_map(people::Sample::shown);
    let people: Vec<Value> = shown
        .map(|person| json!({ "id": person.facts.person.id, "name": person.facts.person.name, "about": person.about }))
        .collect();
    Json(json!({ "people": people }))
}

/// `GET /sandbox/officers`: the sample municipalities' staff.
pub async fn officers() -> Json<Value> {
    let sample = people::sample(clock::today());
    let officers: Vec<Value> = sample
        .iter()
        .flat_map(|sample| &sample.officers)
        .map(|officer| json!({ "authority": officer.authority, "id": officer.id, "name": officer.name, "about": officer.about }))
        .collect();
    Json(json!({ "officers": officers }))
}

/// `POST /sandbox/sign-in/{person}`
pub async fn sign_in(
    State(hub): State<Hub>,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::same_site(&headers)?;
    let patient = hub.store.patient(&person).await?.ok_or_else(Problem::not_found)?;
    if dossier::of_person(&hub.store.facts_of(&patient).await?)?.is_none() {
        return Err(Problem::not_found());
    }
    begin(&hub, &headers, Side::Person, String::new(), person).await
}

/// `POST /sandbox/staff-sign-in/{authority}/{officer}`
pub async fn staff_sign_in(
    State(hub): State<Hub>,
    Path((authority, officer)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::same_site(&headers)?;
    let account = hub.store.officer(&authority, &officer).await?.ok_or_else(Problem::not_found)?;
    begin(&hub, &headers, Side::Officer, account.authority, account.id).await
}

/// The sample officers by what the form below sends, and in words.
pub fn choices() -> Vec<(String, String)> {
    let sample = people::sample(clock::today());
    let officers = sample.iter().flat_map(|sample| &sample.officers);
    let choice = officers.map(|officer| {
        let words = format!("{}（{}）{}", officer.name, officer.authority, officer.about);
        (format!("{}/{}", officer.authority, officer.id), words)
    });
    choice.collect()
}

/// Who the form of the staff's page has chosen.
#[derive(Deserialize)]
pub struct Chosen {
    /// Authority and id, divided by a slash.
    officer: String,
}

/// `POST /sandbox/staff-sign-in`: the same by a form, and on to the staff's page.
pub async fn staff_sign_in_by_form(
    State(hub): State<Hub>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    if !auth::from_own_page(&headers) {
        return Err(Problem::cross_site());
    }
    let (authority, officer) = chosen.officer.split_once('/').ok_or_else(Problem::not_found)?;
    let account = hub.store.officer(authority, officer).await?.ok_or_else(Problem::not_found)?;
    let signed_in = begin(&hub, &headers, Side::Officer, account.authority, account.id).await?;
    let cookie = signed_in.headers().get(header::SET_COOKIE).cloned().ok_or_else(Problem::not_found)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/staff/")).into_response())
}

async fn begin(
    hub: &Hub,
    headers: &HeaderMap,
    side: Side,
    authority: String,
    holder: String,
) -> Result<Response, Problem> {
    let who = SignIn { side, authority, holder, authenticated_at: clock::now(), how: "sandbox".to_owned() };
    let cookie = session::begin(hub, headers, who).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
