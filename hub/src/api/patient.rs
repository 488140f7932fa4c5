//! For the person: their own facts. Totals are not sent; the portal works them out with the same engine.

use crate::problem::Problem;
use crate::store::FactRow;
use crate::{Hub, auth, clock, dossier};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// `GET /api/v1/me`: who is signed in, or nobody. Asking that is no error, signed in or not.
pub async fn me(State(hub): State<Hub>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let person = auth::person_if_any(&hub, &headers).await?;
    Ok(Json(json!({ "person": person })))
}

/// `POST /api/v1/me/sign-out`
pub async fn sign_out(State(hub): State<Hub>, headers: HeaderMap) -> Result<Response, Problem> {
    auth::same_site(&headers)?;
    let cookie = auth::sign_out(&hub, &headers).await?;
    Ok((
        StatusCode::NO_CONTENT,
        [
            (header::SET_COOKIE, cookie),
            (header::HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned()),
        ],
    )
        .into_response())
}

/// `GET /api/v1/people/{person}/facts`: with the moment they were true. 304 when nothing has changed since (ハッシュによる更新判定).
pub async fn facts(
    State(hub): State<Hub>,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    allowed(&hub, &headers, &person).await?;
    let now = clock::now();
    let newest = hub.store.newest(&person).await?;
    // The day is part of it: the same facts mean something else tomorrow.
    let tag = format!("\"{newest}-{}\"", clock::today());
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let rows: Vec<FactRow> = hub.store.facts_of(&person).await?;
    let facts = dossier::of_person(&rows)
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))?
        .ok_or_else(Problem::not_found)?;
    let mut response = Json(json!({
        "as_of": clock::stamp(now),
        "sequence": rows.last().map_or(0, |row| row.sequence),
        "facts": facts,
    }))
    .into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// May the signed-in person read about this one? Anyone else is, to them, not there.
pub async fn allowed(hub: &Hub, headers: &HeaderMap, person: &str) -> Result<(), Problem> {
    let signed_in = auth::person(hub, headers).await?;
    if signed_in == person { Ok(()) } else { Err(Problem::not_found()) }
}
