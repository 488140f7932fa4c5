//! One ledger's month: the answer first, then the amounts, as text and as a bar.

use crate::format;
use crate::route::{Link, Route};
use crate::words::Words;
use engine::view::{Certainty, LedgerView, MonthState, MonthView};
use engine::{Cap, Yen};
use leptos::prelude::*;

/// The block of one ledger on the home page.
#[component]
pub fn Gauge(words: Words, ledger: LedgerView) -> impl IntoView {
    let scheme = Signal::derive(move || words.scheme(&ledger.scheme, &ledger.name));
    let month = ledger.this_month;
    let title = format!("gauge-{}", ledger.id);
    view! {
        <section class="card" aria-labelledby=title.clone()>
            <h2 id=title.clone()>{scheme}</h2>
            <Answer words scheme month=month.clone() />
            <Bar month=month.clone() />
            <Facts words month />
            <p><Link to=Route::Payments(None)>{move || words.say("gauge.details")}</Link></p>
        </section>
    }
}

/// The one sentence the person came for, announced once when it changes.
#[component]
fn Answer(words: Words, scheme: Signal<String>, month: MonthView) -> impl IntoView {
    let remaining = month.remaining.as_ref().map(|figure| figure.yen);
    let answer = move || match month.state {
        MonthState::BelowCap | MonthState::NothingYet => words.say("month.remaining"),
        MonthState::Reached => words.tell("month.reached", &[("scheme", scheme.get())]),
        MonthState::NothingToPay => words.say("month.cap_zero"),
        MonthState::NoCap => words.say("month.no_cap"),
        MonthState::CapUnknown => words.say("month.cap_unknown"),
        MonthState::NotValid => words.say("month.not_valid"),
    };
    let big =
        matches!(month.state, MonthState::BelowCap | MonthState::NothingYet).then_some(remaining).flatten();
    view! {
        <p class="answer" aria-live="polite">
            <span>{answer}</span>
            {big.map(|yen| view! { <strong class="answer__yen" data-yen=yen.amount()>{move || format::yen(words, yen)}</strong> })}
        </p>
    }
}

/// The bar says nothing the text does not.
#[component]
fn Bar(month: MonthView) -> impl IntoView {
    match month.cap {
        Some(Cap::At(cap)) if cap > Yen::ZERO => Some(
            view! { <progress class="bar" aria-hidden="true" max=cap.amount() value=month.used.yen.amount()></progress> },
        ),
        _ => None,
    }
}

/// Used, cap, certainty, reached.
#[component]
fn Facts(words: Words, month: MonthView) -> impl IntoView {
    let used = month.used.clone();
    let cap = month.cap;
    let of_cap = move || match cap {
        Some(Cap::At(cap)) => words.tell(
            "gauge.used_of_cap",
            &[("used", format::yen(words, used.yen)), ("cap", format::yen(words, cap))],
        ),
        _ => words.tell("gauge.used", &[("used", format::yen(words, used.yen))]),
    };
    let certainty = month.used.certainty;
    let rows = month.rows.len();
    let certain = move || {
        let count = [("count", rows.to_string())];
        match certainty {
            _ if rows == 0 => words.say("gauge.nothing_yet"),
            Certainty::Confirmed => words.tell("gauge.confirmed", &count),
            Certainty::Expected => words.tell("gauge.expected", &count),
            Certainty::Incomplete => words.tell("gauge.incomplete", &count),
        }
    };
    let reached = month.reached.map(|reached| {
        view! {
            <p>{move || words.tell("month.reached_on", &[("day", format::day(words, reached.day)), ("facility", reached.facility.clone())])}</p>
            <p>{move || words.say("month.reached_but")}</p>
        }
    });
    view! {
        <p data-used=month.used.yen.amount()>{of_cap}</p>
        {reached}
        <p class="support">{certain}</p>
    }
}
