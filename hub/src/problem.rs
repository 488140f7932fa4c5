//! Errors as RFC 9457 problem details, each with a stable code: what happened, what is safe, what to do.

use crate::observe;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::form::Missing;
use serde_json::{Value, json};

/// The code of a problem, beside the answer that tells it: for the operator's line.
#[derive(Copy, Clone)]
pub struct Refusal(pub &'static str);

/// An answer that is not the one hoped for.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    field: Option<String>,
    detail: Option<String>,
    /// What is wrong where, when it is more than one thing: keys and parameters, as the form's page shows them.
    problems: Vec<Value>,
}

/// Problems without a field or a detail: name, status, code, title.
macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident = $status:ident, $code:literal, $title:literal;)+) => {
        impl Problem {
            $($(#[$meta])* pub const fn $name() -> Self {
                Self::new(StatusCode::$status, $code, $title)
            })+
        }
    };
}

problems! {
    not_signed_in = UNAUTHORIZED, "not_signed_in", "Sign in first. Nothing was changed.";
    unknown_client = UNAUTHORIZED, "unknown_client", "The key is not known here. Nothing was recorded.";
    signature_missing = UNAUTHORIZED, "signature_missing",
        "Requests of this machine are signed by its key pair (RFC 9421), and this one is not. Nothing was recorded; sign it and send it again.";
    signature_wrong = UNAUTHORIZED, "signature_wrong",
        "The request's signature does not hold: it covers too little, is not of now, or not of this machine's key. Nothing was recorded.";
    not_yours = FORBIDDEN, "not_yours", "This key speaks for another organisation. Nothing was recorded.";
    /// The same session with a fresh sign-in will do.
    step_up_required = FORBIDDEN, "step_up_required",
        "For this the hub must know that it is still you: sign in once more and do it again within five minutes. Nothing was changed.";
    not_your_role = FORBIDDEN, "not_your_role",
        "Your account does not have the role for this. Nothing was shown and nothing changed; ask whoever keeps your organisation's accounts.";
    officer_taken = CONFLICT, "officer_taken",
        "This id is or was another officer's, or this sign-in belongs to another account. Nothing was changed; use an id that was nobody's.";
    key_taken = CONFLICT, "key_taken", "This key is another organisation's already. Nothing was changed; make a key of its own for each.";
    identity_taken = CONFLICT, "identity_taken",
        "Somebody else signs in this way already. Nothing was changed; take that back first if it was a mistake.";
    unknown_code = UNPROCESSABLE_ENTITY, "unknown_code",
        "This code was not shown to anybody in the last seven days, or was used. Nothing was recorded; let the person sign in again and read out the new one.";
    /// Also the answer about persons who must not be shown: from outside they are not there (RULES §16.8).
    not_found = NOT_FOUND, "not_found", "There is nothing here.";
    second_person = FORBIDDEN, "second_person",
        "A change of a past cap needs the word of another member of staff than the one who proposed it. Nothing was recorded.";
    cross_site = FORBIDDEN, "cross_site", "The request did not come from a page of this portal. Nothing was changed.";
    too_large = PAYLOAD_TOO_LARGE, "too_large", "The document is too large. Nothing was recorded.";
    key_reused = UNPROCESSABLE_ENTITY, "key_reused",
        "This id was used before for another document. The first one stands; use a new id or send a correction.";
    digest_differs = UNPROCESSABLE_ENTITY, "digest_differs",
        "The document does not have the digest its header states: it was changed on the way. Nothing was recorded; send it again.";
    too_often = TOO_MANY_REQUESTS, "too_often",
        "More requests than this client may send. This one was not carried out; wait as long as Retry-After says and send it again.";
    not_connected = SERVICE_UNAVAILABLE, "not_connected",
        "This source is not connected yet. Nothing was asked and nothing was changed; the form can be filled in by hand.";
    busy = SERVICE_UNAVAILABLE, "busy",
        "Too many requests are waiting. Nothing was recorded; send it again with the same key.";
    storage = SERVICE_UNAVAILABLE, "storage",
        "The hub cannot reach its storage. What was acknowledged before is safe; try again with the same key.";
}

impl Problem {
    const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Problem { status, code, title, field: None, detail: None, problems: Vec::new() }
    }

    pub fn unreadable(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unreadable",
            "The document was not understood. Nothing was recorded.",
        )
        .at(field)
        .because(detail)
    }

    /// A form that is not complete, or has answers that are none.
    pub fn of_form(missing: &[Missing]) -> Self {
        let first = missing.first().map(|missing| format!("answers.{}", missing.question));
        let problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "form",
            "Something in the form is missing or cannot be right. Nothing was sent, and the draft is as it was; correct it and send it again.",
        );
        let problems = missing.iter().filter_map(|missing| serde_json::to_value(missing).ok()).collect();
        Problem { problems, ..problem.at(first.unwrap_or_default()) }
    }

    /// One question of a form; `key` says what is wrong.
    pub fn of_question(question: &str, key: &'static str) -> Self {
        let problem = engine::form::Problem::new(key);
        Self::of_form(&[Missing { step: "", question: question.to_owned(), problem }])
    }

    /// A file that is not taken; `key` says why.
    pub fn of_file(key: &'static str) -> Self {
        let mut problem = Self::of_question("file", key);
        problem.code = "file";
        problem.title =
            "This file is not taken. Nothing of it was kept; the others and the form are as they were.";
        problem.at("file")
    }

    /// This cannot be applied for today; `why` is the message key of the reason.
    pub fn not_open(why: &'static str) -> Self {
        let title = "This cannot be applied for today. Nothing was sent, and the draft is as it was.";
        Self::new(StatusCode::CONFLICT, "not_open", title).at("kind").because(why)
    }

    /// The same has been applied for already, under this number.
    pub fn under_way(receipt: &str) -> Self {
        let title = "The same is under way already. Nothing was sent a second time; look at the one that was, or withdraw it first.";
        Self::new(StatusCode::CONFLICT, "under_way", title).at("kind").because(receipt)
    }

    /// A later version of what is being changed is there already, or it has ended.
    pub fn moved_on(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "moved_on",
            "What you want to change has changed since. Nothing was recorded; look at it as it is now and decide again.",
        )
        .at(field)
        .because(detail)
    }

    /// Would a fresh sign-in do?
    pub fn is_step_up(&self) -> bool {
        self.code == Self::step_up_required().code
    }

    /// For the operator's line, where the answer is a page.
    pub fn refusal(&self) -> Refusal {
        Refusal(self.code)
    }

    #[must_use]
    fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into()).filter(|field| !field.is_empty());
        self
    }

    #[must_use]
    fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into()).filter(|detail| !detail.is_empty());
        self
    }

    /// The whole of it in one line, for a page.
    pub fn sentence(&self) -> String {
        let place = self.field.as_deref().map(|field| format!(" ({field})"));
        format!("{}{}", self.title, place.unwrap_or_default())
    }

    /// The same with its reason, for the operator's terminal.
    pub fn in_full(&self) -> String {
        let detail = self.detail.as_deref().map(|detail| format!(": {detail}"));
        format!("{}{}", self.sentence(), detail.unwrap_or_default())
    }

    /// The same in one place of a larger whole.
    #[must_use]
    pub fn in_place(self, place: &str) -> Self {
        let field =
            self.field.as_deref().map_or_else(|| place.to_owned(), |field| format!("{place}: {field}"));
        self.at(field)
    }

    /// Where in the document, as far as known.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// RFC 9457.
    pub fn to_json(&self) -> Value {
        let mut body = json!({
            "type": format!("/problems/{}", self.code),
            "title": self.title,
            "status": self.status.as_u16(),
            "code": self.code,
        });
        if let Some(field) = &self.field {
            body["field"] = field.as_str().into();
        }
        if let Some(detail) = &self.detail {
            body["detail"] = detail.as_str().into();
        }
        if !self.problems.is_empty() {
            body["problems"] = self.problems.clone().into();
        }
        body
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
        observe::trouble("database", &error.to_string());
        Self::storage()
    }
}

/// What stands in the store was written by the hub; if it cannot be read, the storage is at fault and not the sender.
impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        observe::trouble("stored document", &error.to_string());
        Self::storage()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.to_json())).into_response();
        response.extensions_mut().insert(Refusal(self.code));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
