//! Who is asking: a person with a session, or an organisation's machine with a key.

use crate::problem::Problem;
use crate::registration::{hex, sha256_hex};
use crate::{Hub, clock};
use axum::http::{HeaderMap, header};

/// Minutes a session lives at most.
pub const SESSION_MINUTES: i64 = 12 * 60;
const COOKIE: &str = "sid";

/// The signed-in person. The token itself is never stored and never logged.
pub async fn person(hub: &Hub, headers: &HeaderMap) -> Result<String, Problem> {
    person_if_any(hub, headers).await?.ok_or_else(Problem::not_signed_in)
}

/// The signed-in person, or nobody.
pub async fn person_if_any(hub: &Hub, headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(token) = session_token(headers) else { return Ok(None) };
    let now = clock::stamp(clock::now());
    Ok(hub.store.session(&sha256_hex(token), &now).await?)
}

/// Begins a session and gives the cookie to set.
pub async fn sign_in(hub: &Hub, person: &str) -> Result<String, Problem> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|_| Problem::not_signed_in())?;
    let token = hex(&random);
    let until = clock::stamp_in(SESSION_MINUTES);
    hub.store.begin_session(sha256_hex(&token), person.to_owned(), until).await?;
    Ok(format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", SESSION_MINUTES * 60))
}

/// Ends the session the request carries, if any, and gives the cookie that forgets it.
pub async fn sign_out(hub: &Hub, headers: &HeaderMap) -> Result<String, Problem> {
    if let Some(token) = session_token(headers) {
        hub.store.end_session(sha256_hex(token)).await?;
    }
    Ok(format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

/// The organisation behind the request's key must be this facility.
pub async fn facility(hub: &Hub, headers: &HeaderMap, code: &str) -> Result<(), Problem> {
    let key = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(Problem::unknown_client)?;
    match hub.store.client(&sha256_hex(key)).await? {
        Some((role, organisation)) if role == "facility" && organisation == code => Ok(()),
        Some(_) => Err(Problem::not_yours()),
        None => Err(Problem::unknown_client()),
    }
}

/// A browser says where a request comes from; one that says "elsewhere" is refused, and so is one that a form of another
/// site could have made (no custom header). Machines with keys do not come through here.
pub fn same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let asked_by_us = headers.get("x-requested-by").is_some_and(|value| value == "portal");
    if asked_by_us && from_own_page(headers) { Ok(()) } else { Err(Problem::cross_site()) }
}

/// As far as the browser says, the request comes from a page of this very origin.
pub fn from_own_page(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
}

fn session_token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
