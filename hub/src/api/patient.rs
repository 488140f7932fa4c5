//! For the person, and those who may act for them. Totals are not sent; the portal works them out with the same engine.

use super::document::{Asked, Document, Path, Recorded, once, tagged, tagged_text, unchanged};
use crate::access_log::proof::{self, ProofTold};
use crate::access_log::{self, LookTold};
use crate::auth::{Actor, Reader, Watcher};
use crate::notices::{self, MarkRead, NoticeTold};
use crate::own_receipt::{Note, ReceiptDocument, ReceiptNoted, Remove};
use crate::problem::Problem;
use crate::staff::preview::Acting;
use crate::store::{FactRow, Known, Patient};
use crate::{Hub, clock, dossier, mandate, own_receipt};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use engine::Day;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Oneself or somebody one may act for.
#[derive(Serialize, ToSchema)]
pub struct ActsFor {
    person: String,
    name: String,
    /// `self`, or the capacity of the mandate: `parent`, `guardian`, `proxy`.
    capacity: String,
}

/// The people one may act for
///
/// Oneself first, then those whose municipality has recorded a mandate (代理) that holds today.
#[utoipa::path(get, path = "/api/v1/me/people", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<ActsFor>)))]
pub async fn people(
    State(hub): State<Hub>,
    Actor { person: actor, .. }: Actor,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    people_told(&hub, &actor, &headers, |_| true).await
}

/// Likewise whom somebody may see, as far as they may be told to whoever asks.
pub async fn people_told(
    hub: &Hub,
    actor: &str,
    headers: &HeaderMap,
    may_be_told: impl Fn(&Patient) -> bool,
) -> Result<Response, Problem> {
    let mut people = Vec::new();
    if let Some(own) = hub.store.patient(actor).await? {
        people.push((own, "self".to_owned()));
    }
    for (patient, mandate) in mandate::people_of(&hub.store, actor).await? {
        people.push((patient, mandate.capacity));
    }
    let mut told = Vec::new();
    for (patient, capacity) in people.into_iter().filter(|(patient, _)| may_be_told(patient)) {
        if let Some(facts) = dossier::of_person(&hub.store.facts_of(&patient).await?)? {
            told.push(ActsFor { person: patient.id, name: facts.person.name, capacity });
        }
    }
    let answer = serde_json::to_value(told)?;
    let tag = crate::digest::of_document(&answer);
    Ok(unchanged(headers, &tag).unwrap_or_else(|| tagged(&tag, answer)))
}

/// A person's facts
///
/// With the moment they were true. 304 when nothing has changed since (ハッシュによる更新判定).
#[utoipa::path(get, path = "/api/v1/people/{person}/facts", tag = "patient", security(("person" = [])),
    responses((status = 200, body = super::describe::FactsTold), (status = 304)))]
pub async fn facts(State(hub): State<Hub>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    reader.on_record(&hub, "access.facts").await?;
    facts_told(&hub, &reader.patient, reader.known, &headers, None).await
}

/// The one way in which facts are told: to the person, and to whoever sees what the person sees.
pub async fn facts_told(
    hub: &Hub,
    patient: &Patient,
    at_hand: Option<Known>,
    headers: &HeaderMap,
    acting: Option<Acting>,
) -> Result<Response, Problem> {
    let now = clock::now();
    let newest = match &at_hand {
        Some(known) => known.newest(),
        None => hub.store.newest(patient).await?,
    };
    // The day is part of it: the same facts mean something else tomorrow.
    let version = if planted!(TagOfTheDay) { 0 } else { newest };
    let tag = match &acting {
        None => format!("{version}-{}", Day::from(now.date_naive())),
        Some(acting) => format!("{version}-{}-{}", Day::from(now.date_naive()), acting.ends_at),
    };
    if let Some(unchanged) = unchanged(headers, &tag) {
        return Ok(unchanged);
    }
    // A fact may come between the two looks; then the tag is the older one, and the next question brings it.
    let known = match at_hand {
        Some(known) => known,
        None => hub.store.known(patient).await?,
    };
    let facts = known.told(|rows| {
        let facts = dossier::of_person(rows)?.ok_or_else(Problem::not_found)?;
        // The person's own notes stand beside the facts, never among them.
        let receipts = own_receipt::standing(&facts, rows)?;
        let facts = serde_json::to_string(&facts)?;
        if receipts.is_empty() {
            return Ok::<_, Problem>(facts);
        }
        Ok(format!("{facts},\"own_receipts\":{}", serde_json::to_string(&receipts)?))
    })?;
    // Put together by hand: the facts are text already.
    let acting = acting.map(|acting| Ok(format!("\"acting\":{},", serde_json::to_string(&acting)?)));
    let acting =
        acting.transpose().map_err(|error: serde_json::Error| Problem::from(error))?.unwrap_or_default();
    let (as_of, sequence) = (clock::stamp(now), known.newest());
    Ok(tagged_text(
        headers,
        &tag,
        format!("{{{acting}\"as_of\":\"{as_of}\",\"facts\":{facts},\"sequence\":{sequence}}}"),
    ))
}

/// Where the asker stands.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The last sequence the asker has seen.
    #[serde(default)]
    after: i64,
}

/// Is there anything new?
#[derive(Serialize, ToSchema)]
pub struct NewsTold {
    /// The newest sequence.
    sequence: i64,
    new: bool,
}

/// Ask whether something is new
///
/// For those who cannot keep an event stream open.
#[utoipa::path(get, path = "/api/v1/people/{person}/news", tag = "patient", security(("person" = [])),
    params(Since), responses((status = 200, body = NewsTold), (status = 304)))]
pub async fn news(
    State(hub): State<Hub>,
    Watcher(reader): Watcher,
    Asked(since): Asked<Since>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sequence = hub.store.newest(&reader.patient).await?;
    let tag = format!("{sequence}-{}", since.after);
    let answer = serde_json::to_value(NewsTold { sequence, new: sequence > since.after })?;
    Ok(unchanged(&headers, &tag).unwrap_or_else(|| tagged(&tag, answer)))
}

/// Who looked at the record
///
/// アクセス記録, the newest first: facilities that asked, municipalities that worked on an application, people who acted for the person.
#[utoipa::path(get, path = "/api/v1/people/{person}/access-log", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<LookTold>), (status = 304)))]
pub async fn access_log(
    State(hub): State<Hub>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    log_told(&hub, &reader.patient, &headers).await
}

/// That a line is in the log
///
/// Everything that was hashed, the way to the root, and the root as the hub has signed it: enough to tell later that the line was there. A line is
/// covered within a minute or so; until then there is no proof.
#[utoipa::path(get, path = "/api/v1/people/{person}/access-log/{line}/proof", tag = "patient", security(("person" = [])),
    responses((status = 200, body = ProofTold)))]
pub async fn log_proof(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, line)): Path<(String, i64)>,
) -> Result<Json<ProofTold>, Problem> {
    proof::of_entry(&hub.store, &reader.patient, line).await.map(Json)
}

/// Likewise the log.
pub async fn log_told(hub: &Hub, patient: &Patient, headers: &HeaderMap) -> Result<Response, Problem> {
    let mut entries = access_log::of_person(&hub.store, patient).await?;
    // With the authority's name. A municipality's own system names the officer, not the office: then the one that people are to ask.
    for entry in entries.iter_mut().filter(|entry| entry.role == "municipality") {
        entry.office = hub.config.offices.told(&entry.actor, &entry.office);
    }
    let tag = format!("{}", entries.first().map_or(0, |entry| entry.sequence));
    let answer = serde_json::to_value(entries)?;
    Ok(unchanged(headers, &tag).unwrap_or_else(|| tagged(&tag, answer)))
}

/// Notices
///
/// お知らせ, the one told last first: what the watches say (as keys and parameters; a withdrawn one stays, struck) and announcements.
#[utoipa::path(get, path = "/api/v1/people/{person}/notices", tag = "patient", security(("person" = [])),
    responses((status = 200, body = Vec<NoticeTold>), (status = 304)))]
pub async fn notices(
    State(hub): State<Hub>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    reader.on_record(&hub, "access.notices").await?;
    notices_told(&hub, &reader.patient, &headers).await
}

/// Likewise notices.
pub async fn notices_told(hub: &Hub, patient: &Patient, headers: &HeaderMap) -> Result<Response, Problem> {
    of_facts(hub, patient, headers, |rows| Ok(serde_json::to_value(notices::all(rows)?)?)).await
}

/// Mark a notice as read
///
/// The address names the sequence of what was read: what is told later is unread again.
#[utoipa::path(put, path = "/api/v1/people/{person}/notices/{sequence}/read", tag = "patient",
    security(("person" = [])), responses((status = 204)))]
pub async fn mark_read(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, sequence)): Path<(String, i64)>,
) -> Result<StatusCode, Problem> {
    hub.store.carry_out(MarkRead { actor: reader.actor, person: reader.patient.id, sequence }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Note a receipt
///
/// 領収書 of a facility that is not connected, under an id of the sender's own making; it is told beside the facts (`own_receipts`), and no facility,
/// watch or application is answered from it. A change names in `replaces` the version it builds on; where another window has changed it since, it is
/// refused.
#[utoipa::path(put, path = "/api/v1/people/{person}/receipts/{receipt}", tag = "patient", security(("person" = [])),
    request_body = ReceiptDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<ReceiptNoted>), (status = 200, description = "It was sent before.", body = Recorded<ReceiptNoted>)))]
pub async fn note_receipt(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, id)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let document = document.read()?;
    reader.on_record(&hub, "access.receipt").await?;
    let note = Note { actor: reader.actor, person: reader.patient.id, id, document };
    Ok(once(hub.store.carry_out(note).await?))
}

/// Take a receipt away
///
/// That there is none is no error.
#[utoipa::path(delete, path = "/api/v1/people/{person}/receipts/{receipt}", tag = "patient", security(("person" = [])),
    responses((status = 204)))]
pub async fn remove_receipt(
    State(hub): State<Hub>,
    reader: Reader,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    reader.on_record(&hub, "access.receipt").await?;
    hub.store.carry_out(Remove { actor: reader.actor, person: reader.patient.id, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer made from the facts, with their newest sequence as its tag. Nothing about somebody who must not be shown.
pub(super) async fn of_facts(
    hub: &Hub,
    patient: &Patient,
    headers: &HeaderMap,
    answer: impl FnOnce(&[FactRow]) -> Result<Value, Problem>,
) -> Result<Response, Problem> {
    let tag = hub.store.newest(patient).await?.to_string();
    if let Some(unchanged) = unchanged(headers, &tag) {
        return Ok(unchanged);
    }
    let rows = hub.store.facts_of(patient).await?;
    dossier::of_person(&rows)?.ok_or_else(Problem::not_found)?;
    Ok(tagged_text(headers, &tag, answer(&rows)?.to_string()))
}
