//! A municipality's day: certificates with their history, applications and decisions, a second person, announcements.

use crate::forms;
use crate::on_both_databases;
use crate::process::{As, Hub};
use engine::form::Kind;
use serde_json::{Value, json};

const HERE: &str = "130001";
const PERSON: &str = "sample-yuki";

fn clerk() -> As {
    As::Key(format!("sandbox-{HERE}"))
}

fn address(rest: &str) -> String {
    format!("/api/v1/municipalities/{HERE}/{rest}")
}

fn certificate(key: &str, replaces: Option<&str>, cap: i64, from: &str) -> Value {
    let fact = json!({ "scheme": "54", "name": "特定医療費（指定難病）受給者証", "valid": { "from": from, "until": "2099-12-31" },
                       "caps": [{ "from": from, "cap": cap }] });
    let mut change = json!({ "officer": "officer-1", "history_key": key, "fact": fact });
    if let Some(replaces) = replaces {
        change["replaces"] = replaces.into();
    }
    change
}

fn put(hub: &Hub, rest: &str, body: &Value) -> crate::process::Answer {
    hub.put(&address(&format!("people/{PERSON}/{rest}")), &clerk(), body)
}

fn facts(hub: &Hub, person: &str) -> Value {
    hub.get(&format!("/api/v1/people/{person}/facts"), &hub.sign_in(person)).is(200)["facts"].clone()
}

fn look(hub: &Hub, rest: &str) -> Value {
    hub.send("GET", &address(rest), &clerk(), &[("x-officer", "officer-1")], None).is(200)
}

on_both_databases! {
    fn every_version_of_a_certificate_stays_under_its_history_key(hub: Hub) {
        let day = hub.today();
        put(&hub, "certificates/n", &certificate("k1", None, 10_000, &day)).is(201);
        assert_eq!(put(&hub, "certificates/n", &certificate("k1", None, 10_000, &day)).is(200)["repeated"], true);
        put(&hub, "certificates/n", &certificate("k1", None, 20_000, &day)).is_problem(422, "key_reused");
        put(&hub, "certificates/n", &certificate("k2", None, 5_000, &day)).is_problem(409, "moved_on");
        put(&hub, "certificates/n", &certificate("k2", Some("k0"), 5_000, &day)).is_problem(409, "moved_on");
        let changed = put(&hub, "certificates/n", &certificate("k2", Some("k1"), 5_000, &day)).is(201);
        assert_eq!((&changed["state"], &changed["changed"]), (&json!("recorded"), &json!(["caps"])));
        assert_eq!(facts(&hub, PERSON)["certificates"][0]["caps"][0]["cap"], 5_000);
        let history = look(&hub, &format!("people/{PERSON}/history"));
        let versions: Vec<&Value> =
            history.as_array().into_iter().flatten().filter(|version| version["id"] == "n").collect();
        assert_eq!(versions.len(), 2, "{history}");
        assert_eq!(versions[1]["recorder"], format!("{HERE}/officer-1"));
        let log = hub.get(&format!("/api/v1/people/{PERSON}/access-log"), &hub.sign_in(PERSON)).is(200);
        assert_eq!((&log[0]["actor"], &log[0]["officer"]), (&json!(HERE), &json!("officer-1")));
    }

    fn a_past_cap_changes_only_by_two_people(hub: Hub) {
        put(&hub, "certificates/n", &certificate("k1", None, 10_000, "2026-01-01")).is(201);
        let waiting = put(&hub, "certificates/n", &certificate("k2", Some("k1"), 5_000, "2026-01-01")).is(201);
        assert_eq!(waiting["state"], "awaiting_approval");
        assert_eq!(facts(&hub, PERSON)["certificates"][0]["caps"][0]["cap"], 10_000);
        let proposal = waiting["proposal"].as_str().unwrap_or_default();
        assert_eq!(look(&hub, "proposals")[0]["proposal"], proposal);
        let verdict = |officer: &str| json!({ "officer": officer, "approve": true });
        let rest = format!("proposals/{proposal}/verdict");
        put(&hub, &rest, &verdict("officer-1")).is_problem(403, "second_person");
        assert_eq!(put(&hub, &rest, &verdict("officer-2")).is(201)["state"], "recorded");
        assert_eq!(put(&hub, &rest, &verdict("officer-2")).is(200)["repeated"], true);
        assert_eq!(facts(&hub, PERSON)["certificates"][0]["caps"][0]["cap"], 5_000);
        assert_eq!(look(&hub, "proposals"), json!([]));
    }

    fn a_change_that_moved_on_while_it_waited_does_not_overwrite(hub: Hub) {
        let day = hub.today();
        put(&hub, "certificates/n", &certificate("k1", None, 10_000, "2026-01-01")).is(201);
        let waiting = put(&hub, "certificates/n", &certificate("k2", Some("k1"), 5_000, "2026-01-01")).is(201);
        let mut since = certificate("k3", Some("k1"), 10_000, "2026-01-01");
        since["fact"]["caps"] = json!([{ "from": "2026-01-01", "cap": 10_000 }, { "from": day, "cap": 2_500 }]);
        put(&hub, "certificates/n", &since).is(201);
        let proposal = waiting["proposal"].as_str().unwrap_or_default();
        let verdict = json!({ "officer": "officer-2", "approve": true });
        put(&hub, &format!("proposals/{proposal}/verdict"), &verdict).is_problem(409, "moved_on");
        assert_eq!(facts(&hub, PERSON)["certificates"][0]["history_key"], "k3");
    }

    fn an_undisclosed_person_is_not_there(hub: Hub) {
        let change = json!({ "officer": "o", "history_key": "p2", "replaces": "", "fact": { "name": "x", "undisclosed": true } });
        let notice = json!({ "patient": PERSON, "facility": { "code": "1310000001", "designated": true },
                             "service_day": hub.today(), "total10": 100_000 });
        let facility = As::Key("sandbox-1310000001".to_owned());
        hub.put("/api/v1/facilities/1310000001/charges/n", &facility, &notice).is(201);
        let me = hub.sign_in(PERSON);
        hub.put(&address(&format!("people/{PERSON}")), &clerk(), &change).is(201);
        let portal = As::Key(hub.add_client("portal", "myna"));
        let handed_out = hub.post("/api/v1/portals/myna/deliveries", &portal, &Value::Null).is(200);
        assert!(!handed_out.to_string().contains(PERSON), "what was on its way stays here: {handed_out}");
        for path in ["facts", "notices", "applications", "access-log", "news", "events"] {
            hub.get(&format!("/api/v1/people/{PERSON}/{path}"), &me).is_problem(404, "not_found");
        }
        let question = json!({ "patient": PERSON });
        hub.post("/api/v1/facilities/1310000001/eligibility", &facility, &question).is_problem(404, "not_found");
    }

    fn an_application_goes_from_form_to_certificate(hub: Hub) {
        let me = hub.sign_in(PERSON);
        let mine = format!("/api/v1/people/{PERSON}/applications");
        forms::third_month(&hub, PERSON);
        let complete = forms::complete(&hub, PERSON, Kind::MildHighCost);
        let form = |address: &str| forms::with(&complete, "address", &json!(address));
        hub.put(&format!("{mine}/a1"), &me, &form("?")).is(201);
        assert_eq!(hub.put(&format!("{mine}/a1"), &me, &form("?")).is(200)["repeated"], true);
        hub.put(&format!("{mine}/a1"), &me, &form("other")).is_problem(422, "key_reused");
        let theirs = "applications/a1".to_owned();
        let ask = json!({ "officer": "officer-1", "note": "住所の欄" });
        put(&hub, &format!("{theirs}/correction-requests/1"), &ask).is(201);
        let told = hub.get(&mine, &me).is(200)[0].clone();
        assert_eq!((&told["state"], &told["status"]["correction"]), (&json!("correction_asked"), &json!("住所の欄")));
        hub.put(&format!("{mine}/a1/resubmissions/1"), &me, &form("middle")).is(201);
        let listed = look(&hub, "applications");
        assert_eq!((&listed[0]["id"], &listed[0]["form"]["answers"]["address"]["value"]), (&json!("a1"), &json!("middle")));
        let granted = json!({ "outcome": "granted", "certificate": "n", "change": certificate("k1", None, 10_000, "2026-10-01") });
        assert_eq!(put(&hub, &format!("{theirs}/decision"), &granted).is(201)["state"], "granted");
        let refused = json!({ "outcome": "refused", "officer": "o", "mild": true, "notified_on": hub.today(), "note": "" });
        put(&hub, &format!("{theirs}/decision"), &refused).is_problem(409, "moved_on");
        hub.put(&format!("{mine}/a1/withdrawal"), &me, &Value::Null).is_problem(409, "moved_on");
        hub.put(&format!("{mine}/a1/resubmissions/2"), &me, &form("again")).is_problem(409, "moved_on");
        assert_eq!(facts(&hub, PERSON)["certificates"][0]["id"], "n");
        assert_eq!(hub.get(&mine, &me).is(200)[0]["state"], "granted");
    }

    fn an_approval_that_comes_after_the_withdrawal_grants_nothing(hub: Hub) {
        let me = hub.sign_in(PERSON);
        let mine = format!("/api/v1/people/{PERSON}/applications/a1");
        put(&hub, "certificates/n", &certificate("k1", None, 10_000, "2026-01-01")).is(201);
        hub.put(&mine, &me, &forms::complete(&hub, PERSON, Kind::Change)).is(201);
        let granted = json!({ "outcome": "granted", "certificate": "n", "change": certificate("k2", Some("k1"), 5_000, "2026-01-01") });
        let taken = put(&hub, "applications/a1/decision", &granted).is(201);
        assert_eq!((&taken["state"], &taken["change"]["state"]), (&json!("submitted"), &json!("awaiting_approval")));
        hub.put(&format!("{mine}/withdrawal"), &me, &Value::Null).is(201);
        let proposal = taken["change"]["proposal"].as_str().unwrap_or_default();
        let verdict = json!({ "officer": "officer-2", "approve": true });
        put(&hub, &format!("proposals/{proposal}/verdict"), &verdict).is_problem(409, "moved_on");
        assert_eq!(facts(&hub, PERSON)["certificates"][0]["caps"][0]["cap"], 10_000);
    }

    fn a_refusal_for_want_of_severity_opens_the_right_to_apply_again(hub: Hub) {
        let me = hub.sign_in("sample-nashi");
        let form = forms::complete(&hub, "sample-nashi", Kind::Registration);
        hub.put("/api/v1/people/sample-nashi/applications/a", &me, &form).is(201);
        let refused = json!({ "outcome": "refused", "officer": "o", "mild": true, "notified_on": hub.today(), "note": "軽症" });
        hub.put(&address("people/sample-nashi/applications/a/decision"), &clerk(), &refused).is(201);
        assert_eq!(facts(&hub, "sample-nashi")["refusals"][0]["scheme"], "54");
        let told = hub.get("/api/v1/people/sample-nashi/applications", &me).is(200)[0].clone();
        assert_eq!(told["state"], "refused");
        let next = told["status"]["decision"]["reapply_until"].as_str().unwrap_or_default().to_owned();
        assert_eq!(next[5..], hub.today()[5..], "twelve months from the notice: {next}");
    }

    fn a_mandate_opens_anothers_record_and_is_seen_there(hub: Hub) {
        let parent = hub.sign_in("sample-hanako");
        let path = format!("/api/v1/people/{PERSON}/facts");
        hub.get(&path, &parent).is_problem(404, "not_found");
        let mandate = |until: &str, key: &str, replaces: Option<&str>| {
            json!({ "officer": "o", "history_key": key, "replaces": replaces,
                    "fact": { "from": "2026-01-01", "until": until, "capacity": "parent" } })
        };
        put(&hub, "mandates/sample-hanako", &mandate("2099-12-31", "m1", None)).is(201);
        hub.get(&path, &parent).is(200);
        let people = hub.get("/api/v1/me/people", &parent).is(200);
        assert_eq!((&people[0]["capacity"], &people[1]["person"]), (&json!("self"), &json!(PERSON)));
        let log = hub.get(&format!("/api/v1/people/{PERSON}/access-log"), &hub.sign_in(PERSON)).is(200);
        assert_eq!((&log[0]["role"], &log[0]["actor"]), (&json!("person"), &json!("sample-hanako")));
        put(&hub, "mandates/sample-hanako", &mandate("2026-01-31", "m2", Some("m1"))).is(201);
        hub.get(&path, &parent).is_problem(404, "not_found");
    }

    fn whoever_is_hidden_while_signed_in_acts_for_nobody(hub: Hub) {
        let parent = hub.sign_in("sample-hanako");
        let mandate = json!({ "officer": "o", "history_key": "m1", "fact": { "from": "2026-01-01", "until": "2099-12-31", "capacity": "parent" } });
        put(&hub, "mandates/sample-hanako", &mandate).is(201);
        let path = format!("/api/v1/people/{PERSON}/facts");
        hub.get(&path, &parent).is(200);
        let hidden = json!({ "officer": "o", "history_key": "p2", "replaces": "", "fact": { "name": "x", "undisclosed": true } });
        hub.put(&address("people/sample-hanako"), &clerk(), &hidden).is(201);
        hub.get(&path, &parent).is_problem(404, "not_found");
        assert!(!hub.get("/api/v1/me/people", &parent).body.contains(PERSON));
    }

    fn whom_a_session_shows_is_remembered_as_long_as_one_may_act_for_them(hub: Hub) {
        let mandate = |until: &str, key: &str, replaces: Option<&str>| {
            let fact = json!({ "from": "2026-01-01", "until": until, "capacity": "parent" });
            json!({ "officer": "officer-1", "history_key": key, "replaces": replaces, "fact": fact })
        };
        let hanako = hub.sign_in("sample-hanako");
        let show = |person: &str| hub.post(&format!("/api/v1/people/{person}/show"), &hanako, &Value::Null);
        let shown = |who: &As| hub.get("/api/v1/me", who).is(200)["shown"].clone();
        show(PERSON).is_problem(404, "not_found");
        assert_eq!(shown(&hanako), Value::Null);
        put(&hub, "mandates/sample-hanako", &mandate("2099-12-31", "m1", None)).is(201);
        assert_eq!(show(PERSON).status, 204);
        assert_eq!(shown(&hanako), PERSON);
        // It is this session's alone; it goes along when its holder only proves anew who they are, and nobody else's session has it.
        assert_eq!(shown(&hub.sign_in("sample-hanako")), Value::Null);
        let again = As::Person(hub.post("/sandbox/sign-in/sample-hanako", &hanako, &Value::Null).cookie());
        assert_eq!(shown(&again), PERSON);
        put(&hub, "mandates/sample-hanako", &mandate("2026-01-31", "m2", Some("m1"))).is(201);
        assert_eq!(shown(&again), Value::Null, "the mandate has ended");
    }

    fn an_announcement_reaches_everybody_once_in_waves(hub: Hub) {
        let mut hub = hub;
        for number in 0..25 {
            let change = json!({ "officer": "o", "history_key": "p1", "fact": { "name": "見本" } });
            hub.put(&address(&format!("people/wave-{number:02}")), &clerk(), &change).is(201);
        }
        let portal = As::Key(hub.add_client("portal", "myna"));
        let announcement = json!({ "officer": "o", "title": "更新の受付", "text": "…", "wave": 10, "pause": 1 });
        hub.put(&address("announcements/renewal"), &clerk(), &announcement).is(201);
        // In the middle of it the hub dies and comes back.
        let mut arrived = std::collections::BTreeMap::new();
        let mut killed = false;
        let begun = std::time::Instant::now();
        while arrived.len() < 29 && begun.elapsed() < std::time::Duration::from_mins(1) {
            let handed_out = hub.post("/api/v1/portals/myna/deliveries", &portal, &Value::Null).is(200);
            let handed_out = handed_out.as_array().cloned().unwrap_or_default();
            let ids: Vec<&Value> = handed_out.iter().map(|delivery| &delivery["delivery"]).collect();
            let path = "/api/v1/portals/myna/deliveries/acknowledged";
            assert_eq!(hub.post(path, &portal, &json!({ "deliveries": ids })).status, 204);
            for delivery in handed_out.iter().filter(|delivery| delivery["content"]["change"] == "announced") {
                *arrived.entry(delivery["person"].to_string()).or_insert(0) += 1;
            }
            if !killed && !arrived.is_empty() {
                assert!(arrived.len() < 29, "the first wave is not everybody");
                hub.kill();
                hub.start_again();
                killed = true;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(arrived.len(), 29, "25 and the four sample people");
        assert!(arrived.values().all(|times| *times == 1), "{arrived:?}");
        let notices = hub.get(&format!("/api/v1/people/{PERSON}/notices"), &hub.sign_in(PERSON)).is(200);
        assert_eq!(notices[0]["title"], "更新の受付");
    }
}
