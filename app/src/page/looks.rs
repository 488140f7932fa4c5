//! だれが見たか: one line a look: when, which office, what for; and how to ask about it.

use super::{Page, Scene};
use crate::command::Order;
use crate::component::order::order;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::told::{Asked, Look};

/// The access log, the newest first.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let list = match &scene.papers.looks {
        Asked::Waiting => el("p").with(words.say("trouble.loading")),
        Asked::Failed => el("p.warning").set("role", "alert").with(words.say("looks.failed")),
        Asked::There(looks) if looks.is_empty() => el("p").with(words.say("looks.none")),
        Asked::There(looks) => {
            let lines = looks.iter().map(|look| line(scene, known, look));
            el("ol.looks").with(lines.collect::<Vec<Element>>())
        }
    };
    let body = el("div").with(el("p").with(words.say("looks.text"))).with(list).with(
        el("section.card")
            .with(el("h2").with(words.say("looks.ask_title")))
            .with(el("p").with(words.say("looks.ask")))
            .with(el("p.buttons").with(order(scene, words.say("payments.print"), Order::Print))),
    );
    Page::new(words, "looks.title", body)
}

fn line(scene: &Scene<'_>, known: &Known, look: &Look) -> Element {
    let words = scene.words;
    let action = words.find(&look.action).unwrap_or(words.find("access.other").unwrap_or_default());
    let told = |key: &str, name: &'static str, value: String| {
        (!value.is_empty()).then(|| el("p.support").with(words.tell(key, &[(name, Node::Text(value))])))
    };
    let purpose = words.find(&look.purpose).unwrap_or_default().to_owned();
    let refused = look.refused || look.action == "access.refused";
    el("li.card")
        .with(el("p.support").with(format::moment(words, &look.at)))
        .with(el("h2").with(who(scene, known, look)))
        .with(el("p").with(action.to_owned()))
        .with(told("looks.for", "purpose", purpose))
        .with(told("looks.reason", "reason", look.reason.clone()))
        .with(told("looks.officer", "officer", look.officer.clone()))
        .with(refused.then(|| el("p.flag").with(words.say("looks.refused"))))
}

/// The office by its name where one is known, else by its kind and code; a person by their name.
fn who(scene: &Scene<'_>, known: &Known, look: &Look) -> String {
    let words = scene.words;
    let facilities = known.told.facts.charges.iter().map(|charge| &charge.facility);
    let facility = facilities.into_iter().find(|facility| *facility.code == look.actor);
    let person = || scene.papers.people.there()?.iter().find(|one| one.person == look.actor);
    let kind = words.name("role", &look.role);
    let name = match look.role.as_str() {
        "facility" => facility.map(|facility| facility.name.clone()),
        "person" => Some(person().map_or(kind.clone(), |one| one.name.clone())),
        // The hub says whose office it is, in words.
        _ if !look.office.is_empty() => Some(look.office.clone()),
        _ => None,
    };
    name.unwrap_or_else(|| [&kind, " ", &look.actor].concat())
}
