//! What the operator sees, and what a client that asks too much gets.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::json;

const HOSPITAL: &str = "1310000001";

fn hospital() -> As {
    As::Key(format!("sandbox-{HOSPITAL}"))
}

on_both_databases! {
    fn neither_log_nor_counters_name_anybody(hub: Hub) {
        let hub = hub.with(&["--log"]);
        let me = hub.sign_in("sample-hanako");
        hub.get("/api/v1/people/sample-hanako/facts", &me).is(200);
        hub.get("/api/v1/people/sample-hanako/nothing", &me).is_problem(404, "not_found");
        let charge = json!({ "patient": "sample-hanako", "facility": { "code": HOSPITAL, "name": "甲病院" },
                             "service_day": hub.today(), "total10": 12_345 });
        hub.put(&format!("/api/v1/facilities/{HOSPITAL}/charges/r-77"), &hospital(), &charge).is(201);
        let counters = hub.get("/metrics", &As::Key(String::new())).body;
        let log = hub.log();
        for text in [&counters, &log] {
            assert!(text.contains("/api/v1/people/{person}/facts"), "{text}");
            for personal in ["sample-", "見本", HOSPITAL, "甲病院", "12345", "r-77", "sid="] {
                assert!(!text.contains(personal), "{personal} in {text}");
            }
        }
        // Of what was refused the operator reads why, and which organisation's request it was.
        hub.post("/api/v1/facilities/1340000002/eligibility", &hospital(), &json!({})).is_problem(403, "not_yours");
        let refused = hub.log();
        let refused = refused.lines().find(|line| line.contains("not_yours")).expect("a line");
        assert!(refused.contains(&format!("\"asker\":\"facility/{HOSPITAL}\"")), "{refused}");
        assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
    }

    fn a_client_that_floods_is_told_to_wait_and_others_are_not(hub: Hub) {
        let hub = hub.with(&["--rate", "2"]);
        let question = json!({ "patient": "sample-hanako" });
        let path = format!("/api/v1/facilities/{HOSPITAL}/eligibility");
        let flood: Vec<_> = (0..12).map(|_| hub.post(&path, &hospital(), &question)).collect();
        let refused = flood.iter().find(|answer| answer.status == 429).expect("a refusal");
        refused.is_problem(429, "too_often");
        assert!(!refused.header("retry-after").is_empty());
        let neighbour = As::Key("sandbox-1340000002".to_owned());
        hub.post("/api/v1/facilities/1340000002/eligibility", &neighbour, &question).is(200);
    }

    fn it_says_whether_it_lives_and_can_serve(hub: Hub) {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(hub.get(path, &As::Key(String::new())).status, 200, "{path}");
        }
        let page = hub.get("/api", &As::Key(String::new())).body;
        assert!(page.contains("Register a charge") && page.contains("/openapi.json"), "{page}");
        let long = format!("/api/v1/facilities/{HOSPITAL}/charges/{}", "x".repeat(2000));
        hub.put(&long, &hospital(), &json!({})).is_problem(422, "unreadable");
    }
}
