//! Starts the portal in this page's body, or lets a host's page put it where it wants. Everything else is the library's.

use app::guest::{self, Wish};
use js_sys::Function;
use leptos::web_sys::HtmlElement;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {
    app::start();
}

/// Puts the portal into a place; called by `app/module.js`.
#[wasm_bindgen]
pub fn mount(
    place: HtmlElement,
    hub: String,
    base: String,
    apply: String,
    language: Option<String>,
    tell: Option<Function>,
) {
    guest::mount(place, Wish { hub, base, apply, language, tell });
}

/// Takes it out again.
#[wasm_bindgen]
pub fn unmount() {
    guest::unmount();
}
