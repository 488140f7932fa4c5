//! As of when, and whether it still is.

use crate::format;
use crate::portal::{Portal, State};
use crate::words::Words;
use leptos::prelude::*;

/// The line every page with amounts begins with.
#[component]
pub fn Freshness(words: Words, portal: Portal) -> impl IntoView {
    let line = move || {
        portal.state().with(|state| match state {
            State::Known(told, None) => {
                words.tell("fresh.as_of", &[("time", format::moment(words, &told.as_of))])
            }
            State::Known(told, Some(_)) => {
                words.tell("fresh.stale", &[("time", format::moment(words, &told.as_of))])
            }
            _ => String::new(),
        })
    };
    let stale = move || portal.state().with(|state| matches!(state, State::Known(_, Some(_))));
    view! {
        <p class="fresh" class:fresh--stale=stale>
            <span role="status">{line}</span>
            <button type="button" class="button button--quiet" on:click=move |_| portal.refresh()>
                {move || words.say("fresh.again")}
            </button>
        </p>
        <Show when=stale><p>{move || words.say("trouble.paper")}</p></Show>
    }
}
