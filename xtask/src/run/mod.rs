//! `cargo xtask run`: from a checkout to a portal in the browser.

mod watch;

use crate::arguments::Arguments;
use crate::build::{self, Kind};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use crate::setup::{self, Need};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

const PORT: u16 = 8080;

/// What is to run, and how.
struct Plan {
    port: u16,
    data: PathBuf,
    kind: Kind,
    production: bool,
    /// Said aloud; with `production` the hub refuses to start.
    sandbox: bool,
}

/// `cargo xtask run`.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    let watching = arguments.has("--watch");
    let production = arguments.has("--production");
    let plan = Plan {
        port: port(arguments.value("--port"))?,
        data: places.root.join(arguments.value("--data").unwrap_or(if production {
            ".data/production"
        } else {
            ".data"
        })),
        kind: if watching || arguments.has("--dev") { Kind::Dev } else { Kind::Release },
        production,
        sandbox: !production || arguments.has("--sandbox"),
    };
    // Before minutes of building, not after.
    is_free(plan.port)?;
    setup::ensure(places, Need::Portal)?;
    build::portal_if_needed(places, plan.kind)?;
    build_hub(places, plan.kind)?;
    is_free(plan.port)?;
    println!("\nopen http://127.0.0.1:{}   (Ctrl-C stops it)\n", plan.port);
    if watching { watch::watch(places, &plan) } else { become_hub(places, &plan) }
}

/// Ctrl-C, `kill` and the exit code then reach the hub itself, with nobody in between.
fn become_hub(places: &Places, plan: &Plan) -> Outcome {
    use std::os::unix::process::CommandExt;
    let error = hub(places, plan).exec();
    Err(Fault::new(format!("the hub could not be started ({error})"), "nothing is running", "run it again"))
}

fn hub(places: &Places, plan: &Plan) -> Command {
    let profile = if plan.kind == Kind::Release { "release" } else { "debug" };
    let mut hub = Command::new(places.target.join(profile).join("hub"));
    hub.arg("serve")
        .args(["--listen", &format!("127.0.0.1:{}", plan.port)])
        .arg("--data")
        .arg(&plan.data)
        .arg("--portal")
        .arg(places.dist())
        .current_dir(&places.root);
    if plan.sandbox {
        hub.arg("--sandbox");
    }
    if plan.production {
        hub.arg("--production");
    }
    hub
}

fn build_hub(places: &Places, kind: Kind) -> Outcome {
    println!("building the hub …");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--package", "hub", "--locked"]).current_dir(&places.root);
    if kind == Kind::Release {
        cargo.arg("--release");
    }
    process::aloud(&mut cargo, "the hub's build", "mend what the compiler says above and run it again")
}

fn port(said: Option<&str>) -> Outcome<u16> {
    let Some(said) = said else { return Ok(PORT) };
    said.parse().ok().filter(|port| *port > 0).ok_or_else(|| {
        Fault::new(
            format!("`{said}` is no port"),
            "nothing was started",
            "give a number from 1 to 65535, for example --port 8081",
        )
    })
}

fn is_free(port: u16) -> Outcome {
    let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) else { return Ok(()) };
    let next = (port.max(1023)..u16::MAX)
        .map(|port| port + 1)
        .take(100)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    let to_do = next.map_or_else(
        || "stop the program that holds it".to_owned(),
        |next| format!("use `--port {next}`, which is free, or stop the program that holds it"),
    );
    let what = if error.kind() == std::io::ErrorKind::AddrInUse {
        format!("port {port} is busy")
    } else {
        format!("port {port} cannot be opened ({error})")
    };
    Err(Fault::new(what, "nothing was started", to_do))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_names_a_free_one() {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = held.local_addr().expect("bound").port();
        let fault = is_free(port).expect_err("it is held");
        assert!(
            fault.sentence().starts_with(&format!("port {port} is busy; nothing was started; use `--port "))
        );
    }

    #[test]
    fn a_port_is_a_number() {
        assert_eq!(port(None).expect("the usual one"), PORT);
        assert!(port(Some("0")).is_err() && port(Some("70000")).is_err() && port(Some("x")).is_err());
    }
}
