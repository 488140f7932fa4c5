//! The person's own receipts among the rows: what they are, that a facility may have registered the same, changing and removing them.

use crate::command::Order;
use crate::component::link::{about as only_read, turn};
use crate::component::order::order;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::slip::Done;
use engine::receipt::note_of;

/// What became of the receipt that was kept or taken away last. The focus goes here.
pub fn done(scene: &Scene<'_>) -> Option<Element> {
    let key = match scene.desk.done? {
        Done::Kept => "receipt.kept",
        Done::Removed => "receipt.removed",
        Done::NotRemoved => "receipt.not_removed",
    };
    Some(el("p.warning.done").set("tabindex", "-1").with(scene.words.say(key)))
}

/// Is it asked whether this charge, a receipt of the person's own, is to be taken away?
pub fn is_open(scene: &Scene<'_>, charge: &str) -> bool {
    note_of(charge).is_some_and(|id| scene.desk.is_open(&removal(id)))
}

fn removal(id: &str) -> String {
    ["remove:", id].concat()
}

/// Below a charge that is a receipt of the person's own.
pub fn about(scene: &Scene<'_>, known: &Known, charge: &str) -> Option<Element> {
    let words = scene.words;
    let id = note_of(charge)?;
    let noted = known.told.facts.charges.iter().find(|noted| noted.id == charge)?;
    let twin = known.money.findings.iter().find(|found| found.charge == charge);
    let twin = twin.map(|_| el("p.warning").with(words.say("receipt.registered")));
    let name = removal(id);
    let open = scene.desk.is_open(&name);
    let which = [&format::day(words, noted.service_day), " ", &noted.facility.name].concat();
    let time = Node::Text(format::moment(words, noted.registered_at.as_deref().unwrap_or_default()));
    let change = order(scene, words.say("receipt.change"), Order::WriteReceipt(id.to_owned()));
    Some(
        el("div.own")
            .with(el("p").with(words.tell("receipt.noted", &[("time", time)])))
            .with(twin)
            .with(
                el("p.buttons")
                    .with(change.with(only_read(&which)))
                    .with(turn(words.say("receipt.remove"), &name, open).with(only_read(&which))),
            )
            .with(open.then(|| confirm(scene, id))),
    )
}

/// Asked once more: it is gone for this page then.
fn confirm(scene: &Scene<'_>, id: &str) -> Element {
    let words = scene.words;
    el("div").with(el("p").with(words.say("receipt.remove.sure"))).with(order(
        scene,
        words.say("receipt.remove.yes"),
        Order::RemoveReceipt(id.to_owned()),
    ))
}
