//! Errors as RFC 9457 problem details, each with a stable code: what happened, what is safe, what to do.

use crate::store::WriteError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An answer that is not the one hoped for.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    field: Option<String>,
    detail: Option<String>,
}

impl Problem {
    const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Problem { status, code, title, field: None, detail: None }
    }

    /// The whole of it in one line, for a page.
    pub fn sentence(&self) -> String {
        let place =
            self.field.as_deref().filter(|field| !field.is_empty()).map(|field| format!(" ({field})"));
        format!("{}{}", self.title, place.unwrap_or_default())
    }

    pub const fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first. Nothing was changed.")
    }
    pub const fn unknown_client() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unknown_client",
            "The key is not known here. Nothing was recorded.",
        )
    }
    pub const fn not_yours() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_yours",
            "This key speaks for another organisation. Nothing was recorded.",
        )
    }
    /// Also the answer about persons who must not be shown: from outside they are not there (RULES §16.8).
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }
    pub const fn cross_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            "The request did not come from a page of this portal. Nothing was changed.",
        )
    }
    pub fn unreadable(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unreadable",
            "The document was not understood. Nothing was recorded.",
        );
        problem.field = Some(field.into());
        problem.detail = Some(detail.into());
        problem
    }
    pub const fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The document is too large. Nothing was recorded.",
        )
    }
}

impl From<engine::facts::door::Refused> for Problem {
    fn from(refused: engine::facts::door::Refused) -> Self {
        let mut problem = Problem::unreadable(refused.field, refused.detail);
        if refused.code == "my_number" {
            problem.title = "The document carries a 12-digit individual number. It was refused and not kept.";
        }
        problem.code = refused.code;
        problem
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        // The words of the database are for the operator's log, never for the answer.
        eprintln!("hub: database: {error}");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage",
            "The hub cannot reach its storage. What was acknowledged before is safe; try again with the same key.",
        )
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Conflict { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key_reused",
                "This registration id was used before for another document. The first one stands; use a new id or send a correction.",
            ),
            WriteError::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too many registrations are waiting. Nothing was recorded; send it again with the same key.",
            ),
            WriteError::Database(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": format!("/problems/{}", self.code),
            "title": self.title,
            "status": self.status.as_u16(),
            "code": self.code,
        });
        if let Some(field) = self.field.filter(|field| !field.is_empty()) {
            body["field"] = field.into();
        }
        if let Some(detail) = self.detail.filter(|detail| !detail.is_empty()) {
            body["detail"] = detail.into();
        }
        let mut response = (self.status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
