//! Who is asking: a person or a member of staff with a session, or an organisation's machine with a key. Each is an extractor, so that a
//! handler that names one cannot be reached without it.

mod address;
mod machine;
mod officer;
pub mod oidc;
mod origin;
mod person;
pub mod proof;
pub mod session;
mod side;
mod signature;

pub use address::Address;
pub use machine::{FacilityClient, MunicipalityClient, PortalClient};
pub use officer::{Officer, Role, Roles, of_session as officer_of_session};
pub use origin::{from_own_page, same_site};
pub use person::{Actor, Fresh, Reader, Watcher};
pub use session::{SignIn, Use};
pub use side::Side;
pub use signature::Signed;

use crate::problem::Problem;
use crate::store::Session;
use crate::{Hub, digest};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::sync::{Arc, OnceLock};

/// Who asked, once that is known: a client that asks about what is not there is counted by it, and a refusal is written down with it.
#[derive(Clone, Default)]
pub struct Asker(Arc<OnceLock<Known>>);

struct Known {
    /// The client or account that limits are kept for.
    client: String,
    /// What the operator's line calls it: an organisation by its code, somebody signed in by the session alone.
    told: String,
}

impl Asker {
    /// One request of an organisation's machine.
    fn admit_machine(parts: &Parts, hub: &Hub, client: String) -> Result<(), Problem> {
        Asker::admit(parts, hub, client.clone(), client)
    }

    /// One request of somebody who is signed in. Whose session it is stands on the access log alone.
    fn admit_holder(parts: &Parts, hub: &Hub, session: &Session) -> Result<(), Problem> {
        let Session { side, authority, holder, id, .. } = session;
        Asker::admit(parts, hub, format!("{}/{authority}/{holder}", side.word()), format!("session/{id}"))
    }

    fn admit(parts: &Parts, hub: &Hub, client: String, told: String) -> Result<(), Problem> {
        let taken = hub.limits.take(&client);
        if let Some(Asker(asker)) = parts.extensions.get() {
            drop(asker.set(Known { client, told }));
        }
        taken
    }

    pub fn client(&self) -> Option<&str> {
        self.0.get().map(|known| &*known.client)
    }

    pub fn told(&self) -> Option<&str> {
        self.0.get().map(|known| &*known.told)
    }
}

/// Nobody the hub knows asks: so it is told, and after too many from one address to wait.
fn stranger(parts: &Parts, hub: &Hub, problem: Problem) -> Problem {
    hub.limits.stranger(&address::of_request(parts, hub), problem)
}

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
