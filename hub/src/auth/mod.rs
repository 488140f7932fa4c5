//! Who is asking: a person or a member of staff with a session, or an organisation's machine with a key. Each is an extractor, so that a
//! handler that names one cannot be reached without it.

mod machine;
mod officer;
mod origin;
mod person;
pub mod session;
mod side;

pub use machine::{FacilityClient, MunicipalityClient, PortalClient};
pub use officer::{Officer, Role, Roles, of_session as officer_of_session};
pub use origin::{from_own_page, same_site};
pub use person::{Actor, Fresh, Reader, Watcher};
pub use session::{SignIn, Use};
pub use side::Side;

use crate::problem::Problem;
use crate::{Hub, digest};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

/// 32 random bytes: a session's token or a machine's key.
pub fn random_key() -> Result<String, Problem> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|_| Problem::busy())?;
    Ok(digest::hex(&random))
}

/// The part of the address of this name.
async fn named(parts: &mut Parts, hub: &Hub, name: &str) -> Result<String, Problem> {
    let names = RawPathParams::from_request_parts(parts, hub).await.map_err(|_| Problem::not_found())?;
    let value = names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
    value.ok_or_else(Problem::not_found)
}
