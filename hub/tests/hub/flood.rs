//! Who asks too much, or tries things out: it gets them nothing, and costs nobody else anything.

use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use serde_json::json;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const HOSPITAL: &str = "1310000001";
const PHARMACY: &str = "1340000002";

fn asks(hub: &Hub, facility: &str, patient: &str) -> Answer {
    let key = As::Key(format!("sandbox-{facility}"));
    hub.post(&format!("/api/v1/facilities/{facility}/eligibility"), &key, &json!({ "patient": patient }))
}

on_both_databases! {
    fn nobody_is_found_by_trying(hub: Hub) {
        let unknown = asks(&hub, HOSPITAL, "sample-nobody");
        unknown.is_problem(404, "not_found");
        let hidden = asks(&hub, HOSPITAL, "sample-hikaiji");
        assert_eq!(unknown.body, hidden.body, "who must not be shown is not there");
        if hub.is_on_postgres() {
            // It is on record before the answer, as a look would be: the answer takes as long.
            hub.run_sql("DO $$ BEGIN ASSERT (SELECT count(*) FROM miss WHERE organisation = '1310000001') = 1; END $$");
        }
        let answers: Vec<u16> = (0..80).map(|id| asks(&hub, HOSPITAL, &format!("person-{id}")).status).collect();
        assert!(answers[..40].iter().all(|status| *status == 404), "{answers:?}");
        assert!(answers[70..].iter().all(|status| *status == 429), "{answers:?}");
        // A hit would be an answer, too.
        asks(&hub, HOSPITAL, "sample-hanako").is_problem(429, "too_often");
        asks(&hub, PHARMACY, "sample-hanako").is(200);
    }

    fn strangers_are_counted_by_where_they_come_from(hub: Hub) {
        // How many of thirty are answered at all; ten at once may be, and two a second after that.
        let tries = |hub: &Hub, address: &str| -> usize {
            let stranger = As::Key("x".to_owned());
            let path = format!("/api/v1/facilities/{HOSPITAL}/eligibility");
            let headers = [("X-Forwarded-For", address)];
            let answers = (0..30).map(|_| hub.send("POST", &path, &stranger, &headers, None).status);
            answers.filter(|status| *status == 401).count()
        };
        // Of its own accord the hub believes no such header.
        let hub = hub.with(&["--rate", "40"]);
        assert!((10..25).contains(&tries(&hub, "203.0.113.1")));
        assert!(tries(&hub, "203.0.113.2") < 10, "the same machine under another name");
        asks(&hub, HOSPITAL, "sample-hanako").is(200);
        // Of the proxy it was told of, the last word.
        let hub = hub.with(&["--proxy-header", "X-Forwarded-For"]);
        assert!((10..25).contains(&tries(&hub, "198.51.100.9, 203.0.113.1")));
        assert!(tries(&hub, "198.51.100.10, 203.0.113.1") < 10, "what a client says in front counts for nothing");
        assert!(tries(&hub, "203.0.113.2") >= 10, "somebody else");
    }

    fn sign_ins_of_one_address_are_limited_and_said_in_words(hub: Hub) {
        let hub = hub.with(&["--rate", "8", "--origin", "https://portal.example"]);
        let nobody = As::Person(String::new());
        let told: Vec<Answer> = (0..10).map(|_| hub.get("/sign-in", &nobody)).collect();
        // There is no provider here: that is said, too.
        assert_eq!(told[0].status, 404);
        let last = told.last().expect("an answer");
        assert!(last.status == 429 && last.body.contains("少し待ってから"), "{last:?}");
        assert!(!last.header("retry-after").is_empty());
    }

    #[ignore = "a measurement: `cargo xtask bench flood`"]
    fn a_flood_of_one_and_the_others_time(hub: Hub) {
        measure(&hub.with(&["--rate", "100"]));
    }
}

/// What one client does to another's waiting: while it is silent, sends as much as it may, and ten times that; by turns within one run. The
/// neighbour asks at fixed moments, and waits from then: a slow answer does not hide how long the next question had to wait.
fn measure(hub: &Hub) {
    const TURNS: usize = 9;
    const TURN: Duration = Duration::from_secs(6);
    const ASKED_EVERY: Duration = Duration::from_millis(25);
    const THREADS: u32 = 4;
    const MAY: u32 = 100;
    let (a_second, over) = (AtomicU32::new(0), AtomicBool::new(false));
    let (sent, refused) = (AtomicU32::new(0), AtomicU32::new(0));
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    // What only the first questions cost belongs to none of them.
    (0..100).for_each(|_| drop(asks(hub, PHARMACY, "sample-hanako").is(200)));
    std::thread::sleep(Duration::from_secs(2));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut next = Instant::now();
                while !over.load(Ordering::Relaxed) {
                    let rate = a_second.load(Ordering::Relaxed);
                    if rate == 0 {
                        std::thread::sleep(Duration::from_millis(5));
                        continue;
                    }
                    next = (next + Duration::from_secs(1) * THREADS / rate).max(Instant::now());
                    std::thread::sleep(next - Instant::now().min(next));
                    let status = asks(hub, HOSPITAL, "sample-hanako").status;
                    if rate > MAY {
                        sent.fetch_add(1, Ordering::Relaxed);
                        refused.fetch_add(u32::from(status == 429), Ordering::Relaxed);
                    }
                }
            });
        }
        for turn in 0..TURNS {
            // A little below what it may, so that none of it is refused.
            a_second.store([0, MAY * 9 / 10, MAY * 10][turn % 3], Ordering::Relaxed);
            let begun = Instant::now();
            let mut due = begun;
            while due < begun + TURN {
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                asks(hub, PHARMACY, "sample-hanako").is(200);
                times[turn % 3].push(due.elapsed());
                due += ASKED_EVERY;
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    let at = |times: &mut Vec<Duration>, percent: usize| {
        times.sort();
        times[times.len() * percent / 100].as_secs_f64() * 1000.0
    };
    let said = times.each_mut().map(|times| format!("p50 {:.1} p99 {:.1} ms", at(times, 50), at(times, 99)));
    let [silent, allowed, flooded] = times.each_mut().map(|times| at(times, 99));
    println!(
        "flood: {} of {} refused; a neighbour's eligibility: alone {}, beside a client at its limit {}, in its flood of ten times that {}; \
         p99 in the flood {:.2} times that beside the client at its limit, {:.2} times that alone",
        refused.load(Ordering::Relaxed),
        sent.load(Ordering::Relaxed),
        said[0],
        said[1],
        said[2],
        flooded / allowed,
        flooded / silent,
    );
}
