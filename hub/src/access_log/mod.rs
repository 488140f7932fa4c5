//! アクセス記録: who looked at whose record, or changed it. An entry is on the disk, chained to the one before, before what was looked at leaves
//! the hub.

pub mod chain;
pub mod checkpoint;
mod entry;
pub mod forget;
pub mod proof;
pub mod review;
mod told;
mod tree;
pub mod verify;

pub use told::{LookTold, of_person};

use crate::Hub;
use crate::auth::Officer;
use crate::problem::Problem;
use crate::store::{Command, Patient, Tx};
use serde_json::json;

/// The version of the rules by which the hub lets somebody look; written down with every entry.
const POLICY: &str = "1";

/// Somebody signed in; objects are the session's id, how they proved who they are, and the kind of browser. No look at a record, and on
/// nobody's page: it is for whoever reads the whole log.
pub const SIGNED_IN: &str = "log.signed_in";

/// Who looks: the one who really does, never the one for whom.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// `facility`, `municipality`, `person`, `operator`.
    pub role: &'static str,
    /// Who vouches for the subject: the hub itself, or the address of a sign-in service.
    pub issuer: String,
    pub subject: String,
    /// The organisation's code; of people none.
    pub organisation: String,
    /// 課
    pub office: String,
    /// The member of staff, as their organisation names them.
    pub officer: String,
}

/// Vouched for by the hub's own keys and sessions.
const THE_HUB: &str = "hub";

impl Who {
    /// A facility's machine.
    pub fn facility(code: &str) -> Who {
        Who::machine("facility", code)
    }

    /// A municipality's machine, and the member of staff it names.
    pub fn municipality(code: &str, officer: &str) -> Who {
        Who { officer: officer.trim().to_owned(), ..Who::machine("municipality", code) }
    }

    /// A signed-in member of a municipality's staff.
    pub fn officer(officer: &Officer) -> Who {
        Who::staff(&officer.authority, &officer.office, &officer.id)
    }

    /// The same by what the account says.
    pub fn staff(authority: &str, office: &str, id: &str) -> Who {
        Who {
            role: "municipality",
            issuer: THE_HUB.to_owned(),
            subject: id.to_owned(),
            organisation: authority.to_owned(),
            office: office.to_owned(),
            officer: id.to_owned(),
        }
    }

    pub fn person(id: &str) -> Who {
        Who { role: "person", issuer: THE_HUB.to_owned(), subject: id.to_owned(), ..Who::default() }
    }

    /// Whoever runs the hub's own program on the machine of the authority's data.
    pub fn operator(authority: &str) -> Who {
        let name = ["SUDO_USER", "USER"].iter().find_map(|name| std::env::var(name).ok());
        let organisation = authority.to_owned();
        let (issuer, subject) = ("operating system".to_owned(), name.unwrap_or_default());
        Who { role: "operator", issuer, subject, organisation, ..Who::default() }
    }

    fn machine(role: &'static str, code: &str) -> Who {
        let (issuer, subject, organisation) = (THE_HUB.to_owned(), code.to_owned(), code.to_owned());
        Who { role, issuer, subject, organisation, ..Who::default() }
    }
}

/// Somebody other than the person looks, acts for them, or changes what is recorded about them.
#[derive(Clone, Debug)]
pub struct Look {
    pub patient: Patient,
    who: Who,
    on_behalf_of: String,
    purpose: &'static str,
    reason: String,
    /// What was looked at or done, as a message key.
    action: &'static str,
    /// Which of it.
    objects: Vec<String>,
    refused: bool,
}

impl Look {
    /// For the purpose that goes without saying, where there is one.
    pub fn new(patient: Patient, who: Who, action: &'static str) -> Look {
        let on_behalf_of = if who.role == "person" { patient.id.clone() } else { String::new() };
        let (purpose, reason) = (usual_purpose(who.role), String::new());
        Look { patient, who, on_behalf_of, purpose, reason, action, objects: Vec::new(), refused: false }
    }

    /// Somebody asked about a person who must not be shown. To them the person is not there; the log knows better (RULES §16.8).
    pub fn refused(patient: Patient, who: Who) -> Look {
        Look { refused: true, ..Look::new(patient, who, "access.refused") }
    }

    #[must_use]
    pub fn because(mut self, purpose: &'static str, reason: impl Into<String>) -> Look {
        self.purpose = purpose;
        self.reason = reason.into();
        self
    }

    /// For nobody but themselves.
    #[must_use]
    pub fn in_own_name(mut self) -> Look {
        self.on_behalf_of.clear();
        self
    }

    #[must_use]
    pub fn of(mut self, object: impl Into<String>) -> Look {
        self.objects.push(object.into());
        self
    }

    /// In the order of [`entry::FIELDS`].
    fn said(&self, request: &str) -> entry::Said<String> {
        [
            self.patient.id.clone(),
            self.who.role.to_owned(),
            self.who.issuer.clone(),
            self.who.subject.clone(),
            self.who.organisation.clone(),
            self.who.office.clone(),
            self.who.officer.clone(),
            self.on_behalf_of.clone(),
            self.purpose.to_owned(),
            self.reason.clone(),
            self.action.to_owned(),
            json!(self.objects).to_string(),
            if self.refused { "refused" } else { "allowed" }.to_owned(),
            POLICY.to_owned(),
            request.to_owned(),
        ]
    }
}

/// What somebody of this role looks for when they do not say: an officer in a preview always says.
fn usual_purpose(role: &str) -> &'static str {
    match role {
        "facility" => "purpose.visit",
        "municipality" => "purpose.administration",
        "person" => "purpose.proxy",
        _ => "purpose.operation",
    }
}

impl Command for Look {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.patient.id
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        tx.log(self);
        Ok(())
    }
}

/// Writes the entry; the answer may be given when this returns.
pub async fn write(hub: &Hub, look: Look) -> Result<(), Problem> {
    hub.store.carry_out(look).await.map(drop)
}
