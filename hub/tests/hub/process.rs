//! A running hub, and speaking with it.

use crate::client::kept_open;
pub use crate::client::{Answer, As, agent, agent_that_trusts, answer};
use crate::postgres;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Dropped: killed, its data gone.
pub struct Hub {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub address: String,
    data: TempDir,
    database: Option<String>,
    /// Whatever it is started with, each time.
    options: Vec<String>,
    /// A library that moves the clock, and the file that says by how much.
    clock: Option<(PathBuf, PathBuf)>,
}

impl Hub {
    /// A sandbox hub on a free port with an empty SQLite file.
    pub fn on_sqlite() -> Hub {
        Hub::start(None)
    }

    /// The same on an empty PostgreSQL database, where there is a server.
    pub fn on_postgres() -> Option<Hub> {
        postgres::fresh_database().map(|database| Hub::start(Some(database)))
    }

    /// On a disk of this many kilobytes, a file system of its own in memory; `None`, said loudly, where the machine lets nobody mount one.
    pub fn on_small_disk(kilobytes: u32) -> Option<Hub> {
        let data = tempfile::tempdir().expect("a temporary folder");
        let mount = format!("mount -t tmpfs -o size={kilobytes}k tmpfs \"$0\"");
        let mounted = |then: &str| {
            let mut command = Command::new("unshare");
            command.args(["-rm", "sh", "-c", &format!("{mount} && {then}")]).arg(data.path());
            command
        };
        if !mounted("true").status().is_ok_and(|status| status.success()) {
            // Not by `eprintln!`, which the test runner would swallow.
            drop(writeln!(
                std::io::stderr(),
                "\nSKIPPED: the full disk. This machine lets nobody mount one.\n"
            ));
            return None;
        }
        let mut command = mounted("exec \"$@\"");
        command.arg(env!("CARGO_BIN_EXE_hub"));
        let (process, address) = launch_by(command, &data, None, "127.0.0.1:0", &sandbox());
        Some(Hub { process, address, data, database: None, options: sandbox(), clock: None })
    }

    /// The hub's data folder as the hub sees it.
    pub fn own_folder(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.process.id()));
        root.join(self.data.path().strip_prefix("/").expect("a whole path"))
    }

    /// With a clock one can set; the offset in seconds stands in the file given.
    pub fn with_clock(self, library: &Path, offset: &Path) -> Hub {
        let mut hub = self;
        hub.kill();
        hub.clock = Some((library.to_owned(), offset.to_owned()));
        hub.launch("127.0.0.1:0");
        hub
    }

    /// On the database at this address.
    pub fn on_postgres_at(address: String) -> Hub {
        Hub::start(Some(address))
    }

    fn start(database: Option<String>) -> Hub {
        let data = tempfile::tempdir().expect("a temporary folder");
        Hub::started(data, database, sandbox())
    }

    /// Another hub on the same PostgreSQL database.
    pub fn beside(&self) -> Hub {
        Hub::start(self.database.clone())
    }

    /// In production, on SQLite, on whatever is in the folder.
    pub fn in_production(data: TempDir, options: &[String]) -> Hub {
        Hub::started(data, None, options.to_vec())
    }

    fn started(data: TempDir, database: Option<String>, options: Vec<String>) -> Hub {
        let command = Command::new(env!("CARGO_BIN_EXE_hub"));
        let (process, address) = launch_by(command, &data, database.as_deref(), "127.0.0.1:0", &options);
        Hub { process, address, data, database, options, clock: None }
    }

    fn launch(&mut self, listen: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hub"));
        if let Some((library, offset)) = &self.clock {
            command.env("LD_PRELOAD", library).env("CLOCK_OFFSET_FILE", offset);
        }
        (self.process, self.address) =
            launch_by(command, &self.data, self.database.as_deref(), listen, &self.options);
    }

    /// The same hub, started again with more options.
    pub fn with(mut self, options: &[&str]) -> Hub {
        self.kill();
        self.options.extend(options.iter().map(|option| (*option).to_owned()));
        self.launch("127.0.0.1:0");
        self
    }

    /// Everything the hub has written for its operator.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("log")).expect("a log")
    }

    /// kill -9: no chance to say goodbye.
    pub fn kill(&mut self) {
        self.process.kill().expect("the hub can be killed");
        self.process.wait().expect("the hub is gone");
    }

    /// Starts it again on the same data and the same port.
    pub fn start_again(&mut self) {
        let listen = self.address.trim_start_matches("http://").to_owned();
        self.launch(&listen);
    }

    /// Runs statements on the hub's database, past the hub.
    #[track_caller]
    pub fn run_sql(&self, statements: &str) {
        drop(self.sql(statements).unwrap_or_else(|error| panic!("{error}: {statements}")));
    }

    /// Does the database carry these statements out?
    pub fn try_sql(&self, statements: &str) -> bool {
        self.sql(statements).is_ok()
    }

    /// The number that a query finds in the hub's database.
    pub fn number(&self, query: &str) -> i64 {
        let rows = self.sql(query).unwrap_or_else(|error| panic!("{error}: {query}"));
        sqlx::Row::try_get(rows.first().expect("a row"), 0).expect("a number")
    }

    fn sql(&self, statements: &str) -> Result<Vec<sqlx::any::AnyRow>, sqlx::Error> {
        use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
        sqlx::any::install_default_drivers();
        let file = self.data.path().join("hub.sqlite");
        let address = self.database.clone().unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = AnyConnection::connect(&address).await?;
            let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await?;
            connection.close().await.map(|()| rows)
        })
    }

    /// Lets a machine in by the hub's own command, and gives its key.
    pub fn add_client(&self, role: &str, organisation: &str) -> String {
        let output = self.run(&["add-client", role, organisation]);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Signs what is new in the access log, instead of waiting for the hub to do it; gives the key and the file of a witness.
    pub fn sign_log(&self) -> (String, String) {
        let in_data = |name: &str| self.data.path().join(name).display().to_string();
        let (key, witness) = (in_data("log-key"), in_data("witness"));
        let signed = self.run(&["checkpoint", "--log-key", &key, "--witness", &witness]);
        assert!(signed.status.success(), "{signed:?}");
        (key, witness)
    }

    /// Runs one of the hub's other commands on the same data.
    pub fn run(&self, arguments: &[&str]) -> Output {
        run_on(self.data.path(), self.database.as_deref(), arguments)
    }

    /// Begins one of the hub's other commands on the same data.
    pub fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hub"));
        command.args(arguments).arg("--data").arg(self.data.path());
        set_database(&mut command, self.database.as_deref());
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the hub's program")
    }

    /// Kilobytes of memory the hub has had, at most.
    pub fn memory_at_most(&self) -> u64 {
        memory_at_most(self.process.id()).unwrap_or_default()
    }

    /// Writes a file beside the hub's data and gives its path.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let file = self.data.path().join(name);
        std::fs::write(&file, content).expect("a file");
        file.display().to_string()
    }

    /// Shuts the hub out of its own PostgreSQL database, or lets it in again.
    pub fn shut_out_of_database(&self, out: bool) {
        let database = self.database.as_deref().expect("a PostgreSQL database");
        let name = database.rsplit('/').find_map(|part| part.split_once('?')).map_or("", |(name, _)| name);
        let elsewhere = database.replace(&format!("/{name}?"), "/postgres?");
        let statement = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {}", !out);
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        let mut psql = Command::new("psql");
        psql.args(["--quiet", "--output=/dev/null", &elsewhere, "--command", &statement, "--command", &end]);
        assert!(psql.status().is_ok_and(|status| status.success()));
    }

    /// The SQLite file.
    pub fn database_file(&self) -> PathBuf {
        self.data.path().join("hub.sqlite")
    }

    /// What it has taken of the processors since it was started.
    pub fn processor(&self) -> Duration {
        processor(self.process.id())
    }

    /// The PostgreSQL database's address.
    pub fn database_address(&self) -> Option<&str> {
        self.database.as_deref()
    }

    pub fn is_on_postgres(&self) -> bool {
        self.database.is_some()
    }

    /// A polite kill, and how the hub went.
    pub fn terminate(&mut self) -> ExitStatus {
        let sent = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(sent.is_ok_and(|sent| sent.success()), "the hub can be asked to go");
        self.process.wait().expect("the hub is gone")
    }

    /// Signs in as a sample person.
    pub fn sign_in(&self, person: &str) -> As {
        let address = format!("{}/sandbox/sign-in/{person}", self.address);
        let said = answer(agent().post(&address).header("X-Requested-By", "portal").send_empty());
        assert_eq!(said.status, 204, "{said:?}");
        As::Person(said.cookie())
    }

    /// Signs in as a member of a sample municipality's staff.
    pub fn sign_in_officer(&self, authority: &str, officer: &str) -> As {
        let address = format!("{}/sandbox/staff-sign-in/{authority}/{officer}", self.address);
        let said = answer(agent().post(&address).header("X-Requested-By", "portal").send_empty());
        assert_eq!(said.status, 204, "{said:?}");
        As::Person(said.cookie())
    }

    pub fn get(&self, path: &str, who: &As) -> Answer {
        self.send("GET", path, who, &[], None)
    }

    pub fn put(&self, path: &str, who: &As, body: &Value) -> Answer {
        self.send("PUT", path, who, &[], Some(body.to_string()))
    }

    pub fn post(&self, path: &str, who: &As, body: &Value) -> Answer {
        self.send("POST", path, who, &[], Some(body.to_string()))
    }

    /// Any request at all.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        who: &As,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Answer {
        answer(self.response(method, path, who, headers, body.unwrap_or_default().into_bytes()))
    }

    /// Sends a form as a browser would, and does not go where the answer leads.
    pub fn submit(&self, path: &str, who: &As, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let form = pairs.collect::<Vec<_>>().join("&");
        let As::Person(cookie) = who else { panic!("forms are for people") };
        let mut request = agent().post(format!("{}{path}", self.address)).header("Cookie", cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(
            request
                .config()
                .max_redirects(0)
                .build()
                .content_type("application/x-www-form-urlencoded")
                .send(form),
        )
    }

    /// As a page of another site makes a browser send it: with the cookie, and with no header but these.
    pub fn as_another_site(&self, method: &str, path: &str, who: &As, headers: &[(&str, &str)]) -> Answer {
        let As::Person(cookie) = who else { panic!("machines have no cookies") };
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        let request = headers
            .iter()
            .fold(request.header("Cookie", cookie), |request, (name, value)| request.header(*name, *value));
        answer(agent().run(request.body(b"{}".to_vec()).expect("a request")))
    }

    /// A form, by nobody in particular.
    pub fn send_form(&self, path: &str, body: &str) -> Answer {
        let request = agent().post(format!("{}{path}", self.address));
        answer(request.content_type("application/x-www-form-urlencoded").send(body))
    }

    /// A document that need not even be text.
    pub fn put_bytes(&self, path: &str, who: &As, body: Vec<u8>) -> Answer {
        answer(self.response("PUT", path, who, &[], body))
    }

    /// A file, as a page sends it up.
    pub fn send_up(&self, path: &str, who: &As, file: Vec<u8>) -> Answer {
        answer(self.response("PUT", path, who, &[("Content-Type", "application/octet-stream")], file))
    }

    /// The status alone, for answers that need not end. Names an officer, which those who need none pass over.
    pub fn status_of(&self, method: &str, path: &str, who: &As, body: &Value) -> u16 {
        let response = self.response(method, path, who, &[("x-officer", "o")], body.to_string().into_bytes());
        response.expect("the hub answers").status().as_u16()
    }

    fn response(
        &self,
        method: &str,
        path: &str,
        who: &As,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        request = match who {
            As::Key(key) => request.header("Authorization", format!("Bearer {key}")),
            As::Person(cookie) => request.header("Cookie", cookie).header("X-Requested-By", "portal"),
        };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let said = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let request = if said { request } else { request.header("Content-Type", "application/json") };
        agent().run(request.body(body).expect("a request"))
    }

    /// Sends a registration; true when it was acknowledged, false when it must be sent again.
    pub fn acknowledges(address: &str, key: &str, document: &Value) -> bool {
        let request = kept_open().put(address).header("Authorization", format!("Bearer {key}"));
        let Ok(mut response) = request.send(document.to_string()) else { return false };
        // A connection whose answer was not read to its end is not used again.
        if response.body_mut().read_to_vec().is_err() {
            return false;
        }
        match response.status().as_u16() {
            200 | 201 => true,
            429 | 503 => false,
            other => panic!("{other} for {document}"),
        }
    }

    /// Sends a document as a page does; its status, or nothing where no answer came.
    pub fn try_to_put(address: &str, cookie: &str, media: &str, body: &[u8]) -> Option<u16> {
        let request = kept_open().put(address).header("Cookie", cookie).header("X-Requested-By", "portal");
        request.content_type(media).send(body).ok().map(|response| response.status().as_u16())
    }

    /// Asks something; true when it was answered, false when it must be asked again.
    pub fn answers(address: &str, key: &str, question: &Value) -> bool {
        let request = kept_open().post(address).header("Authorization", format!("Bearer {key}"));
        let Ok(mut response) = request.send(question.to_string()) else { return false };
        response.body_mut().read_to_vec().is_ok() && response.status() == 200
    }

    /// The id of the first event for somebody who has seen everything up to `seen`.
    pub fn first_event(&self, path: &str, who: &As, seen: i64) -> i64 {
        self.events(path, who, Some(seen)).next().expect("an event")
    }

    /// The ids of the events until the stream ends, for a browser that says, or does not, what it has seen.
    pub fn events(&self, path: &str, who: &As, seen: Option<i64>) -> impl Iterator<Item = i64> + use<> {
        let As::Person(cookie) = who else { panic!("events are for people") };
        let request = agent().get(format!("{}{path}", self.address)).header("Cookie", cookie);
        let request = match seen {
            Some(seen) => request.header("Last-Event-ID", seen.to_string()),
            None => request,
        };
        let body = request.call().expect("a stream").into_body();
        let lines = BufReader::new(body.into_reader()).lines().map_while(Result::ok);
        lines.filter_map(|line| line.strip_prefix("id: ").and_then(|id| id.trim().parse().ok()))
    }

    /// The hub's own idea of today, so that a test at midnight cannot disagree with it.
    pub fn today(&self) -> String {
        let told = self.get("/api/v1/people/sample-hanako/facts", &self.sign_in("sample-hanako")).is(200);
        told["as_of"].as_str().unwrap_or_default()[..10].to_owned()
    }

    /// The charges a sample person's facts show.
    pub fn charges(&self, person: &str) -> Vec<Value> {
        let told = self.get(&format!("/api/v1/people/{person}/facts"), &self.sign_in(person)).is(200);
        told["facts"]["charges"].as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn sandbox() -> Vec<String> {
    vec!["--sandbox".to_owned()]
}

/// `command`: the hub's program, or one that becomes it.
fn launch_by(
    mut command: Command,
    data: &TempDir,
    database: Option<&str>,
    listen: &str,
    options: &[String],
) -> (Child, String) {
    command.args(["serve", "--listen", listen, "--data"]).arg(data.path());
    set_database(&mut command, database);
    let log = std::fs::File::options().create(true).append(true).open(data.path().join("log"));
    command.args(options).stdout(Stdio::piped()).stderr(log.expect("a log"));
    let mut process = command.spawn().expect("the hub's program");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let address = loop {
        let line = lines.next().expect("the hub says where it listens").expect("readable output");
        if let Some(address) = line.strip_prefix("hub: listening on ") {
            break address.trim_end_matches('/').to_owned();
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    (process, address)
}

/// Runs the hub's program on a folder and waits for its end.
pub fn run_on(data: &Path, database: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hub"));
    command.args(arguments).arg("--data").arg(data);
    set_database(&mut command, database);
    command.output().expect("the hub's program")
}

/// What a process has taken of the processors; Linux counts it in hundredths of a second.
pub fn processor(process: u32) -> Duration {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Behind the name, which may hold anything, the twelfth and thirteenth are those in the program and in the kernel.
    let fields = told.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(10 * fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

/// Kilobytes of memory a process has had, at most.
pub fn memory_at_most(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn set_database(command: &mut Command, database: Option<&str>) {
    command.env_remove("HUB_DATABASE");
    if let Some(database) = database {
        command.env("HUB_DATABASE", database);
    }
}
