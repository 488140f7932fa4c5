//! The copy for times without a network (`app/copy.js`): kept only where the person has asked for it on this device, gone with the session.

use crate::clock;
use crate::host;
use crate::settings;
use crate::told::Told;
use engine::facts::door;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A name for the person that says nothing about them, to tell them from another one on the same device (FNV-1a).
fn mark(person: &str) -> String {
    let hash = person.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.to_string()
}

/// Has this person asked for a copy on this device?
pub fn is_wanted(person: &str) -> bool {
    settings::copy_for().is_some_and(|who| who == mark(person))
}

/// This person asks for a copy on this device.
pub fn want(person: &str) {
    settings::remember_copy_for(&mark(person));
}

/// Keeps what the hub told, when the person it is about has asked for that; of anybody else nothing stays. `false` when this browser cannot.
pub async fn keep(own: &str, told: &Told) -> bool {
    if !is_wanted(own) {
        forget();
        return true;
    }
    // Before the text, when it came by this browser's clock: the time of day on the page goes on from there.
    let text = [&told.arrived.to_string(), "\n", &*told.json].concat();
    match call("keep", &[&mark(own), &text]) {
        Some(kept) => JsFuture::from(kept).await.is_ok(),
        None => false,
    }
}

/// The copy, while it is not too old.
pub async fn take() -> Option<Told> {
    let who = settings::copy_for()?;
    let text = JsFuture::from(call("take", &[&who])?).await.ok()?.as_string()?;
    let (arrived, json) = text.split_once('\n')?;
    let told: Told = door::read(json).ok()?;
    Some(Told {
        arrived: arrived.parse().unwrap_or_else(|_| clock::reading()),
        json: json.to_owned(),
        ..told
    })
}

/// Nothing stays, nor that there was something.
pub fn forget() {
    if settings::copy_for().is_some() {
        settings::forget_copy();
        if let Some(forgotten) = call("forget", &[]) {
            spawn_local(async move { drop(JsFuture::from(forgotten).await) });
        }
    }
}

/// Calls `app/copy.js`. In somebody else's page it is not there: nothing is kept among a host's things.
fn call(name: &str, words: &[&str]) -> Option<Promise> {
    if host::here().guest.is_some() {
        return None;
    }
    let copy = Reflect::get(&window(), &"copy".into()).ok()?;
    let function: Function = Reflect::get(&copy, &name.into()).ok()?.dyn_into().ok()?;
    let words: Array = words.iter().map(|word| JsValue::from_str(word)).collect();
    function.apply(&copy, &words).ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_people_apart_and_does_not_name_them() {
        assert_ne!(mark("sample-hanako"), mark("sample-taro"));
        assert_eq!(mark("sample-hanako"), mark("sample-hanako"));
        assert!(mark("sample-hanako").bytes().all(|byte| byte.is_ascii_digit()));
    }
}
