//! One question on a screen: what is shown with it, what could be taken over, the field, what is wrong with the answer, and the way on.

use super::list::go;
use super::{Page, Scene};
use crate::action::Do;
use crate::apply::act::Act;
use crate::apply::field::{self, Choice, Field, Line};
use crate::apply::place::Place;
use crate::apply::screen::{self, Screen};
use crate::apply::{evidence, files, key, saved, shown};
use crate::component::amounts::{count, parameters};
use crate::component::link::quiet;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::form::{Ask, FormView, Problem, QuestionView};

/// The screen of a question; `None` where it is not asked (any more).
pub fn page(scene: &Scene<'_>, view: &FormView, key: &str) -> Option<Page> {
    let words = scene.words;
    let screens = screen::screens(view);
    let at = screens.iter().position(|screen| screen.question.key == key)?;
    let screen = screens.get(at)?;
    let asked = screen.question;
    let title = words.name("form.q", asked.key);
    let wrong = problem(scene, view, asked);
    let step = view.steps.iter().position(|step| step.key == screen.step.key).map_or(0, |place| place + 1);
    let parameters = [
        ("step", Node::Text(words.name("form.step", screen.step.key))),
        ("at", count(&step)),
        ("all", count(&view.steps.len())),
    ];
    let form = el("form")
        .set("id", "form")
        .set("novalidate", "")
        .with(fields(scene, view, asked, wrong.as_ref()))
        .with(offers(scene, asked))
        .with(
            el("div.onward")
                .with(
                    el("button.button")
                        .set("type", "submit")
                        .set("id", "onward")
                        .with(words.say("apply.next")),
                )
                .with(go(&Place::Tasks(view.kind.code().to_owned()), words.say("apply.to_tasks"))),
        );
    let body = el("div")
        .set("data-question", asked.key)
        .with(
            wrong
                .as_ref()
                .map(|wrong| summary(words, &[(asked.key.to_owned(), told(words, asked.key, wrong))])),
        )
        .with(shown_with(scene, view, screen))
        .with(form)
        .with(saved::line(scene));
    let back = match at.checked_sub(1).and_then(|before| screens.get(before)) {
        _ if scene.bench.changing => go(&Place::Check(view.kind.code().to_owned()), words.say("apply.back")),
        Some(before) => go(
            &Place::Ask(view.kind.code().to_owned(), before.question.key.to_owned()),
            words.say("apply.back"),
        ),
        None => go(&Place::Tasks(view.kind.code().to_owned()), words.say("apply.back")),
    };
    let above = vec![
        back.set("class", "back").set("id", "back"),
        el("p.support").with(words.tell("apply.progress", &parameters)),
    ];
    Some(Page { wrong: wrong.is_some(), ..Page::new(title, body) }.above(above))
}

/// What is wrong, once an attempt was made to go on. An empty field is wrong then, too.
fn problem(scene: &Scene<'_>, view: &FormView, asked: &QuestionView) -> Option<Problem> {
    if !scene.bench.tried {
        return None;
    }
    let missing = view.missing.iter().find(|missing| missing.question == asked.key);
    asked.problem.clone().or_else(|| missing.map(|missing| missing.problem.clone()))
}

/// A problem in words. A question may have its own for what is missing.
pub fn told(words: &Words, key: &str, problem: &Problem) -> Vec<Node> {
    let own = [problem.key, ".", key].concat();
    let label = Node::Text(words.name("form.q", key));
    let mut values = parameters(words, &problem.params);
    values.push(("label", label));
    words.tell(words.find(&own).map_or(problem.key, |_| &own), &values)
}

/// What is to be put right, each with a link to its field. The focus goes here.
pub fn summary(words: &Words, wrongs: &[(String, Vec<Node>)]) -> Element {
    let rows = wrongs
        .iter()
        .map(|(field, said)| el("li").with(el("a").set("href", ["#", field].concat()).with(said.clone())));
    el("section.wrongs")
        .set("id", "wrongs")
        .set("tabindex", "-1")
        .set("role", "alert")
        .set("aria-labelledby", "wrongs-title")
        .with(el("h2").set("id", "wrongs-title").with(words.say("apply.errors.title")))
        .with(el("ul").with(rows.collect::<Vec<Element>>()))
}

fn shown_with(scene: &Scene<'_>, view: &FormView, screen: &Screen<'_>) -> Vec<Element> {
    let shown = screen.evidence.iter().filter_map(|(of, before)| {
        let told = evidence::evidence(scene.words, view, *of)?;
        if !before {
            return Some(told);
        }
        let summary = el("summary").with(scene.words.say("apply.evidence.again"));
        Some(el("details").with(summary).with(told))
    });
    shown.collect()
}

/// What could be taken over; nothing where it was.
fn offers(scene: &Scene<'_>, asked: &QuestionView) -> Vec<Element> {
    let words = scene.words;
    if let Some(from) = asked.from {
        let source = Node::Text(words.name("form.source", from.code()));
        return vec![el("p.support").with(words.tell("apply.known.used", &[("source", source)]))];
    }
    let rows = asked.offers.iter().enumerate().map(|(place, offer)| {
        el("div.live")
            .with(el("p").with(shown::value(words, asked, &offer.value)))
            .with(el("p.support").with(super::known::source(scene, offer)))
            .with(
                el("p").with(
                    quiet(words.say("apply.known.use"), Do::Apply(Act::Take(place)))
                        .set("id", format!("take-{place}")),
                ),
            )
    });
    rows.collect()
}

fn fields(
    scene: &Scene<'_>,
    view: &FormView,
    asked: &QuestionView,
    wrong: Option<&Problem>,
) -> Option<Element> {
    let words = scene.words;
    let draft = scene.bench.draft.as_ref()?;
    let typed = |part: &str| draft.typed.get(&[asked.key, part].concat()).cloned().unwrap_or_default();
    let value = typed("");
    let hint = words.find(&["form.hint.", asked.key].concat()).map(str::to_owned);
    let mut hint: Vec<Node> = hint.into_iter().map(Node::Text).collect();
    if let Ask::Files = asked.ask {
        let limit = [("limit", shown::size(words, view.bytes[1]))];
        hint.extend(words.tell("apply.files.kinds", &limit));
    }
    if asked.assumed {
        hint.push(Node::Text(words.say("form.assumed")));
    }
    // The label is the heading, which does not say so.
    if !asked.needed && !matches!(asked.ask, Ask::Consent) {
        hint.insert(0, Node::Text([&words.say("field.optional"), " "].concat()));
    }
    let field = Field {
        name: asked.key,
        label: vec![Node::Text(words.name("form.q", asked.key))],
        hint,
        error: wrong.map(|wrong| told(words, asked.key, wrong)),
        value: &value,
    };
    let choices =
        |of: &[&str]| -> Vec<Choice> { of.iter().map(|code| choice(words, asked.key, code)).collect() };
    Some(match asked.ask {
        Ask::Text { .. } => field::line(words, &field, Line::Text, complete(asked.key), None),
        Ask::Kana { .. } => field::line(words, &field, Line::Text, None, None),
        Ask::LongText { .. } => field::area(words, &field),
        Ask::Digits { .. } => field::line(words, &field, Line::Number, None, None),
        Ask::PostalCode => field::line(words, &field, Line::Number, Some("postal-code"), None),
        Ask::Phone => field::line(words, &field, Line::Telephone, Some("tel"), None),
        Ask::Yen => field::line(words, &field, Line::Yen, None, None),
        Ask::AccessKey => key::field(scene, &field, &value),
        Ask::Day => field::day(words, &field, true, |part| typed(&[".", part].concat())),
        Ask::Month { .. } => field::day(words, &field, false, |part| typed(&[".", part].concat())),
        Ask::Choice { of } => field::radios(words, &field, &choices(of)),
        Ask::Choices { of } => field::checks(words, &field, &choices(of)),
        Ask::Certificate => {
            let certificates = asked.certificates.iter().map(|known| Choice {
                code: known.id.clone(),
                name: shown::certificate(words, known),
                about: Vec::new(),
            });
            field::radios(words, &field, &certificates.collect::<Vec<Choice>>())
        }
        Ask::YesNo => {
            let named = |code: &str, key: &str| Choice {
                code: code.to_owned(),
                name: vec![Node::Text(words.say(key))],
                about: Vec::new(),
            };
            field::radios(words, &field, &[named("yes", "field.yes"), named("no", "field.no")])
        }
        Ask::Consent | Ask::Declaration => field::check(words, &field, words.name("form.agree", asked.key)),
        Ask::Files => files::field(scene, view, &field, asked),
        Ask::Evidence { .. } => return None,
    })
}

fn choice(words: &Words, key: &str, code: &str) -> Choice {
    let name = ["form.choice.", key, ".", code].concat();
    let about = words.find(&[&*name, ".more"].concat()).map(str::to_owned);
    Choice {
        code: code.to_owned(),
        name: vec![Node::Text(words.say(&name))],
        about: about.into_iter().map(Node::Text).collect(),
    }
}

/// What the browser may fill in by itself.
fn complete(key: &str) -> Option<&'static str> {
    match key {
        "name" => Some("name"),
        "address" => Some("street-address"),
        _ => None,
    }
}
