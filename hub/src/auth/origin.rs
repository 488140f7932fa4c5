//! Where a request comes from. A cookie goes with whatever a browser sends, so a request that changes something must show that a page of
//! ours made it. Machines with keys do not come through here.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderName, header};

/// Refused unless a page of this portal made the request: a header that only a script of the same origin can set, an origin that is our
/// own, and a document of a kind that no form of another site can send.
pub fn same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let asked_by_us = text(headers, HeaderName::from_static("x-requested-by")) == Some("portal");
    if asked_by_us && from_own_page(headers) && is_no_form(headers) {
        Ok(())
    } else {
        Err(Problem::cross_site())
    }
}

/// As far as the browser says, the request comes from a page of this very origin.
pub fn from_own_page(headers: &HeaderMap) -> bool {
    let site = text(headers, HeaderName::from_static("sec-fetch-site"));
    site.is_none_or(|site| site == "same-origin" || site == "none") && has_own_origin(headers)
}

/// Who sends an origin says the host it asks.
fn has_own_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, rest)| rest);
    authority.is_some() && authority == host
}

/// What a page of ours sends: documents, and files sent up.
const SENT: [&str; 5] =
    ["application/json", "application/octet-stream", "application/pdf", "image/jpeg", "image/png"];

/// Nothing is sent, or what only a script can send.
fn is_no_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else {
        let length = text(headers, header::CONTENT_LENGTH);
        return !headers.contains_key(header::TRANSFER_ENCODING) && length.is_none_or(|length| length == "0");
    };
    let kind = kind.to_str().ok().and_then(|kind| kind.split(';').next()).unwrap_or_default();
    SENT.iter().any(|sent| kind.trim().eq_ignore_ascii_case(sent))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let lines = lines.iter();
        lines.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_a_page_of_ours_may_ask() {
        let ours = [
            ("host", "p.example"),
            ("x-requested-by", "portal"),
            ("origin", "https://p.example"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json; charset=utf-8"),
        ];
        assert!(same_site(&headers(&ours)).is_ok());
        assert!(same_site(&headers(&[("x-requested-by", "portal"), ("content-length", "0")])).is_ok());
        for (name, value) in [
            ("x-requested-by", "form"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("content-type", "text/plain"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-type", "application/jsonp"),
        ] {
            let mut changed = headers(&ours);
            changed.insert(name, HeaderValue::from_static(value));
            assert!(same_site(&changed).is_err(), "{name}: {value}");
        }
        let mut without = headers(&ours);
        without.remove("x-requested-by");
        assert!(same_site(&without).is_err());
        let unnamed = headers(&[("x-requested-by", "portal"), ("content-length", "12")]);
        assert!(same_site(&unnamed).is_err(), "a document of no kind");
    }
}
