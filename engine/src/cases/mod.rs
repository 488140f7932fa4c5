//! Worked cases on the command line: the compact forms of the published examples, and whole facts.
//!
//! Text in, JSON out; reading and writing streams is the program's. Every refusal is one [`Refused`] that names the field.

mod apportion;
mod date;
mod kubun;
mod ledger;
mod node;
mod person;
mod split;
mod start_date;
mod watch;
mod width;

use crate::civil::Day;
use crate::facts::Facts;
use crate::facts::door::{self, Refused};
use node::Node;
use serde_json::{Value, json};

/// What a command answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// One JSON document.
    pub document: Value,
    /// `false`: the input was bad and the document is an error.
    pub good: bool,
}

/// Answers one command. `document` is the whole standard input, `as_of` the option of that name.
///
/// A list of cases (`{"cases": [ … ]}`) is answered by `{"results": [ … ]}` in the same order; a bad case in it has its own `error`
/// there and leaves the others alone.
pub fn answer(command: &str, document: &str, as_of: Option<&str>) -> Answer {
    match try_answer(command, document, as_of) {
        Ok(document) => Answer { document, good: true },
        Err(refused) => Answer { document: json!({ "error": refused }), good: false },
    }
}

fn try_answer(command: &str, document: &str, as_of: Option<&str>) -> Result<Value, Refused> {
    let command = Command::named(command)?;
    let as_of = as_of
        .map(|text| text.parse::<Day>().map_err(|code| Refused::new(code, "--as-of", "")))
        .transpose()?;
    let value: Value = door::read(document.trim_start_matches('\u{feff}'))?;
    let root = Node::root(&value);
    let Some(cases) = root.get("cases") else { return command.run(&root, as_of) };
    let results: Vec<Value> = cases
        .list()?
        .iter()
        .map(|case| match command.run(&Node::root(case.value), as_of) {
            Ok(result) => result,
            Err(refused) => json!({ "error": refused }),
        })
        .collect();
    Ok(json!({ "results": results }))
}

/// The commands.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Command {
    Ledger,
    Split,
    Watch,
    Apportion,
    StartDate,
    View,
    Explain,
}

impl Command {
    fn named(name: &str) -> Result<Self, Refused> {
        match name {
            "ledger" => Ok(Command::Ledger),
            "split" => Ok(Command::Split),
            "watch" => Ok(Command::Watch),
            "apportion" => Ok(Command::Apportion),
            "start-date" => Ok(Command::StartDate),
            "view" => Ok(Command::View),
            "explain" => Ok(Command::Explain),
            _ => Err(Refused::new("command.unknown", "command", "")),
        }
    }

    fn run(self, case: &Node<'_>, as_of: Option<Day>) -> Result<Value, Refused> {
        case.object()?;
        if let Some(facts) = case.get("facts") {
            let as_of = match case.get("as_of") {
                Some(node) => Some(node.day()?),
                None => as_of,
            };
            return self.over_facts(case, &read_facts(&facts)?, as_of);
        }
        match self {
            Command::Ledger => ledger::case(case),
            Command::Split => split::case(case),
            Command::Watch => watch::case(case),
            Command::Apportion => apportion::case(case),
            Command::StartDate => start_date::case(case),
            Command::Explain => person::explain_case(case),
            Command::View => Err(case.refuse_field("facts", "facts.missing")),
        }
    }

    fn over_facts(self, case: &Node<'_>, facts: &Facts, as_of: Option<Day>) -> Result<Value, Refused> {
        let day = as_of.ok_or_else(|| Refused::new("as_of.missing", "as_of", ""));
        match self {
            Command::Ledger => Ok(json!(crate::ledger::all(facts, as_of))),
            Command::Watch => Ok(watch::facts(facts, day?)),
            Command::Split => Ok(json!({ "months": crate::split::all(facts, as_of) })),
            Command::Apportion | Command::StartDate => {
                Err(Refused::new("facts.not_for_this_command", "facts", ""))
            }
            Command::View => Ok(person::view(facts, day?)),
            Command::Explain => {
                let charge = case.get("charge").map(|node| node.text()).transpose()?;
                person::explain(facts, as_of, charge.as_deref())
            }
        }
    }
}

/// Facts out of a document that has come through the door already.
fn read_facts(node: &Node<'_>) -> Result<Facts, Refused> {
    door::read_value(node.value, node.path())
}
