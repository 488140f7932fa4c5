//! Machines that prove themselves by signatures instead of a key that travels.

use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use crate::sessions::Timed;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as URL};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
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
