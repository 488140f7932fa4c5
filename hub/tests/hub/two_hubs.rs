//! Two hubs on one PostgreSQL: what one records, the pages at the other hear of; nothing is recorded twice, and nobody is told twice.

use crate::process::{As, Hub};
use serde_json::{Value, json};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const HOSPITAL: &str = "1310000001";
const PERSON: &str = "sample-nashi";
/// Well within the ten seconds after which a page looks for itself.
const SOON: Duration = Duration::from_secs(5);

fn register(hub: &Hub, id: &str) -> i64 {
    let charge = json!({ "patient": PERSON, "facility": { "code": HOSPITAL }, "service_day": hub.today(), "total10": 1_000 });
    let key = As::Key(format!("sandbox-{HOSPITAL}"));
    let told = hub.put(&format!("/api/v1/facilities/{HOSPITAL}/charges/{id}"), &key, &charge).is(201);
    told["sequence"].as_i64().expect("a sequence")
}

/// The events of the person's page at this hub, as they come.
fn page(hub: &Hub, seen: i64) -> Receiver<i64> {
    let (told, events) = channel();
    let stream = hub.events(&format!("/api/v1/people/{PERSON}/events"), &hub.sign_in(PERSON), Some(seen));
    std::thread::spawn(move || stream.take_while(|event| told.send(*event).is_ok()).for_each(drop));
    events
}

/// Waits until the page is told of this sequence.
#[track_caller]
fn is_told(page: &Receiver<i64>, sequence: i64) {
    while page.recv_timeout(SOON).expect("the page is told") < sequence {}
}

/// Ends the connections on which the hubs hear of each other.
fn deafen(hub: &Hub) -> i64 {
    hub.number(
        "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'LISTEN%') AS ended",
    )
}

#[test]
fn what_one_hub_records_the_pages_at_the_other_hear_of() {
    let Some(one) = Hub::on_postgres() else { return };
    let other = one.beside();
    let first = register(&one, "first");
    // Both pages have seen something, at either hub; it is one order over all.
    let (here, there) = (page(&one, first), page(&other, first));
    let second = register(&one, "second");
    is_told(&here, second);
    is_told(&there, second);
    let third = register(&other, "third");
    is_told(&here, third);
    is_told(&there, third);
    // A page that goes from one hub to the other says what it has seen, and is told at once what it has missed.
    is_told(&page(&other, first), third);

    // The connections between them break: what is recorded before they are back is not missed, and what is recorded afterwards is told.
    for round in 0..3 {
        assert!(deafen(&one) > 0, "there is somebody who listens");
        let missed = register(&one, &format!("missed-{round}"));
        is_told(&there, missed);
    }
    std::thread::sleep(Duration::from_secs(1));
    let after = register(&one, "after");
    is_told(&there, after);
}

#[test]
fn the_database_goes_and_comes_back_and_the_pages_hear_again() {
    let Some(one) = Hub::on_postgres() else { return };
    let other = one.beside();
    let there = page(&other, register(&one, "first"));
    one.shut_out_of_database(true);
    std::thread::sleep(Duration::from_millis(700));
    one.shut_out_of_database(false);
    let sequence = register(&one, "second");
    // It may take the listener a moment; the page looks for itself at the latest after ten seconds.
    while there.recv_timeout(Duration::from_secs(15)).expect("the page is told") < sequence {}
    assert!(other.log().contains("\"trouble\":\"news\""), "the operator is told, too");
}

#[test]
fn the_same_charges_sent_to_both_at_once_are_recorded_once() {
    let Some(one) = Hub::on_postgres() else { return };
    let other = one.beside();
    let day = one.today();
    let people = ["sample-nashi", "sample-hanako", "sample-taro", "sample-yuki"];
    std::thread::scope(|scope| {
        for client in 0..8 {
            let (hub, day) = (if client % 2 == 0 { &one } else { &other }, &day);
            scope.spawn(move || {
                for round in 0..60 {
                    let patient = people[round % people.len()];
                    let charge = json!({ "patient": patient, "facility": { "code": HOSPITAL }, "service_day": day, "total10": 1_000 });
                    let path = format!("{}/api/v1/facilities/{HOSPITAL}/charges/same-{round}", hub.address);
                    while !Hub::acknowledges(&path, &format!("sandbox-{HOSPITAL}"), &charge) {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
            });
        }
    });
    let mut recorded: Vec<String> = people
        .iter()
        .flat_map(|person| one.charges(person))
        .filter_map(|charge| Some(charge["id"].as_str()?.strip_prefix("1310000001/same-")?.to_owned()))
        .collect();
    recorded.sort();
    recorded.dedup();
    assert_eq!(recorded.len(), 60);
    assert_eq!(one.number("SELECT COUNT(*) FROM fact WHERE id LIKE '1310000001/same-%'"), 60, "each once");
}

#[test]
fn what_one_hub_ends_or_records_holds_at_the_other_at_once() {
    let Some(one) = Hub::on_postgres() else { return };
    let other = one.beside();
    let me = one.sign_in(PERSON);
    let facts = format!("/api/v1/people/{PERSON}/facts");
    let charges = |told: &Value| told["facts"]["charges"].as_array().map_or(0, Vec::len);
    let before = charges(&other.get(&facts, &me).is(200));
    for round in 0..5 {
        register(&one, &format!("r-{round}"));
        assert_eq!(charges(&other.get(&facts, &me).is(200)), before + round + 1);
    }
    one.post("/api/v1/me/sign-out", &me, &Value::Null);
    other.get(&facts, &me).is_problem(401, "not_signed_in");
}

#[test]
fn an_announcement_goes_out_once_from_whichever_hub() {
    let Some(one) = Hub::on_postgres() else { return };
    let _other = one.beside();
    let clerk = As::Key("sandbox-130001".to_owned());
    let document = json!({ "officer": "o", "title": "t", "text": "x", "wave": 3, "pause": 0 });
    one.put("/api/v1/municipalities/130001/announcements/a", &clerk, &document).is(201);
    let begun = std::time::Instant::now();
    while one.number("SELECT done FROM announcement WHERE id = 'a'") == 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "the waves end");
        std::thread::sleep(Duration::from_millis(100));
    }
    let told = one.number("SELECT COUNT(*) FROM fact WHERE kind = 'announcement'");
    let people = one.number("SELECT COUNT(DISTINCT person) FROM fact WHERE kind = 'announcement'");
    assert!(told > 5 && told == people, "{told} times to {people} people");
}
