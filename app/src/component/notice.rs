//! One notice: what happened, why it matters, what to do.

use super::amounts::{day, parameters};
use super::link::{apply, link};
use crate::action::Do;
use crate::node::{Element, el};
use crate::route::Route;
use crate::words::Words;
use engine::watch::Notice;

/// A notice as a card. The first sentence is the heading.
pub fn notice(words: &Words, notice: &Notice, read: bool) -> Element {
    let parameters = parameters(words, &notice.params);
    let more = [&notice.key, ".more"].concat();
    let heading = el("h3").with((!read).then(|| el("span.new").with(words.say("notice.new"))));
    let to = subject(&notice.key);
    el(if read { "article.card.notice" } else { "article.card.notice.notice--new" })
        .set("data-notice", notice.key.clone())
        .with(heading.with(words.tell(&notice.key, &parameters)))
        .with(el("p").with(words.tell(&more, &parameters)))
        .with(
            notice
                .at_stake
                .map(|yen| el("p").with(words.tell("notice.at_stake", &[("yen", words.yen(yen))]))),
        )
        .with(
            notice.deadline.map(|on| el("p").with(words.tell("notice.deadline", &[("day", day(words, on))]))),
        )
        .with(
            el("p.links")
                .with(link(to, words.say("notice.look")).on(Do::Read(notice.id.clone(), to)))
                .with(application(&notice.key).map(|kind| apply(words.say("procedures.apply"), kind))),
        )
}

/// What can be applied for where a notice tells of it.
fn application(key: &str) -> Option<&'static str> {
    Some(match key {
        "watch.mild.met" => "mild_high_cost",
        "watch.long.met" | "watch.severe.met" => "high_cost_long_term",
        "watch.reapply.open" => "reapplication",
        "watch.renewal.ending" | "watch.renewal.ended" => "renewal",
        _ => return None,
    })
}

/// The page that shows what a notice is about.
fn subject(key: &str) -> Route {
    let is = |group: &str| key.strip_prefix("watch.").is_some_and(|rest| rest.starts_with(group));
    if is("settle.") || is("cap.") || is("report.") { Route::Payments(None) } else { Route::Procedures }
}
