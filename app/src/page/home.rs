//! 今日: how much more can I be asked to pay this month, and is there something I should do?

use super::{Page, Scene};
use crate::component::freshness::freshness;
use crate::component::gauge::gauge;
use crate::component::link::link;
use crate::component::notice::notice;
use crate::component::standing::standing;
use crate::known::Known;
use crate::node::{Element, el};
use crate::route::Route;
use engine::watch::Notice;

/// So many notices stand here; all of them on their own page.
const NOTICES: usize = 3;

/// The home page: the answer first, then what needs doing, then what could not be asked.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let gauges: Vec<Element> = known.view.ledgers.iter().map(|ledger| gauge(words, ledger)).collect();
    let body = el("div")
        .with(freshness(scene))
        .with(gauges)
        .with(standing(words, known))
        .with(to_do(scene, known))
        .with(
            el("p.links")
                .with(link(Route::WhatIf, words.say("what_if.title")))
                .with(link(Route::Certificates, words.say("certificates.title"))),
        );
    Page::new(words, "home.title", body)
}

fn to_do(scene: &Scene<'_>, known: &Known) -> Option<Element> {
    let words = scene.words;
    // What the gauge above says already is not said twice.
    let worth = |told: &&Notice| !told.quiet && !told.key.starts_with("watch.cap.");
    let notices: Vec<Element> =
        known.news.notices.iter().filter(worth).take(NOTICES).map(|told| notice(scene, told)).collect();
    (!notices.is_empty()).then(|| el("section").with(el("h2").with(words.say("home.to_do"))).with(notices))
}
