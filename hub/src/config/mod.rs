//! What the hub was told at its start: by a file, by the environment, by its command line; the later one counts.

mod settings;
mod sign_in;
mod task;

pub use sign_in::{Provider, is_safe};
pub use task::{Imported, Task};

use crate::application::Offices;
use crate::application::channel::Channel;
use crate::auth::Side;
use crate::store::{Database, Secret};
use serde_json::{Value, json};
use settings::Settings;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug)]
pub struct Config {
    pub task: Task,
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub database: Database,
    pub portal: PathBuf,
    /// Who may show the portal in a frame: `'none'`, or sites. As the content policy says it.
    pub framed_by: String,
    pub mode: Mode,
    /// A line on standard error for each request; in the sandbox only when asked for, so that the address to open stays in sight.
    pub log: bool,
    /// Requests a second that one client may send in the long run.
    pub rate: u32,
    /// What authorities say about themselves.
    pub offices: Offices,
    /// Authorities (団体コード) that take applications as packages.
    pub packages: Vec<String>,
    /// The key by which the access log's checkpoints are signed, or told to be signed.
    pub log_key: Option<PathBuf>,
    /// A file, best on another machine's disk, that every checkpoint is appended to.
    pub witness: Option<PathBuf>,
    /// The address people open, `https://` and a host: where a provider sends them back to.
    pub origin: Option<String>,
    /// Who vouches for people.
    pub people: Option<Provider>,
    /// Who vouches for a municipality's staff.
    pub staff: Option<Provider>,
    /// A file with the authorities that vouch for the providers' TLS, where they are not the public ones.
    pub provider_ca: Option<PathBuf>,
    /// The header in which the proxy in front says whom it speaks for; without one there is no such proxy, and nobody's word is taken.
    pub proxy_header: Option<String>,
}

/// The sandbox lets anybody be any sample person. It and production exclude each other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    Production,
    Sandbox,
}

/// `environment` gives a variable's text.
pub fn from_arguments(
    arguments: impl Iterator<Item = String>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, String> {
    let asked = task::Asked::read(arguments)?;
    let mut settings = match asked.config.clone().or_else(|| environment("HUB_CONFIG")) {
        Some(file) => Settings::from_file(&file)?,
        None => Settings::default(),
    };
    settings.take_environment(environment)?;
    for (name, text) in &asked.settings {
        settings.set(name, text)?;
    }
    let data = settings.data.unwrap_or_else(|| PathBuf::from(".data"));
    let config = Config {
        listen: settings.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
        database: settings
            .database
            .map_or_else(|| Database::Sqlite(data.join("hub.sqlite")), Database::Postgres),
        data,
        portal: settings.portal.unwrap_or_else(|| PathBuf::from("dist")),
        framed_by: settings.framed_by.unwrap_or_else(|| "'none'".to_owned()),
        mode: if asked.sandbox { Mode::Sandbox } else { Mode::Production },
        log: settings.log.unwrap_or(!asked.sandbox),
        rate: settings.rate.unwrap_or(500),
        offices: settings.offices.map_or_else(|| Ok(Offices::default()), |file| Offices::from_file(&file))?,
        packages: settings.packages.unwrap_or_default(),
        log_key: settings.log_key,
        witness: settings.witness,
        origin: settings.origin,
        people: settings.people.whole(Side::Person)?,
        staff: settings.staff.whole(Side::Officer)?,
        provider_ca: settings.provider_ca,
        proxy_header: settings.proxy_header,
        task: asked.task,
    };
    config.is_allowed().map(|()| config)
}

impl Config {
    fn is_allowed(&self) -> Result<(), String> {
        if self.mode == Mode::Sandbox && !self.listen.ip().is_loopback() {
            return Err(format!(
                "the sandbox has no real sign-in and is served to this machine only, not on {}: \
                 use --listen 127.0.0.1:PORT. Nothing was started",
                self.listen
            ));
        }
        Ok(())
    }

    /// The provider of one side.
    pub fn provider(&self, side: Side) -> Option<&Provider> {
        match side {
            Side::Person => self.people.as_ref(),
            Side::Officer => self.staff.as_ref(),
        }
    }

    /// Outside the sandbox nobody signs in but through a provider, and a hub without one would serve a portal that nobody can enter.
    pub fn can_sign_in(&self) -> Result<(), String> {
        let missing = match (&self.origin, &self.people) {
            _ if self.mode == Mode::Sandbox && self.people.is_none() && self.staff.is_none() => return Ok(()),
            (None, _) => "origin (the address people open, such as https://portal.example)",
            (_, None) if self.mode == Mode::Production => {
                "people-issuer, people-client and people-key (who vouches for people)"
            }
            _ => return Ok(()),
        };
        Err(format!("nobody could sign in: name {missing}. Nothing was started"))
    }

    /// How applications reach an authority.
    pub fn channel(&self, authority: &str) -> Channel {
        if self.packages.iter().any(|code| code == authority) { Channel::Package } else { Channel::Inbox }
    }

    /// What holds, for the operator to read; no password.
    pub fn to_json(&self) -> Value {
        let mut told = json!({
            "mode": match self.mode { Mode::Production => "production", Mode::Sandbox => "sandbox" },
            "listen": self.listen.to_string(),
            "data": self.data,
            "database": self.database.name(),
            "portal": self.portal,
            "frames": self.framed_by,
            "rate": self.rate,
            "log": self.log,
            "packages": self.packages,
            "log-key": self.log_key,
            "witness": self.witness,
            "origin": self.origin,
            "provider-ca": self.provider_ca,
            "proxy-header": self.proxy_header,
        });
        for side in [Side::Person, Side::Officer] {
            let Some(provider) = self.provider(side) else { continue };
            let prefix = sign_in::prefix(side);
            told[format!("{prefix}-issuer")] = provider.issuer.as_str().into();
            told[format!("{prefix}-client")] = provider.client.as_str().into();
            told[format!("{prefix}-key")] = provider.key.display().to_string().into();
            told[format!("{prefix}-acr")] = provider.acr.join(" ").into();
        }
        told
    }
}

/// An address of PostgreSQL. It is never repeated: it may hold a password.
fn postgres(address: &str) -> Result<Secret, String> {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return Ok(Secret(address.to_owned()));
    }
    Err("the setting database takes an address that begins with postgres://; \
         without it the hub keeps an SQLite file in its data folder"
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(line: &str) -> Result<Config, String> {
        in_environment(line, &[])
    }

    fn in_environment(line: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
        };
        from_arguments(line.split_whitespace().map(str::to_owned), &variable)
    }

    #[test]
    fn production_is_what_you_get_without_asking() {
        assert_eq!(config("serve").map(|config| config.mode), Ok(Mode::Production));
        assert_eq!(config("").map(|config| config.task), Ok(Task::Serve));
        assert_eq!(config("--listen 127.0.0.1:0").map(|config| config.task), Ok(Task::Serve));
    }

    #[test]
    fn sandbox_sign_in_and_production_exclude_each_other() {
        assert!(
            config("serve --sandbox --production")
                .is_err_and(|sentence| sentence.contains("cannot be on in production"))
        );
        assert!(config("serve --production --sandbox").is_err());
        assert!(
            in_environment("serve", &[("HUB_SANDBOX", "true")]).is_ok_and(|it| it.mode == Mode::Production)
        );
    }

    #[test]
    fn the_sandbox_is_for_this_machine_only() {
        assert!(config("serve --sandbox --listen 0.0.0.0:80").is_err());
        assert_eq!(
            config("serve --sandbox --listen 127.0.0.1:0").map(|config| config.mode),
            Ok(Mode::Sandbox)
        );
    }

    #[test]
    fn the_database_is_one_setting() {
        let of = |line: &str| config(line).map(|config| config.database);
        assert_eq!(of("serve --data d"), Ok(Database::Sqlite("d/hub.sqlite".into())));
        let postgres = of("serve --database postgres://u:secret@h/d");
        assert_eq!(postgres, Ok(Database::Postgres(Secret("postgres://u:secret@h/d".to_owned()))));
        assert!(!format!("{postgres:?}").contains("secret"), "a password is never shown");
        assert!(of("serve --database u:secret@h/d").is_err_and(|sentence| !sentence.contains("secret")));
        let shown =
            config("serve --database postgres://u:secret@h/d").map(|config| config.to_json().to_string());
        assert!(shown.is_ok_and(|shown| !shown.contains("secret")));
    }

    #[test]
    fn the_command_line_counts_more_than_the_environment_and_that_more_than_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("hub.json");
        std::fs::write(&file, r#"{"rate": 1, "data": "of-file", "listen": "127.0.0.1:1"}"#).expect("a file");
        let file = file.display().to_string();
        let variables = [("HUB_CONFIG", &*file), ("HUB_RATE", "2"), ("HUB_DATA", "of-environment")];
        let config = in_environment("serve --rate 3", &variables).expect("a config");
        assert_eq!((config.rate, config.data), (3, PathBuf::from("of-environment")));
        assert_eq!(config.listen, SocketAddr::from(([127, 0, 0, 1], 1)));
        std::fs::write(&file, r#"{"sandbox": true}"#).expect("a file");
        assert!(
            in_environment(&format!("serve --config {file}"), &[]).is_err_and(|it| it.contains("sandbox"))
        );
        std::fs::write(&file, "rate = 1").expect("a file");
        assert!(
            in_environment(&format!("serve --config {file}"), &[]).is_err_and(|it| it.contains("hub.json"))
        );
    }

    #[test]
    fn who_may_frame_the_portal_is_a_list_of_sites_and_cannot_say_anything_else() {
        let of = |sites: &str| {
            let arguments = ["--frames", sites].map(str::to_owned);
            from_arguments(arguments.into_iter(), &|_| None).map(|config| config.framed_by)
        };
        assert_eq!(config("serve").map(|config| config.framed_by), Ok("'none'".to_owned()));
        let two = "https://a.example.lg.jp https://b.example.jp:8443";
        assert_eq!(of(two), Ok(two.to_owned()));
        for slip in ["*", "https://*", "http://a.example", "https://a; script-src *", "'self'", " "] {
            assert!(of(slip).is_err_and(|sentence| sentence.contains("frames")), "{slip}");
        }
    }

    #[test]
    fn production_needs_somebody_who_vouches_for_people() {
        let can = |line: &str| config(line).and_then(|config| config.can_sign_in());
        let people = "--people-issuer https://op.example --people-client c --people-key k";
        assert!(can("serve").is_err_and(|sentence| sentence.contains("origin")));
        assert!(
            can("serve --origin https://p.example").is_err_and(|sentence| sentence.contains("people-issuer"))
        );
        assert_eq!(can(&format!("serve --origin https://p.example {people}")), Ok(()));
        assert!(config("serve --origin http://p.example").is_err(), "people's addresses are of TLS");
        assert_eq!(can("serve --sandbox"), Ok(()));
        assert!(can(&format!("serve --sandbox {people}")).is_err(), "where would it send them back to?");
    }

    #[test]
    fn a_setting_has_one_spelling_and_another_is_told_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("hub.json");
        let of_file = |text: &str| {
            std::fs::write(&file, text).expect("a file");
            config(&format!("serve --config {}", file.display()))
        };
        for name in settings::NAMES {
            let variable = format!("HUB_{}", name.to_uppercase().replace('-', "_"));
            // Whatever it makes of this value, it knows the name: in the three places, and no other spelling.
            let known =
                |told: Result<Config, String>| told.map_or_else(|why| !why.contains("there is no"), |_| true);
            assert!(known(in_environment("serve", &[(&variable, "x")])), "{variable}");
            assert!(known(of_file(&format!("{{\"{name}\": \"x\"}}"))), "{name}");
            assert!(name == "log" || known(config(&format!("serve --{name} x"))), "--{name}");
            let other = name.replace('-', "_");
            if other != name {
                let spelled = |told: Result<Config, String>| told.is_err_and(|why| why.contains(name));
                assert!(spelled(of_file(&format!("{{\"{other}\": \"x\"}}"))), "{other}");
                assert!(spelled(config(&format!("serve --{other} x"))), "--{other}");
            }
        }
    }

    #[test]
    fn what_holds_is_told_by_the_settings_names() {
        let people = "--people-issuer https://op.example --people-client c --people-key k";
        let told = config(&format!("serve --origin https://p.example --proxy-header X-Real-IP {people}"));
        let told = told.expect("a config").to_json();
        for name in told.as_object().expect("an object").keys().filter(|name| *name != "mode") {
            assert!(settings::NAMES.contains(&name.as_str()), "{name}");
        }
        assert_eq!((&told["people-client"], &told["proxy-header"]), (&json!("c"), &json!("x-real-ip")));
        assert!(config("serve --origin p.example").is_err_and(|why| why.contains("origin")));
        assert!(
            config(&format!("serve {}", people.replace("https", "ftp")))
                .is_err_and(|why| why.contains("people-issuer"))
        );
    }

    #[test]
    fn a_slip_is_named() {
        assert!(config("serve --lisen x").is_err_and(|sentence| sentence.contains("--lisen")));
        assert!(config("serve --listen nowhere").is_err_and(|sentence| sentence.contains("nowhere")));
        assert!(config("serve --data").is_err_and(|sentence| sentence.contains("needs a value")));
        assert!(
            config("serve --rate 0").is_err()
                && config("fly").is_err_and(|sentence| sentence.contains("fly"))
        );
    }
}
