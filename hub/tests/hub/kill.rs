//! kill -9 at random moments while eight facilities register and retry: every acknowledged charge is there exactly once, no month is over
//! its cap, and every look that was answered is in a chain without a break. `cargo xtask prove kill` does it with ten thousand.

use crate::on_both_databases;
use crate::process::{As, Hub};
use crate::speed;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 8;
const HERE: &str = "130001";
/// Charges of one person: as many as somebody very ill has in some months.
const CHARGES_A_PERSON: usize = 50;

on_both_databases! {
    fn four_hundred_registrations_survive(hub: Hub) {
        drop(prove(hub, 400, true));
    }

    #[ignore = "long: `cargo xtask prove kill`"]
    fn ten_thousand_registrations_survive(hub: Hub) {
        drop(prove(hub, 10_000, true));
    }

    #[ignore = "a measurement: `cargo xtask bench registrations`"]
    fn registrations_a_second(hub: Hub) {
        let registrations = 10_000;
        let (hub, ours) = prove(hub, registrations, false);
        let bare = if hub.is_on_postgres() {
            speed::pgbench(&hub, registrations).expect("pgbench, which comes with the server")
        } else {
            speed::bare_loop(&hub)
        };
        println!("{ours:.0} registrations a second, the same rows bare {bare:.0}: {:.2} ({})", ours / bare, speed::fsync_here());
    }
}

fn prove(mut hub: Hub, registrations: usize, killing: bool) -> (Hub, f64) {
    let day = hub.today();
    let people = registrations.div_ceil(CHARGES_A_PERSON);
    let clerk = As::Key(format!("sandbox-{HERE}"));
    for person in 0..people {
        let path = format!("/api/v1/municipalities/{HERE}/people/kill-{person}");
        let change = |fact| json!({ "officer": "o", "history_key": "1", "fact": fact });
        hub.put(&path, &clerk, &change(json!({ "name": "見本" }))).is(201);
        let certificate = json!({ "scheme": "54", "valid": { "from": "2026-01-01", "until": "2099-12-31" },
                                  "caps": [{ "from": "2026-01-01", "cap": 10_000 }] });
        hub.put(&format!("{path}/certificates/c"), &clerk, &change(certificate)).is(201);
    }
    let facilities: Vec<(String, String)> = (0..CLIENTS)
        .map(|client| {
            let code = format!("13999{client:05}");
            let key = hub.add_client("facility", &code);
            (code, key)
        })
        .collect();

    let acknowledged: Mutex<BTreeMap<String, usize>> = Mutex::default();
    // Questions that were answered, by person.
    let looks: Mutex<BTreeMap<usize, usize>> = Mutex::default();
    let (next, retries) = (AtomicU64::new(0), AtomicU64::new(0));
    let finished = AtomicBool::new(false);
    let begun = Instant::now();
    let worked = hub.processor();
    let (mut kills, mut took) = (0, Duration::ZERO);
    let address = hub.address.clone();
    std::thread::scope(|scope| {
        let (next, retries, acknowledged, looks) = (&next, &retries, &acknowledged, &looks);
        let (day, address) = (&day, &address);
        let clients: Vec<_> = facilities
            .iter()
            .map(|(code, key)| {
                scope.spawn(move || {
                    loop {
                        let number = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap_or(usize::MAX);
                        if number >= registrations {
                            return;
                        }
                        let person = number % people;
                        let charge = json!({ "patient": format!("kill-{person}"), "certificates": ["c"], "service_day": day,
                                             "facility": { "code": code, "designated": true }, "total10": 1_000 + number });
                        let path = format!("{address}/api/v1/facilities/{code}/charges/{number}");
                        while !Hub::acknowledges(&path, key, &charge) {
                            retries.fetch_add(1, Ordering::Relaxed);
                            std::thread::sleep(Duration::from_millis(20));
                        }
                        let mut acknowledged = acknowledged.lock().expect("a list");
                        acknowledged.insert(format!("{code}/{number}"), person);
                        drop(acknowledged);
                        // The bare rows it is measured beside have no such questions.
                        if killing && number % 20 == 0 {
                            let question = json!({ "patient": format!("kill-{person}") });
                            let path = format!("{address}/api/v1/facilities/{code}/eligibility");
                            while !Hub::answers(&path, key, &question) {
                                std::thread::sleep(Duration::from_millis(20));
                            }
                            *looks.lock().expect("a list").entry(person).or_default() += 1;
                        }
                    }
                })
            })
            .collect();
        let (finished_here, took) = (&finished, &mut took);
        scope.spawn(move || {
            for client in clients {
                client.join().expect("a client");
            }
            *took = begun.elapsed();
            finished_here.store(true, Ordering::Relaxed);
        });
        // Some tenths of a second of life each, from a fixed seed.
        let mut random: u64 = 20_261_121;
        while !finished.load(Ordering::Relaxed) {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            std::thread::sleep(Duration::from_millis(100 + (random >> 33) % 900));
            if killing {
                hub.kill();
                hub.start_again();
                kills += 1;
            }
        }
    });
    let (time, worked) = (took, hub.processor().saturating_sub(worked));

    let acknowledged = acknowledged.into_inner().expect("a list");
    assert_eq!(acknowledged.len(), registrations);
    let mut stored: BTreeMap<String, usize> = BTreeMap::new();
    for person in 0..people {
        let id = format!("kill-{person}");
        let told = hub.get(&format!("/api/v1/people/{id}/facts"), &hub.sign_in(&id)).is(200);
        let facts = engine::facts::door::read_facts(&told["facts"].to_string()).expect("facts");
        for charge in &facts.charges {
            assert_eq!(stored.insert(charge.id.clone(), person), None, "{} is there twice", charge.id);
        }
        for month in engine::ledger::all(&facts, None).months {
            assert!(month.selfpay <= Some(engine::Yen::new(10_000)), "{id} is over the cap");
        }
    }
    assert_eq!(stored, acknowledged, "what is there is what was acknowledged");
    let looks = looks.into_inner().expect("a list");
    for (person, answered) in &looks {
        let id = format!("kill-{person}");
        let log = hub.get(&format!("/api/v1/people/{id}/access-log"), &hub.sign_in(&id)).is(200);
        let asked =
            log.as_array().into_iter().flatten().filter(|line| line["action"] == "access.eligibility");
        assert!(asked.count() >= *answered, "every look at {id} that was answered is on the log");
    }
    let verified = hub.run(&["verify-log"]);
    assert!(verified.status.success(), "{verified:?}");
    println!(
        "{} looks answered; {}",
        looks.values().sum::<usize>(),
        String::from_utf8_lossy(&verified.stdout).trim()
    );
    println!(
        "{registrations} registrations by {CLIENTS} clients, {kills} kills, {} retries, {:.1} s ({} a second), {} µs of the hub's processor each \
         (since it was last started): each there exactly once",
        retries.into_inner(),
        time.as_secs_f32(),
        registrations as u128 * 1000 / time.as_millis().max(1),
        worked.as_micros() / registrations as u128,
    );
    (hub, f64::from(u32::try_from(registrations).unwrap_or(u32::MAX)) / time.as_secs_f64())
}
