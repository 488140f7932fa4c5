//! Files a person takes away: made here, from what is on the page, and sent nowhere.

use crate::action::Ui;
use crate::known::State;
use leptos::prelude::*;
use leptos::web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use wasm_bindgen::{JsCast, JsValue};

pub mod calendar;
mod spreadsheet;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// The facts as they came, for programs.
    Facts,
    /// Every row of every ledger, for a spreadsheet.
    Rows,
    /// The steps of a certificate's renewal, for a calendar.
    Renewal(String),
}

/// Makes the file and hands it to the browser.
pub fn save(ui: Ui, sheet: Sheet) {
    let words = ui.words.get_untracked();
    let file = ui.portal.state().with_untracked(|state| {
        let State::Known(known, _) = state else { return None };
        Some(match sheet {
            Sheet::Facts => ("pmh.json", "application/json", known.told.json.clone()),
            Sheet::Rows => ("pmh.csv", "text/csv", spreadsheet::rows(&words, known)),
            Sheet::Renewal(certificate) => {
                ("pmh.ics", "text/calendar", calendar::renewal(&words, known, &certificate))
            }
        })
    });
    if let Some((name, kind, text)) = file {
        drop(offer(name, kind, &text));
    }
}

/// Hands a file to the browser.
pub fn offer(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let about = BlobPropertyBag::new();
    about.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let address =
        Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(&parts, &about)?)?;
    let link = document().create_element("a")?.unchecked_into::<HtmlAnchorElement>();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}
