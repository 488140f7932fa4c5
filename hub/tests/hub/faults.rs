//! What can go wrong around the hub: each time a clear problem, nothing lost, nothing half-written, and afterwards everything as before.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const HOSPITAL: &str = "1310000001";
const PERSON: &str = "sample-nashi";

fn address(id: &str) -> String {
    format!("/api/v1/facilities/{HOSPITAL}/charges/{id}")
}

fn hospital() -> As {
    As::Key(format!("sandbox-{HOSPITAL}"))
}

fn charge(day: &str) -> Value {
    json!({ "patient": PERSON, "facility": { "code": HOSPITAL, "name": "甲病院" }, "service_day": day, "total10": 1_000 })
}

/// The ids of the person's charges without the facility.
fn recorded(hub: &Hub) -> Vec<String> {
    let ids = hub.charges(PERSON).into_iter();
    ids.filter_map(|charge| Some(charge["id"].as_str()?.split_once('/')?.1.to_owned())).collect()
}

on_both_databases! {
    fn what_is_no_document_is_refused_with_its_reason(hub: Hub) {
        let charge = charge(&hub.today()).to_string();
        let in_place_of_name = |bytes: &[u8]| {
            let (before, after) = charge.split_once("甲病院").expect("a name");
            [before.as_bytes(), bytes, after.as_bytes()].concat()
        };
        for (body, status, code) in [
            (vec![b' '; 10 * 1024 * 1024], 413, "too_large"),
            (format!("[{}0]", "0,".repeat(1_000_000)).into_bytes(), 413, "too_large"),
            (format!("[{}0]", "0,".repeat(400_000)).into_bytes(), 422, "json.too_many"),
            ("[".repeat(500_000).into_bytes(), 422, "json.too_deep"),
            ("{\"a\":".repeat(100_000).into_bytes(), 422, "json.too_deep"),
            (in_place_of_name(b"\xff\xfe"), 422, "json.not_utf8"),
            (in_place_of_name(b"\x8d\x62\x95\x61\x89\x40"), 422, "json.not_utf8"),
            (in_place_of_name(b"\x81\xff\xa0\xfd"), 422, "json.not_utf8"),
            (Vec::new(), 422, "json.malformed"),
        ] {
            hub.put_bytes(&address("refused"), &hospital(), body).is_problem(status, code);
        }
        assert!(recorded(&hub).is_empty());
        // The key was not used up by any of it.
        hub.put_bytes(&address("refused"), &hospital(), charge.into_bytes()).is(201);
        assert_eq!(recorded(&hub), ["refused"]);
    }

    fn a_clock_that_is_set_back_loses_nothing_and_keeps_the_order(hub: Hub) {
        let folder = tempfile::tempdir().expect("a folder");
        let (library, offset) = (settable_clock(folder.path()), folder.path().join("offset"));
        std::fs::write(&offset, "0").expect("a file");
        let hub = hub.with_clock(&library, &offset);
        let day = hub.today();
        let before = hub.put(&address("before"), &hospital(), &charge(&day)).is(201);

        std::fs::write(&offset, (-48 * 3600).to_string()).expect("a file");
        assert_ne!(hub.today(), day, "the clock goes wrong");
        assert_eq!(hub.put(&address("before"), &hospital(), &charge(&day)).is(422)["field"], "service_day");
        let behind = hub.put(&address("behind"), &hospital(), &charge(&hub.today())).is(201);
        assert!(behind["sequence"].as_i64() > before["sequence"].as_i64(), "{before} {behind}");
        assert!(behind["registered_at"].as_str() < before["registered_at"].as_str(), "{before} {behind}");
        assert_eq!(recorded(&hub), ["before", "behind"]);

        std::fs::write(&offset, "0").expect("a file");
        let again = hub.put(&address("before"), &hospital(), &charge(&day)).is(200);
        assert_eq!(again["sequence"], before["sequence"]);
        hub.put(&address("after"), &hospital(), &charge(&day)).is(201);
        assert_eq!(recorded(&hub), ["before", "behind", "after"]);
    }
}

#[test]
fn a_full_disk_refuses_and_loses_nothing() {
    let Some(hub) = Hub::on_small_disk(4096) else { return };
    let charge = charge(&hub.today());
    let me = hub.sign_in(PERSON);
    hub.put(&address("before"), &hospital(), &charge).is(201);

    let filler = hub.own_folder().join("filler");
    std::fs::write(&filler, vec![0; 1 << 23]).expect_err("the disk is full");
    // What still fits into the pages that are there is taken in; the first that does not is refused, and so are all after it.
    let answers: Vec<u16> =
        (0..300).map(|id| hub.put(&address(&format!("full-{id}")), &hospital(), &charge).status).collect();
    let fitted = answers.iter().take_while(|status| **status == 201).count();
    assert!(fitted < 300 && answers[fitted..].iter().all(|status| *status == 503), "{answers:?}");
    hub.put(&address("refused"), &hospital(), &charge).is_problem(503, "storage");
    let facts = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &me).is(200);
    assert_eq!(facts["facts"]["charges"].as_array().map(Vec::len), Some(1 + fitted), "reading goes on");

    std::fs::remove_file(&filler).expect("the disk has room again");
    hub.put(&address("refused"), &hospital(), &charge).is(201);
    assert_eq!(hub.put(&address("before"), &hospital(), &charge).is(200)["repeated"], true);
    assert_eq!(recorded(&hub).len(), 2 + fitted, "what was acknowledged, once, and nothing else");
}

#[test]
fn a_database_that_is_gone_is_said_and_comes_back() {
    let Some(hub) = Hub::on_postgres() else { return };
    let charge = charge(&hub.today());
    let me = hub.sign_in(PERSON);
    hub.put(&address("before"), &hospital(), &charge).is(201);
    hub.shut_out_of_database(true);
    hub.put(&address("refused"), &hospital(), &charge).is_problem(503, "storage");
    hub.get(&format!("/api/v1/people/{PERSON}/facts"), &me).is_problem(503, "storage");
    assert_eq!(hub.get("/readyz", &As::Key(String::new())).status, 503);
    assert_eq!(hub.get("/healthz", &As::Key(String::new())).status, 200);
    hub.shut_out_of_database(false);
    hub.put(&address("refused"), &hospital(), &charge).is(201);
    assert_eq!(recorded(&hub), ["before", "refused"]);
}

/// A library that moves the time of day by the seconds in the file `CLOCK_OFFSET_FILE`, and no other clock.
pub fn settable_clock(folder: &Path) -> PathBuf {
    const SOURCE: &str = r#"
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <time.h>
        #include <unistd.h>
        int clock_gettime(clockid_t clock, struct timespec *now) {
            int failed = syscall(SYS_clock_gettime, clock, now);
            const char *name = getenv("CLOCK_OFFSET_FILE");
            FILE *file = clock == CLOCK_REALTIME && name ? fopen(name, "r") : NULL;
            long offset = 0;
            if (file) {
                if (fscanf(file, "%ld", &offset) == 1) now->tv_sec += offset;
                fclose(file);
            }
            return failed;
        }
    "#;
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    std::fs::write(&source, SOURCE).expect("a file");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
    assert!(compiler.status().is_ok_and(|status| status.success()), "the C compiler that builds SQLite");
    library
}
