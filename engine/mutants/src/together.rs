//! All faults in one build, each behind its switch.

use crate::Outcome;
use crate::compile::{Ask, Compiled, compile};
use crate::copy::Copy;
use crate::list::Mutant;
use crate::places::Places;
use crate::plant::{Planted, plant};
use crate::programs::{self, End, Test};
use crate::text::Text;
use crate::verdict::{Record, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Tests quicker than this are tried first, then those quicker than that, then the rest.
const QUICK: [f32; 3] = [0.05, 0.5, f32::MAX];

/// What the compiler says of the fault itself, however it is put in: wrong types, or no Rust at all.
const OWN: [&str; 9] = ["", "E0015", "E0277", "E0308", "E0368", "E0369", "E0599", "E0600", "E0614"];

/// The build, what has no place in it, and its tests; kept until the engine is another.
#[derive(Default, Serialize, Deserialize)]
pub struct Built {
    engine: String,
    sources: String,
    programs: Vec<PathBuf>,
    /// Faults without a switch, or that may only fail to compile because of it.
    pub apart: BTreeSet<u32>,
    /// Faults that do not compile.
    pub unviable: BTreeSet<u32>,
    pub tests: Vec<Test>,
}

/// The build with every fault in it: the last one, if it still is that of the engine.
pub fn built(places: &Places, mutants: &[Mutant], record: &Record, jobs: usize) -> Outcome<(Copy, Built)> {
    let kept = places.work.join("built.json");
    let known = std::fs::read(&kept).ok().and_then(|bytes| serde_json::from_slice::<Built>(&bytes).ok());
    let mut built = known.filter(|known| known.sources == record.sources).unwrap_or_default();
    let files: BTreeSet<&str> = mutants.iter().map(|mutant| &*mutant.file).collect();
    let copy = Copy::make(places, "planted", &files.into_iter().collect::<Vec<_>>())?;
    let same = built.engine == record.engine && built.programs.iter().all(|program| program.exists());
    if !same {
        build(places, &copy, mutants, &mut built)?;
        println!(
            "built: {} faults do not compile, {} have no place",
            built.unviable.len(),
            built.apart.len()
        );
        (built.engine, built.sources) = (record.engine.clone(), record.sources.clone());
        built.tests = Vec::new();
        std::fs::write(&kept, serde_json::to_vec(&built)?)?;
    }
    if built.tests.is_empty() {
        built.tests = programs::of(&built.programs, &copy, jobs)?;
        std::fs::write(&kept, serde_json::to_vec(&built)?)?;
    }
    Ok((copy, built))
}

/// Plants the faults and builds, leaving out what does not compile until the rest does.
fn build(places: &Places, copy: &Copy, mutants: &[Mutant], built: &mut Built) -> Outcome<()> {
    let mut by_file: BTreeMap<&str, Vec<(u32, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in (0..).zip(mutants) {
        by_file.entry(&mutant.file).or_default().push((number, mutant));
    }
    let (apart, unviable) = (&mut built.apart, &mut built.unviable);
    for round in 1.. {
        let mut planted: BTreeMap<&str, Planted> = BTreeMap::new();
        for (file, mutants) in &by_file {
            let text = Text::new(places.read(file)?);
            let has_place =
                |(number, _): &&(u32, &Mutant)| !apart.contains(number) && !unviable.contains(number);
            let these: Vec<_> = mutants.iter().filter(has_place).copied().collect();
            let result = plant(&text, &these)?;
            copy.write(file, result.text.as_bytes())?;
            apart.extend(&result.apart);
            planted.insert(file, result);
        }
        match compile(copy, Ask::Tests)? {
            Compiled::Programs(programs) => {
                built.programs = programs;
                return Ok(());
            }
            Compiled::Wrong(wrong) => {
                let before = apart.len() + unviable.len();
                for wrong in &wrong {
                    let mut faults =
                        wrong.about.iter().filter_map(|(file, bytes)| planted.get(&**file)?.at(bytes));
                    match faults.next() {
                        Some([fault]) if OWN.contains(&&*wrong.code) => drop(unviable.insert(*fault)),
                        Some(faults) => apart.extend(faults),
                        None => eprintln!("about no fault: {}", wrong.told),
                    }
                }
                let after = apart.len() + unviable.len();
                eprintln!("build {round}: {} errors; {after} faults left out by now", wrong.len());
                if after == before {
                    return Err("the copy does not compile, and no fault is to blame".into());
                }
            }
        }
    }
    unreachable!("the rounds have no end of their own")
}

/// Tries each of them with the tests that come by it: all with the quick ones, and what those do not catch with the others.
pub fn try_each(
    (copy, built): &(Copy, Built),
    mutants: &BTreeMap<u32, &Mutant>,
    jobs: usize,
    record: &Record,
) -> Outcome<()> {
    let mut reaching: BTreeMap<u32, Vec<&Test>> = BTreeMap::new();
    for test in &built.tests {
        for number in &test.reaches {
            reaching.entry(*number).or_default().push(test);
        }
    }
    let has_place = |number: &u32| !built.apart.contains(number) && !built.unviable.contains(number);
    let mut list: Vec<(u32, &Mutant)> = mutants
        .iter()
        .filter(|(number, _)| has_place(number))
        .map(|(number, mutant)| (*number, *mutant))
        .collect();
    let mut least = 0.0;
    for most in QUICK {
        let done = AtomicUsize::new(0);
        println!("{} faults, tests of less than {most} s", list.len());
        let ends = programs::in_turns(&list, jobs, |(number, mutant)| {
            let all = reaching.get(number).map_or(&[][..], Vec::as_slice);
            let these: Vec<&Test> =
                all.iter().filter(|test| test.seconds >= least && test.seconds < most).copied().collect();
            let end = one(copy, *number, &these)?;
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if count.is_multiple_of(200) {
                println!("{count} of {}", list.len());
            }
            match end {
                End::Passed if most < f32::MAX && !all.is_empty() => return Ok(true),
                End::Passed => {
                    println!("missed ({} tests come by): {}", all.len(), mutant.name);
                    record.note(mutant, Verdict::Missed, format!("{} tests come by", all.len()))?;
                }
                End::Failed(test) => record.note(mutant, Verdict::Caught, test)?,
                End::OutOfTime => record.note(mutant, Verdict::TimedOut, String::new())?,
            }
            Ok(false)
        });
        let open = ends.into_iter().collect::<Outcome<Vec<bool>>>()?;
        list = list.into_iter().zip(open).filter_map(|(one, open)| open.then_some(one)).collect();
        if most < f32::MAX {
            for (_, mutant) in &list {
                println!("not yet caught: {}", mutant.name);
            }
        }
        least = most;
    }
    Ok(())
}

fn one(copy: &Copy, number: u32, tests: &[&Test]) -> Outcome<End> {
    let chosen = number.to_string();
    let mut by_program: BTreeMap<&Path, Vec<&Test>> = BTreeMap::new();
    for test in tests {
        by_program.entry(&test.program).or_default().push(test);
    }
    for (program, tests) in by_program {
        let names: Vec<&str> = tests.iter().map(|test| &*test.name).collect();
        let usual: f32 = tests.iter().map(|test| test.seconds).sum();
        let end = programs::run(copy, program, &names, &[("PLANTED", chosen.as_ref())], usual)?;
        if end != End::Passed {
            return Ok(end);
        }
    }
    Ok(End::Passed)
}
