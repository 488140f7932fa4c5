//! What the watches have to say: with the charge that makes the difference, and withdrawn with the one that unmakes it.

use crate::forms;
use crate::on_both_databases;
use crate::process::{As, Hub};
use engine::form::Kind;
use serde_json::{Value, json};

const HOSPITAL: &str = "1310000001";

fn put(hub: &Hub, rest: &str, body: &Value) -> Value {
    let key = As::Key(format!("sandbox-{HOSPITAL}"));
    hub.put(&format!("/api/v1/facilities/{HOSPITAL}/charges/{rest}"), &key, body).is(201)
}

fn charge(patient: &str, day: &str, total10: i64) -> Value {
    json!({ "patient": patient, "facility": { "code": HOSPITAL, "name": "甲病院", "designated": true },
            "service_day": day, "total10": total10 })
}

fn notices(hub: &Hub, person: &str) -> Vec<Value> {
    let told = hub.get(&format!("/api/v1/people/{person}/notices"), &hub.sign_in(person)).is(200);
    told.as_array().cloned().unwrap_or_default()
}

/// The last word about a key: `raised`, `amended`, `withdrawn`, or nothing.
fn state(notices: &[Value], key: &str) -> String {
    let of_key = |notice: &&Value| notice["notice"]["key"] == key || notice["after"]["key"] == key;
    let state = notices.iter().find(of_key).map(|notice| notice["change"].clone());
    state.and_then(|state| state.as_str().map(str::to_owned)).unwrap_or_default()
}

on_both_databases! {
    fn the_third_expensive_month_raises_the_notice_and_its_cancellation_withdraws_it(hub: Hub) {
        const KEY: &str = "watch.mild.met";
        let day = hub.today();
        assert_eq!(state(&notices(&hub, "sample-yuki"), KEY), "");
        put(&hub, "third", &charge("sample-yuki", &day, 100_000));
        let told = notices(&hub, "sample-yuki");
        assert_eq!(state(&told, KEY), "raised", "{told:?}");
        put(&hub, "third/cancellations/undo", &json!({ "patient": "sample-yuki" }));
        let told = notices(&hub, "sample-yuki");
        assert_eq!(state(&told, KEY), "withdrawn", "{told:?}");
    }

    fn a_notice_that_somebody_has_applied_on_stays_and_the_application_is_flagged(hub: Hub) {
        let me = hub.sign_in("sample-yuki");
        let applications = "/api/v1/people/sample-yuki/applications";
        put(&hub, "third", &charge("sample-yuki", &hub.today(), 100_000));
        let form = forms::complete(&hub, "sample-yuki", Kind::MildHighCost);
        hub.put(&format!("{applications}/a"), &me, &form).is(201);
        put(&hub, "third/cancellations/undo", &json!({ "patient": "sample-yuki" }));
        assert_eq!(state(&notices(&hub, "sample-yuki"), "watch.mild.met"), "raised");
        let application = hub.get(applications, &me).is(200)[0].clone();
        assert_eq!((&application["state"], &application["events"][1]["event"]), (&json!("submitted"), &json!("ground_gone")));
    }

    fn a_certificate_that_comes_is_no_ground_gone(hub: Hub) {
        let me = hub.sign_in("sample-yuki");
        let applications = "/api/v1/people/sample-yuki/applications";
        put(&hub, "third", &charge("sample-yuki", &hub.today(), 100_000));
        let form = forms::complete(&hub, "sample-yuki", Kind::MildHighCost);
        hub.put(&format!("{applications}/a"), &me, &form).is(201);
        let today = hub.today();
        let fact = json!({ "scheme": "54", "valid": { "from": today, "until": "2099-12-31" }, "caps": [{ "from": today, "cap": 10_000 }] });
        let change = json!({ "officer": "officer-1", "history_key": "c1", "fact": fact });
        let decision = json!({ "outcome": "granted", "certificate": "new", "change": change });
        let path = "/api/v1/municipalities/130001/people/sample-yuki/applications/a/decision";
        hub.put(path, &As::Key("sandbox-130001".to_owned()), &decision).is(201);
        let application = hub.get(applications, &me).is(200)[0].clone();
        let events: Vec<&Value> = application["events"].as_array().into_iter().flatten().map(|told| &told["event"]).collect();
        assert_eq!(events, ["submitted", "granted"], "{application}");
        assert_eq!(state(&notices(&hub, "sample-yuki"), "watch.mild.met"), "withdrawn");
    }

    /// The certificate is decided today and counts from the first of last month, in which 5,400 of 18,000 was paid: two tenths were due.
    fn what_can_be_claimed_back_is_told_until_it_was_claimed(hub: Hub) {
        const KEY: &str = "watch.claim.open";
        let me = hub.sign_in("sample-yuki");
        let mine = |rest: &str| format!("/api/v1/people/sample-yuki/{rest}");
        let of_claim = || {
            let of_key = |told: &Value| told["notice"]["key"] == KEY || told["after"]["key"] == KEY;
            notices(&hub, "sample-yuki").into_iter().find(of_key).unwrap_or_default()
        };
        put(&hub, "third", &charge("sample-yuki", &hub.today(), 100_000));
        hub.put(&mine("applications/a"), &me, &forms::complete(&hub, "sample-yuki", Kind::MildHighCost)).is(201);
        assert_eq!(of_claim(), Value::Null);
        let today: engine::Day = hub.today().parse().expect("a day");
        let last_month = today.minus_months(1).month();
        let from = last_month.first().to_string();
        let fact = json!({ "scheme": "54", "valid": { "from": from, "until": "2099-12-31" }, "decided_on": today.to_string(),
                           "caps": [{ "from": from, "cap": 10_000 }] });
        let change = json!({ "officer": "officer-1", "history_key": "c1", "fact": fact });
        let decision = json!({ "outcome": "granted", "certificate": "new", "change": change });
        let path = "/api/v1/municipalities/130001/people/sample-yuki/applications/a/decision";
        hub.put(path, &As::Key("sandbox-130001".to_owned()), &decision).is(201);
        let raised = of_claim();
        assert_eq!((&raised["change"], &raised["notice"]["at_stake"]), (&json!("raised"), &json!(1_800)), "{raised}");
        let (facts, day) = forms::facts(&hub, "sample-yuki");
        let settled = engine::watch::all(&facts, day).to_claim.expect("a claim").lines;
        assert_eq!(settled.iter().map(|line| line.amount.amount()).collect::<Vec<i64>>(), [1_800]);
        // Another charge of that month arrives, and goes again.
        let late = |rest: &str, body: &Value| put(&hub, &format!("late{rest}"), body);
        late("", &charge("sample-yuki", &last_month.first().to_string(), 10_000));
        let amended = of_claim();
        assert_eq!((&amended["change"], &amended["after"]["at_stake"]), (&json!("amended"), &json!(2_800)), "{amended}");
        late("/cancellations/x", &json!({ "patient": "sample-yuki" }));
        assert_eq!(of_claim()["after"]["at_stake"], 1_800);
        // Claimed: the form knows the months.
        let refund = forms::complete(&hub, "sample-yuki", Kind::Refund);
        assert_eq!(refund["answers"]["claim_from"], json!({ "value": last_month, "from": "record" }));
        hub.put(&mine("applications/r"), &me, &refund).is(201);
        let ended = of_claim();
        assert_eq!((&ended["change"], &ended["because"]), (&json!("withdrawn"), &json!("watch.withdrawn.claimed")), "{ended}");
        let told = hub.get(&mine("facts"), &me).is(200);
        assert_eq!(told["facts"]["claims"][0]["from"], json!(last_month));
        // Taken back, it can be claimed again; and nothing can when the charge itself is gone.
        assert_eq!(hub.put(&mine("applications/r/withdrawal"), &me, &Value::Null).status, 201);
        assert_eq!(of_claim()["notice"]["at_stake"], 1_800, "{}", of_claim());
        put(&hub, "sample-yuki-4/cancellations/y", &json!({ "patient": "sample-yuki" }));
        let undone = of_claim();
        assert_eq!((&undone["change"], &undone["because"]), (&json!("withdrawn"), &json!("watch.withdrawn.no_longer")), "{undone}");
    }

    fn reading_a_notice_marks_it_until_it_says_something_else(hub: Hub) {
        let mut charge = charge("sample-hanako", &hub.today(), 200_000);
        charge["certificates"] = json!(["nanbyo"]);
        put(&hub, "fills", &charge);
        let me = hub.sign_in("sample-hanako");
        let of_cap = |told: &[Value]| {
            told.iter().find(|notice| notice["notice"]["key"] == "watch.cap.reached").cloned().unwrap_or_default()
        };
        let notice = of_cap(&notices(&hub, "sample-hanako"));
        assert_eq!(notice["read"], false, "{notice}");
        let path = format!("/api/v1/people/sample-hanako/notices/{}/read", notice["sequence"]);
        assert_eq!(hub.put(&path, &me, &Value::Null).status, 204);
        assert_eq!(hub.put(&path, &me, &Value::Null).status, 204);
        assert_eq!(of_cap(&notices(&hub, "sample-hanako"))["read"], true);
        put(&hub, "fills/cancellations/x", &json!({ "patient": "sample-hanako" }));
        assert_eq!(of_cap(&notices(&hub, "sample-hanako"))["read"], false, "what is told anew is unread");
        hub.put("/api/v1/people/sample-hanako/notices/0/read", &me, &Value::Null).is_problem(404, "not_found");
    }

    fn what_the_calendar_brings_is_told_without_anybody_doing_anything(hub: Hub) {
        let begun = std::time::Instant::now();
        while state(&notices(&hub, "sample-hanako"), "watch.renewal.ending").is_empty() {
            assert!(begun.elapsed() < std::time::Duration::from_mins(1), "a certificate that ends soon is told");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    fn what_was_not_acknowledged_is_handed_out_again(hub: Hub) {
        let portal = As::Key(hub.add_client("portal", "myna"));
        put(&hub, "third", &charge("sample-yuki", &hub.today(), 100_000));
        let fetch = || hub.post("/api/v1/portals/myna/deliveries", &portal, &Value::Null).is(200);
        // At its start the hub has looked at everybody, so there may be others.
        let of_yuki = |told: Value| {
            let told = told.as_array().cloned().unwrap_or_default();
            told.into_iter().filter(|delivery| delivery["person"] == "sample-yuki").collect::<Vec<_>>()
        };
        let first = of_yuki(fetch());
        assert_eq!(first[0]["content"]["change"], "raised", "{first:?}");
        assert_eq!(of_yuki(fetch()), [] as [Value; 0], "it has a minute to arrive");
    }
}
