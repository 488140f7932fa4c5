//! Addresses of the flow: which kind, which step. Nothing personal is in them, not even an application's number.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A page of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// What one may apply for, what was begun, what was sent.
    List,
    /// What a kind is, who decides, what is needed.
    Start(String),
    /// The steps with their states.
    Tasks(String),
    /// What is known already, to be taken over item by item.
    Known(String),
    /// One question.
    Ask(String, String),
    /// Check your answers.
    Check(String),
    /// The declaration, and sending.
    Send(String),
    /// What was sent, by its place in the list, the first first.
    Sent(usize),
    /// No such page.
    Unknown,
}

/// The folder all of them are in.
const FOLDER: &str = "apply";

impl Place {
    /// The page at a path.
    pub fn of_path(path: &str) -> Place {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let owned = |text: &&str| (*text).to_owned();
        match parts.as_slice() {
            [folder] if *folder == FOLDER => Place::List,
            [folder, "sent", place] if *folder == FOLDER => place.parse().map_or(Place::Unknown, Place::Sent),
            [folder, kind] if *folder == FOLDER => Place::Start(owned(kind)),
            [folder, kind, "tasks"] if *folder == FOLDER => Place::Tasks(owned(kind)),
            [folder, kind, "check"] if *folder == FOLDER => Place::Check(owned(kind)),
            [folder, kind, "send"] if *folder == FOLDER => Place::Send(owned(kind)),
            [folder, kind, "known"] if *folder == FOLDER => Place::Known(owned(kind)),
            [folder, kind, "ask", question] if *folder == FOLDER => Place::Ask(owned(kind), owned(question)),
            _ => Place::Unknown,
        }
    }

    /// Its address.
    pub fn href(&self) -> String {
        let below = |parts: &[&str]| [&["", FOLDER], parts].concat().join("/");
        match self {
            Place::List | Place::Unknown => below(&[]),
            Place::Start(kind) => below(&[kind]),
            Place::Tasks(kind) => below(&[kind, "tasks"]),
            Place::Known(kind) => below(&[kind, "known"]),
            Place::Ask(kind, question) => below(&[kind, "ask", question]),
            Place::Check(kind) => below(&[kind, "check"]),
            Place::Send(kind) => below(&[kind, "send"]),
            Place::Sent(place) => below(&["sent", &place.to_string()]),
        }
    }

    /// The kind it is about, where it is about one that is being filled in.
    pub fn kind(&self) -> Option<&str> {
        match self {
            Place::Start(kind)
            | Place::Known(kind)
            | Place::Tasks(kind)
            | Place::Ask(kind, _)
            | Place::Check(kind)
            | Place::Send(kind) => Some(kind),
            Place::List | Place::Sent(_) | Place::Unknown => None,
        }
    }
}

/// Where the person is, and the way to go elsewhere.
#[derive(Copy, Clone)]
pub struct Way {
    place: RwSignal<Place>,
    moved: StoredValue<bool>,
}

impl Way {
    /// Made once, at the start; `left` is done before the browser's own back and forward take the page away.
    pub fn provide(left: impl Fn() + 'static) -> Way {
        let way = Way { place: RwSignal::new(here()), moved: StoredValue::new(false) };
        let back = Closure::<dyn Fn()>::new(move || {
            left();
            way.look();
        });
        // The listener lives as long as the page does.
        drop(window().add_event_listener_with_callback("popstate", back.as_ref().unchecked_ref()));
        back.forget();
        way
    }

    /// The page shown.
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// The page shown, for what happens once.
    pub fn now(self) -> Place {
        self.place.get_untracked()
    }

    /// Goes to a page; `instead` of the present one where back must not lead to it again.
    pub fn go(self, to: &Place, instead: bool) {
        if let Ok(history) = window().history() {
            let (null, address) = (wasm_bindgen::JsValue::NULL, to.href());
            drop(if instead {
                history.replace_state_with_url(&null, "", Some(&address))
            } else {
                history.push_state_with_url(&null, "", Some(&address))
            });
        }
        self.look();
        if let Some(page) = document().document_element() {
            page.set_scroll_top(0);
        }
    }

    /// Says that what is shown next is something the person asked for.
    pub fn expect_move(self) {
        self.moved.set_value(true);
    }

    /// Has the person gone somewhere since this was last asked?
    pub fn just_moved(self) -> bool {
        self.moved.try_update_value(std::mem::take).unwrap_or_default()
    }

    fn look(self) {
        self.expect_move();
        self.place.set(here());
    }
}

/// The page at the present address.
fn here() -> Place {
    Place::of_path(&window().location().pathname().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_one_address_and_back() {
        let kind = || "mild_high_cost".to_owned();
        for place in [
            Place::List,
            Place::Start(kind()),
            Place::Tasks(kind()),
            Place::Known(kind()),
            Place::Ask(kind(), "born_on".to_owned()),
            Place::Check(kind()),
            Place::Send(kind()),
            Place::Sent(2),
        ] {
            assert_eq!(Place::of_path(&place.href()), place);
        }
        assert_eq!(Place::of_path("/apply/"), Place::List);
    }

    #[test]
    fn an_address_that_is_nearly_right_is_not_a_page() {
        for path in ["", "payments", "applyx", "apply/sent/x", "apply/a/ask", "apply/a/ask/b/c", "apply/a/b"]
        {
            assert_eq!(Place::of_path(path), Place::Unknown, "{path}");
        }
    }
}
