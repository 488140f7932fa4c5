//! なぜこの金額？ Every step from the total to what is due, in words, with the text it rests on.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::amounts::{count, day, rate};
use super::link::{about, turn};
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::words::Words;
use engine::book::{self, Cite};
use engine::ledger::explain;
use engine::trace::{Op, Step, Trace, Value};

/// What is open where the story is told as an officer needs it.
pub const OFFICE: &str = "why.office";

/// The story of one charge, which is called `which`; `None` when it stands on no ledger. In the page's own voice, or in that of an officer.
pub fn why(scene: &Scene<'_>, known: &Known, charge: &str, which: &str) -> Option<Element> {
    let words = scene.words;
    let explanation = explain(&known.told.facts, known.day, charge)?;
    let office = scene.desk.is_open(OFFICE);
    let steps = explanation.trace.steps.iter().map(|step| told(words, &explanation.trace, step, office));
    let basis = || {
        let parameters = [("charge", Node::Text(charge.to_owned())), ("day", day(words, known.day))];
        el("p.support").with(words.tell("why.office.basis", &parameters))
    };
    Some(
        el("div.why")
            .with(office.then(basis))
            .with(el("ol.steps").with(steps.collect::<Vec<Element>>()))
            .with(el("p.support").with(words.say("why.printed_wins")))
            // Behind everything the person came for.
            .with(turn(words.say(OFFICE), OFFICE, office).with(about(which))),
    )
}

fn told(words: &Words, trace: &Trace, step: &Step, office: bool) -> Element {
    let text = el("span").with(words.name(if office { "office" } else { "trace" }, step.key));
    let line = el("p.step").with(text).with(el("span.number").with(sum(words, trace, step)));
    let cite = step.cite.and_then(book::cite);
    let source = cite.map(|cite| el("p.support").with(source(words, cite)));
    el("li").with(line).with(source).with(if office { checked(words, step, cite) } else { Vec::new() })
}

/// What an officer checks a step by: the rule's id, the operation, its inputs by their numbers, and the text of the law.
fn checked(words: &Words, step: &Step, cite: Option<&Cite>) -> Vec<Element> {
    let line = |key: &str, parameters: &[(&str, String)]| {
        let parameters: Vec<(&str, Node)> =
            parameters.iter().map(|(name, text)| (*name, Node::Text(text.clone()))).collect();
        el("p.support").with(words.tell(key, &parameters))
    };
    let rule = [("rule", step.key.to_owned()), ("op", words.name("operation", code(step.op)))];
    let inputs =
        step.inputs.iter().map(|input| words.tell("why.office.step", &[("number", count(&(input.0 + 1)))]));
    let mut lines = vec![line("why.office.rule", &rule)];
    let inputs: Vec<Node> = inputs.flatten().collect();
    if !inputs.is_empty() {
        let list = el("span").with(inputs);
        lines.push(el("p.support").with(words.tell("why.office.inputs", &[("inputs", Node::Element(list))])));
    }
    if let Some(about) = &step.about {
        lines.push(line("why.office.about", &[("charge", about.clone())]));
    }
    if let Some(Cite { law_id: Some(law), .. }) = cite {
        lines.push(line("why.office.law", &[("law", (*law).to_owned())]));
    }
    if let Some(quote) = cite.and_then(|cite| cite.quote) {
        lines.push(line("why.office.quote", &[("quote", quote.to_owned())]));
    }
    lines
}

/// The operation's name in the words.
fn code(op: Op) -> &'static str {
    match op {
        Op::Fact => "fact",
        Op::Parameter => "parameter",
        Op::Add => "add",
        Op::Subtract => "subtract",
        Op::Room => "room",
        Op::Smallest => "smallest",
        Op::Largest => "largest",
        Op::TimesRate => "times_rate",
        Op::TimesRateHalfUp => "times_rate_half_up",
        Op::TimesRateAtWindow => "times_rate_at_window",
        Op::ShareFloorTo10 => "share_floor_to10",
        Op::Half => "half",
    }
}

/// `7,500円 × 20% ＝ 1,500円`
fn sum(words: &Words, trace: &Trace, step: &Step) -> Vec<Node> {
    let mut nodes = Vec::new();
    let sign = match step.op {
        Op::Fact | Op::Parameter => "",
        Op::Add => " ＋ ",
        Op::Subtract | Op::Room => " − ",
        Op::Smallest | Op::Largest | Op::ShareFloorTo10 => " ・ ",
        Op::TimesRate | Op::TimesRateHalfUp | Op::TimesRateAtWindow => " × ",
        Op::Half => " ÷ 2",
    };
    for (place, input) in step.inputs.iter().enumerate() {
        let input = usize::try_from(input.0).ok().and_then(|at| trace.steps.get(at));
        if place > 0 {
            nodes.push(Node::Text(sign.to_owned()));
        }
        nodes.extend(input.map(|input| value(words, input.result)));
    }
    if step.op == Op::Half {
        nodes.push(Node::Text(sign.to_owned()));
    }
    if !nodes.is_empty() {
        let equals = match step.op {
            Op::Smallest => "op.smallest",
            Op::Largest => "op.largest",
            Op::TimesRateAtWindow => "op.at_window",
            Op::TimesRate => "op.cut",
            Op::TimesRateHalfUp => "op.half_up",
            Op::ShareFloorTo10 => "op.share",
            _ => "op.is",
        };
        nodes.push(Node::Text([" ", &words.say(equals), " "].concat()));
    }
    nodes.push(value(words, step.result));
    nodes
}

fn value(words: &Words, value: Value) -> Node {
    match value {
        Value::Yen(yen) => words.yen(yen), // tidy: takes one apart
        Value::Rate(of) => rate(of),
    }
}

/// 難病法施行令第1条（2026年10月1日 確認）
fn source(words: &Words, cite: &Cite) -> Vec<Node> {
    let name =
        [cite.law.unwrap_or_default(), cite.article.unwrap_or_default(), cite.source.unwrap_or_default()];
    let checked = Node::Text(format::full_day(words, cite.checked_on));
    words.tell("why.source", &[("name", Node::Text(name.concat())), ("day", checked)])
}
