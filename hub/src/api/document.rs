//! What clients send and what they get: a JSON document through the engine's door, an answer with a tag.

use super::LARGEST_BODY;
use crate::Hub;
use crate::auth::Signed;
use crate::coding;
use crate::problem::Problem;
use crate::store::{Done, Evidence};
use axum::Json;
use axum::body::Body;
use axum::extract::{self, FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use engine::facts::door;
use futures_util::StreamExt;
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
        SignedDocument::from_request(request, hub).await.map(|signed| Document(signed.document))
    }
}

/// The same with what proves who sent it, where its sender has signed the request.
pub struct SignedDocument {
    pub document: Value,
    pub evidence: Option<Evidence>,
}

impl FromRequest<Hub> for SignedDocument {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Hub) -> Result<Self, Problem> {
        let signed = request.extensions().get::<Signed>().cloned();
        let stated = request.headers().get("content-digest").cloned();
        let bytes = whole(request.into_body()).await?;
        if let Some(stated) = stated {
            let digest = BASE64.encode(Sha256::digest(&bytes));
            if stated.to_str().ok().map(str::trim) != Some(&format!("sha-256=:{digest}:")) {
                return Err(Problem::digest_differs());
            }
        }
        let document = door::read_bytes(&bytes)?;
        let evidence = signed.map(|signed| Evidence { signed, body: bytes.into() });
        Ok(SignedDocument { document, evidence })
    }
}

/// The whole body. Of one that is too large the rest is read and thrown away: a sender that is still sending would find the connection broken
/// in place of the reason.
async fn whole(body: Body) -> Result<Vec<u8>, Problem> {
    const THROWN_AWAY: usize = 16 * LARGEST_BODY;
    let mut parts = body.into_data_stream();
    let (mut bytes, mut came) = (Vec::new(), 0);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Problem::unreadable("", "the document did not come whole"))?;
        came += part.len();
        if came <= LARGEST_BODY {
            bytes.extend_from_slice(&part);
        } else if came > THROWN_AWAY {
            break;
        }
    }
    if came > LARGEST_BODY { Err(Problem::too_large()) } else { Ok(bytes) }
}

impl Document {
    /// The document as what it should be; a misfit is named by its field.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        door::read_value(&self.0, "").map_err(|refused| Problem::unreadable(refused.field, refused.detail))
    }
}

/// The names in the address. One that cannot be read is the name of nothing here.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Hub> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        let names = extract::Path::from_request_parts(parts, hub).await;
        names.map(|extract::Path(names)| Path(names)).map_err(|_| Problem::not_found())
    }
}

/// What stands behind the `?` of an address: each name once, each value of its kind.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Hub> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Hub) -> Result<Self, Problem> {
        let Query(asked) = Query::try_from_uri(&parts.uri)
            .map_err(|_| Problem::unreadable("", "what stands behind the ? of the address"))?;
        Ok(Asked(asked))
    }
}

/// 304, when the reader already has the answer of this tag (ハッシュによる更新判定).
pub fn unchanged(headers: &HeaderMap, tag: &str) -> Option<Response> {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    // Packed or not, it is the same answer.
    let mut known = lists.flat_map(|list| list.split(',')).map(|known| known.trim().trim_start_matches("W/"));
    let tag = quoted(tag);
    known.any(|known| known == tag).then(|| (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response())
}

/// An answer with its tag.
pub fn tagged(tag: &str, answer: Value) -> Response {
    ([(header::ETAG, quoted(tag))], Json(answer)).into_response()
}

/// The same, of a document that is text already, packed for those who read that.
pub fn tagged_text(headers: &HeaderMap, tag: &str, answer: String) -> Response {
    let fields =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::VARY, "Accept-Encoding".to_owned())];
    match coding::packed(headers, &answer) {
        Some(packed) => {
            let coding = [
                (header::ETAG, ["W/", &quoted(tag)].concat()),
                (header::CONTENT_ENCODING, "gzip".to_owned()),
            ];
            (fields, coding, packed).into_response()
        }
        None => (fields, [(header::ETAG, quoted(tag))], answer).into_response(),
    }
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
