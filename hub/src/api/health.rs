//! For the operator's machines.

use crate::Hub;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The process lives
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()), responses((status = 200, body = String)))]
pub async fn live() -> &'static str {
    "ok\n"
}

/// The hub can serve
///
/// 503 while the database does not answer.
#[utoipa::path(get, path = "/readyz", tag = "operation", security(()),
    responses((status = 200, body = String), (status = 503)))]
pub async fn ready(State(hub): State<Hub>) -> Result<&'static str, Problem> {
    if hub.store.is_ready().await { Ok("ready\n") } else { Err(Problem::storage()) }
}

/// Counters for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operation", security(()), responses((status = 200, body = String)))]
pub async fn metrics(State(hub): State<Hub>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], hub.metrics.text()).into_response()
}
