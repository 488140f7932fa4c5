//! The page's h1. It carries the title and, after a navigation, the focus; the router of no framework does that for us.

use crate::route::Router;
use crate::words::Words;
use leptos::html;
use leptos::prelude::*;

/// The heading of a page; `title` is a key of the words.
#[component]
pub fn Heading(words: Words, title: &'static str) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let router = expect_context::<Router>();
    Effect::new(move |_| {
        let name = words.say("app.name");
        let page = words.say(title);
        document().set_title(&if page == name { name } else { format!("{page}｜{name}") });
    });
    Effect::new(move |_| {
        // The first page keeps the browser's own focus; only a page the person went to takes it.
        if let Some(element) = heading.get()
            && router.just_moved()
        {
            drop(element.focus());
        }
    });
    view! { <h1 node_ref=heading tabindex="-1">{move || words.say(title)}</h1> }
}
