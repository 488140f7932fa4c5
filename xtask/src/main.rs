//! One command for each thing a developer does. `cargo xtask help` lists them.
//!
//! Only the standard library, so that the first command of a newcomer answers within seconds, and an old
//! compiler can still say that it is too old.

mod arguments;
mod bench;
mod build;
mod command;
mod components;
mod fault;
mod gallery;
mod help;
mod journeys;
mod line;
mod lookup;
mod package;
mod places;
mod process;
mod prove;
mod registry;
mod run;
mod setup;
mod test;
mod tidy;
mod versions;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = words.collect();
    match command::carry_out(&name, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            fault.report();
            ExitCode::FAILURE
        }
    }
}
