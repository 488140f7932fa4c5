//! Addresses of the portal. A handful of typed pages, so no router library: the match below is checked by the compiler, costs
//! the first page nothing, and title, focus and announcement are ours to handle either way (docs/dependencies.md).

use crate::host;
use engine::Month;
use leptos::prelude::*;

/// A page.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// 今日
    Home,
    /// 支払い: this month, or another one.
    Payments(Option<Month>),
    /// 受給者証
    Certificates,
    /// 窓口で見せる: a certificate by its place in the list; nothing personal is in an address.
    Counter(usize),
    /// 手続き
    Procedures,
    /// お知らせ
    Notices,
    /// もしも
    WhatIf,
    /// 領収書を追加する
    Receipt,
    /// 償還払い: a sheet to print.
    Claim,
    /// 表示: language and colours.
    Settings,
    /// 家族: whose pages to see.
    People,
    /// だれが見たか
    Looks,
    /// 使っている端末
    Sessions,
    /// Choosing a sample person.
    Choose,
    /// No such page.
    Unknown,
}

impl Route {
    /// The page at a path.
    pub fn of_path(path: &str) -> Route {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let route = match (parts.next(), parts.next()) {
            (None, _) => Route::Home,
            (Some("payments"), None) => Route::Payments(None),
            (Some("payments"), Some("receipt")) => Route::Receipt,
            (Some("payments"), Some(month)) => {
                month.parse().map_or(Route::Unknown, |month| Route::Payments(Some(month)))
            }
            (Some("certificates"), None) => Route::Certificates,
            (Some("certificates"), Some(place)) => place.parse().map_or(Route::Unknown, Route::Counter),
            (Some("procedures"), None) => Route::Procedures,
            (Some("notices"), None) => Route::Notices,
            (Some("what-if"), None) => Route::WhatIf,
            (Some("claim"), None) => Route::Claim,
            (Some("settings"), None) => Route::Settings,
            (Some("people"), None) => Route::People,
            (Some("looks"), None) => Route::Looks,
            (Some("sessions"), None) => Route::Sessions,
            (Some("choose"), None) => Route::Choose,
            _ => Route::Unknown,
        };
        if parts.next().is_some() { Route::Unknown } else { route }
    }

    /// Its address. It begins at the root: the page's policy allows no `<base>`.
    pub fn href(self) -> String {
        ["/", &self.path()].concat()
    }

    fn path(self) -> String {
        match self {
            Route::Home | Route::Unknown => String::new(),
            Route::Payments(None) => "payments".to_owned(),
            Route::Payments(Some(month)) => ["payments/", &month.to_string()].concat(),
            Route::Certificates => "certificates".to_owned(),
            Route::Counter(place) => ["certificates/", &place.to_string()].concat(),
            Route::Procedures => "procedures".to_owned(),
            Route::Notices => "notices".to_owned(),
            Route::WhatIf => "what-if".to_owned(),
            Route::Receipt => "payments/receipt".to_owned(),
            Route::Claim => "claim".to_owned(),
            Route::Settings => "settings".to_owned(),
            Route::People => "people".to_owned(),
            Route::Looks => "looks".to_owned(),
            Route::Sessions => "sessions".to_owned(),
            Route::Choose => "choose".to_owned(),
        }
    }
}

/// Where the person is, and the way to go elsewhere.
#[derive(Copy, Clone)]
pub struct Router {
    route: RwSignal<Route>,
    moved: StoredValue<bool>,
}

impl Router {
    /// Made once, at the start.
    pub fn provide() -> Router {
        Router { route: RwSignal::new(here()), moved: StoredValue::new(false) }
    }

    /// Follows the browser's own way back and forth.
    pub fn listen(self) {
        self.route.set(here());
        host::hear("popstate", move |_| self.look());
    }

    /// The page shown.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The same, where a change of it is not to be noticed.
    pub fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// The address of the page shown.
    pub fn address(self) -> String {
        address(self.route())
    }

    /// Goes to a page.
    pub fn go(self, to: Route) {
        if let Ok(history) = window().history() {
            drop(history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address(to))));
        }
        self.look();
        host::scroll_up();
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
        self.route.set(here());
    }
}

/// The page at the present address.
fn here() -> Route {
    host::path_below_base().map_or(Route::Unknown, |path| Route::of_path(&path))
}

fn address(route: Route) -> String {
    [&host::here().base, &*route.href()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> [Route; 14] {
        [
            Route::Payments(None),
            Route::Payments(Month::new(2026, 11)),
            Route::Certificates,
            Route::Counter(2),
            Route::Procedures,
            Route::Notices,
            Route::WhatIf,
            Route::Receipt,
            Route::Claim,
            Route::Settings,
            Route::People,
            Route::Looks,
            Route::Sessions,
            Route::Choose,
        ]
    }

    #[test]
    fn every_page_has_one_address_and_back() {
        for route in every() {
            assert_eq!(Route::of_path(&route.href()), route);
        }
        assert_eq!(Route::of_path(""), Route::Home);
    }

    #[test]
    fn an_address_that_is_nearly_right_is_not_a_page() {
        for path in [
            "payment",
            "paymentsx",
            "payments/2026-13",
            "payments/2026-11/x",
            "choose/x",
            "certificates/x",
            "a/b/c",
        ] {
            assert_eq!(Route::of_path(path), Route::Unknown, "{path}");
        }
    }

    #[test]
    fn the_worker_knows_every_page() {
        let worker = include_str!("../worker.js");
        let pages = worker.split("const PAGES = new Set([").nth(1).and_then(|rest| rest.split(']').next());
        let pages: Vec<&str> =
            pages.unwrap_or_default().split(", ").map(|page| page.trim_matches('"')).collect();
        for page in &pages {
            let known = Route::of_path(page) != Route::Unknown;
            assert!(known || page.is_empty(), "the worker keeps a page that is none: {page}");
        }
        for route in every() {
            let path = route.path();
            let first = path.split('/').next().unwrap_or_default();
            assert!(pages.contains(&first), "without a network there is no {route:?}");
        }
    }

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        assert_eq!(Route::of_path("payments/"), Route::Payments(None));
        assert_eq!(Route::of_path("/"), Route::Home);
    }
}
