//! 支払い: the electronic 上限額管理票 of a month.

mod costs;
mod history;
mod own;
mod rows;

use super::{Page, Scene};
use crate::command::Order;
use crate::component::amounts::cap;
use crate::component::freshness::freshness;
use crate::component::gauge::{added, certain};
use crate::component::link::link;
use crate::component::order::order;
use crate::component::paper;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::route::Route;
use crate::save::Sheet;
use crate::words::Words;
use engine::Month;
use engine::view::{LedgerView, MonthView};

/// One month of every ledger.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known, month: Option<Month>) -> Page {
    let words = scene.words;
    let this = known.day.month();
    let month = month.unwrap_or(this);
    let ledgers = &known.view.ledgers;
    let tables: Vec<Element> = ledgers.iter().map(|ledger| table(scene, known, ledger, month)).collect();
    let history: Vec<Element> = ledgers.iter().filter_map(|ledger| history::history(words, ledger)).collect();
    let body = el("div")
        .with(freshness(scene))
        .with(own::done(scene))
        .with(steps(words, month, this))
        .with(paper::head(words, known, Some("payments.sheet")))
        .with(tables)
        .with((month == this).then(|| not_reported(words, known)).flatten())
        .with(costs::off_ledger(scene, known, month))
        .with(costs::costs(words, known, month))
        .with(history)
        .with(
            el("p.links")
                .with(link(Route::WhatIf, words.say("what_if.title")))
                .with(link(Route::Claim, words.say("claim.title"))),
        )
        .with(
            el("p.buttons")
                .with(
                    order(scene, words.say("receipt.title"), Order::WriteReceipt(String::new()))
                        .set("id", "add-receipt"),
                )
                .with(order(scene, words.say("payments.print"), Order::Print))
                .with(order(scene, words.say("payments.csv"), Order::Save(Sheet::Rows)))
                .with(order(scene, words.say("payments.json"), Order::Save(Sheet::Facts))),
        );
    Page::new(words, "payments.title", body)
}

fn steps(words: &Words, month: Month, last: Month) -> Element {
    let text = |sign: [&str; 2], month| [sign[0], &format::month(words, month), sign[1]].concat();
    let earlier = month.plus(-1);
    let later = (month < last).then(|| month.plus(1));
    el("nav.months")
        .set("aria-label", words.say("payments.months"))
        .with(link(Route::Payments(Some(earlier)), text(["‹ ", ""], earlier)))
        .with(el("strong").with(format::month(words, month)))
        .with(later.map(|later| link(Route::Payments(Some(later)), text(["", " ›"], later))))
}

fn table(scene: &Scene<'_>, known: &Known, ledger: &LedgerView, month: Month) -> Element {
    let words = scene.words;
    let card = el("section.card").with(el("h2").with(words.scheme(&ledger.scheme, &ledger.name)));
    let Some(shown) = ledger.months.iter().find(|shown| shown.month == month) else {
        let month = Node::Text(format::month(words, month));
        return card.with(el("p").with(words.tell("payments.none", &[("month", month)])));
    };
    if shown.rows.is_empty() {
        return card
            .with(el("p").with(summary(words, shown)))
            .with(el("p").with(words.say("gauge.nothing_yet")));
    }
    card.with(el("p").with(summary(words, shown)))
        .with(added(words, shown))
        .with(el("p.support").with(certain(words, shown)))
        .with(rows::table(scene, known, &ledger.id, shown))
}

/// 上限・使った・残り
fn summary(words: &Words, month: &MonthView) -> Vec<Node> {
    let used = ("used", words.yen(month.used.yen));
    match &month.remaining {
        Some(remaining) => {
            let parameters = [used, ("cap", cap(words, month.cap)), ("remaining", words.yen(remaining.yen))];
            words.tell("payments.summary", &parameters)
        }
        None => words.tell("gauge.used", &[used]),
    }
}

/// まだ届いていない: who charges every month and has not yet.
fn not_reported(words: &Words, known: &Known) -> Option<Element> {
    let gaps = &known.news.watches.reporting_gaps;
    let names = gaps.iter().map(|gap| el("li").with(gap.facility.name.clone()));
    (!gaps.is_empty()).then(|| {
        el("section.card.missing")
            .with(el("h2").with(words.say("payments.missing")))
            .with(el("ul").with(names.collect::<Vec<Element>>()))
            .with(el("p.support").with(words.say("payments.missing.more")))
    })
}
