//! お知らせ: everything worth telling, the most urgent first.

use super::{Page, Scene};
use crate::component::freshness::freshness;
use crate::component::notice::notice;
use crate::known::Known;
use crate::node::{Element, el};

/// Notices with what each asks for; the quiet ones, which only state something, below.
pub fn page(scene: &Scene<'_>, known: &Known) -> Page {
    let words = scene.words;
    let cards = |quiet: bool| -> Vec<Element> {
        let of_kind = known.news.notices.iter().filter(|told| told.quiet == quiet);
        of_kind.map(|told| notice(words, told, quiet || scene.desk.has_read(&told.id))).collect()
    };
    let (loud, quiet) = (cards(false), cards(true));
    let first = if loud.is_empty() {
        el("p").with(words.say("notices.none"))
    } else {
        el("section").with(el("h2").with(words.say("home.to_do"))).with(loud)
    };
    let aside = (!quiet.is_empty())
        .then(|| el("section").with(el("h2").with(words.say("notices.quiet"))).with(quiet));
    let body = el("div").with(freshness(scene)).with(first).with(aside);
    Page::new(words, "notices.title", body)
}
