//! Speaking with a hub: who asks, what was answered, and the client that carries it.

use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// What a request was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum As {
    /// A machine with this key.
    Key(String),
    /// A person, or a member of staff, with this cookie.
    Person(String),
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Every header of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The cookie it sets, as a request carries it.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// Asserts the status and gives the body.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// Asserts a problem by status and code.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json()["code"], code, "{self:?}");
    }
}

/// The thread's own client, which keeps its connection as a facility's does.
pub fn kept_open() -> ureq::Agent {
    thread_local!(static AGENT: ureq::Agent = agent());
    AGENT.with(ureq::Agent::clone)
}

pub fn agent() -> ureq::Agent {
    agent_with(TlsConfig::builder().build())
}

/// One that speaks TLS with whom this authority vouches for.
pub fn agent_that_trusts(authority: &Path) -> ureq::Agent {
    let pem = std::fs::read(authority).expect("an authority");
    let authority = Certificate::from_pem(&pem).expect("a certificate");
    agent_with(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[authority])).build())
}

fn agent_with(tls: TlsConfig) -> ureq::Agent {
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_mins(1)))
        .build()
        .into()
}

pub fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
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
