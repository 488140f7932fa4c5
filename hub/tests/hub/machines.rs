//! Machines that prove themselves by signatures instead of a key that travels.

use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use crate::sessions::Timed;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as URL};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};

const HOSPITAL: &str = "1310000001";

static PROOFS: AtomicU32 = AtomicU32::new(0);

/// A billing system with a key pair.
struct Machine {
    pair: EcdsaKeyPair,
    file: String,
}

impl Machine {
    fn new(hub: &Hub, name: &str) -> Machine {
        let (private, public) = (hub.file(name, b""), hub.file(&format!("{name}.public"), b""));
        std::fs::remove_file(&private).expect("a file");
        let made = hub.run(&["new-key", &private]);
        std::fs::write(&public, &made.stdout).expect("a file");
        let text = std::fs::read_to_string(&private).expect("a key");
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let bytes = STANDARD.decode(body).expect("PKCS#8");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &SystemRandom::new());
        Machine { pair: pair.expect("a key pair"), file: public }
    }

    /// Lets it in for an organisation; its id.
    fn enter(&self, hub: &Hub, role: &str, organisation: &str) -> String {
        let added = hub.run(&["add-client-key", role, organisation, &self.file]);
        assert!(added.status.success(), "{added:?}");
        String::from_utf8_lossy(&added.stdout).trim().to_owned()
    }

    /// The same, with each of its requests to be signed.
    fn enter_signing(&self, hub: &Hub, role: &str, organisation: &str) -> String {
        let added = hub.run(&["add-client-key", role, organisation, &self.file, "signs"]);
        assert!(added.status.success(), "{added:?}");
        String::from_utf8_lossy(&added.stdout).trim().to_owned()
    }

    /// A key of minutes.
    fn key(&self, hub: &Hub, id: &str) -> String {
        let told = exchange(hub, &self.sign(&claims(hub, id, now()))).is(200);
        told["access_token"].as_str().unwrap_or_default().to_owned()
    }

    /// The headers with which a request is signed, as RFC 9421 has it.
    fn signed(
        &self,
        id: &str,
        key: &str,
        method: &str,
        path: &str,
        body: &str,
        created: i64,
    ) -> [(&'static str, String); 3] {
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
        let parameters = format!(
            "(\"@method\" \"@path\" \"authorization\" \"content-digest\");created={created};keyid=\"{id}\";alg=\"ecdsa-p256-sha256\""
        );
        let base = format!(
            "\"@method\": {method}\n\"@path\": {path}\n\"authorization\": Bearer {key}\n\"content-digest\": {digest}\n\"@signature-params\": {parameters}"
        );
        let signature = self.pair.sign(&SystemRandom::new(), base.as_bytes()).expect("a signature");
        [
            ("Content-Digest", digest),
            ("Signature-Input", format!("sig={parameters}")),
            ("Signature", format!("sig=:{}:", STANDARD.encode(signature))),
        ]
    }

    fn sign(&self, claims: &Value) -> String {
        let part = |document: Value| URL.encode(document.to_string());
        let signed = format!("{}.{}", part(json!({ "alg": "ES256" })), part(claims.clone()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", URL.encode(signature))
    }
}

fn claims(hub: &Hub, id: &str, now: i64) -> Value {
    let jti = PROOFS.fetch_add(1, Ordering::Relaxed).to_string();
    json!({ "iss": id, "sub": id, "aud": format!("{}/api/v1/token", hub.address), "iat": now, "exp": now + 60, "jti": jti })
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
    i64::try_from(since.as_secs()).expect("a moment")
}

fn exchange(hub: &Hub, proof: &str) -> Answer {
    let body = format!(
        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={proof}"
    );
    hub.send_form("/api/v1/token", &body)
}

fn asks(hub: &Hub, key: &str) -> Answer {
    let path = format!("/api/v1/facilities/{HOSPITAL}/eligibility");
    hub.post(&path, &As::Key(key.to_owned()), &json!({ "patient": "sample-hanako" }))
}

on_both_databases! {
    fn a_proof_is_exchanged_for_a_key_of_minutes_once(hub: Hub) {
        let timed = Timed::new(hub);
        let hub = &timed.hub;
        let machine = Machine::new(hub, "machine");
        let id = machine.enter(hub, "facility", HOSPITAL);
        let proof = machine.sign(&claims(hub, &id, now()));
        let told = exchange(hub, &proof);
        assert_eq!(told.header("cache-control"), "no-store");
        let told = told.is(200);
        assert_eq!((&told["token_type"], &told["expires_in"]), (&json!("Bearer"), &json!(600)));
        let key = told["access_token"].as_str().unwrap_or_default().to_owned();
        asks(hub, &key).is(200);
        let elsewhere = "/api/v1/facilities/1340000002/eligibility";
        hub.post(elsewhere, &As::Key(key.clone()), &json!({ "patient": "sample-hanako" })).is_problem(403, "not_yours");
        assert_eq!(exchange(hub, &proof).is(401)["error"], "invalid_client", "a proof is used once");
        // A key ends by itself, and with the machine's.
        timed.minutes(11);
        asks(hub, &key).is_problem(401, "unknown_client");
        timed.minutes(0);
        let told = exchange(hub, &machine.sign(&claims(hub, &id, now()))).is(200);
        let key = told["access_token"].as_str().unwrap_or_default();
        asks(hub, key).is(200);
        assert!(hub.run(&["end-client-key", &id]).status.success());
        asks(hub, key).is_problem(401, "unknown_client");
        exchange(hub, &machine.sign(&claims(hub, &id, now()))).is(401);
    }

    fn what_a_machine_has_signed_can_be_shown_to_anybody(hub: Hub) {
        let (machine, other) = (Machine::new(&hub, "machine"), Machine::new(&hub, "other"));
        let id = machine.enter_signing(&hub, "facility", HOSPITAL);
        let others = other.enter(&hub, "facility", "1340000002");
        let key = machine.key(&hub, &id);
        let path = |registration: &str| format!("/api/v1/facilities/{HOSPITAL}/charges/{registration}");
        // With spaces of its own: what is kept is what was sent, and not what was understood.
        let body = json!({ "patient": "sample-hanako", "facility": { "code": HOSPITAL, "name": "甲病院", "designated": true },
                           "certificates": ["nanbyo"], "service_day": hub.today(), "total10": 10_000 });
        let body = format!(" {body} ");
        let send = |key: &str, path: &str, body: &str, headers: &[(&'static str, String)]| {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            hub.send("PUT", path, &As::Key(key.to_owned()), &headers, Some(body.to_owned()))
        };
        // The key of minutes alone is worth nothing to whoever finds it.
        send(&key, &path("r-1"), &body, &[]).is_problem(401, "signature_missing");
        hub.post(&format!("/api/v1/facilities/{HOSPITAL}/eligibility"), &As::Key(key.clone()), &json!({ "patient": "sample-hanako" }))
            .is_problem(401, "signature_missing");
        let good = machine.signed(&id, &key, "PUT", &path("r-1"), &body, now());
        send(&key, &path("r-1"), &body, &good).is(201);
        send(&key, &path("r-1"), &body, &good).is(200);
        // Anything else than what was signed, by whom, when, for what.
        let changed = body.replace("10000", "90000");
        send(&key, &path("r-2"), &body, &good).is_problem(401, "signature_wrong");
        send(&key, &path("r-2"), &changed, &machine.signed(&id, &key, "PUT", &path("r-2"), &body, now())).is_problem(422, "digest_differs");
        send(&key, &path("r-2"), &body, &other.signed(&id, &key, "PUT", &path("r-2"), &body, now())).is_problem(401, "signature_wrong");
        send(&key, &path("r-2"), &body, &other.signed(&others, &key, "PUT", &path("r-2"), &body, now())).is_problem(401, "signature_wrong");
        for moment in [now() - 400, now() + 200] {
            send(&key, &path("r-2"), &body, &machine.signed(&id, &key, "PUT", &path("r-2"), &body, moment)).is_problem(401, "signature_wrong");
        }
        let mut uncovered = machine.signed(&id, &key, "PUT", &path("r-2"), &body, now());
        uncovered[1].1 = uncovered[1].1.replace(" \"content-digest\"", "");
        send(&key, &path("r-2"), &body, &uncovered).is_problem(401, "signature_wrong");
        // Another key of the same machine's does for its own requests only.
        let stolen = machine.key(&hub, &id);
        send(&stolen, &path("r-2"), &body, &machine.signed(&id, &key, "PUT", &path("r-2"), &body, now())).is_problem(401, "signature_wrong");
        // A batch is signed as a whole.
        let item = json!({ "id": "r-3", "action": "register", "document": serde_json::from_str::<Value>(&body).expect("a document") });
        let batch = json!({ "items": [item] }).to_string();
        let all = format!("/api/v1/facilities/{HOSPITAL}/charges");
        let headers = machine.signed(&id, &key, "POST", &all, &batch, now());
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        hub.send("POST", &all, &As::Key(key.clone()), &headers, Some(batch.clone())).is(200);

        // Years later, to anybody: the request as it came, with the key; also after the key has ended.
        assert!(hub.run(&["end-client-key", &id]).status.success());
        for (registration, sent) in [("r-1", &body), ("r-3", &batch)] {
            let shown = hub.run(&["evidence", HOSPITAL, registration]);
            assert!(shown.status.success(), "{shown:?}");
            let shown: Value = serde_json::from_slice(&shown.stdout).expect("evidence");
            assert_eq!((&shown["holds"], &shown["body"]), (&json!(true), &json!(sent)));
            let point = [vec![4], URL.decode(shown["key"]["x"].as_str().unwrap_or_default()).expect("x"), URL.decode(shown["key"]["y"].as_str().unwrap_or_default()).expect("y")].concat();
            let signature = STANDARD.decode(shown["signature"].as_str().unwrap_or_default()).expect("a signature");
            let lines = shown["signed"].as_str().unwrap_or_default().as_bytes();
            let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ECDSA_P256_SHA256_FIXED, point);
            assert!(key.verify(lines, &signature).is_ok(), "checked without the hub");
        }
        assert!(!hub.run(&["evidence", HOSPITAL, "r-2"]).status.success());
        assert!(!hub.try_sql("UPDATE signed_request SET base = 'x'") && !hub.try_sql("DELETE FROM signed_registration"));
    }

    fn a_proof_that_does_not_hold_is_refused_whatever_is_wrong(hub: Hub) {
        let (machine, other) = (Machine::new(&hub, "machine"), Machine::new(&hub, "other"));
        let id = machine.enter(&hub, "facility", HOSPITAL);
        let others = other.enter(&hub, "municipality", "130001");
        let with = |name: &str, value: Value| {
            let mut changed = claims(&hub, &id, now());
            changed[name] = value;
            machine.sign(&changed)
        };
        let refusals = [
            other.sign(&claims(&hub, &id, now())),
            machine.sign(&claims(&hub, &others, now())),
            machine.sign(&claims(&hub, "nobody", now())),
            with("aud", json!("https://other.example")),
            with("exp", json!(now() - 120)),
            with("exp", json!(now() + 3_600)),
            with("jti", Value::Null),
            "nonsense".to_owned(),
            String::new(),
        ];
        let answers: Vec<Value> = refusals.iter().map(|proof| exchange(&hub, proof).is(401)).collect();
        assert!(answers.iter().all(|answer| *answer == answers[0]), "the answer says nothing: {answers:?}");
        assert_eq!(hub.send_form("/api/v1/token", "grant_type=password").is(400)["error"], "unsupported_grant_type");
        // A key is one organisation's, and nobody gives a private one away.
        assert!(!hub.run(&["add-client-key", "facility", "1340000002", &machine.file]).status.success());
        let private = hub.file("private", br#"{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}"#);
        let told = hub.run(&["add-client-key", "facility", HOSPITAL, &private]);
        assert!(String::from_utf8_lossy(&told.stderr).contains("private key"), "{told:?}");
    }
}
