//! What is known already, with where it comes from. Each item is taken over only when it is ticked.

use super::list::go;
use super::{Page, Scene};
use crate::apply::answer;
use crate::apply::place::Place;
use crate::apply::shown;
use crate::node::{Element, Node, el};
use engine::form::{FormView, Offer, QuestionView};

/// The questions that have no answer and one offered, each with what is offered first.
pub fn offered(view: &FormView) -> Vec<(&QuestionView, &Offer)> {
    let questions = view.steps.iter().flat_map(|step| &step.questions);
    let open = questions.filter(|question| question.value.is_none());
    open.filter_map(|question| Some((question, question.offers.first()?))).collect()
}

/// The questions to which マイナポータル may have the answer: those it knows something about, and nobody has offered anything for.
pub fn askable<'v>(view: &'v FormView, items: &[String]) -> Vec<&'v QuestionView> {
    let questions = view.steps.iter().flat_map(|step| &step.questions);
    let open = questions.filter(|question| question.value.is_none() && question.offers.is_empty());
    open.filter(|question| items.iter().any(|item| item == question.key)).collect()
}

/// The page. Nothing is ticked beforehand.
pub fn page(scene: &Scene<'_>, view: &FormView) -> Page {
    let words = scene.words;
    let kind = view.kind.code();
    let rows: Vec<Element> =
        offered(view).into_iter().map(|(question, offer)| row(scene, question, offer)).collect();
    let wanted: Vec<Element> = askable(view, &scene.bench.askable)
        .into_iter()
        .map(|question| {
            let ticked = scene.bench.wanted.iter().any(|wanted| wanted == question.key);
            tick("wanted", question.key, ticked, vec![Node::Text(words.name("form.q", question.key))], None)
        })
        .collect();
    let any = !scene.bench.wanted.is_empty();
    let legend = el("legend.visually-hidden").with(words.say("apply.known.title"));
    let known = (!rows.is_empty()).then(|| el("fieldset.field").with(legend).with(rows));
    let asked = (!wanted.is_empty()).then(|| {
        el("fieldset.field")
            .with(el("legend").with(el("h2").with(words.say("apply.myna.title"))))
            .with(el("p").with(words.say("apply.myna.text")))
            .with(wanted)
    });
    let onward = words.say(if any { "apply.myna.ask" } else { "apply.known.all" });
    let busy = scene.bench.busy.map(|busy| el("p").set("role", "status").with(words.say(busy.key())));
    let form = el("form").set("id", "form").set("novalidate", "").with(known).with(asked).with(
        el("div.onward")
            .with(el("button.button").set("type", "submit").set("id", "onward").with(onward))
            .with(busy),
    );
    let above = go(&Place::Start(kind.to_owned()), words.name("form.kind", kind)).set("class", "back");
    let body = vec![el("p").with(words.say("apply.known.text")), form];
    Page::new(words.say("apply.known.title"), body).above(above)
}

fn row(scene: &Scene<'_>, question: &QuestionView, offer: &Offer) -> Element {
    let words = scene.words;
    let mut name = vec![Node::Text([&words.name("form.q", question.key), "："].concat())];
    name.extend(shown::value(words, question, &offer.value));
    let ticked = scene.bench.ticked.iter().any(|ticked| ticked == question.key);
    tick("known", question.key, ticked, name, Some(source(scene, offer)))
}

/// A box with its name, and something more about it.
fn tick(
    list: &'static str,
    key: &'static str,
    ticked: bool,
    name: Vec<Node>,
    about: Option<Vec<Node>>,
) -> Element {
    let id = [list, "-", key].concat();
    let about_id = [&*id, "-about"].concat();
    let input = el("input.tick__box")
        .set("type", "checkbox")
        .set("id", id.clone())
        .set("name", list)
        .set("value", key);
    let input = if about.is_some() { input.set("aria-describedby", about_id.clone()) } else { input };
    let input = if ticked { input.set("checked", "") } else { input };
    el("div.tick")
        .set("data-tick", answer::question_of(key))
        .with(input)
        .with(el("label.tick__name").set("for", id).with(name))
        .with(about.map(|about| el("span.tick__about").set("id", about_id).with(about)))
}

/// Where it comes from.
pub fn source(scene: &Scene<'_>, offer: &Offer) -> Vec<Node> {
    let words = scene.words;
    let source = Node::Text(words.name("form.source", offer.source.code()));
    words.tell("apply.known.source", &[("source", source)])
}
