//! Speaking with a provider: JSON over TLS, briefly, and nothing that leads elsewhere.

use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig};

/// A person waits in front of a blank page meanwhile.
const PATIENCE: Duration = Duration::from_secs(8);
/// No description or token is nearly as long.
const LONGEST: u64 = 256 * 1024;

#[derive(Clone)]
pub struct Web(Agent);

/// A provider's answer: its status, and its document when it was one.
pub struct Answer {
    pub status: u16,
    pub document: Value,
}

impl Web {
    /// With the authorities in this file instead of the public ones, where it is named.
    pub fn new(authorities: Option<&Path>) -> Result<Web, String> {
        let mut tls = TlsConfig::builder();
        if let Some(file) = authorities {
            let failed = |why: String| format!("provider-ca {} cannot be used ({why})", file.display());
            let text = std::fs::read(file).map_err(|error| failed(error.to_string()))?;
            let mut certificates = Vec::new();
            for item in ureq::tls::parse_pem(&text) {
                if let PemItem::Certificate(certificate) = item.map_err(|error| failed(error.to_string()))? {
                    certificates.push(certificate);
                }
            }
            if certificates.is_empty() {
                return Err(failed("it holds no certificate in PEM".to_owned()));
            }
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates));
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false);
        Ok(Web(config.build().into()))
    }

    pub async fn get(&self, address: String) -> Result<Answer, String> {
        self.ask(move |agent| agent.get(&address).header("Accept", "application/json").call()).await
    }

    /// A form, as the protocol wants it.
    pub async fn post(&self, address: String, form: Vec<(&'static str, String)>) -> Result<Answer, String> {
        self.ask(move |agent| {
            let body = super::flow::query(&form);
            let kind = "application/x-www-form-urlencoded";
            agent.post(&address).header("Accept", "application/json").content_type(kind).send(body)
        })
        .await
    }

    /// Off the threads that serve everybody else.
    async fn ask(
        &self,
        ask: impl FnOnce(Agent) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
    ) -> Result<Answer, String> {
        let agent = self.0.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let mut response = ask(agent).map_err(|error| error.to_string())?;
            let text = response.body_mut().with_config().limit(LONGEST).read_to_string();
            let text = text.map_err(|error| error.to_string())?;
            let document = serde_json::from_str(&text).unwrap_or(Value::Null);
            Ok(Answer { status: response.status().as_u16(), document })
        });
        asked.await.unwrap_or_else(|error| Err(error.to_string()))
    }
}
