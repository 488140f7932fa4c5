//! Every address the hub answers.

mod application;
mod describe;
mod document;
mod events;
mod facility;
mod health;
mod municipality;
mod patient;
mod portal;
mod preview;
mod session;
mod sign_in;
mod staff;
mod token;

pub use application::download;

use crate::auth::{self, Asker};
use crate::config::Mode;
use crate::limits::Limits;
use crate::{Hub, armour, sandbox};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Request, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The largest document a client may send.
const LARGEST_BODY: usize = 1024 * 1024;

pub fn routes(hub: Hub) -> Router {
    let (api, openapi) = described(hub.config.mode).split_for_parts();
    let openapi = Arc::new(describe::completed(openapi));
    let of_document = Arc::clone(&openapi);
    let api = api
        .route("/openapi.json", get(async move || describe::document(&of_document)))
        .layer(middleware::from_fn_with_state(Arc::clone(&hub.limits), data));
    let mut routes = Router::new()
        .merge(api)
        .merge(auth::oidc::routes())
        .route("/api", get(async move || describe::page(&openapi)))
        .route(armour::REPORTS, post(armour::report))
        .merge(crate::staff::routes());
    if hub.config.mode == Mode::Sandbox {
        routes = routes.merge(sandbox::routes());
    }
    routes
        .fallback(crate::portal::serve)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(hub.clone(), armour::wear))
        .with_state(hub)
}

/// Handlers and, by the same list, their description.
fn described(mode: Mode) -> OpenApiRouter<Hub> {
    OpenApiRouter::with_openapi(describe::ground(mode))
        .merge(for_facilities())
        .merge(for_municipalities())
        .merge(for_people())
        .merge(for_staff())
        .merge(for_portals())
        .merge(for_operators())
}

fn for_facilities() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(facility::eligibility))
        .routes(routes!(facility::record_consent))
        .routes(routes!(facility::batch))
        .routes(routes!(facility::register))
        .routes(routes!(facility::correct))
        .routes(routes!(facility::cancel))
}

fn for_municipalities() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(municipality::put_person))
        .routes(routes!(municipality::put_certificate))
        .routes(routes!(municipality::put_registration))
        .routes(routes!(municipality::put_household))
        .routes(routes!(municipality::put_mandate))
        .routes(routes!(sign_in::recognise))
        .routes(routes!(sign_in::unbind))
        .routes(routes!(municipality::history))
        .routes(routes!(municipality::proposals))
        .routes(routes!(municipality::verdict))
        .routes(routes!(municipality::worklist))
        .routes(routes!(municipality::ask_for_correction))
        .routes(routes!(municipality::decide))
        .routes(routes!(municipality::examine))
        .routes(routes!(municipality::packages))
        .routes(routes!(municipality::package))
        .routes(routes!(municipality::package_received))
        .routes(routes!(municipality::announce))
}

fn for_portals() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(portal::fetch)).routes(routes!(portal::acknowledge))
}

fn for_people() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(session::me))
        .routes(routes!(session::show))
        .routes(routes!(session::stay))
        .routes(routes!(session::sessions))
        .routes(routes!(session::end_session))
        .routes(routes!(session::end_sessions))
        .routes(routes!(session::sign_out))
        .routes(routes!(patient::people))
        .routes(routes!(patient::facts))
        .routes(routes!(patient::news))
        .routes(routes!(patient::access_log))
        .routes(routes!(patient::log_proof))
        .routes(routes!(patient::notices))
        .routes(routes!(patient::mark_read))
        .routes(routes!(patient::note_receipt, patient::remove_receipt))
        .routes(routes!(application::applications))
        .routes(routes!(application::apply))
        .routes(routes!(application::resubmit))
        .routes(routes!(application::withdraw))
        .routes(routes!(application::say_registry_consent))
        .routes(routes!(application::drafts))
        .routes(routes!(application::save_draft))
        .routes(routes!(application::discard_draft))
        .routes(routes!(application::self_info_items))
        .routes(routes!(application::ask_self_info))
        .routes(routes!(application::attachments))
        .routes(routes!(application::attach))
        .routes(routes!(application::attachment))
        .routes(routes!(events::stream))
}

fn for_staff() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(staff::staff_me))
        .routes(routes!(staff::staff_stay))
        .routes(routes!(staff::staff_sessions))
        .routes(routes!(staff::staff_end_session))
        .routes(routes!(staff::staff_end_sessions))
        .routes(routes!(staff::staff_sign_out))
        .routes(routes!(staff::staff_decide))
        .routes(routes!(preview::preview_begin, preview::preview_running))
        .routes(routes!(preview::preview_facts))
        .routes(routes!(preview::preview_notices))
        .routes(routes!(preview::preview_applications))
        .routes(routes!(preview::preview_people))
        .routes(routes!(preview::preview_sessions))
        .routes(routes!(preview::preview_access_log))
        .routes(routes!(preview::preview_print))
        .routes(routes!(preview::preview_end))
}

fn for_operators() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(token::token))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
}

/// An answer with data; whoever asks again and again about what is not there is trying things out.
async fn data(State(limits): State<Arc<Limits>>, request: Request<Body>, next: Next) -> Response {
    let asker: Asker = request.extensions().get().cloned().unwrap_or_default();
    let response = armour::data(request, next).await;
    if let Some(client) = asker.client().filter(|_| response.status() == StatusCode::NOT_FOUND) {
        limits.missed(client);
    }
    response
}
