//! What came of it, file by file, and what was missed without a reason.

use crate::Outcome;
use crate::list::Mutant;
use crate::places::Places;
use crate::text::Text;
use crate::verdict::{Record, Verdict};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Faults that no test can or need catch.
#[derive(Deserialize)]
struct Reasons {
    #[serde(default)]
    missed: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    file: String,
    /// In cargo-mutants' words, without the place.
    fault: String,
    /// The line it stands on, so that it is found wherever that line goes.
    line: String,
    reason: String,
}

#[derive(Default)]
struct Row {
    mutants: usize,
    caught: usize,
    timed_out: usize,
    unviable: usize,
    reasons: usize,
    missed: usize,
}

/// Writes `report.md` and `missed.txt`; gives the line to print, and whether it holds.
pub fn write(places: &Places, mutants: &[&Mutant], record: &Record) -> Outcome<(String, bool)> {
    let reasons: Reasons = toml::from_str(&places.read("engine/mutants/reasons.toml")?)?;
    let mut used = vec![false; reasons.missed.len()];
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut texts: BTreeMap<&str, Text> = BTreeMap::new();
    let mut missed = String::new();
    for mutant in mutants {
        if !texts.contains_key(&*mutant.file) {
            texts.insert(&mutant.file, Text::new(places.read(&mutant.file)?));
        }
        let line = texts.get(&*mutant.file).map_or("", |text| text.line_of(mutant.span));
        let row = rows.entry(&mutant.file).or_default();
        row.mutants += 1;
        let found = record.of(mutant).ok_or_else(|| format!("not tried: {}", mutant.name))?;
        match found.verdict {
            Verdict::Caught => row.caught += 1,
            Verdict::TimedOut => row.timed_out += 1,
            Verdict::Unviable => row.unviable += 1,
            Verdict::Missed => {
                let fits = |known: &Reason| {
                    mutant.file == format!("engine/src/{}", known.file)
                        && mutant.fault() == known.fault
                        && line == known.line
                };
                match reasons.missed.iter().position(fits) {
                    Some(place) => {
                        used[place] = true;
                        row.reasons += 1;
                    }
                    None => {
                        row.missed += 1;
                        let _ = writeln!(missed, "{} [{line}] ({})", mutant.name, found.by);
                    }
                }
            }
        }
    }
    let mut report = String::from(
        "| file | mutants | caught | by time | unviable | missed, with a reason | missed |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut all = Row::default();
    for (file, row) in &rows {
        tell(&mut report, &format!("`{}`", file.trim_start_matches("engine/src/")), row);
        all.mutants += row.mutants;
        all.caught += row.caught;
        all.timed_out += row.timed_out;
        all.unviable += row.unviable;
        all.reasons += row.reasons;
        all.missed += row.missed;
    }
    tell(&mut report, "together", &all);
    std::fs::write(places.work.join("report.md"), &report)?;
    std::fs::write(places.work.join("missed.txt"), &missed)?;
    let seen = |file: &str| rows.contains_key(&*format!("engine/src/{file}"));
    let mut stale = false;
    for (reason, _) in reasons.missed.iter().zip(&used).filter(|(reason, used)| !**used && seen(&reason.file))
    {
        stale = true;
        println!(
            "no longer missed, so its reason can go: {} {} ({})",
            reason.file, reason.fault, reason.reason
        );
    }
    print!("{missed}");
    let figure = format!(
        "planted faults of the engine: {} mutants, {} caught, {} by time, {} unviable, {} missed with a reason, {} missed without; \
         target/prove/mutants/report.md",
        all.mutants, all.caught, all.timed_out, all.unviable, all.reasons, all.missed
    );
    Ok((figure, all.missed == 0 && !stale))
}

fn tell(report: &mut String, name: &str, row: &Row) {
    let _ = writeln!(
        report,
        "| {name} | {} | {} | {} | {} | {} | {} |",
        row.mutants, row.caught, row.timed_out, row.unviable, row.reasons, row.missed
    );
}
