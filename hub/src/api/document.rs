//! What clients send and what they get: a JSON document through the engine's door, an answer with a tag.

use crate::Hub;
use crate::problem::Problem;
use crate::store::Done;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use engine::facts::door;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// A document that came whole (`Content-Digest`, RFC 9530, where the sender states it) and holds no individual number.
pub struct Document(pub Value);

impl FromRequest<Hub> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, hub: &Hub) -> Result<Self, Problem> {
        let stated = request.headers().get("content-digest").cloned();
        let bytes = Bytes::from_request(request, hub).await.map_err(|_| Problem::too_large())?;
        if let Some(stated) = stated {
            let digest = BASE64.encode(Sha256::digest(&bytes));
            if stated.to_str().ok().map(str::trim) != Some(&format!("sha-256=:{digest}:")) {
                return Err(Problem::digest_differs());
            }
        }
        Ok(Document(door::read_bytes(&bytes)?))
    }
}

impl Document {
    /// The document as what it should be; a misfit is named by its field.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        door::read_value(&self.0, "").map_err(|refused| Problem::unreadable(refused.field, refused.detail))
    }
}

/// 304, when the reader already has the answer of this tag (ハッシュによる更新判定).
pub fn unchanged(headers: &HeaderMap, tag: &str) -> Option<Response> {
    let tag = quoted(tag);
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let known = lists.flat_map(|list| list.split(',')).any(|known| known.trim() == tag);
    known.then(|| (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response())
}

/// An answer with its tag.
pub fn tagged(tag: &str, answer: Value) -> Response {
    ([(header::ETAG, quoted(tag))], Json(answer)).into_response()
}

fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

/// What was recorded, now or before.
#[derive(Serialize, ToSchema)]
pub struct Recorded<A> {
    #[serde(flatten)]
    answer: A,
    /// The same was sent before; this is what was answered then.
    repeated: bool,
}

/// 201 the first time, 200 for the same again; the answer says which.
pub fn once<A: Serialize>(done: Done<A>) -> Response {
    let Done { answer, repeated } = done;
    let status = if repeated { StatusCode::OK } else { StatusCode::CREATED };
    (status, Json(Recorded { answer, repeated })).into_response()
}
