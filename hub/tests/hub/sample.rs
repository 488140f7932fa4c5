//! The sample people as the sandbox offers them.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::json;

const UNDISCLOSED: &str = "sample-hikaiji";

on_both_databases! {
    fn whoever_is_undisclosed_is_neither_shown_nor_chosen(hub: Hub) {
        let nobody = As::Key(String::new());
        let listed = hub.get("/sandbox/people", &nobody).is(200);
        let listed = listed["people"].as_array().expect("people");
        assert!(listed.len() > 15 && listed.iter().all(|person| person["id"] != UNDISCLOSED), "{listed:?}");
        assert!(!hub.get("/sandbox/desk", &nobody).body.contains(UNDISCLOSED));
        // To the outside somebody undisclosed is the same as somebody who is not there.
        let key = As::Key("sandbox-1310000001".to_owned());
        let asks = |patient: &str| {
            hub.post("/api/v1/facilities/1310000001/eligibility", &key, &json!({ "patient": patient })).is(404)
        };
        assert_eq!(asks(UNDISCLOSED), asks("sample-nobody"));
        let chosen = |id: &str| {
            let headers = [("X-Requested-By", "portal")];
            hub.send("POST", &format!("/sandbox/sign-in/{id}"), &nobody, &headers, None).is(404)
        };
        assert_eq!(chosen(UNDISCLOSED), chosen("sample-nobody"));
    }

    fn the_mother_sees_her_childs_record_and_nobody_elses(hub: Hub) {
        let mother = hub.sign_in("sample-haha");
        hub.get("/api/v1/people/sample-ko/facts", &mother).is(200);
        hub.get("/api/v1/people/sample-taro/facts", &mother).is_problem(404, "not_found");
    }
}
