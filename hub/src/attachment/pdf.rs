//! PDF: taken as it is, when it is whole and only shows something. What it says about itself stays in it; the page tells people so.

use super::Refusal;

/// What a page to be read does not need: a lock, a script, a program to start, a file inside.
const UNSAFE: [&[u8]; 5] = [b"/Encrypt", b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile"];
/// Within so many bytes of its end a PDF says that it ends.
const END: usize = 1024;

pub fn checked(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let end = &bytes[bytes.len().saturating_sub(END)..];
    let has = |part: &[u8], words: &[u8]| part.windows(words.len()).any(|window| window == words);
    if !has(end, b"%%EOF") || !has(end, b"startxref") {
        return Err(Refusal::Broken);
    }
    // A name ends where something follows that is no letter: /JSON is not /JS.
    let names = |words: &[u8]| {
        let ends = |after: Option<&u8>| after.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        bytes
            .windows(words.len())
            .enumerate()
            .any(|(at, window)| window == words && ends(bytes.get(at + words.len())))
    };
    if UNSAFE.iter().any(|words| names(words)) { Err(Refusal::Unsafe) } else { Ok(bytes.to_vec()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_pdf_that_merely_shows_something() {
        let page = b"%PDF-1.7\n1 0 obj << /Type /Catalog /JSON 1 >>\nstartxref\n9\n%%EOF\n";
        assert_eq!(checked(page).as_deref(), Ok(&page[..]));
        assert_eq!(checked(&page[..40]), Err(Refusal::Broken));
        for part in ["/JavaScript (x)", "/JS(x)", "/Launch", "/Encrypt 5 0 R", "/EmbeddedFile"] {
            let page = format!("%PDF-1.7\n<< {part} >>\nstartxref\n9\n%%EOF");
            assert_eq!(checked(page.as_bytes()), Err(Refusal::Unsafe), "{part}");
        }
    }
}
