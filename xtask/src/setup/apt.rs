//! Debian packages. Installed only with the right to, never by removing another package, and otherwise asked
//! for with the exact command.

use super::on_path;
use super::step::Workbench;
use crate::fault::{Fault, Outcome};
use crate::process;
use std::process::Command;
use std::sync::OnceLock;

/// The package lists are brought up to date once in a run: on a new machine they are empty, on an old one they
/// name files that are gone.
static UPDATED: OnceLock<bool> = OnceLock::new();

/// Installs `packages`.
pub fn install(bench: &Workbench<'_>, packages: &[&str]) -> Outcome {
    let list = packages.join(" ");
    if on_path("apt-get").is_none() {
        return Err(Fault::new(
            format!("{list} must be installed, and this machine has no apt-get"),
            "nothing was changed",
            "install what they hold with your system's own package manager and run the same command again",
        ));
    }
    let Some(prefix) = rights() else {
        return Err(Fault::new(
            format!("installing {list} needs root"),
            "nothing was changed",
            format!(
                "run `sudo apt-get update && sudo apt-get install --no-install-recommends {list}` and then the \
                 same command again"
            ),
        ));
    };
    if UPDATED.set(true).is_ok() {
        bench
            .run(&mut apt_get(prefix, &["update", "-q"]))
            .map_err(|trouble| bench.fault("the package lists could not be brought up to date", &trouble))?;
    }
    let mut install = apt_get(prefix, &["install", "-y", "-q", "--no-install-recommends", "--no-remove"]);
    install.args(packages);
    bench
        .run(&mut install)
        .map_err(|trouble| bench.fault(&format!("{list} could not be installed"), &trouble))
}

/// What stands before `apt-get`: nothing for root, `sudo` where it asks no password, else `None`.
fn rights() -> Option<&'static [&'static str]> {
    if process::ask(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Some(&[]);
    }
    process::succeeds(Command::new("sudo").args(["-n", "true"])).then_some(&["sudo", "-n"])
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Command {
    let words = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(["-o", "DPkg::Lock::Timeout=120"]);
    command
}
