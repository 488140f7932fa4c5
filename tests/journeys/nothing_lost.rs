//! What was acknowledged is there, whatever happens to the hub the moment after.

use journeys::hub::{self, Hub};
use serde_json::json;
use std::process::Command;

const PHARMACY: &str = "1340000002";

fn ids(hub: &Hub) -> Vec<String> {
    let cookie = hub.sign_in("sample-hanako");
    let told = hub.get("/api/v1/people/sample-hanako/facts", &cookie).json();
    let charges = told["facts"]["charges"].as_array().cloned().unwrap_or_default();
    charges.iter().filter_map(|charge| charge["id"].as_str().map(str::to_owned)).collect()
}

#[test]
fn an_acknowledged_charge_survives_kill_9() {
    let mut hub = Hub::start();
    let day = hub.get("/api/v1/people/sample-hanako/facts", &hub.sign_in("sample-hanako")).json()["as_of"]
        .as_str()
        .unwrap_or_default()[..10]
        .to_owned();
    for round in 0..5 {
        let charge = json!({
            "patient": "sample-hanako",
            "facility": { "code": PHARMACY, "name": "乙薬局", "kind": "pharmacy" },
            "certificates": ["nanbyo"],
            "service_day": day,
            "total10": 1_000 + round * 10,
        });
        let registration = format!("kill-{round}");
        let answer = hub.register(PHARMACY, &registration, &charge);
        assert_eq!(answer.status, 201, "{answer:?}");
        hub.kill();
        hub.start_again();
        let id = format!("{PHARMACY}/{registration}");
        assert_eq!(ids(&hub).iter().filter(|known| **known == id).count(), 1, "{id} is there exactly once");
        // The facility never saw the answer and sends again: still once, and the same sequence.
        let again = hub.register(PHARMACY, &registration, &charge);
        assert_eq!(again.status, 200);
        assert_eq!(again.json()["sequence"], answer.json()["sequence"]);
        assert_eq!(ids(&hub).iter().filter(|known| **known == id).count(), 1);
    }
}

#[test]
fn what_is_refused_says_why_and_leaves_nothing() {
    let hub = Hub::start();
    let before = ids(&hub);
    let good = json!({ "patient": "sample-hanako", "facility": { "code": PHARMACY }, "service_day": "2026-01-05", "total10": 1_000 });
    let with = |key: &str, value: serde_json::Value| {
        let mut charge = good.clone();
        charge[key] = value;
        charge
    };
    for (charge, code) in [
        (with("service_day", json!("2999-01-01")), "unreadable"),
        (with("total10", json!("1000")), "unreadable"),
        (with("note", json!("1234-5678-9012")), "my_number"),
        (with("patient", json!(null)), "unreadable"),
        (with("patient", json!("nobody")), "not_found"),
        (with("facility", json!({ "code": "1310000001" })), "unreadable"),
        (json!([]), "unreadable"),
    ] {
        let answer = hub.register(PHARMACY, "refused", &charge);
        assert!(answer.status >= 400 && answer.status < 500, "{charge}: {answer:?}");
        assert_eq!(answer.json()["code"], code, "{charge}: {answer:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(ids(&hub), before);
}

#[test]
fn nobody_reads_or_writes_for_somebody_else() {
    let hub = Hub::start();
    let taro = hub.sign_in("sample-taro");
    assert_eq!(hub.get("/api/v1/people/sample-hanako/facts", &taro).status, 404);
    assert_eq!(hub.get("/api/v1/people/sample-hanako/events", &taro).status, 404);
    assert_eq!(hub.get("/api/v1/people/sample-hanako/facts", "").status, 401);
    assert_eq!(hub.get("/api/v1/people/sample-hanako/facts", "sid=00").status, 401);
}

#[test]
fn production_refuses_to_start_with_the_sandbox_sign_in() {
    let data = tempfile::tempdir().expect("a folder");
    let output = Command::new(hub::program())
        .args(["serve", "--production", "--sandbox", "--data"])
        .arg(data.path())
        .output()
        .expect("the hub's program");
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("cannot be on in production") && said.lines().count() == 1, "{said}");
    assert!(std::fs::read_dir(data.path()).is_ok_and(|entries| entries.count() == 0), "nothing was started");
}
