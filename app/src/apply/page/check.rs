//! 内容を確かめる: every answer with a way to change it, and what still keeps the application from being sent.

use super::ask::{summary, told};
use super::list::go;
use super::{Page, Scene};
use crate::apply::place::Place;
use crate::apply::{evidence, saved, shown};
use crate::component::amounts::count;
use crate::component::link::about;
use crate::node::{Element, Node, el};
use engine::form::{Ask, FormView, QuestionView, StepView};

/// Check your answers.
pub fn page(scene: &Scene<'_>, view: &FormView) -> Page {
    let words = scene.words;
    let kind = view.kind.code();
    let mut body = vec![el("p").with(words.say("apply.check.text"))];
    let wrong = scene.bench.tried && !view.missing.is_empty();
    if wrong {
        let wrongs: Vec<(String, Vec<Node>)> = view
            .missing
            .iter()
            .map(|missing| {
                // Which question it is about is not plain from here.
                let label = [&words.name("form.q", &missing.question), "："].concat();
                let mut said = vec![Node::Text(label)];
                said.extend(told(words, &missing.question, &missing.problem));
                (["row-", &missing.question].concat(), said)
            })
            .collect();
        body.insert(0, summary(words, &wrongs));
    } else if !view.missing.is_empty() {
        body.push(
            el("p.state").with(words.tell("apply.check.missing", &[("count", count(&view.missing.len()))])),
        );
    }
    body.extend(view.start.as_ref().map(|start| evidence::live(words, start)));
    body.extend(view.steps.iter().map(|step| section(scene, view, step)));
    let form = el("form").set("id", "form").set("novalidate", "").with(
        el("div.onward")
            .with(
                el("button.button")
                    .set("type", "submit")
                    .set("id", "onward")
                    .with(words.say("apply.check.next")),
            )
            .with(go(&Place::Tasks(kind.to_owned()), words.say("apply.to_tasks"))),
    );
    body.push(form);
    body.push(saved::line(scene));
    let above =
        go(&Place::Tasks(kind.to_owned()), words.say("apply.back")).set("class", "back").set("id", "back");
    Page { wrong, ..Page::new(words.say("apply.check.title"), body) }.above(above)
}

fn section(scene: &Scene<'_>, view: &FormView, step: &StepView) -> Element {
    let rows = step.questions.iter().filter(|question| !matches!(question.ask, Ask::Evidence { .. }));
    let rows: Vec<Element> = rows.map(|question| row(scene, view, question)).collect();
    let shown = step.questions.iter().filter_map(|question| match question.ask {
        Ask::Evidence { of } => Some(evidence::evidence(scene.words, view, of)?),
        _ => None,
    });
    let shown: Vec<Element> = shown
        .map(|told| {
            el("details").with(el("summary").with(scene.words.say("apply.evidence.again"))).with(told)
        })
        .collect();
    el("section.card")
        .with(el("h2").with(scene.words.name("form.step", step.key)))
        .with(shown)
        .with(if rows.is_empty() { None } else { Some(el("dl.answers").with(rows)) })
}

fn row(scene: &Scene<'_>, view: &FormView, question: &QuestionView) -> Element {
    let words = scene.words;
    let label = words.name("form.q", question.key);
    let missing = view.missing.iter().find(|missing| missing.question == question.key);
    let answer = match (&question.value, question.ask) {
        (None, _) => vec![Node::Text(words.say("apply.check.empty"))],
        // Of the key the engine gives what may be shown.
        (Some(value), _) => shown::value(words, question, value),
    };
    let wrong = missing
        .filter(|_| scene.bench.tried)
        .map(|missing| el("p.flag").with(told(words, question.key, &missing.problem)));
    let to = Place::Ask(view.kind.code().to_owned(), question.key.to_owned());
    let change = go(&to, words.say("apply.check.change"))
        .set("id", ["row-", question.key].concat())
        .set("data-change", "")
        .with(about(&label));
    el("div")
        .set("data-answer", question.key)
        .with(el("dt").with(label))
        .with(el("dd").with(answer).with(wrong))
        .with(el("dd.change").with(change))
}
