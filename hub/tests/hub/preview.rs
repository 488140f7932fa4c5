//! 職員プレビュー: an officer sees what the person sees and nothing else, as themselves, for fifteen minutes, and the person knows.

use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use serde_json::{Value, json};

const HERE: &str = "130001";
const PERSON: &str = "sample-hanako";
const NUMBER: &str = "1234566";
const REASON: &str = "本人から電話で領収書の額について問い合わせがあった。";

fn officer(hub: &Hub) -> As {
    hub.sign_in_officer(HERE, "officer-mado")
}

fn asked(number: &str) -> Value {
    json!({ "recipient_number": number, "purpose": "purpose.phone", "reason": REASON })
}

fn begin(hub: &Hub, officer: &As, asked: &Value) -> Answer {
    hub.post("/api/v1/preview", officer, asked)
}

fn log(hub: &Hub, person: &str) -> Vec<Value> {
    let told = hub.get(&format!("/api/v1/people/{person}/access-log"), &hub.sign_in(person)).is(200);
    told.as_array().cloned().unwrap_or_default()
}

/// The form's fields, with the token of the page.
fn fields<'a>(token: &'a str, number: &'a str, reason: &'a str) -> [(&'static str, &'a str); 4] {
    [("token", token), ("number", number), ("purpose", "purpose.counter"), ("reason", reason)]
}

fn token(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a token");
    rest.split('"').next().unwrap_or_default()
}

on_both_databases! {
    fn an_officer_sees_what_the_person_sees(hub: Hub) {
        let officer = officer(&hub);
        hub.get("/api/v1/preview", &officer).is_problem(404, "not_found");
        hub.get("/api/v1/preview/facts", &officer).is_problem(404, "not_found");
        let begun = begin(&hub, &officer, &asked(NUMBER)).is(201);
        assert_eq!((&begun["person"], &begun["officer"]), (&json!(PERSON), &json!("officer-mado")));
        assert!(begun["ends_in"].as_i64().is_some_and(|seconds| (890..=900).contains(&seconds)), "{begun}");
        assert_eq!(hub.get("/api/v1/preview", &officer).is(200)["ends_at"], begun["ends_at"]);

        let me = hub.sign_in(PERSON);
        let told = hub.get("/api/v1/preview/facts", &officer);
        let tag = told.header("etag").to_owned();
        let mut told = told.is(200);
        let mut own = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &me).is(200);
        assert_eq!(told["acting"].take()["purpose"], "purpose.phone");
        for told in [&mut told, &mut own] {
            told.as_object_mut().expect("a document").retain(|name, _| !["as_of", "acting"].contains(&name.as_str()));
        }
        assert_eq!(told, own);
        assert_eq!(hub.send("GET", "/api/v1/preview/facts", &officer, &[("if-none-match", &tag)], None).status, 304);
        for document in ["notices", "applications", "access-log"] {
            let told = hub.get(&format!("/api/v1/preview/{document}"), &officer).is(200);
            assert_eq!(told, hub.get(&format!("/api/v1/people/{PERSON}/{document}"), &me).is(200), "{document}");
        }

        // One line for all of it; each reading is in the log for whoever audits it.
        let log = log(&hub, PERSON);
        assert_eq!(log.len(), 1, "{log:?}");
        let line = ["role", "actor", "officer", "action", "purpose", "reason"].map(|field| log[0][field].as_str().unwrap_or_default());
        assert_eq!(line, ["municipality", HERE, "officer-mado", "access.preview", "purpose.phone", REASON]);
        let read = format!("SELECT COUNT(*) FROM access_look WHERE person = '{PERSON}' AND action = 'access.preview_read'");
        assert_eq!(hub.number(&read), 5);
    }

    fn by_name_and_day_of_birth_too(hub: Hub) {
        let officer = officer(&hub);
        let own = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &hub.sign_in(PERSON)).is(200);
        let born_on = &own["facts"]["person"]["born_on"];
        let by_name = |name: &str, born_on: &Value| {
            json!({ "name": name, "born_on": born_on, "purpose": "purpose.counter", "reason": REASON })
        };
        for name in ["見本 花子", "見本　花子", "見本花子", "ミホン ハナコ"] {
            assert_eq!(begin(&hub, &officer, &by_name(name, born_on)).is(201)["person"], PERSON, "{name}");
        }
        begin(&hub, &officer, &by_name("見本 太郎", born_on)).is_problem(404, "not_found");
        begin(&hub, &officer, &by_name("見本 花子", &json!("1950-01-01"))).is_problem(404, "not_found");
        // Two of the same name and day: the number must say which.
        let clerk = As::Key(format!("sandbox-{HERE}"));
        for id in ["twin-1", "twin-2"] {
            let twin = json!({ "officer": "o", "history_key": "p", "fact": { "name": "見本 双子", "born_on": "1990-05-05" } });
            hub.put(&format!("/api/v1/municipalities/{HERE}/people/{id}"), &clerk, &twin).is(201);
        }
        let told = begin(&hub, &officer, &by_name("見本 双子", &json!("1990-05-05"))).is(422);
        assert_eq!(told["field"], "recipient_number");
    }

    fn whoever_is_not_theirs_to_see_is_not_there_and_it_is_on_the_log(hub: Hub) {
        let officer = officer(&hub);
        let nobody = begin(&hub, &officer, &asked("0000000"));
        assert_eq!(nobody.status, 404);
        // Undisclosed, the officer themselves, of another municipality, a number of before.
        for number in ["3456845", "3456837", "3456787", "999"] {
            let told = begin(&hub, &officer, &asked(number));
            assert_eq!((told.status, &told.body), (404, &nobody.body), "{number}");
            hub.get("/api/v1/preview/facts", &officer).is_problem(404, "not_found");
        }
        let refused = |person: &str| hub.number(&format!(
            "SELECT COUNT(*) FROM access_look WHERE authority = '{HERE}' AND person = '{person}' AND decision = 'refused'
                 AND subject = 'officer-mado' AND reason = '{REASON}'"
        ));
        assert_eq!(["sample-hikaiji", "sample-koshin", ""].map(refused), [1, 1, 3]);
        // They themselves read it.
        let line = &log(&hub, "sample-koshin")[0];
        assert_eq!((&line["refused"], &line["officer"]), (&json!(true), &json!("officer-mado")));
        // Undisclosed while somebody looks: over at once.
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        let clerk = As::Key(format!("sandbox-{HERE}"));
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}");
        let hidden = json!({ "officer": "o", "history_key": "p", "replaces": "", "fact": { "name": "x", "undisclosed": true } });
        hub.put(&path, &clerk, &hidden).is(201);
        hub.get("/api/v1/preview/facts", &officer).is_problem(404, "not_found");
        assert!(hub.run(&["verify-log"]).status.success());
    }

    fn nothing_can_be_changed_with_a_preview(hub: Hub) {
        // Nobody asks so much by hand; the limit is tested elsewhere.
        let hub = hub.with(&["--rate", "100000"]);
        let officer = officer(&hub);
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        let before = hub.get("/api/v1/preview/facts", &officer).is(200)["sequence"].clone();
        let As::Person(cookie) = &officer else { panic!("an officer comes with a cookie") };
        // The token by its own name, by the name of a person's, and as a machine's key.
        let (_, bare) = cookie.split_once('=').expect("a cookie");
        let askers = [officer.clone(), As::Person(format!("{cookie}; sid={bare}")), As::Key(bare.to_owned())];
        let description = hub.get("/openapi.json", &As::Key(String::new())).is(200);
        // Of the officer's own: signing out and the like, and what a preview is begun, printed and ended with.
        let own = |operation: &Value| operation["security"][0].get("staff").is_some() || operation["operationId"] == "staff_sign_out";
        let (mut asked, mut succeeded) = (0, Vec::new());
        for (path, item) in description["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                // What is open to everybody (signing out, a machine's proof) is no question of who asks.
                if method == "get" || own(operation) || operation["security"] == json!([{}]) {
                    continue;
                }
                let names = [("{person}", PERSON), ("{municipality}", HERE), ("{facility}", "1310000001"), ("{portal}", "myna"), ("{sequence}", "1")];
                let target = names.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
                let target = target.replace(['{', '}'], "");
                for asker in &askers {
                    for body in [json!({}), json!({ "patient": PERSON, "given": true }), json!({ "scheme": "54", "purpose": "new", "answers": {} })] {
                        let status = hub.status_of(&method.to_uppercase(), &target, asker, &body);
                        if ![401, 403, 404].contains(&status) {
                            succeeded.push(format!("{method} {path}: {status}"));
                        }
                        asked += 1;
                    }
                }
            }
        }
        assert!(asked > 200, "only {asked} tries");
        assert!(succeeded.is_empty(), "{succeeded:?}");
        // Reading by a person's address does not work with it, either.
        for asker in &askers {
            assert_eq!(hub.get(&format!("/api/v1/people/{PERSON}/facts"), asker).status, 401);
        }
        assert_eq!(hub.get("/api/v1/preview/facts", &officer).is(200)["sequence"], before);
        println!("{asked} tries to change something with a preview, none of them succeeded");
    }

    fn printing_is_an_action_of_its_own(hub: Hub) {
        let officer = officer(&hub);
        let print = || hub.post("/api/v1/preview/print", &officer, &Value::Null);
        print().is_problem(404, "not_found");
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        print().is(204);
        let line = &log(&hub, PERSON)[0];
        let line = ["action", "purpose", "officer"].map(|field| line[field].as_str().unwrap_or_default());
        assert_eq!(line, ["access.print", "purpose.printout", "officer-mado"]);
    }

    fn it_asks_for_a_purpose_and_a_sentence(hub: Hub) {
        let officer = officer(&hub);
        for (purpose, reason, field) in [
            ("", REASON, "purpose"),
            ("purpose.printout", REASON, "purpose"),
            ("purpose.phone", "", "reason"),
            ("purpose.phone", "電話", "reason"),
            ("purpose.phone", "ああああああああああああああ", "reason"),
        ] {
            let asked = json!({ "recipient_number": NUMBER, "purpose": purpose, "reason": reason });
            assert_eq!(begin(&hub, &officer, &asked).is(422)["field"], field, "{purpose} {reason}");
        }
        let numbered = json!({ "recipient_number": NUMBER, "purpose": "purpose.phone", "reason": format!("{REASON}123456789018") });
        begin(&hub, &officer, &numbered).is_problem(422, "my_number");
        assert!(log(&hub, PERSON).is_empty());
        hub.post("/api/v1/preview", &hub.sign_in_officer(HERE, "officer-kansa"), &asked(NUMBER)).is_problem(403, "not_your_role");
    }

    fn it_ends_when_it_is_ended_replaced_or_signed_out(hub: Hub) {
        let officer = officer(&hub);
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        assert_eq!(begin(&hub, &officer, &asked("2345676")).is(201)["person"], "sample-taro");
        assert_eq!(hub.get("/api/v1/preview/facts", &officer).is(200)["facts"]["person"]["id"], "sample-taro");
        // Another session of the same officer has no part in it.
        hub.get("/api/v1/preview", &hub.sign_in_officer(HERE, "officer-mado")).is_problem(404, "not_found");
        hub.post("/api/v1/preview/end", &officer, &Value::Null).is(204);
        hub.get("/api/v1/preview/facts", &officer).is_problem(404, "not_found");
        // A search that finds nobody ends the one before.
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        begin(&hub, &officer, &asked("0000000")).is_problem(404, "not_found");
        hub.get("/api/v1/preview/facts", &officer).is_problem(404, "not_found");
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        hub.post("/api/v1/staff/me/sign-out", &officer, &Value::Null).is(204);
        hub.get("/api/v1/preview/facts", &officer).is_problem(401, "not_signed_in");
    }

    fn fifteen_minutes_are_the_end_of_it(hub: Hub) {
        let folder = tempfile::tempdir().expect("a folder");
        let (library, offset) = (crate::faults::settable_clock(folder.path()), folder.path().join("offset"));
        let later = |minutes: i32| std::fs::write(&offset, (minutes * 60).to_string()).expect("a file");
        later(0);
        let hub = hub.with_clock(&library, &offset);
        let officer = officer(&hub);
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        // Using it keeps the session, not the preview.
        for minutes in [7, 14] {
            later(minutes);
            hub.get("/api/v1/preview/facts", &officer).is(200);
            hub.post("/api/v1/staff/me/stay", &officer, &Value::Null).is(200);
        }
        later(16);
        assert_eq!(hub.get("/api/v1/staff/me", &officer).is(200)["officer"]["id"], "officer-mado");
        hub.get("/api/v1/preview/facts", &officer).is_problem(404, "not_found");
        hub.post("/api/v1/preview/print", &officer, &Value::Null).is_problem(404, "not_found");
    }

    fn going_through_numbers_leads_nowhere(hub: Hub) {
        let officer = officer(&hub);
        for number in 0..30 {
            begin(&hub, &officer, &asked(&format!("{number:07}"))).is_problem(404, "not_found");
        }
        begin(&hub, &officer, &asked(NUMBER)).is_problem(429, "too_often");
        begin(&hub, &hub.sign_in_officer(HERE, "officer-mado"), &asked(NUMBER)).is_problem(429, "too_often");
        begin(&hub, &hub.sign_in_officer(HERE, "officer-kettei"), &asked(NUMBER)).is(201);
    }

    fn without_the_log_there_is_no_preview(hub: Hub) {
        let officer = officer(&hub);
        begin(&hub, &officer, &asked(NUMBER)).is(201);
        hub.run_sql("ALTER TABLE access_chain RENAME TO away");
        for document in ["facts", "notices", "applications", "access-log"] {
            hub.get(&format!("/api/v1/preview/{document}"), &officer).is_problem(503, "storage");
        }
        begin(&hub, &officer, &asked("2345676")).is_problem(503, "storage");
        hub.post("/api/v1/preview/print", &officer, &Value::Null).is_problem(503, "storage");
        hub.run_sql("ALTER TABLE away RENAME TO access_chain");
        hub.get("/api/v1/preview/facts", &officer).is(200);
    }

    fn the_pages_lead_there_without_a_script(hub: Hub) {
        let nobody = As::Person(String::new());
        let door = hub.get("/staff/", &nobody);
        assert!(door.status == 200 && door.body.contains("officer-mado"), "{door:?}");
        let policy = door.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
        assert!(!door.body.contains("<script") && door.header("cache-control") == "no-store");
        assert_eq!(door.header("referrer-policy"), "same-origin");
        assert_eq!(hub.submit("/staff/find", &nobody, &fields("", NUMBER, REASON), &[]).status, 401);

        let signed = hub.submit("/sandbox/staff-sign-in", &nobody, &[("officer", "130001/officer-mado")], &[]);
        assert_eq!((signed.status, signed.header("location")), (303, "/staff/"));
        let officer = As::Person(signed.cookie());
        let page = hub.get("/staff/find", &officer).body;
        assert!(page.contains("本人からも見える記録が残ります"), "{page}");
        let token = token(&page);

        // What is wrong is said at the top and at its field, and nothing that was typed is lost.
        let evil = "<script>alert(1)</script>\"'";
        let slips = hub.submit("/staff/find", &officer, &fields(token, evil, "短い"), &[]);
        assert_eq!(slips.status, 422);
        assert!(slips.body.contains("href=\"#reason\"") && slips.body.contains("aria-invalid=\"true\""), "{}", slips.body);
        assert!(slips.body.contains("短い</textarea>") && slips.body.contains("&lt;script&gt;alert(1)"), "{}", slips.body);
        assert!(!slips.body.contains(evil));
        let missing = hub.submit("/staff/find", &officer, &fields(token, "0000000", REASON), &[]);
        assert!(missing.status == 404 && missing.body.contains("見つかりませんでした"), "{missing:?}");

        let found = hub.submit("/staff/find", &officer, &fields(token, " １２３４５６６ ", REASON), &[]);
        assert_eq!((found.status, found.header("location")), (303, "/staff/preview/"));
        assert_eq!(hub.get("/api/v1/preview", &officer).is(200)["person"], PERSON);
        assert_eq!(log(&hub, PERSON)[0]["purpose"], "purpose.counter");
        let home = hub.get("/staff/", &officer).body;
        assert!(home.contains("プレビュー中です") && home.contains(REASON) && !home.contains("花子"), "{home}");
        let ended = hub.submit("/staff/end", &officer, &[("token", token)], &[]);
        assert_eq!((ended.status, ended.header("location")), (303, "/staff/?said=ended"));
        hub.get("/api/v1/preview", &officer).is_problem(404, "not_found");
        let left = hub.submit("/staff/sign-out", &officer, &[("token", token)], &[]);
        assert_eq!((left.status, left.header("location")), (303, "/staff/?said=signed-out"));
        hub.get("/api/v1/preview", &officer).is_problem(401, "not_signed_in");
    }

    fn a_form_of_another_site_does_nothing(hub: Hub) {
        let officer = officer(&hub);
        let page = hub.get("/staff/find", &officer).body;
        let token = token(&page);
        let other = hub.get("/staff/find", &hub.sign_in_officer(HERE, "officer-mado")).body;
        for (token, headers) in [
            ("", &[][..]),
            ("0000", &[]),
            (self::token(&other), &[]),
            (token, &[("origin", "https://evil.example")]),
            (token, &[("origin", "null")]),
            (token, &[("sec-fetch-site", "cross-site")]),
            (token, &[("sec-fetch-site", "same-site")]),
        ] {
            for path in ["/staff/find", "/staff/end", "/staff/sign-out"] {
                let told = hub.submit(path, &officer, &fields(token, NUMBER, REASON), headers);
                assert_eq!(told.status, 403, "{path} {token} {headers:?}");
            }
        }
        assert!(log(&hub, PERSON).is_empty());
        let own = hub.address.clone();
        let headers = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
        assert_eq!(hub.submit("/staff/find", &officer, &fields(token, NUMBER, REASON), &headers).status, 303);
    }
}
