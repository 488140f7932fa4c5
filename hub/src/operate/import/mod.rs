//! Many charges, or many things a municipality decided, from a file: each row exactly as it would have come over HTTP, with its own key.
//! So a file that was interrupted is simply sent in again, and what was recorded is not recorded twice.

mod csv;
mod rows;

use crate::change::{ChangeDocument, ChangedKind, PutChange};
use crate::config::Imported;
use crate::problem::Problem;
use crate::registration::Registration;
use crate::store::{Command, Done, Store, Tx};
use axum::http::StatusCode;
use engine::facts::door;
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Rows on their way together; one commit takes them all.
const GROUP: usize = 256;

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
}

/// Prints each refused row to standard error, and what came of the file to standard output.
pub async fn import(store: &Store, what: Imported, file: &Path, whole: bool) -> Result<(), String> {
    let bytes = std::fs::read(file)
        .map_err(|error| format!("{} cannot be read ({error}); nothing was recorded", file.display()))?;
    let rows = rows::rows(&bytes).map_err(|why| format!("{}: {why}", file.display()))?;
    let came = match what {
        Imported::Charges => take(store, rows, whole, charge).await,
        Imported::Changes(kind) => take(store, rows, whole, |document| change(kind, document)).await,
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
    rows: Vec<rows::Row>,
    whole: bool,
    read: impl Fn(Value) -> Result<C, Problem>,
) -> Result<Came, String> {
    let mut came = Came::default();
    let mut items = Vec::with_capacity(rows.len());
    for rows::Row { place, document } in rows {
        let command = document
            .map_err(|why| Problem::unreadable("", why))
            .and_then(|document| {
                door::no_individual_number(&document).map(|()| document).map_err(Problem::from)
            })
            .and_then(&read);
        match command {
            Ok(command) => items.push(Item { place, command }),
            Err(problem) => {
                came.refused += 1;
                tell(&place, &problem);
            }
        }
    }
    if !whole {
        return one_by_one(store, items, came).await;
    }
    if came.refused > 0 {
        return Err(format!("{} lines are refused, so nothing of the file was recorded", came.refused));
    }
    if items.is_empty() {
        return Ok(came);
    }
    match store.carry_out(WholeFile(items)).await {
        Ok(done) => Ok(done.answer),
        Err(problem) => Err(format!("{}; nothing of the file was recorded", problem.in_full())),
    }
}

async fn one_by_one<C: Command>(store: &Store, items: Vec<Item<C>>, mut came: Came) -> Result<Came, String> {
    let mut progress = Progress::over(items.len());
    let mut items = items.into_iter().peekable();
    while items.peek().is_some() {
        let group = items.by_ref().take(GROUP);
        let sent = group.map(async |Item { place, command }| (place, store.carry_out(command).await));
        let results = join_all(sent).await;
        progress.step(results.len());
        let mut stopped = None;
        for (place, result) in results {
            match result {
                Ok(done) => came.count(&done),
                Err(problem) if problem.status() == StatusCode::SERVICE_UNAVAILABLE => {
                    stopped.get_or_insert((place, problem));
                }
                Err(problem) => {
                    came.refused += 1;
                    tell(&place, &problem);
                }
            }
        }
        if let Some((place, problem)) = stopped {
            return Err(format!(
                "stopped at {place}: {} {} rows are recorded; import the same file again and it goes on from there",
                problem.in_full(),
                came.recorded + came.repeated
            ));
        }
    }
    Ok(came)
}

fn tell(place: &str, problem: &Problem) {
    eprintln!("{place}: {}", problem.in_full());
}

struct Item<C> {
    place: String,
    command: C,
}

/// Every row or none: one transaction.
struct WholeFile<C>(Vec<Item<C>>);

impl<C: Command> Command for WholeFile<C> {
    type Answer = Came;

    fn person(&self) -> &str {
        self.0.first().map_or("", |item| item.command.person())
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<Came, Problem> {
        let mut came = Came::default();
        for Item { place, command } in self.0 {
            let done = tx.once(command).await.map_err(|problem| problem.in_place(&place))?;
            came.count(&done);
        }
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

/// How far it is, on standard error: in place on a terminal, in tenths elsewhere.
struct Progress {
    done: usize,
    all: usize,
    in_place: bool,
}

impl Progress {
    fn over(all: usize) -> Progress {
        Progress { done: 0, all, in_place: std::io::stderr().is_terminal() }
    }

    fn step(&mut self, more: usize) {
        let tenth = |done: usize| done * 10 / self.all.max(1);
        let (before, after) = (self.done, self.done + more);
        self.done = after;
        let mut error = std::io::stderr();
        // A terminal that is gone is no reason to stop.
        drop(if self.in_place {
            let bar = "#".repeat(tenth(after) * 2);
            let end = if after == self.all { "\n" } else { "" };
            write!(error, "\r[{bar:<20}] {after} of {}{end}", self.all)
        } else if tenth(before) < tenth(after) {
            writeln!(error, "{after} of {}", self.all)
        } else {
            Ok(())
        });
    }
}
