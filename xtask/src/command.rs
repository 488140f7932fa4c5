//! The one table of commands: `help` prints it, `main` obeys it, `tidy` holds the documents to it.

use crate::arguments::{Arguments, Option_};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::{bench, build, gallery, help, journeys, prove, run, setup, test, tidy};

/// One thing a developer does.
pub struct Command {
    pub name: &'static str,
    pub does: &'static str,
    pub options: &'static [Option_],
    /// What a word after the name means, if it means anything.
    pub word: Option<&'static str>,
    pub carry_out: fn(&Places, &Arguments) -> Outcome,
}

/// Every command there is, in the order a newcomer meets them.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "run",
        does: "sets up what is missing, builds, starts the hub with sample people, prints the address to open",
        options: &[
            ("--port", Some("N"), "the port on this machine (8080 if not said)"),
            (
                "--data",
                Some("DIR"),
                "where the hub keeps its database (if not said .data, in production .data/production)",
            ),
            ("--watch", None, "rebuilds and restarts whenever a file changes; quick, unoptimised builds"),
            ("--dev", None, "quick, unoptimised builds, once"),
            ("--production", None, "no sandbox: neither sample people nor sandbox sign-in"),
            ("--sandbox", None, "says aloud what is so without --production; together the hub refuses"),
        ],
        word: None,
        carry_out: run::carry_out,
    },
    Command {
        name: "test",
        does: "sets up what is missing, then runs every check that fits an ordinary run; CI runs exactly this",
        options: &[("--only", Some("STEP"), "one step alone: its name as the closing table shows it")],
        word: None,
        carry_out: test::carry_out,
    },
    Command {
        name: "setup",
        does: "only the set-up: installs what is missing, each step saying what it does and how long it took",
        options: &[],
        word: None,
        carry_out: setup::carry_out,
    },
    Command {
        name: "build",
        does: "the portal's release bundle in dist/ (fails over budget) and the engine's JavaScript package, with their sizes",
        options: &[("--dev", None, "the portal alone, quick and unoptimised, without the size table")],
        word: None,
        carry_out: build::carry_out,
    },
    Command {
        name: "tidy",
        does: "checks the rules that ARCHITECTURE.md states about the text of this repository",
        options: &[],
        word: None,
        carry_out: tidy::carry_out,
    },
    Command {
        name: "screenshots",
        does: "pictures of every page at phone and desktop size, in target/screenshots",
        options: &[],
        word: None,
        carry_out: journeys::screenshots,
    },
    Command {
        name: "gallery",
        does: "every part of the pages in every state it can be in, as files to open, in target/gallery",
        options: &[],
        word: None,
        carry_out: gallery::carry_out,
    },
    Command {
        name: "prove",
        does: "the long proofs that do not fit an ordinary run; without a name it lists them",
        options: &[
            ("--all", None, "all of them, one after the other"),
            ("--seeds", Some("N"), "of `simulate`: so many worlds instead of ten thousand"),
            ("--seed", Some("N"), "of `simulate`: this world alone"),
            (
                "--file",
                Some("PATH"),
                "of `mutants`: only the faults of this file or folder, such as engine/src/ledger",
            ),
        ],
        word: Some("NAME"),
        carry_out: prove::carry_out,
    },
    Command {
        name: "bench",
        does: "the benchmarks; without a name, all of them",
        options: &[],
        word: Some("NAME"),
        carry_out: bench::carry_out,
    },
    Command {
        name: "help",
        does: "this table; with a command's name, its options",
        options: &[],
        word: Some("COMMAND"),
        carry_out: help::carry_out,
    },
];

/// The command of this name.
pub fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// Runs the command called `name` with the words after it.
pub fn carry_out(name: &str, rest: &[String]) -> Outcome {
    let name = if matches!(name, "--help" | "-h") { "help" } else { name };
    let Some(command) = find(name) else {
        return Err(Fault::new(
            format!("there is no command `{name}`"),
            "nothing was done",
            "`cargo xtask help` lists the commands",
        ));
    };
    if rest.iter().any(|word| matches!(word.as_str(), "--help" | "-h")) {
        help::one(command);
        return Ok(());
    }
    let arguments = Arguments::read(command.name, command.options, command.word.is_some(), rest)?;
    (command.carry_out)(&Places::find()?, &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for command in COMMANDS {
            assert_eq!(COMMANDS.iter().filter(|other| other.name == command.name).count(), 1);
        }
    }
}
