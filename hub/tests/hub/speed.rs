//! Ratios within one run, for `cargo xtask bench`: registrations against the same rows written bare, reads against a handler that returns the
//! same bytes. No ordinary test measures time.

use crate::postgres;
use crate::process::{As, Hub};
use sqlx::{Connection, Executor, SqliteConnection};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

/// Clients that write, or read, at the same time.
const CLIENTS: usize = 8;

/// What this disk can do, as PostgreSQL's own program measures it.
pub fn fsync_here() -> String {
    let Some(program) = postgres::program("pg_test_fsync") else {
        return "pg_test_fsync is not there".to_owned();
    };
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(program)
        .args(["-s", "1", "-f"])
        .arg(folder.path().join("f"))
        .output()
        .expect("pg_test_fsync");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find(|line| line.trim_start().starts_with("fdatasync")).unwrap_or_default();
    format!("pg_test_fsync: {}", line.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Rows a second of the same rows as the hub has written, put into an empty database of the same tables by nothing but a loop: `CLIENTS`
/// registrations a commit, as many as can wait at once.
pub fn bare_loop(hub: &Hub) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let file = hub.database_file();
        let bare = file.with_file_name("bare.sqlite");
        let mut connection =
            SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", bare.display())).await.expect("a database");
        for setting in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"] {
            connection.execute(setting).await.expect("a setting");
        }
        sqlx::query("ATTACH $1 AS hub").bind(file.display().to_string()).execute(&mut connection).await.expect("the hub's");
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT sql FROM hub.sqlite_master WHERE tbl_name IN ('fact', 'receipt', 'outbox') AND type IN ('table', 'index') AND sql IS NOT NULL",
        )
        .fetch_all(&mut connection)
        .await
        .expect("tables");
        for table in tables {
            connection.execute(sqlx::AssertSqlSafe(table)).await.expect("a table");
        }
        // The first and the last fact of each registration: its charge, and what was told with it.
        let firsts: Vec<i64> = sqlx::query_scalar(
            "SELECT sequence FROM hub.fact WHERE kind = 'charge' AND recorder LIKE '13999%' ORDER BY sequence",
        )
        .fetch_all(&mut connection)
        .await
        .expect("charges");
        let begun = Instant::now();
        for group in firsts.chunks(CLIENTS) {
            let (from, to) = (group[0], group[group.len() - 1]);
            let mut transaction = connection.begin().await.expect("a transaction");
            for statement in [
                "INSERT INTO main.fact SELECT * FROM hub.fact WHERE sequence BETWEEN $1 AND $2",
                "INSERT INTO main.outbox SELECT * FROM hub.outbox WHERE fact BETWEEN $1 AND $2",
                "INSERT INTO main.receipt SELECT * FROM hub.receipt WHERE (recorder, key) IN (
                     SELECT recorder, 'charges/' || substr(id, instr(id, '/') + 1) FROM hub.fact
                     WHERE sequence BETWEEN $1 AND $2 AND kind = 'charge')",
            ] {
                sqlx::query(statement).bind(from).bind(to).execute(&mut *transaction).await.expect("rows");
            }
            transaction.commit().await.expect("a commit");
        }
        per_second(firsts.len(), begun.elapsed())
    })
}

/// Transactions a second of pgbench, each a bare insert of a row like the hub's charge and of one like its receipt.
pub fn pgbench(hub: &Hub, registrations: usize) -> Option<f64> {
    let program = postgres::program("pgbench")?;
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("insert.sql");
    let insert = "\\set number random(1, 1000000000)
BEGIN;
INSERT INTO fact (authority, person, kind, id, history_key, recorder, digest, body, recorded_at)
    VALUES ('130001', 'bare', 'charge', 'bare/' || :number, '', 'bare', repeat('d', 64), repeat('b', 330), '2026-11-21T09:00:00+09:00');
INSERT INTO receipt (recorder, key, digest, answer, recorded_at)
    VALUES ('bare', 'charges/' || :client_id || '-' || :number, repeat('d', 64), repeat('a', 170), '2026-11-21T09:00:00+09:00')
    ON CONFLICT DO NOTHING;
COMMIT;
";
    std::fs::write(&script, insert).expect("a script");
    let each = (registrations / CLIENTS).to_string();
    let output = Command::new(program)
        .args(["-n", "-c", &CLIENTS.to_string(), "-j", "2", "-t", &each, "-f"])
        .arg(&script)
        .arg(hub.database_address()?)
        .output()
        .expect("pgbench");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("tps = "));
    let tps = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    assert!(tps.is_some(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    tps
}

fn per_second(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

/// One person's facts, whole and "unchanged", against a handler that returns the same bytes: in turns, each several times.
#[test]
#[ignore = "a measurement: `cargo xtask bench reads`"]
fn reads_a_second() {
    let hub = Hub::on_sqlite().with(&["--rate", "10000000"]);
    let As::Person(cookie) = hub.sign_in("sample-hanako") else { panic!("a person") };
    let host = hub.address.trim_start_matches("http://").to_owned();
    let path = "/api/v1/people/sample-hanako/facts";
    let whole = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
    let answer = exchange(&mut TcpStream::connect(&host).expect("the hub"), &whole);
    let text = String::from_utf8_lossy(&answer).into_owned();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let tag = text.lines().find_map(|line| line.strip_prefix("etag: ")).expect("a tag");
    let unchanged =
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nIf-None-Match: {tag}\r\n\r\n");
    let not_modified = exchange(&mut TcpStream::connect(&host).expect("the hub"), &unchanged);
    assert!(not_modified.starts_with(b"HTTP/1.1 304"), "{}", String::from_utf8_lossy(&not_modified));
    let body = text.split_once("\r\n\r\n").expect("a body").1.to_owned();
    for (name, question, body) in [("whole", &whole, body), ("unchanged", &unchanged, String::new())] {
        let hello = hello(body);
        let simple = format!("GET / HTTP/1.1\r\nHost: {hello}\r\n\r\n");
        let mut figures = [Vec::new(), Vec::new()];
        for _ in 0..7 {
            figures[0].push(load(&host, question));
            figures[1].push(load(&hello, &simple));
        }
        let [ours, theirs] = figures.map(|mut turns| {
            turns.sort_by(f64::total_cmp);
            turns[turns.len() / 2]
        });
        println!(
            "facts, {name}: {ours:.0} a second, the same bytes from a bare handler {theirs:.0}: {:.2}",
            ours / theirs
        );
    }
}

/// A handler that returns these bytes and does nothing else; gives where it listens.
fn hello(body: String) -> String {
    let (address, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            address.send(listener.local_addr().expect("an address")).expect("somebody waits");
            let body: &'static str = body.leak();
            let answer = async move || ([("content-type", "application/json")], body);
            axum::serve(listener, axum::Router::new().route("/", axum::routing::get(answer)))
                .await
                .expect("a server");
        });
    });
    told.recv().expect("an address").to_string()
}

/// Answers a second, over connections that stay open.
fn load(host: &str, request: &str) -> f64 {
    const EACH: usize = 250;
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let mut stream = TcpStream::connect(host).expect("a server");
                stream.set_nodelay(true).expect("a stream");
                for _ in 0..EACH {
                    exchange(&mut stream, request);
                }
            });
        }
    });
    per_second(CLIENTS * EACH, begun.elapsed())
}

/// One request and its whole answer.
fn exchange(stream: &mut TcpStream, request: &str) -> Vec<u8> {
    stream.write_all(request.as_bytes()).expect("a request");
    let (mut answer, mut part) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let came = stream.read(&mut part).expect("an answer");
        assert!(came > 0, "the connection ended");
        answer.extend_from_slice(&part[..came]);
        let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
        let length =
            text.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        if answer.len() >= head + 4 + length.unwrap_or_default() {
            return answer;
        }
    }
}
