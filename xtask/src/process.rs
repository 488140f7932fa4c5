//! Starts other programs: quietly to ask them something, with a log for long work, or aloud.

use crate::fault::{self, Fault, Outcome};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const GLANCE: Duration = Duration::from_millis(100);

/// How long work failed.
#[derive(Debug)]
pub struct Trouble {
    /// In words, ready to stand in a sentence.
    pub why: String,
}

/// What the program prints, when it succeeds; for questions that take milliseconds.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether the program succeeds, whatever it prints.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs long work: its output goes to `log`, `beat` is called now and then, `limit` ends it.
pub fn work(
    command: &mut Command,
    log: &Path,
    limit: Option<Duration>,
    beat: &dyn Fn(),
) -> Result<(), Trouble> {
    let (out, err) =
        open_log(log).map_err(|error| Trouble { why: format!("its log cannot be written, {error}") })?;
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(|error| {
        Trouble { why: format!("{} could not be started, {error}", command.get_program().to_string_lossy()) }
    })?;
    let mut beaten = begun;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => {
                let text = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
                let why = fault::cause(&text).map_or_else(|| status.to_string(), ToOwned::to_owned);
                return Err(Trouble { why });
            }
            Ok(None) => {}
            Err(error) => return Err(Trouble { why: error.to_string() }),
        }
        if limit.is_some_and(|limit| begun.elapsed() > limit) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Trouble { why: format!("no answer within {} s", begun.elapsed().as_secs()) });
        }
        if beaten.elapsed() > Duration::from_millis(700) {
            beaten = Instant::now();
            beat();
        }
        std::thread::sleep(GLANCE);
    }
}

/// Runs the program with its output on this terminal; `what` names it in the fault.
pub fn aloud(command: &mut Command, what: &str, to_do: &str) -> Outcome {
    let status = command.stdin(Stdio::null()).status();
    let why = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status.to_string(),
        Err(error) => format!("{} could not be started, {error}", command.get_program().to_string_lossy()),
    };
    Err(Fault::new(format!("{what} failed ({why})"), "nothing outside target/ and dist/ was changed", to_do))
}

fn open_log(log: &Path) -> std::io::Result<(File, File)> {
    if let Some(dir) = log.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let file = File::options().create(true).append(true).open(log)?;
    Ok((file.try_clone()?, file))
}
