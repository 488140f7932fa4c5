//! What the hub was told at its start.

use crate::store::{Database, Secret};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug)]
pub struct Config {
    pub task: Task,
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub database: Database,
    pub portal: PathBuf,
    pub mode: Mode,
    /// A line on standard error for each request; in the sandbox only when asked for, so that the address to open stays in sight.
    pub log: bool,
    /// Requests a second that one client may send in the long run.
    pub rate: u32,
}

/// The sandbox lets anybody be any sample person. It and production exclude each other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    Production,
    Sandbox,
}

/// What it is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    Serve,
    /// Let an organisation's machine in and print its key, once.
    AddClient {
        role: &'static str,
        organisation: String,
    },
}

/// Whose machines may come in.
const ROLES: [&str; 3] = ["facility", "municipality", "portal"];

const USAGE: &str = "usage: hub serve [--listen ADDRESS:PORT] [--data FOLDER] [--database postgres://…] [--portal FOLDER] \
                     [--rate REQUESTS] [--log] [--sandbox | --production], or hub add-client facility|municipality|portal CODE \
                     [--data FOLDER] [--database postgres://…]";

/// The name of the environment's variable for `--database`: an address with a password is not for a command line that others can see.
pub const DATABASE: &str = "HUB_DATABASE";

/// `database`: what the environment says.
pub fn from_arguments(
    mut arguments: impl Iterator<Item = String>,
    database: Option<String>,
) -> Result<Config, String> {
    let task = match arguments.next().as_deref() {
        Some("serve") => Task::Serve,
        Some("add-client") => {
            let role = arguments.next().unwrap_or_default();
            let role = ROLES.into_iter().find(|known| *known == role).ok_or(USAGE)?;
            Task::AddClient { role, organisation: arguments.next().ok_or(USAGE)? }
        }
        Some(other) => return Err(format!("there is no command {other:?}. {USAGE}")),
        None => return Err(USAGE.to_owned()),
    };
    let mut config = Config {
        task,
        listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
        data: PathBuf::from(".data"),
        database: Database::Sqlite(PathBuf::new()),
        portal: PathBuf::from("dist"),
        mode: Mode::Production,
        log: true,
        rate: 500,
    };
    let mut database = database;
    let (mut sandbox, mut production, mut log) = (false, false, false);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value. {USAGE}"));
        match argument.as_str() {
            "--listen" => {
                let text = value()?;
                config.listen = text
                    .parse()
                    .map_err(|_| format!("--listen {text:?} is no ADDRESS:PORT, such as 127.0.0.1:8080"))?;
            }
            "--data" => config.data = value()?.into(),
            "--database" => database = Some(value()?),
            "--portal" => config.portal = value()?.into(),
            "--rate" => {
                let text = value()?;
                config.rate = text.parse().ok().filter(|rate| *rate > 0).ok_or_else(|| {
                    format!("--rate {text:?} is no number of requests a second, such as 500")
                })?;
            }
            "--log" => log = true,
            "--sandbox" => sandbox = true,
            "--production" => production = true,
            other => return Err(format!("there is no option {other:?}. {USAGE}")),
        }
    }
    config.database = match database {
        None => Database::Sqlite(config.data.join("hub.sqlite")),
        Some(address) if address.starts_with("postgres://") || address.starts_with("postgresql://") => {
            Database::Postgres(Secret(address))
        }
        // The address is not repeated: it may hold a password.
        Some(_) => {
            return Err("--database (or HUB_DATABASE) takes an address that begins with postgres://; \
                               without it the hub keeps an SQLite file in its data folder"
                .to_owned());
        }
    };
    if sandbox && production {
        return Err("sandbox sign-in lets anybody be anybody and cannot be on in production: \
                    take away either --sandbox or --production. Nothing was started"
            .to_owned());
    }
    if sandbox {
        if !config.listen.ip().is_loopback() {
            return Err(format!(
                "the sandbox has no real sign-in and is served to this machine only, not on {}: \
                 use --listen 127.0.0.1:PORT. Nothing was started",
                config.listen
            ));
        }
        config.mode = Mode::Sandbox;
        config.log = log;
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(line: &str) -> Result<Config, String> {
        from_arguments(line.split_whitespace().map(str::to_owned), None)
    }

    #[test]
    fn production_is_what_you_get_without_asking() {
        assert_eq!(config("serve").map(|config| config.mode), Ok(Mode::Production));
    }

    #[test]
    fn sandbox_sign_in_and_production_exclude_each_other() {
        assert!(
            config("serve --sandbox --production")
                .is_err_and(|sentence| sentence.contains("cannot be on in production"))
        );
        assert!(config("serve --production --sandbox").is_err());
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
    }

    #[test]
    fn a_client_has_a_role_and_an_organisation() {
        let task = |line: &str| config(line).map(|config| config.task);
        let added = Task::AddClient { role: "municipality", organisation: "131016".to_owned() };
        assert_eq!(task("add-client municipality 131016 --data d"), Ok(added));
        assert!(task("add-client king 131016").is_err() && task("add-client facility").is_err());
    }

    #[test]
    fn a_slip_is_named() {
        assert!(config("serve --lisen x").is_err_and(|sentence| sentence.contains("--lisen")));
        assert!(config("serve --listen nowhere").is_err_and(|sentence| sentence.contains("nowhere")));
        assert!(config("serve --data").is_err_and(|sentence| sentence.contains("needs a value")));
    }
}
