//! The officer's desk: who is signed in, finding somebody, one's own looks.

use super::markup::{Markup, el};
use super::page::{self, Page, button, form};
use super::preview::{self, Past, Preview};
use super::seeking::Way;
use super::{Signed, audit, sent_by, signed_in};
use crate::access_log::review;
use crate::auth::{Side, session};
use crate::config::Mode;
use crate::problem::Problem;
use crate::{Hub, sandbox};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Where the portal shows a person as they see themselves.
pub(super) const PREVIEW: &str = "/staff/preview/";

/// What the page says about what was done last.
#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    said: String,
}

/// `GET /staff/`
pub async fn home(State(hub): State<Hub>, headers: HeaderMap, Query(said): Query<Said>) -> Response {
    let told = async {
        let Some(signed) = signed_in(&hub, &headers).await? else { return Ok(nobody(&hub, &said.said)) };
        let running = preview::running(&hub.store, &signed.officer).await?;
        let past = preview::past(&hub.store, &signed.officer).await?;
        let waiting = match audit::may_review(&signed.officer) {
            Ok(()) => review::waiting(&hub.store, &signed.officer.authority).await?.len(),
            Err(_) => 0,
        };
        Ok(at_home(&signed, running.as_ref(), &past, waiting, &said.said))
    };
    told.await.unwrap_or_else(|problem| refused(&problem))
}

/// What was done last, in words; only what is known here is said.
fn note(said: &str) -> Option<Markup> {
    let words = match said {
        "ended" => "プレビューを終わりました。",
        "signed-out" => "サインアウトしました。",
        _ => return None,
    };
    Some(page::done(words))
}

fn at_home(
    signed: &Signed,
    running: Option<&Preview>,
    past: &[Past],
    waiting: usize,
    said: &str,
) -> Response {
    let Signed { officer, token } = signed;
    let running = running.map(|preview| {
        let until = preview.ends_at.get(11..16).unwrap_or_default();
        let link = el("a", &[("href", PREVIEW)], "本人と同じ画面を開く");
        let end = form("/staff/end", token, button("プレビューを終わる", "quiet"));
        let words = format!("プレビュー中です（{until}まで）。");
        el("div", &[("class", "running")], [el("p", &[], [words.into(), link]), end])
    });
    let ways = [
        (Way::Ordinary, "市民をさがして、本人と同じ画面を見る"),
        (Way::Emergency, "緊急のときに、本人と同じ画面を見る"),
    ];
    let ways = ways
        .into_iter()
        .filter(|(way, _)| way.is_for(officer))
        .map(|(way, words)| el("p", &[], el("a", &[("href", way.address())], words)));
    let rows = past.iter().map(|look| {
        let part = |range| look.begun_at.get(range).unwrap_or_default();
        let when = format!("{} {}", part(0..10), part(11..16));
        let found = if look.found { "表示した" } else { "見つからなかった" };
        el(
            "tr",
            &[],
            [
                el("td", &[], [el("time", &[("datetime", &look.begun_at)], when)]),
                el("td", &[], look.purpose),
                el("td", &[], &*look.reason),
                el("td", &[], found),
            ],
        )
    });
    let heads = ["日時", "目的", "理由", "結果"].map(|head| el("th", &[("scope", "col")], head));
    let looks = if past.is_empty() {
        el("p", &[], "まだありません。")
    } else {
        let head = el("thead", &[], [el("tr", &[], Markup::from(heads))]);
        let body = el("tbody", &[], rows.collect::<Markup>());
        let scroll =
            [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-labelledby", "looks")];
        el("div", &scroll, [el("table", &[], [head, body])])
    };
    let main = Markup::from([
        running.into(),
        audit::waiting_line(waiting),
        ways.collect(),
        el("h2", &[("id", "looks")], "自分が最近見た記録"),
        el("p", &[], "だれを見たかはここには出しません。本人の「だれが見たか」に残っています。"),
        looks,
    ]);
    let officer = Some((officer, token.as_str()));
    Page { title: "はじめ", place: "/staff/", officer, note: note(said), main }.answer(StatusCode::OK)
}

/// Nobody is signed in.
fn nobody(hub: &Hub, said: &str) -> Response {
    let words = el("p", &[], "この画面は、自治体の職員が自分のアカウントで使います。");
    let choice = (hub.config.mode == Mode::Sandbox).then(|| {
        let choices = sandbox::staff_choices();
        let choices = choices.iter().map(|(officer, words)| {
            let button =
                el("button", &[("name", "officer"), ("value", officer), ("class", "quiet")], words.as_str());
            el("li", &[], [button])
        });
        let list = el("ul", &[("class", "choices")], choices.collect::<Markup>());
        let about = el(
            "p",
            &[("class", "sandbox")],
            "試用環境です。職員も市民もすべて架空です。だれとして使うかをえらんでください。",
        );
        let choose = el("form", &[("method", "post"), ("action", "/sandbox/staff-sign-in")], [list]);
        Markup::from([about, choose])
    });
    let door = hub.providers.entrance(Side::Officer).map(|entrance| {
        let address = format!("{entrance}?to=/staff/");
        el("p", &[], [el("a", &[("href", &address)], "サインインする")])
    });
    let none = (choice.is_none() && door.is_none()).then(|| {
        el("p", &[], "サインインの準備ができていません。このシステムの運用担当に連絡してください。")
    });
    let main = Markup::from([words, choice.into(), door.into(), none.into()]);
    Page { title: "サインインしていません", place: "", officer: None, note: note(said), main }
        .answer(StatusCode::OK)
}

/// A form with nothing in it but its token.
#[derive(Deserialize)]
pub struct Pressed {
    #[serde(default)]
    token: String,
}

/// `POST /staff/end`
pub async fn end(State(hub): State<Hub>, headers: HeaderMap, Form(pressed): Form<Pressed>) -> Response {
    let ended = async {
        let signed = sent_by(&hub, &headers, &pressed.token).await?;
        preview::end(&hub, &signed.officer).await
    };
    match ended.await {
        Ok(()) => Redirect::to("/staff/?said=ended").into_response(),
        Err(problem) => refused(&problem),
    }
}

/// `POST /staff/sign-out`
pub async fn sign_out(State(hub): State<Hub>, headers: HeaderMap, Form(pressed): Form<Pressed>) -> Response {
    let left = async {
        let signed = sent_by(&hub, &headers, &pressed.token).await?;
        preview::end(&hub, &signed.officer).await?;
        session::sign_out(&hub, &headers, Side::Officer).await
    };
    match left.await {
        Ok(cookie) => {
            const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
            let gone = [(header::SET_COOKIE, cookie), (CLEAR, "\"cache\", \"storage\"".to_owned())];
            match hub.providers.sign_out(Side::Officer).await {
                Some(address) => (gone, on_to_the_provider(&address)).into_response(),
                None => (gone, Redirect::to("/staff/?said=signed-out")).into_response(),
            }
        }
        Err(problem) => refused(&problem),
    }
}

/// Signed out here; the browser goes on by itself to sign out of the provider, too. Not by the form's own answer: a form leads nowhere else.
fn on_to_the_provider(address: &str) -> Response {
    let link = el("a", &[("href", address)], "認証サービスからもサインアウトする");
    let words = "この画面からはサインアウトしました。自動で認証サービスの画面に移ります。移らないときは、次を押してください。";
    let main = Markup::from([el("p", &[], words), el("p", &[], link)]);
    let page = Page { title: "サインアウトしました", place: "", officer: None, note: None, main };
    let refresh = [(HeaderName::from_static("refresh"), format!("0; url={address}"))];
    (refresh, page.answer(StatusCode::OK)).into_response()
}

/// A page that says what went wrong.
pub(super) fn refused(problem: &Problem) -> Response {
    let words = page::words_of(problem);
    let back = el("p", &[], [el("a", &[("href", "/staff/")], "はじめの画面へ")]);
    let main = Markup::from([page::slips(&[("", words)]).into(), back]);
    let page = Page { title: "できませんでした", place: "", officer: None, note: None, main };
    let mut response = page.answer(problem.status());
    response.extensions_mut().insert(problem.refusal());
    response
}
