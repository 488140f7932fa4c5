//! People with a session, and the records they may read.

use super::session::{self, Use};
use super::{Asker, Side, named, same_site, stranger};
use crate::access_log::{self, Look, Who};
use crate::problem::Problem;
use crate::store::{Kind, Known, Patient, Session};
use crate::{Hub, dossier, mandate};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The signed-in person. A request that changes something must come from a page of ours.
pub struct Actor {
    pub person: String,
    pub session: Session,
}

impl FromRequestParts<Hub> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Actor::of_request(parts, hub, Use::Holder).await
    }
}

impl Actor {
    async fn of_request(parts: &Parts, hub: &Hub, used_by: Use) -> Result<Self, Problem> {
        let session = session::of_request(hub, &parts.headers, Side::Person, used_by).await?;
        let session = session.ok_or_else(|| stranger(parts, hub, Problem::not_signed_in()))?;
        if !parts.method.is_safe() {
            same_site(&parts.headers)?;
        }
        Asker::admit_holder(parts, hub, &session)?;
        Ok(Actor { person: session.holder.clone(), session })
    }
}

/// The signed-in person, who has proved who they are within the last minutes (step-up): for what weighs most, such as an application.
pub struct Fresh;

impl FromRequestParts<Hub> for Fresh {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Actor::of_request(parts, hub, Use::Holder).await?.session.is_fresh().map(|()| Fresh)
    }
}

/// The signed-in person, and the one the address names: themselves, or somebody they may act for.
pub struct Reader {
    pub actor: String,
    pub patient: Patient,
    /// Everything about them as it stood when they were let in, where it was at hand.
    pub known: Option<Known>,
}

impl FromRequestParts<Hub> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Reader::of_request(parts, hub, Use::Holder).await
    }
}

/// The same for a page that lies open and asks by itself: it keeps no session alive.
pub struct Watcher(pub Reader);

impl FromRequestParts<Hub> for Watcher {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Reader::of_request(parts, hub, Use::Page).await.map(Watcher)
    }
}

impl Reader {
    async fn of_request(parts: &mut Parts, hub: &Hub, used_by: Use) -> Result<Self, Problem> {
        let Actor { person: actor, .. } = Actor::of_request(parts, hub, used_by).await?;
        let id = named(parts, hub, "person").await?;
        let known = hub.store.person_at_hand(&id);
        let patient = match &known {
            Some(known) => Some(known.patient().clone()),
            None => hub.store.patient(&id).await?,
        };
        let patient = patient.ok_or_else(Problem::not_found)?;
        if actor != patient.id && !mandate::may_act_for(&hub.store, &actor, &patient).await? {
            return Err(Problem::not_found());
        }
        let person = match &known {
            Some(known) => known.newest_of(Kind::Person, &id).cloned(),
            None => hub.store.newest_of(&patient, Kind::Person, &id).await?,
        };
        let reader = Reader { actor, patient, known };
        if dossier::is_undisclosed(person.as_ref())? {
            access_log::write(hub, Look::refused(reader.patient, Who::person(&reader.actor))).await?;
            return Err(Problem::not_found());
        }
        Ok(reader)
    }

    /// Somebody who reads for another is on the other's access log before anything is sent.
    pub async fn on_record(&self, hub: &Hub, action: &'static str) -> Result<(), Problem> {
        if self.actor == self.patient.id {
            return Ok(());
        }
        access_log::write(hub, Look::new(self.patient.clone(), Who::person(&self.actor), action)).await
    }
}
