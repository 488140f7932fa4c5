//! The engine for JavaScript. One function, and what crosses is JSON text: the digits of a rate arrive as they were written, and
//! there is one way through the engine, the command line's.

use wasm_bindgen::prelude::wasm_bindgen;

/// Answers one command with one JSON document. A refusal is thrown, as the JSON text the command line would print.
///
/// # Errors
///
/// The refusal's document.
#[wasm_bindgen]
pub fn answer(command: &str, document: &str) -> Result<String, String> {
    let answer = engine::cases::answer(command, document, None);
    let text = answer.document.to_string();
    if answer.good { Ok(text) } else { Err(text) }
}
