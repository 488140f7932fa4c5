//! What Leptos' server functions ask of the crate `wasm-streams`, and no more. The portal calls none, so nothing of this is ever called; but the
//! real crate exports classes to JavaScript, and what is exported no linker takes out of the bundle (4 kB of brotli, docs/dependencies.md).

use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::JsValue;

/// A stream of the browser.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes it over.
    pub fn from_raw(raw: web_sys::ReadableStream) -> ReadableStream {
        ReadableStream(raw)
    }

    /// Would make one of what a program has. This one cannot.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> ReadableStream {
        wasm_bindgen::throw_str("there are no streams here (app/no-streams)")
    }

    /// Gives it back.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would read it. This one ends at once.
    pub fn into_stream(self) -> IntoStream {
        IntoStream
    }
}

/// What comes out of a stream: nothing.
#[derive(Debug)]
pub struct IntoStream;

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
