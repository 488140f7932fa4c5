//! When something was not done: what happened, what is safe, what to do. It stands under the heading and leaves the form where it is.

use super::Scene;
use crate::action::Do;
use crate::apply::act::Act;
use crate::component::link::{button, quiet};
use crate::net::Trouble;
use crate::node::{Element, el};

/// The box; nothing when all is well. The place itself is always there, so that a reader is told what comes into it.
pub fn trouble(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let news = scene.bench.news.map(|key| {
        let weighs = key.starts_with("apply.send.") || key.starts_with("apply.trouble.");
        el(if weighs { "p.trouble" } else { "p.saved" }).set("data-news", key).with(words.say(key))
    });
    el("div").set("role", "status").with(news).with(scene.bench.trouble.map(|trouble| told(scene, trouble)))
}

fn told(scene: &Scene<'_>, trouble: Trouble) -> Element {
    let words = scene.words;
    let key = match trouble {
        Trouble::Offline => "apply.trouble.offline",
        Trouble::SignedOut => "apply.trouble.signed_out",
        Trouble::Hub => "apply.trouble.hub",
        Trouble::NotThere | Trouble::Unreadable => "apply.trouble.unreadable",
    };
    let synthetic = scene.bench.told().is_some_and(|told| told.facts.person.synthetic);
    let what = match trouble {
        Trouble::SignedOut if synthetic => el("p")
            .with(button(words.say("apply.trouble.sign_in"), Do::Apply(Act::SignIn)).set("id", "sign-in")),
        Trouble::SignedOut => el("p.buttons")
            .with(
                el("a.button")
                    .set("href", "/sign-in?fresh=true&to=/")
                    .set("target", "_blank")
                    .set("rel", "noopener")
                    .with(words.say("apply.trouble.sign_in_elsewhere")),
            )
            .with(quiet(words.say("apply.go_on"), Do::Apply(Act::Look))),
        _ => el("p").with(quiet(words.say("apply.trouble.again"), Do::Apply(Act::Save)).set("id", "again")),
    };
    el("div.trouble").set("data-trouble", key).with(el("p").with(words.say(key))).with(what)
}
