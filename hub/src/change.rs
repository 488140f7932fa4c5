//! 差分履歴: what a municipality decides about a person, registered, changed, ended. Every version stays, under its 履歴キー; a change says
//! which version it replaces, so that nothing is overwritten unseen. A change of a past cap waits for a second person.

use crate::access_log::{Look, Who};
use crate::clock;
use crate::digest;
use crate::dossier;
use crate::mandate::Mandate;
use crate::notices;
use crate::outbox;
use crate::problem::Problem;
use crate::proposal::{Proposal, ProposalEvent};
use crate::store::{Command, FactRow, Key, Kind, NewFact, Patient, Tx};
use engine::Day;
use engine::facts::{Certificate, Household, Person, Registration, door};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Bytes of a 履歴キー.
const LONGEST_KEY: usize = 255;

/// What a municipality sends.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeDocument {
    /// The member of staff, as the municipality names them.
    pub officer: String,
    /// 履歴キー of this version, never used before for the same thing.
    pub history_key: String,
    /// 履歴キー of the version it replaces; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The whole thing as it should be, in the form of the engine's facts; a certificate is ended by an earlier `valid.until`.
    #[schema(value_type = Object)]
    pub fact: Value,
}

/// A change of one thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangedKind,
    pub id: String,
    #[serde(flatten)]
    pub document: ChangeDocument,
}

/// What a municipality may change.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangedKind {
    Person,
    /// 受給者証
    Certificate,
    /// 登録者証
    Registration,
    /// 世帯 for 按分
    Household,
    /// 代理
    Mandate,
}

impl ChangedKind {
    pub fn kind(self) -> Kind {
        match self {
            ChangedKind::Person => Kind::Person,
            ChangedKind::Certificate => Kind::Certificate,
            ChangedKind::Registration => Kind::Registration,
            ChangedKind::Household => Kind::Household,
            ChangedKind::Mandate => Kind::Mandate,
        }
    }
}

/// What became of a change.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names of the answer")]
pub struct Changed {
    pub state: ChangeState,
    pub sequence: i64,
    pub recorded_at: String,
    pub history_key: String,
    /// The fields that differ from the version it replaces.
    pub changed: Vec<String>,
    /// The proposal that waits, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// It counts.
    Recorded,
    /// It changes a past cap and waits for a second person.
    AwaitingApproval,
}

impl Change {
    /// A change that was understood: its fact has the form it must have, and its identity is the address's.
    pub fn of(
        kind: ChangedKind,
        id: &str,
        municipality: &str,
        mut document: ChangeDocument,
    ) -> Result<Self, Problem> {
        if document.officer.trim().is_empty() {
            return Err(Problem::unreadable("officer", "a change names the member of staff who makes it"));
        }
        if !(1..=LONGEST_KEY).contains(&document.history_key.len()) {
            let detail = format!("every version has a history key of at most {LONGEST_KEY} bytes");
            return Err(Problem::unreadable("history_key", detail));
        }
        let fact = &mut document.fact;
        if !fact.is_object() {
            return Err(Problem::unreadable("fact", "the fact is a JSON object"));
        }
        match kind {
            ChangedKind::Person => {
                fact["id"] = id.into();
                fact["authority"] = municipality.into();
                as_read::<Person>(fact)
            }
            ChangedKind::Certificate => {
                fact["id"] = id.into();
                fact["history_key"] = document.history_key.as_str().into();
                as_read::<Certificate>(fact)
            }
            ChangedKind::Registration => {
                fact["id"] = id.into();
                as_read::<Registration>(fact)
            }
            ChangedKind::Household => as_read::<Household>(fact),
            ChangedKind::Mandate => as_read::<Mandate>(fact),
        }?;
        Ok(Change { kind, id: id.to_owned(), document })
    }

    /// Records the change, or a proposal of it; `application` is the one it decides.
    pub async fn put(
        self,
        tx: &mut Tx<'_>,
        patient: &Patient,
        application: Option<&str>,
    ) -> Result<Changed, Problem> {
        let rows = tx.facts_of(patient).await?;
        let before = self.version_replaced(&rows)?;
        let changed =
            before.map_or_else(|| Ok(Vec::new()), |row| differences(&row.body, &self.document.fact))?;
        let history_key = self.document.history_key.clone();
        let told = |state, row: FactRow, proposal| Changed {
            state,
            sequence: row.sequence,
            recorded_at: row.recorded_at.clone(),
            history_key,
            changed,
            proposal,
        };
        if self.changes_a_past_cap(before)? && !planted!(PastCapAtOnce) {
            let proposal = Proposal { change: self, application: application.map(str::to_owned) };
            let id = proposal.id()?;
            let officer = recorder(patient, &proposal.change.document.officer);
            let fact = NewFact::new(
                Kind::Proposal,
                id.clone(),
                officer,
                &ProposalEvent::Proposed(Box::new(proposal)),
            )?;
            let row = tx.append(patient, fact).await?;
            return Ok(told(ChangeState::AwaitingApproval, row, Some(id)));
        }
        let row = self.record(tx, patient).await?;
        Ok(told(ChangeState::Recorded, row, None))
    }

    /// Makes it count.
    pub async fn record(self, tx: &mut Tx<'_>, patient: &Patient) -> Result<FactRow, Problem> {
        let recorder = recorder(patient, &self.document.officer);
        let mut fact = NewFact::new(self.kind.kind(), self.id, recorder, &self.document.fact)?;
        fact.history_key = self.document.history_key;
        let row = tx.append(patient, fact).await?;
        let rows = tx.facts_of(patient).await?;
        if dossier::of_person(&rows)?.is_none() && !planted!(NotWithheld) {
            outbox::withhold(tx, patient).await?;
        }
        notices::reconsider(tx, patient, &rows).await?;
        Ok(row)
    }

    /// The version this change replaces, which must be the one it says.
    pub fn version_replaced<'r>(&self, rows: &'r [FactRow]) -> Result<Option<&'r FactRow>, Problem> {
        let versions = || rows.iter().filter(|row| row.kind == self.kind.kind() && row.id == self.id);
        if versions().any(|row| row.history_key == self.document.history_key) {
            return Err(Problem::moved_on("history_key", "a version of this history key is there already"));
        }
        let newest = versions().next_back();
        if newest.map(|row| &row.history_key) == self.document.replaces.as_ref() {
            return Ok(newest);
        }
        let now = newest.map_or("nothing is registered yet".to_owned(), |row| {
            format!("the newest version has the history key {}", row.history_key)
        });
        Err(Problem::moved_on("replaces", now))
    }

    /// Would days that have passed have another cap? Then money has been collected by the old one.
    fn changes_a_past_cap(&self, before: Option<&FactRow>) -> Result<bool, Problem> {
        let Some(before) = before.filter(|_| self.kind == ChangedKind::Certificate) else { return Ok(false) };
        let before: Certificate = serde_json::from_str(&before.body)?;
        let after: Certificate = serde_json::from_value(self.document.fact.clone())?;
        Ok(differ_before(&before, &after, clock::today()))
    }
}

/// Is there a day before `today` on which the two caps, or whether the certificate is valid, differ?
fn differ_before(before: &Certificate, after: &Certificate, today: Day) -> bool {
    let cap = |certificate: &Certificate, day: Day| {
        certificate.valid.contains(day).then(|| certificate.cap_on(day))
    };
    let both = [before, after];
    // The cap changes on these days and on no other.
    let firsts = both.iter().flat_map(|certificate| certificate.caps.iter().map(|entry| entry.from));
    let bounds = both.iter().flat_map(|certificate| [certificate.valid.from, certificate.valid.until.next()]);
    let days: BTreeSet<Day> = firsts.chain(bounds).filter(|day| *day < today).collect();
    days.into_iter().any(|day| cap(before, day) != cap(after, day))
}

/// The organisation and the member of staff who recorded a fact.
pub fn recorder(patient: &Patient, officer: &str) -> String {
    format!("{}/{officer}", patient.authority)
}

/// Reads a part as `T` and writes it back as `T` writes it.
fn as_read<T: DeserializeOwned + Serialize>(fact: &mut Value) -> Result<(), Problem> {
    let read: T = door::read_value(fact, "fact")
        .map_err(|refused| Problem::unreadable(refused.field, refused.detail))?;
    *fact = serde_json::to_value(read)?;
    Ok(())
}

/// The fields in which two versions differ.
pub fn differences(before: &str, after: &Value) -> Result<Vec<String>, Problem> {
    let before: Value = serde_json::from_str(before)?;
    let names = |value: &Value| -> BTreeSet<String> {
        value.as_object().into_iter().flat_map(|fields| fields.keys().cloned()).collect()
    };
    let all: BTreeSet<String> = names(&before).union(&names(after)).cloned().collect();
    Ok(all.into_iter().filter(|name| before.get(name) != after.get(name) && name != "history_key").collect())
}

/// A municipality's change on its way into the store.
#[derive(Clone)]
pub struct PutChange {
    pub municipality: String,
    pub person: String,
    pub change: Change,
    pub digest: String,
}

impl PutChange {
    pub fn new(
        municipality: String,
        person: String,
        kind: ChangedKind,
        id: &str,
        document: ChangeDocument,
    ) -> Result<Self, Problem> {
        let digest = digest::of_document(&serde_json::to_value(&document)?);
        let change = Change::of(kind, id, &municipality, document)?;
        Ok(PutChange { municipality, person, change, digest })
    }
}

impl Command for PutChange {
    type Answer = Changed;
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.person
    }

    fn key(&self) -> Option<Key> {
        let Change { kind, id, document } = &self.change;
        let name = format!("changes/{}/{}/{id}/{}", self.person, kind.kind().word(), document.history_key);
        Some(Key { recorder: self.municipality.clone(), name, digest: self.digest.clone() })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Changed, Problem> {
        let patient = if self.change.kind == ChangedKind::Person {
            tx.enter(&self.person, &self.municipality).await?
        } else {
            tx.patient(&self.person).await?.ok_or_else(Problem::not_found)?
        };
        if patient.authority != self.municipality {
            return Err(Problem::not_found());
        }
        let who = Who::municipality(&self.municipality, &self.change.document.officer);
        let changed = format!("{}/{}", self.change.kind.kind().word(), self.change.id);
        tx.log(Look::new(patient.clone(), who, "access.changed").of(changed));
        self.change.put(tx, &patient, None).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn certificate(caps: &Value, until: &str) -> Certificate {
        let fact = json!({ "id": "c", "scheme": "54", "valid": { "from": "2026-01-01", "until": until }, "caps": caps });
        serde_json::from_value(fact).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn only_days_that_have_passed_need_a_second_person() {
        let today: Day = "2026-11-20".parse().unwrap_or_else(|_| panic!());
        let entry = |from: &str, cap: i64| json!({ "from": from, "cap": cap });
        let before = certificate(&json!([entry("2026-01-01", 10_000)]), "2026-12-31");
        for (after, waits) in [
            (certificate(&json!([entry("2026-01-01", 10_000)]), "2026-12-31"), false),
            (
                certificate(&json!([entry("2026-01-01", 10_000), entry("2026-12-01", 5_000)]), "2026-12-31"),
                false,
            ),
            (
                certificate(&json!([entry("2026-01-01", 10_000), entry("2026-11-01", 5_000)]), "2026-12-31"),
                true,
            ),
            (certificate(&json!([entry("2026-01-01", 5_000)]), "2026-12-31"), true),
            (certificate(&json!([entry("2026-01-01", 10_000)]), "2026-11-30"), false),
            (certificate(&json!([entry("2026-01-01", 10_000)]), "2026-10-31"), true),
        ] {
            assert_eq!(differ_before(&before, &after, today), waits, "{after:?}");
        }
    }
}
