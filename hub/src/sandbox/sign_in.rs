//! Choosing who to be. Only in the sandbox.

use super::people;
use crate::problem::Problem;
use crate::{Hub, auth, clock, dossier};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
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
    let cookie = auth::sign_in(&hub, &person).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
