//! お知らせ: everything that was told, the newest first; what was withdrawn stays, struck, with why.

use super::{Page, Scene};
use crate::component::freshness::freshness;
use crate::component::notice::{notice, told};
use crate::known::Known;
use crate::node::{Element, el};
use crate::told::Asked;

/// What was told, then the quiet ones, which only state something.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let cards = |quiet: bool| -> Vec<Element> {
        let of_kind = known.news.notices.iter().filter(|told| told.quiet == quiet);
        of_kind.map(|told| notice(scene, told)).collect()
    };
    let first = match &scene.papers.notices {
        Asked::There(all) => list(scene, all.iter().map(|one| told(scene, one)).collect()),
        // What the phone itself can tell; whether it was read, only the hub knows.
        Asked::Failed => list(scene, cards(false)).with(el("p.warning").with(words.say("notices.unknown"))),
        Asked::Waiting => el("p").with(words.say("trouble.loading")),
    };
    let quiet = cards(true);
    let aside = (!quiet.is_empty())
        .then(|| el("section").with(el("h2").with(words.say("notices.quiet"))).with(quiet));
    let body = el("div").with(freshness(scene)).with(first).with(aside);
    Page::new(words, "notices.title", body)
}

fn list(scene: &Scene<'_>, cards: Vec<Element>) -> Element {
    if cards.is_empty() {
        return el("p").with(scene.words.say("notices.none"));
    }
    el("section").with(el("h2").with(scene.words.say("notices.told"))).with(cards)
}
