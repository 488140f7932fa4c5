//! 券面のすべて: every statutory item and every line of the face, verbatim and in order.

use super::{fact, period};
use crate::component::amounts::{cap, day, rate};
use crate::component::link::turn;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::words::Words;
use engine::facts::{Certificate, Traits};

/// What stands on a certificate. The disease is shown only when asked.
pub fn everything(scene: &Scene<'_>, certificate: &Certificate) -> Element {
    let words = scene.words;
    let text = |text: &str| vec![Node::Text(text.to_owned())];
    let some = |key: &str, value: Option<Vec<Node>>| value.map(|value| fact(words, key, value));
    let class =
        certificate.income_class.as_ref().map(|class| text(&words.name("income_class", class.code())));
    let way = certificate.reimbursement.as_ref().map(|way| text(&words.name("reimbursement", way.code())));
    let caps = certificate.caps.iter().map(|entry| {
        let parameters = [("day", day(words, entry.from)), ("cap", cap(words, Some(entry.cap)))];
        el("div").with(words.tell("item.cap_from", &parameters))
    });
    let caps: Vec<Node> = caps.map(Node::Element).collect();
    let list = el("dl.facts")
        .with(some("item.name", (!certificate.name.is_empty()).then(|| text(&certificate.name))))
        .with(fact(words, "item.valid", vec![period(words, certificate)]))
        .with(fact(words, "item.caps", caps))
        .with(some("item.rate", certificate.rate.map(|share| vec![rate(share)])))
        .with(some("item.income_class", class))
        .with(some("item.reimbursement", way))
        .with(some("item.decided_on", certificate.decided_on.map(|on| vec![day(words, on)])))
        .with(some("item.traits", traits(words, &certificate.traits)))
        .with(some("item.facilities", facilities(&certificate.facilities)))
        .with(some("item.conditions", certificate.additional_conditions.as_deref().map(text)));
    el("div")
        .with(list)
        .with(disease(scene, certificate))
        .with((!certificate.face.is_empty()).then(|| printed(scene, certificate)))
}

/// Digits in groups, so that they can be read out.
pub fn digits(number: &str) -> Node {
    Node::Element(el("span.digits").with(number))
}

fn facilities(codes: &[String]) -> Option<Vec<Node>> {
    (!codes.is_empty()).then(|| vec![Node::Text(codes.join(" "))])
}

/// The boxes that are ticked.
fn traits(words: &Words, traits: &Traits) -> Option<Vec<Node>> {
    let ticked = [
        (traits.ventilator, "trait.ventilator"),
        (traits.high_cost_long_term, "trait.high_cost_long_term"),
        (traits.severe, "trait.severe"),
        (traits.severe_and_continuing, "trait.severe_and_continuing"),
        (traits.haemophilia, "trait.haemophilia"),
        (traits.mild_high_cost, "trait.mild_high_cost"),
    ];
    let ticked: Vec<String> =
        ticked.into_iter().filter(|(ticked, _)| *ticked).map(|(_, key)| words.say(key)).collect();
    (!ticked.is_empty()).then(|| vec![Node::Text(words.join(&ticked))])
}

/// 病名: behind a button, because others may look over a shoulder.
fn disease(scene: &Scene<'_>, certificate: &Certificate) -> Option<Element> {
    let words = scene.words;
    if certificate.diseases.is_empty() {
        return None;
    }
    let name = ["disease:", &certificate.id].concat();
    let open = scene.desk.is_open(&name);
    let key = if open { "item.hide_disease" } else { "item.show_disease" };
    let diseases = open.then(|| el("p.disease").with(words.join(&certificate.diseases)));
    Some(el("div").with(turn(words.say(key), &name, open)).with(diseases))
}

/// The face, line by line. A line that names the disease waits for the same button.
fn printed(scene: &Scene<'_>, certificate: &Certificate) -> Element {
    let words = scene.words;
    let open = scene.desk.is_open(&["disease:", &certificate.id].concat());
    let names_disease =
        |value: &str| certificate.diseases.iter().any(|disease| value.contains(disease.as_str()));
    let rows = certificate.face.iter().map(|item| {
        let hidden = !open && names_disease(&item.value);
        let value = if hidden { words.say("item.hidden") } else { item.value.clone() };
        el("tr").with(el("th").set("scope", "row").with(item.label.clone())).with(el("td").with(value))
    });
    el("table.face")
        .with(el("caption").with(words.say("item.face")))
        .with(el("tbody").with(rows.collect::<Vec<Element>>()))
}
