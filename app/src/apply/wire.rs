//! Sending to the hub: with a limit of time, with the progress of what goes up, and with the hub's own reasons when it refuses.

use crate::net::Trouble;
use js_sys::{Promise, Uint8Array};
use leptos::web_sys::{Blob, Event, ProgressEvent, XmlHttpRequest};
use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds after which an answer is given up; sending again is always safe, because everything that is sent bears the sender's own id.
const PATIENCE: u32 = 30_000;
/// The same for a file, which may be large and the line slow.
const PATIENCE_FOR_FILES: u32 = 300_000;

/// What goes up.
pub enum Body {
    /// Nothing.
    Nothing,
    /// A document.
    Json(Value),
    /// A file, as it is.
    File(Blob, &'static str),
}

/// What came back: the answer of a 2xx, or why not.
pub type Answer = Result<String, Refused>;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not known whether it was done, or nothing could be: the same may be sent again.
    Trouble(Trouble),
    /// The hub has looked at it and said no.
    No {
        /// The hub's code for the reason.
        code: String,
        /// What is wrong, where it is about a file or an answer: a key of the words.
        key: Option<String>,
    },
}

#[derive(Deserialize, Default)]
struct Problem {
    code: String,
    #[serde(default)]
    problems: Vec<WrongAnswer>,
}
#[derive(Deserialize)]
struct WrongAnswer {
    problem: Wrong,
}
#[derive(Deserialize)]
struct Wrong {
    key: String,
}

/// Gets a document.
pub async fn get(address: &str) -> Answer {
    send("GET", address, Body::Nothing, |_, _| {}).await
}

/// Puts a document.
pub async fn put(address: &str, body: Value) -> Answer {
    send("PUT", address, Body::Json(body), |_, _| {}).await
}

/// Sends something. `progress` is told how many bytes of how many have gone.
pub async fn send(method: &str, address: &str, body: Body, progress: impl Fn(u64, u64) + 'static) -> Answer {
    let trouble = |_| Refused::Trouble(Trouble::Offline);
    let request = XmlHttpRequest::new().map_err(trouble)?;
    request.open(method, address).map_err(trouble)?;
    request.set_timeout(if matches!(body, Body::File(..)) { PATIENCE_FOR_FILES } else { PATIENCE });
    request.set_request_header("X-Requested-By", "portal").map_err(trouble)?;
    let going = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        progress(bytes(event.loaded()), bytes(event.total()));
    });
    if let (Ok(upload), Body::File(..)) = (request.upload(), &body) {
        upload.set_onprogress(Some(going.as_ref().unchecked_ref()));
    }
    let done = done(&request);
    match body {
        Body::Nothing => request.send(),
        Body::Json(value) => {
            request.set_request_header("Content-Type", "application/json").map_err(trouble)?;
            request.send_with_opt_str(Some(&value.to_string()))
        }
        Body::File(file, kind) => {
            request.set_request_header("Content-Type", kind).map_err(trouble)?;
            request.send_with_opt_blob(Some(&file))
        }
    }
    .map_err(trouble)?;
    drop(JsFuture::from(done).await);
    drop(going);
    read(&request)
}

/// Settled when the request is over, however it ended.
fn done(request: &XmlHttpRequest) -> Promise {
    Promise::new(&mut |resolve, _| {
        let over = Closure::once_into_js(move |_: Event| drop(resolve.call0(&JsValue::NULL)));
        request.set_onloadend(Some(over.unchecked_ref()));
    })
}

fn read(request: &XmlHttpRequest) -> Answer {
    let status = request.status().unwrap_or_default();
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match status {
        0 => Err(Refused::Trouble(Trouble::Offline)),
        200..=299 => Ok(text),
        401 => Err(Refused::Trouble(Trouble::SignedOut)),
        429 | 500.. => Err(Refused::Trouble(Trouble::Hub)),
        _ => {
            let Problem { code, problems } = serde_json::from_str(&text).unwrap_or_default();
            Err(Refused::No { code, key: problems.into_iter().next().map(|wrong| wrong.problem.key) })
        }
    }
}

/// How the browser counts bytes.
type Counted = f64; // tidy: the browser's own number

/// A number of bytes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count is never negative, and no file is that large"
)]
pub fn bytes(counted: Counted) -> u64 {
    counted as u64
}

/// Random bytes in hexadecimal digits: an id of one's own making.
pub fn random_id() -> Option<String> {
    let bytes = Uint8Array::new_with_length(16);
    let crypto = js_sys::Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let fill =
        js_sys::Reflect::get(&crypto, &"getRandomValues".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    fill.call1(&crypto, &bytes).ok()?;
    Some(bytes.to_vec().iter().map(|byte| format!("{byte:02x}")).collect())
}
