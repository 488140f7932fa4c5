//! Sessions of people and of staff: their cookies, their ends, and who may end them.

use crate::faults::settable_clock;
use crate::forms;
use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use engine::form::Kind;
use serde_json::{Value, json};
use std::path::PathBuf;

const PERSON: &str = "sample-hanako";
const FACTS: &str = "/api/v1/people/sample-hanako/facts";
const HERE: &str = "130001";

/// A hub whose clock stands where the test puts it.
pub struct Timed {
    pub hub: Hub,
    library: PathBuf,
    offset: PathBuf,
    folder: tempfile::TempDir,
}

impl Timed {
    pub fn new(hub: Hub) -> Timed {
        let folder = tempfile::tempdir().expect("a folder");
        let (library, offset) = (settable_clock(folder.path()), folder.path().join("offset"));
        std::fs::write(&offset, "0").expect("a file");
        let hub = hub.with_clock(&library, &offset);
        Timed { hub, library, offset, folder }
    }

    /// The same hub, started again at the time it is now.
    pub fn started_again(self) -> Timed {
        let Timed { hub, library, offset, folder } = self;
        let hub = hub.with_clock(&library, &offset);
        Timed { hub, library, offset, folder }
    }

    /// It is now this many minutes later than in truth.
    pub fn minutes(&self, minutes: i64) {
        // In one piece: the hub reads the file at any moment.
        let next = self.offset.with_extension("next");
        std::fs::write(&next, (minutes * 60).to_string()).expect("a file");
        std::fs::rename(&next, &self.offset).expect("a file");
    }
}

fn me(hub: &Hub, who: &As) -> Value {
    hub.get("/api/v1/me", who).is(200)
}

fn officer(hub: &Hub, who: &As) -> Value {
    hub.get("/api/v1/staff/me", who).is(200)["officer"].take()
}

fn post(hub: &Hub, path: &str, who: &As) -> Answer {
    hub.send("POST", path, who, &[], None)
}

on_both_databases! {
    fn a_session_says_until_when(hub: Hub) {
        let hub = &hub;
        let person = hub.sign_in(PERSON);
        let staff = hub.sign_in_officer(HERE, "officer-mado");
        let told = me(hub, &person);
        assert_eq!(told["person"], PERSON);
        let seconds = |told: &Value, field: &str| told["session"][field].as_i64().unwrap_or_default();
        assert!((1795..=1800).contains(&seconds(&told, "ends_in")), "{told}");
        assert!((1495..=1500).contains(&seconds(&told, "warn_in")), "{told}");
        assert!((895..=900).contains(&seconds(&officer(hub, &staff), "ends_in")));
    }

    fn asking_until_when_keeps_nobody_in_and_use_does(hub: Hub) {
        let timed = Timed::new(hub);
        let hub = &timed.hub;
        let [asked, watched, used, stayed] = [(); 4].map(|()| hub.sign_in(PERSON));
        let [staff_asked, staff_used] = [(); 2].map(|()| hub.sign_in_officer(HERE, "officer-mado"));
        timed.minutes(14);
        assert!(officer(hub, &staff_asked).is_object());
        hub.get("/api/v1/staff/me/sessions", &staff_used).is(200);
        until(|| officer(hub, &staff_used)["session"]["ends_in"].as_i64() > Some(14 * 60));
        timed.minutes(16);
        assert!(officer(hub, &staff_asked).is_null() && officer(hub, &staff_used).is_object());
        timed.minutes(29);
        assert_eq!(me(hub, &asked)["person"], PERSON);
        hub.get("/api/v1/people/sample-hanako/news", &watched).is(200);
        hub.get(FACTS, &used).is(200);
        until(|| me(hub, &used)["session"]["ends_in"].as_i64() > Some(29 * 60));
        let told = post(hub, "/api/v1/me/stay", &stayed).is(200);
        assert!(told["ends_in"].as_i64() > Some(29 * 60), "{told}");
        timed.minutes(31);
        for gone in [&asked, &watched] {
            assert!(me(hub, gone)["person"].is_null());
            hub.get(FACTS, gone).is_problem(401, "not_signed_in");
        }
        hub.get(FACTS, &used).is(200);
        hub.get(FACTS, &stayed).is(200);
    }

    fn no_use_keeps_a_session_past_its_latest_end(hub: Hub) {
        let timed = Timed::new(hub);
        let hub = &timed.hub;
        let person = hub.sign_in(PERSON);
        for minutes in (25..12 * 60).step_by(25) {
            timed.minutes(minutes);
            post(hub, "/api/v1/me/stay", &person).is(200);
        }
        timed.minutes(12 * 60 + 1);
        post(hub, "/api/v1/me/stay", &person).is_problem(401, "not_signed_in");
        timed.minutes(0);
        let staff = hub.sign_in_officer(HERE, "officer-mado");
        for minutes in (10..8 * 60).step_by(10) {
            timed.minutes(minutes);
            post(hub, "/api/v1/staff/me/stay", &staff).is(200);
        }
        timed.minutes(8 * 60 + 1);
        post(hub, "/api/v1/staff/me/stay", &staff).is_problem(401, "not_signed_in");
    }

    fn each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(hub: Hub) {
        let first = hub.sign_in(PERSON);
        let again = post(&hub, "/sandbox/sign-in/sample-taro", &first);
        assert_eq!(again.status, 204);
        let line = again.header("set-cookie").to_owned();
        for part in ["sid=", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(line.contains(part), "{line}");
        }
        let second = As::Person(again.cookie());
        assert_eq!(me(&hub, &second)["person"], "sample-taro");
        assert!(me(&hub, &first)["person"].is_null(), "the browser's earlier session is over");
        let gone = post(&hub, "/api/v1/me/sign-out", &second);
        assert_eq!((gone.status, gone.cookie().as_str()), (204, "sid="));
        assert!(gone.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(gone.header("clear-site-data"), "\"cache\", \"storage\"");
        assert!(me(&hub, &second)["person"].is_null(), "ended on the server, whatever the browser keeps");
        let staff = post(&hub, &format!("/sandbox/staff-sign-in/{HERE}/officer-mado"), &second);
        assert!(staff.header("set-cookie").contains("SameSite=Strict"), "{staff:?}");
    }

    fn one_sees_and_ends_ones_own_sessions_and_nobody_elses(hub: Hub) {
        let (here, there) = (hub.sign_in(PERSON), hub.sign_in(PERSON));
        let taro = hub.sign_in("sample-taro");
        let id = |who: &As| me(&hub, who)["session"]["id"].as_str().unwrap_or_default().to_owned();
        let listed = hub.get("/api/v1/me/sessions", &here).is(200);
        let listed = listed.as_array().expect("sessions");
        assert_eq!(listed.len(), 2);
        assert_eq!(listed.iter().filter(|told| told["current"] == true).count(), 1, "{listed:?}");
        post(&hub, &format!("/api/v1/me/sessions/{}/end", id(&taro)), &here).is_problem(404, "not_found");
        assert_eq!(post(&hub, &format!("/api/v1/me/sessions/{}/end", id(&there)), &here).status, 204);
        assert!(me(&hub, &there)["person"].is_null() && me(&hub, &here)["person"] == PERSON);
        let other = hub.sign_in(PERSON);
        assert_eq!(post(&hub, "/api/v1/me/sessions/end", &here).status, 204);
        assert!(me(&hub, &here)["person"].is_null() && me(&hub, &other)["person"].is_null());
        assert_eq!(me(&hub, &taro)["person"], "sample-taro");
    }

    fn staff_and_people_are_never_taken_for_each_other(hub: Hub) {
        let (person, staff) = (hub.sign_in(PERSON), hub.sign_in_officer(HERE, "officer-kettei"));
        assert_eq!(officer(&hub, &staff)["roles"], json!(["desk", "decider"]));
        assert_eq!(officer(&hub, &staff)["authority"], HERE);
        let renamed = |who: &As, from: &str, to: &str| match who {
            As::Person(cookie) => As::Person(cookie.replacen(from, to, 1)),
            As::Key(_) => panic!("a cookie"),
        };
        for who in [&staff, &renamed(&staff, "staff-sid=", "sid=")] {
            assert!(me(&hub, who)["person"].is_null());
            hub.get(FACTS, who).is_problem(401, "not_signed_in");
        }
        for who in [&person, &renamed(&person, "sid=", "staff-sid=")] {
            assert!(officer(&hub, who).is_null());
            hub.get("/api/v1/staff/me/sessions", who).is_problem(401, "not_signed_in");
        }
    }

    fn what_weighs_most_asks_for_a_fresh_sign_in(hub: Hub) {
        let timed = Timed::new(hub);
        let hub = &timed.hub;
        let form = forms::complete(hub, "sample-nashi", Kind::Registration);
        let apply = |who: &As, id: &str| hub.put(&format!("/api/v1/people/sample-nashi/applications/{id}"), who, &form);
        let person = hub.sign_in("sample-nashi");
        apply(&person, "a").is(201);
        timed.minutes(6);
        assert_eq!(me(hub, &person)["session"]["fresh_for"], 0);
        apply(&person, "a/resubmissions/1").is_problem(403, "step_up_required");
        hub.get("/api/v1/people/sample-nashi/facts", &person).is(200);
        let again = post(hub, "/sandbox/sign-in/sample-nashi", &person);
        apply(&As::Person(again.cookie()), "a/resubmissions/1").is(201);
    }

    fn an_officer_decides_in_their_own_name_freshly_signed_in_and_never_about_themselves(hub: Hub) {
        let timed = Timed::new(hub);
        let hub = &timed.hub;
        // An officer whose own record is here, as the sandbox's.
        let own = ["add-officer", HERE, "o-7", "見本 七", "見本課", "decider", "https://op.example", "s-7", "sample-taro"];
        assert!(hub.run(&own).status.success());
        for person in [PERSON, "sample-taro"] {
            let form = forms::complete(hub, person, Kind::Change);
            hub.put(&format!("/api/v1/people/{person}/applications/a"), &hub.sign_in(person), &form).is(201);
        }
        let granted = json!({ "outcome": "granted", "certificate": "n-1", "change": { "officer": "somebody else", "history_key": "k-1",
            "fact": { "scheme": "54", "valid": { "from": hub.today(), "until": "2099-12-31" }, "caps": [{ "from": hub.today(), "cap": 5_000 }] } } });
        let decide = |who: &As, person: &str| {
            hub.put(&format!("/api/v1/staff/people/{person}/applications/a/decision"), who, &granted)
        };
        decide(&hub.sign_in_officer(HERE, "officer-mado"), PERSON).is_problem(403, "not_your_role");
        decide(&hub.sign_in_officer("280003", "officer-yoso"), PERSON).is_problem(404, "not_found");
        let decider = hub.sign_in_officer(HERE, "o-7");
        decide(&decider, "sample-taro").is_problem(404, "not_found");
        timed.minutes(6);
        decide(&decider, PERSON).is_problem(403, "step_up_required");
        let decider = hub.sign_in_officer(HERE, "o-7");
        assert_eq!(decide(&decider, PERSON).is(201)["state"], "granted");
        assert_eq!(decide(&decider, PERSON).is(200)["repeated"], true);
        let clerk = As::Key(format!("sandbox-{HERE}"));
        let headers = [("X-Officer", "o-9")];
        let history = hub.send("GET", &format!("/api/v1/municipalities/{HERE}/people/{PERSON}/history"), &clerk, &headers, None);
        let history = history.is(200).to_string();
        assert!(history.contains("130001/o-7") && !history.contains("somebody else"), "{history}");
    }

    fn an_account_that_ends_takes_its_sessions_along(hub: Hub) {
        let account = |words: &[&str]| hub.run(words).status.success();
        assert!(account(&["add-officer", HERE, "o-7", "見本 七", "見本課", "desk", "https://op.example", "s-7"]));
        let staff = hub.sign_in_officer(HERE, "o-7");
        assert_eq!(officer(&hub, &staff)["roles"], json!(["desk"]));
        // Roles are those of now.
        assert!(account(&["add-officer", HERE, "o-7", "見本 七", "見本課", "auditor", "https://op.example", "s-7"]));
        assert_eq!(officer(&hub, &staff)["roles"], json!(["auditor"]));
        // Neither the id nor the sign-in is ever another's.
        assert!(!account(&["add-officer", HERE, "o-7", "見本 八", "見本課", "desk", "https://op.example", "s-8"]));
        assert!(!account(&["add-officer", "280003", "o-8", "見本 七", "見本課", "desk", "https://op.example", "s-7"]));
        assert!(account(&["end-officer", HERE, "o-7"]) && !account(&["end-officer", HERE, "o-7"]));
        assert!(officer(&hub, &staff).is_null());
        let again = post(&hub, &format!("/sandbox/staff-sign-in/{HERE}/o-7"), &As::Person(String::new()));
        again.is_problem(404, "not_found");
        assert!(account(&["add-officer", "280003", "o-8", "見本 七", "見本課", "desk", "https://op.example", "s-7"]), "a new post");
    }

    fn the_operator_ends_everybodys_sessions_at_once(hub: Hub) {
        let (one, other) = (hub.sign_in(PERSON), hub.sign_in("sample-taro"));
        let staff = hub.sign_in_officer(HERE, "officer-mado");
        let ended = hub.run(&["end-sessions", "people"]);
        assert!(ended.status.success() && String::from_utf8_lossy(&ended.stdout).starts_with("2 sessions"), "{ended:?}");
        assert!(me(&hub, &one)["person"].is_null() && me(&hub, &other)["person"].is_null());
        assert!(officer(&hub, &staff).is_object());
        assert!(hub.run(&["end-sessions", "staff"]).status.success() && officer(&hub, &staff).is_null());
        assert!(!hub.run(&["end-sessions", "everybody"]).status.success());
    }

    fn live_news_end_with_the_session(hub: Hub) {
        let person = hub.sign_in(PERSON);
        let path = "/api/v1/people/sample-hanako/events";
        let mut events = hub.events(path, &person, Some(0));
        assert!(events.next().is_some());
        let mut after = hub.events(&format!("{path}?after=0"), &person, None);
        assert!(after.next().is_some(), "what is newer than the facts a page has is told when its stream begins");
        assert_eq!(post(&hub, "/api/v1/me/sign-out", &person).status, 204);
        let key = As::Key("sandbox-1310000001".to_owned());
        let charge = json!({ "patient": PERSON, "facility": { "code": "1310000001", "name": "甲病院" },
                             "service_day": hub.today(), "total10": 1_000 });
        hub.put("/api/v1/facilities/1310000001/charges/r-1", &key, &charge).is(201);
        assert_eq!(events.next(), None, "whoever has left is told nothing");
    }
}

/// What is written down without anybody waiting for it is there in a moment.
fn until(holds: impl Fn() -> bool) {
    assert!((0..500).any(|_| holds() || {
        std::thread::sleep(std::time::Duration::from_millis(10));
        false
    }));
}
