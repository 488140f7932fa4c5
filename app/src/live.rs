//! Live news: the hub says that something is new, the portal fetches the facts. The browser reconnects by itself and says what it
//! has seen; a stream that was given up is opened again later.

use crate::net::{self, Whose};
use crate::portal::Portal;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::web_sys::EventSource;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

const AGAIN: Duration = Duration::from_secs(10);

/// An open stream. Closed when dropped.
pub struct Live {
    source: EventSource,
    _news: Closure<dyn Fn()>,
    _opened: Closure<dyn Fn()>,
    _trouble: Closure<dyn Fn()>,
}

impl Live {
    /// Listens for news about one person: what is newer than the facts of this sequence is told at once.
    pub fn open(portal: Portal, whose: &Whose, sequence: i64) -> Option<Live> {
        let address = [&*net::events(whose), "?after=", &sequence.to_string()].concat();
        let source = EventSource::new(&address).ok()?;
        let news = Closure::<dyn Fn()>::new(move || portal.refresh());
        source.add_event_listener_with_callback("facts", news.as_ref().unchecked_ref()).ok()?;
        // A connection that comes back may have missed something while it was away.
        let first = StoredValue::new(true);
        let opened = Closure::<dyn Fn()>::new(move || {
            if first.get_value() {
                first.set_value(false);
            } else {
                portal.refresh();
            }
        });
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        let watched = source.clone();
        let trouble = Closure::<dyn Fn()>::new(move || {
            if watched.ready_state() == EventSource::CLOSED {
                drop::<Result<TimeoutHandle, _>>(set_timeout_with_handle(move || portal.listen(), AGAIN));
            }
        });
        source.set_onerror(Some(trouble.as_ref().unchecked_ref()));
        Some(Live { source, _news: news, _opened: opened, _trouble: trouble })
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}
