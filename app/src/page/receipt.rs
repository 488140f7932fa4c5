//! 領収書を追加する: what was paid at a facility that is not connected, as the person's own note (見込み).

use super::{Page, Scene};
use crate::command::Order;
use crate::component::field::{Field, choice, day, line, summary};
use crate::component::freshness::freshness;
use crate::component::link::link;
use crate::component::order::order;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::route::Route;
use crate::slip::Slip;
use crate::words::Words;

/// Kinds of facility that hand out such receipts, the most frequent first.
pub const KINDS: [&str; 8] = [
    "hospital",
    "clinic",
    "dental",
    "pharmacy",
    "visiting_nurse",
    "judo_therapy",
    "acupuncture",
    "long_term_care",
];

/// The form, and before it what is wrong in it.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let slip = &scene.desk.slip;
    let body = el("div")
        .with(freshness(scene))
        .with(trouble(words, slip))
        .with(el("p").with(words.say("receipt.text")))
        .with(el("p.support").with(words.say("receipt.own")))
        .with(form(scene, known, slip))
        .with(el("p.links").with(link(Route::Payments(None), words.say("receipt.back"))));
    let title = if slip.id.is_empty() { "receipt.title" } else { "receipt.change" };
    Page::new(words, title, body)
}

fn trouble(words: &Words, slip: &Slip) -> Option<Element> {
    if slip.failed {
        return Some(
            summary(words.say("receipt.failed"), Vec::new())
                .with(el("p").with(words.say("receipt.failed.more"))),
        );
    }
    let wrongs = slip.wrongs.iter().map(|wrong| (wrong.field, vec![Node::Text(words.say(wrong.key))]));
    (!slip.wrongs.is_empty()).then(|| summary(words.say("receipt.wrongs"), wrongs.collect()))
}

fn form(scene: &Scene<'_>, known: &Known, slip: &Slip) -> Element {
    let words = scene.words;
    // Most have one certificate, and it is what they write the receipt down for.
    let usual = known.certificates.certificates.first().filter(|_| slip.is_blank());
    let field = |name: &'static str, label: &'static str| Field {
        name,
        label,
        hint: match name {
            "day" => Some("receipt.day.hint"),
            "amount" => Some("receipt.amount.hint"),
            "paid" => Some("receipt.paid.hint"),
            _ => None,
        },
        wrong: slip.wrong(name),
        value: match (name, usual) {
            ("certificate", Some(view)) => &view.printed.id,
            _ => slip.field(name),
        },
    };
    let kinds = KINDS.iter().map(|kind| (*kind, words.name("provider", kind)));
    let kinds: Vec<(&str, String)> =
        std::iter::once(("", words.say("receipt.choose"))).chain(kinds).collect();
    let units = [("points", "receipt.unit.points"), ("yen", "receipt.unit.yen")];
    let units = units.map(|(unit, key)| (unit, words.say(key)));
    let certificates = known.certificates.certificates.iter();
    let mut certificates: Vec<(&str, String)> = certificates
        .map(|view| (&*view.printed.id, words.scheme(&view.printed.scheme, &view.printed.name)))
        .collect();
    certificates.push(("", words.say("receipt.certificate.none")));
    el("form")
        .set("novalidate", "")
        .with(day(scene, &field("day", "receipt.day"), |part| slip.field(part)))
        .with(line(scene, &field("facility", "receipt.facility"), false))
        .with(choice(scene, &field("kind", "receipt.kind"), &kinds))
        .with(line(scene, &field("amount", "receipt.amount"), true))
        .with(choice(scene, &field("unit", "receipt.unit"), &units))
        .with(line(scene, &field("paid", "receipt.paid"), true))
        .with(choice(scene, &field("certificate", "receipt.certificate"), &certificates))
        .with(
            el("p.buttons")
                // Enter in a field is a click on it, as everywhere.
                .with(
                    order(scene, words.say("receipt.keep"), Order::KeepReceipt)
                        .set("id", "keep-receipt")
                        .set("type", "submit"),
                ),
        )
}
