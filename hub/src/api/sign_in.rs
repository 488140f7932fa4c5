//! How a municipality says who signs in as whom.

use super::document::{Document, Path};
use crate::Hub;
use crate::auth::{MunicipalityClient, oidc};
use crate::problem::Problem;
use crate::store::{Recognise, Unbind};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// The code that somebody was shown when they signed in and nobody knew them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The member of staff who has seen who they are.
    officer: String,
    code: String,
}

/// Say who was shown a code
///
/// Whoever signs in as they did is this person from then on. Only where a member of staff has seen who they are.
#[utoipa::path(post, path = "/api/v1/municipalities/{municipality}/people/{person}/sign-ins", tag = "municipality",
    security(("municipality" = [])), request_body = Shown, responses((status = 204)))]
pub async fn recognise(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person)): Path<(String, String)>,
    document: Document,
) -> Result<StatusCode, Problem> {
    client.patient(&hub, &person).await?;
    let Shown { officer, code } = document.read()?;
    let code_digest = oidc::code_digest(&code);
    let recognised = Recognise { authority: client.code, officer, person, code_digest };
    hub.store.carry_out(recognised).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take back who signs in as somebody
///
/// Nobody signs in as this person any more, and whoever was signed in is no longer: after a mistake, or a lost card.
#[utoipa::path(post, path = "/api/v1/municipalities/{municipality}/people/{person}/sign-ins/end", tag = "municipality",
    security(("municipality" = [])), responses((status = 204)))]
pub async fn unbind(
    State(hub): State<Hub>,
    client: MunicipalityClient,
    Path((_, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    hub.store.carry_out(Unbind { person, authority: Some(client.code) }).await?;
    Ok(StatusCode::NO_CONTENT)
}
