//! お金の行き先: who bore which part of a month's cost, and what stands on no ledger.

use super::own;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::words::Words;
use engine::Month;
use engine::view::{Certainty, CostView, Figure};

/// Folded away until asked for.
pub fn costs(words: &Words, known: &Known, month: Month) -> Option<Element> {
    let cost = known.money.costs.iter().find(|cost| cost.month == month)?;
    let parts = [
        ("cost.insurer", &cost.insurer),
        ("cost.high_cost", &cost.high_cost),
        ("cost.public", &cost.public),
        ("cost.patient", &cost.patient),
    ];
    let rows = parts.into_iter().map(|(key, figure)| part(words, key, figure, cost));
    let total = el("tr")
        .with(el("th").set("scope", "row").with(words.say("cost.total")))
        .with(el("td.number").with(vec![words.yen(cost.total10.yen)]));
    let body = el("tbody").with(rows.collect::<Vec<Element>>()).with(total);
    let marks = cost.marks.iter().map(|mark| el("p.support").with(words.say(mark)));
    let unsure = (cost.patient.certainty != Certainty::Confirmed)
        .then(|| el("p.support").with(words.say("cost.estimate")));
    Some(
        el("details.card")
            .with(el("summary").with(words.say("cost.title")))
            .with(el("table").with(el("caption.visually-hidden").with(words.say("cost.title"))).with(body))
            .with(unsure)
            .with(marks.collect::<Vec<Element>>()),
    )
}

/// The bar says nothing the amount does not.
fn part(words: &Words, key: &str, figure: &Figure, cost: &CostView) -> Element {
    let bar = el("progress.bar")
        .set("aria-hidden", "true")
        .set("max", cost.total10.yen.amount().to_string())
        .set("value", figure.yen.amount().to_string());
    el("tr")
        .with(el("th").set("scope", "row").with(words.say(key)).with(bar))
        .with(el("td.number").with(vec![words.yen(figure.yen)]))
}

/// Charges of the month that stand on no ledger, and why.
pub fn off_ledger(scene: &Scene<'_>, known: &Known, month: Month) -> Option<Element> {
    let words = scene.words;
    let lines = known.money.off_ledger.iter().filter(|line| line.month == month).map(|line| {
        let parameters = [
            ("day", Node::Text(format::day(words, line.service_day))),
            ("facility", Node::Text(line.facility.name.clone())),
            ("yen", words.yen(line.total10)),
            ("reason", Node::Text(words.say(line.reason))),
        ];
        el("li").with(words.tell("off.line", &parameters)).with(own::about(scene, known, &line.charge))
    });
    let lines: Vec<Element> = lines.collect();
    (!lines.is_empty())
        .then(|| el("section.card").with(el("h2").with(words.say("off.title"))).with(el("ul").with(lines)))
}
