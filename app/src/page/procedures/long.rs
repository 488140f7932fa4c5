//! 高額かつ長期・高額治療継続: the months, and what the lower cap is and would have done.

use super::{line, months};
use crate::component::amounts::{cap, day, month};
use crate::component::order::apply;
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::words::Words;
use engine::watch::HighCostLongTerm;
use engine::watch::high_cost_long_term::{Met, NoBenefit, State};

/// One for each scheme with a valid certificate.
pub fn sections(scene: &Scene<'_>, known: &Known) -> Vec<Element> {
    known.news.watches.high_cost_long_term.iter().map(|watch| section(scene, watch)).collect()
}

fn section(scene: &Scene<'_>, watch: &HighCostLongTerm) -> Element {
    let words = scene.words;
    let (key, detail) = match &watch.state {
        State::AlreadyLower => ("long.already", None),
        State::NoBenefit { reason } => (no_benefit(*reason), None),
        State::CannotSay { .. } => ("long.cannot_say", None),
        State::Watching { .. } => ("long.watching", None),
        State::Met(met) => ("long.met", Some(days(words, met))),
    };
    let apply_link =
        detail.is_some().then(|| el("p").with(apply(scene, "procedures.apply", "high_cost_long_term")));
    let scheme = Node::Text(words.scheme(&watch.scheme, &watch.scheme));
    el("section.card")
        .set("data-watch", "long")
        .with(el("h2").with(words.tell("long.title", &[("scheme", scheme)])))
        .with(el("p.answer").with(words.say(key)))
        .with(detail)
        .with(apply_link)
        .with(el("details").with(el("summary").with(words.say("watch.months"))).with(months(
            words,
            "watch.months",
            &watch.count,
            &watch.months,
        )))
        .with(el("p.support").with(words.say("long.what")))
}

fn no_benefit(reason: NoBenefit) -> &'static str {
    match reason {
        NoBenefit::LowIncome => "long.low_income",
        NoBenefit::Ventilator => "long.ventilator",
        NoBenefit::NothingToPay => "long.nothing_to_pay",
    }
}

fn days(words: &Words, met: &Met) -> Element {
    let saved = met.saving.in_the_window;
    el("dl.facts")
        .with(line(words, "mild.met_on", Some(day(words, met.met_on))))
        .with(line(words, "long.lower_cap", Some(cap(words, Some(met.saving.lower_cap)))))
        .with(line(words, "long.saved", saved.map(|saved| words.yen(saved))))
        .with(line(words, "long.effective", Some(month(words, met.effective_if_applied_today))))
        .with(line(words, "long.apply_by", Some(day(words, met.apply_by))))
        .with(line(words, "mild.lapses_in", met.lapses_in.map(|of| month(words, of))))
}
