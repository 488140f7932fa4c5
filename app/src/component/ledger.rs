//! The rows of a month, with the columns of the paper form.

use crate::format;
use crate::words::Words;
use engine::view::{MonthView, RowView};
use engine::{Cap, Month};
use leptos::prelude::*;

/// One ledger's month.
#[component]
pub fn MonthTable(
    words: Words,
    scheme: Signal<String>,
    shown: Option<MonthView>,
    month: Month,
) -> impl IntoView {
    let Some(shown) = shown else {
        return view! {
            <section class="card">
                <h2>{scheme}</h2>
                <p>{move || words.tell("payments.none", &[("month", format::month(words, month))])}</p>
            </section>
        }
        .into_any();
    };
    let used = shown.used.yen;
    let cap = shown.cap;
    let remaining = shown.remaining.as_ref().map(|figure| figure.yen);
    let summary = move || match (cap, remaining) {
        (Some(Cap::At(cap)), Some(remaining)) => words.tell(
            "payments.summary",
            &[
                ("cap", format::yen(words, cap)),
                ("used", format::yen(words, used)),
                ("remaining", format::yen(words, remaining)),
            ],
        ),
        _ => words.tell("gauge.used", &[("used", format::yen(words, used))]),
    };
    let rows = shown.rows.into_iter().map(|row| view! { <Row words row /> }).collect_view();
    view! {
        <section class="card">
            <h2>{scheme}</h2>
            <p>{summary}</p>
            <div class="scroll" role="region" tabindex="0" aria-label=move || words.say("payments.table")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{move || words.say("payments.day")}</th>
                            <th scope="col">{move || words.say("payments.facility")}</th>
                            <th scope="col" class="number">{move || words.say("payments.total10")}</th>
                            <th scope="col" class="number">{move || words.say("payments.due")}</th>
                            <th scope="col" class="number">{move || words.say("payments.cumulative")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(words: Words, row: RowView) -> impl IntoView {
    let over = row.overpaid.map(|yen| {
        view! { <span class="flag">{move || words.tell("settle.over", &[("yen", format::yen(words, yen))])}</span> }
    });
    // On a phone the columns stand below each other, each with its name.
    let named = move |key: &'static str| view! { <span class="column">{move || words.say(key)}</span> };
    view! {
        <tr data-charge=row.charge>
            <td>{move || format::day(words, row.day)}</td>
            <th scope="row">{row.facility} {over}</th>
            <td class="number">{named("payments.total10")}{move || format::yen(words, row.total10)}</td>
            <td class="number due" data-due=row.due.amount()>
                {named("payments.due")}{move || format::yen(words, row.due)}
            </td>
            <td class="number">
                {named("payments.cumulative")}{move || row.cumulative.map(|yen| format::yen(words, yen))}
            </td>
        </tr>
    }
}
