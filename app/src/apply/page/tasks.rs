//! The steps with their states, and the way to the first that still wants something.

use super::list::go;
use super::start::papers;
use super::{Page, Scene};
use crate::apply::place::Place;
use crate::apply::saved;
use crate::apply::screen;
use crate::component::amounts::count;
use crate::node::{Element, el};
use engine::form::{FormView, StepState};

/// The list of steps.
pub fn page(scene: &Scene<'_>, view: &FormView) -> Page {
    let words = scene.words;
    let kind = view.kind.code();
    let screens = screen::screens(view);
    let rows: Vec<Element> = view
        .steps
        .iter()
        .filter_map(|step| {
            let first = screen::entrance(view, step, &screens)?;
            let to = Place::Ask(kind.to_owned(), first.question.key.to_owned());
            let wrong = step.questions.iter().any(|question| question.problem.is_some());
            let (class, state) = match step.state {
                _ if wrong => ("chip chip--wrong", words.say("apply.state.wrong")),
                StepState::Done => ("chip chip--done", words.say("form.state.done")),
                StepState::Begun => ("chip", words.say("form.state.begun")),
                StepState::ToCome => ("chip", words.say("form.state.to_come")),
            };
            let id = ["state-", step.key].concat();
            Some(
                el("li")
                    .set("data-step", step.key)
                    .with(go(&to, words.name("form.step", step.key)).set("aria-describedby", id.clone()))
                    .with(el("span").set("class", class).set("id", id).with(state)),
            )
        })
        .collect();
    let (done, all) = screen::done(view);
    let progress = words.tell("apply.tasks.done", &[("done", count(&done)), ("all", count(&all))]);
    let next = match screen::first_open(view, &screens) {
        Some(first) => {
            let to = Place::Ask(kind.to_owned(), first.question.key.to_owned());
            go(&to, words.say(if done == 0 { "apply.start" } else { "apply.go_on" }))
        }
        None => go(&Place::Check(kind.to_owned()), words.say("apply.tasks.check")),
    };
    let mut body = vec![
        el("p").with(progress),
        el("p.onward").with(next.set("class", "button").set("id", "onward")),
        el("ol.tasks").with(rows),
        saved::line(scene),
    ];
    body.extend(papers(words, &view.papers));
    let above = go(&Place::Start(kind.to_owned()), words.name("form.kind", kind)).set("class", "back");
    Page::new(words.say("apply.tasks.title"), body).above(above)
}
