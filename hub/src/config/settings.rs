//! The settings, each by one name: `log-key` in the file, `--log-key` on the command line, and in the environment, where names have no hyphen,
//! `HUB_LOG_KEY`.

use super::sign_in::{self, Asked};
use crate::store::Secret;
use serde_json::{Map, Value};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Every name. `sandbox` is none of them: who wants the sandbox says so on the command line, each time.
pub const NAMES: [&str; 22] = [
    "listen",
    "data",
    "database",
    "portal",
    "frames",
    "rate",
    "log",
    "log-key",
    "witness",
    "offices",
    "packages",
    "origin",
    "people-issuer",
    "people-client",
    "people-key",
    "people-acr",
    "staff-issuer",
    "staff-client",
    "staff-key",
    "staff-acr",
    "provider-ca",
    "proxy-header",
];

#[derive(Default)]
pub struct Settings {
    pub listen: Option<SocketAddr>,
    pub data: Option<PathBuf>,
    pub database: Option<Secret>,
    pub portal: Option<PathBuf>,
    pub framed_by: Option<String>,
    pub rate: Option<u32>,
    pub log: Option<bool>,
    pub offices: Option<PathBuf>,
    pub packages: Option<Vec<String>>,
    pub log_key: Option<PathBuf>,
    pub witness: Option<PathBuf>,
    pub origin: Option<String>,
    pub people: Asked,
    pub staff: Asked,
    pub provider_ca: Option<PathBuf>,
    pub proxy_header: Option<String>,
}

impl Settings {
    /// A JSON object of settings.
    pub fn from_file(file: &str) -> Result<Settings, String> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("the configuration file {file} cannot be read ({error})"))?;
        let fields: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
            format!("the configuration file {file} is no JSON object of settings ({error})")
        })?;
        let mut settings = Settings::default();
        for (name, value) in fields {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            settings.set(&name, &text).map_err(|sentence| format!("{file}: {sentence}"))?;
        }
        Ok(settings)
    }

    pub fn take_environment(&mut self, environment: &dyn Fn(&str) -> Option<String>) -> Result<(), String> {
        for name in NAMES {
            let variable = format!("HUB_{}", name.to_uppercase().replace('-', "_"));
            if let Some(text) = environment(&variable) {
                self.set(name, &text).map_err(|sentence| format!("{variable}: {sentence}"))?;
            }
        }
        Ok(())
    }

    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        match name {
            "listen" => self.listen = Some(read(name, text, "ADDRESS:PORT, such as 127.0.0.1:8080")?),
            "data" => self.data = Some(text.into()),
            "database" => self.database = Some(super::postgres(text)?),
            "portal" => self.portal = Some(text.into()),
            "frames" => self.framed_by = Some(sites(text)?),
            "rate" => {
                const FORM: &str = "number of requests a second, such as 500";
                let rate: std::num::NonZeroU32 = read(name, text, FORM)?;
                self.rate = Some(rate.get());
            }
            "log" => self.log = Some(read(name, text, "true or false")?),
            "offices" => self.offices = Some(text.into()),
            "packages" => {
                let codes = text.split([' ', ',']).filter(|code| !code.is_empty());
                self.packages = Some(codes.map(str::to_owned).collect());
            }
            "log-key" => self.log_key = Some(text.into()),
            "witness" => self.witness = Some(text.into()),
            "origin" => self.origin = Some(sign_in::address(name, text)?),
            "proxy-header" => self.proxy_header = Some(text.to_lowercase()),
            "provider-ca" => self.provider_ca = Some(text.into()),
            _ if self.set_provider(name, text) => {}
            _ => {
                return Err(match meant(name) {
                    Some(meant) => format!("there is no setting {name:?}; it is spelled {meant:?}"),
                    None => format!("there is no setting {name:?}; there are {}", NAMES.join(", ")),
                });
            }
        }
        Ok(())
    }

    /// A setting of one of the two providers, when it is one.
    fn set_provider(&mut self, name: &str, text: &str) -> bool {
        let Some((whose, what)) = name.split_once('-') else { return false };
        let provider = match whose {
            "people" => &mut self.people,
            "staff" => &mut self.staff,
            _ => return false,
        };
        match what {
            "issuer" => provider.issuer = Some(text.to_owned()),
            "client" => provider.client = Some(text.to_owned()),
            "key" => provider.key = Some(text.into()),
            "acr" => provider.acr = text.split_whitespace().map(str::to_owned).collect(),
            _ => return false,
        }
        true
    }
}

/// The setting that somebody meant who spells it otherwise.
pub fn meant(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('_', "-");
    NAMES.into_iter().find(|known| *known == name)
}

/// Sites that may show the portal in a frame, as the policy names them.
fn sites(text: &str) -> Result<String, String> {
    let is_site = |site: &str| {
        let name = site.strip_prefix("https://").unwrap_or_default();
        let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        !name.is_empty() && name.chars().all(sign)
    };
    let sites: Vec<&str> = text.split_whitespace().collect();
    match sites.iter().find(|site| !is_site(site)) {
        Some(site) => Err(format!("frames: {site:?} is no site such as https://www.city.example.lg.jp")),
        None if sites.is_empty() => Err("frames names no site; leave it out for none".to_owned()),
        None => Ok(sites.join(" ")),
    }
}

fn read<T: std::str::FromStr>(name: &str, text: &str, form: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} {text:?} is no {form}"))
}
