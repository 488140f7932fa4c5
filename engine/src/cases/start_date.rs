//! `start-date`: from when a certificate counts.

use super::node::Node;
use crate::book::Status;
use crate::facts::door::Refused;
use crate::start_date;
use serde_json::{Value, json};

/// Answers one worked case.
pub(super) fn case(case: &Node<'_>) -> Result<Value, Refused> {
    let application = case.need("application")?;
    let unavoidable = case.flag("unavoidable")?;
    let ordinary = match case.get("kind") {
        None => false,
        Some(kind) => match kind.plain()?.as_str() {
            // `start_date` is the kind of the published cases.
            "start_date" | "mild_high_cost" => false,
            "ordinary" => true,
            _ => return Err(kind.refuse("kind.unknown")),
        },
    };
    let (date, last) = if ordinary {
        let scheme = case.get("houbetsu").map_or(Ok("54".to_owned()), |node| node.plain())?;
        let diagnosed = case.need("diagnosed")?.day()?;
        (
            start_date::ordinary(&scheme, diagnosed, application.day()?, unavoidable),
            start_date::last_safe_ordinary(&scheme, diagnosed, unavoidable),
        )
    } else {
        let trigger = case.need("trigger")?.day()?;
        (
            start_date::mild_high_cost(trigger, application.day()?, unavoidable),
            start_date::last_safe_application(trigger, unavoidable),
        )
    };
    let date = date.ok_or_else(|| application.refuse("application.no_rule"))?;
    let mut answer = json!({
        "start": date.start,
        "last_safe_application": last,
        "bound_by": date.bound_by,
    });
    if date.status == Status::Unconfirmed {
        answer["certainty"] = json!(date.status);
    }
    Ok(answer)
}
