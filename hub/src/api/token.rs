//! Where a machine exchanges its proof for a key of minutes: as `OAuth` has it (RFC 6749, 7523), form and answers too, because whoever builds a
//! billing system has a library for it.

use crate::Hub;
use crate::auth::{Address, proof};
use crate::problem::Problem;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const CREDENTIALS: &str = "client_credentials";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What the machine sends.
#[derive(Deserialize, ToSchema)]
pub struct TokenAsked {
    /// `client_credentials`
    #[serde(default)]
    grant_type: String,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`
    #[serde(default)]
    client_assertion_type: String,
    /// A JWT signed by the machine's key (ES256, `EdDSA` or PS256): `iss` and `sub` its id here, `aud` this hub's address, `exp` within five
    /// minutes, `jti` never used before.
    #[serde(default)]
    client_assertion: String,
}

/// The key, as RFC 6749 has it.
#[derive(Serialize, ToSchema)]
pub struct TokenGiven {
    access_token: String,
    /// `Bearer`
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
}

/// Why there is none, as RFC 6749 has it.
#[derive(Serialize, ToSchema)]
pub struct TokenRefused {
    /// `invalid_client`, `invalid_request`, `unsupported_grant_type`
    error: &'static str,
    error_description: String,
}

/// Exchange a proof for a key
///
/// Instead of a key that travels with each request for years. The key that comes back is good for ten minutes.
#[utoipa::path(post, path = "/api/v1/token", tag = "operation", security(()),
    request_body(content = TokenAsked, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenGiven), (status = 400, description = "Not understood.", body = TokenRefused),
        (status = 401, description = "The proof does not hold, or was used before.", body = TokenRefused),
        (status = 429, description = "Too many proofs from one place that do not hold.", body = TokenRefused)))]
pub async fn token(
    State(hub): State<Hub>,
    Address(address): Address,
    headers: HeaderMap,
    asked: Result<Form<TokenAsked>, FormRejection>,
) -> Response {
    let Ok(Form(asked)) = asked else { return refused("invalid_request", "This is no form.".to_owned()) };
    if asked.grant_type != CREDENTIALS {
        return refused("unsupported_grant_type", format!("The grant here is {CREDENTIALS}."));
    }
    if asked.client_assertion_type != ASSERTION {
        return refused("invalid_request", format!("client_assertion_type is {ASSERTION}."));
    }
    match proof::exchange(&hub, &headers, &asked.client_assertion).await {
        Ok(access_token) => {
            hub.metrics.sign_in("machine", "signed in");
            let given =
                TokenGiven { access_token, token_type: "Bearer", expires_in: proof::LIFE.num_seconds() };
            Json(given).into_response()
        }
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => {
            hub.metrics.sign_in("machine", "not believed");
            let problem = hub.limits.stranger(&address, problem);
            let told = TokenRefused { error: "invalid_client", error_description: problem.sentence() };
            (problem.status(), Json(told)).into_response()
        }
        Err(problem) => Problem::into_response(problem),
    }
}

fn refused(error: &'static str, error_description: String) -> Response {
    (StatusCode::BAD_REQUEST, Json(TokenRefused { error, error_description })).into_response()
}
