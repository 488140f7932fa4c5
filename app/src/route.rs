//! Addresses of the portal. A handful of typed pages, so no router library: the match below is checked by the compiler, costs
//! the first page nothing, and title, focus and announcement are ours to handle either way (docs/dependencies.md).

use engine::Month;
use leptos::prelude::*;
use leptos::web_sys::MouseEvent;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A page.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// 今日
    Home,
    /// 支払い: this month, or another one.
    Payments(Option<Month>),
    /// Choosing a sample person.
    Choose,
    /// No such page.
    Unknown,
}

impl Route {
    /// The page at a path below the portal's base.
    pub fn of_path(path: &str) -> Route {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let route = match (parts.next(), parts.next()) {
            (None, _) => Route::Home,
            (Some("payments"), None) => Route::Payments(None),
            (Some("payments"), Some(month)) => {
                month.parse().map_or(Route::Unknown, |month| Route::Payments(Some(month)))
            }
            (Some("choose"), None) => Route::Choose,
            _ => Route::Unknown,
        };
        if parts.next().is_some() { Route::Unknown } else { route }
    }

    /// Its path below the base.
    pub fn path(self) -> String {
        match self {
            Route::Home | Route::Unknown => String::new(),
            Route::Payments(None) => "payments".to_owned(),
            Route::Payments(Some(month)) => format!("payments/{month}"),
            Route::Choose => "choose".to_owned(),
        }
    }
}

/// Where the person is, and the way to go elsewhere.
#[derive(Copy, Clone)]
pub struct Router {
    route: RwSignal<Route>,
    base: StoredValue<String>,
    moved: StoredValue<bool>,
}

impl Router {
    /// Made once, at the start.
    pub fn provide() -> Router {
        let base = base_path();
        let route = RwSignal::new(here(&base));
        let router = Router { route, base: StoredValue::new(base), moved: StoredValue::new(false) };
        provide_context(router);
        let back = Closure::<dyn Fn()>::new(move || router.look());
        // The listener lives as long as the page does.
        drop(window().add_event_listener_with_callback("popstate", back.as_ref().unchecked_ref()));
        back.forget();
        router
    }

    /// The page shown.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The address of a page, for `href`.
    pub fn address(self, to: Route) -> String {
        self.base.with_value(|base| format!("{base}{}", to.path()))
    }

    /// Goes to a page.
    pub fn go(self, to: Route) {
        if let Ok(history) = window().history() {
            drop(history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&self.address(to))));
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
        self.route.set(self.base.with_value(|base| here(base)));
    }
}

fn base_path() -> String {
    document()
        .base_uri()
        .ok()
        .flatten()
        .and_then(|uri| leptos::web_sys::Url::new(&uri).ok())
        .map_or_else(|| "/".to_owned(), |url| url.pathname())
}

/// The page at the present address.
fn here(base: &str) -> Route {
    let path = window().location().pathname().unwrap_or_default();
    Route::of_path(path.strip_prefix(base).unwrap_or(&path))
}

/// A link inside the portal: an ordinary one that opens in place on an ordinary click.
#[component]
pub fn Link(
    /// Where to.
    to: Route,
    /// Class of the element.
    #[prop(default = "")]
    class: &'static str,
    /// Is this the place the person is in?
    #[prop(into, default = Signal::stored(false))]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let router = expect_context::<Router>();
    let follow = move |event: MouseEvent| {
        let plain = event.button() == 0
            && !event.meta_key()
            && !event.ctrl_key()
            && !event.shift_key()
            && !event.alt_key();
        if plain {
            event.prevent_default();
            router.go(to);
        }
    };
    view! {
        <a href=router.address(to) class=class aria-current=move || current.get().then_some("page") on:click=follow>
            {children()}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_one_address_and_back() {
        let november = Month::new(2026, 11);
        for route in [Route::Home, Route::Payments(None), Route::Payments(november), Route::Choose] {
            assert_eq!(Route::of_path(&route.path()), route);
        }
    }

    #[test]
    fn an_address_that_is_nearly_right_is_not_a_page() {
        for path in ["payment", "paymentsx", "payments/2026-13", "payments/2026-11/x", "choose/x", "a/b/c"] {
            assert_eq!(Route::of_path(path), Route::Unknown, "{path}");
        }
    }

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        assert_eq!(Route::of_path("payments/"), Route::Payments(None));
        assert_eq!(Route::of_path("/"), Route::Home);
    }
}
