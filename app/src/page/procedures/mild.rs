//! 軽症高額: the months, the day it was met, the last day to apply without loss, the month in which it lapses.

use super::{line, months};
use crate::component::amounts::{day, month};
use crate::component::order::apply;
use crate::known::Known;
use crate::node::{Element, el};
use crate::page::Scene;
use engine::watch::mild_high_cost::{Met, State};

/// Nothing for a person it does not concern.
pub fn section(scene: &Scene<'_>, known: &Known) -> Option<Element> {
    let words = scene.words;
    let watch = &known.news.watches.mild_high_cost;
    let counted = watch.count.as_ref()?;
    let (key, detail) = match &watch.state {
        State::NotWatched { .. } => return None,
        State::Watching { .. } => ("mild.watching", None),
        State::Met(met) => ("mild.met", Some(days(scene, met))),
        State::Lapsed { lapsed_in, .. } => {
            let parameters = [("month", month(words, *lapsed_in))];
            ("mild.lapsed", Some(el("p").with(words.tell("mild.lapsed_in", &parameters))))
        }
    };
    Some(
        el("section.card")
            .set("data-watch", "mild")
            .with(el("h2").with(words.say("mild.title")))
            .with(el("p.answer").with(words.say(key)))
            .with(detail)
            .with(months(words, "mild.title", counted, &watch.months))
            .with(el("p.support").with(words.say("mild.what"))),
    )
}

fn days(scene: &Scene<'_>, met: &Met) -> Element {
    let words = scene.words;
    let start = met.start_if_applied_today.ordinary;
    let refund = met.refund_estimate.ordinary;
    let list = el("dl.facts")
        .with(line(words, "mild.met_on", Some(day(words, met.met_on))))
        .with(line(words, "mild.start", start.map(|date| day(words, date.start))))
        .with(line(words, "mild.apply_by", met.apply_by.ordinary.map(|on| day(words, on))))
        .with(line(words, "mild.apply_by_reason", met.apply_by.unavoidable.map(|on| day(words, on))))
        .with(line(words, "mild.lapses_in", met.lapses_in.map(|of| month(words, of))))
        .with(line(words, "mild.refund", (!refund.is_zero()).then(|| words.yen(refund))));
    el("div").with(list).with(el("p").with(words.say("mild.later_costs"))).with(el("p").with(apply(
        scene,
        "procedures.apply",
        "mild_high_cost",
    )))
}
