//! For billing systems: asking what may be collected, recording the patient's consent, registering charges.

use super::document::{Document, Path, Recorded, SignedDocument, once};
use crate::access_log::{self, Look, Who};
use crate::auth::FacilityClient;
use crate::consent::{self, ConsentDocument, ConsentRecorded, RecordConsent};
use crate::eligibility::{self, Eligibility, EligibilityQuestion};
use crate::problem::Problem;
use crate::registration::{Registered, Registration};
use crate::store::{Evidence, Miss};
use crate::{Hub, digest, dossier};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Most charges of one batch.
const LARGEST_BATCH: usize = 1000;

/// Register a charge
///
/// The answer comes when the charge is on the disk. Sending it again under the same id is the same registration for at least thirteen
/// months; the same id with another document is refused.
#[utoipa::path(put, path = "/api/v1/facilities/{facility}/charges/{registration}", tag = "facility",
    security(("facility" = [])), request_body(content = super::describe::Charge),
    responses((status = 201, description = "Recorded.", body = Recorded<Registered>), (status = 200, description = "It was registered before.", body = Recorded<Registered>)))]
pub async fn register(
    State(hub): State<Hub>,
    client: FacilityClient,
    Path((_, id)): Path<(String, String)>,
    SignedDocument { document, evidence }: SignedDocument,
) -> Result<Response, Problem> {
    let registration = Registration::register(&client.code, &id, document)?.signed(evidence);
    Ok(once(hub.store.carry_out(registration).await?))
}

/// Correct a charge
///
/// The document is the whole charge as it should be. The earlier version stays visible, struck.
#[utoipa::path(put, path = "/api/v1/facilities/{facility}/charges/{registration}/corrections/{correction}",
    tag = "facility", security(("facility" = [])), request_body(content = super::describe::Charge),
    responses((status = 201, description = "Recorded.", body = Recorded<Registered>), (status = 200, description = "It was corrected so before.", body = Recorded<Registered>)))]
pub async fn correct(
    State(hub): State<Hub>,
    client: FacilityClient,
    Path((_, earlier, id)): Path<(String, String, String)>,
    SignedDocument { document, evidence }: SignedDocument,
) -> Result<Response, Problem> {
    let registration = Registration::correct(&client.code, &earlier, &id, document)?.signed(evidence);
    Ok(once(hub.store.carry_out(registration).await?))
}

/// Cancel a charge
///
/// The document names the patient. The charge stays visible, struck; what it left under the cap is free again.
#[utoipa::path(put, path = "/api/v1/facilities/{facility}/charges/{registration}/cancellations/{cancellation}",
    tag = "facility", security(("facility" = [])), request_body(content = super::describe::PatientOnly),
    responses((status = 201, description = "Recorded.", body = Recorded<Registered>), (status = 200, description = "It was cancelled so before.", body = Recorded<Registered>)))]
pub async fn cancel(
    State(hub): State<Hub>,
    client: FacilityClient,
    Path((_, earlier, id)): Path<(String, String, String)>,
    SignedDocument { document, evidence }: SignedDocument,
) -> Result<Response, Problem> {
    let registration = Registration::cancel(&client.code, &earlier, &id, document)?.signed(evidence);
    Ok(once(hub.store.carry_out(registration).await?))
}

/// Many charge events at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    items: Vec<Item>,
}

/// One of them, as it would be sent alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The facility's id of this event.
    id: String,
    action: Action,
    /// The earlier charge, of a correction or cancellation.
    #[serde(default)]
    charge: String,
    #[schema(value_type = Object)]
    document: Value,
}

#[derive(Copy, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Action {
    Register,
    Correct,
    Cancel,
}

#[derive(Serialize, ToSchema)]
pub struct BatchResult {
    /// In the order of the items.
    items: Vec<ItemResult>,
}

/// What became of an item: recorded, or a problem of its own.
#[derive(Serialize, ToSchema)]
pub struct ItemResult {
    id: String,
    /// As the item alone would have been answered.
    status: u16,
    #[serde(flatten)]
    became: Became,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Became {
    Recorded(Registered),
    Refused {
        #[schema(value_type = Object)]
        problem: Value,
    },
}

/// Register, correct and cancel many charges
///
/// Each item is recorded or refused by itself and has its own result; a batch that was interrupted is sent again as it is.
/// Items of one batch are no order: a correction belongs into a later batch than its charge.
#[utoipa::path(post, path = "/api/v1/facilities/{facility}/charges", tag = "facility",
    security(("facility" = [])), request_body = Batch, responses((status = 200, body = BatchResult)))]
pub async fn batch(
    State(hub): State<Hub>,
    client: FacilityClient,
    SignedDocument { document, evidence }: SignedDocument,
) -> Result<Json<BatchResult>, Problem> {
    let Batch { items } = Document(document).read()?;
    if items.len() > LARGEST_BATCH {
        return Err(Problem::unreadable("items", format!("more than {LARGEST_BATCH} items in one batch")));
    }
    let items = items.into_iter().map(|item| one_of_batch(&hub, &client.code, item, evidence.clone()));
    Ok(Json(BatchResult { items: join_all(items).await }))
}

async fn one_of_batch(hub: &Hub, facility: &str, item: Item, evidence: Option<Evidence>) -> ItemResult {
    let Item { id, action, charge: earlier, document } = item;
    let registration = match action {
        Action::Register => Registration::register(facility, &id, document),
        Action::Correct => Registration::correct(facility, &earlier, &id, document),
        Action::Cancel => Registration::cancel(facility, &earlier, &id, document),
    };
    let result = match registration {
        Ok(registration) => hub.store.carry_out(registration.signed(evidence)).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(done) => {
            let status = if done.repeated { 200 } else { 201 };
            ItemResult { id, status, became: Became::Recorded(done.answer) }
        }
        Err(problem) => ItemResult {
            id,
            status: problem.status().as_u16(),
            became: Became::Refused { problem: problem.to_json() },
        },
    }
}

/// Record the patient's consent
///
/// 利用する or 利用しない, as answered at the card reader. 利用する holds for 24 hours at this facility.
#[utoipa::path(put, path = "/api/v1/facilities/{facility}/consents/{consent}", tag = "facility",
    security(("facility" = [])), request_body = ConsentDocument,
    responses((status = 201, description = "Recorded.", body = Recorded<ConsentRecorded>), (status = 200, description = "It was recorded before.", body = Recorded<ConsentRecorded>)))]
pub async fn record_consent(
    State(hub): State<Hub>,
    client: FacilityClient,
    Path((_, id)): Path<(String, String)>,
    document: Document,
) -> Result<Response, Problem> {
    let digest = digest::of_document(&document.0);
    let command = RecordConsent { facility: client.code, id, document: document.read()?, digest };
    Ok(once(hub.store.carry_out(command).await?))
}

/// Ask for certificates and what may be collected
///
/// 資格情報・上限額情報の照会. With the patient's consent: the certificates valid on the day, each ledger's cap, what is used and what
/// remains, and what a visit may collect. The question is on the patient's access log before it is answered.
#[utoipa::path(post, path = "/api/v1/facilities/{facility}/eligibility", tag = "facility",
    security(("facility" = [])), request_body = EligibilityQuestion, responses((status = 200, body = Eligibility)))]
pub async fn eligibility(
    State(hub): State<Hub>,
    client: FacilityClient,
    document: Document,
) -> Result<Json<Eligibility>, Problem> {
    let question: EligibilityQuestion = document.read()?;
    if question.visit.as_ref().is_some_and(|visit| visit.facility.code != client.code) {
        return Err(Problem::unreadable(
            "visit.facility.code",
            "the visit names another facility than the address",
        ));
    }
    let Some(patient) = hub.store.patient(&question.patient).await? else {
        hub.store.carry_out(Miss { role: "facility", organisation: client.code }).await?;
        return Err(Problem::not_found());
    };
    let who = Who::facility(&client.code);
    let rows = hub.store.facts_of(&patient).await?;
    #[cfg(feature = "simulate")]
    let rows = crate::simulation::as_first_read(&patient.id, rows);
    let Some(facts) = dossier::of_person(&rows)? else {
        access_log::write(&hub, Look::refused(patient, who)).await?;
        return Err(Problem::not_found());
    };
    let consent = consent::of_facility(&rows, &client.code)?;
    let look = Look::new(patient, who, "access.eligibility");
    planted!(LookAfterAnswer, {
        drop(tokio::spawn(async move { access_log::write(&hub, look).await }));
        return eligibility::answer(&facts, consent, &question).map(Json);
    });
    access_log::write(&hub, look).await?;
    eligibility::answer(&facts, consent, &question).map(Json)
}
