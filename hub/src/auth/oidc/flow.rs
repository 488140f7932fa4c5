//! One sign-in on its way to the provider and back. All of it that must be remembered is one cookie in the browser that began it; what goes
//! over the network is made from that by SHA-256, so the hub keeps nothing about somebody who is nobody yet, and a sign-in that another
//! browser began cannot be finished here.

use crate::auth::side::{self, Side, secure};
use crate::config::Mode;
use crate::problem::Problem;
use crate::{auth, digest, jose};
use axum::http::HeaderMap;
use std::fmt::Write as _;

/// A sign-in is finished within this many seconds or begun anew.
const LONGEST: i64 = 600;

/// A sign-in under way.
#[derive(Debug, PartialEq, Eq)]
pub struct Flow {
    secret: String,
    /// Seconds since 1970.
    began: i64,
    /// Must they prove anew who they are (step-up)?
    pub fresh: bool,
    /// Where in the portal they were.
    pub to: String,
}

impl Flow {
    pub fn begin(fresh: bool, to: Option<&str>, now: i64) -> Result<Flow, Problem> {
        Ok(Flow { secret: auth::random_key()?, began: now, fresh, to: inside(to.unwrap_or("/")).to_owned() })
    }

    /// The one the browser began, unless that was too long ago.
    pub fn of_request(headers: &HeaderMap, side: Side, mode: Mode, now: i64) -> Option<Flow> {
        let text = side::cookie(headers, name(side, mode))?;
        let mut parts = text.splitn(4, '.');
        let secret = parts.next().filter(|secret| secret.len() == 64)?.to_owned();
        let began: i64 = parts.next()?.parse().ok()?;
        let fresh = parts.next()? == "1";
        let to = unhex(parts.next()?)?;
        let in_time = began <= now && now - began <= LONGEST;
        (in_time && inside(&to) == to).then_some(Flow { secret, began, fresh, to })
    }

    fn text(&self) -> String {
        let Flow { secret, began, fresh, to } = self;
        format!("{secret}.{began}.{}.{}", u8::from(*fresh), digest::hex(to.as_bytes()))
    }

    /// Comes back with the answer as it went out.
    pub fn state(&self) -> String {
        jose::url_digest(&format!("state {}", self.text()))
    }

    /// Comes back inside what the provider has signed.
    pub fn nonce(&self) -> String {
        jose::url_digest(&format!("nonce {}", self.text()))
    }

    /// Proves to the provider that whoever fetches the answer is whoever asked (PKCE).
    pub fn verifier(&self) -> String {
        jose::url_digest(&format!("verifier {}", self.text()))
    }

    /// Lax for staff, too: the provider sends the browser back from elsewhere.
    pub fn cookie(&self, side: Side, mode: Mode) -> String {
        line(side, mode, &self.text(), LONGEST)
    }
}

/// Makes the browser forget the sign-in.
pub fn forget(side: Side, mode: Mode) -> String {
    line(side, mode, "", 0)
}

fn line(side: Side, mode: Mode, text: &str, age: i64) -> String {
    let name = name(side, mode);
    format!("{name}={text}; Path=/; HttpOnly; SameSite=Lax{}; Max-Age={age}", secure(mode))
}

fn name(side: Side, mode: Mode) -> &'static str {
    match (side, mode) {
        (Side::Person, Mode::Production) => "__Host-sign-in",
        (Side::Officer, Mode::Production) => "__Host-staff-sign-in",
        (Side::Person, Mode::Sandbox) => "sign-in",
        (Side::Officer, Mode::Sandbox) => "staff-sign-in",
    }
}

/// The address when it is one inside the portal; else its first page. Whoever makes a link to the sign-in does not choose where it ends.
fn inside(to: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte);
    let ours = to.starts_with('/') && !to.starts_with("//") && to.len() <= 200 && to.bytes().all(plain);
    if ours { to } else { "/" }
}

fn unhex(text: &str) -> Option<String> {
    let digits = text.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    String::from_utf8(digits.collect::<Option<Vec<u8>>>()?).ok()
}

/// Names and values as an address or a form carries them.
pub fn query(pairs: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, header};

    fn carried(line: &str) -> HeaderMap {
        let pair = line.split(';').next().unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::try_from(pair).unwrap_or_else(|_| panic!("{pair}")));
        headers
    }

    #[test]
    fn a_sign_in_comes_back_to_the_browser_that_began_it_and_in_time() {
        let flow = Flow::begin(true, Some("/payments/2026-11"), 1_000).unwrap_or_else(|_| panic!());
        let line = flow.cookie(Side::Officer, Mode::Production);
        assert!(line.contains("__Host-") && line.contains("; Secure") && line.contains("HttpOnly"), "{line}");
        let back = |side, now| Flow::of_request(&carried(&line), side, Mode::Production, now);
        assert_eq!(back(Side::Officer, 1_600), Some(flow));
        assert_eq!(back(Side::Officer, 1_601), None, "too late");
        assert_eq!(back(Side::Officer, 999), None, "from the future");
        assert_eq!(back(Side::Person, 1_001), None, "the other side's");
        let values = |flow: &Flow| [flow.state(), flow.nonce(), flow.verifier()];
        let again = back(Side::Officer, 1_001).unwrap_or_else(|| panic!());
        let other = Flow::begin(true, Some("/payments/2026-11"), 1_000).unwrap_or_else(|_| panic!());
        assert!(values(&again).iter().all(|value| value.len() == 43 && !values(&other).contains(value)));
        // Whatever is changed in the cookie changes what must come back.
        assert_ne!(
            Flow { fresh: false, ..again }.state(),
            back(Side::Officer, 1_001).unwrap_or(other).state()
        );
    }

    #[test]
    fn nobody_is_led_out_of_the_portal() {
        for (to, reached) in [
            ("/notices", "/notices"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("/?x", "/"),
            ("", "/"),
        ] {
            assert_eq!(inside(to), reached);
        }
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(query(&[("a", "b c&d=é".to_owned()), ("e", "~".to_owned())]), "a=b%20c%26d%3D%C3%A9&e=~");
    }
}
