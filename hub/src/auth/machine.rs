//! Organisations' machines, each with a key that speaks for one organisation.

use super::{Asker, named, signature, stranger};
use crate::problem::Problem;
use crate::store::Patient;
use crate::{Hub, digest};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

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

impl MunicipalityClient {
    /// The person of this id, where this municipality holds them. Anyone else is, to it, not there.
    pub async fn patient(&self, hub: &Hub, id: &str) -> Result<Patient, Problem> {
        held_by(hub, &self.code, id).await
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

/// The person of this id, where this authority holds them.
pub(super) async fn held_by(hub: &Hub, authority: &str, id: &str) -> Result<Patient, Problem> {
    let patient = hub.store.patient(id).await?.ok_or_else(Problem::not_found)?;
    if patient.authority == authority { Ok(patient) } else { Err(Problem::not_found()) }
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
        .ok_or_else(|| stranger(parts, hub, Problem::unknown_client()))?;
    let known = hub.store.client(&key).await?;
    let client = known.ok_or_else(|| stranger(parts, hub, Problem::unknown_client()))?;
    Asker::admit_machine(parts, hub, format!("{}/{}", client.role, client.organisation))?;
    if let Some(signed) = signature::of_request(parts, hub, &client).await? {
        // For whoever keeps what was sent; that the body is the one whose digest was signed, the document sees to.
        parts.extensions.insert(signed);
    }
    if client.role == role && client.organisation == code { Ok(code) } else { Err(Problem::not_yours()) }
}
