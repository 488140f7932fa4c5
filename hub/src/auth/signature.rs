//! Signed requests of machines with a key pair (HTTP Message Signatures, RFC 9421). What a billing system has sent can then be proved to
//! anybody, whatever lies between it and the hub; and a key of minutes is worth nothing to whoever finds it without the pair.

use crate::Hub;
use crate::clock;
use crate::jose::Jwk;
use crate::problem::Problem;
use crate::store::Client;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::fmt::Write as _;

/// A signature is good for this long, seconds.
const LONGEST: i64 = 300;
/// Clocks of two machines may differ by this many seconds.
const LEEWAY: i64 = 60;

/// What was signed and by which key: all that anybody needs to check it again, but for the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Id of the machine's key.
    pub key: String,
    /// The lines that are signed.
    pub base: String,
    /// In base64.
    pub signature: String,
}

/// The request's signature, when it holds. A request that bears none is told so where the machine's requests must.
pub async fn of_request(parts: &Parts, hub: &Hub, client: &Client) -> Result<Option<Signed>, Problem> {
    if !parts.headers.contains_key("signature-input") {
        return if client.signs { Err(Problem::signature_missing()) } else { Ok(None) };
    }
    let claimed = Claimed::read(parts).ok_or_else(Problem::signature_wrong)?;
    if !claimed.covers_enough(parts) || !claimed.is_of_now(clock::now().timestamp()) {
        return Err(Problem::signature_wrong());
    }
    let key = hub.store.client_key(&claimed.signed.key).await?.ok_or_else(Problem::signature_wrong)?;
    let own = key.role == client.role && key.organisation == client.organisation;
    // The key of minutes goes with the pair it was exchanged for, and with no other.
    let same = client.client_key.is_empty() || client.client_key == key.id;
    if own && same && claimed.is_signed_by(&key.jwk) {
        Ok(Some(claimed.signed))
    } else {
        Err(Problem::signature_wrong())
    }
}

/// A signature before it is looked at.
struct Claimed {
    signed: Signed,
    /// Names of what is covered.
    covered: Vec<String>,
    created: i64,
    algorithm: Option<String>,
}

impl Claimed {
    /// `Signature-Input: sig=("@method" "@path" "authorization" "content-digest");created=1732179600;keyid="…"` and
    /// `Signature: sig=:…:`. One of each.
    fn read(parts: &Parts) -> Option<Claimed> {
        let input = one(&parts.headers, "signature-input")?;
        let (label, parameters) = input.split_once('=')?;
        let (list, rest) = parameters.strip_prefix('(')?.split_once(')')?;
        let covered: Vec<String> = list
            .split_ascii_whitespace()
            .map(quoted)
            .map(|name| name.map(str::to_owned))
            .collect::<Option<_>>()?;
        let (mut created, mut key, mut algorithm) = (None, None, None);
        for parameter in rest.split(';').skip(1) {
            let (name, value) = parameter.split_once('=')?;
            match name {
                "created" => created = value.parse().ok(),
                "keyid" => key = quoted(value),
                "alg" => algorithm = Some(quoted(value)?.to_owned()),
                // Covered by the signature like the others, and of no further meaning here.
                "nonce" | "expires" | "tag" => {}
                _ => return None,
            }
        }
        let signature = one(&parts.headers, "signature")?;
        let signature = signature.strip_prefix(label)?.strip_prefix("=:")?.strip_suffix(':')?.to_owned();
        let mut base = String::new();
        for name in &covered {
            // Each once: the first of two would be the one that is looked at, the second the one that is meant.
            if base.contains(&format!("\"{name}\": ")) {
                return None;
            }
            let _ = writeln!(base, "\"{name}\": {}", value(parts, name)?);
        }
        let _ = write!(base, "\"@signature-params\": {parameters}");
        let signed = Signed { key: key?.to_owned(), base, signature };
        Some(Claimed { signed, covered, created: created?, algorithm })
    }

    /// What is sent where, with which key, and the whole of the body.
    fn covers_enough(&self, parts: &Parts) -> bool {
        let has = |name: &str| self.covered.iter().any(|covered| covered == name);
        let length = one(&parts.headers, header::CONTENT_LENGTH.as_str()).is_some_and(|length| length != "0");
        let body = length || parts.headers.contains_key(header::TRANSFER_ENCODING) || !parts.method.is_safe();
        has("@method")
            && has("@path")
            && has("authorization")
            && (has("@query") || parts.uri.query().is_none())
            && (has("content-digest") || !body)
    }

    fn is_of_now(&self, now: i64) -> bool {
        self.created <= now + LEEWAY && now - self.created <= LONGEST
    }

    fn is_signed_by(&self, key: &Jwk) -> bool {
        let Ok(signature) = BASE64.decode(&self.signed.signature) else { return false };
        let named = self.algorithm.as_deref().is_none_or(|name| key.message_algorithm() == Some(name));
        named && key.has_signed_message(self.signed.base.as_bytes(), &signature)
    }
}

/// The only header of this name.
fn one<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let value = all.next()?.to_str().ok()?;
    if all.next().is_some() { None } else { Some(value.trim()) }
}

fn quoted(text: &str) -> Option<&str> {
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains(['"', '\\'])).then_some(text)
}

/// What a covered name stands for in this request. A name that is not known here cannot be looked at, and is no signature then.
fn value(parts: &Parts, name: &str) -> Option<String> {
    Some(match name {
        "@method" => parts.method.as_str().to_owned(),
        "@path" => parts.uri.path().to_owned(),
        "@query" => format!("?{}", parts.uri.query().unwrap_or_default()),
        "@authority" => one(&parts.headers, "host")?.to_ascii_lowercase(),
        "authorization" | "content-digest" | "content-type" | "content-length" => {
            one(&parts.headers, name)?.to_owned()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn parts(input: &str, signature: &str) -> Parts {
        let request = Request::builder()
            .method("PUT")
            .uri("/api/v1/facilities/1/charges/r-1")
            .header("authorization", "Bearer k")
            .header("content-digest", "sha-256=:x:")
            .header("content-length", "2")
            .header("signature-input", input)
            .header("signature", signature);
        request.body(()).unwrap_or_else(|error| panic!("{error}")).into_parts().0
    }

    const INPUT: &str =
        "sig=(\"@method\" \"@path\" \"authorization\" \"content-digest\");created=1800000000;keyid=\"k\"";

    #[test]
    fn the_lines_are_those_of_the_standard() {
        let parts = parts(INPUT, "sig=:AAAA:");
        let claimed = Claimed::read(&parts).unwrap_or_else(|| panic!());
        assert_eq!(
            claimed.signed.base,
            "\"@method\": PUT\n\"@path\": /api/v1/facilities/1/charges/r-1\n\"authorization\": Bearer k\n\"content-digest\": sha-256=:x:\n\
             \"@signature-params\": (\"@method\" \"@path\" \"authorization\" \"content-digest\");created=1800000000;keyid=\"k\""
        );
        assert_eq!((claimed.signed.key.as_str(), claimed.signed.signature.as_str()), ("k", "AAAA"));
        assert!(claimed.covers_enough(&parts));
        let now = 1_800_000_000;
        for (moment, good) in
            [(now, true), (now + 300, true), (now + 301, false), (now - 60, true), (now - 61, false)]
        {
            assert_eq!(claimed.is_of_now(moment), good, "{moment}");
        }
    }

    #[test]
    fn what_is_left_out_or_not_understood_is_no_signature() {
        for (was, is) in [
            ("\"@method\" ", ""),
            ("\"@path\" ", ""),
            ("\"authorization\" ", ""),
            (" \"content-digest\"", ""),
        ] {
            let parts = parts(&INPUT.replace(was, is), "sig=:AAAA:");
            assert!(
                Claimed::read(&parts).is_some_and(|claimed| !claimed.covers_enough(&parts)),
                "without {was}"
            );
        }
        for (was, is) in [
            ("\"@path\"", "\"@path\";req"),
            ("\"@path\"", "\"x-other\""),
            ("\"@path\"", "\"@method\""),
            (";keyid=\"k\"", ""),
            ("created=1800000000", "created=soon"),
            (";created", ";other=1;created"),
            ("sig=(", "sig="),
        ] {
            assert!(Claimed::read(&parts(&INPUT.replace(was, is), "sig=:AAAA:")).is_none(), "{is}");
        }
        for signature in ["other=:AAAA:", "sig=AAAA", "sig=:AAAA", ""] {
            assert!(Claimed::read(&parts(INPUT, signature)).is_none(), "{signature}");
        }
    }
}
