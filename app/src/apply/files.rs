//! Pictures and PDF: what is there, how much room is left, what is going up, and why something was not taken.

use super::act::Act;
use super::field::{self, Field};
use super::page::Scene;
use super::shown;
use crate::action::Do;
use crate::component::link::quiet;
use crate::node::{Element, Node, el};
use engine::form::{FormView, MEDIA, QuestionView};
use serde_json::Value;

/// The field with its list.
pub fn field(scene: &Scene<'_>, view: &FormView, field: &Field<'_>, asked: &QuestionView) -> Element {
    let words = scene.words;
    let bench = scene.bench;
    let files = bench.draft.as_ref().map(|draft| draft.files(asked.key)).unwrap_or_default();
    let rows: Vec<Element> = files.iter().enumerate().map(|(place, file)| row(scene, place, file)).collect();
    let list = if rows.is_empty() {
        el("p").with(words.say("apply.files.none"))
    } else {
        el("div").with(el("h2").with(words.say("apply.files.list"))).with(el("ul.tasks").with(rows))
    };
    let going = bench.going.as_ref().map(|going| {
        let name = [("name", Node::Text(going.name.clone()))];
        el("div")
            .set("data-going", "")
            .with(el("p").set("id", "going").with(words.tell("apply.files.sending", &name)))
            .with(
                el("progress.size")
                    .set("aria-labelledby", "going")
                    .set("value", going.bytes.0.to_string())
                    .set("max", going.bytes.1.max(1).to_string()),
            )
    });
    let turned_away: Vec<Element> = bench
        .turned_away
        .iter()
        .map(|(name, key)| {
            let parameters =
                [("name", Node::Text(name.clone())), ("limit", shown::size(words, view.bytes[1]))];
            el("p.flag").with(words.tell(key, &parameters))
        })
        .collect();
    let wrong = el("div").set("role", "alert").set("id", "turned-away").with(turned_away);
    field::files(words, field, &MEDIA.join(","), Vec::<Element>::new())
        .with(wrong)
        .with(el("div").set("role", "status").with(going))
        .with(list)
        .with(meter(scene, view))
}

fn row(scene: &Scene<'_>, place: usize, file: &Value) -> Element {
    let words = scene.words;
    let id = file.get("id").and_then(Value::as_str).unwrap_or_default();
    let names = scene.bench.draft.iter().flat_map(|draft| &draft.names);
    let name = names.filter(|(known, _)| known == id).map(|(_, name)| name.clone()).next_back();
    let one = shown::file(words, place, file);
    let remove = quiet(words.say("apply.files.remove"), Do::Apply(Act::Remove(place)));
    let about = ["file-", &place.to_string()].concat();
    el("li")
        .set("data-file", "")
        .with(
            el("span")
                .set("id", about.clone())
                .with(name.map(|name| el("span").with([&name, " "].concat())))
                .with(one),
        )
        .with(remove.set("aria-describedby", about))
}

/// How much of the room is used.
fn meter(scene: &Scene<'_>, view: &FormView) -> Element {
    let words = scene.words;
    let parameters =
        [("used", shown::size(words, view.bytes[0])), ("limit", shown::size(words, view.bytes[1]))];
    el("p").with(el("span").set("id", "room").with(words.tell("apply.files.used", &parameters))).with(
        el("meter.size")
            .set("aria-labelledby", "room")
            .set("min", "0")
            .set("max", view.bytes[1].to_string())
            .set("value", view.bytes[0].to_string()),
    )
}
