//! `apportion`: 世帯内按分.

use super::node::Node;
use crate::apportion::{self, Member, Refused as NoShare};
use crate::facts::door::Refused;
use crate::trace::NoTrace;
use crate::yen::{Cap, Yen};
use serde_json::{Value, json};

/// Answers one worked case: caps as amounts, or as `{"houbetsu": …, "cap": …}`.
pub(super) fn case(case: &Node<'_>) -> Result<Value, Refused> {
    let nodes = case.need("caps")?.list()?;
    let mut members: Vec<(String, Yen)> = Vec::with_capacity(nodes.len());
    for node in &nodes {
        members.push(if node.value.is_object() {
            let scheme = node.need("houbetsu")?.plain()?;
            (scheme, node.need("cap")?.yen()?)
        } else {
            // Which of the two does not change the figure.
            ("54".to_owned(), node.yen()?)
        });
    }
    let asked: Vec<Member<'_>> =
        members.iter().map(|(scheme, cap)| Member { scheme, cap: Cap::At(*cap) }).collect();
    let shares = apportion::household(&asked, &mut NoTrace).map_err(|why| {
        let (index, code) = match why {
            NoShare::NotEligible(index) => (index, "houbetsu.shares_no_cap"),
            NoShare::NoCap(index) => (index, "cap.none"),
        };
        nodes.get(index).map_or_else(|| case.refuse(code), |node| node.refuse(code))
    })?;
    let before: Vec<Yen> = members.iter().map(|(_, cap)| *cap).collect();
    Ok(json!({
        "caps": shares.iter().map(|(share, _)| *share).collect::<Vec<_>>(),
        "largest": before.iter().max(),
        "sum": before.iter().copied().sum::<Yen>(),
        "before": before,
    }))
}
