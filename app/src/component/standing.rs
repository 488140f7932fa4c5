//! What there is besides ledgers: a registration certificate, nothing at all, or a source that could not be asked.

use crate::portal::Portal;
use crate::words::Words;
use engine::facts::FetchState;
use leptos::prelude::*;

/// Each state in its own words, with its own advice.
#[component]
pub fn Standing(words: Words, portal: Portal) -> impl IntoView {
    let keys = move || {
        portal.view().with(|view| {
            let Some(view) = view else { return Vec::new() };
            let mut keys = Vec::new();
            if view.ledgers.is_empty() && !view.registrations.is_empty() {
                keys.push("standing.registration_only");
            }
            keys.extend(view.sources.iter().filter_map(|source| key_of(&source.state)));
            keys
        })
    };
    move || {
        keys().into_iter().map(|key| view! { <p class="card">{move || words.say(key)}</p> }).collect_view()
    }
}

fn key_of(state: &FetchState) -> Option<&'static str> {
    match state {
        FetchState::NoneConfirmed | FetchState::Undisclosed => Some("standing.none_confirmed"),
        FetchState::Error => Some("standing.error"),
        FetchState::Pending => Some("standing.pending"),
        FetchState::ConsentDeclined => Some("standing.consent_declined"),
        FetchState::NotConnected => Some("standing.not_connected"),
        FetchState::Present | FetchState::Other(_) => None,
    }
}
