//! 更新, 再申請 and the ages at which 小児慢性特定疾病 changes hands and ends.

use super::line;
use crate::action::Do;
use crate::component::amounts::{count, day};
use crate::component::link::{apply, quiet};
use crate::known::Known;
use crate::node::{Element, Node, el};
use crate::save::Sheet;
use crate::words::Words;
use engine::watch::renewal::Step;
use engine::watch::{AgeOut, Reapplication, Renewal};

/// Every certificate that has a next step; rights to apply again; age limits ahead.
pub fn sections(words: &Words, known: &Known) -> Vec<Element> {
    let watches = &known.news.watches;
    let renewals = watches.renewals.iter().filter(|renewal| !renewal.plan.is_empty());
    let renewals = renewals.map(|renewal| planner(words, renewal));
    let again = watches.reapplications.iter().map(|right| reapply(words, right));
    let ages = watches.age_out.iter().map(|ages| age_out(words, ages));
    renewals.chain(again).chain(ages).collect()
}

fn planner(words: &Words, renewal: &Renewal) -> Element {
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
        .with(el("p.buttons").with(quiet(
            words.say("renewal.calendar"),
            Do::Save(Sheet::Renewal(renewal.certificate.clone())),
        )))
}

fn step_of(words: &Words, step: &Step) -> Element {
    let key = if step.passed { "renewal.step_passed" } else { "renewal.step" };
    let parameters = [("day", day(words, step.on)), ("what", Node::Text(words.say(step.key)))];
    el("li").with(words.tell(key, &parameters))
}

fn reapply(words: &Words, right: &Reapplication) -> Element {
    let parameters = [("from", day(words, right.notified_on)), ("until", day(words, right.until))];
    el("section.card")
        .with(el("h2").with(words.say("reapply.title")))
        .with(el("p").with(words.tell("reapply.text", &parameters)))
        .with(el("p").with(apply(words.say("procedures.apply"), "reapplication")))
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
