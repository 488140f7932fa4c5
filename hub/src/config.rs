//! What the hub was told at its start.

use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug)]
pub struct Config {
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub portal: PathBuf,
    pub mode: Mode,
}

/// The sandbox lets anybody be any sample person. It and production exclude each other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    Production,
    Sandbox,
}

const USAGE: &str =
    "usage: hub serve [--listen ADDRESS:PORT] [--data FOLDER] [--portal FOLDER] [--sandbox | --production]";

pub fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Config, String> {
    match arguments.next().as_deref() {
        Some("serve") => {}
        Some(other) => return Err(format!("there is no command {other:?}. {USAGE}")),
        None => return Err(USAGE.to_owned()),
    }
    let mut config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
        data: PathBuf::from(".data"),
        portal: PathBuf::from("dist"),
        mode: Mode::Production,
    };
    let (mut sandbox, mut production) = (false, false);
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
            "--portal" => config.portal = value()?.into(),
            "--sandbox" => sandbox = true,
            "--production" => production = true,
            other => return Err(format!("there is no option {other:?}. {USAGE}")),
        }
    }
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
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(line: &str) -> Result<Config, String> {
        from_arguments(line.split_whitespace().map(str::to_owned))
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
    fn a_slip_is_named() {
        assert!(config("serve --lisen x").is_err_and(|sentence| sentence.contains("--lisen")));
        assert!(config("serve --listen nowhere").is_err_and(|sentence| sentence.contains("nowhere")));
        assert!(config("serve --data").is_err_and(|sentence| sentence.contains("needs a value")));
    }
}
