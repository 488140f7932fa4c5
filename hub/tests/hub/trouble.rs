//! Trouble in the midst of it, on both databases: an application with its files when the hub dies again and again, a disk that is full, a database
//! that is taken away. What was acknowledged is there once, what was refused is not there at all.

use crate::forms::{self, PDF};
use crate::on_both_databases;
use crate::postgres::SmallDisk;
use crate::process::{As, Hub};
use engine::form::{Answer, Kind};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const HOSPITAL: &str = "1310000001";
const PERSON: &str = "sample-yuki";
const FILES: usize = 3;

fn mine(rest: &str) -> String {
    format!("/api/v1/people/{PERSON}/{rest}")
}

fn charge(hub: &Hub) -> Value {
    json!({ "patient": PERSON, "facility": { "code": HOSPITAL }, "service_day": hub.today(), "total10": 1_000 })
}

fn register(hub: &Hub, id: &str, charge: &Value) -> u16 {
    let key = As::Key(format!("sandbox-{HOSPITAL}"));
    hub.put(&format!("/api/v1/facilities/{HOSPITAL}/charges/{id}"), &key, charge).status
}

fn recorded(hub: &Hub, prefix: &str) -> usize {
    let prefix = format!("{HOSPITAL}/{prefix}");
    hub.charges(PERSON)
        .iter()
        .filter(|charge| charge["id"].as_str().is_some_and(|id| id.starts_with(&prefix)))
        .count()
}

/// A file of its own, as large as somebody's scan.
fn file(number: usize, size: usize) -> Vec<u8> {
    let note = format!("% {number} {}\n", "x".repeat(size));
    let (head, rest) = PDF.split_at(9);
    [head, note.as_bytes(), rest].concat()
}

/// Sends something until it is acknowledged, as a page would that has had no answer.
struct Sender {
    address: String,
    cookie: String,
}

impl Sender {
    fn put(&self, path: &str, media: &str, body: &[u8]) {
        let path = format!("{}{path}", self.address);
        let begun = std::time::Instant::now();
        loop {
            match Hub::try_to_put(&path, &self.cookie, media, body) {
                Some(200 | 201) => return,
                None | Some(503) => std::thread::sleep(Duration::from_millis(5)),
                Some(other) => panic!("{other} for {path}"),
            }
            assert!(begun.elapsed() < Duration::from_mins(2), "{path} is never acknowledged");
        }
    }
}

/// Does it while the hub dies again and again.
fn under_kills(hub: &mut Hub, act: impl Fn(&Sender) + Sync) {
    let As::Person(cookie) = hub.sign_in(PERSON) else { panic!("a person") };
    let sender = Sender { address: hub.address.clone(), cookie };
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let acting = scope.spawn(|| {
            act(&sender);
            over.store(true, Ordering::Relaxed);
        });
        let mut random: u64 = 20_261_121;
        let mut kills = 0;
        while kills < 2 || !over.load(Ordering::Relaxed) && !acting.is_finished() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Longer each time: a machine that has much else to do gets through in the end.
            std::thread::sleep(Duration::from_millis(5 + (random >> 33) % (60 + 40 * kills)));
            hub.kill();
            hub.start_again();
            kills += 1;
        }
        acting.join().expect("everything was acknowledged");
    });
}

on_both_databases! {
    fn an_application_and_its_files_arrive_once_while_the_hub_dies_again_and_again(hub: Hub) {
        let mut hub = hub;
        forms::third_month(&hub, PERSON);
        let attachments = mine("applications/a/attachments");
        under_kills(&mut hub, |sender| {
            for number in 0..FILES {
                sender.put(&format!("{attachments}/{number}"), "application/octet-stream", &file(number, 20_000));
            }
        });
        let kept = hub.get(&attachments, &hub.sign_in(PERSON)).is(200);
        assert_eq!(kept.as_array().map(Vec::len), Some(FILES), "{kept}");
        let answers = [("other_costs", Answer::typed(true)), ("receipts", Answer::typed(kept))];
        let form = forms::complete_with(&hub, PERSON, Kind::MildHighCost, &answers, &[]).to_string();
        under_kills(&mut hub, |sender| {
            // The window that sent it is gone; the next one sends it again. Each time before the commit, between it and the answer, or after.
            for _ in 0..8 {
                sender.put(&mine("applications/a"), "application/json", form.as_bytes());
            }
        });
        let me = hub.sign_in(PERSON);
        let told = hub.get(&mine("applications"), &me).is(200);
        assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
        assert_eq!(hub.number("SELECT COUNT(*) FROM fact WHERE kind = 'application'"), 1, "sent once");
        assert_eq!(hub.number("SELECT COUNT(*) FROM attachment"), i64::try_from(FILES).unwrap_or_default());
        for number in 0..FILES {
            let kept = hub.get(&format!("{attachments}/{number}"), &me);
            assert_eq!((kept.status, kept.body.as_bytes()), (200, &*file(number, 20_000)));
        }
        assert!(hub.run(&["verify-log"]).status.success());
    }
}

/// Fills the disk, sees that everything is refused that does not fit and nothing else is touched, and makes room again.
fn fill(hub: &Hub, filler: &std::path::Path) {
    let charge = charge(hub);
    let me = hub.sign_in(PERSON);
    assert_eq!(register(hub, "before", &charge), 201);
    forms::third_month(hub, PERSON);
    let form = forms::complete(hub, PERSON, Kind::MildHighCost);
    assert_eq!(hub.send_up(&mine("applications/a/attachments/before"), &me, file(0, 10_000)).status, 201);

    std::fs::write(filler, vec![0; 1 << 28]).expect_err("the disk is full");
    // What still fits into what is there is taken in; everything after the first that does not is refused.
    let large = file(1, 900_000);
    let attach = |id: usize| {
        hub.send_up(&mine(&format!("applications/of-{id}/attachments/1")), &me, large.clone()).status
    };
    let attached = (0..30).map(attach).take_while(|status| *status == 201).count();
    assert!(attached < 30, "{attached} files of 900 kB fit onto a full disk");
    hub.send_up(&mine("applications/refused/attachments/refused"), &me, large.clone())
        .is_problem(503, "storage");
    let answers: Vec<u16> = (0..600).map(|id| register(hub, &format!("full-{id}"), &charge)).collect();
    let fitted = answers.iter().filter(|status| **status == 201).count();
    assert!(fitted < 600 && answers.iter().all(|status| [201, 503].contains(status)), "{answers:?}");
    let told = hub.get(&mine("facts"), &me).is(200);
    assert!(
        told["facts"]["charges"].as_array().is_some_and(|charges| charges.len() > fitted),
        "reading goes on"
    );

    std::fs::remove_file(filler).expect("the disk has room again");
    hub.put(&mine("applications/a"), &me, &form).is(201);
    hub.send_up(&mine("applications/a/attachments/before"), &me, file(0, 10_000)).is(200);
    assert_eq!(register(hub, "before", &charge), 200);
    for (id, status) in answers.iter().enumerate() {
        assert_eq!(register(hub, &format!("full-{id}"), &charge), if *status == 201 { 200 } else { 201 });
    }
    assert_eq!((recorded(hub, "full-"), recorded(hub, "before")), (600, 1), "each once");
    assert_eq!(hub.number("SELECT COUNT(*) FROM attachment WHERE id = 'refused'"), 0);
    assert_eq!(hub.number("SELECT COUNT(*) FROM fact WHERE kind = 'application'"), 1);
}

#[test]
fn a_full_disk_under_postgresql_refuses_and_loses_nothing() {
    let Some(disk) = SmallDisk::mount(128) else { return };
    fill(&Hub::on_postgres_at(disk.address.clone()), &disk.folder().join("filler"));
}

#[test]
fn an_sqlite_database_that_was_moved_away_is_missed_and_takes_nothing_in() {
    let hub = Hub::on_sqlite();
    let charge = charge(&hub);
    assert_eq!(register(&hub, "before", &charge), 201);
    let (file, elsewhere) = (hub.database_file(), hub.database_file().with_extension("moved"));
    std::fs::rename(&file, &elsewhere).expect("moved");
    assert_eq!(register(&hub, "gone", &charge), 503);
    assert_eq!(hub.get("/readyz", &As::Key(String::new())).status, 503);
    assert_eq!(hub.get("/healthz", &As::Key(String::new())).status, 200);
    // Another database in its place is not mistaken for it.
    std::fs::copy(&elsewhere, &file).expect("a copy");
    assert_eq!(register(&hub, "gone", &charge), 503);
    assert!(hub.log().contains("another file is in the place of the database"), "{}", hub.log());
    std::fs::rename(&elsewhere, &file).expect("moved back");
    assert_eq!(register(&hub, "gone", &charge), 201);
    assert_eq!((recorded(&hub, "gone"), recorded(&hub, "before")), (1, 1));
    assert_eq!(hub.get("/readyz", &As::Key(String::new())).status, 200);
}
