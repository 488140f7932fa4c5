//! 領収書 of the person's own: noted once however often it is sent, changed on what was read, taken away and not lost, and nobody's but the person's.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::{Value, json};

const ME: &str = "sample-hanako";
const FACILITY: &str = "1310000001";

fn path(id: &str) -> String {
    format!("/api/v1/people/{ME}/receipts/{id}")
}

fn slip(hub: &Hub, paid: i64, replaces: i64) -> Value {
    json!({ "replaces": replaces, "receipt": {
        "day": hub.today(), "facility": "丙医院", "kind": "clinic", "total10": 10_000, "paid": paid, "certificates": ["nanbyo"] } })
}

fn told(hub: &Hub, who: &As, path: &str) -> Vec<Value> {
    let told = hub.get(path, who).is(200);
    told["own_receipts"].as_array().cloned().unwrap_or_default()
}

fn mine(hub: &Hub) -> Vec<Value> {
    told(hub, &hub.sign_in(ME), &format!("/api/v1/people/{ME}/facts"))
}

on_both_databases! {
    fn a_receipt_is_noted_once_changed_on_what_was_read_and_taken_away(hub: Hub) {
        let me = hub.sign_in(ME);
        let first = hub.put(&path("a"), &me, &slip(&hub, 2_000, 0)).is(201);
        let again = hub.put(&path("a"), &me, &slip(&hub, 2_000, 0)).is(200);
        assert_eq!((&again["version"], &again["repeated"]), (&first["version"], &json!(true)));
        let noted = mine(&hub);
        assert_eq!(noted.len(), 1, "{noted:?}");
        assert_eq!((&noted[0]["id"], &noted[0]["collected"]), (&json!("own-receipt:a"), &json!(2_000)));
        assert_eq!(noted[0]["sequence"].as_i64().map(|sequence| sequence - (1 << 48)), first["version"].as_i64());

        // Another document under the same id and version is not the same request; a change names what it builds on.
        hub.put(&path("a"), &me, &slip(&hub, 3_000, 0)).is_problem(422, "key_reused");
        hub.put(&path("a"), &me, &slip(&hub, 3_000, 1)).is_problem(409, "moved_on");
        let version = first["version"].as_i64().unwrap_or_default();
        hub.put(&path("a"), &me, &slip(&hub, 3_000, version)).is(201);
        hub.put(&path("a"), &me, &slip(&hub, 4_000, version)).is_problem(422, "key_reused");
        let noted = mine(&hub);
        assert_eq!((noted.len(), &noted[0]["collected"]), (1, &json!(3_000)));

        // Away, twice; what arrives late does not bring it back; what was noted stays as a fact.
        for _ in 0..2 {
            hub.send("DELETE", &path("a"), &me, &[], None).is(204);
        }
        assert_eq!(mine(&hub), Vec::<Value>::new());
        hub.put(&path("a"), &me, &slip(&hub, 2_000, 0)).is(200);
        assert_eq!(mine(&hub), Vec::<Value>::new());
        assert_eq!(hub.number("SELECT COUNT(*) FROM fact WHERE kind = 'own_receipt'"), 3);
    }

    fn what_cannot_be_right_is_refused_with_its_field(hub: Hub) {
        let me = hub.sign_in(ME);
        let with = |field: &str, value: Value| {
            let mut slip = slip(&hub, 2_000, 0);
            slip["receipt"][field] = value;
            slip
        };
        for (slip, field) in [
            (with("paid", json!(10_001)), "receipt.paid"),
            (with("total10", json!(10_001)), "receipt.amount"),
            (with("day", json!("2999-01-01")), "receipt.day"),
            (with("kind", json!("shop")), "receipt.kind"),
            (with("facility", json!(" ")), "receipt.facility"),
        ] {
            let problem = hub.put(&path("a"), &me, &slip);
            problem.is_problem(422, "unreadable");
            assert_eq!(problem.json()["field"], field);
        }
        hub.put(&path("a"), &me, &with("facility", json!("123456789012"))).is_problem(422, "my_number");
        assert_eq!(mine(&hub), Vec::<Value>::new());
    }

    fn no_facility_notice_or_export_is_answered_from_it_and_who_sees_the_person_sees_it(hub: Hub) {
        let me = hub.sign_in(ME);
        let facility = As::Key(format!("sandbox-{FACILITY}"));
        let consent = json!({ "patient": ME, "given": true });
        hub.put(&format!("/api/v1/facilities/{FACILITY}/consents/c"), &facility, &consent).is(201);
        let question = json!({ "patient": ME, "visit": { "total10": 100_000, "insurance_rate": "0.3",
            "facility": { "code": FACILITY, "designated": true } } });
        let answer = || {
            let mut answer = hub.post(&format!("/api/v1/facilities/{FACILITY}/eligibility"), &facility, &question).is(200);
            answer["as_of"] = Value::Null;
            answer
        };
        let notices = || hub.get(&format!("/api/v1/people/{ME}/notices"), &me).is(200);
        let (before, told_before) = (answer(), notices());
        assert!(before["may_collect"].as_i64().is_some_and(|yen| yen > 0), "{before}");
        hub.put(&path("a"), &me, &slip(&hub, 2_000, 0)).is(201);
        assert_eq!((answer(), notices()), (before, told_before));
        let export = String::from_utf8(hub.run(&["export"]).stdout).unwrap_or_default();
        assert!(export.contains(ME) && !export.contains("丙医院"));

        // Who acts for the person notes receipts too, and is on the log for it; an officer reads them.
        let clerk = As::Key("sandbox-130001".to_owned());
        let mandate = json!({ "officer": "o", "history_key": "m", "fact": { "from": "2026-01-01", "until": "2099-12-31", "capacity": "proxy" } });
        hub.put(&format!("/api/v1/municipalities/130001/people/{ME}/mandates/sample-nashi"), &clerk, &mandate).is(201);
        let proxy = hub.sign_in("sample-nashi");
        hub.put(&path("b"), &proxy, &slip(&hub, 1_000, 0)).is(201);
        assert_eq!(mine(&hub).len(), 2);
        let log = hub.get(&format!("/api/v1/people/{ME}/access-log"), &me).is(200);
        let of_proxy = |line: &&Value| line["action"] == "access.receipt" && line["actor"] == "sample-nashi";
        assert_eq!(log.as_array().into_iter().flatten().filter(of_proxy).count(), 1);
        let officer = hub.sign_in_officer("130001", "officer-mado");
        let asked = json!({ "recipient_number": "1234566", "purpose": "purpose.phone", "reason": "本人から電話で領収書の額について問い合わせがあった。" });
        hub.post("/api/v1/preview", &officer, &asked).is(201);
        assert_eq!(told(&hub, &officer, "/api/v1/preview/facts"), mine(&hub));
        assert_eq!(hub.put(&path("c"), &officer, &slip(&hub, 1_000, 0)).status, 401);
        assert_eq!(hub.send("DELETE", &path("a"), &officer, &[], None).status, 401);
        // From another site nothing is noted.
        assert_eq!(hub.as_another_site("DELETE", &path("a"), &me, &[]).status, 403);
        assert_eq!(mine(&hub).len(), 2);
    }
}
