//! A municipality's staff (職員), each with an account of their own. What an officer does is done as themselves, never as a citizen.

use super::machine::held_by;
use super::session::{self, Use};
use super::{Asker, Side, same_site, stranger};
use crate::Hub;
use crate::problem::Problem;
use crate::store::{Patient, Session};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an officer may do.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 窓口: answers citizens, and may look at what they see.
    Desk,
    /// Decides applications.
    Decider,
    /// The second person where a decision changes what has passed.
    Approver,
    /// 監査: reads who looked at what.
    Auditor,
    /// 宿日直: looks in an emergency, and otherwise not at all.
    Duty,
}

impl Role {
    const ALL: [Role; 5] = [Role::Desk, Role::Decider, Role::Approver, Role::Auditor, Role::Duty];

    pub fn word(self) -> &'static str {
        match self {
            Role::Desk => "desk",
            Role::Decider => "decider",
            Role::Approver => "approver",
            Role::Auditor => "auditor",
            Role::Duty => "duty",
        }
    }
}

/// An officer's roles, each once, in the order above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// From words divided by spaces or commas.
    pub fn of_words(words: &str) -> Result<Roles, String> {
        let words: Vec<&str> =
            words.split([' ', ',']).map(str::trim).filter(|word| !word.is_empty()).collect();
        if let Some(slip) = words.iter().find(|word| Role::ALL.iter().all(|role| role.word() != **word)) {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
            return Err(format!("there is no role {slip:?}; there are {}", known.join(", ")));
        }
        Ok(Roles(Role::ALL.into_iter().filter(|role| words.contains(&role.word())).collect()))
    }

    /// As words divided by spaces.
    pub fn words(&self) -> String {
        self.0.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
    }

    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The signed-in member of a municipality's staff. A request that changes something must come from a page of ours.
#[derive(Clone, Debug)]
pub struct Officer {
    /// 団体コード of the municipality that employs them: all they do is within it.
    pub authority: String,
    /// As their organisation names them; this stands in every record of what they did.
    pub id: String,
    pub name: String,
    /// 課: with every look the person is told it.
    pub office: String,
    pub roles: Roles,
    /// Their own record, where their organisation says which: not theirs to look at in office.
    pub person: Option<String>,
    pub session: Session,
}

impl FromRequestParts<Hub> for Officer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        let session = session::of_request(hub, &parts.headers, Side::Officer, Use::Holder).await?;
        let officer = of_session(hub, session).await?;
        let officer = officer.ok_or_else(|| stranger(parts, hub, Problem::not_signed_in()))?;
        if !parts.method.is_safe() {
            same_site(&parts.headers)?;
        }
        Asker::admit_holder(parts, hub, &officer.session)?;
        Ok(officer)
    }
}

/// The officer behind a session, unless the account has ended since. Roles are those of now, not of the sign-in.
pub async fn of_session(hub: &Hub, session: Option<Session>) -> Result<Option<Officer>, Problem> {
    let Some(session) = session else { return Ok(None) };
    let account = hub.store.officer(&session.authority, &session.holder).await?;
    Ok(account.map(|account| Officer {
        authority: account.authority,
        id: account.id,
        name: account.name,
        office: account.office,
        roles: account.roles,
        person: account.person,
        session,
    }))
}

impl Officer {
    /// Refused unless the officer has this role.
    pub fn may(&self, role: Role) -> Result<(), Problem> {
        if self.roles.has(role) { Ok(()) } else { Err(Problem::not_your_role()) }
    }

    /// Refused unless the officer may look in an emergency (緊急の閲覧): whoever works with people's records, whatever the role. Who
    /// only audits looks at nobody.
    pub fn may_in_emergency(&self) -> Result<(), Problem> {
        let works =
            [Role::Desk, Role::Decider, Role::Approver, Role::Duty].iter().any(|role| self.roles.has(*role));
        if works { Ok(()) } else { Err(Problem::not_your_role()) }
    }

    /// Refused unless the officer has proved who they are within the last minutes (step-up), as before a decision.
    pub fn is_fresh(&self) -> Result<(), Problem> {
        self.session.is_fresh()
    }

    /// The person of this id, where the officer's municipality holds them. Anyone else is, to them, not there; nor are they themselves:
    /// nobody has to do with their own record in office.
    pub async fn patient(&self, hub: &Hub, id: &str) -> Result<Patient, Problem> {
        if self.person.as_deref() == Some(id) {
            return Err(Problem::not_found());
        }
        held_by(hub, &self.authority, id).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_words_and_a_slip_is_named() {
        let roles = Roles::of_words("approver,desk desk").unwrap_or_default();
        assert_eq!(roles.words(), "desk approver");
        assert!(roles.has(Role::Desk) && !roles.has(Role::Decider));
        assert!(Roles::of_words("desk,king").is_err_and(|sentence| sentence.contains("king")));
    }
}
