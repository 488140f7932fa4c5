//! Does a test fail for every small fault in the engine?
//!
//! cargo-mutants says which faults there are; building the engine anew for each of some thousands would take days. Here all of them are
//! compiled at once, each behind a switch that the environment sets, and each is tried with the tests that come by it. What no switch
//! can hold is compiled by itself. `engine/MUTANTS.md` says what came of it.
//!
//! ```sh
//! cargo xtask prove mutants                                # the whole engine; goes on where it was stopped
//! cargo xtask prove mutants --file engine/src/apportion.rs # one file
//! ```

mod alone;
mod compile;
mod copy;
mod list;
mod places;
mod plant;
mod programs;
mod report;
mod text;
mod together;
mod verdict;

use list::Mutant;
use places::Places;
use std::collections::BTreeMap;
use std::process::ExitCode;
use verdict::{Record, Verdict};

/// Something people should read, or nothing.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Two at a time: one of them may be waiting.
const JOBS: usize = 2;

fn main() -> ExitCode {
    match carry_out() {
        Ok((figure, holds)) => {
            println!("{figure}");
            ExitCode::from(u8::from(!holds))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out() -> Outcome<(String, bool)> {
    let wanted = wanted()?;
    let places = Places::find()?;
    let all = list::of_the_engine(&places)?;
    let these: Vec<&Mutant> = all
        .iter()
        .filter(|mutant| wanted.is_empty() || wanted.iter().any(|file| mutant.file.starts_with(&**file)))
        .collect();
    if these.is_empty() {
        return Err("there is no fault to plant in such a file".into());
    }
    let record = Record::open(&places)?;
    // Its place in the whole list is its number, whatever is asked for.
    let open: BTreeMap<u32, &Mutant> = (0..)
        .zip(&all)
        .filter(|(_, mutant)| these.iter().any(|wanted| wanted.name == mutant.name))
        .filter(|(_, mutant)| record.of(mutant).is_none())
        .collect();
    println!("{} faults, {} of them to be tried", these.len(), open.len());
    if !open.is_empty() {
        try_out(&places, &all, &open, &record)?;
    }
    report::write(&places, &these, &record)
}

fn try_out(places: &Places, all: &[Mutant], open: &BTreeMap<u32, &Mutant>, record: &Record) -> Outcome<()> {
    let built = together::built(places, all, record, JOBS)?;
    let usual: f32 = built.1.tests.iter().map(|test| test.seconds).sum();
    println!("{} tests pass without a fault, in {usual:.0} s", built.1.tests.len());
    for number in &built.1.unviable {
        if let Some(mutant) = open.get(number) {
            record.note(mutant, Verdict::Unviable, String::new())?;
        }
    }
    together::try_each(&built, open, JOBS, record)?;
    let built = built.1;
    let mut apart: Vec<&Mutant> = built.apart.iter().filter_map(|number| open.get(number).copied()).collect();
    apart = alone::sound(places, &apart, record)?;
    // What is worked out while compiling has not been switched on there.
    let constant = open.values().filter(|mutant| {
        mutant.function.is_some() && record.of(mutant).is_some_and(|found| found.verdict == Verdict::Missed)
    });
    for mutant in constant {
        if in_constant_function(places, mutant)? {
            apart.push(mutant);
        }
    }
    alone::try_each(places, &apart, &built.tests, record)
}

fn in_constant_function(places: &Places, mutant: &Mutant) -> Outcome<bool> {
    let Some(function) = &mutant.function else { return Ok(false) };
    let text = text::Text::new(places.read(&mutant.file)?);
    let signature = &text.text[text.of_mutant(function.span)];
    Ok(signature
        .split(" fn ")
        .next()
        .is_some_and(|before| before.split_whitespace().next_back() == Some("const")))
}

/// Paths after `--file`, or of `PMH_FILE`: whole files, or folders.
fn wanted() -> Outcome<Vec<String>> {
    let mut files: Vec<String> = std::env::var("PMH_FILE")
        .into_iter()
        .flat_map(|files| files.split(',').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--file" => files.push(words.next().ok_or("--file names no file")?),
            other => return Err(format!("unknown: {other}").into()),
        }
    }
    Ok(files)
}
