//! The frame of the staff's pages: title, where one is, who is signed in, what to say. Plain HTML and forms; no script.

use super::markup::{Markup, el, only_if, void};
use crate::Hub;
use crate::auth::{Officer, Role, Side};
use crate::config::Mode;
use crate::digest;
use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

const STYLE: &str = include_str!("staff.css");
/// The name of the field in which a form proves that it is ours.
pub const TOKEN: &str = "token";

/// Where one may go: the address, its name, and with any of which roles; with none named, everybody.
const PLACES: [(&str, &str, &[Role]); 4] = [
    ("/staff/", "はじめ", &[]),
    ("/staff/find", "市民をさがす", &[Role::Desk]),
    ("/staff/inbox", "受付箱", &[Role::Decider, Role::Approver]),
    ("/staff/audit", "閲覧記録の監査", &[Role::Auditor]),
];

/// One page.
pub struct Page<'a> {
    pub title: &'a str,
    /// The address among the places, where it is one of them.
    pub place: &'a str,
    /// Who is signed in, and the token of their forms.
    pub officer: Option<(&'a Officer, &'a str)>,
    /// What has just happened.
    pub note: Option<Markup>,
    pub main: Markup,
}

impl Page<'_> {
    /// The page with its headers: nothing but its own style, its own forms, and never in a frame.
    pub fn answer(self, status: StatusCode) -> Response {
        self.with_class(status, "")
    }

    /// The same, for paper: what else is shown here is not to be printed.
    pub fn on_paper(self) -> Response {
        self.with_class(StatusCode::OK, "paper")
    }

    fn with_class(self, status: StatusCode, class: &str) -> Response {
        let html = format!("<!doctype html>\n{}\n", self.markup(class, status.is_success()).into_string());
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            // Without a referrer a browser would name no origin with a form.
            (header::REFERRER_POLICY, "same-origin"),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }

    /// A page that asks to put something right says so in its title, which is what is read out first.
    fn markup(self, class: &str, well: bool) -> Markup {
        let slip = if well { "" } else { "確かめてください：" };
        let title = format!("{slip}{} | 職員の画面", self.title);
        let head = el(
            "head",
            &[],
            [
                void("meta", &[("charset", "utf-8")]),
                void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
                void("meta", &[("name", "robots"), ("content", "noindex")]),
                el("title", &[], title),
                void("link", &[("rel", "stylesheet"), ("href", "/staff/staff.css")]),
            ],
        );
        let main = el(
            "main",
            &[("id", "main"), ("tabindex", "-1")],
            [self.note.into(), el("h1", &[], self.title), self.main],
        );
        let skip = el("a", &[("class", "skip"), ("href", "#main")], "本文へ");
        let body = el(
            "body",
            &[only_if(!class.is_empty(), ("class", class))],
            [skip, banner(self.officer, self.place), main],
        );
        el("html", &[("lang", "ja")], [head, body])
    }
}

fn banner(officer: Option<(&Officer, &str)>, place: &str) -> Markup {
    let name = el("p", &[("class", "name")], "医療費助成 職員の画面");
    let Some((officer, token)) = officer else { return el("header", &[], [name]) };
    let open = |roles: &[Role]| roles.is_empty() || roles.iter().any(|role| officer.roles.has(*role));
    let places = PLACES.into_iter().filter(|(_, _, roles)| open(roles));
    let links = places.map(|(address, name, _)| {
        let current = only_if(address == place, ("aria-current", "page"));
        el("li", &[], [el("a", &[("href", address), current], name)])
    });
    let nav = el("nav", &[("aria-label", "職員のメニュー")], [el("ul", &[], links.collect::<Markup>())]);
    let who = el(
        "p",
        &[("class", "who")],
        format!("{}（{} {} {}）", officer.name, officer.authority, officer.office, officer.id),
    );
    let out = form("/staff/sign-out", token, button("サインアウト", "quiet"));
    el("header", &[], [name, nav, who, out])
}

/// A form of the signed-in officer's.
pub fn form(address: &str, token: &str, fields: impl Into<Markup>) -> Markup {
    let token = void("input", &[("type", "hidden"), ("name", TOKEN), ("value", token)]);
    el("form", &[("method", "post"), ("action", address)], [token, fields.into()])
}

pub fn button(words: &str, class: &str) -> Markup {
    el("button", &[("type", "submit"), ("class", class)], words)
}

/// What weighs most asks for a sign-in of the last minutes.
pub const AGAIN: &str = "決めたことを記録するには、5分以内のサインインが必要です。もう一度サインインしてから送ってください。まだ何も記録していません。";

/// Where an officer proves anew who they are: the provider's entrance, or in a sandbox the choice.
pub fn entrance(hub: &Hub) -> &'static str {
    const ANEW: &str = "/staff/sign-in?fresh=true&to=/staff/inbox";
    hub.providers.entrance(Side::Officer).map_or("/staff/", |_| ANEW)
}

/// That it is needed, said before anything is typed.
pub fn sign_in_again(officer: &Officer, entrance: &str) -> Option<Markup> {
    officer.is_fresh().err()?;
    let link = el("a", &[("href", entrance)], "もう一度サインインする");
    let words = "決めるには、5分以内のサインインが必要です。書きはじめる前に：";
    Some(el("p", &[("class", "running"), ("id", "again")], [words.into(), link]))
}

/// Something went well.
pub fn done(words: &str) -> Markup {
    el("p", &[("class", "done"), ("role", "status")], words)
}

/// What is to be put right: one line each, leading to its field.
pub fn slips(slips: &[(&str, &str)]) -> Option<Markup> {
    if slips.is_empty() {
        return None;
    }
    let lines = slips.iter().map(|(field, words)| match *field {
        "" => el("li", &[], *words),
        field => el("li", &[], [el("a", &[("href", &format!("#{field}"))], *words)]),
    });
    let heading = el("h2", &[("id", "slips")], "確かめてください");
    let list = el("ul", &[], lines.collect::<Markup>());
    Some(el("div", &[("class", "slips"), ("role", "alert"), ("aria-labelledby", "slips")], [heading, list]))
}

/// A question of a form: its words, what helps, what was wrong with the answer, and where to answer.
pub fn question(
    id: &str,
    words: &str,
    hint: &str,
    slip: Option<&str>,
    input: impl FnOnce(&str) -> Markup,
) -> Markup {
    let (hint_id, slip_id) = (format!("{id}-hint"), format!("{id}-slip"));
    let hint = (!hint.is_empty()).then(|| el("span", &[("class", "hint"), ("id", &hint_id)], hint));
    let described = [hint.as_ref().map(|_| hint_id.as_str()), slip.map(|_| slip_id.as_str())];
    let described: Vec<&str> = described.into_iter().flatten().collect();
    let slip = slip.map(|words| el("span", &[("class", "slip"), ("id", &slip_id)], words));
    let label = el("label", &[("for", id)], words);
    el("div", &[("class", "question")], [label, hint.into(), slip.into(), input(&described.join(" "))])
}

/// The token of this session's forms: known to whoever has the cookie, and to nobody else.
pub fn token(mode: Mode, headers: &HeaderMap) -> String {
    let cookie = Side::Officer.token(mode, headers).unwrap_or_default();
    digest::of_text(&format!("a form of the staff's pages, {cookie}"))
}

/// A problem as a member of staff reads it.
pub fn words_of(problem: &Problem) -> &'static str {
    match problem.status() {
        StatusCode::UNAUTHORIZED => "サインインが終わっています。もう一度サインインしてください。",
        StatusCode::FORBIDDEN if problem.is_step_up() => AGAIN,
        StatusCode::FORBIDDEN => {
            "この操作はできません。役割がないか、別の画面から送られました。何も記録していません。"
        }
        StatusCode::NOT_FOUND => "見つかりませんでした。",
        StatusCode::TOO_MANY_REQUESTS => "操作が多すぎます。しばらく待ってから、もう一度試してください。",
        StatusCode::SERVICE_UNAVAILABLE => {
            "いま記録を書き込めないため、何も表示しません。しばらく待ってから、もう一度試してください。"
        }
        _ => "内容を読み取れませんでした。何も記録していません。",
    }
}

/// `GET /staff/staff.css`
pub async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}
