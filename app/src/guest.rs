//! The portal in somebody else's page (docs/embedding.md): put into a place, taken out again, put back.
//!
//! One at a time: there is one address bar. What is made once (the signals, the place where pages are painted) is kept for the next time; what
//! listens, ticks, or is about anybody goes.

use crate::action::Ui;
use crate::host::{self, Guest, Host};
use crate::words::Language;
use crate::{App, first_words, settings};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement};
use std::cell::{Cell, RefCell};

/// What a host says.
#[derive(Debug)]
pub struct Wish {
    /// What stands before the hub's addresses.
    pub hub: String,
    /// What stands before the addresses of pages.
    pub base: String,
    /// Where the pages of an application are; empty: the hub's own.
    pub apply: String,
    /// The language to begin with; what the person chose before goes first.
    pub language: Option<String>,
    /// Is told the address and the title of each page.
    pub tell: Option<js_sys::Function>,
}

thread_local! {
    /// Counts comings and goings.
    static TURN: Cell<u32> = const { Cell::new(0) };
    static UI: RefCell<Option<Ui>> = const { RefCell::new(None) };
    /// What is painted, between two places.
    static STORED: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Puts the portal into a place.
pub fn mount(place: HtmlElement, wish: Wish) {
    let Wish { hub, base, apply, language, tell } = wish;
    let guest = Guest { place: place.clone().into(), tell };
    host::stand_on(Host { hub, base, apply, preview: false, guest: Some(guest) });
    let turn = next_turn();
    let wished = language.as_deref().and_then(Language::of);
    let language = settings::chosen_language().or(wished).unwrap_or(Language::Japanese);
    if let (Some(ui), Some(stored)) = (UI.with_borrow(|ui| *ui), STORED.take()) {
        drop(place.append_child(&stored));
        ui.arrive();
        return ui.speak(language);
    }
    wasm_bindgen_futures::spawn_local(async move {
        let words = first_words(language).await;
        if TURN.get() == turn {
            place.set_text_content(None);
            mount_to(place, move || view! { <App words=words/> }).forget();
        }
    });
}

/// Takes the portal out of its place. The session stays as it is.
pub fn unmount() {
    next_turn();
    if let Some(ui) = UI.with_borrow(|ui| *ui) {
        ui.depart();
    }
    let Host { hub, base, apply, guest: Some(guest), .. } = host::here() else { return };
    // What is painted from now on is painted for nobody, and nobody is told.
    let nobody = Guest { place: guest.place.clone(), tell: None };
    let (hub, base, apply) = (hub.clone(), base.clone(), apply.clone());
    host::stand_on(Host { hub, base, apply, preview: false, guest: Some(nobody) });
    if let Some(painted) = guest.place.first_element_child().filter(|painted| painted.id() == "portal") {
        painted.remove();
        STORED.set(Some(painted));
    }
}

/// Keeps what moves the pages, to take it out and put it back.
pub fn remember(ui: Ui) {
    UI.set(Some(ui));
}

fn next_turn() -> u32 {
    TURN.set(TURN.get().wrapping_add(1));
    TURN.get()
}
