//! 職員プレビュー: the banner that an officer cannot close, on every page and in print, and the watermark.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::link::button;
use crate::action::Do;
use crate::clock;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::told::Acting;

/// Who looks, what for, and how long still.
pub fn banner(scene: &Scene<'_>, acting: Option<&Acting>) -> Element {
    let words = scene.words;
    // What was not asked for by its own button does not come onto paper (style/portal.css).
    let kind = if scene.papers.printed { "div.preview.printed" } else { "div.preview" };
    let banner = el(kind).set("role", "region").set("aria-label", words.say("preview.title"));
    let title = el("strong").with(words.say("preview.title"));
    let Some(acting) = acting else { return banner.with(title) };
    let text = |text: &str| Node::Text(text.to_owned());
    let purpose = words.find(&acting.purpose).unwrap_or(&acting.purpose);
    // A minute that has begun is still there.
    let minutes = acting.left(scene.now).div_ceil(60).to_string();
    let who = [&*acting.organisation, &acting.office, &acting.officer];
    let who = who.into_iter().filter(|part| !part.is_empty()).collect::<Vec<&str>>().join(" ");
    let printed = [&who, " ", &clock::time_after(&acting.at, 0).unwrap_or_default()].concat();
    banner
        .with(title)
        .with(el("span").with(who))
        .with(el("span").with(words.tell("preview.purpose", &[("purpose", text(purpose))])))
        .with(el("span").with(words.tell("preview.left", &[("minutes", text(&minutes))])))
        .with(button(words.say("payments.print"), Do::PrintPreview).set("id", "print-preview"))
        .with(button(words.say("preview.end"), Do::EndPreview).set("id", "end-preview"))
        // The watermark: set behind everything, and on every printed page.
        .with(el("span.watermark").set("aria-hidden", "true").set("data-mark", printed))
}
