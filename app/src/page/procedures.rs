//! 手続き: what may be applied for, until when, and what comes next. Facts and rights, never a nudge to spend more.

mod long;
mod mild;
mod renewal;

use super::{Page, Scene};
use crate::component::amounts::count;
use crate::component::freshness::freshness;
use crate::component::order::apply;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::watch::{MonthCount, WatchedMonth};

pub use renewal::ages;

/// The watches, each with its months, days and next step.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let sections: Vec<Element> = mild::section(scene, known)
        .into_iter()
        .chain(long::sections(scene, known))
        .chain(renewal::sections(scene, known))
        .collect();
    let nothing = sections.is_empty().then(|| el("p").with(words.say("procedures.none")));
    let body = el("div")
        .with(freshness(scene))
        .with(nothing)
        .with(sections)
        .with(el("p.links").with(apply(scene, "procedures.applications", "")))
        .with(el("p.support").with(words.say("procedures.who_decides")));
    Page::new(words, "procedures.title", body)
}

/// The twelve months of a watch: what happened in each, and which of them count.
fn months(words: &Words, caption: &str, counted: &MonthCount, months: &[WatchedMonth]) -> Element {
    let column = |key: &str| el("th").set("scope", "col").with(words.say(key));
    let head = el("tr")
        .with(column("payments.month"))
        .with(column("payments.total10").set("class", "number"))
        .with(column("watch.counts"));
    let rows: Vec<Element> = months.iter().map(|month| row(words, month)).collect();
    let parameters = [("count", count(&counted.count)), ("need", count(&counted.need))];
    el("div")
        .with(
            el("p")
                .set("data-count", counted.count.to_string())
                .with(words.tell("watch.of_need", &parameters)),
        )
        .with(
            el("table.months-table")
                .with(el("caption.visually-hidden").with(words.say(caption)))
                .with(el("thead").with(head))
                .with(el("tbody").with(rows)),
        )
}

fn row(words: &Words, month: &WatchedMonth) -> Element {
    let key = match (month.counted, month.qualifies) {
        (_, true) => "watch.counts.yes",
        (true, false) => "watch.counts.no",
        (false, false) => "watch.counts.cut_off",
    };
    el(if month.qualifies { "tr.yes" } else { "tr" })
        .with(el("th").set("scope", "row").with(format::month(words, month.month)))
        .with(el("td.number").with(vec![words.yen(month.total10)]))
        .with(el("td").with(words.say(key)))
}

/// A day and what it is.
fn line(words: &Words, key: &str, value: Option<Node>) -> Option<Element> {
    value.map(|value| el("div").with(el("dt").with(words.say(key))).with(el("dd").with(vec![value])))
}
