//! Very many people and very long files: a notice to everybody goes out in waves while facilities go on, an import that dies goes on, and neither
//! takes more memory than a small one. The long forms: `cargo xtask prove waves` and `cargo xtask prove import`.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::json;
use std::io::{BufWriter, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const HERE: &str = "130001";
const CLIENTS: usize = 8;
/// Rows of one person in a file.
const ROWS_A_PERSON: usize = 50;

fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Invented people `NAME-0000001` and so on, put in past the hub.
fn put_in(hub: &Hub, name: &str, people: usize) {
    let (numbers, id) = if hub.is_on_postgres() {
        (
            format!("generate_series(1, {people}) AS n(i)"),
            format!("'{name}-' || lpad(CAST(i AS TEXT), 7, '0')"),
        )
    } else {
        let numbers = format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people}) SELECT i FROM n)"
        );
        (numbers, format!("printf('{name}-%07d', i)"))
    };
    hub.run_sql(&format!(
        "BEGIN;
         INSERT INTO person (id, authority) SELECT {id}, '{HERE}' FROM {numbers};
         INSERT INTO fact (authority, person, kind, id, history_key, recorder, digest, body, recorded_at)
             SELECT '{HERE}', {id}, 'person', {id}, '1', '{HERE}/o', '',
                    '{{\"id\":\"' || {id} || '\",\"authority\":\"{HERE}\",\"name\":\"見本\",\"synthetic\":true}}', '2026-11-01T00:00:00+09:00'
             FROM {numbers};
         COMMIT;"
    ));
}

on_both_databases! {
    fn a_thousand_people_are_told_in_waves(hub: Hub) {
        tell_everybody(&hub, 1_000, 300, Duration::from_millis(300));
    }

    #[ignore = "long: `cargo xtask prove waves`"]
    fn a_hundred_thousand_people_are_told_in_waves(hub: Hub) {
        tell_everybody(&hub, number("PMH_PEOPLE", 100_000), 5_000, Duration::from_secs(8));
    }

    fn an_import_that_was_killed_goes_on(hub: Hub) {
        import(&hub, 1_500);
    }

    #[ignore = "long: `cargo xtask prove import`"]
    fn an_import_of_a_million_lines_that_was_killed_goes_on(hub: Hub) {
        import(&hub, number("PMH_LINES", 1_000_000));
    }
}

/// An announcement in waves of `wave` people, each second one, while eight facilities register; before it they register alone for as long as `alone`.
fn tell_everybody(hub: &Hub, people: usize, wave: usize, alone: Duration) {
    put_in(hub, "wave", people);
    let day = hub.today();
    let facilities: Vec<(String, String)> = (0..CLIENTS)
        .map(|client| {
            let code = format!("13999{client:05}");
            let key = hub.add_client("facility", &code);
            (code, key)
        })
        .collect();
    let (over, registered) = (AtomicBool::new(false), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for (client, (code, key)) in facilities.iter().enumerate() {
            let (over, registered, day) = (&over, &registered, &day);
            scope.spawn(move || {
                for round in 0_usize.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let patient = format!("wave-{:07}", 1 + (round * CLIENTS + client) % people.min(400));
                    let charge = json!({ "patient": patient, "facility": { "code": code }, "service_day": day, "total10": 1_000 });
                    let path = format!("{}/api/v1/facilities/{code}/charges/{round}", hub.address);
                    // A facility that is told to wait, waits.
                    if Hub::acknowledges(&path, key, &charge) {
                        registered.fetch_add(1, Ordering::Relaxed);
                    } else {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
            });
        }
        let rate_over = |time: Duration, count: u32| f64::from(count) / time.as_secs_f64();
        let begun = Instant::now();
        std::thread::sleep(alone);
        let before = rate_over(begun.elapsed(), registered.swap(0, Ordering::Relaxed));

        let announcement = json!({ "officer": "o", "title": "見本", "text": "見本のお知らせです。", "wave": wave, "pause": 1 });
        let begun = Instant::now();
        let path = format!("/api/v1/municipalities/{HERE}/announcements/everybody");
        hub.put(&path, &As::Key(format!("sandbox-{HERE}")), &announcement).is(201);
        let told =
            || hub.number("SELECT COUNT(*) FROM fact WHERE kind = 'announcement' AND id = 'everybody'");
        let mut waves = vec![0];
        while hub.number("SELECT done FROM announcement WHERE id = 'everybody'") == 0 {
            std::thread::sleep(Duration::from_millis(200));
            assert!(begun.elapsed() < Duration::from_hours(1), "the waves end");
            let now = told();
            if waves.last() != Some(&now) {
                waves.push(now);
            }
        }
        let time = begun.elapsed();
        let meanwhile = rate_over(time, registered.load(Ordering::Relaxed));
        over.store(true, Ordering::Relaxed);

        let everybody = hub.number(&format!("SELECT COUNT(*) FROM person WHERE authority = '{HERE}'"));
        let distinct = hub.number(
            "SELECT COUNT(DISTINCT person) FROM fact WHERE kind = 'announcement' AND id = 'everybody'",
        );
        // Who must not be shown is told nothing.
        let undisclosed = everybody - distinct;
        assert!(
            (0..5).contains(&undisclosed) && told() == distinct,
            "{} told to {distinct} of {everybody}",
            told()
        );
        let posted = hub.number(
            "SELECT COUNT(*) FROM outbox WHERE EXISTS (
                 SELECT 1 FROM fact WHERE fact.authority = outbox.authority AND fact.person = outbox.person
                     AND fact.sequence = outbox.fact AND fact.kind = 'announcement' AND fact.id = 'everybody')",
        );
        assert_eq!(posted, distinct, "each is handed on");
        assert!(meanwhile > 0.0, "registrations go on");
        println!(
            "{distinct} people told once each, in waves of {wave}, in {:.0} s ({:.0} a second); registrations alone {before:.0} a second, \
             meanwhile {meanwhile:.0}: {:.2}; the hub's memory at most {} MB",
            time.as_secs_f64(),
            f64::from(u32::try_from(distinct).unwrap_or(u32::MAX)) / time.as_secs_f64(),
            meanwhile / before,
            hub.memory_at_most() / 1024,
        );
    });
}

/// Imports a file of so many charges; kills the import on the way, and lets it go on.
fn import(hub: &Hub, lines: usize) {
    let people = lines.div_ceil(ROWS_A_PERSON);
    put_in(hub, "row", people);
    let day = hub.today();
    let path = hub.file("long.csv", b"");
    let mut file = BufWriter::new(std::fs::File::create(&path).expect("a file"));
    writeln!(file, "id,patient,facility.code,facility.name,service_day,total10").expect("a line");
    for line in 0..lines {
        // Each person's rows are spread over the file, as days are.
        let person = 1 + line % people;
        writeln!(file, "l-{line},row-{person:07},1310000001,見本病院,{day},{}", 1_000 + line % 977)
            .expect("a line");
    }
    file.into_inner().expect("a file").sync_all().expect("a file");
    let size = std::fs::metadata(&path).expect("a file").len();

    let recorded =
        || hub.number("SELECT COUNT(*) FROM fact WHERE kind = 'charge' AND id LIKE '1310000001/l-%'");
    let all = i64::try_from(lines).unwrap_or(i64::MAX);
    let mut first = hub.begin(&["import", "charges", &path]);
    while recorded() < all / 3 {
        assert!(first.try_wait().is_ok_and(|ended| ended.is_none()), "it is still at it");
        std::thread::sleep(Duration::from_millis(if lines > 10_000 { 1_000 } else { 5 }));
    }
    first.kill().expect("killed");
    first.wait().expect("killed");
    let kept = recorded();
    assert!(kept < all, "it was killed on the way");

    let begun = Instant::now();
    let mut second = hub.begin(&["import", "charges", &path]);
    let mut peak = 0;
    let ended = loop {
        peak = peak.max(crate::process::memory_at_most(second.id()).unwrap_or_default());
        if let Some(ended) = second.try_wait().expect("a process") {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let time = begun.elapsed();
    let told = std::io::read_to_string(second.stdout.take().expect("its words")).expect("words");
    assert!(ended.success(), "{told}");
    assert_eq!(told.trim(), format!("recorded {}, there before {kept}, refused 0", all - kept));
    assert_eq!(recorded(), all, "each line once");
    let rate = |count: i64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64();
    println!(
        "{lines} lines ({} MB): killed after {kept}, then the rest in {:.0} s ({:.0} lines a second, of them {:.0} new); memory at most {} MB",
        size / 1_000_000,
        time.as_secs_f64(),
        rate(all),
        rate(all - kept),
        peak / 1024,
    );
    assert!(peak < 256 * 1024, "{peak} kB for a file of {size} bytes");
}
