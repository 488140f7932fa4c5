//! What one may apply for, what was begun, what was sent.

use super::{Page, Scene};
use crate::apply::place::Place;
use crate::component::amounts::{day, parameters};
use crate::format;
use crate::node::{Element, Node, el};
use engine::form::{self, Opened};

/// The first page of the flow.
pub fn page(scene: &Scene<'_>) -> Page {
    let words = scene.words;
    let bench = scene.bench;
    let kinds = bench
        .told()
        .zip(bench.day())
        .map(|(told, day)| form::open_kinds(&told.facts, day))
        .unwrap_or_default();
    let begun: Vec<Element> = bench
        .begun
        .iter()
        .map(|begun| {
            let time = Node::Text(format::moment(words, &begun.saved_at));
            let kind = begun.kind.code();
            el("li")
                .with(go(&Place::Tasks(kind.to_owned()), words.name("form.kind", kind)))
                .with(el("span.support").with(words.tell("apply.list.begun_on", &[("time", time)])))
        })
        .collect();
    let sent: Vec<Element> = bench
        .sent
        .iter()
        .enumerate()
        .rev()
        .map(|(place, sent)| {
            let state = el("span.chip").with(words.name("sent.state", &sent.state));
            el("li").with(go(&Place::Sent(place), words.name("form.kind", &sent.form.kind))).with(state)
        })
        .collect();
    let body = vec![
        el("p").with(words.say("apply.list.what")),
        section(words.say("apply.list.begun"), "ul.tasks", begun),
        section(words.say("apply.list.new"), "div", kinds.iter().map(|kind| offered(scene, kind)).collect()),
        section(words.say("apply.list.sent"), "ul.tasks", sent),
    ];
    let above = el("a.back")
        .set("href", crate::route::Route::Procedures.href())
        .with(words.say("apply.back_to_portal"));
    Page::new(words.say("apply.title"), body).above(above)
}

fn section(title: String, list: &'static str, items: Vec<Element>) -> Element {
    let section = el("section");
    if items.is_empty() { section } else { section.with(el("h2").with(title)).with(el(list).with(items)) }
}

/// A kind, with why it fits or why it is not open.
fn offered(scene: &Scene<'_>, kind: &Opened) -> Element {
    let words = scene.words;
    let code = kind.kind.code();
    let why = words.tell(kind.why, &parameters(words, &kind.params));
    let heading = if kind.open {
        el("h3").with(go(&Place::Start(code.to_owned()), words.name("form.kind", code)))
    } else {
        el("h3").with(words.name("form.kind", code))
    };
    let deadline =
        kind.deadline.map(|on| el("p").with(words.tell("notice.deadline", &[("day", day(words, on))])));
    let stake =
        kind.at_stake.map(|yen| el("p").with(words.tell("notice.at_stake", &[("yen", words.yen(yen))])));
    el(if kind.fits { "article.card.notice--new" } else { "article.card" })
        .set("data-kind", code)
        .with(heading)
        .with(el("p").with(why))
        .with(deadline)
        .with(stake)
}

/// A link within the flow.
pub fn go(to: &Place, text: String) -> Element {
    el("a").set("href", to.href()).with(text)
}
