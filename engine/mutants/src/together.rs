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
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Tests quicker than this run before all others, then those quicker than that, then the rest.
const QUICK: [f32; 3] = [0.1, 1.0, f32::MAX];

/// The build, and what has no place in it.
pub struct Built {
    pub copy: Copy,
    pub programs: Vec<PathBuf>,
    /// Faults without a switch, or that may only fail to compile because of it.
    pub apart: BTreeSet<u32>,
    /// Faults that do not compile.
    pub unviable: BTreeSet<u32>,
}

/// What the compiler says of the fault itself, however it is put in: wrong types, or no Rust at all.
const OWN: [&str; 9] = ["", "E0015", "E0277", "E0308", "E0368", "E0369", "E0599", "E0600", "E0614"];

/// Plants the faults and builds, leaving out what does not compile until the rest does.
pub fn build(places: &Places, mutants: &BTreeMap<u32, &Mutant>) -> Outcome<Built> {
    let copy = Copy::make(places, "planted")?;
    let mut by_file: BTreeMap<&str, Vec<(u32, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in mutants {
        by_file.entry(&mutant.file).or_default().push((*number, mutant));
    }
    let mut apart = BTreeSet::new();
    let mut unviable = BTreeSet::new();
    for round in 1.. {
        let mut planted: BTreeMap<&str, Planted> = BTreeMap::new();
        for (file, mutants) in &by_file {
            let text = Text::new(places.read(file)?);
            let these: Vec<_> = mutants
                .iter()
                .filter(|(number, _)| !apart.contains(number) && !unviable.contains(number))
                .copied()
                .collect();
            let result = plant(&text, &these)?;
            copy.write(file, result.text.as_bytes())?;
            apart.extend(&result.apart);
            planted.insert(file, result);
        }
        match compile(&copy, Ask::Tests)? {
            Compiled::Programs(programs) => return Ok(Built { copy, programs, apart, unviable }),
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

/// Tries each of them with the tests that come by it.
pub fn try_each(
    built: &Built,
    tests: &[Test],
    mutants: &BTreeMap<u32, &Mutant>,
    jobs: usize,
    record: &Record,
) -> Outcome<()> {
    let mut reaching: BTreeMap<u32, Vec<&Test>> = BTreeMap::new();
    for test in tests {
        for number in &test.reaches {
            reaching.entry(*number).or_default().push(test);
        }
    }
    let list: Vec<(u32, &Mutant)> = mutants
        .iter()
        .filter(|(number, _)| !built.apart.contains(number) && !built.unviable.contains(number))
        .map(|(n, m)| (*n, *m))
        .collect();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let ends = programs::in_turns(&list, jobs, |(number, mutant)| {
        let tests = reaching.get(number).map_or(&[][..], Vec::as_slice);
        let (verdict, by) = one(built, *number, tests)?;
        let count = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if verdict == Verdict::Missed {
            println!("missed ({by}): {}", mutant.name);
        }
        if count % 100 == 0 {
            println!("{count} of {}", list.len());
        }
        record.note(mutant, verdict, by)
    });
    ends.into_iter().collect()
}

fn one(built: &Built, number: u32, tests: &[&Test]) -> Outcome<(Verdict, String)> {
    if tests.is_empty() {
        return Ok((Verdict::Missed, "no test comes by".to_owned()));
    }
    let chosen = number.to_string();
    let mut least = 0.0;
    for most in QUICK {
        let mut these: BTreeMap<&Path, Vec<&Test>> = BTreeMap::new();
        for test in tests.iter().filter(|test| test.seconds >= least && test.seconds < most) {
            these.entry(&test.program).or_default().push(test);
        }
        least = most;
        for (program, tests) in these {
            let names: Vec<&str> = tests.iter().map(|test| &*test.name).collect();
            let usual: f32 = tests.iter().map(|test| test.seconds).sum();
            let time = Duration::from_secs_f32(10.0 + 5.0 * usual);
            match programs::run(&built.copy, program, &names, &[("PLANTED", chosen.as_ref())], time)? {
                End::Passed => {}
                End::Failed(test) => return Ok((Verdict::Caught, test)),
                End::OutOfTime => return Ok((Verdict::TimedOut, format!("{} tests", tests.len()))),
            }
        }
    }
    Ok((Verdict::Missed, format!("{} tests come by", tests.len())))
}
