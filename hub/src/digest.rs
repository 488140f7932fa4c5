//! SHA-256, in hexadecimal: of tokens, so that they need not be kept, and of documents, so that what was sent can be proved.

use serde_json::Value;
use sha2::{Digest, Sha256};

pub fn of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Of a document, whatever its spaces and the order of its fields: fields sorted by name, no space between.
pub fn of_document(document: &Value) -> String {
    of_text(&document.to_string())
}

pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for digit in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        text.push(char::from(DIGITS[usize::from(digit)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_has_two_digits_a_byte() {
        assert_eq!(hex(&[0, 9, 0xa5, 0xff]), "0009a5ff");
    }

    #[test]
    fn spaces_and_order_make_no_difference_and_contents_do() {
        let read = |text: &str| of_document(&serde_json::from_str(text).unwrap_or(Value::Null));
        assert_eq!(read(r#"{"a": 1, "b": {"d": 2, "c": 3}}"#), read(r#"{"b":{"c":3,"d":2},"a":1}"#));
        assert_ne!(read(r#"{"a": 1}"#), read(r#"{"a": 2}"#));
    }
}
