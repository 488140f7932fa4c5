//! Loading, signed out, failed, not there: each says what happened, what is safe, what to do.

use super::Page;
use crate::action::Do;
use crate::component::link::{button, link};
use crate::net::Trouble;
use crate::node::el;
use crate::route::Route;
use crate::words::Words;

/// Asking the hub.
pub fn loading(words: &Words) -> Page {
    Page::new(words, "app.name", el("p").with(words.say("trouble.loading")))
}

/// Nobody is signed in, and this is no sandbox. Whoever has signed in comes back to here, wherever here is.
pub fn signed_out(words: &Words, base: &str) -> Page {
    let enter = el("a.button").set("href", ["/sign-in?to=", base, "/"].concat()).set("id", "sign-in");
    let body = vec![
        el("p").with(words.say("signed_out.text")),
        el("p.buttons").with(enter.with(words.say("signed_out.enter"))),
    ];
    Page::new(words, "signed_out.title", body)
}

/// Signed out without a network.
pub fn left(words: &Words) -> Page {
    let body = vec![
        el("p").set("role", "status").with(words.say("left.text")),
        el("p").with(words.say("left.hub")),
        button(words.say("trouble.again"), Do::TryAgain),
    ];
    Page::new(words, "left.title", body)
}

/// An officer's preview has ended, or there is none.
pub fn preview_over(words: &Words) -> Page {
    let body = vec![
        el("p").set("role", "status").with(words.say("preview.over")),
        el("p").with(el("a").set("href", "/staff/").with(words.say("preview.staff"))),
    ];
    Page::new(words, "preview.title", body)
}

/// Nothing to show.
pub fn failed(words: &Words, trouble: Trouble) -> Page {
    let why = match trouble {
        Trouble::Offline => "trouble.offline",
        Trouble::SignedOut => "trouble.signed_out",
        Trouble::NotThere => "trouble.not_there",
        Trouble::Unreadable => "trouble.unreadable",
        Trouble::Hub => "trouble.hub",
    };
    let body = vec![
        el("p").set("role", "alert").with(words.say(why)),
        el("p").with(words.say("trouble.safe")),
        el("p").with(words.say("trouble.paper")),
        button(words.say("trouble.again"), Do::TryAgain),
    ];
    Page::new(words, "trouble.title", body)
}

/// No such page.
pub fn unknown(words: &Words) -> Page {
    let body = vec![
        el("p").with(words.say("unknown.text")),
        el("p").with(link(Route::Home, words.say("unknown.home"))),
    ];
    Page::new(words, "unknown.title", body)
}
