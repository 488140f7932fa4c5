//! Faults that no switch can hold (in a constant, or of another type than what stands beside it): each compiled by itself, as
//! cargo-mutants would.

use crate::Outcome;
use crate::compile::{Ask, Compiled, compile};
use crate::copy::{ALONE, Copy};
use crate::list::Mutant;
use crate::places::Places;
use crate::programs::{self, End, Test};
use crate::text::Text;
use crate::verdict::{Record, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

/// Seconds that the processor has to do with a quick test, at most.
const QUICK: f32 = 0.5;

/// Tells those that do not compile from those that do: one fault of each function at a time, so that what the compiler says is about it.
pub fn sound<'m>(places: &Places, mutants: &[&'m Mutant], record: &Record) -> Outcome<Vec<&'m Mutant>> {
    let copy = Copy::make(places, ALONE, &[])?;
    let mut waiting: Vec<&Mutant> = mutants.to_vec();
    let mut sound = Vec::new();
    while !waiting.is_empty() {
        let mut taken = BTreeSet::new();
        let (mut batch, rest): (Vec<&Mutant>, Vec<&Mutant>) =
            waiting.into_iter().partition(|mutant| taken.insert((&*mutant.file, around(mutant).start.line)));
        waiting = rest;
        loop {
            let parts = put_in(places, &copy, &batch)?;
            let Compiled::Wrong(wrong) = compile(&copy, Ask::Check)? else { break };
            let mut fails = BTreeSet::new();
            for wrong in &wrong {
                let blamed = wrong.about.iter().find_map(|(file, bytes)| {
                    // Of a constant that cannot be worked out the compiler points at the whole of it.
                    parts.iter().position(|(known, range)| {
                        known == file && range.start < bytes.end && bytes.start < range.end
                    })
                });
                match blamed {
                    Some(place) => drop(fails.insert(place)),
                    None => eprintln!("about no fault: {}", wrong.told),
                }
            }
            if fails.is_empty() {
                return Err("the copy does not compile, and no fault is to blame".into());
            }
            for (place, mutant) in std::mem::take(&mut batch).into_iter().enumerate() {
                if fails.contains(&place) {
                    record.note(mutant, Verdict::Unviable, String::new())?;
                } else {
                    batch.push(mutant);
                }
            }
        }
        sound.extend(batch);
    }
    put_in(places, &copy, &[])?;
    Ok(sound)
}

/// The function a fault is in, or the fault itself.
fn around(mutant: &Mutant) -> crate::list::Span {
    mutant.function.as_ref().map_or(mutant.span, |function| function.span)
}

/// Writes every file with these faults in it, and tells which bytes each is to answer for.
fn put_in(places: &Places, copy: &Copy, mutants: &[&Mutant]) -> Outcome<Vec<(String, Range<usize>)>> {
    for file in places.of_the_engine()?.iter().filter(|file| file.starts_with("engine/src/")) {
        copy.write(file, places.read(file)?.as_bytes())?;
    }
    let mut by_file: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
    for (place, mutant) in mutants.iter().enumerate() {
        by_file.entry(&mutant.file).or_default().push((place, mutant));
    }
    let mut parts = vec![(String::new(), 0..0); mutants.len()];
    for (file, mut mutants) in by_file {
        mutants.sort_by_key(|(_, mutant)| (mutant.span.start.line, mutant.span.start.column));
        let text = Text::new(places.read(file)?);
        let (mut out, mut at) = (String::new(), 0);
        for (place, mutant) in mutants {
            let (span, function) = (text.of_mutant(mutant.span), text.of_mutant(around(mutant)));
            out.push_str(&text.text[at..function.start.max(at)]);
            let begin = out.len();
            out.push_str(&text.with(&(function.start.max(at)..function.end), &span, &mutant.replacement));
            parts[place] = (file.to_owned(), begin..out.len());
            at = function.end;
        }
        out.push_str(&text.text[at..]);
        copy.write(file, out.as_bytes())?;
    }
    Ok(parts)
}

/// Compiles each by itself and runs every test, the quick ones first.
pub fn try_each(places: &Places, mutants: &[&Mutant], tests: &[Test], record: &Record) -> Outcome<()> {
    let copy = Copy::make(places, ALONE, &[])?;
    let (quick, slow): (Vec<&Test>, Vec<&Test>) = tests.iter().partition(|test| test.seconds < QUICK);
    for (count, mutant) in mutants.iter().enumerate() {
        println!("alone {} of {}: {}", count + 1, mutants.len(), mutant.name);
        put_in(places, &copy, &[mutant])?;
        let (verdict, by) = match compile(&copy, Ask::Tests)? {
            Compiled::Wrong(_) => (Verdict::Unviable, String::new()),
            Compiled::Programs(programs) => tried(&copy, &programs, &[&quick, &slow])?,
        };
        if verdict == Verdict::Missed {
            println!("missed: {}", mutant.name);
        }
        record.note(mutant, verdict, by)?;
    }
    put_in(places, &copy, &[])?;
    Ok(())
}

fn tried(copy: &Copy, programs: &[PathBuf], rounds: &[&[&Test]]) -> Outcome<(Verdict, String)> {
    for tests in rounds {
        let names: Vec<&str> = tests.iter().map(|test| &*test.name).collect();
        let usual = tests.iter().map(|test| test.seconds).sum();
        for program in programs {
            // A name that another program has is no test of this one.
            match programs::run(copy, program, &names, &[], usual)? {
                End::Passed => {}
                End::Failed(test) => return Ok((Verdict::Caught, test)),
                End::OutOfTime => return Ok((Verdict::TimedOut, String::new())),
            }
        }
    }
    Ok((Verdict::Missed, "every test".to_owned()))
}
