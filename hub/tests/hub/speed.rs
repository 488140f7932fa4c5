//! Ratios within one run, for `cargo xtask bench`: registrations against the same rows written bare, reads against a handler that returns the
//! same bytes. No ordinary test measures time.

use crate::postgres;
use crate::process::{As, Hub, processor};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use sqlx::{Connection, Executor, SqliteConnection};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
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

/// Transactions a second of pgbench, each a bare insert of the rows that a registration of the hub has written: its charge, the notices and outbox rows
/// that came with it (on average: by chance), its receipt; each as long as the hub's are on average.
pub fn pgbench(hub: &Hub, registrations: usize) -> Option<f64> {
    let program = postgres::program("pgbench")?;
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("insert.sql");
    let registered = "kind = 'charge' AND recorder LIKE '13999%'";
    let length =
        |of: &str| hub.number(&format!("SELECT CAST(AVG(length(body)) AS BIGINT) FROM fact WHERE {of}"));
    // Of a hundred registrations.
    let told = "kind = 'notice' AND person LIKE 'kill-%'";
    let notices = hub.number(&format!(
        "SELECT 100 * COUNT(*) / (SELECT COUNT(*) FROM fact WHERE {registered}) FROM fact WHERE {told}"
    ));
    let (charge, notice) = (length(registered), length(told));
    let answer =
        hub.number("SELECT CAST(AVG(length(answer)) AS BIGINT) FROM receipt WHERE recorder LIKE '13999%'");
    println!(
        "each bare: a charge of {charge} bytes, {notices} % of a notice of {notice} bytes with its outbox row, a receipt of {answer} bytes"
    );
    let fact = |kind: &str, body: i64| {
        format!(
            "INSERT INTO fact (authority, person, kind, id, history_key, recorder, digest, body, recorded_at) VALUES
             ('130001', 'bare-' || :person, '{kind}', 'bare/' || :number, '', '1399900001', repeat('d', 64), repeat('b', {body}), '2026-11-21T09:00:00+09:00');"
        )
    };
    let insert = format!(
        "\\set number random(1, 1000000000)
\\set person random(1, 200)
\\set chance random(1, 100)
BEGIN;
{}
\\if :chance <= {notices}
{}
INSERT INTO outbox (authority, person, fact, again_at) VALUES ('130001', 'bare-' || :person, :number, '2026-11-21T09:00:00+09:00');
\\endif
INSERT INTO receipt (recorder, key, digest, answer, recorded_at)
    VALUES ('bare', 'charges/' || :client_id || '-' || :number, repeat('d', 64), repeat('a', {answer}), '2026-11-21T09:00:00+09:00')
    ON CONFLICT DO NOTHING;
COMMIT;
",
        fact("charge", charge).replace('\n', " "),
        fact("notice", notice).replace('\n', " "),
    );
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
    const TURNS: usize = 7;
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
    for (name, question, answer) in [("whole", &whole, &answer), ("unchanged", &unchanged, &not_modified)] {
        let bare = Bare::answering(answer);
        let simple = question.replacen(path, "/", 1);
        assert_eq!(
            exchange(&mut TcpStream::connect(&bare.host).expect("a server"), &simple).len(),
            answer.len(),
            "the same bytes"
        );
        let mut rates = [Vec::new(), Vec::new()];
        let worked = || [hub.processor(), processor(bare.process.id())];
        let before = worked();
        for _ in 0..TURNS {
            rates[0].push(load(&host, question));
            rates[1].push(load(&bare.host, &simple));
        }
        let after = worked();
        let [ours, theirs] = rates.map(|mut turns| {
            turns.sort_by(f64::total_cmp);
            turns[turns.len() / 2]
        });
        let each = |one: usize| {
            after[one].saturating_sub(before[one]).as_secs_f64() * 1e6
                / per_second(TURNS * CLIENTS * EACH, Duration::from_secs(1))
        };
        println!(
            "facts, {name}, {} bytes: {ours:.0} a second, the same bytes from a bare handler {theirs:.0}: {:.2}; of the processor each {:.1} µs, bare {:.1} µs",
            answer.len(),
            ours / theirs,
            each(0),
            each(1),
        );
    }
}

/// A server, in a process of its own as the hub is, with one handler that returns some bytes and does nothing else.
struct Bare {
    process: Child,
    host: String,
}

/// Where it is told what to answer.
const ANSWER: &str = "PMH_BARE_ANSWER";

impl Bare {
    /// This test again, as another process.
    fn answering(answer: &[u8]) -> Bare {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("answer");
        std::fs::write(&file, answer).expect("a file");
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.args(["--ignored", "--exact", "--nocapture", "speed::a_bare_handler"]).env(ANSWER, &file);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("a server");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let host = loop {
            let line = lines.next().expect("it says where it listens").expect("readable output");
            if let Some((_, host)) = line.split_once("bare on ") {
                break host.to_owned();
            }
        };
        Bare { process, host }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The bare handler: status, fields and body as the hub has sent them, all of them put together before anybody asks. What axum adds by itself is left to it.
#[test]
#[ignore = "the other process of `cargo xtask bench reads`"]
fn a_bare_handler() {
    let Some(file) = std::env::var_os(ANSWER) else { return };
    let answer = std::fs::read(file).expect("an answer");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status: u16 = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let status = StatusCode::from_u16(status).expect("a status");
    let fields = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let fields: HeaderMap = fields
        .filter(|(name, _)| !["date", "content-length"].contains(name))
        .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
        .collect::<HeaderMap<HeaderValue>>();
    let body: &'static [u8] = answer[end + 4..].to_vec().leak();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("bare on {}", listener.local_addr().expect("an address"));
        let answer = async move || (status, fields.clone(), Body::from(body));
        axum::serve(listener, axum::Router::new().route("/", axum::routing::get(answer)))
            .await
            .expect("a server");
    });
}

/// Questions of each client in one turn.
const EACH: usize = 1_000;

/// Answers a second, over connections that stay open.
fn load(host: &str, request: &str) -> f64 {
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
