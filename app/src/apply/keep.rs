//! The one thing about an application that stays in the browser: the random id it was given here before anything was sent, so that a page that is
//! loaded again sends the same application again and never a second one. It says nothing about anybody, and goes when the session is ended.

use super::wire;
use leptos::prelude::window;

fn name(kind: &str) -> String {
    ["application.", kind].concat()
}

/// The id of the application of this kind that was begun here, or a fresh one. It is kept before it is used; where the browser keeps nothing,
/// it lasts as long as the page, and the hub's draft has it after that.
pub fn id(kind: &str) -> Option<String> {
    let storage = window().local_storage().ok().flatten();
    let kept = storage.as_ref().and_then(|storage| storage.get_item(&name(kind)).ok().flatten());
    if let Some(kept) = kept.filter(|kept| is_id(kept)) {
        return Some(kept);
    }
    let fresh = wire::random_id()?;
    remember(kind, &fresh);
    Some(fresh)
}

/// Keeps the id of an application that is known already.
pub fn remember(kind: &str, id: &str) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        drop(storage.set_item(&name(kind), id));
    }
}

/// Forgets it: the next application of this kind is another one.
pub fn forget(kind: &str) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        drop(storage.remove_item(&name(kind)));
    }
}

/// Anything else in its place was not put there by us.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
