//! What a facility has sent and signed, for whoever must be shown it: the request as it came, the key, and whether the signature holds.

use crate::registration::Registration;
use crate::store::Store;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use sha2::{Digest, Sha256};

/// One JSON object to standard output. Everything in it can be checked without the hub.
pub async fn show(store: &Store, facility: &str, registration: &str) -> Result<(), String> {
    let failed = |why: &str| format!("{facility}/{registration}: {why}");
    let kept = store.evidence(facility, &Registration::name(registration)).await;
    let kept = kept.map_err(|error| failed(&format!("the database cannot be read ({error})")))?;
    let kept = kept.ok_or_else(|| failed("there is no signed request with which this was registered"))?;
    let key = store.any_client_key(&kept.key).await.map_err(|problem| problem.in_full())?;
    let key = key.ok_or_else(|| failed("the key it was signed with is not known any more"))?;
    let signature = BASE64.decode(&kept.signature).unwrap_or_default();
    let digest = BASE64.encode(Sha256::digest(&kept.body));
    let whole = kept.base.contains(&format!("\"content-digest\": sha-256=:{digest}:\n"));
    let holds = whole && key.has_signed_message(kept.base.as_bytes(), &signature);
    let told = json!({
        "received_at": kept.at,
        "key": key,
        "signed": kept.base,
        "signature": kept.signature,
        "body": String::from_utf8_lossy(&kept.body),
        "holds": holds,
    });
    println!("{}", serde_json::to_string_pretty(&told).map_err(|error| error.to_string())?);
    if holds { Ok(()) } else { Err(failed("the signature does not hold: this is not what was signed")) }
}
