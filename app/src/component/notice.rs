//! One notice: what happened, why it matters, what to do.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use super::amounts::{day, parameters};
use super::order::{apply, read};
use crate::format;
use crate::node::{Element, Node, Nodes, el};
use crate::page::Scene;
use crate::route::Route;
use crate::told::NoticeTold;
use engine::watch::Notice;

/// A notice as a card. The first sentence is the heading.
pub fn notice(scene: &Scene<'_>, notice: &Notice) -> Element {
    let told = scene.papers.notice(&notice.id).filter(|told| !told.is_withdrawn());
    let unread = told.is_some_and(|told| scene.is_unread(told));
    card(scene, &notice.key, unread)
        .with(heading(scene, unread, said(scene, notice)))
        .with(more(scene, notice))
        .with(el("p.links").with(look(scene, notice, told)).with(application(scene, notice)))
}

/// The same as it stands in the list of everything that was told: with its time, and struck when it is no longer so.
pub fn told(scene: &Scene<'_>, told: &NoticeTold) -> Element {
    let words = scene.words;
    let unread = scene.is_unread(told);
    let at = |key: &str| {
        let time = Node::Text(format::moment(words, &told.told_at));
        el("p.support").with(words.tell(key, &[("time", time)]))
    };
    let Some(notice) = told.notice() else {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        return card(scene, "announced", unread)
            .with(heading(scene, unread, vec![Node::Text(text(&told.title))]))
            .with(at("notice.announced"))
            .with(el("p").with(text(&told.text)))
            .with(unread.then(|| {
                el("p.links").with(read(
                    scene,
                    words.say("notice.noted"),
                    Some(told.sequence),
                    Route::Notices,
                ))
            }));
    };
    if told.is_withdrawn() {
        let because = told.because.as_deref().unwrap_or("watch.withdrawn.no_longer");
        return card(scene, &notice.key, unread)
            .with(heading(scene, unread, vec![Node::Element(el("s").with(said(scene, notice)))]))
            .with(at("notice.withdrawn"))
            .with(el("p").with(words.say(because)))
            .with(unread.then(|| el("p.links").with(look(scene, notice, Some(told)))));
    }
    let amended = told.change == "amended";
    card(scene, &notice.key, unread)
        .with(heading(scene, unread, said(scene, notice)))
        .with(at(if amended { "notice.amended" } else { "notice.told" }))
        .with(more(scene, notice))
        .with(el("p.links").with(look(scene, notice, Some(told))).with(application(scene, notice)))
}

fn card(_: &Scene<'_>, key: &str, unread: bool) -> Element {
    el(if unread { "article.card.notice.notice--new" } else { "article.card.notice" }).set("data-notice", key)
}

fn heading(scene: &Scene<'_>, unread: bool, text: Vec<Node>) -> Element {
    el("h3").with(unread.then(|| el("span.new").with(scene.words.say("notice.new")))).with(text)
}

fn said(scene: &Scene<'_>, notice: &Notice) -> Vec<Node> {
    scene.words.tell(&notice.key, &parameters(scene.words, &notice.params))
}

/// Why it matters, how much and until when.
fn more(scene: &Scene<'_>, notice: &Notice) -> Nodes {
    let words = scene.words;
    let more = [&notice.key, ".more"].concat();
    let lines = [
        Some(words.tell(&more, &parameters(words, &notice.params))),
        notice.at_stake.map(|yen| words.tell("notice.at_stake", &[("yen", words.yen(yen))])),
        notice.deadline.map(|on| words.tell("notice.deadline", &[("day", day(words, on))])),
    ];
    Nodes(lines.into_iter().flatten().map(|line| Node::Element(el("p").with(line))).collect())
}

fn look(scene: &Scene<'_>, notice: &Notice, told: Option<&NoticeTold>) -> Element {
    read(scene, scene.words.say("notice.look"), told.map(|told| told.sequence), subject(&notice.key))
}

/// What can be applied for where a notice tells of it.
fn application(scene: &Scene<'_>, notice: &Notice) -> Option<Element> {
    let kind = match &*notice.key {
        "watch.mild.met" => "mild_high_cost",
        "watch.long.met" | "watch.severe.met" => "high_cost_long_term",
        "watch.reapply.open" => "reapplication",
        "watch.renewal.ending" | "watch.renewal.ended" => "renewal",
        "watch.claim.open" => "refund",
        _ => return None,
    };
    Some(apply(scene, "procedures.apply", kind))
}

/// The page that shows what a notice is about.
fn subject(key: &str) -> Route {
    let is = |group: &str| key.strip_prefix("watch.").is_some_and(|rest| rest.starts_with(group));
    if is("settle.") || is("cap.") || is("report.") { Route::Payments(None) } else { Route::Procedures }
}
