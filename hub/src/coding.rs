//! Answers packed for the way: where the next mast is far, a byte costs more than the work of packing it.

use axum::http::{HeaderMap, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// Shorter texts fit into what is on the way in any case.
const WORTH_IT: usize = 4 * 1024;

/// Does whoever asks read this coding?
pub fn is_read(headers: &HeaderMap, coding: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let is_refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
        name.trim() == coding && !is_refused
    })
}

/// The text packed, when it is worth it and whoever asks reads that. What lies in it and what somebody else could have put there never come
/// together in an answer another site can ask for (armour), so its length tells nobody anything.
pub fn packed(headers: &HeaderMap, text: &str) -> Option<Vec<u8>> {
    if text.len() < WORTH_IT || !is_read(headers, "gzip") {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
    packer.write_all(text.as_bytes()).ok()?;
    packer.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use std::io::Read as _;

    fn asking_for(list: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(list))])
    }

    #[test]
    fn a_coding_is_read_when_it_is_named_and_not_refused() {
        for list in ["gzip", "br, gzip", "deflate ,gzip;q=0.5", "gzip; q=1"] {
            assert!(is_read(&asking_for(list), "gzip"), "{list}");
        }
        for list in ["", "br", "xgzip", "gzip;q=0", "gzip; q=0.000"] {
            assert!(!is_read(&asking_for(list), "gzip"), "{list}");
        }
    }

    #[test]
    fn a_long_text_is_packed_for_those_who_read_that_and_comes_out_whole() {
        let text = "受給者証 ".repeat(1_000);
        assert!(packed(&asking_for("br"), &text).is_none());
        assert!(packed(&asking_for("gzip"), &text[..26]).is_none());
        let packed = packed(&asking_for("gzip"), &text).expect("packed");
        assert!(packed.len() * 10 < text.len());
        let mut out = String::new();
        flate2::read::GzDecoder::new(&*packed).read_to_string(&mut out).expect("a text");
        assert_eq!(out, text);
    }
}
