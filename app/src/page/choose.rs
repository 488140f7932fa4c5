//! Choosing a sample person. Only in the sandbox.

use crate::component::heading::Heading;
use crate::net::SamplePerson;
use crate::portal::{Portal, State};
use crate::route::Router;
use crate::words::Words;
use leptos::prelude::*;

/// The sample people, each with what is worth seeing.
#[component]
pub fn Choose(words: Words, portal: Portal) -> impl IntoView {
    let people = move || match portal.state().get() {
        State::SignedOut(people) => people,
        _ => Vec::new(),
    };
    let router = expect_context::<Router>();
    let row = move |person: SamplePerson| {
        let id = person.id.clone();
        view! {
            <li>
                <button type="button" class="choice" id=person.id.clone() on:click=move |_| {
                    router.expect_move();
                    portal.be(id.clone());
                }>
                    <span class="choice__name">{person.name}</span>
                    <span class="choice__about">{person.about}</span>
                </button>
            </li>
        }
    };
    view! {
        <Heading words title="choose.title" />
        <p>{move || words.say("choose.text")}</p>
        <ul class="choices">
            <For each=people key=|person| person.id.clone() children=row />
        </ul>
        <p>
            {move || words.say("choose.desk")} " "
            <a href="sandbox/desk" target="_blank" rel="noopener">{move || words.say("choose.desk_link")}</a>
        </p>
    }
}
