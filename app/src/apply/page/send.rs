//! 申告して送る: the last page before anything is sent.

use super::list::go;
use super::{Page, Scene};
use crate::apply::place::Place;
use crate::apply::{evidence, saved};
use crate::node::{Element, Node, el};
use engine::form::FormView;

/// The declaration was made in its step; here the person confirms who they are and sends.
pub fn page(scene: &Scene<'_>, view: &FormView) -> Page {
    let words = scene.words;
    let kind = view.kind.code();
    let who = [("who", Node::Text(words.say(view.decides)))];
    let busy = scene.bench.busy.map(|busy| words.say(busy.key()));
    let synthetic = scene.bench.told().is_some_and(|told| told.facts.person.synthetic);
    let form = el("form").set("id", "form").set("novalidate", "").with(
        el("div.onward").with(
            el("button.button")
                .set("type", "submit")
                .set("id", "send")
                .with(words.say("apply.send.confirm_button")),
        ),
    );
    let mut body: Vec<Element> = vec![el("p").with(words.tell("apply.send.text", &who))];
    body.extend(view.start.as_ref().map(|start| evidence::live(words, start)));
    body.push(el("p").with(words.say("apply.send.confirm")));
    body.extend(synthetic.then(|| el("p.support").with(words.say("apply.send.confirm_sandbox"))));
    body.push(form);
    body.push(el("p.saved").set("role", "status").set("id", "busy").with(busy.unwrap_or_default()));
    body.push(saved::line(scene));
    let above =
        go(&Place::Check(kind.to_owned()), words.say("apply.back")).set("class", "back").set("id", "back");
    Page::new(words.say("apply.send.title"), body).above(above)
}
