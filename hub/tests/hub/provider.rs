//! A certified `OpenID` provider as a process of its own, and a browser between it and the hub.

use crate::process::{Answer, Hub, agent, answer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// The address people would open. The browser here finds the hub under it.
pub const ORIGIN: &str = "https://portal.example";
/// The folder of the installed npm packages; `cargo xtask test` names it.
const MODULES: &str = "PMH_NPM_MODULES";

/// The files of a certificate and its key.
pub struct Tls {
    pub key: PathBuf,
    pub certificate: PathBuf,
}

pub struct Provider {
    process: Child,
    pub issuer: String,
    key: String,
    _folder: tempfile::TempDir,
}

impl Provider {
    /// `pushed`: the request must be pushed to it first (PAR). `None`, said loudly, where it is not installed.
    pub fn start(hub: &Hub, pushed: bool) -> Option<Provider> {
        Provider::start_behind(hub, pushed, None)
    }

    /// The same behind TLS.
    pub fn start_behind(hub: &Hub, pushed: bool, tls: Option<&Tls>) -> Option<Provider> {
        if std::env::var_os(MODULES).is_none() {
            // Not by `eprintln!`, which the test runner would swallow.
            let words = "\nSKIPPED: signing in through a provider. `cargo xtask test` installs it and says where.\n\n";
            drop(std::io::stderr().write_all(words.as_bytes()));
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let key = folder.path().join("key.pem").display().to_string();
        let made = hub.run(&["new-key", &key]);
        let jwk: Value = serde_json::from_slice(&made.stdout).expect("a public key");
        let tls = tls.map(|tls| json!({ "key": tls.key, "certificate": tls.certificate }));
        let settings = json!({ "jwk": jwk, "origin": ORIGIN, "pushed": pushed, "tls": tls });
        let mut node = Command::new("node");
        node.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hub/provider.mjs"));
        node.env("PROVIDER", settings.to_string());
        let mut process =
            node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("node");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let issuer = lines.next().expect("its address").expect("readable output");
        // Whatever else it has to say: a pipe that nobody reads would end it.
        std::thread::spawn(move || lines.for_each(drop));
        let scheme = if tls.is_some() { "https" } else { "http" };
        assert!(issuer.starts_with(&format!("{scheme}://127.0.0.1:")), "{issuer}");
        Some(Provider { process, issuer, key, _folder: folder })
    }

    /// The hub's settings for it.
    pub fn options(&self) -> Vec<String> {
        let Provider { issuer, key, .. } = self;
        let words = format!(
            "--origin {ORIGIN} --people-issuer {issuer} --people-client hub-people --people-key {key} \
             --staff-issuer {issuer} --staff-client hub-staff --staff-key {key}"
        );
        words.split_whitespace().map(str::to_owned).collect()
    }

    pub fn stop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Keeps cookies by host and follows nothing by itself.
#[derive(Clone)]
pub struct Browser {
    hub: String,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    /// Who they are to the provider, and how they prove it.
    pub login: &'static str,
    agent: ureq::Agent,
}

impl Browser {
    pub fn new(hub: &Hub, login: &'static str) -> Browser {
        Browser { hub: hub.address.clone(), cookies: BTreeMap::new(), login, agent: agent() }
    }

    /// The same, speaking by other means.
    pub fn by(self, agent: ureq::Agent) -> Browser {
        Browser { agent, ..self }
    }

    /// Opens an address, or one of the portal's by its path alone.
    pub fn open(&mut self, address: &str) -> Answer {
        let own = address.strip_prefix(ORIGIN).unwrap_or(address);
        let address = if own.starts_with('/') { format!("{}{own}", self.hub) } else { own.to_owned() };
        let host = address.split('/').nth(2).unwrap_or_default().to_owned();
        let carried = self.cookies.entry(host).or_default();
        let line =
            carried.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = self.agent.get(&address).header("Cookie", line).header("X-Login", self.login);
        let told = answer(request.header("Accept", "text/html").call());
        for cookie in told.all("set-cookie") {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie");
            let gone = value.is_empty() || attributes.contains("Max-Age=0") || attributes.contains("1970");
            if gone {
                carried.remove(name);
            } else {
                carried.insert(name.to_owned(), value.to_owned());
            }
        }
        told
    }

    /// Begins to sign in and goes through the provider; gives the address it sends the browser back to.
    pub fn come_back_from(&mut self, entrance: &str) -> String {
        let begun = self.open(entrance);
        assert_eq!(begun.status, 303, "{begun:?}");
        self.go_through(begun.header("location"))
    }

    /// From the provider's first address to the one that leads back.
    pub fn go_through(&mut self, address: &str) -> String {
        let mut address = address.to_owned();
        let provider = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        for _ in 0..8 {
            if address.starts_with(ORIGIN) {
                return address;
            }
            let told = self.open(&address);
            assert!((300..400).contains(&told.status), "{address}: {told:?}");
            let next = told.header("location");
            address = if next.starts_with('/') { format!("{provider}{next}") } else { next.to_owned() };
        }
        panic!("the provider leads nowhere: {address}");
    }

    /// What the hub has set under this name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let host = self.hub.trim_start_matches("http://");
        self.cookies.get(host)?.get(name).map(|value| format!("{name}={value}"))
    }
}
