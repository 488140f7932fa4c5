//! `watch`: months above a threshold in a window; over facts, every watch of the person.

use super::node::Node;
use crate::civil::{Day, Month};
use crate::facts::Facts;
use crate::facts::door::Refused;
use crate::watch::{self, Question, WatchRule, sources, window};
use crate::yen::Yen;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Answers one worked case.
pub(super) fn case(case: &Node<'_>) -> Result<Value, Refused> {
    let totals = totals(case)?;
    let month = |name: &str| case.get(name).map(|node| node.month()).transpose();
    let question = Question {
        application: case.need("application_month")?.month()?,
        onset: month("onset_month")?,
        counted_from: month("counted_from")?,
    };
    let rule = rule(case, question.application)?;
    Ok(json!(window::count(&totals, question, rule)))
}

/// Answers for whole facts on a day.
pub(super) fn facts(facts: &Facts, as_of: Day) -> Value {
    let watches = watch::all(facts, as_of);
    let notices = watch::notices(&watches);
    let mut answer = json!(watches);
    answer["notices"] = json!(notices);
    answer
}

/// The rule of the book, each number of it replaced by the one the case gives.
fn rule(case: &Node<'_>, month: Month) -> Result<WatchRule, Refused> {
    let known = match case.get("kind") {
        None => sources::mild_high_cost(month),
        Some(kind) => match kind.plain()?.as_str() {
            // `month_count` is the kind of the published cases.
            "mild_high_cost" | "month_count" => sources::mild_high_cost(month),
            "high_cost_long_term" => {
                let scheme =
                    case.get("houbetsu").map_or(Ok(sources::NANBYO.to_owned()), |node| node.plain())?;
                sources::high_cost_long_term(&scheme, month)
            }
            _ => return Err(kind.refuse("kind.unknown")),
        },
    };
    let known = known.map(sources::counting);
    let number = |name: &str| case.get(name).map(|node| node.count()).transpose();
    let threshold = case.get("threshold_exclusive").map(|node| node.yen()).transpose()?;
    let no_rule = || case.refuse_field("application_month", "month.no_rule");
    Ok(WatchRule {
        threshold_exclusive: threshold.or(known.map(|rule| rule.threshold_exclusive)).ok_or_else(no_rule)?,
        need: number("need")?.or(known.map(|rule| rule.need)).ok_or_else(no_rule)?,
        window_months: number("window_months")?.or(known.map(|rule| rule.window_months)).unwrap_or(12),
    })
}

fn totals(case: &Node<'_>) -> Result<BTreeMap<Month, Yen>, Refused> {
    let months = case.need("months")?;
    let mut totals: BTreeMap<Month, Yen> = BTreeMap::new();
    for name in months.object()?.keys() {
        let month = Node::root(&Value::String(name.clone()))
            .month()
            .map_err(|refused| months.refuse_field(name, refused.code))?;
        if let Some(total) = months.get(name) {
            *totals.entry(month).or_default() += total.yen()?;
        }
    }
    Ok(totals)
}
