//! 履歴とちがい: what each change of a certificate changed, old to new; what is only written in another way is folded away.

use crate::component::amounts::{cap, day, month, rate};
use crate::component::link::turn;
use crate::format;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::words::Words;
use engine::view::{CertificateView, Change, Difference, Said, in_words};

/// Every change, the newest first; nothing where there was none.
pub fn changes(scene: &Scene<'_>, view: &CertificateView) -> Option<Element> {
    let words = scene.words;
    if view.differences.is_empty() {
        return None;
    }
    let name = ["seen:", &view.printed.id].concat();
    let seen = scene.desk.is_open(&name);
    let open = scene.desk.is_open(&["disease:", &view.printed.id].concat());
    let all = || view.differences.iter().map(|one| difference(words, one, open)).collect::<Vec<Element>>();
    let key = if seen { "change.show" } else { "change.noted" };
    Some(
        el("section.changes")
            .with(el("h3").with(words.say("change.title")))
            .with((!seen).then(|| el("div").with(all())))
            // Pressed it is folded away: `aria-expanded` says what is to be seen.
            .with(turn(words.say(key), &name, !seen))
            .with(el("p.support").with(words.say("change.here_only"))),
    )
}

fn difference(words: &Words, difference: &Difference, open: bool) -> Element {
    let at = difference.at.as_deref().map(|at| {
        let time = Node::Text(format::moment(words, at));
        el("p.support").with(words.tell("change.at", &[("time", time)]))
    });
    let reason = difference
        .reason
        .clone()
        .map(|reason| el("p.support").with(words.tell("looks.reason", &[("reason", Node::Text(reason))])));
    let list = |changes: &[Change]| {
        el("dl.facts").with(changes.iter().map(|one| change(words, one, open)).collect::<Vec<Element>>())
    };
    let respelt = &difference.changes.respelt;
    let respelt = (!respelt.is_empty())
        .then(|| el("details").with(el("summary").with(words.say("change.respelt"))).with(list(respelt)));
    el("div.settle").with(at).with(reason).with(list(&difference.changes.changed)).with(respelt)
}

fn change(words: &Words, change: &Change, open: bool) -> Element {
    let told = |value: &Option<Said>| match value {
        _ if change.names_disease && !open => Node::Text(words.say("item.hidden")),
        Some(said) => said_in(words, &change.field, said),
        None => Node::Text(words.say("change.nothing")),
    };
    let line = words.tell("change.line", &[("before", told(&change.before)), ("after", told(&change.after))]);
    let from = change
        .from
        .map(|from| el("span.support").with(words.tell("change.from", &[("day", day(words, from))])));
    el("div").with(el("dt").with(label(words, &change.field))).with(el("dd").with(line).with(from))
}

/// A field by its name on the certificate: the printed label, or what we call it.
fn label(words: &Words, field: &str) -> String {
    if let Some(printed) = field.strip_prefix("face:") {
        return printed.to_owned();
    }
    if let Some(mark) = field.strip_prefix("traits.") {
        return words.name("trait", mark);
    }
    words.name("item", field)
}

fn said_in(words: &Words, field: &str, said: &Said) -> Node {
    let codes = |code: &str| match field {
        "scheme" => words.scheme(code, code),
        "income_class" | "reimbursement" => words.name(field, code),
        _ => code.to_owned(),
    };
    match said {
        Said::Day(on) => day(words, *on),
        Said::Month(of) => month(words, *of),
        Said::Cap(of) => cap(words, Some(*of)),
        Said::Rate(of) => rate(*of),
        Said::Text(text) => Node::Text(text.clone()),
        Said::Texts(texts) => Node::Text(words.join(texts)),
        Said::Code(code) => Node::Text(codes(code)),
        Said::Codes(all) => Node::Text(words.join(&all.iter().map(|code| codes(code)).collect::<Vec<_>>())),
        Said::Flag(ticked) => {
            Node::Text(words.say(if *ticked { "change.ticked" } else { "change.not_ticked" }))
        }
        Said::Limits(limits) => {
            let amounts = limits.iter().map(|limit| words.yen(limit.amount));
            let mut nodes = Vec::new();
            for amount in amounts {
                if !nodes.is_empty() {
                    nodes.push(Node::Text("・".to_owned()));
                }
                nodes.push(amount);
            }
            Node::Element(el("span").with(nodes))
        }
        // What this version has no name for is shown as it came.
        Said::Other(value) => Node::Text(in_words(value)),
    }
}
