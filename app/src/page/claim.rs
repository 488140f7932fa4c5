//! 償還払い: a sheet to print and take along, with every amount the prefecture may pay back.

use super::{Page, Scene};
use crate::command::Order;
use crate::component::amounts::day;
use crate::component::order::order;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::view::{Party, SettlementView};

/// What is on the sheet comes from the registrations; what only the person knows is left blank.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let lines = known.money.settlements.iter();
    let lines: Vec<&SettlementView> = lines.filter(|line| line.owes == Party::Prefecture).collect();
    if lines.is_empty() {
        return Page::new(words, "claim.title", el("p").with(words.say("claim.none")));
    }
    let column = |key: &str| el("th").set("scope", "col").with(words.say(key));
    let head = el("tr")
        .with(column("payments.day"))
        .with(column("payments.facility"))
        .with(column("claim.reason"))
        .with(column("claim.back"));
    let rows: Vec<Element> = lines.iter().map(|line| row(words, line)).collect();
    let blank = |key: &str| el("p.blank").with(words.say(key));
    let time = Node::Text(format::moment(words, &known.told.as_of));
    let body = el("div")
        .with(el("p").with(words.say("claim.text")))
        .with(el("p").with(words.say("claim.bring")))
        .with(el("p").with(words.say("claim.name")).with("　").with(known.view.person.name.clone()))
        .with(numbers(words, known))
        .with(el("div.scroll").with(el("table").with(el("thead").with(head)).with(el("tbody").with(rows))))
        .with(blank("claim.account"))
        .with(blank("claim.signature"))
        .with(el("p.support").with(words.tell("fresh.as_of", &[("time", time)])))
        .with(el("p.buttons").with(order(scene, words.say("payments.print"), Order::Print)));
    Page::new(words, "claim.title", body)
}

fn row(words: &Words, line: &SettlementView) -> Element {
    let named = |key: &str| el("span.column").with(words.say(key));
    el("tr")
        .with(el("td").with(vec![day(words, line.day)]))
        .with(el("th").set("scope", "row").with(line.facility.name.clone()))
        .with(el("td").with(words.name("settle.reason", line.reason)))
        .with(el("td.number").with(named("claim.back")).with(vec![words.yen(line.amount.yen)]))
}

fn numbers(words: &Words, known: &Known) -> Vec<Element> {
    let shown = known.certificates.certificates.iter().map(|view| &view.printed);
    let numbered =
        shown.filter_map(|certificate| Some((certificate, certificate.recipient_number.as_ref()?)));
    numbered
        .map(|(certificate, number)| {
            let name = words.scheme(&certificate.scheme, &certificate.name);
            let label = words.say("item.recipient_number");
            el("p").with([&name, "　", &label, "　", &number.0].concat())
        })
        .collect()
}
