//! The rows of a month, with the columns of the paper form.

use super::own;
use crate::component::link::{about, link, turn};
use crate::component::why::why;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, Nodes, el};
use crate::page::Scene;
use crate::route::Route;
use crate::words::Words;
use engine::view::{MonthView, Party, RowView, SettlementView};
use engine::{Cap, Yen};

/// So many rows stand together: what is out of sight, and what nothing was opened on, is passed over together.
const TOGETHER: usize = 30;

/// One ledger's month as a table.
pub fn table(scene: &Scene<'_>, known: &Known, account: &str, month: &MonthView) -> Element {
    let words = scene.words;
    let column = |key: &str| el("th").set("scope", "col").with(words.say(key));
    let number = |key: &str| el("th.number").set("scope", "col").with(words.say(key));
    let head = el("tr")
        .with(column("payments.day"))
        .with(column("payments.facility"))
        .with(number("payments.total10"))
        .with(number("payments.due"))
        .with(number("payments.cumulative"));
    let cap_at = month.reached.as_ref().zip(month.cap);
    let bodies = month.rows.chunks(TOGETHER).enumerate().map(|(place, rows)| {
        let body = || {
            let row = |row| self::row(scene, known, account, row);
            el("tbody").with(rows.iter().flat_map(row).collect::<Vec<Element>>())
        };
        if rows.iter().any(|row| is_open(scene, account, &row.charge)) {
            return Node::Element(body());
        }
        let name = [account, " ", &month.month.to_string(), " ", &place.to_string()].concat();
        scene.made.part(name, || scene.finished(body()))
    });
    let line = cap_at.and_then(|(_, cap)| cap_line(words, cap));
    el("div.scroll")
        .set("role", "region")
        .set("tabindex", "0")
        .set("aria-label", words.say("payments.table"))
        .with(
            el("table")
                .with(el("thead").with(head))
                .with(bodies.collect::<Vec<Node>>())
                .with(line.map(|line| el("tbody").with(line))),
        )
}

/// The line under a full page: nothing more is due.
fn cap_line(words: &Words, cap: Cap) -> Option<Element> {
    let Cap::At(cap) = cap else { return None };
    let text = words.tell("payments.cap_line", &[("cap", words.yen(cap))]);
    Some(el("tr.cap-line").with(el("td").set("colspan", "5").with(text)))
}

/// Under which name the reason of a row is opened.
fn reason(account: &str, charge: &str) -> String {
    ["why:", account, ":", charge].concat()
}

/// Is anything open on this row?
fn is_open(scene: &Scene<'_>, account: &str, charge: &str) -> bool {
    scene.desk.is_open(&reason(account, charge)) || own::is_open(scene, charge)
}

/// A row, and below it what there is to settle and why the amount is what it is.
fn row(scene: &Scene<'_>, known: &Known, account: &str, row: &RowView) -> Vec<Element> {
    let words = scene.words;
    let name = reason(account, &row.charge);
    let open = scene.desk.is_open(&name);
    // On a phone the columns stand below each other, each with its name.
    let cell = |class: &'static str, key: &str, amount: Option<Yen>| {
        let amount = amount.map(|amount| vec![words.yen(amount)]).unwrap_or_default();
        el(class).with(el("span.column").with(words.say(key))).with(amount)
    };
    let facility = el("th")
        .set("scope", "row")
        .with(row.facility.clone())
        .with(turn(words.say("why.ask"), &name, open).with(about(&of_which(words, row))));
    let main = el("tr")
        .set("data-charge", row.charge.clone())
        .with(el("td").with(format::day(words, row.day)))
        .with(facility)
        .with(cell("td.number", "payments.total10", Some(row.total10)))
        .with(
            cell("td.number.due", "payments.due", Some(row.due))
                .set("data-due", row.due.amount().to_string()),
        )
        .with(cell("td.number", "payments.cumulative", row.cumulative));
    let settlements = &known.money.settlements;
    let settlement = settlements.iter().find(|line| line.charge == row.charge && line.ledger == account);
    let marks = row.marks.iter().map(|mark| el("p.support").with(words.say(mark)));
    let below = [
        settlement.map(|line| settle(words, line)),
        meal(words, row),
        open.then(|| why(scene, known, &row.charge, &of_which(words, row))).flatten(),
    ];
    let own = own::about(scene, known, &row.charge);
    let below: Vec<Element> = below.into_iter().flatten().chain(marks).chain(own).collect();
    let below = (!below.is_empty())
        .then(|| el("tr.below").with(el("td").set("colspan", "5").with(Nodes::from(below).0)));
    [Some(main), below].into_iter().flatten().collect()
}

/// For those who hear the button out of its row: which one it is of.
fn of_which(words: &Words, row: &RowView) -> String {
    [&format::day(words, row.day), " ", &row.facility].concat()
}

/// 払いすぎの可能性: what was taken, what was due, who settles it and how.
fn settle(words: &Words, line: &SettlementView) -> Element {
    let key = if line.to == Party::Patient { "settle.over" } else { "settle.under" };
    let figures = line.collected.zip(line.due).map(|(collected, due)| {
        let parameters = [("collected", words.yen(collected)), ("due", words.yen(due))];
        el("p").with(words.tell("settle.figures", &parameters))
    });
    let facility = [("facility", Node::Text(line.facility.name.clone()))];
    let claim = (line.owes == Party::Prefecture).then(|| link(Route::Claim, words.say("claim.title")));
    el("div.settle")
        .with(el("p.flag").with(words.tell(key, &[("yen", words.yen(line.amount.yen))])))
        .with(figures)
        .with(el("p").with(words.name("settle.reason", line.reason)))
        .with(el("p").with(words.tell(line.advice, &facility)))
        .with(claim)
}

/// 入院の食事: paid besides, outside the cap.
fn meal(words: &Words, row: &RowView) -> Option<Element> {
    let meal = row.meal.as_ref()?;
    let yen = meal.patient.unwrap_or(meal.charged);
    Some(el("p.support").with(words.tell("payments.meal", &[("yen", words.yen(yen))])))
}
