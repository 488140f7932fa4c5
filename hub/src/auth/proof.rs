//! Machines that prove themselves by a signature (`private_key_jwt`, RFC 7523) in place of a key that travels: a statement of their own, for this
//! hub, for minutes, once.

use crate::jose::Unverified;
use crate::problem::Problem;
use crate::store::{ClientKey, Exchange};
use crate::{Hub, auth, clock, digest};
use axum::http::{HeaderMap, header};
use chrono::TimeDelta;
use serde_json::Value;

/// A proof is good for at most this long, seconds.
const LONGEST: i64 = 300;
/// Clocks of two machines may differ by this many seconds.
const LEEWAY: i64 = 60;
/// What it is exchanged for lives this long.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

/// The key for a proof, to be sent as any key of a machine is. Whatever does not hold, the answer is the same.
pub async fn exchange(hub: &Hub, headers: &HeaderMap, proof: &str) -> Result<String, Problem> {
    let statement = Unverified::read(proof).ok_or_else(Problem::unknown_client)?;
    let named = statement.claims["sub"].as_str().unwrap_or_default().to_owned();
    let client = hub.store.client_key(&named).await?.ok_or_else(Problem::unknown_client)?;
    let jwk = client.jwk.clone();
    let claims = statement.verified_by(&[jwk]).ok_or_else(Problem::unknown_client)?;
    let good_until = check(&claims, &client, &audiences(hub, headers), clock::now().timestamp())
        .ok_or_else(Problem::unknown_client)?;
    hub.limits.take(&format!("{}/{}", client.role, client.organisation))?;
    let key = auth::random_key()?;
    let now = clock::now();
    let exchange = Exchange {
        client,
        jti: claims["jti"].as_str().unwrap_or_default().to_owned(),
        good_until: clock::stamp(now + TimeDelta::seconds(good_until - now.timestamp() + LEEWAY)),
        key_digest: digest::of_text(&key),
        until: clock::stamp(now + LIFE),
    };
    hub.store.carry_out(exchange).await?;
    Ok(key)
}

/// The second until which the proof is good, when it holds.
fn check(claims: &Value, client: &ClientKey, audiences: &[String], now: i64) -> Option<i64> {
    let own = claims["iss"] == *client.id && claims["sub"] == *client.id;
    let is_us = |audience: &Value| audiences.iter().any(|known| audience == known.as_str());
    let for_us = match &claims["aud"] {
        // For us alone: one that others may read could be sent on by them.
        Value::Array(audiences) => audiences.len() == 1 && audiences.iter().all(is_us),
        audience => is_us(audience),
    };
    let exp = claims["exp"].as_i64()?;
    let in_time = now < exp + LEEWAY && exp <= now + LONGEST + LEEWAY;
    let begun =
        ["iat", "nbf"].iter().all(|name| claims[*name].as_i64().is_none_or(|from| from <= now + LEEWAY));
    let once = claims["jti"].as_str().is_some_and(|jti| !jti.is_empty() && jti.len() <= 128);
    (own && for_us && in_time && begun && once).then_some(exp)
}

/// What this hub is called in a proof: its address, or that of the exchange.
fn audiences(hub: &Hub, headers: &HeaderMap) -> Vec<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = hub.config.origin.clone();
    // A sandbox need not be told its own address.
    let own = own.or_else(|| host.map(|host| format!("http://{host}"))).unwrap_or_default();
    vec![format!("{own}/api/v1/token"), own]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::Jwk;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn a_proof_is_the_clients_own_for_this_hub_short_and_named() {
        let jwk = Jwk::public(&json!({ "kty": "EC", "crv": "P-256", "x": "a", "y": "b" }));
        let jwk = jwk.unwrap_or_else(|error| panic!("{error}"));
        let [role, organisation] = ["facility", "1310000001"].map(str::to_owned);
        let client = ClientKey { id: "c".to_owned(), role, organisation, jwk };
        let audiences = ["https://hub".to_owned()];
        let claims =
            json!({ "iss": "c", "sub": "c", "aud": "https://hub", "exp": NOW + 60, "iat": NOW, "jti": "j" });
        assert_eq!(check(&claims, &client, &audiences, NOW), Some(NOW + 60));
        for (name, value) in [
            ("iss", json!("d")),
            ("sub", json!("d")),
            ("aud", json!("https://other")),
            ("aud", json!(["https://hub", "https://other"])),
            ("aud", json!([])),
            ("exp", json!(NOW - 61)),
            ("exp", json!(NOW + 3_600)),
            ("exp", Value::Null),
            ("iat", json!(NOW + 120)),
            ("nbf", json!(NOW + 120)),
            ("jti", json!("")),
            ("jti", json!("j".repeat(129))),
            ("jti", Value::Null),
        ] {
            let mut changed = claims.clone();
            changed[name] = value.clone();
            assert_eq!(check(&changed, &client, &audiences, NOW), None, "{name}: {value}");
        }
    }
}
