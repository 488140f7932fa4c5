//! The pages. Each is one component; the frame around them handles title, focus and announcement.

mod choose;
mod home;
mod payments;
mod troubled;

use crate::component::frame::Frame;
use crate::portal::{Portal, State};
use crate::route::{Route, Router};
use crate::words::Words;
use leptos::prelude::*;

/// What is shown, by what is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Shown {
    Loading,
    Choose,
    SignedOut,
    Failed,
    Page(Route),
}

/// The page for the present address and the present knowledge.
#[component]
pub fn Page(
    /// The words.
    words: Words,
    /// The address.
    router: Router,
    /// What is known.
    portal: Portal,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let route = router.route();
        portal.state().with(|state| match state {
            State::Loading => Shown::Loading,
            State::Failed(_) => Shown::Failed,
            State::SignedOut(people) if people.is_empty() => Shown::SignedOut,
            State::SignedOut(_) => Shown::Choose,
            State::Known(..) if route == Route::Choose => Shown::Page(Route::Home),
            State::Known(..) => Shown::Page(route),
        })
    });
    view! {
        <Frame words router portal>
            {move || match shown.get() {
                Shown::Loading => troubled::Loading(troubled::LoadingProps { words }).into_any(),
                Shown::Choose => choose::Choose(choose::ChooseProps { words, portal }).into_any(),
                Shown::SignedOut => troubled::SignedOut(troubled::SignedOutProps { words }).into_any(),
                Shown::Failed => troubled::Failed(troubled::FailedProps { words, portal }).into_any(),
                Shown::Page(Route::Payments(month)) => {
                    payments::Payments(payments::PaymentsProps { words, portal, month }).into_any()
                }
                Shown::Page(Route::Home | Route::Choose) => {
                    home::Home(home::HomeProps { words, portal }).into_any()
                }
                Shown::Page(Route::Unknown) => troubled::Unknown(troubled::UnknownProps { words }).into_any(),
            }}
        </Frame>
    }
}
