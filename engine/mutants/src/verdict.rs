//! What became of each fault, kept so that a run goes on where the last one ended.

use crate::Outcome;
use crate::list::Mutant;
use crate::places::{Places, digest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::sync::Mutex;

#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A test failed.
    Caught,
    /// A test did not end.
    TimedOut,
    /// Every test passed.
    Missed,
    /// It does not compile.
    Unviable,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    pub name: String,
    pub verdict: Verdict,
    /// Which test, or why not.
    pub by: String,
    /// Of the file the fault is in.
    file: String,
    /// Of everything that could tell.
    engine: String,
}

/// All that was found, on disk as soon as it is.
pub struct Record {
    known: Mutex<BTreeMap<String, Found>>,
    log: Mutex<File>,
    files: BTreeMap<String, String>,
    /// Of everything that could tell.
    pub engine: String,
    /// Of the files that hold faults, and what is built with them.
    pub sources: String,
}

impl Record {
    pub fn open(places: &Places) -> Outcome<Record> {
        let mut files = BTreeMap::new();
        for file in places.of_the_engine()? {
            files.insert(file.clone(), digest(&[&std::fs::read(places.root.join(&file))?]));
        }
        let of = |tells: fn(&str) -> bool| {
            let texts: Vec<&[u8]> =
                files.iter().filter(|(file, _)| tells(file)).map(|(_, digest)| digest.as_bytes()).collect();
            digest(&texts)
        };
        let engine = of(|file| !file.ends_with(".md") && !file.starts_with("engine/mutants/"));
        let sources = of(|file| file.starts_with("engine/src/"));
        let path = places.work.join("verdicts.jsonl");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let read = text.lines().filter_map(|line| serde_json::from_str::<Found>(line).ok());
        let known = read.map(|found| (found.name.clone(), found)).collect();
        let log = File::options().append(true).create(true).open(path)?;
        Ok(Record { known: Mutex::new(known), log: Mutex::new(log), files, engine, sources })
    }

    /// What is known of it and still true: a fault that was missed may be caught by a test written since.
    pub fn of(&self, mutant: &Mutant) -> Option<Found> {
        let known = self.known.lock().ok()?.get(&mutant.name)?.clone();
        let same = if known.verdict == Verdict::Missed {
            known.engine == self.engine
        } else {
            self.files.get(&mutant.file) == Some(&known.file)
        };
        same.then_some(known)
    }

    pub fn note(&self, mutant: &Mutant, verdict: Verdict, by: String) -> Outcome<()> {
        let file = self.files.get(&mutant.file).cloned().unwrap_or_default();
        let found = Found { name: mutant.name.clone(), verdict, by, file, engine: self.engine.clone() };
        let line = serde_json::to_string(&found)?;
        writeln!(self.log.lock().map_err(|_| "another turn panicked")?, "{line}")?;
        self.known.lock().map_err(|_| "another turn panicked")?.insert(found.name.clone(), found);
        Ok(())
    }
}
