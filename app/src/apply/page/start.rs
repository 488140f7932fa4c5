//! What a kind of application is, who decides, how long it takes, what one needs and what one does not need.

use super::list::go;
use super::{Page, Scene};
use crate::action::Do;
use crate::apply::act::Act;
use crate::apply::place::Place;
use crate::component::amounts::{day, parameters};
use crate::component::link::quiet;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::book::Status;
use engine::form::{FormView, Kind, Need, PaperView};

/// The start page of a kind.
pub fn page(scene: &Scene<'_>, kind: Kind) -> Page {
    let words = scene.words;
    let code = kind.code().to_owned();
    let title = words.name("form.kind", &code);
    let above = go(&Place::List, words.say("apply.title")).set("class", "back");
    let Some(view) = scene.bench.untouched(kind) else { return Page::new(title, el("p")).above(above) };
    let opened = &view.opened;
    let why = el("p.answer").with(words.tell(opened.why, &parameters(words, &opened.params)));
    let deadline =
        opened.deadline.map(|on| el("p").with(words.tell("notice.deadline", &[("day", day(words, on))])));
    let mut body = vec![el("p").with(words.name("form.about", &code)), el("div").with(why).with(deadline)];
    let sent = scene.bench.sent.iter().rposition(|sent| sent.form.kind == code && sent.status.open);
    let drafted = scene.bench.draft.as_ref().is_some_and(|draft| draft.kind == kind);
    // Months of 償還払い and changes may follow each other; of everything else the hub takes one at a time.
    let several = matches!(kind, Kind::Refund | Kind::Change);
    if let Some(sent) = sent.filter(|_| !drafted) {
        body.push(
            el("div.live")
                .with(el("p").with(words.say("apply.start.already")))
                .with(el("p").with(go(&Place::Sent(sent), words.say("apply.start.look"))))
                .with(
                    several.then(|| {
                        el("p").with(quiet(words.say("apply.start.another"), Do::Apply(Act::Another)))
                    }),
                ),
        );
    } else if opened.open || drafted {
        let key = if drafted { "apply.go_on" } else { "apply.start" };
        let to = if drafted { Place::Tasks(code.clone()) } else { Place::Known(code.clone()) };
        body.push(el("p.onward").with(go(&to, words.say(key)).set("class", "button").set("id", "start")));
    }
    body.push(facts(words, &view));
    body.extend(papers(words, &view.papers));
    body.push(el("p.support").with(words.say("apply.start.paper")));
    Page::new(title, body).above(above)
}

fn facts(words: &Words, view: &FormView) -> Element {
    let who = [("who", Node::Text(words.say(view.decides)))];
    el("section.card")
        .with(el("h2").with(words.say("apply.start.who")))
        .with(el("p").with(words.tell("apply.start.who_text", &who)))
        .with(el("h2").with(words.say("apply.start.how_long")))
        .with(el("p").with(words.say("apply.start.how_long_text")))
}

/// Papers in three groups: needed, looked up by the authority, not needed.
pub fn papers(words: &Words, papers: &[PaperView]) -> Vec<Element> {
    let group = |need: Need, title: &str| {
        let of: Vec<&PaperView> = papers.iter().filter(|paper| paper.need == need).collect();
        if of.is_empty() && need != Need::Needed {
            return None;
        }
        let rows: Vec<Element> = of.iter().map(|paper| row(words, paper)).collect();
        let nothing = rows.is_empty().then(|| el("p").with(words.say("apply.start.nothing_needed")));
        let unsure = of.iter().any(|paper| paper.status == Status::Unconfirmed && need != Need::Needed);
        let unsure = unsure.then(|| el("p.support").with(words.say("apply.start.unsure")));
        let list = if rows.is_empty() { None } else { Some(el("ul.needs").with(rows)) };
        Some(el("section.card").with(el("h2").with(words.say(title))).with(nothing).with(list).with(unsure))
    };
    [
        group(Need::Needed, "apply.start.needed"),
        group(Need::Omitted, "apply.start.omitted"),
        group(Need::NotNeeded, "apply.start.not_needed"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(words: &Words, paper: &PaperView) -> Element {
    el("li")
        .set("data-paper", paper.key)
        .with(el("b").with(words.name("form.paper", paper.key)))
        .with(el("br"))
        .with(words.name("form.paper_reason", paper.reason))
}
