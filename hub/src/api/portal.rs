//! For other portals that show the same notices: fetch, acknowledge.

use super::document::Document;
use crate::Hub;
use crate::auth::PortalClient;
use crate::outbox::{Acknowledge, Delivery, HandOut};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// Fetch notices on their way
///
/// What is not acknowledged within a minute is handed out again, so everything arrives at least once; `sequence` is the same then.
#[utoipa::path(post, path = "/api/v1/portals/{portal}/deliveries", tag = "portal", security(("portal" = [])),
    responses((status = 200, body = Vec<Delivery>)))]
pub async fn fetch(State(hub): State<Hub>, client: PortalClient) -> Result<Json<Vec<Delivery>>, Problem> {
    Ok(Json(hub.store.carry_out(HandOut { portal: client.code }).await?.answer))
}

/// What has arrived.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrived {
    deliveries: Vec<i64>,
}

/// Acknowledge notices
#[utoipa::path(post, path = "/api/v1/portals/{portal}/deliveries/acknowledged", tag = "portal",
    security(("portal" = [])), request_body = Arrived, responses((status = 204)))]
pub async fn acknowledge(
    State(hub): State<Hub>,
    client: PortalClient,
    document: Document,
) -> Result<StatusCode, Problem> {
    let Arrived { deliveries } = document.read()?;
    hub.store.carry_out(Acknowledge { portal: client.code, deliveries }).await?;
    Ok(StatusCode::NO_CONTENT)
}
