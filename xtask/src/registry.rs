//! What `prove` and `bench` have in common: a table of long commands, of which only those that can run here are
//! listed, each with its time and its figure, the last line it prints.

use crate::fault::{Fault, Outcome};
use crate::line::seconds;
use crate::places::Places;
use crate::process::{self, Trouble};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// One long command.
pub struct Entry {
    pub name: &'static str,
    pub does: &'static str,
    /// A file of the checkout without which there is nothing to run.
    pub needs: &'static str,
    pub command: &'static [&'static str],
    /// A cargo subcommand that must be installed, and how.
    pub tool: Option<(&'static str, &'static str)>,
}

/// The command that runs one of the hub's long tests on both databases, really written to the disk, one after the other; with options of cargo's
/// before its name.
macro_rules! long_hub_test {
    ($($option:literal,)* test $name:literal) => {
        &[
            "env",
            "PMH_FSYNC=1",
            "PMH_NEEDS_POSTGRES=1",
            "cargo",
            "test",
            $($option,)*
            "--package=hub",
            "--test=hub",
            $name,
            "--",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ]
    };
}
pub(crate) use long_hub_test;

/// What the commands are told by their environment: where something is.
pub type Variables = Vec<(&'static str, PathBuf)>;

/// One entry that was run.
struct Ran {
    name: &'static str,
    time: Duration,
    ok: bool,
    figure: String,
}

/// The entries whose file exists.
pub fn listed<'a>(places: &Places, entries: &'a [Entry]) -> Vec<&'a Entry> {
    entries.iter().filter(|entry| places.root.join(entry.needs).exists()).collect()
}

/// Prints what there is.
pub fn list(places: &Places, entries: &[Entry], command: &str) {
    let listed = listed(places, entries);
    if listed.is_empty() {
        println!("nothing to run here yet");
    }
    for entry in listed {
        println!("  cargo xtask {command} {:<13} {}", entry.name, entry.does);
    }
}

/// Runs those called `names` (all that are listed, if none), with results under `target/FOLDER/`.
pub fn run(
    places: &Places,
    entries: &[Entry],
    names: &[String],
    folder: &str,
    variables: &Variables,
) -> Outcome {
    let listed = listed(places, entries);
    if let Some(unknown) = names.iter().find(|name| listed.iter().all(|entry| entry.name != **name)) {
        return Err(Fault::new(
            format!("there is no `{unknown}` to {folder}"),
            "nothing was run",
            format!("`cargo xtask help {folder}` says how to list them"),
        ));
    }
    let mut figures = Vec::new();
    for entry in listed.iter().filter(|entry| names.is_empty() || names.iter().any(|name| name == entry.name))
    {
        figures.push(one(places, entry, folder, variables)?);
    }
    for figure in &figures {
        let word = if figure.ok { "ok" } else { "FAILED" };
        println!("{:<13} {word:<7} {:>8}  {}", figure.name, seconds(figure.time), figure.figure);
    }
    write(places, folder, &figures);
    if figures.iter().all(|figure| figure.ok) {
        return Ok(());
    }
    Err(Fault::new("not all of it held", "the results are kept", format!("read target/{folder}/")))
}

fn one(places: &Places, entry: &Entry, folder: &str, variables: &Variables) -> Outcome<Ran> {
    if let Some((subcommand, how)) = entry.tool {
        if !process::succeeds(Command::new("cargo").args([subcommand, "--version"])) {
            return Err(Fault::new(format!("cargo {subcommand} is not installed"), "nothing was run", how));
        }
    }
    let log = places.target.join(folder).join(format!("{}.txt", entry.name));
    let _ = std::fs::remove_file(&log);
    println!("{}: {} (output in {})", entry.name, entry.does, log.display());
    let begun = Instant::now();
    let mut command = Command::new(entry.command[0]);
    command.args(&entry.command[1..]).current_dir(&places.root).envs(variables.iter().cloned());
    let result = process::work(&mut command, &log, None, &|| {});
    let text = String::from_utf8_lossy(&std::fs::read(&log).unwrap_or_default()).into_owned();
    let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned();
    let figure = match &result {
        Ok(()) => last,
        Err(Trouble { why }) => format!("{why}: {last}"),
    };
    Ok(Ran { name: entry.name, time: begun.elapsed(), ok: result.is_ok(), figure })
}

fn write(places: &Places, folder: &str, figures: &[Ran]) {
    let lines: Vec<String> = figures
        .iter()
        .map(|figure| {
            let text = figure.figure.replace('\\', "\\\\").replace('"', "\\\"").replace('\t', " ");
            format!(
                "  {{ \"name\": \"{}\", \"ok\": {}, \"seconds\": {:.1}, \"figure\": \"{text}\" }}",
                figure.name,
                figure.ok,
                figure.time.as_secs_f32()
            )
        })
        .collect();
    let path = places.target.join(folder).join("results.json");
    if let Err(error) = std::fs::write(&path, format!("[\n{}\n]\n", lines.join(",\n"))) {
        eprintln!("{} could not be written: {error}", path.display());
    }
}
