//! Which certificates are valid when, and which of them applies first.

use crate::component::amounts::day;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;

/// Nothing where there are never two at once.
pub fn order(words: &Words, known: &Known) -> Option<Element> {
    let stretches = known.certificates.time_line.iter().filter(|stretch| stretch.in_order.len() > 1);
    let lines: Vec<Element> = stretches
        .map(|stretch| {
            let names: Vec<String> = stretch.in_order.iter().map(|id| name(words, known, id)).collect();
            let parameters = [
                ("from", day(words, stretch.from)),
                ("until", day(words, stretch.until)),
                ("names", Node::Text(names.join(&[" ", &words.say("overlap.then"), " "].concat()))),
            ];
            el("li").with(words.tell("overlap.line", &parameters))
        })
        .collect();
    (!lines.is_empty()).then(|| {
        el("section.card").with(el("h2").with(words.say("overlap.title"))).with(el("ul").with(lines))
    })
}

fn name(words: &Words, known: &Known, id: &str) -> String {
    let certificates = known.certificates.certificates.iter().map(|view| &view.printed);
    let certificate = certificates.into_iter().find(|certificate| certificate.id == id);
    certificate.map_or_else(String::new, |certificate| words.scheme(&certificate.scheme, &certificate.name))
}
