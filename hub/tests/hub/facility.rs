//! A facility's day: consent, question, charge, correction, cancellation.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::{Value, json};

const HOSPITAL: &str = "1310000001";
const PHARMACY: &str = "1340000002";

fn key(facility: &str) -> As {
    As::Key(format!("sandbox-{facility}"))
}

fn address(facility: &str, rest: &str) -> String {
    format!("/api/v1/facilities/{facility}/{rest}")
}

fn charge(day: &str, total10: i64) -> Value {
    json!({ "patient": "sample-nashi", "facility": { "code": HOSPITAL, "name": "甲病院", "designated": true },
            "service_day": day, "total10": total10 })
}

fn ask(hub: &Hub, facility: &str, question: &Value) -> Value {
    hub.post(&address(facility, "eligibility"), &key(facility), question).is(200)
}

on_both_databases! {
    fn nothing_is_told_without_the_patients_consent(hub: Hub) {
        let question = json!({ "patient": "sample-hanako" });
        let told = ask(&hub, HOSPITAL, &question);
        assert_eq!((&told["consent"], &told["certificates"]), (&json!("absent"), &json!([])));
        let given = json!({ "patient": "sample-hanako", "given": true });
        let answer = hub.put(&address(HOSPITAL, "consents/1"), &key(HOSPITAL), &given).is(201);
        assert!(answer["valid_until"].as_str() > answer["recorded_at"].as_str(), "{answer}");
        let told = ask(&hub, HOSPITAL, &question);
        assert_eq!(told["certificates"][0]["recipient_number"], "1234566");
        assert_eq!(ask(&hub, PHARMACY, &question)["consent"], "absent", "a consent is for one facility");
        let declined = json!({ "patient": "sample-hanako", "given": false });
        hub.put(&address(HOSPITAL, "consents/2"), &key(HOSPITAL), &declined).is(201);
        let told = ask(&hub, HOSPITAL, &question);
        assert_eq!((&told["consent"], &told["ledgers"]), (&json!("declined"), &json!([])));
        let log = hub.get("/api/v1/people/sample-hanako/access-log", &hub.sign_in("sample-hanako")).is(200);
        assert_eq!(log.as_array().map(Vec::len), Some(2 + 4), "every consent and every question is on the log: {log}");
        assert_eq!(log[0]["actor"], HOSPITAL);
    }

    fn what_the_window_may_collect_is_what_is_left_under_the_cap(hub: Hub) {
        let given = json!({ "patient": "sample-hanako", "given": true });
        hub.put(&address(HOSPITAL, "consents/1"), &key(HOSPITAL), &given).is(201);
        let visit = |total10: i64| {
            json!({ "patient": "sample-hanako", "visit": { "total10": total10, "insurance_rate": "0.3",
                    "facility": { "code": HOSPITAL, "designated": true } } })
        };
        let told = ask(&hub, HOSPITAL, &visit(100_000));
        let ledger = &told["ledgers"][0];
        let yen = |figure: &Value| figure["yen"].as_i64().unwrap_or_default();
        assert_eq!(ledger["cap"], 10_000);
        assert_eq!(yen(&ledger["used"]) + yen(&ledger["remaining"]), 10_000);
        assert_eq!(told["may_collect"], ledger["remaining"]["yen"], "a large visit fills the cap");
        assert_eq!(ask(&hub, HOSPITAL, &visit(1_000))["may_collect"], 200);
        let mut elsewhere = visit(1_000);
        elsewhere["visit"]["facility"]["code"] = PHARMACY.into();
        hub.post(&address(HOSPITAL, "eligibility"), &key(HOSPITAL), &elsewhere).is_problem(422, "unreadable");
    }

    fn a_charge_is_corrected_and_cancelled_and_every_version_stays(hub: Hub) {
        let day = hub.today();
        let put = |rest: &str, body: &Value| hub.put(&address(HOSPITAL, rest), &key(HOSPITAL), body);
        let nobody_else = json!({ "patient": "sample-nashi" });
        put("charges/a", &charge(&day, 10_000)).is(201);
        let correction = put("charges/a/corrections/b", &charge(&day, 12_000)).is(201);
        assert_eq!(put("charges/a/corrections/b", &charge(&day, 12_000)).is(200)["sequence"], correction["sequence"]);
        put("charges/a/corrections/c", &charge(&day, 13_000)).is_problem(409, "moved_on");
        put("charges/a/cancellations/c", &nobody_else).is_problem(409, "moved_on");
        put("charges/b/cancellations/d", &nobody_else).is(201);
        put("charges/d/cancellations/e", &nobody_else).is_problem(409, "moved_on");
        put("charges/zz/cancellations/e", &nobody_else).is_problem(404, "not_found");
        put("charges/b/cancellations/f", &json!({ "patient": "sample-taro" })).is_problem(404, "not_found");
        let told = hub.charges("sample-nashi");
        let events: Vec<(&str, &str)> = told
            .iter()
            .map(|charge| (charge["event"].as_str().unwrap_or("registered"), charge["supersedes"].as_str().unwrap_or("")))
            .collect();
        let id = |name: &str| format!("{HOSPITAL}/{name}");
        assert_eq!(events, [("registered", ""), ("corrected", &*id("a")), ("cancelled", &*id("b"))]);
    }

    fn a_batch_has_a_result_for_each_item(hub: Hub) {
        let day = hub.today();
        let item = |id: &str, document: Value| json!({ "id": id, "action": "register", "document": document });
        let mut wrong = charge(&day, 1);
        wrong["total10"] = "1".into();
        let batch = json!({ "items": [item("x", charge(&day, 1_000)), item("y", wrong), item("x", charge(&day, 2_000))] });
        let told = hub.post(&address(HOSPITAL, "charges"), &key(HOSPITAL), &batch).is(200);
        let told = &told["items"];
        assert_eq!((&told[0]["status"], &told[0]["id"]), (&json!(201), &json!(format!("{HOSPITAL}/x"))));
        assert_eq!((&told[1]["status"], &told[1]["problem"]["field"]), (&json!(422), &json!("total10")));
        assert_eq!((&told[2]["status"], &told[2]["problem"]["code"]), (&json!(422), &json!("key_reused")));
        let again = hub.post(&address(HOSPITAL, "charges"), &key(HOSPITAL), &batch).is(200);
        assert_eq!((&again["items"][0]["status"], &again["items"][0]["sequence"]), (&json!(200), &told[0]["sequence"]));
        assert_eq!(hub.charges("sample-nashi").len(), 1);
    }

    fn what_is_refused_says_why_and_leaves_nothing(hub: Hub) {
        let day = hub.today();
        let before = hub.charges("sample-nashi").len();
        let send = |headers: &[(&str, &str)], body: &str| {
            let body = Some(body.to_owned());
            hub.send("PUT", &address(HOSPITAL, "charges/refused"), &key(HOSPITAL), headers, body)
        };
        let with = |field: &str, value: Value| {
            let mut charge = charge(&day, 1_000);
            charge[field] = value;
            charge.to_string()
        };
        send(&[], &with("service_day", json!("2999-01-01"))).is_problem(422, "unreadable");
        send(&[], &with("event", json!("cancelled"))).is_problem(422, "unreadable");
        send(&[], &with("note", json!("1234-5678-9012"))).is_problem(422, "my_number");
        send(&[], &with("facility", json!({ "code": PHARMACY }))).is_problem(422, "unreadable");
        send(&[], "{").is_problem(422, "json.malformed");
        send(&[], &"[".repeat(10_000)).is_problem(422, "json.too_deep");
        send(&[], &format!("[{}0]", "0,".repeat(300_000))).is_problem(422, "json.too_many");
        send(&[], &" ".repeat(1024 * 1024 + 1)).is_problem(413, "too_large");
        let digest = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
        send(&[("content-digest", digest)], &charge(&day, 1_000).to_string()).is_problem(422, "digest_differs");
        assert_eq!(hub.charges("sample-nashi").len(), before);
    }

    fn the_newest_event_is_told_after_a_break(hub: Hub) {
        let me = hub.sign_in("sample-nashi");
        let news = |after: i64| hub.get(&format!("/api/v1/people/sample-nashi/news?after={after}"), &me);
        let newest = news(0).is(200)["sequence"].as_i64().unwrap_or_default();
        assert_eq!(news(newest).is(200)["new"], false);
        hub.put(&address(HOSPITAL, "charges/news"), &key(HOSPITAL), &charge(&hub.today(), 1_000)).is(201);
        assert_eq!(news(newest).is(200)["new"], true);
        let missed = hub.first_event("/api/v1/people/sample-nashi/events", &me, newest);
        assert!(missed > newest, "{missed} after {newest}");
    }

    fn what_is_unchanged_is_not_sent_again(hub: Hub) {
        let me = hub.sign_in("sample-nashi");
        for path in ["facts", "access-log", "news"] {
            let path = format!("/api/v1/people/sample-nashi/{path}");
            let first = hub.get(&path, &me);
            let tag = first.header("etag").to_owned();
            let again = hub.send("GET", &path, &me, &[("if-none-match", &tag)], None);
            assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        }
    }
}
