//! The patient's portal: facts from the hub, a view from the engine, a page.
//!
//! This room knows the DOM and the words. It knows no rule and works out no yen: every amount on a page is one the engine's
//! view holds (`cargo xtask tidy` and a browser test see to it).

mod component;
mod format;
mod live;
mod net;
mod page;
mod portal;
mod route;
mod words;

use leptos::prelude::*;
use portal::Portal;
use route::Router;
use words::Words;

/// Puts the portal where the boot page is.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| component::crash::show(&panic.to_string())));
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
    mount_to_body(App);
}

/// The whole portal.
#[component]
fn App() -> impl IntoView {
    let words = Words::provide();
    let router = Router::provide();
    let portal = Portal::provide();
    portal.open();
    view! { <page::Page words router portal /> }
}
