//! `cargo xtask test`: every check that fits an ordinary run, in an order in which the quick ones speak first.

mod steps;
mod tally;

use crate::arguments::Arguments;
use crate::fault::{Fault, Outcome};
use crate::line::seconds;
use crate::places::Places;
use std::time::{Duration, Instant};
use steps::STEPS;
pub use tally::Tally;

enum Ended {
    Passed(Duration),
    Failed(Duration),
    NotRun(&'static str),
}

/// `cargo xtask test`.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    let only = arguments.value("--only");
    if let Some(only) = only.filter(|only| STEPS.iter().all(|step| step.name != *only)) {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Fault::new(
            format!("there is no step `{only}`"),
            "nothing was run",
            format!("the steps are: {}", names.join(", ")),
        ));
    }
    let begun = Instant::now();
    let mut tally = Tally::default();
    let mut table: Vec<(&str, Ended)> = Vec::new();
    let mut fault = None;
    for step in STEPS {
        let wanted = step.always || only.is_none_or(|only| only == step.name);
        let not_reached = fault.is_some().then_some("not reached");
        let why_not = if wanted { not_reached } else { Some("not asked for") };
        let why_not = why_not.or_else(|| (step.absent)(places));
        if let Some(why) = why_not {
            table.push((step.name, Ended::NotRun(why)));
            continue;
        }
        println!("\n── {} ── {}", step.name, step.does);
        let step_begun = Instant::now();
        let failed_before = tally.failed;
        let result = (step.run)(places, &mut tally);
        let time = step_begun.elapsed();
        match result {
            Ok(()) => table.push((step.name, Ended::Passed(time))),
            Err(found) => {
                found.report();
                // A step that is no test, or did not come as far as its tests, failed all the same.
                tally.failed = tally.failed.max(failed_before + 1);
                table.push((step.name, Ended::Failed(time)));
                fault = Some(Fault::plain(format!("the step `{}` failed", step.name)));
            }
        }
    }
    print_table(&table, begun.elapsed());
    let outcome = fault.map_or(Ok(()), Err);
    if let Err(fault) = &outcome {
        fault.report();
    }
    // The last line of all, on standard output, for people and for machines.
    println!("\n{tally}");
    if outcome.is_err() {
        std::process::exit(1);
    }
    Ok(())
}

fn print_table(table: &[(&str, Ended)], all: Duration) {
    println!("\n{:<12} {:<14} {:>8}", "step", "", "time");
    for (name, ended) in table {
        let (word, time) = match ended {
            Ended::Passed(time) => ("ok", seconds(*time)),
            Ended::Failed(time) => ("FAILED", seconds(*time)),
            Ended::NotRun(why) => (*why, String::new()),
        };
        println!("{name:<12} {word:<14} {time:>8}");
    }
    println!("{:<12} {:<14} {:>8}", "all", "", seconds(all));
}
