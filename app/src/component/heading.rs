//! The page's h1. It carries the title and, after a navigation, the focus; the router of no framework does that for us.

use crate::words::Words;
use leptos::html;
use leptos::prelude::*;

/// Set once the first page has been shown: the first one keeps the browser's own focus.
#[derive(Copy, Clone)]
pub struct Navigated(pub StoredValue<bool>);

/// The heading of a page; `title` is a key of the words.
#[component]
pub fn Heading(words: Words, title: &'static str) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let navigated = use_context::<Navigated>();
    Effect::new(move |_| {
        let name = words.say("app.name");
        let page = words.say(title);
        document().set_title(&if page == name { name } else { format!("{page}｜{name}") });
    });
    Effect::new(move |shown: Option<bool>| {
        let Some(element) = heading.get() else { return shown.unwrap_or(false) };
        if shown != Some(true)
            && let Some(Navigated(navigated)) = navigated
        {
            if navigated.get_value() {
                drop(element.focus());
            }
            navigated.set_value(true);
        }
        true
    });
    view! { <h1 node_ref=heading tabindex="-1">{move || words.say(title)}</h1> }
}
