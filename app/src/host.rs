//! Where the portal stands: on a page of its own, or in a place of somebody else's page (docs/embedding.md). Whatever differs between the two
//! is asked here; nothing else knows of it.

use leptos::prelude::*;
use leptos::web_sys::{Element, Event};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};

/// The page the portal stands on.
#[derive(Debug, Default)]
pub struct Host {
    /// What stands before the hub's addresses.
    pub hub: String,
    /// What stands before the addresses of pages.
    pub base: String,
    /// Where the pages of an application (申請) are, when the hub's own are not meant.
    pub apply: String,
    /// An officer's preview (職員プレビュー).
    pub preview: bool,
    /// In somebody else's page.
    pub guest: Option<Guest>,
}

/// The portal in somebody else's page.
#[derive(Debug)]
pub struct Guest {
    /// Around everything that is ours; wears language and colours.
    pub place: Element,
    /// Is told where the person goes.
    pub tell: Option<js_sys::Function>,
}

/// Below this an officer sees a person's pages.
const PREVIEW: &str = "/staff/preview";

type Undo = Box<dyn FnOnce()>;

thread_local! {
    static HERE: Cell<Option<&'static Host>> = const { Cell::new(None) };
    static UNDO: RefCell<Vec<Undo>> = const { RefCell::new(Vec::new()) };
}

/// The host's page. On a page of our own nobody says so.
pub fn here() -> &'static Host {
    HERE.get().unwrap_or_else(|| {
        let preview =
            path().strip_prefix(PREVIEW).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let base = if preview { PREVIEW } else { "" };
        stand_on(Host { base: base.to_owned(), preview, ..Host::default() })
    })
}

/// From now on the portal stands here. A few words are kept for as long as the page lives.
pub fn stand_on(host: Host) -> &'static Host {
    let host: &'static Host = Box::leak(Box::new(host));
    HERE.set(Some(host));
    host
}

/// An address of the hub.
pub fn hub(address: &str) -> String {
    [&here().hub, address].concat()
}

/// The path of the present address below the base; nothing when it is elsewhere.
pub fn path_below_base() -> Option<String> {
    path().strip_prefix(&*here().base).map(str::to_owned)
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// A page is shown: its title is the document's, or the host is told.
pub fn show(title: &str, address: &str) {
    match &here().guest {
        None => document().set_title(title),
        Some(guest) => {
            if let Some(tell) = &guest.tell {
                // What a host does with it, and whether that works, is its own affair.
                drop(tell.call2(&JsValue::NULL, &address.into(), &title.into()));
            }
        }
    }
}

/// What language and colours are worn by.
pub fn wearer() -> Option<Element> {
    match &here().guest {
        None => document().document_element(),
        Some(guest) => Some(guest.place.clone()),
    }
}

/// The first of our elements that a selector finds.
pub fn find(css: &str) -> Option<Element> {
    match &here().guest {
        None => document().query_selector(css).ok().flatten(),
        Some(guest) => guest.place.query_selector(css).ok().flatten(),
    }
}

/// Says that somebody has signed out: what goes with it must be fetched anew (`app/boot.js`).
pub fn signed_out() {
    if let Ok(event) = Event::new("signed-out") {
        drop(window().dispatch_event(&event));
    }
}

/// Back to the top of what is ours.
pub fn scroll_up() {
    match &here().guest {
        None => {
            if let Some(page) = document().document_element() {
                page.set_scroll_top(0);
            }
        }
        Some(guest) => guest.place.scroll_into_view(),
    }
}

/// Hears what happens to the window, until the portal leaves the page.
pub fn hear(what: &'static str, heard: impl Fn(Event) + 'static) {
    let handle = window_event_listener_untyped(what, heard);
    undo(move || handle.remove());
}

/// To be done when the portal leaves the page.
pub fn undo(what: impl FnOnce() + 'static) {
    UNDO.with_borrow_mut(|undo| undo.push(Box::new(what)));
}

/// Nothing of ours listens or ticks any more.
pub fn leave() {
    for undo in UNDO.take() {
        undo();
    }
}

/// Where in our part of the page something happened: seen from outside a shadow tree it is the whole of it.
pub fn target(event: &Event) -> Option<leptos::web_sys::Node> {
    event.target()?.dyn_into().ok()
}
