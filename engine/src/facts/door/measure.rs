//! How much there is in a JSON text, told from its brackets and commas before anything is built from it.

use super::{Limits, Refused, enter_field, enter_item, in_words};

/// An object costs about as much memory as this many plain values.
const OBJECT_WEIGHS: u32 = 8;
/// Brackets open at once. The parser behind has the same limit, and gives no field.
const DEEPEST: usize = 127;

struct Open<'a> {
    object: bool,
    /// Commas seen so far.
    index: usize,
    /// The key before the last colon, as written.
    key: &'a str,
}

/// Refuses a text that is too long, too deep, or holds too many values. A text that is not JSON passes: the parser says so.
pub(crate) fn measure(json: &str, limits: Limits) -> Result<(), Refused> {
    if json.len() > limits.bytes {
        return Err(Refused::new(
            "json.too_large",
            "",
            in_words(&format_args!("more than {} bytes", limits.bytes)),
        ));
    }
    let bytes = json.as_bytes();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut last_text = "";
    let mut weight: u32 = 1;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = end_of_text(bytes, at + 1);
                last_text = json.get(at + 1..end).unwrap_or("");
                at = end;
            }
            b':' => {
                if let Some(inner) = open.last_mut() {
                    inner.key = last_text;
                }
            }
            b'{' | b'[' => {
                if open.len() == DEEPEST {
                    return Err(Refused::new(
                        "json.too_deep",
                        path(&open),
                        in_words(&format_args!("more than {DEEPEST} levels")),
                    ));
                }
                weight += if byte == b'{' { OBJECT_WEIGHS } else { 1 };
                open.push(Open { object: byte == b'{', index: 0, key: "" });
            }
            b'}' | b']' => {
                open.pop();
            }
            b',' => {
                weight += 1;
                if let Some(inner) = open.last_mut() {
                    inner.index += 1;
                    if inner.index >= limits.items {
                        open.pop();
                        let detail = in_words(&format_args!("more than {} items", limits.items));
                        return Err(Refused::new("json.too_many", path(&open), detail));
                    }
                }
            }
            _ => {}
        }
        if weight > limits.weight {
            return Err(Refused::new("json.too_many", "", "too many values together"));
        }
        at += 1;
    }
    Ok(())
}

/// Where the text that starts here ends: the index of its closing quotation mark.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// Where we are, by the brackets that are open.
fn path(open: &[Open<'_>]) -> String {
    let mut path = String::new();
    for bracket in open {
        if bracket.object {
            enter_field(&mut path, bracket.key);
        } else {
            enter_item(&mut path, bracket.index);
        }
    }
    path
}
