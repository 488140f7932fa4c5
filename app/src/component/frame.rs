//! What stands around every page: our name, who is shown, the language, the places to go.

use crate::portal::{Portal, State};
use crate::route::{Link, Route, Router};
use crate::words::{Language, Words};
use leptos::prelude::*;

/// The frame.
#[component]
pub fn Frame(words: Words, router: Router, portal: Portal, children: Children) -> impl IntoView {
    let known = Memo::new(move |_| portal.state().with(|state| matches!(state, State::Known(..))));
    let place = move |inside: fn(Route) -> bool| Signal::derive(move || inside(router.route()));
    let synthetic =
        move || portal.view().with(|view| view.as_ref().is_some_and(|view| view.person.synthetic));
    let name = move || {
        portal.view().with(|view| view.as_ref().map(|view| view.person.name.clone()).unwrap_or_default())
    };
    let language = move |event| {
        let code = event_target_value(&event);
        if let Some(language) = Language::ALL.into_iter().find(|language| language.code() == code) {
            words.choose(language);
        }
    };
    view! {
        <a class="skip" href="#main">{move || words.say("frame.skip")}</a>
        <header class="masthead">
            <span class="masthead__name">{move || words.say("app.name")}</span>
            <label class="masthead__language">
                <span class="visually-hidden">{move || words.say("frame.language")}</span>
                <select on:change=language>
                    {Language::ALL
                        .map(|language| {
                            view! {
                                <option value=language.code() selected=move || words.language() == language>
                                    {language_name(language)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
        </header>
        <Show when=move || known.get()>
            <nav class="places" aria-label=move || words.say("frame.places")>
                <Link to=Route::Home current=place(|route| matches!(route, Route::Home | Route::Choose))>
                    {move || words.say("home.title")}
                </Link>
                <Link to=Route::Payments(None) current=place(|route| matches!(route, Route::Payments(_)))>
                    {move || words.say("payments.title")}
                </Link>
            </nav>
        </Show>
        <Show when=move || known.get()>
            <div class="whom">
                <span>{move || words.tell("frame.shown", &[("name", name())])}</span>
                <button type="button" class="button button--quiet" id="sign-out" on:click=move |_| {
                    router.expect_move();
                    portal.leave();
                }>
                    {move || words.say("frame.sign_out")}
                </button>
            </div>
        </Show>
        <Show when=synthetic>
            <p class="sandbox">{move || words.say("frame.synthetic")}</p>
        </Show>
        <main id="main" tabindex="-1">{children()}</main>
        <footer class="foot">{move || words.say("frame.not_official")}</footer>
    }
}

/// Each language by its own name, whatever the page's language.
fn language_name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "日本語",
        Language::EasyJapanese => "やさしい日本語",
        Language::English => "English",
    }
}
