//! The one way a charge comes in, whoever brings it: a billing system over HTTP or the sandbox desk's form.

use crate::clock;
use crate::digest;
use crate::dossier;
use crate::notices;
use crate::problem::Problem;
use crate::store::{Command, Evidence, FactRow, Key, Kind, NewFact, Tx};
use engine::facts::{Charge, ChargeEvent, door};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What a facility wants recorded about a charge.
#[derive(Clone)]
pub struct Registration {
    facility: String,
    /// The facility's own id of this event: its key.
    id: String,
    patient: String,
    event: Event,
    digest: String,
    /// What proves that the facility sent it, where it has signed the request.
    evidence: Option<Evidence>,
}

#[derive(Clone)]
enum Event {
    Register(Box<Charge>),
    Correct { earlier: String, charge: Box<Charge> },
    Cancel { earlier: String },
}

/// A charge event that is on the disk.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names of the answer")]
pub struct Registered {
    pub id: String,
    pub sequence: i64,
    pub registered_at: String,
    /// SHA-256 of what was sent.
    pub digest: String,
}

impl Registration {
    /// A new charge; the document names the patient.
    pub fn register(facility: &str, id: &str, mut document: Value) -> Result<Self, Problem> {
        let digest = digest::of_document(&document);
        let patient = patient(&mut document)?;
        let charge = charge(facility, id, document)?;
        Ok(Self::of(facility, id, patient, Event::Register(Box::new(charge)), digest))
    }

    /// A new version of an earlier charge of the same facility, whole.
    pub fn correct(facility: &str, earlier: &str, id: &str, mut document: Value) -> Result<Self, Problem> {
        let digest = digest::of_document(&json!({ "corrects": earlier, "charge": document }));
        let patient = patient(&mut document)?;
        let mut charge = charge(facility, id, document)?;
        let earlier = charge_id(facility, earlier);
        charge.event = ChargeEvent::Corrected;
        charge.supersedes = Some(earlier.clone());
        let event = Event::Correct { earlier, charge: Box::new(charge) };
        Ok(Self::of(facility, id, patient, event, digest))
    }

    /// The earlier charge is void; the document names the patient and nothing else.
    pub fn cancel(facility: &str, earlier: &str, id: &str, mut document: Value) -> Result<Self, Problem> {
        let digest = digest::of_document(&json!({ "cancels": earlier, "document": document }));
        let patient = patient(&mut document)?;
        let event = Event::Cancel { earlier: charge_id(facility, earlier) };
        Ok(Self::of(facility, id, patient, event, digest))
    }

    fn of(facility: &str, id: &str, patient: String, event: Event, digest: String) -> Self {
        Registration {
            facility: facility.to_owned(),
            id: id.to_owned(),
            patient,
            event,
            digest,
            evidence: None,
        }
    }

    /// With the signed request it came in.
    #[must_use]
    pub fn signed(self, evidence: Option<Evidence>) -> Self {
        Registration { evidence, ..self }
    }

    /// What the facility calls it, as its receipt is kept under.
    pub fn name(id: &str) -> String {
        format!("charges/{id}")
    }
}

impl Command for Registration {
    type Answer = Registered;
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.patient
    }

    fn key(&self) -> Option<Key> {
        Some(Key {
            recorder: if planted!(KeyOfAnybody) { String::new() } else { self.facility.clone() },
            name: Registration::name(&self.id),
            digest: self.digest.clone(),
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Registered, Problem> {
        let patient = tx.patient(&self.patient).await?.ok_or_else(Problem::not_found)?;
        let mut rows = tx.facts_of(&patient).await?;
        // Somebody who must not be shown is, from outside, not there (RULES §16.8).
        if !dossier::is_there(&rows)? {
            return Err(Problem::not_found());
        }
        if let Some(evidence) = &self.evidence {
            evidence.keep(tx, &self.facility, &Registration::name(&self.id)).await?;
        }
        let charge = match self.event {
            Event::Register(charge) => charge,
            Event::Correct { earlier, charge } => {
                standing(&rows, &earlier)?;
                charge
            }
            Event::Cancel { earlier } => {
                let mut charge = standing(&rows, &earlier)?;
                planted!(CancelForgetsReceipt, {
                    let forget =
                        sqlx::query("DELETE FROM receipt WHERE recorder || '/' || substr(key, 9) = $1");
                    forget.bind(&earlier).execute(tx.connection().await?).await?;
                });
                charge.id = charge_id(&self.facility, &self.id);
                charge.event = ChargeEvent::Cancelled;
                charge.supersedes = Some(earlier);
                Box::new(charge)
            }
        };
        let mut fact = NewFact::new(Kind::Charge, charge.id.clone(), self.facility, &charge)?;
        fact.digest = self.digest;
        let row = tx.append(&patient, fact).await?;
        rows.push(row.clone());
        notices::reconsider(tx, &patient, &rows).await?;
        Ok(Registered {
            id: row.id.clone(),
            sequence: row.sequence,
            registered_at: row.recorded_at.clone(),
            digest: row.digest.clone(),
        })
    }
}

/// The charge of this id, when it is there and no later event has taken its place.
fn standing(rows: &[FactRow], id: &str) -> Result<Charge, Problem> {
    let charges = dossier::charges(rows)?;
    let later = charges.iter().find(|charge| charge.supersedes.as_deref() == Some(id));
    if let Some(later) = later.filter(|_| !planted!(CorrectedTwice)) {
        return Err(Problem::moved_on("charge", format!("{} has taken its place", later.id)));
    }
    match charges.into_iter().find(|charge| charge.id == id) {
        Some(charge) if charge.event == ChargeEvent::Cancelled => {
            Err(Problem::moved_on("charge", "it is a cancellation"))
        }
        Some(charge) => Ok(charge),
        None => Err(Problem::not_found()),
    }
}

/// A facility's ids are its own: two facilities may use the same.
fn charge_id(facility: &str, id: &str) -> String {
    format!("{facility}/{id}")
}

/// Takes the patient's reference out of the document, after making sure that no individual number is anywhere in it.
fn patient(document: &mut Value) -> Result<String, Problem> {
    door::no_individual_number(document)?;
    let fields =
        document.as_object_mut().ok_or_else(|| Problem::unreadable("", "the document is no JSON object"))?;
    match fields.remove("patient") {
        Some(Value::String(patient)) => Ok(patient),
        _ => Err(Problem::unreadable("patient", "the patient's reference is missing")),
    }
}

fn charge(facility: &str, id: &str, mut document: Value) -> Result<Charge, Problem> {
    let given = |field: &str| document.get(field).is_some();
    if let Some(field) = ["event", "supersedes"].into_iter().find(|field| given(field)) {
        return Err(Problem::unreadable(field, "the address says what happens to the charge"));
    }
    // Identity and order are the hub's to give; what the facility wrote there would only be a claim.
    document["id"] = charge_id(facility, id).into();
    document["sequence"] = 0.into();
    let charge: Charge = door::read_value(&document, "")
        .map_err(|refused| Problem::unreadable(refused.field, refused.detail))?;
    if charge.facility.code != facility {
        return Err(Problem::unreadable(
            "facility.code",
            "the charge names another facility than the address",
        ));
    }
    if charge.service_day > clock::today() {
        return Err(Problem::unreadable("service_day", "the day of service lies in the future"));
    }
    Ok(charge)
}
