//! One person's facts, put together from the store's rows: of everything but charges the newest version, of charges every event.

use crate::application;
use crate::store::{FactRow, Kind};
use engine::facts::{Certificate, Charge, EarlierVersion, Facts, Person};
use serde::de::DeserializeOwned;

/// Facts as the person may see them; `None` when there is no such person, or none that may be shown.
pub fn of_person(rows: &[FactRow]) -> Result<Option<Facts>, serde_json::Error> {
    let Some(person) = newest(rows, Kind::Person).next() else { return Ok(None) };
    let facts = Facts {
        person: person.read()?,
        certificates: certificates(rows)?,
        registrations: all(rows, Kind::Registration)?,
        charges: charges(rows)?,
        insurance: Vec::new(),
        household: newest(rows, Kind::Household).next().map(FactRow::read).transpose()?,
        sources: all(rows, Kind::Source)?,
        refusals: all(rows, Kind::Refusal)?,
        claims: application::refund_claims(rows)?,
        unknown: engine::facts::Unknown::new(),
    };
    Ok((!facts.person.undisclosed).then(|| disclosed(facts)))
}

/// Is there such a person, who may be shown?
pub fn is_there(rows: &[FactRow]) -> Result<bool, serde_json::Error> {
    let Some(person) = newest(rows, Kind::Person).next() else { return Ok(false) };
    Ok(!is_undisclosed(Some(person))?)
}

/// Must the person of this row not be shown?
pub fn is_undisclosed(row: Option<&FactRow>) -> Result<bool, serde_json::Error> {
    let person: Option<Person> = row.map(FactRow::read).transpose()?;
    Ok(person.is_some_and(|person| person.undisclosed))
}

/// 不開示: what must not be shown does not leave the hub.
fn disclosed(mut facts: Facts) -> Facts {
    facts.certificates.retain(|certificate| !certificate.undisclosed);
    for certificate in &mut facts.certificates {
        certificate.earlier.retain(|version| !version.said.undisclosed);
    }
    facts.registrations.retain(|registration| !registration.undisclosed);
    facts
}

/// Rows of a kind, of each identity only the newest, in the order in which the identities first appeared.
fn newest(rows: &[FactRow], kind: Kind) -> impl Iterator<Item = &FactRow> {
    let mut latest: Vec<&FactRow> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == kind) {
        match latest.iter_mut().find(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => latest.push(row),
        }
    }
    latest.into_iter()
}

fn all<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    rows: &[FactRow],
    kind: Kind,
) -> Result<Vec<T>, serde_json::Error> {
    newest(rows, kind).map(FactRow::read).collect()
}

/// Every certificate as it is now, with what it said before (差分履歴).
fn certificates(rows: &[FactRow]) -> Result<Vec<Certificate>, serde_json::Error> {
    newest(rows, Kind::Certificate)
        .map(|row| {
            let of_one = |other: &&FactRow| other.kind == Kind::Certificate && other.id == row.id;
            let versions: Vec<&FactRow> = rows.iter().filter(of_one).collect();
            let mut certificate: Certificate = row.read()?;
            certificate.earlier =
                versions.windows(2).map(|pair| replaced(pair[0], pair[1])).collect::<Result<_, _>>()?;
            Ok(certificate)
        })
        .collect()
}

fn replaced(before: &FactRow, by: &FactRow) -> Result<EarlierVersion, serde_json::Error> {
    let said: Certificate = before.read()?;
    Ok(EarlierVersion {
        // What a municipality might have sent along is not taken for history.
        said: Certificate { earlier: Vec::new(), ..said },
        replaced_at: Some(by.recorded_at.clone()),
        replaced_by: Some(by.recorder.clone()),
        reason: None,
        unknown: engine::facts::Unknown::new(),
    })
}

/// Every event about a charge, in registration order.
pub fn charges(rows: &[FactRow]) -> Result<Vec<Charge>, serde_json::Error> {
    rows.iter()
        .filter(|row| row.kind == Kind::Charge)
        .map(|row| {
            let mut charge: Charge = row.read()?;
            charge.sequence = u64::try_from(row.sequence).unwrap_or_default();
            charge.registered_at = Some(row.recorded_at.clone());
            Ok(charge)
        })
        .collect()
}
