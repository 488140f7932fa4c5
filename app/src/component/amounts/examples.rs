//! Amounts and days in a sentence.

use super::{cap, count, day, message, month, rate};
use crate::gallery::{Example, Stage, example};
use crate::node::{Node, el};
use engine::{Cap, Rate, Yen};

pub fn all(stage: &Stage) -> Vec<Example> {
    let words = &stage.words;
    let known = stage.person("sample-hanako");
    let line = |nodes: Vec<Node>| [el("p").with(nodes)];
    let statuses =
        known.certificates.certificates.iter().map(|view| el("p").with(message(words, &view.status)));
    vec![
        example("金額", line(vec![words.yen(Yen::new(12_340))])), // tidy: a sample
        example(
            "上限・上限なし・わからない",
            [Some(Cap::At(Yen::new(10_000))), Some(Cap::Unlimited), None] // tidy: a sample
                .map(|one| el("p").with(vec![cap(words, one)])),
        ),
        example(
            "日・月・割合・数",
            line(vec![
                day(words, known.day),
                month(words, known.day.month()),
                rate(Rate::TWO_TENTHS),
                count(&3),
            ]),
        ),
        example("エンジンのことば", statuses),
    ]
}
