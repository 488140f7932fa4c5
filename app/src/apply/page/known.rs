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

/// The page. Nothing is ticked beforehand.
pub fn page(scene: &Scene<'_>, view: &FormView) -> Page {
    let words = scene.words;
    let kind = view.kind.code();
    let rows: Vec<Element> =
        offered(view).into_iter().map(|(question, offer)| row(scene, question, offer)).collect();
    let form = el("form")
        .set("id", "form")
        .set("novalidate", "")
        .with(
            el("fieldset.field")
                .with(el("legend.visually-hidden").with(words.say("apply.known.title")))
                .with(rows),
        )
        .with(el("div.onward").with(
            el("button.button").set("type", "submit").set("id", "onward").with(words.say("apply.known.all")),
        ));
    let above = go(&Place::Start(kind.to_owned()), words.name("form.kind", kind)).set("class", "back");
    let body = vec![el("p").with(words.say("apply.known.text")), form];
    Page::new(words.say("apply.known.title"), body).above(above)
}

fn row(scene: &Scene<'_>, question: &QuestionView, offer: &Offer) -> Element {
    let words = scene.words;
    let id = ["known-", question.key].concat();
    let about = [&*id, "-about"].concat();
    let input = el("input.tick__box")
        .set("type", "checkbox")
        .set("id", id.clone())
        .set("name", "known")
        .set("value", question.key)
        .set("aria-describedby", about.clone());
    let input = if scene.bench.ticked.iter().any(|ticked| ticked == question.key) {
        input.set("checked", "")
    } else {
        input
    };
    let label = [&words.name("form.q", question.key), "："].concat();
    let name =
        el("label.tick__name").set("for", id).with(label).with(shown::value(words, question, &offer.value));
    el("div.tick")
        .set("data-known", answer::question_of(question.key))
        .with(input)
        .with(name)
        .with(el("span.tick__about").set("id", about).with(source(scene, offer)))
}

/// Where it comes from.
pub fn source(scene: &Scene<'_>, offer: &Offer) -> Vec<Node> {
    let words = scene.words;
    let source = Node::Text(words.name("form.source", offer.source.code()));
    words.tell("apply.known.source", &[("source", source)])
}
