//! Bytes to text: UTF-8 or `Shift_JIS` (CP932), as the file says, checked against what the bytes are.

use super::assumed::table;
use super::{Charset, Finding, Log, Refused};

/// More than any file of one person holds.
const LARGEST_FILE: usize = 2 << 20;
/// How far in front a declaration or an identifier is looked for.
const FRONT: usize = 4096;

/// A file's text and the encoding it was really in.
pub(super) struct Text {
    pub text: String,
    pub charset: Charset,
}

/// Decodes a whole file. Letters are never replaced: bytes that fit no encoding refuse the file.
pub(super) fn decode(bytes: &[u8], log: &mut Log) -> Result<Text, Refused> {
    if bytes.len() > LARGEST_FILE {
        return Err(Refused::new("file.too_large", "", format!("more than {LARGEST_FILE} bytes")));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return as_charset(rest, Charset::Utf8).map_or_else(|| Err(undecodable()), Ok);
    }
    let declared = declared(bytes)?;
    let first = declared.unwrap_or(Charset::Utf8);
    let second = match first {
        Charset::Utf8 => Charset::ShiftJis,
        Charset::ShiftJis => Charset::Utf8,
    };
    let text = if let Some(text) = as_charset(bytes, first) {
        text
    } else {
        let text = as_charset(bytes, second).ok_or_else(undecodable)?;
        if declared.is_some() {
            log.find(Finding::new("encoding.not_as_declared", ""));
        }
        text
    };
    if text.text.contains(|letter| matches!(letter, '\u{e000}'..='\u{f8ff}')) {
        log.find(Finding::new("encoding.private_letters", ""));
    }
    Ok(text)
}

fn undecodable() -> Refused {
    Refused::new("file.encoding", "", "neither UTF-8 nor Shift_JIS")
}

fn as_charset(bytes: &[u8], charset: Charset) -> Option<Text> {
    let text = match charset {
        Charset::Utf8 => std::str::from_utf8(bytes).ok()?.to_owned(),
        Charset::ShiftJis => {
            encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()
        }
    };
    Some(Text { text, charset })
}

/// What the XML declaration says, else what `CharacterCodeIdentifier` says. Both are ASCII in either encoding.
fn declared(bytes: &[u8]) -> Result<Option<Charset>, Refused> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Refused::new("file.encoding", "", "UTF-16"));
    }
    let front: String = bytes.iter().take(FRONT).map(|byte| char::from(*byte)).collect();
    if let Some(label) = front.strip_prefix("<?xml").and_then(label) {
        let charset = table()
            .charsets
            .iter()
            .find(|row| row.labels.iter().any(|known| known.eq_ignore_ascii_case(label)))
            .map(|row| row.charset);
        return charset
            .map(Some)
            .ok_or_else(|| Refused::new("file.encoding", "", "an encoding not known here"));
    }
    Ok(identifier(&front))
}

/// The `encoding` of an XML declaration.
fn label(declaration: &str) -> Option<&str> {
    let declaration = declaration.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(label, _)| label)
}

fn identifier(front: &str) -> Option<Charset> {
    let row = table().header.iter().find(|row| row.field == "character_code")?;
    let value = row.names.iter().find_map(|name| front.split_once(&format!("<{name}>")))?.1;
    let value = value.split_once('<')?.0.trim();
    table().charsets.iter().find(|row| row.identifier == value).map(|row| row.charset)
}
