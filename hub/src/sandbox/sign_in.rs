//! Choosing who to be. Only in the sandbox.

use super::people;
use crate::problem::Problem;
use crate::{Hub, auth, clock};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// `GET /sandbox/people`: the sample people, without anything one would have to sign in for.
pub async fn people() -> Json<Value> {
    let people = people::sample(clock::today()).map(|sample| sample.people).unwrap_or_default();
    Json(json!({
        "people": people
            .iter()
            .map(|person| json!({ "id": person.facts.person.id, "name": person.facts.person.name, "about": person.about }))
            .collect::<Vec<_>>(),
    }))
}

/// `POST /sandbox/sign-in/{person}`
pub async fn sign_in(
    State(hub): State<Hub>,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::same_site(&headers)?;
    if hub.store.patient(&person).await?.is_none() {
        return Err(Problem::not_found());
    }
    let cookie = auth::sign_in(&hub, &person).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
