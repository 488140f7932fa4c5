//! Who is asking: a person with a session, or an organisation's machine with a key. Each is an extractor, so that a handler that names
//! one cannot be reached without it.

use crate::access_log::{self, Look, Who};
use crate::problem::Problem;
use crate::store::{BeginSession, EndSession, Kind, Patient};
use crate::{Hub, clock, digest, dossier, mandate};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

/// Minutes a session lives at most.
pub const SESSION_MINUTES: i64 = 12 * 60;
const COOKIE: &str = "sid";

/// A machine of the facility that the address names.
pub struct FacilityClient {
    /// 医療機関コード
    pub code: String,
}

impl FromRequestParts<Hub> for FacilityClient {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Ok(FacilityClient { code: organisation(parts, hub, "facility").await? })
    }
}

/// A machine of the municipality (or prefecture) that the address names.
pub struct MunicipalityClient {
    /// 団体コード
    pub code: String,
}

impl FromRequestParts<Hub> for MunicipalityClient {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Ok(MunicipalityClient { code: organisation(parts, hub, "municipality").await? })
    }
}

/// A machine of the other portal that the address names.
pub struct PortalClient {
    pub code: String,
}

impl FromRequestParts<Hub> for PortalClient {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Ok(PortalClient { code: organisation(parts, hub, "portal").await? })
    }
}

impl MunicipalityClient {
    /// The person of this id, where this municipality holds them. Anyone else is, to it, not there.
    pub async fn patient(&self, hub: &Hub, id: &str) -> Result<Patient, Problem> {
        let patient = hub.store.patient(id).await?.ok_or_else(Problem::not_found)?;
        if patient.authority == self.code { Ok(patient) } else { Err(Problem::not_found()) }
    }
}

/// The signed-in person, and the one the address names: themselves, or somebody they may act for.
pub struct Reader {
    pub actor: String,
    pub patient: Patient,
}

impl FromRequestParts<Hub> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        let Actor(actor) = Actor::from_request_parts(parts, hub).await?;
        let patient = hub.store.patient(&named(parts, hub, "person").await?).await?;
        let patient = patient.ok_or_else(Problem::not_found)?;
        if actor != patient.id && !mandate::may_act_for(&hub.store, &actor, &patient).await? {
            return Err(Problem::not_found());
        }
        let reader = Reader { actor, patient };
        let person = hub.store.newest_of(&reader.patient, Kind::Person, &reader.patient.id).await?;
        if dossier::is_undisclosed(person.as_ref())? {
            access_log::write(hub, Look::refused(reader.patient, Who::person(&reader.actor))).await?;
            return Err(Problem::not_found());
        }
        Ok(reader)
    }
}

impl Reader {
    /// Somebody who reads for another is on the other's access log before anything is sent.
    pub async fn on_record(&self, hub: &Hub, action: &'static str) -> Result<(), Problem> {
        if self.actor == self.patient.id {
            return Ok(());
        }
        access_log::write(hub, Look::new(self.patient.clone(), Who::person(&self.actor), action)).await
    }
}

/// The signed-in person. A request that changes something must come from a page of ours.
pub struct Actor(pub String);

impl FromRequestParts<Hub> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        let person = person_if_any(hub, &parts.headers).await?.ok_or_else(Problem::not_signed_in)?;
        if !parts.method.is_safe() {
            same_site(&parts.headers)?;
        }
        hub.limits.take(&person)?;
        Ok(Actor(person))
    }
}

/// The organisation behind the request's key, which must be the one the address names.
async fn organisation(parts: &mut Parts, hub: &Hub, role: &'static str) -> Result<String, Problem> {
    let code = named(parts, hub, role).await?;
    let key = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(digest::of_text)
        .ok_or_else(Problem::unknown_client)?;
    let (its_role, organisation) = hub.store.client(&key).await?.ok_or_else(Problem::unknown_client)?;
    hub.limits.take(&key)?;
    if its_role == role && organisation == code { Ok(code) } else { Err(Problem::not_yours()) }
}

/// The part of the address of this name.
async fn named(parts: &mut Parts, hub: &Hub, name: &str) -> Result<String, Problem> {
    let names = RawPathParams::from_request_parts(parts, hub).await.map_err(|_| Problem::not_found())?;
    let value = names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
    value.ok_or_else(Problem::not_found)
}

/// The signed-in person, or nobody. The token itself is never stored and never logged.
pub async fn person_if_any(hub: &Hub, headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(token) = session_token(headers) else { return Ok(None) };
    let now = clock::stamp(clock::now());
    Ok(hub.store.session(&digest::of_text(token), &now).await?)
}

/// Begins a session and gives the cookie to set.
pub async fn sign_in(hub: &Hub, person: &str) -> Result<String, Problem> {
    let token = random_key()?;
    let until = clock::stamp_in(SESSION_MINUTES);
    let session =
        BeginSession { token_digest: digest::of_text(&token), person: person.to_owned(), expires_at: until };
    hub.store.carry_out(session).await?;
    Ok(format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", SESSION_MINUTES * 60))
}

/// Ends the session the request carries, if any, and gives the cookie that forgets it.
pub async fn sign_out(hub: &Hub, headers: &HeaderMap) -> Result<String, Problem> {
    if let Some(token) = session_token(headers) {
        hub.store.carry_out(EndSession { token_digest: digest::of_text(token) }).await?;
    }
    Ok(format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

/// 32 random bytes: a session's token or a machine's key.
pub fn random_key() -> Result<String, Problem> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|_| Problem::busy())?;
    Ok(digest::hex(&random))
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
