//! What was sent: the receipt, the stages in words, and what can still be done with it.

use super::list::go;
use super::{Page, Scene};
use crate::action::Do;
use crate::apply::act::Act;
use crate::apply::bench::Busy;
use crate::apply::hub::{Decided, Sent, Stage};
use crate::apply::place::Place;
use crate::component::amounts::day;
use crate::component::link::{button, quiet};
use crate::format;
use crate::node::{Element, Node, el};
use crate::route::Route;
use crate::words::Words;
use engine::form::Kind;

/// The page of an application; `None` where there is none at this place.
pub fn page(scene: &Scene<'_>, place: usize) -> Option<Page> {
    let words = scene.words;
    let sent = scene.bench.sent.get(place)?;
    let fresh = scene.bench.desk.is_open("receipt") && sent.state == "submitted";
    let title = words.say(if fresh { "apply.receipt.title" } else { "apply.status.title" });
    let mut body = vec![receipt(words, sent, place)];
    body.push(
        el("p.answer").set("data-state", sent.state.clone()).with(words.name("sent.state", &sent.state)),
    );
    body.extend(asked(words, sent, place));
    body.extend(sent.status.decision.as_ref().map(|decided| outcome(scene, decided)));
    body.extend(sent.status.ground_gone.then(|| el("p.warning").with(words.say("apply.status.ground_gone"))));
    body.push(stages(words, sent));
    if fresh {
        body.push(next(words));
    }
    body.extend(commands(scene, sent, place));
    body.extend(registry(words, sent, place));
    body.push(whom_to_ask(words, sent));
    body.push(history(words, sent));
    let above = go(&Place::List, words.say("apply.title")).set("class", "back").set("id", "back");
    Some(Page::new(title, body).above(above))
}

/// 受付控え: number, time, what it is.
fn receipt(words: &Words, sent: &Sent, place: usize) -> Element {
    let line = |key: &str, value: Node| {
        el("div").with(el("dt").with(words.say(key))).with(el("dd").with(vec![value]))
    };
    let number =
        el("span.receipt__number").set("data-number", sent.receipt.clone()).with(sent.receipt.clone());
    let list = el("dl.facts")
        .with(line("apply.receipt.number", Node::Element(number)))
        .with(line("apply.receipt.what", Node::Text(words.name("form.kind", &sent.form.kind))))
        .with(line("apply.receipt.time", Node::Text(format::moment(words, &sent.submitted_at))));
    let calendar = sent.status.expected.map(|_| {
        quiet(words.say("apply.receipt.calendar"), Do::Apply(Act::Calendar(place))).set("id", "calendar")
    });
    el("section.receipt").with(list).with(el("p").with(words.say("apply.receipt.keep"))).with(
        el("p.buttons")
            .with(quiet(words.say("apply.receipt.print"), Do::Apply(Act::Print)).set("id", "print"))
            .with(calendar),
    )
}

fn next(words: &Words) -> Element {
    let steps = ["apply.receipt.next_1", "apply.receipt.next_2", "apply.receipt.next_3"];
    el("section.card")
        .with(el("h2").with(words.say("apply.receipt.next")))
        .with(el("ol.steps").with(steps.map(|key| el("li").with(words.say(key))).to_vec()))
        .with(el("p").with(words.say("apply.receipt.keep_receipts")))
}

/// 補正: what the authority has asked, in its own words.
fn asked(words: &Words, sent: &Sent, place: usize) -> Option<Element> {
    let note = sent.status.correction.clone()?;
    let answer = button(words.say("apply.status.answer"), Do::Apply(Act::Correct(place))).set("id", "answer");
    Some(
        el("section.warning")
            .with(el("h2").with(words.say("apply.status.note")))
            .with(el("p").set("data-note", "").with(note))
            .with(el("p").with(answer)),
    )
}

/// What was decided, and what follows from it.
fn outcome(scene: &Scene<'_>, decided: &Decided) -> Element {
    if decided.outcome == "granted" { granted(scene, decided) } else { refused(scene.words, decided) }
}

fn granted(scene: &Scene<'_>, decided: &Decided) -> Element {
    let words = scene.words;
    let from = decided.from.map(|from| {
        let text = words.tell("apply.status.certificate_from", &[("day", day(words, from))]);
        el("p").set("data-from", from.to_string()).with(text)
    });
    let differs = (decided.from.is_some() && !decided.as_worked_out)
        .then(|| el("p").with(words.say("apply.status.not_as_worked_out")));
    let certificate = el("a")
        .set("href", Route::Certificates.href())
        .set("id", "certificate")
        .with(words.say("apply.status.certificate"));
    let refund = Place::Start(Kind::Refund.code().to_owned());
    let refund = go(&refund, words.say("apply.status.back_pay_link")).set("id", "refund");
    el("section.card")
        .set("data-outcome", "granted")
        .with(from)
        .with(differs)
        .with(back_pay(scene))
        .with(el("p.links").with(certificate).with(refund))
}

/// What was paid before the certificate came: how much of it can be claimed back, as far as the engine can say.
fn back_pay(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let refund = scene.bench.untouched(Kind::Refund).and_then(|view| view.opened.at_stake);
    match refund {
        Some(yen) => el("div")
            .set("data-back-pay", yen.amount().to_string())
            .with(el("p").with(words.tell("apply.live.refund", &[("yen", words.yen(yen))])))
            .with(el("p.support").with(words.say("apply.live.estimate"))),
        None => el("p").with(words.say("apply.status.back_pay")),
    }
}

/// Refused: why, the right that opens for want of severity, and the review one may ask for.
fn refused(words: &Words, decided: &Decided) -> Element {
    let note = decided.note.clone().map(|note| {
        el("div")
            .with(el("h2").with(words.say("apply.status.note")))
            .with(el("p").set("data-note", "").with(note))
    });
    let again = decided.notified_on.zip(decided.reapply_until).filter(|_| decided.mild);
    let again = again.map(|(from, until)| {
        let parameters = [("from", day(words, from)), ("until", day(words, until))];
        let way = Place::Start(Kind::Reapplication.code().to_owned());
        el("div")
            .with(
                el("p")
                    .set("data-until", until.to_string())
                    .with(words.tell("apply.status.refused_mild", &parameters)),
            )
            .with(el("p").with(go(&way, words.say("apply.status.refused_again")).set("id", "reapply")))
    });
    el("section.card")
        .set("data-outcome", "refused")
        .with(note)
        .with(again)
        .with(el("p.support").with(words.say("apply.status.refused_appeal")))
}

/// 受付 → 審査 → 補正 → 決定 → 交付, in words.
fn stages(words: &Words, sent: &Sent) -> Element {
    let rows: Vec<Element> = sent.status.timeline.iter().map(|stage| stage_row(words, stage)).collect();
    let expected = sent.status.expected.map(|(from, until)| {
        let parameters = [("from", day(words, from)), ("until", day(words, until))];
        el("p").set("data-expected", until.to_string()).with(words.tell("apply.status.expected", &parameters))
    });
    let unsure = (expected.is_some() && !sent.status.office.confirmed)
        .then(|| el("p.support").with(words.say("apply.status.unconfirmed")));
    el("section")
        .with(el("h2").with(words.say("apply.status.timeline")))
        .with(el("ol.timeline").with(rows))
        .with(expected)
        .with(unsure)
}

fn stage_row(words: &Words, stage: &Stage) -> Element {
    let class = match stage.state.as_str() {
        "done" => "li.timeline__done",
        "now" => "li.timeline__now",
        _ => "li",
    };
    let at = stage.at.as_ref().map(|at| [" ", &format::moment(words, at)].concat());
    let row = el(class)
        .set("data-stage", stage.name.clone())
        .with(words.name("sent.stage", &stage.name))
        .with(" ")
        .with(el("span.chip").with(words.name("sent.is", &stage.state)))
        .with(at.map(|at| el("span.support").with(at)));
    if stage.state == "now" { row.set("aria-current", "step") } else { row }
}

/// Amending and withdrawing, until it is decided.
fn commands(scene: &Scene<'_>, sent: &Sent, place: usize) -> Option<Element> {
    let words = scene.words;
    if !sent.status.open {
        return None;
    }
    let busy = (scene.bench.busy == Some(Busy::Sending))
        .then(|| el("p").set("role", "status").with(words.say("apply.send.sending")));
    if scene.bench.desk.is_open("withdraw") {
        let keep = quiet(words.say("apply.status.withdraw_no"), Do::Apply(Act::AskToWithdraw));
        let yes = button(words.say("apply.status.withdraw_yes"), Do::Apply(Act::Withdraw(place)));
        return Some(
            el("section.warning")
                .set("role", "alert")
                .with(el("p").with(words.say("apply.status.withdraw_sure")))
                .with(el("p.buttons").with(keep).with(yes.set("id", "withdraw-yes")))
                .with(busy),
        );
    }
    let amend = (sent.state == "submitted")
        .then(|| quiet(words.say("apply.status.amend"), Do::Apply(Act::Correct(place))).set("id", "amend"));
    Some(
        el("p.buttons")
            .with(amend)
            .with(
                quiet(words.say("apply.status.withdraw"), Do::Apply(Act::AskToWithdraw))
                    .set("id", "withdraw"),
            )
            .with(busy),
    )
}

/// 難病DB: what was said, and the way to say otherwise.
fn registry(words: &Words, sent: &Sent, place: usize) -> Option<Element> {
    sent.form.answers.get("registry_consent")?;
    let given = sent.status.registry_consent;
    let (said, other) = if given {
        ("apply.status.registry_given", "apply.status.registry_take_back")
    } else {
        ("apply.status.registry_not_given", "apply.status.registry_give")
    };
    Some(
        el("section.card")
            .set("data-registry", if given { "given" } else { "not_given" })
            .with(el("h2").with(words.say("apply.status.registry")))
            .with(el("p").with(words.say(said)))
            .with(
                el("p").with(
                    quiet(words.say(other), Do::Apply(Act::RegistryConsent(place))).set("id", "registry"),
                ),
            ),
    )
}

fn whom_to_ask(words: &Words, sent: &Sent) -> Element {
    let office = &sent.status.office;
    let named = office.name.clone().map(|name| el("p").with(name));
    let contact = office.contact.clone().map(|contact| el("p").with(contact));
    el("section.card")
        .with(el("h2").with(words.say("apply.status.who")))
        .with(named)
        .with(contact)
        .with(el("p").with(words.say("apply.status.who_text")))
}

fn history(words: &Words, sent: &Sent) -> Element {
    let rows = sent.events.iter().map(|event| {
        el("li")
            .set("data-event", event.event.clone())
            .with([&format::moment(words, &event.at), "　"].concat())
            .with(words.name("sent.event", &event.event))
    });
    el("details")
        .with(el("summary").with(words.say("apply.status.history")))
        .with(el("ul").with(rows.collect::<Vec<Element>>()))
}
