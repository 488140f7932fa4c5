//! `cargo xtask help`: the table of commands.

use crate::arguments::Arguments;
use crate::command::{COMMANDS, Command, find};
use crate::fault::{Fault, Outcome};
use crate::places::Places;

/// The table, or one command's options.
pub fn carry_out(_: &Places, arguments: &Arguments) -> Outcome {
    let Some(name) = arguments.words.first() else {
        all();
        return Ok(());
    };
    let Some(command) = find(name) else {
        return Err(Fault::new(
            format!("there is no command `{name}`"),
            "nothing was done",
            "`cargo xtask help` lists the commands",
        ));
    };
    one(command);
    Ok(())
}

/// One command with its options.
pub fn one(command: &Command) {
    println!("cargo xtask {}   {}", command.name, command.does);
    if let Some(word) = command.word {
        println!("\n  [{word}]");
    }
    if !command.options.is_empty() {
        println!();
    }
    for (name, value, does) in command.options {
        let shown = value.map_or_else(|| (*name).to_owned(), |value| format!("{name} {value}"));
        println!("  {shown:<16} {does}");
    }
}

fn all() {
    println!("cargo xtask COMMAND\n");
    for command in COMMANDS {
        println!("  {:<8} {}", command.name, command.does);
    }
    println!("\n`cargo xtask help COMMAND` shows a command's options. A newcomer needs two: run, test.");
}
