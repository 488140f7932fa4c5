//! 受給者証・登録者証: what there is, until when, and everything that stands on it.

mod changes;
mod face;
mod household;
mod payer_order;

use super::{Page, Scene};
use crate::command::Order;
use crate::component::amounts::{cap, day, message};
use crate::component::freshness::freshness;
use crate::component::link::{link, turn};
use crate::component::order::order;
use crate::component::paper;
use crate::component::standing::standing;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::route::Route;
use crate::words::Words;
use engine::facts::Certificate;
use engine::view::{CertificateView, RegistrationView};
use engine::watch::renewal::Validity;

/// Every certificate, then what could not be asked.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let cards: Vec<Element> = known
        .certificates
        .certificates
        .iter()
        .enumerate()
        .map(|(place, view)| card(scene, place, view))
        .collect();
    let registrations: Vec<Element> =
        known.view.registrations.iter().map(|registration| registered(words, registration)).collect();
    let body = el("div")
        .with(freshness(scene))
        .with(paper::head(words, known, None))
        .with(cards)
        .with(registrations)
        .with(payer_order::order(words, known))
        .with(household::household(words, known))
        .with(standing(words, known))
        .with(el("p.buttons").with(order(scene, words.say("payments.print"), Order::Print)));
    Page::new(words, "certificates.title", body)
}

fn card(scene: &Scene<'_>, place: usize, view: &CertificateView) -> Element {
    let words = scene.words;
    let certificate = &view.printed;
    let whole = ["face:", &certificate.id].concat();
    let open = scene.desk.is_open(&whole);
    let number =
        |key: &str, number: Option<&str>| number.map(|number| fact(words, key, vec![face::digits(number)]));
    let checks = view.checks.iter().map(|check| el("p.warning").with(message(words, check)));
    el("section.card")
        .set("data-certificate", certificate.id.clone())
        .with(el("h2").with(words.scheme(&certificate.scheme, &certificate.name)))
        .with(el(state(view.validity)).with(message(words, &view.status)))
        .with(
            el("dl.facts")
                .with(fact(words, "item.cap", vec![cap(words, view.cap)]))
                .with(number("item.payer_number", certificate.payer_number.as_ref().map(|number| &*number.0)))
                .with(number(
                    "item.recipient_number",
                    certificate.recipient_number.as_ref().map(|number| &*number.0),
                )),
        )
        .with(checks.collect::<Vec<Element>>())
        .with(el("p.buttons").with(link(Route::Counter(place), words.say("counter.show"))).with(turn(
            words.say("item.everything"),
            &whole,
            open,
        )))
        .with(open.then(|| face::everything(scene, certificate)))
        .with(changes::changes(scene, view))
}

/// One line of a card.
pub fn fact(words: &Words, key: &str, value: Vec<Node>) -> Element {
    el("div").with(el("dt").with(words.say(key))).with(el("dd").with(value))
}

/// 2025年10月1日 〜 2026年9月30日
pub fn period(words: &Words, certificate: &Certificate) -> Node {
    let parameters =
        [("from", day(words, certificate.valid.from)), ("until", day(words, certificate.valid.until))];
    let span = el("span").with(words.tell("item.period", &parameters));
    Node::Element(span)
}

fn state(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "p.state.state--good",
        Validity::EndingSoon => "p.state.state--soon",
        Validity::Expired => "p.state.state--over",
        Validity::NotStarted => "p.state",
    }
}

/// 登録者証: no cap, no end, no disease.
fn registered(words: &Words, registration: &RegistrationView) -> Element {
    el("section.card")
        .with(el("h2").with(words.say("registration.title")))
        .with(el("p").with(words.tell(registration.status, &[("from", day(words, registration.from))])))
        .with(el("p").with(words.say("registration.no_benefit")))
}
