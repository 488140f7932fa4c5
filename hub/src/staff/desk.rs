//! The officer's desk: who is signed in, finding somebody, one's own looks.

use super::finding::Wanted;
use super::markup::{Attribute, Markup, el, only_if, void};
use super::page::{self, Page, button, form, question};
use super::preview::{self, Asked, PURPOSES, Past, Preview};
use super::{Signed, sent_by, signed_in};
use crate::auth::{Role, Side, session};
use crate::config::Mode;
use crate::problem::Problem;
use crate::{Hub, sandbox};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use engine::Day;
use serde::Deserialize;

/// Where the portal shows a person as they see themselves.
const PREVIEW: &str = "/staff/preview/";

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
        Ok(at_home(&signed, running.as_ref(), &past, &said.said))
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

fn at_home(signed: &Signed, running: Option<&Preview>, past: &[Past], said: &str) -> Response {
    let Signed { officer, token } = signed;
    let running = running.map(|preview| {
        let until = preview.ends_at.get(11..16).unwrap_or_default();
        let link = el("a", &[("href", PREVIEW)], "本人と同じ画面を開く");
        let end = form("/staff/end", token, button("プレビューを終わる", "quiet"));
        let words = format!("プレビュー中です（{until}まで）。");
        el("div", &[("class", "running")], [el("p", &[], [words.into(), link]), end])
    });
    let find = officer.roles.has(Role::Desk).then(|| {
        let link = el("a", &[("href", "/staff/find")], "市民をさがして、本人と同じ画面を見る");
        el("p", &[], [link])
    });
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
        find.into(),
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

/// What the form sends.
#[derive(Default, Deserialize)]
pub struct Entry {
    #[serde(default)]
    token: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    born_on: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    reason: String,
}

/// What is wrong with it: a field's id and words.
type Slips = Vec<(&'static str, &'static str)>;

/// `GET /staff/find`
pub async fn asking(State(hub): State<Hub>, headers: HeaderMap) -> Response {
    match signed_in(&hub, &headers).await {
        Ok(Some(signed)) => ask(&signed, &Entry::default(), &[], StatusCode::OK),
        Ok(None) => Redirect::to("/staff/").into_response(),
        Err(problem) => refused(&problem),
    }
}

/// `POST /staff/find`
pub async fn find(State(hub): State<Hub>, headers: HeaderMap, Form(entry): Form<Entry>) -> Response {
    let signed = match sent_by(&hub, &headers, &entry.token).await {
        Ok(signed) => signed,
        Err(problem) => return refused(&problem),
    };
    let asked = match entry.read() {
        Ok(asked) => asked,
        Err(slips) => return ask(&signed, &entry, &slips, StatusCode::UNPROCESSABLE_ENTITY),
    };
    match preview::begin(&hub, &signed.officer, &asked).await {
        Ok(Some(_)) => Redirect::to(PREVIEW).into_response(),
        Ok(None) => {
            const NOBODY: &str = "この内容の方は見つかりませんでした。番号や日付をもう一度確かめてください。さがしたことは記録されました。";
            let field = if entry.number.trim().is_empty() { "name" } else { "number" };
            ask(&signed, &entry, &[(field, NOBODY)], StatusCode::NOT_FOUND)
        }
        Err(problem) => match problem.field() {
            Some("reason") => ask(&signed, &entry, &[("reason", REASON)], problem.status()),
            Some("purpose") => ask(&signed, &entry, &[("purpose", PURPOSE)], problem.status()),
            Some("recipient_number") => ask(&signed, &entry, &[("number", SEVERAL)], problem.status()),
            _ => ask(&signed, &entry, &[("", page::words_of(&problem))], problem.status()),
        },
    }
}

const REASON: &str = "理由を、一つの文で書いてください。個人番号（マイナンバー）は書かないでください。";
const PURPOSE: &str = "目的をえらんでください。";
const SEVERAL: &str = "同じ氏名と生年月日の方がほかにもいます。受給者番号でさがしてください。";

impl Entry {
    fn read(&self) -> Result<Asked, Slips> {
        let mut slips = Slips::new();
        let (number, name, born_on) = (self.number.trim(), self.name.trim(), self.born_on.trim());
        let day: Option<Day> = born_on.parse().ok();
        let wanted = if !number.is_empty() {
            Some(Wanted::Number { recipient_number: number.to_owned() })
        } else if name.is_empty() && born_on.is_empty() {
            slips.push(("number", "受給者番号か、氏名と生年月日を入れてください。"));
            None
        } else {
            if name.is_empty() {
                slips.push(("name", "氏名を入れてください。"));
            }
            if day.is_none() {
                slips.push(("born_on", "生年月日を入れてください。"));
            }
            day.map(|born_on| Wanted::Name { name: name.to_owned(), born_on })
        };
        if PURPOSES.iter().all(|(key, _)| *key != self.purpose) {
            slips.push(("purpose", PURPOSE));
        }
        if preview::reason(&self.reason).is_err() {
            slips.push(("reason", REASON));
        }
        match wanted.filter(|_| slips.is_empty()) {
            Some(wanted) => Ok(Asked { wanted, purpose: self.purpose.clone(), reason: self.reason.clone() }),
            None => Err(slips),
        }
    }
}

/// The form, with what was typed and what is wrong with it.
fn ask(signed: &Signed, entry: &Entry, slips: &[(&str, &str)], status: StatusCode) -> Response {
    let slip = |field: &str| slips.iter().find(|(id, _)| *id == field).map(|(_, words)| *words);
    let invalid = |field: &str| only_if(slip(field).is_some(), ("aria-invalid", "true"));
    let input = |id: &'static str, value: &str, described: &str, more: Attribute<'_>| {
        let described = only_if(!described.is_empty(), ("aria-describedby", described));
        let own = [("id", id), ("name", id), ("value", value), ("autocomplete", "off")];
        void("input", &[&own[..], &[invalid(id), described, more]].concat())
    };
    let number = question(
        "number",
        "受給者番号",
        "受給者証にある番号です。",
        slip("number"),
        |described| input("number", &entry.number, described, ("inputmode", "numeric")),
    );
    let name = question(
        "name",
        "氏名",
        "登録されている氏名、またはカナ。",
        slip("name"),
        |described| input("name", &entry.name, described, ("type", "text")),
    );
    let born_on = question("born_on", "生年月日", "", slip("born_on"), |described| {
        input("born_on", &entry.born_on, described, ("type", "date"))
    });
    let or = el("p", &[], "番号がわからないときは、氏名と生年月日でさがします。");
    let legend = el("legend", &[], "だれを見ますか");
    let whom = el("fieldset", &[], [legend, number, or, name, born_on]);
    let options = [("", "えらんでください")].into_iter().chain(PURPOSES).map(|(key, words)| {
        el("option", &[("value", key), only_if(key == entry.purpose, ("selected", ""))], words)
    });
    let options: Markup = options.collect();
    let purpose = question("purpose", "目的", "", slip("purpose"), |described| {
        let described = only_if(!described.is_empty(), ("aria-describedby", described));
        el("select", &[("id", "purpose"), ("name", "purpose"), invalid("purpose"), described], options)
    });
    let hint = "一つの文で書いてください。本人が読みます。";
    let reason = question("reason", "理由", hint, slip("reason"), |described| {
        let described = ("aria-describedby", described);
        let attributes = [("id", "reason"), ("name", "reason"), ("rows", "3"), invalid("reason"), described];
        el("textarea", &attributes, &*entry.reason)
    });
    let warning = el(
        "p",
        &[],
        [
            el("strong", &[], "本人からも見える記録が残ります。"),
            "見られるのは15分間です。延ばせません。".into(),
        ],
    );
    let fields =
        [page::slips(slips).into(), whom, purpose, reason, warning, button("記録を残して表示する", "")];
    let main = form("/staff/find", &signed.token, fields);
    let officer = Some((&signed.officer, signed.token.as_str()));
    let title = if slips.is_empty() {
        "市民をさがす"
    } else {
        "市民をさがす（確かめてください）"
    };
    Page { title, place: "/staff/find", officer, note: None, main }.answer(status)
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
            let clear =
                (header::HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned());
            ([(header::SET_COOKIE, cookie), clear], Redirect::to("/staff/?said=signed-out")).into_response()
        }
        Err(problem) => refused(&problem),
    }
}

/// A page that says what went wrong.
pub(super) fn refused(problem: &Problem) -> Response {
    let words = page::words_of(problem);
    let back = el("p", &[], [el("a", &[("href", "/staff/")], "はじめの画面へ")]);
    let main = Markup::from([page::slips(&[("", words)]).into(), back]);
    Page { title: "できませんでした", place: "", officer: None, note: None, main }.answer(problem.status())
}
