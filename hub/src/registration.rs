//! The one way a charge comes in, whoever brings it: a billing system over HTTP or the sandbox desk's form.

use crate::clock;
use crate::problem::Problem;
use crate::store::{Kind, NewFact, Recorded, Store};
use engine::facts::{Charge, door};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A charge that is on the disk.
pub struct Registered {
    pub charge: Charge,
    pub recorded: Recorded,
}

/// Registers a charge of a facility; the body names the patient. Sending the same again is the same registration.
pub async fn register(
    store: &Store,
    facility: &str,
    registration_id: &str,
    mut body: Value,
) -> Result<Registered, Problem> {
    let Some(fields) = body.as_object_mut() else {
        return Err(Problem::unreadable("", "a charge is a JSON object"));
    };
    let Some(person) = fields.remove("patient").and_then(|value| value.as_str().map(str::to_owned)) else {
        return Err(Problem::unreadable("patient", "the patient's reference is missing"));
    };
    // Identity and order are the hub's to give; what the facility wrote there would only be a claim.
    fields.insert("id".to_owned(), format!("{facility}/{registration_id}").into());
    fields.insert("sequence".to_owned(), 0.into());
    door::no_individual_number(&body)?;
    let charge: Charge =
        serde_json::from_value(body).map_err(|error| Problem::unreadable("", error.to_string()))?;
    if charge.facility.code != facility {
        return Err(Problem::unreadable(
            "facility.code",
            "the charge names another facility than the address",
        ));
    }
    if charge.service_day > clock::today() {
        return Err(Problem::unreadable("service_day", "the day of service lies in the future"));
    }
    let text = serde_json::to_string(&charge).map_err(|error| Problem::unreadable("", error.to_string()))?;
    if store.newest(&person).await? == 0 {
        return Err(Problem::not_found());
    }
    let fact = NewFact {
        kind: Kind::Charge,
        id: charge.id.clone(),
        recorder: facility.to_owned(),
        key: registration_id.to_owned(),
        digest: sha256_hex(&format!("{person}\n{text}")),
        person,
        body: text,
        recorded_at: clock::stamp(clock::now()),
    };
    let recorded = store.record(vec![fact]).await?.pop().ok_or_else(Problem::not_found)?;
    Ok(Registered { charge, recorded })
}

pub fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
