//! The application flow (申請): a page of its own with a program of its own, served at `/apply/…`. It shares with the portal how a page is
//! painted, the words and the way to the hub; what a form is the engine says (`engine::form`), and a new kind of application needs nothing here.

mod act;
mod answer;
mod attaching;
mod bench;
mod calendar;
mod date;
mod evidence;
mod field;
mod files;
mod flow;
mod frame;
mod here;
mod hub;
mod keep;
mod key;
mod page;
mod place;
mod saved;
mod saving;
mod screen;
mod sending;
mod shown;
mod wire;

pub use act::Act;
pub use wire::random_id;

use crate::node::Node;
use crate::paint::Canvas;
use crate::words::{Language, Words};
use crate::{focus_heading, settings};
use flow::{Flow, Focus};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, MouseEvent,
};
use page::Scene;
use place::Place;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

/// Begins when the words are there: until then the boot page is shown, and it says so when they do not come.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        let language = settings::remembered_language();
        let words = match flow::fetch_words(language).await {
            Ok(words) => words,
            Err(_) => flow::fetch_words(Language::Japanese).await.unwrap_throw(),
        };
        if let Some(boot) = crate::boot() {
            boot.remove();
            mount_to_body(move || view! { <App words=words /> });
        }
    });
}

/// The whole flow.
#[component]
fn App(
    /// The words of the language chosen last.
    words: Words,
) -> impl IntoView {
    let flow = Flow::start(words);
    let root = NodeRef::<html::Div>::new();
    let canvas = Canvas::default();
    Effect::new({
        let canvas = canvas.clone();
        move |_| {
            let Some(root) = root.get() else { return };
            let (title, node) = shown(flow);
            document().set_title(&title);
            canvas.show(&root, node);
            // The first page keeps the browser's own focus; only a page the person went to takes it.
            if flow.way.just_moved() {
                focus_heading();
            }
            if flow.focus() == Focus::Wrongs {
                focus_on("wrongs");
            }
        }
    });
    Effect::new(move |_| {
        let place = flow.way.place();
        flow.enter(&place);
    });
    watch_the_window(flow);
    let clicked = move |event: MouseEvent| click(flow, &canvas, &event);
    let typed = move |event: Event| take_in(flow, &event);
    let ended = move |event: Event| take_in(flow, &event);
    let changed = move |event: Event| change(flow, &event);
    let sent = move |event: Event| {
        event.prevent_default();
        flow.submit();
    };
    view! {
        <div
            id="portal"
            node_ref=root
            on:click=clicked
            on:input=typed
            on:compositionend=move |event| ended(event.into())
            on:change=changed
            on:submit=move |event| sent(event.into())
        ></div>
    }
}

/// The present page and its title, with everything it depends on.
fn shown(flow: Flow) -> (String, Node) {
    let words = flow.words.get();
    let place = flow.way.place();
    flow.bench.with(|bench| {
        settings::wear(words.language, bench.desk.shade);
        page::page(&Scene { words: &words, place: &place, bench })
    })
}

/// What was typed is saved when the page goes out of sight, and the truth is asked for when it comes back.
fn watch_the_window(flow: Flow) {
    let turned = move |_: Event| {
        if document().hidden() {
            flow.save();
        } else {
            flow.look_who_is_here();
            flow.refresh();
        }
    };
    drop(window_event_listener_untyped("visibilitychange", turned));
    let back = move |event: Event| {
        let kept = js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy());
        if kept {
            flow.look_who_is_here();
            flow.refresh();
            flow.listen();
        }
    };
    drop(window_event_listener_untyped("pageshow", back));
    // A page that was left may stay in the browser's memory, and its connection with it: after six of them the browser opens no further one.
    drop(window_event_listener_untyped("pagehide", move |_| flow.hush()));
}

fn focus_on(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        drop(element.focus());
    }
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()
}

/// A click: on something that does something, on a link within the flow, or on a link to a field. Everything else is the browser's.
fn click(flow: Flow, canvas: &Canvas, event: &MouseEvent) {
    let Some(target) = target(event) else { return };
    if let Some(action) = canvas.action(&target) {
        event.prevent_default();
        return flow.act(action);
    }
    let link = target.closest("a[href]").ok().flatten();
    let Some(href) = link.and_then(|link| link.get_attribute("href")) else { return };
    let plain = event.button() == 0
        && !event.meta_key()
        && !event.ctrl_key()
        && !event.shift_key()
        && !event.alt_key();
    if !plain {
        return;
    }
    // With a base in the page the browser would leave for it.
    if let Some(field) = href.strip_prefix('#') {
        event.prevent_default();
        return lead_to(field);
    }
    let place = Place::of_path(&href);
    if place != Place::Unknown {
        event.prevent_default();
        flow.go(&place);
    }
}

/// Leads to a field with its question in sight, and puts the focus there.
fn lead_to(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let question = element.closest("fieldset, .field, [data-answer]").ok().flatten();
    question.as_ref().unwrap_or(&element).scroll_into_view();
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        drop(element.focus());
    }
}

/// What was typed, as it stands in the field. Boxes and files tell by `change`.
fn take_in(flow: Flow, event: &Event) {
    let Some(target) = target(event) else { return };
    let composing =
        js_sys::Reflect::get(event, &"isComposing".into()).is_ok_and(|composing| composing.is_truthy());
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        if !matches!(input.type_().as_str(), "checkbox" | "radio" | "file") {
            flow.type_in(&input.name(), input.value(), composing);
        }
    } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        flow.type_in(&area.name(), area.value(), composing);
    }
}

fn change(flow: Flow, event: &Event) {
    let Some(target) = target(event) else { return };
    if let Some(choice) = target.dyn_ref::<HtmlSelectElement>() {
        return flow.type_in(&choice.name(), choice.value(), false);
    }
    let Some(input) = target.dyn_ref::<HtmlInputElement>() else { return };
    match input.type_().as_str() {
        "radio" => flow.type_in(&input.name(), input.value(), false),
        "checkbox" => flow.tick(&input.name(), &input.value(), input.checked()),
        "file" => {
            let files = input.files();
            let files =
                files.iter().flat_map(|files| (0..files.length()).filter_map(|place| files.get(place)));
            flow.attach(input.name(), files.collect());
            // The same file can be chosen again after it was turned away.
            input.set_value("");
        }
        _ => {}
    }
}
