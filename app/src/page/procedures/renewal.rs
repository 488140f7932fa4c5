//! 更新, 再申請 and the ages at which 小児慢性特定疾病 changes hands and ends.

use super::line;
use crate::command::Order;
use crate::component::amounts::{count, day};
use crate::component::order::{apply, order};
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::page::Scene;
use crate::save::Sheet;
use crate::words::Words;
use engine::watch::renewal::Step;
use engine::watch::{AgeOut, Reapplication, Renewal};

/// Every certificate that has a next step; rights to apply again; age limits ahead.
pub fn sections(scene: &Scene<'_>, known: &Known) -> Vec<Element> {
    let words = scene.words;
    let watches = &known.news.watches;
    let renewals = watches.renewals.iter().filter(|renewal| !renewal.plan.is_empty());
    let renewals = renewals.map(|renewal| planner(scene, renewal));
    let again = watches.reapplications.iter().map(|right| reapply(scene, right));
    renewals.chain(again).chain(ages(words, known)).collect()
}

/// The ages at which 小児慢性特定疾病 changes hands and ends.
pub fn ages(words: &Words, known: &Known) -> Option<Element> {
    known.news.watches.age_out.as_ref().map(|ages| age_out(words, ages))
}

fn planner(scene: &Scene<'_>, renewal: &Renewal) -> Element {
    let words = scene.words;
    let scheme = Node::Text(words.scheme(&renewal.scheme, &renewal.scheme));
    let parameters = [("until", day(words, renewal.until)), ("days", count(&renewal.days_left))];
    let steps: Vec<Element> = renewal.plan.iter().map(|step| step_of(words, step)).collect();
    let face = renewal.doctors_certificate.iter().map(|item| {
        let parameters =
            [("label", Node::Text(item.label.clone())), ("value", Node::Text(item.value.clone()))];
        el("p").with(words.tell("renewal.on_the_face", &parameters))
    });
    el("section.card")
        .set("data-watch", "renewal")
        .with(el("h2").with(words.tell("renewal.title", &[("scheme", scheme)])))
        .with(el("p.answer").with(words.tell("renewal.until", &parameters)))
        .with(el("ol.steps").with(steps))
        .with(face.collect::<Vec<Element>>())
        .with(el("p.support").with(words.say("renewal.unconfirmed")))
        .with(el("p.buttons").with(order(
            scene,
            words.say("renewal.calendar"),
            Order::Save(Sheet::Renewal(renewal.certificate.clone())),
        )))
}

fn step_of(words: &Words, step: &Step) -> Element {
    let key = if step.passed { "renewal.step_passed" } else { "renewal.step" };
    let parameters = [("day", day(words, step.on)), ("what", Node::Text(words.say(step.key)))];
    el("li").with(words.tell(key, &parameters))
}

fn reapply(scene: &Scene<'_>, right: &Reapplication) -> Element {
    let words = scene.words;
    let parameters = [("from", day(words, right.notified_on)), ("until", day(words, right.until))];
    el("section.card")
        .with(el("h2").with(words.say("reapply.title")))
        .with(el("p").with(words.tell("reapply.text", &parameters)))
        .with(el("p").with(apply(scene, "procedures.apply", "reapplication")))
}

fn age_out(words: &Words, ages: &AgeOut) -> Element {
    let list = el("dl.facts")
        .with(line(words, "age.of_age_from", Some(day(words, ages.of_age_from))))
        .with(line(words, "age.last_day", Some(day(words, ages.last_day))));
    el("section.card")
        .with(el("h2").with(words.say("age.title")))
        .with(list)
        .with(el("p").with(words.say("age.more")))
}
