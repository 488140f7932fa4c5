//! 使っている端末: one's own sessions, each to be ended.

use super::{Page, Scene};
use crate::command::Order;
use crate::component::link::about;
use crate::component::order::order;
use crate::format;
use crate::node::{Element, Node, el};
use crate::told::{Asked, Session};

/// Where the person is signed in.
#[inline(never)] // see `content`
pub fn page(scene: &Scene<'_>) -> Page {
    let words = scene.words;
    let list = match &scene.papers.sessions {
        Asked::Waiting => el("p").with(words.say("trouble.loading")),
        Asked::Failed => el("p.warning").set("role", "alert").with(words.say("sessions.failed")),
        Asked::There(sessions) => {
            let lines = sessions.iter().map(|session| line(scene, session));
            el("ul.looks").with(lines.collect::<Vec<Element>>())
        }
    };
    let body = el("div")
        .with(el("p").with(words.say("sessions.text")))
        .with(list)
        .with(el("p.buttons").with(order(scene, words.say("sessions.end_all"), Order::LeaveEverywhere)));
    Page::new(words, "sessions.title", body)
}

fn line(scene: &Scene<'_>, session: &Session) -> Element {
    let words = scene.words;
    let since = Node::Text(format::moment(words, &session.began_at));
    let end = || {
        order(scene, words.say("sessions.end"), Order::EndSession(session.id.clone()))
            .set("id", ["end-", &session.id].concat())
            .with(about(&session.device))
    };
    el("li.card")
        .with(el("h2").with(session.device.clone()))
        .with(el("p").with(words.tell("sessions.since", &[("time", since)])))
        .with(if session.current { el("p.state").with(words.say("sessions.now")) } else { end() })
}
