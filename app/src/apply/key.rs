//! 診断書アクセスキー: shown as dots, checked while it is typed, and never said aloud.

use super::act::Act;
use super::field::{self, Field, Line};
use super::page::Scene;
use crate::action::Do;
use crate::component::amounts::count;
use crate::component::link::quiet;
use crate::node::{Element, el};
use engine::form::access_key::{AccessKey, FORMAT, Wrong};

/// The field with what is known about the key so far.
pub fn field(scene: &Scene<'_>, field: &Field<'_>, typed: &str) -> Element {
    let words = scene.words;
    let shown = scene.bench.desk.is_open("key");
    let letters = typed.chars().filter(|letter| letter.is_alphanumeric()).count();
    let all = usize::from(FORMAT.groups) * usize::from(FORMAT.group);
    let so_far = match AccessKey::read(typed) {
        Ok(_) => Some(vec![crate::node::Node::Text(words.say("apply.key.good"))]),
        Err(_) if letters == 0 => None,
        Err(_) if letters < all => {
            Some(words.tell("apply.key.left", &[("count", count(&all.saturating_sub(letters)))]))
        }
        Err(Wrong::Check) => Some(words.tell("form.problem.checksum", &[])),
        Err(Wrong::Form) => Some(words.tell("form.problem.malformed.access_key", &[])),
    };
    let below = el("p.support").set("role", "status").set("data-key", "").with(so_far.unwrap_or_default());
    let reveal = quiet(
        words.say(if shown { "apply.secret.hide" } else { "apply.secret.show" }),
        Do::Apply(Act::Reveal),
    )
    .set("id", "reveal")
    .set("aria-pressed", if shown { "true" } else { "false" });
    let line = if shown { Line::Shown } else { Line::Secret };
    field::line(words, field, line, None, Some(below)).with(reveal)
}
