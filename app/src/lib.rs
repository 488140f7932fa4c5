//! The patient's portal: facts from the hub, a view from the engine, a page.
//!
//! This room knows the DOM and the words. It knows no rule and works out no yen: every amount on a page is one the engine
//! holds (`cargo xtask tidy` and a test that reads every page of every sample person see to it).
//!
//! Signals (Leptos) keep what changes: facts, address, words, what is open. Whenever one of them changes, [`page::page`] makes the
//! page anew as data, and [`paint`] changes in the document what is different.

mod action;
mod again;
mod apply;
mod clock;
mod command;
mod component;
mod copy;
mod desk;
mod early;
mod format;
#[cfg(any(test, feature = "gallery"))]
pub mod gallery;
pub mod guest;
mod host;
mod known;
mod live;
mod made;
mod net;
mod node;
mod page;
mod paint;
mod portal;
mod route;
mod ruby;
#[cfg(any(test, feature = "gallery"))]
mod sample;
mod save;
mod settings;
mod slip;
mod told;
mod words;

use action::Ui;
use known::State;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use made::Made;
use node::Node;
use page::{Scene, Viewer};
use paint::Canvas;
use route::Route;
use wasm_bindgen::JsCast;
use words::{Language, Words};

/// Puts the portal where the boot page is. Without one this is somebody else's page, and they say where ([`guest::mount`]).
pub fn start() {
    listen_for_panics();
    if boot().is_none() {
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        // On a slow phone each step takes its time; between them the browser answers whoever touches the page.
        clock::pause(0).await;
        let words = first_words(settings::remembered_language()).await;
        clock::pause(0).await;
        if boot().is_some() {
            mount_to_body(move || view! { <App words=words/> });
        }
    });
}

/// The words to begin with. Without a word there is no page: whoever loaded the program says what to do.
async fn first_words(language: Language) -> Words {
    let words = match Words::of(language).await {
        Err(_) => Words::of(Language::Japanese).await,
        words => words,
    };
    words.unwrap_or_else(|_| wasm_bindgen::throw_str("the words did not come"))
}

/// Puts the application flow (申請) where the boot page of its own page is.
pub fn start_application() {
    listen_for_panics();
    apply::start();
}

/// In the bundles a panic only stops the program (xtask/src/setup/library.rs), and boot.js apologises.
fn listen_for_panics() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
}

/// The boot page, as long as it is there to be taken away: where it says that the browser lacks what we need, it stays.
fn boot() -> Option<web_sys::Element> {
    let own = host::here().guest.is_none();
    let boot = own.then(|| document().get_element_by_id("boot")).flatten();
    boot.filter(|boot| !boot.has_attribute("data-lacks"))
}

/// The whole portal.
#[component]
fn App(words: Words) -> impl IntoView {
    let ui = Ui::start(words);
    guest::remember(ui);
    let root = NodeRef::<html::Div>::new();
    let canvas = Canvas::default();
    let made = Made::default();
    Effect::new({
        let canvas = canvas.clone();
        move |_| {
            let Some(root) = root.get() else { return };
            let boot = boot();
            // Until there is something to tell, the boot page says that it is coming: nothing that is seen moves away.
            if boot.is_some() && ui.portal.state().with(|state| matches!(state, State::Loading)) {
                return;
            }
            let (title, node) = shown(ui, &made);
            if let Some(boot) = boot {
                boot.remove();
            }
            host::show(&title, &ui.router.address());
            canvas.show(&root, node);
            // The first page keeps the browser's own focus; only a page the person went to takes it.
            if ui.router.just_moved() {
                focus_heading();
            }
        }
    });
    if !ui.portal.is_preview() {
        again::watch(ui.portal);
    }
    // What only one page needs is asked for with that page.
    let known = Memo::new(move |_| ui.portal.state().with(|state| matches!(state, State::Known(..))));
    Effect::new(move |_| match ui.router.route() {
        Route::Looks if known.get() => ui.portal.ask_looks(),
        Route::Sessions if known.get() => ui.portal.ask_sessions(),
        _ => {}
    });
    let used = move |event: web_sys::MouseEvent| use_element(ui, &canvas, &event);
    view! { <div id="portal" node_ref=root on:click=used></div> }
}

/// The present page and its title, with everything it depends on.
fn shown(ui: Ui, made: &Made) -> (String, Node) {
    let words = ui.words.get();
    let route = ui.router.route();
    let desk = ui.desk.get();
    settings::wear(words.language, desk.shade);
    let papers = ui.portal.papers().get();
    let now = ui.clock.now();
    ui.citizen.with_value(|citizen| {
        let viewer = citizen.as_ref().map_or(Viewer::Officer, Viewer::Citizen);
        ui.portal.state().with(|state| {
            made.begin(&words, state);
            page::page(&Scene {
                words: &words,
                route,
                state,
                papers: &papers,
                desk: &desk,
                viewer,
                host: host::here(),
                now,
                made,
            })
        })
    })
}

/// What is to be put right comes before the heading.
fn focus_heading() {
    focus(host::find("#wrongs, .done").or_else(|| host::find("h1")));
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// A click on anything. A link that is to open elsewhere (a new tab, with a key held) is left to the browser.
fn use_element(ui: Ui, canvas: &Canvas, event: &web_sys::MouseEvent) {
    let Some(action) = host::target(event).and_then(|target| canvas.action(&target)) else { return };
    if action.leads_to().is_some() {
        let plain = event.button() == 0
            && !event.meta_key()
            && !event.ctrl_key()
            && !event.shift_key()
            && !event.alt_key();
        if !plain {
            return;
        }
    }
    event.prevent_default();
    ui.act(action);
}
