//! なぜこの金額？ Every step from the total to what is due, in words, with the text it rests on.

use super::amounts::rate;
use crate::format;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::book::{self, Cite};
use engine::ledger::explain;
use engine::trace::{Op, Step, Trace, Value};

/// The story of one charge; `None` when it stands on no ledger.
pub fn why(words: &Words, known: &Known, charge: &str) -> Option<Element> {
    let explanation = explain(&known.told.facts, known.day, charge)?;
    let steps = explanation.trace.steps.iter().map(|step| told(words, &explanation.trace, step));
    Some(
        el("div.why")
            .with(el("ol.steps").with(steps.collect::<Vec<Element>>()))
            .with(el("p.support").with(words.say("why.printed_wins"))),
    )
}

fn told(words: &Words, trace: &Trace, step: &Step) -> Element {
    let text = el("span").with(words.name("trace", step.key));
    let line = el("p.step").with(text).with(el("span.number").with(sum(words, trace, step)));
    let source = step.cite.and_then(book::cite).map(|cite| el("p.support").with(source(words, cite)));
    el("li").with(line).with(source)
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
