//! Many charges, or many things a municipality decided, from a file: each row exactly as it would have come over HTTP, with its own key.
//! So a file that was interrupted is simply sent in again, and what was recorded is not recorded twice. The file is read as it is needed: it may be
//! larger than the memory.

mod csv;
mod letters;
mod progress;
mod rows;

use crate::change::{ChangeDocument, ChangedKind, PutChange};
use crate::config::Imported;
use crate::problem::Problem;
use crate::registration::Registration;
use crate::store::{Command, Done, Store, Tx};
use axum::http::StatusCode;
use engine::facts::door;
use progress::Progress;
use rows::{Row, Surveyed};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::Path;

/// Rows on their way together: while one commit takes some, the next are in line.
const TOGETHER: usize = 512;

/// What became of the rows.
#[derive(Default, Serialize, Deserialize)]
struct Came {
    recorded: usize,
    /// The same row had been recorded before.
    repeated: usize,
    refused: usize,
}

impl Came {
    fn count<A>(&mut self, done: &Done<A>) {
        if done.repeated {
            self.repeated += 1;
        } else {
            self.recorded += 1;
        }
    }

    fn refuse(&mut self, place: &str, problem: &Problem) {
        self.refused += 1;
        eprintln!("{place}: {}", problem.in_full());
    }
}

/// Prints each refused row to standard error, and what came of the file to standard output.
pub async fn import(store: &Store, what: Imported, file: &Path, whole: bool) -> Result<(), String> {
    let surveyed = rows::survey(file)?;
    let came = match what {
        Imported::Charges => take(store, surveyed, whole, charge).await,
        Imported::Changes(kind) => take(store, surveyed, whole, move |document| change(kind, document)).await,
    }?;
    println!("recorded {}, there before {}, refused {}", came.recorded, came.repeated, came.refused);
    if came.refused > 0 {
        return Err("the refused lines are named above and nothing of them was recorded; \
                    put them right and import the file again"
            .to_owned());
    }
    Ok(())
}

async fn take<C: Command>(
    store: &Store,
    surveyed: Surveyed,
    whole: bool,
    read: impl Fn(Value) -> Result<C, Problem> + Clone + Send + Sync + 'static,
) -> Result<Came, String> {
    if !whole {
        return one_by_one(store, &surveyed, read).await;
    }
    // Every refusal that the file alone gives reason for is told, not the first.
    let nothing = |why: String| format!("{why}; nothing of the file was recorded");
    let mut came = Came::default();
    let mut next = surveyed.rows().map_err(nothing)?;
    while let Some(row) = next().map_err(nothing)? {
        if let Err(problem) = command(row.document, &read) {
            came.refuse(&row.place, &problem);
        }
    }
    if came.refused > 0 {
        return Err(format!("{} lines are refused, so nothing of the file was recorded", came.refused));
    }
    match store.carry_out(WholeFile { line: String::new(), surveyed, read }).await {
        Ok(done) => Ok(done.answer),
        Err(problem) => Err(nothing(problem.in_full())),
    }
}

/// The row as what it asks for.
fn command<C>(
    document: Result<Value, String>,
    read: &impl Fn(Value) -> Result<C, Problem>,
) -> Result<C, Problem> {
    let document = document.map_err(|why| Problem::unreadable("", why))?;
    door::no_individual_number(&document)?;
    read(document)
}

async fn one_by_one<C: Command>(
    store: &Store,
    surveyed: &Surveyed,
    read: impl Fn(Value) -> Result<C, Problem>,
) -> Result<Came, String> {
    let mut came = Came::default();
    let mut progress = Progress::over(surveyed.rows);
    let mut next = surveyed.rows()?;
    let mut under_way = VecDeque::new();
    let mut stopped = None;
    loop {
        while stopped.is_none() && under_way.len() < TOGETHER {
            match next() {
                Ok(None) => break,
                Ok(Some(Row { place, document })) => match command(document, &read) {
                    Ok(command) => under_way.push_back((place, store.put_in_line(command))),
                    Err(problem) => {
                        came.refuse(&place, &problem);
                        progress.step();
                    }
                },
                Err(why) => stopped = Some(why),
            }
        }
        let Some((place, answer)) = under_way.pop_front() else { break };
        match answer.await {
            Ok(done) => came.count(&done),
            Err(problem) if problem.status() == StatusCode::SERVICE_UNAVAILABLE => {
                stopped.get_or_insert_with(|| format!("{place}: {}", problem.in_full()));
            }
            Err(problem) => came.refuse(&place, &problem),
        }
        progress.step();
    }
    progress.end();
    match stopped {
        None => Ok(came),
        Some(why) => Err(format!(
            "stopped at {why} {} rows are recorded; import the same file again and it goes on from there",
            came.recorded + came.repeated
        )),
    }
}

/// Every row or none: one transaction.
#[derive(Clone)]
struct WholeFile<F> {
    /// In which line it waits.
    line: String,
    surveyed: Surveyed,
    read: F,
}

impl<C: Command, F: Fn(Value) -> Result<C, Problem> + Clone + Send + Sync + 'static> Command
    for WholeFile<F>
{
    type Answer = Came;

    fn person(&self) -> &str {
        // About many: the transaction holds each as it comes to them.
        &self.line
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Came, Problem> {
        let mut came = Came::default();
        let mut progress = Progress::over(self.surveyed.rows);
        let unreadable = |why: String| Problem::unreadable("", why);
        let mut next = self.surveyed.rows().map_err(unreadable)?;
        while let Some(Row { place, document }) = next().map_err(unreadable)? {
            let in_place = |problem: Problem| problem.in_place(&place);
            let command = command(document, &self.read).map_err(in_place)?;
            came.count(&tx.once(command).await.map_err(in_place)?);
            progress.step();
        }
        progress.end();
        Ok(came)
    }
}

/// A charge event: the document of the API with its `id`, and the earlier charge it `corrects` or `cancels`.
fn charge(mut document: Value) -> Result<Registration, Problem> {
    let id = field(&mut document, "id")?;
    let facility = document["facility"]["code"].as_str().map(str::to_owned);
    let facility = facility.ok_or_else(|| Problem::unreadable("facility.code", "missing"))?;
    if let Ok(earlier) = field(&mut document, "cancels") {
        let document = json!({ "patient": field(&mut document, "patient")? });
        return Registration::cancel(&facility, &earlier, &id, document);
    }
    match field(&mut document, "corrects") {
        Ok(earlier) => Registration::correct(&facility, &earlier, &id, document),
        Err(_) => Registration::register(&facility, &id, document),
    }
}

/// What a municipality decided: the document of the API with `municipality`, `person` and, of what a person may have several, `id`.
fn change(kind: ChangedKind, mut document: Value) -> Result<PutChange, Problem> {
    let municipality = field(&mut document, "municipality")?;
    let person = field(&mut document, "person")?;
    let id = match kind {
        ChangedKind::Person => person.clone(),
        ChangedKind::Household => "household".to_owned(),
        ChangedKind::Certificate | ChangedKind::Registration | ChangedKind::Mandate => {
            field(&mut document, "id")?
        }
    };
    let document: ChangeDocument = door::read_value(&document, "")?;
    PutChange::new(municipality, person, kind, &id, document)
}

/// Takes a text out of a document.
fn field(document: &mut Value, name: &str) -> Result<String, Problem> {
    match document.as_object_mut().and_then(|fields| fields.remove(name)) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(Problem::unreadable(name, "missing, or no text")),
    }
}
