//! `view` and `explain`: whole facts in, what a page shows and why out.

use super::ledger::{self, Case};
use super::node::Node;
use crate::book;
use crate::civil::Day;
use crate::facts::Facts;
use crate::facts::door::Refused;
use crate::ledger::Explanation;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Everything the pages show.
pub(super) fn view(facts: &Facts, as_of: Day) -> Value {
    json!(crate::view::whole(facts, as_of))
}

/// The story of one charge, or of every charge that stands on a ledger.
pub(super) fn explain(facts: &Facts, as_of: Option<Day>, charge: Option<&str>) -> Result<Value, Refused> {
    let explanations: Vec<Explanation> = match charge {
        Some(id) => vec![
            crate::ledger::explain(facts, as_of, id)
                .ok_or_else(|| Refused::new("charge.not_on_a_ledger", "charge", ""))?,
        ],
        None => crate::ledger::all(facts, as_of)
            .charges
            .iter()
            .filter_map(|outcome| crate::ledger::explain(facts, as_of, &outcome.charge))
            .collect(),
    };
    Ok(told(&explanations))
}

/// `explain` of a `ledger` case: its answer, and the story of each of its rows.
pub(super) fn explain_case(case: &Node<'_>) -> Result<Value, Refused> {
    let mut answer = ledger::case(case)?;
    let read = Case::read(case)?;
    let charge = case.get("charge").map(|node| node.text()).transpose()?;
    // A case of the running rule gives amounts and not what they come from: there is no story behind its rows.
    let story = match &charge {
        None if !read.is_whole() => told(&[]),
        Some(_) if !read.is_whole() => return Err(case.refuse("case.has_no_story")),
        _ => explain(&read.facts, None, charge.as_deref())?,
    };
    if let (Some(answer), Value::Object(story)) = (answer.as_object_mut(), story) {
        answer.extend(story);
    }
    Ok(answer)
}

fn told(explanations: &[Explanation]) -> Value {
    let ids: BTreeSet<&str> =
        explanations.iter().flat_map(|story| story.trace.steps.iter().filter_map(|step| step.cite)).collect();
    let citations: Vec<_> = ids.into_iter().filter_map(book::cite).collect();
    json!({ "explanations": explanations, "citations": citations })
}
