//! What an operator does beside serving.

use crate::on_both_databases;
use crate::process::{As, Hub, run_on};
use serde_json::{Value, json};
use std::process::Output;

/// 甲病院 in `Shift_JIS`.
const HOSPITAL_IN_SHIFT_JIS: &[u8] = b"\x8d\x62\x95\x61\x89\x40";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    said(output)
}

/// What it said instead; it must say what is safe.
#[track_caller]
fn fails(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn row(day: &str, id: &str, total10: &str) -> Vec<u8> {
    let mut row = format!("{id},sample-hanako,1310000001,").into_bytes();
    row.extend(HOSPITAL_IN_SHIFT_JIS);
    row.extend(format!(",{day},{total10},nanbyo\r\n").as_bytes());
    row
}

/// A table as a billing system's operator would save it.
fn table(day: &str, rows: &[(&str, &str)]) -> Vec<u8> {
    let mut table = b"id,patient,facility.code,facility.name,service_day,total10,certificates\r\n".to_vec();
    for (id, total10) in rows {
        table.extend(row(day, id, total10));
    }
    table
}

fn imported(hub: &Hub) -> usize {
    let of_import = |charge: &&Value| charge["id"].as_str().is_some_and(|id| id.starts_with("1310000001/i-"));
    hub.charges("sample-hanako").iter().filter(of_import).count()
}

on_both_databases! {
    fn charges_come_in_from_a_table_line_by_line_and_only_once(hub: Hub) {
        let day = hub.today();
        let file = hub.file("c.csv", &table(&day, &[("i-1", "1000"), ("i-2", "甲"), ("i-3", "3000")]));
        let output = hub.run(&["import", "charges", &file]);
        let told = fails(&output);
        assert!(told.contains("line 3") && told.contains("total10"), "{told}");
        assert!(!told.contains('甲') && !told.contains("sample-hanako"), "nothing personal: {told}");
        assert_eq!((said(&output).as_str(), imported(&hub)), ("recorded 2, there before 0, refused 1", 2));
        let of_file = |hub: &Hub| hub.charges("sample-hanako").into_iter().find(|one| one["id"] == "1310000001/i-1");
        assert_eq!(of_file(&hub).expect("the charge")["facility"]["name"], "甲病院");
        // The operator puts the line right and sends the whole file in again.
        let file = hub.file("c.csv", &table(&day, &[("i-1", "1000"), ("i-2", "2000"), ("i-3", "3000")]));
        let again = succeeds(&hub.run(&["import", "charges", &file]));
        assert_eq!((again.as_str(), imported(&hub)), ("recorded 1, there before 2, refused 0", 3));
    }

    fn a_whole_file_is_recorded_or_nothing_of_it(hub: Hub) {
        let day = hub.today();
        let whole = |name: &str, content: &[u8]| {
            hub.run(&["import", "charges", &hub.file(name, content), "--all-or-nothing"])
        };
        let unreadable = fails(&whole("a.csv", &table(&day, &[("i-1", "1000"), ("i-2", "-")])));
        assert!(unreadable.contains("nothing of the file was recorded"), "{unreadable}");
        // This one is understood, and refused by what is recorded already.
        succeeds(&whole("b.csv", &table(&day, &[("i-9", "9000")])));
        let refused = fails(&whole("c.csv", &table(&day, &[("i-1", "1000"), ("i-9", "9001")])));
        assert!(refused.contains("line 3") && refused.contains("used before"), "{refused}");
        assert_eq!(imported(&hub), 1);
        succeeds(&whole("d.csv", &table(&day, &[("i-1", "1000"), ("i-2", "2000")])));
        assert_eq!(imported(&hub), 3);
    }

    fn certificates_and_their_people_come_in_from_json(hub: Hub) {
        let person = json!({ "municipality": "130001", "person": "sample-new", "officer": "o", "history_key": "p1",
                             "fact": { "name": "見本 新", "synthetic": true } });
        let certificate = json!({ "municipality": "130001", "person": "sample-new", "id": "c", "officer": "o", "history_key": "k1",
            "fact": { "scheme": "54", "valid": { "from": "2026-01-01", "until": "2026-12-31" }, "caps": [{ "from": "2026-01-01", "cap": 5_000 }] } });
        let mut numbered = certificate.clone();
        numbered["fact"]["note"] = "123456789018".into();
        let people = hub.file("p.json", json!([person]).to_string().as_bytes());
        let certificates = hub.file("c.jsonl", format!("{certificate}\n{numbered}\n").as_bytes());
        succeeds(&hub.run(&["import", "people", &people]));
        let told = fails(&hub.run(&["import", "certificates", &certificates]));
        assert!(told.contains("line 2") && told.contains("individual number") && !told.contains("123456789018"), "{told}");
        let facts = hub.get("/api/v1/people/sample-new/facts", &hub.sign_in("sample-new")).is(200);
        assert_eq!(facts["facts"]["certificates"][0]["caps"][0]["cap"], 5_000);
    }

    fn a_file_in_no_known_letters_leaves_nothing(hub: Hub) {
        let mut garbage = table(&hub.today(), &[("i-1", "1000")]);
        garbage.extend([0x81, 0xff, 0xfe, b'\n']);
        let told = fails(&hub.run(&["import", "charges", &hub.file("g.csv", &garbage)]));
        assert!(told.contains("neither UTF-8 nor Shift_JIS; nothing was recorded"), "{told}");
        assert_eq!(imported(&hub), 0);
    }

    fn an_export_holds_everybody_but_the_undisclosed_and_is_on_their_log(hub: Hub) {
        let exported = succeeds(&hub.run(&["export"]));
        let people: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let has = |id: &str| people.iter().any(|facts| facts["person"]["id"] == id);
        assert!(has("sample-hanako") && has("sample-nashi") && !has("sample-hikaiji"));
        let log = hub.get("/api/v1/people/sample-hanako/access-log", &hub.sign_in("sample-hanako")).is(200);
        assert_eq!((&log[0]["role"], &log[0]["action"]), (&json!("operator"), &json!("access.export")));
    }

    fn a_backup_taken_while_serving_comes_back_whole(hub: Hub) {
        let copy = hub.file("unused", b"").replace("unused", "copy.sqlite");
        if hub.is_on_postgres() {
            assert!(fails(&hub.run(&["backup", &copy])).contains("pg_dump"));
            assert!(fails(&hub.run(&["restore", &copy])).contains("pg_restore"));
            return;
        }
        let key = As::Key("sandbox-1310000001".to_owned());
        let charge = json!({ "patient": "sample-hanako", "facility": { "code": "1310000001" },
                             "service_day": hub.today(), "total10": 1_000 });
        hub.put("/api/v1/facilities/1310000001/charges/i-before", &key, &charge).is(201);
        succeeds(&hub.run(&["backup", &copy]));
        assert!(fails(&hub.run(&["backup", &copy])).contains("not overwritten"));
        hub.put("/api/v1/facilities/1310000001/charges/i-after", &key, &charge).is(201);

        let elsewhere = tempfile::tempdir().expect("a folder");
        let there = |arguments: &[&str]| run_on(elsewhere.path(), None, arguments);
        succeeds(&there(&["restore", &copy]));
        assert!(fails(&there(&["restore", &copy])).contains("not overwritten"));
        let exported = succeeds(&there(&["export"]));
        assert!(exported.contains("1310000001/i-before") && !exported.contains("1310000001/i-after"));

        // A page of it damaged on the way: noticed before it is anybody's database.
        let mut bytes = std::fs::read(&copy).expect("the copy");
        bytes.iter_mut().skip(4096).step_by(3).take(40_000).for_each(|byte| *byte ^= 0x55);
        std::fs::write(&copy, bytes).expect("a file");
        let third = tempfile::tempdir().expect("a folder");
        assert!(fails(&run_on(third.path(), None, &["restore", &copy])).contains("not sound"));
        assert_eq!(std::fs::read_dir(third.path()).map(Iterator::count).ok(), Some(0), "nothing half-restored");
    }

    fn a_sandbox_and_production_never_share_a_database(hub: Hub) {
        let mut hub = hub;
        hub.kill();
        let told = fails(&hub.run(&["serve", "--production", "--listen", "127.0.0.1:0"]));
        assert!(told.contains("everybody knows its keys") && told.contains("Nothing was started"), "{told}");
    }

    fn a_polite_kill_ends_it_cleanly_and_loses_nothing(hub: Hub) {
        let mut hub = hub;
        let day = hub.today();
        succeeds(&hub.run(&["import", "charges", &hub.file("c.csv", &table(&day, &[("i-1", "1000")]))]));
        assert!(hub.terminate().success());
        hub.start_again();
        assert_eq!(imported(&hub), 1);
    }
}

#[test]
fn what_holds_can_be_asked_without_touching_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let portal = folder.path().join("portal").display().to_string();
    let told = run_on(&data, None, &["check-config", "--portal", &portal]);
    assert!(said(&told).contains("\"production\"") && fails(&told).contains("index.html"));
    std::fs::create_dir(&portal).expect("a folder");
    std::fs::write(format!("{portal}/index.html"), "").expect("a file");
    let check = ["serve", "--check-config", "--portal", &portal];
    assert!(fails(&run_on(&data, None, &check)).contains("nobody could sign in"));
    let key = folder.path().join("key.pem").display().to_string();
    let words = format!(
        "--origin https://p.example --people-issuer https://op.example --people-client hub --people-key {key}"
    );
    let whole: Vec<&str> = check.into_iter().chain(words.split(' ')).collect();
    assert!(fails(&run_on(&data, None, &whole)).contains("new-key"), "the key is not there");
    succeeds(&run_on(&data, None, &["new-key", &key]));
    assert!(!run_on(&data, None, &["new-key", &key]).status.success(), "nothing is overwritten");
    succeeds(&run_on(&data, None, &whole));
    assert!(!data.exists(), "nothing was touched");
}

#[test]
fn production_data_never_becomes_a_sandbox() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| run_on(folder.path(), None, arguments);
    succeeds(&run(&["migrate"]));
    let person = json!({ "municipality": "130001", "person": "somebody", "officer": "o", "history_key": "p1", "fact": {} });
    let file = folder.path().join("p.json");
    std::fs::write(&file, person.to_string()).expect("a file");
    succeeds(&run(&["import", "people", &file.display().to_string()]));
    assert!(fails(&run(&["seed-sandbox"])).contains("no sample people"));
    assert!(fails(&run(&["serve", "--sandbox", "--listen", "127.0.0.1:0"])).contains("Nothing was started"));
    let empty = tempfile::tempdir().expect("a folder");
    succeeds(&run_on(empty.path(), None, &["seed-sandbox"]));
    assert!(succeeds(&run_on(empty.path(), None, &["export"])).contains("sample-hanako"));
}
