//! Language, colours and the way of writing years, and who asked for what: all that is remembered in the browser, because it says nothing about
//! anybody.

use crate::host;
use crate::words::Language;
use leptos::prelude::window;
use leptos::web_sys::Storage;

const LANGUAGE: &str = "language";
const SHADE: &str = "shade";
const CALENDAR: &str = "calendar";
const LEAVING: &str = "leaving";
const COPY: &str = "copy";

/// How years are written on Japanese pages.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Calendar {
    /// 2026年
    #[default]
    Western,
    /// 令和8年
    Japanese,
}

impl Calendar {
    /// Both, in the order in which they are offered.
    pub const ALL: [Calendar; 2] = [Calendar::Western, Calendar::Japanese];

    /// Its name in the memory of the browser.
    pub fn code(self) -> &'static str {
        match self {
            Calendar::Western => "western",
            Calendar::Japanese => "japanese",
        }
    }
}

/// The colours of the page.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Shade {
    /// As the device is set.
    #[default]
    Device,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black and white, thick lines.
    Contrast,
}

impl Shade {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Shade; 4] = [Shade::Device, Shade::Light, Shade::Dark, Shade::Contrast];

    /// Its name in the sheet and in the memory of the browser.
    pub fn code(self) -> &'static str {
        match self {
            Shade::Device => "device",
            Shade::Light => "light",
            Shade::Dark => "dark",
            Shade::Contrast => "contrast",
        }
    }

    /// The shade of a code.
    pub fn of(code: &str) -> Option<Shade> {
        Shade::ALL.into_iter().find(|shade| shade.code() == code)
    }
}

/// The shade chosen last.
pub fn remembered_shade() -> Shade {
    recall(SHADE).and_then(|code| Shade::of(&code)).unwrap_or_default()
}

/// The language chosen last.
pub fn remembered_language() -> Language {
    chosen_language().unwrap_or(Language::Japanese)
}

/// The language chosen last, if ever one was.
pub fn chosen_language() -> Option<Language> {
    Language::of(&recall(LANGUAGE)?)
}

/// The way of writing years chosen last.
pub fn remembered_calendar() -> Calendar {
    let code = recall(CALENDAR);
    Calendar::ALL.into_iter().find(|known| code.as_deref() == Some(known.code())).unwrap_or_default()
}

/// Keeps a way of writing years for the next time.
pub fn remember_calendar(calendar: Calendar) {
    keep(CALENDAR, calendar.code());
}

/// Keeps a shade for the next time.
pub fn remember_shade(shade: Shade) {
    keep(SHADE, shade.code());
}

/// Keeps a language for the next time.
pub fn remember_language(language: Language) {
    keep(LANGUAGE, language.code());
}

/// Somebody has signed out and the hub does not know it yet: to be told before anything else, also after the page was closed.
pub fn remember_leaving(leaving: bool) {
    if leaving {
        // As the hub would have the browser do, were it there: nothing of whoever has left stays.
        if let Some(storage) = storage() {
            drop(storage.clear());
        }
        keep(LEAVING, "yes");
    } else {
        forget(LEAVING);
    }
}

/// Does the hub still have to be told?
pub fn is_leaving() -> bool {
    recall(LEAVING).is_some()
}

/// For whom a copy is kept on this device for times without a network, by a mark that names nobody.
pub fn copy_for() -> Option<String> {
    recall(COPY)
}

/// Somebody has asked for a copy.
pub fn remember_copy_for(mark: &str) {
    keep(COPY, mark);
}

/// Nobody has.
pub fn forget_copy() {
    forget(COPY);
}

/// Tells the whole document which language and colours it is in.
pub fn wear(language: Language, shade: Shade) {
    let Some(html) = host::wearer() else { return };
    // Said once more, it would have the browser look through the whole page for what depends on it.
    for (name, value) in [("lang", language.tag()), ("data-shade", shade.code())] {
        if html.get_attribute(name).as_deref() != Some(value) {
            drop(html.set_attribute(name, value));
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn recall(key: &str) -> Option<String> {
    storage()?.get_item(&name(key)).ok().flatten()
}

fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(&name(key), value));
    }
}

fn forget(key: &str) {
    if let Some(storage) = storage() {
        drop(storage.remove_item(&name(key)));
    }
}

/// In somebody else's page their own names are not ours to use.
fn name(key: &str) -> String {
    [if host::here().guest.is_some() { "pmh-" } else { "" }, key].concat()
}
