//! Every address the hub answers.

mod events;
mod facility;
mod patient;

use crate::config::Mode;
use crate::{Hub, portal, sandbox};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Request, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post, put};

/// The largest document a client may send.
const LARGEST_BODY: usize = 1024 * 1024;

pub fn routes(hub: Hub) -> Router {
    let api = Router::new()
        .route("/api/v1/facilities/{facility}/charges/{registration}", put(facility::register))
        .route("/api/v1/me", get(patient::me))
        .route("/api/v1/me/sign-out", post(patient::sign_out))
        .route("/api/v1/people/{person}/facts", get(patient::facts))
        .route("/api/v1/people/{person}/events", get(events::stream))
        .route("/healthz", get(|| async { "ok\n" }))
        .layer(middleware::from_fn(api_headers));
    let mut routes = Router::new().merge(api);
    if hub.config.mode == Mode::Sandbox {
        routes = routes.merge(sandbox::routes());
    }
    routes
        .fallback(portal::serve)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(common_headers))
        .with_state(hub)
}

/// An answer with personal data is kept nowhere and renders as nothing.
async fn api_headers(request: Request<axum::body::Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    response
}

async fn common_headers(request: Request<axum::body::Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
