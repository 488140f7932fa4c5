//! もしも: visits somebody thinks of, on top of what is registered. Worked out here, kept nowhere, sent nowhere.

use super::{Page, Scene};
use crate::action::Do;
use crate::component::freshness::freshness;
use crate::component::link::quiet;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::Yen;
use engine::facts::{Charge, Source};
use engine::view::{LedgerView, RowView, View};
use engine::what_if::{Planned, view_of};

/// So many of the places a person went to are offered, the latest first.
const OFFERED: usize = 6;

/// What would be due if a visit like one of the last ones came again.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let offered = offered(known);
    if offered.is_empty() {
        return Page::new(words, "what_if.title", el("p").with(words.say("what_if.nothing")));
    }
    let buttons = offered.iter().map(|charge| offer(words, charge));
    let planned = planned_visits(known, &scene.desk.plan);
    let view = view_of(&known.told.facts, &planned, known.day);
    let body = el("div")
        .with(freshness(scene))
        .with(el("p").with(words.say("what_if.text")))
        .with(el("p.support").with(words.say("what_if.stays_here")))
        .with(el("div.options").with(buttons.collect::<Vec<Element>>()))
        .with((!planned.is_empty()).then(|| quiet(words.say("what_if.clear"), Do::ClearPlan)))
        .with(outcome(words, known, &view, planned.is_empty()));
    Page::new(words, "what_if.title", body)
}

/// The latest charge of each facility.
fn offered(known: &Known) -> Vec<&Charge> {
    let rows = known.view.ledgers.iter().flat_map(|ledger| &ledger.months).flat_map(|month| &month.rows);
    let mut rows: Vec<&RowView> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.day));
    let mut offered: Vec<&Charge> = Vec::new();
    for charge in rows.into_iter().filter_map(|row| charge(known, &row.charge)) {
        let known_already = offered.iter().any(|other| other.facility.code == charge.facility.code);
        if !known_already && offered.len() < OFFERED {
            offered.push(charge);
        }
    }
    offered
}

fn charge<'a>(known: &'a Known, id: &str) -> Option<&'a Charge> {
    known.told.facts.charges.iter().find(|charge| charge.id == id)
}

fn offer(words: &Words, charge: &Charge) -> Element {
    let parameters =
        [("facility", Node::Text(charge.facility.name.clone())), ("yen", words.yen(charge.total10))];
    el("button.button.button--quiet")
        .set("type", "button")
        .on(Do::Plan(charge.id.clone()))
        .with(words.tell("what_if.add", &parameters))
}

/// The same again, today.
pub fn planned_visits(known: &Known, plan: &[String]) -> Vec<Planned> {
    let charges = plan.iter().filter_map(|id| charge(known, id));
    let visits = charges.map(|charge| Planned {
        facility: charge.facility.clone(),
        day: known.day,
        total10: charge.total10,
        insurance_rate: charge.insurance_rate,
        certificates: charge.certificates.clone(),
    });
    visits.collect()
}

/// Each ledger as it would be, beside what it is.
fn outcome(words: &Words, known: &Known, view: &View, nothing: bool) -> Vec<Element> {
    if nothing {
        return Vec::new();
    }
    view.ledgers.iter().map(|ledger| ledger_then(words, known, ledger)).collect()
}

fn ledger_then(words: &Words, known: &Known, then: &LedgerView) -> Element {
    let now = known.view.ledgers.iter().find(|ledger| ledger.id == then.id);
    let rows = then.this_month.rows.iter().filter(|row| row.source == Source::Planned);
    let rows: Vec<Element> = rows.map(|row| visit(words, row)).collect();
    let used = |key: &str, ledger: Option<&LedgerView>| {
        let yen = ledger.map_or(Yen::ZERO, |ledger| ledger.this_month.used.yen);
        el("div").with(el("dt").with(words.say(key))).with(el("dd").with(vec![words.yen(yen)]))
    };
    let remaining = then.this_month.remaining.as_ref().map(|figure| {
        el("div")
            .with(el("dt").with(words.say("what_if.remaining")))
            .with(el("dd").with(vec![words.yen(figure.yen)]))
    });
    el("section.card")
        .set("data-what-if", then.id.clone())
        .set("aria-live", "polite")
        .with(el("h2").with(words.scheme(&then.scheme, &then.name)))
        .with(el("ul").with(rows))
        .with(
            el("dl.facts")
                .with(used("what_if.used_now", now))
                .with(used("what_if.used_then", Some(then)))
                .with(remaining),
        )
        .with(el("p.support").with(words.say("what_if.expected")))
}

fn visit(words: &Words, row: &RowView) -> Element {
    let parameters = [
        ("facility", Node::Text(row.facility.clone())),
        ("day", Node::Text(format::day(words, row.day))),
        ("yen", words.yen(row.due)),
    ];
    el("li").with(words.tell("what_if.visit", &parameters))
}
