//! 支払い: the electronic 上限額管理票 of a month.

use crate::component::freshness::Freshness;
use crate::component::heading::Heading;
use crate::component::ledger::MonthTable;
use crate::format;
use crate::portal::Portal;
use crate::route::{Link, Route};
use crate::words::Words;
use engine::Month;
use leptos::prelude::*;

/// One month of every ledger.
#[component]
pub fn Payments(words: Words, portal: Portal, month: Option<Month>) -> impl IntoView {
    let month = move || portal.view().with(|view| month.or(view.as_ref().map(|view| view.as_of.month())));
    let tables = move || {
        let month = month()?;
        let ledgers = portal.view().with(|view| view.as_ref().map(|view| view.ledgers.clone()))?;
        Some(
            ledgers
                .into_iter()
                .map(|ledger| {
                    let shown = ledger.months.iter().find(|shown| shown.month == month).cloned();
                    let scheme = Signal::derive(move || words.scheme(&ledger.scheme, &ledger.name));
                    view! { <MonthTable words scheme shown month /> }
                })
                .collect_view(),
        )
    };
    let steps = move || {
        let month = month()?;
        let last = portal.view().with(|view| view.as_ref().map(|view| view.as_of.month()))?;
        let later = (month < last).then(|| {
            let next = month.plus(1);
            view! { <Link to=Route::Payments(Some(next))>{move || format::month(words, next)}" ›"</Link> }
        });
        let earlier = month.plus(-1);
        Some(view! {
            <nav class="months" aria-label=move || words.say("payments.months")>
                <Link to=Route::Payments(Some(earlier))>"‹ "{move || format::month(words, earlier)}</Link>
                <strong>{move || format::month(words, month)}</strong>
                {later}
            </nav>
        })
    };
    view! {
        <Heading words title="payments.title" />
        <Freshness words portal />
        {steps}
        {tables}
    }
}
