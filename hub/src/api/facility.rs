//! For billing systems: registering charges.

use crate::problem::Problem;
use crate::{Hub, auth, registration};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

/// `PUT /api/v1/facilities/{facility}/charges/{registration}`: the answer comes when the charge is on the disk.
/// 201 the first time, 200 for the same again, 422 for the same id with another body.
pub async fn register(
    State(hub): State<Hub>,
    Path((facility, registration)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    auth::facility(&hub, &headers, &facility).await?;
    let body = body.map_err(|_| Problem::too_large())?;
    let body: Value =
        serde_json::from_slice(&body).map_err(|error| Problem::unreadable("", error.to_string()))?;
    let done = registration::register(&hub.store, &facility, &registration, body).await?;
    let status = if done.recorded.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((
        status,
        Json(json!({
            "id": done.charge.id,
            "sequence": done.recorded.sequence,
            "registered_at": done.recorded.recorded_at,
            "repeated": done.recorded.repeated,
        })),
    ))
}
