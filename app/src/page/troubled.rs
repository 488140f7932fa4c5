//! Loading, signed out, failed, not there: each says what happened, what is safe, what to do.

use crate::component::heading::Heading;
use crate::net::Trouble;
use crate::portal::{Portal, State};
use crate::route::{Link, Route};
use crate::words::Words;
use leptos::prelude::*;

/// Asking the hub.
#[component]
pub fn Loading(words: Words) -> impl IntoView {
    view! {
        <Heading words title="app.name" />
        <p>{move || words.say("loading")}</p>
    }
}

/// Nobody is signed in, and this is no sandbox.
#[component]
pub fn SignedOut(words: Words) -> impl IntoView {
    view! {
        <Heading words title="signed_out.title" />
        <p>{move || words.say("signed_out.text")}</p>
    }
}

/// Nothing to show.
#[component]
pub fn Failed(words: Words, portal: Portal) -> impl IntoView {
    let why = move || match portal.state().get() {
        State::Failed(Trouble::Offline) => words.say("trouble.offline"),
        State::Failed(Trouble::SignedOut) => words.say("trouble.signed_out"),
        State::Failed(Trouble::NotThere) => words.say("trouble.not_there"),
        State::Failed(Trouble::Unreadable) => words.say("trouble.unreadable"),
        _ => words.say("trouble.hub"),
    };
    view! {
        <Heading words title="trouble.title" />
        <p role="alert">{why}</p>
        <p>{move || words.say("trouble.safe")}</p>
        <p>{move || words.say("trouble.paper")}</p>
        <button type="button" class="button" on:click=move |_| portal.open()>{move || words.say("trouble.again")}</button>
    }
}

/// No such page.
#[component]
pub fn Unknown(words: Words) -> impl IntoView {
    view! {
        <Heading words title="unknown.title" />
        <p>{move || words.say("unknown.text")}</p>
        <p><Link to=Route::Home>{move || words.say("unknown.home")}</Link></p>
    }
}
