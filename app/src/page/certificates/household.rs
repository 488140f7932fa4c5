//! 世帯内按分: who shares one household cap, and the formula.

use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::view::ShareView;

/// Nothing where nothing is shared.
pub fn household(words: &Words, known: &Known) -> Option<Element> {
    let household = known.certificates.household.as_ref()?;
    let lines: Vec<Element> = household.shares.iter().map(|share| line(words, share)).collect();
    let formula = [("largest", words.yen(household.largest)), ("sum", words.yen(household.sum))];
    Some(
        el("section.card")
            .with(el("h2").with(words.say("household.title")))
            .with(el("ul").with(lines))
            .with(el("p.support").with(words.tell("household.formula", &formula)))
            .with(el("p.support").with(words.say("why.printed_wins"))),
    )
}

fn line(words: &Words, share: &ShareView) -> Element {
    let name = share.name.clone().unwrap_or_else(|| words.say("household.member"));
    let name = [&name, "（", &words.scheme(&share.scheme, &share.scheme), "）"].concat();
    let parameters =
        [("name", Node::Text(name)), ("before", words.yen(share.before)), ("share", words.yen(share.share))];
    el("li").with(words.tell("household.share", &parameters))
}
