//! A real hub process on its own port with its own data folder.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A running hub. Dropped: killed, its data gone.
pub struct Hub {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub address: String,
    data: TempDir,
    portal: PathBuf,
}

/// What a request was answered.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl Hub {
    /// Starts a sandbox hub on a free port with an empty database.
    pub fn start() -> Hub {
        Hub::start_with(&portal())
    }

    /// The same with another portal's files.
    pub fn start_with(portal: &Path) -> Hub {
        let data = tempfile::tempdir().expect("a temporary folder");
        let (process, address) = launch(data.path(), portal, "127.0.0.1:0");
        Hub { process, address, data, portal: portal.to_owned() }
    }

    /// kill -9: no chance to say goodbye.
    pub fn kill(&mut self) {
        self.process.kill().expect("the hub can be killed");
        self.process.wait().expect("the hub is gone");
    }

    /// Starts it again on the same data and the same port.
    pub fn start_again(&mut self) {
        let listen = self.address.trim_start_matches("http://").to_owned();
        let (process, address) = launch(self.data.path(), &self.portal, &listen);
        self.process = process;
        self.address = address;
    }

    /// Registers a charge as the facility's billing system would.
    pub fn register(&self, facility: &str, registration: &str, charge: &Value) -> Answer {
        let address = format!("{}/api/v1/facilities/{facility}/charges/{registration}", self.address);
        let request = agent()
            .put(&address)
            .header("Authorization", format!("Bearer sandbox-{facility}"))
            .header("Content-Type", "application/json");
        answer(request.send(charge.to_string()))
    }

    /// Signs in as a sample person and gives the cookie.
    pub fn sign_in(&self, person: &str) -> String {
        let address = format!("{}/sandbox/sign-in/{person}", self.address);
        let said = answer(agent().post(&address).header("X-Requested-By", "portal").send_empty());
        assert_eq!(said.status, 204, "{said:?}");
        said.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// Puts a document as an organisation's machine would.
    pub fn put(&self, path: &str, organisation: &str, document: &Value) -> Answer {
        let request = agent()
            .put(format!("{}{path}", self.address))
            .header("Authorization", format!("Bearer sandbox-{organisation}"))
            .header("Content-Type", "application/json");
        answer(request.send(document.to_string()))
    }

    /// Puts a document as a signed-in person's page would.
    pub fn put_as(&self, path: &str, cookie: &str, document: &Value) -> Answer {
        let request = agent()
            .put(format!("{}{path}", self.address))
            .header("Cookie", cookie)
            .header("X-Requested-By", "portal")
            .header("Content-Type", "application/json");
        answer(request.send(document.to_string()))
    }

    /// Gets an address with a cookie.
    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        answer(agent().get(format!("{}{path}", self.address)).header("Cookie", cookie).call())
    }

    /// Gets an address with any headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request =
            headers.iter().fold(agent().get(format!("{}{path}", self.address)), |request, (name, value)| {
                request.header(*name, *value)
            });
        answer(request.call())
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The hub's program: named by the test command, else where cargo puts it.
pub fn program() -> PathBuf {
    std::env::var_os("PMH_HUB_BIN").map_or_else(|| root().join("target/debug/hub"), PathBuf::from)
}

/// The built portal.
pub fn portal() -> PathBuf {
    std::env::var_os("PMH_DIST").map_or_else(|| root().join("dist"), PathBuf::from)
}

/// A folder with everything in it, to be changed without anybody else noticing.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let goal = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &goal);
        } else {
            std::fs::copy(entry.path(), goal).expect("a copy");
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

fn launch(data: &Path, portal: &Path, listen: &str) -> (Child, String) {
    let mut process = Command::new(program())
        .args(["serve", "--sandbox", "--listen", listen, "--data"])
        .arg(data)
        .arg("--portal")
        .arg(portal)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the hub's program; `cargo xtask test` builds it");
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

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(super::PATIENCE))
        .build()
        .into()
}

fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.expect("the hub answers");
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let body = response.body_mut().read_to_vec().unwrap_or_default();
    Answer { status: response.status().as_u16(), headers, body: String::from_utf8_lossy(&body).into_owned() }
}
