//! What `app/ask.js` has asked the hub while the program was on its way. Each answer is taken once, while it is fresh.

use crate::host;
use crate::net::Trouble;
use gloo_net::http::Response;
use js_sys::{Array, Promise};
use leptos::web_sys;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    fn early(address: &str) -> Promise;
}

/// The answer to a question that was asked early, and how many seconds ago it came; `None` where it was not, or lies too long. In somebody else's
/// page nothing is.
pub async fn answer(address: &str) -> Option<Result<(Response, u32), Trouble>> {
    if host::here().guest.is_some() {
        return None;
    }
    let told: Array = JsFuture::from(early(address)).await.ok()?.dyn_into().ok()?;
    let answer = told.get(0).dyn_into::<web_sys::Response>();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
    let age = told.get(1).as_f64().unwrap_or_default() as u32; // tidy: the browser's own number
    Some(answer.map(|answer| (answer.into(), age)).map_err(|_| Trouble::Offline))
}
