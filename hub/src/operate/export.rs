//! Everybody's facts as the engine reads them, one person a line. Whoever is undisclosed is not in it (RULES §16.8); everybody else finds
//! the look on their log.

use crate::access_log::{Look, Who};
use crate::dossier;
use crate::problem::Problem;
use crate::store::{Patient, Store};
use std::io::{BufWriter, Write};

const AT_A_TIME: i64 = 64;

/// To standard output.
pub async fn export(store: &Store) -> Result<(), String> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let stopped = |why: String| {
        format!("the export stopped ({why}); what was written is whole lines, nothing was changed")
    };
    let mut reached = String::new();
    loop {
        let people =
            store.people_after(&reached, AT_A_TIME).await.map_err(|error| stopped(error.to_string()))?;
        let Some(last) = people.last() else { break };
        reached.clone_from(&last.id);
        for patient in people {
            let line = line(store, patient).await.map_err(|problem| stopped(problem.sentence()))?;
            if let Some(line) = line {
                writeln!(out, "{line}").map_err(|error| stopped(error.to_string()))?;
            }
        }
    }
    out.flush().map_err(|error| stopped(error.to_string()))
}

async fn line(store: &Store, patient: Patient) -> Result<Option<String>, Problem> {
    let rows = store.facts_of(&patient).await?;
    let Some(facts) = dossier::of_person(&rows)? else { return Ok(None) };
    let who = Who::operator(&patient.authority);
    store.carry_out(Look::new(patient, who, "access.export")).await?;
    Ok(Some(serde_json::to_string(&facts)?))
}
