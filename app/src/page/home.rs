//! 今日: how much more can I be asked to pay this month?

use crate::component::freshness::Freshness;
use crate::component::gauge::Gauge;
use crate::component::heading::Heading;
use crate::component::standing::Standing;
use crate::portal::Portal;
use crate::words::Words;
use leptos::prelude::*;

/// The home page.
#[component]
pub fn Home(words: Words, portal: Portal) -> impl IntoView {
    let ledgers =
        move || portal.view().with(|view| view.as_ref().map(|view| view.ledgers.clone()).unwrap_or_default());
    view! {
        <Heading words title="home.title" />
        <Freshness words portal />
        {move || ledgers().into_iter().map(|ledger| view! { <Gauge words ledger /> }).collect_view()}
        <Standing words portal />
    }
}
