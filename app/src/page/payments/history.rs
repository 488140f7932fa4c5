//! 月ごとの動き: the months of a ledger as a table whose last column is also a picture.

use crate::component::amounts::cap;
use crate::component::gauge::bar;
use crate::component::link::link;
use crate::format;
use crate::node::{Element, el};
use crate::route::Route;
use crate::words::Words;
use engine::view::{LedgerView, MonthView};

/// Folded away until asked for; nothing when there is only one month.
pub fn history(words: &Words, ledger: &LedgerView) -> Option<Element> {
    if ledger.months.len() < 2 {
        return None;
    }
    let column = |key: &str| el("th").set("scope", "col").with(words.say(key));
    let head = el("tr")
        .with(column("payments.month"))
        .with(column("payments.cap"))
        .with(column("payments.used"))
        .with(column("payments.total10"));
    let rows: Vec<Element> = ledger.months.iter().map(|month| row(words, month)).collect();
    let name = [&words.scheme(&ledger.scheme, &ledger.name), "：", &words.say("payments.history")].concat();
    let table = el("table")
        .with(el("caption.visually-hidden").with(name.clone()))
        .with(el("thead").with(head))
        .with(el("tbody").with(rows));
    Some(
        el("details.card.history").with(el("summary").with(name)).with(
            el("div.scroll")
                .set("tabindex", "0")
                .set("role", "region")
                .set("aria-label", words.say("payments.history"))
                .with(table),
        ),
    )
}

fn row(words: &Words, month: &MonthView) -> Element {
    let named = |key: &str| el("span.column").with(words.say(key));
    let to = link(Route::Payments(Some(month.month)), format::month(words, month.month));
    el("tr")
        .with(el("th").set("scope", "row").with(to).with(bar(month)))
        .with(el("td.number").with(named("payments.cap")).with(vec![cap(words, month.cap)]))
        .with(el("td.number").with(named("payments.used")).with(vec![words.yen(month.used.yen)]))
        .with(el("td.number").with(named("payments.total10")).with(vec![words.yen(month.total10.yen)]))
}
