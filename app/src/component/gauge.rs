//! One ledger's month: the answer first, then the amounts, as text and as a bar.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::amounts::{cap, count};
use super::link::link;
use crate::format;
use crate::node::{Element, Node, el};
use crate::route::Route;
use crate::words::Words;
use engine::receipt::note_of;
use engine::view::{Certainty, LedgerView, MonthState, MonthView};
use engine::{Cap, Yen};

/// The block of one ledger on the home page.
pub fn gauge(words: &Words, ledger: &LedgerView) -> Element {
    let scheme = words.scheme(&ledger.scheme, &ledger.name);
    let month = &ledger.this_month;
    let title = ["gauge-", &ledger.id].concat();
    el("section.card")
        .set("aria-labelledby", title.clone())
        .with(el("h2").set("id", title).with(scheme.clone()))
        .with(answer(words, &scheme, month))
        .with(bar(month))
        .with(used(words, month))
        .with(added(words, month))
        .with(reached(words, month))
        .with(el("p.support").with(certain(words, month)))
        .with(
            el("p.links")
                .with(link(Route::Payments(None), words.say("gauge.details")))
                .with(month.remaining.is_some().then(|| because(words, month))),
        )
}

/// The one sentence the person came for, announced once when it changes.
fn answer(words: &Words, scheme: &str, month: &MonthView) -> Element {
    let answer = el("p.answer").set("aria-live", "polite");
    match month.state {
        // A cap for each facility, or for stays and visits apart: what is left is no one amount.
        MonthState::BelowCap | MonthState::NothingYet if month.remaining.is_none() => {
            answer.with(words.say("month.caps_apart"))
        }
        MonthState::BelowCap | MonthState::NothingYet => {
            let big = month.remaining.as_ref().map(|figure| {
                let element = el("data.answer__yen").set("data-yen", figure.yen.amount().to_string());
                words.yen_in(element, figure.yen)
            });
            answer.with(el("span").with(words.say("month.remaining"))).with(big)
        }
        MonthState::Reached => {
            answer.with(words.tell("month.reached", &[("scheme", Node::Text(scheme.to_owned()))]))
        }
        MonthState::NothingToPay => answer.with(words.say("month.cap_zero")),
        MonthState::NoCap => answer.with(words.say("month.no_cap")),
        MonthState::CapUnknown => answer.with(words.say("month.cap_unknown")),
        MonthState::NotValid => answer.with(words.say("month.not_valid")),
    }
}

/// The bar says nothing the text does not.
pub fn bar(month: &MonthView) -> Option<Element> {
    match month.cap {
        Some(Cap::At(cap)) if cap > Yen::ZERO && month.remaining.is_some() => Some(
            el("progress.bar")
                .set("aria-hidden", "true")
                .set("max", cap.amount().to_string())
                .set("value", month.used.yen.amount().to_string()),
        ),
        _ => None,
    }
}

/// How much of the cap is used; nothing where there is nothing to use.
fn used(words: &Words, month: &MonthView) -> Option<Element> {
    let used = ("used", words.yen(month.used.yen));
    let told = match month.cap {
        Some(Cap::At(Yen::ZERO)) => return None,
        Some(Cap::At(_)) if month.remaining.is_some() => {
            words.tell("gauge.used_of_cap", &[used, ("cap", cap(words, month.cap))])
        }
        _ => words.tell("gauge.used", &[used]),
    };
    Some(el("p").set("data-used", month.used.yen.amount().to_string()).with(told))
}

/// The part of it that the person has added from receipts: never silently among what was registered.
pub fn added(words: &Words, month: &MonthView) -> Option<Element> {
    let added = month.added?;
    Some(el("p.added").with(words.tell("receipt.added", &[("yen", words.yen(added))])))
}

fn reached(words: &Words, month: &MonthView) -> Option<Element> {
    let reached = month.reached.as_ref()?;
    let day = Node::Text(format::day(words, reached.day));
    let facility = Node::Text(reached.facility.clone());
    Some(
        el("div")
            .with(el("p").with(words.tell("month.reached_on", &[("day", day), ("facility", facility)])))
            .with(el("p").with(words.say("month.reached_but"))),
    )
}

/// How sure, and on how many registrations it rests; what the person noted was registered by nobody.
pub fn certain(words: &Words, month: &MonthView) -> Vec<Node> {
    let receipts = month.rows.iter().filter(|row| note_of(&row.charge).is_some()).count();
    let number = [("count", count(&(month.rows.len() - receipts)))];
    let mut told = match month.used.certainty {
        _ if month.rows.is_empty() => words.tell("gauge.nothing_yet", &[]),
        Certainty::Confirmed => words.tell("gauge.confirmed", &number),
        Certainty::Expected => words.tell("gauge.expected", &number),
        Certainty::Incomplete => words.tell("gauge.incomplete", &number),
    };
    if receipts > 0 {
        told.append(&mut words.tell("gauge.receipts", &[("count", count(&receipts))]));
    }
    told
}

/// なぜこの金額？ of what remains.
fn because(words: &Words, month: &MonthView) -> Element {
    let remaining = month.remaining.as_ref().map_or(Yen::ZERO, |figure| figure.yen);
    let parameters = [
        ("cap", cap(words, month.cap)),
        ("used", words.yen(month.used.yen)),
        ("remaining", words.yen(remaining)),
    ];
    el("details")
        .with(el("summary").with(words.say("why.ask")))
        .with(el("p").with(words.tell("why.remaining", &parameters)))
}
