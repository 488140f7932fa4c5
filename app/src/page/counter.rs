//! 窓口で見せる: white, large, only what a counter needs. Everything on it is in memory, so it works without a network.

use super::certificates::{fact, period};
use super::{Page, Scene, troubled};
use crate::clock;
use crate::component::amounts::{cap, day};
use crate::component::link::link;
use crate::format;
use crate::known::{Known, State};
use crate::node::{Element, Node, el};
use crate::route::Route;

/// The time, which runs: a picture of this page is not this page.
fn clock(scene: &Scene<'_>, known: &Known) -> Option<Element> {
    let gone = clock::gone(known.told.arrived, scene.now);
    let time = clock::time_after(&known.told.as_of, gone)?;
    // Not announced: it would be read out every second.
    let time = el("span.digits").set("role", "timer").set("aria-live", "off").with(time);
    Some(el("p.clock").with(scene.words.tell("counter.time", &[("time", Node::Element(time))])))
}

/// One certificate, by its place in the list.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known, place: usize) -> Page {
    let words = scene.words;
    let Some(view) = known.certificates.certificates.get(place) else { return troubled::unknown(words) };
    let certificate = &view.printed;
    let person = &known.view.person;
    let text = |text: &str| vec![Node::Text(text.to_owned())];
    let stale = matches!(scene.state, State::Known(_, Some(_)));
    let time = Node::Text(format::moment(words, &known.told.as_of));
    let number = |key: &str, number: Option<&str>| number.map(|number| fact(words, key, text(number)));
    let list = el("dl.facts")
        .with(fact(words, "item.person", text(&person.name)))
        .with(person.born_on.map(|born| fact(words, "item.born_on", vec![day(words, born)])))
        .with(number("item.payer_number", certificate.payer_number.as_ref().map(|number| &*number.0)))
        .with(number("item.recipient_number", certificate.recipient_number.as_ref().map(|number| &*number.0)))
        .with(fact(words, "item.valid", vec![period(words, certificate)]))
        .with(fact(words, "item.cap", vec![cap(words, view.cap)]));
    let key = if stale { "fresh.stale" } else { "fresh.as_of" };
    let body = el("div.counter")
        .with(person.synthetic.then(|| el("p").with(words.say("frame.synthetic"))))
        .with(list)
        .with(el("p").set("role", "status").with(words.tell(key, &[("time", time)])))
        .with(clock(scene, known))
        .with(el("p.support").with(words.say("frame.not_official")))
        .with(el("p.links").with(link(Route::Certificates, words.say("counter.end"))));
    let title = words.scheme(&certificate.scheme, &certificate.name);
    Page { title, body: crate::node::Nodes::from(body).0, alone: true }
}
