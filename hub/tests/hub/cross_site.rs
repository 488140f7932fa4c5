//! What another site could make a browser send with our cookies: refused, for every operation that changes something. And no answer of the API
//! is kept anywhere.

use crate::on_both_databases;
use crate::process::{As, Hub};

/// What makes a request another site's: the headers it has, in place of those a page of ours sends.
const FOREIGN: [(&str, &[(&str, &str)]); 7] = [
    ("a form", &[("Content-Type", "application/x-www-form-urlencoded"), ("X-Requested-By", "portal")]),
    (
        "a form with files",
        &[("Content-Type", "multipart/form-data; boundary=x"), ("X-Requested-By", "portal")],
    ),
    ("plain text", &[("Content-Type", "text/plain"), ("X-Requested-By", "portal")]),
    ("no header of ours", &[("Content-Type", "application/json")]),
    (
        "another origin",
        &[
            ("Content-Type", "application/json"),
            ("X-Requested-By", "portal"),
            ("Origin", "https://evil.example"),
        ],
    ),
    (
        "no origin at all",
        &[("Content-Type", "application/json"), ("X-Requested-By", "portal"), ("Origin", "null")],
    ),
    (
        "another site",
        &[
            ("Content-Type", "application/json"),
            ("X-Requested-By", "portal"),
            ("Sec-Fetch-Site", "cross-site"),
        ],
    ),
];

on_both_databases! {
    fn no_other_site_does_anything_in_somebodys_name(hub: Hub) {
        let hub = hub.with(&["--rate", "100000"]);
        let description = hub.get("/openapi.json", &As::Key(String::new())).is(200);
        let person = hub.sign_in("sample-hanako");
        let officer = hub.sign_in_officer("130001", "officer-kettei");
        let mut asked = 0;
        for (path, item) in description["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let scheme = operation["security"][0].as_object().and_then(|scheme| scheme.keys().next());
                let leaves = path.ends_with("/me/sign-out");
                let who = match scheme.map(String::as_str) {
                    Some("staff") => &officer,
                    Some("person") => &person,
                    None if leaves && path.contains("staff") => &officer,
                    None if leaves => &person,
                    _ => continue,
                };
                if method == "get" {
                    continue;
                }
                let target = path.replace("{person}", "sample-hanako").replace(['{', '}'], "");
                for (name, headers) in FOREIGN {
                    let told = hub.as_another_site(&method.to_uppercase(), &target, who, headers);
                    told.is_problem(403, "cross_site");
                    assert!(told.header("set-cookie").is_empty(), "{method} {path} by {name}");
                    asked += 1;
                }
            }
        }
        assert!(asked > 80, "only {asked} questions");
        // None of them did anything.
        assert_eq!(hub.get("/api/v1/me", &person).is(200)["person"], "sample-hanako");
        assert_eq!(hub.get("/api/v1/staff/me", &officer).is(200)["officer"]["id"], "officer-kettei");
        let own = [("Origin", hub.address.as_str()), ("Sec-Fetch-Site", "same-origin")];
        assert_eq!(hub.send("POST", "/api/v1/me/stay", &person, &own, None).status, 200, "a page of ours may");
    }

    fn no_answer_of_the_api_is_kept_or_rendered(hub: Hub) {
        let person = hub.sign_in("sample-hanako");
        let officer = hub.sign_in_officer("130001", "officer-mado");
        for (path, who) in [
            ("/api/v1/me", &person),
            ("/api/v1/me/sessions", &person),
            ("/api/v1/people/sample-hanako/facts", &person),
            ("/api/v1/people/sample-taro/facts", &person),
            ("/api/v1/staff/me", &officer),
            ("/api/v1/staff/me/sessions", &officer),
            ("/api/v1/staff/me/sessions", &person),
        ] {
            let told = hub.get(path, who);
            assert_eq!(told.header("cache-control"), "no-store", "{path}");
            assert_eq!(told.header("x-content-type-options"), "nosniff", "{path}");
            assert!(told.header("content-security-policy").contains("sandbox"), "{path}");
            assert!(told.header("content-type").contains("json"), "{path}");
            assert!(told.header("strict-transport-security").is_empty(), "the sandbox speaks plain HTTP");
        }
    }
}
