//! 監査: who looked at what in one's own municipality, without looking at anybody. Reading it is itself on the log. And 緊急の閲覧: each is looked
//! through by another officer.

use super::desk::refused;
use super::evidence::table;
use super::markup::{Markup, el, only_if, void};
use super::page::{Page, button, form, question};
use super::words::word;
use super::{Signed, case, sent_by, signed_in};
use crate::access_log::review::{self, Asked, Count, Line, What};
use crate::access_log::{self, Who};
use crate::auth::{Officer, Role};
use crate::problem::Problem;
use crate::{Hub, clock};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use engine::Day;
use serde::Deserialize;

/// Days that are shown when nobody says which.
const DAYS: u32 = 7;

/// What the page is asked for.
#[derive(Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    officer: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    before: String,
}

impl Wanted {
    fn asked(&self) -> Asked {
        let today = clock::today();
        let until = self.until.parse().unwrap_or(today);
        let usual = || (1..DAYS).fold(until, |day: Day, _| day.previous());
        Asked {
            from: self.from.parse().unwrap_or_else(|_| usual()),
            until,
            officer: self.officer.trim().to_owned(),
            what: What::ALL.into_iter().find(|what| what.word() == self.what).unwrap_or(What::Everything),
            before: self.before.parse().unwrap_or(i64::MAX),
        }
    }
}

/// `GET /staff/audit`
pub async fn page(State(hub): State<Hub>, headers: HeaderMap, Query(wanted): Query<Wanted>) -> Response {
    let told = async {
        let Some(signed) = signed_in(&hub, &headers).await? else {
            return Ok(Redirect::to("/staff/").into_response());
        };
        let officer = &signed.officer;
        officer.may(Role::Auditor)?;
        let asked = wanted.asked();
        access_log::write(&hub, review::on_record(officer, &asked)).await?;
        let (lines, more) = review::lines(&hub.store, &officer.authority, &asked).await?;
        let counts = review::counts(&hub.store, &officer.authority, &asked).await?;
        let waiting = review::waiting(&hub.store, &officer.authority).await?.len();
        Ok(shown(&signed, &asked, &lines, more, &counts, waiting))
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}

fn shown(
    signed: &Signed,
    asked: &Asked,
    lines: &[Line],
    more: bool,
    counts: &[Count],
    waiting: usize,
) -> Response {
    let about = "だれの記録かは出しません。「対象」は人ごとの印で、同じ人なら同じです。この画面を開いたことも記録されます。";
    let older = lines.last().filter(|_| more).map(|line| {
        let Asked { from, until, officer, what, .. } = asked;
        let officer = officer.chars().filter(|it| it.is_ascii_alphanumeric() || "-_.".contains(*it));
        let officer: String = officer.collect();
        let what = what.word();
        let address = format!(
            "/staff/audit?from={from}&until={until}&officer={officer}&what={what}&before={}",
            line.sequence
        );
        el("p", &[], el("a", &[("href", &address)], "これより前を見る"))
    });
    let list = if lines.is_empty() {
        el("p", &[], "この条件の記録はありません。")
    } else {
        table(
            "記録",
            &["番号", "日時", "だれが", "何を", "目的と理由", "対象"],
            lines.iter().map(row).collect(),
        )
    };
    let main = Markup::from([
        el("p", &[], about),
        waiting_line(waiting),
        choice(asked),
        el("h2", &[], "職員ごとの件数"),
        per_officer(counts),
        el("h2", &[], "記録"),
        list,
        older.into(),
    ]);
    let officer = Some((&signed.officer, signed.token.as_str()));
    Page { title: "閲覧記録の監査", place: "/staff/audit", officer, note: None, main }.answer(StatusCode::OK)
}

/// That looks of an emergency wait, where some do.
pub fn waiting_line(waiting: usize) -> Markup {
    if waiting == 0 {
        return Markup::default();
    }
    let words = format!("緊急の閲覧が{waiting}件、別の職員の確認を待っています。");
    let link = el("a", &[("href", "/staff/emergencies")], "確かめる");
    el("div", &[("class", "running")], el("p", &[], [words.into(), link]))
}

fn choice(asked: &Asked) -> Markup {
    let (from, until) = (asked.from.to_string(), asked.until.to_string());
    let day = |id: &'static str, words: &str, value: &str| {
        question(id, words, "", None, |_| {
            void("input", &[("id", id), ("name", id), ("type", "date"), ("value", value)])
        })
    };
    let options = What::ALL.into_iter().map(|what| {
        let words = match what {
            What::Everything => "すべて",
            What::Previews => "職員プレビューと印刷",
            What::Emergencies => "緊急の閲覧",
            What::Refused => "見せなかったもの",
            What::SignIns => "職員のサインイン",
            What::Audits => "この画面を開いた記録",
        };
        el("option", &[("value", what.word()), only_if(what == asked.what, ("selected", ""))], words)
    });
    let options: Markup = options.collect();
    let what =
        question("what", "種類", "", None, |_| el("select", &[("id", "what"), ("name", "what")], options));
    let officer = question(
        "officer",
        "職員",
        "職員の番号。空のままなら全員です。",
        None,
        |described| {
            let own = [("id", "officer"), ("name", "officer"), ("value", asked.officer.as_str())];
            void("input", &[&own[..], &[("autocomplete", "off"), ("aria-describedby", described)]].concat())
        },
    );
    let fields = [
        day("from", "この日から", &from),
        day("until", "この日まで", &until),
        what,
        officer,
        button("この条件で見る", "quiet"),
    ];
    let fields = el("div", &[("class", "choice")], fields);
    el("form", &[("method", "get"), ("action", "/staff/audit")], fields)
}

fn per_officer(counts: &[Count]) -> Markup {
    if counts.is_empty() {
        return el("p", &[], "この期間に記録を見た職員はいません。");
    }
    let rows = counts.iter().map(|count| {
        let who = [&*count.office, &count.officer].join(" ");
        let numbers = [count.looks, count.emergencies, count.refused].map(|number| number.to_string().into());
        [vec![who.into()], numbers.to_vec()].concat()
    });
    table("職員ごとの件数", &["職員", "見た", "うち緊急", "見せなかった"], rows.collect())
}

fn row(line: &Line) -> Vec<Markup> {
    let part = |range| line.at.get(range).unwrap_or_default();
    let when = format!("{} {}", part(0..10), part(11..19));
    let kind = match line.role.as_str() {
        "facility" => "医療機関",
        "municipality" => "職員",
        "person" => "本人の代理",
        _ => "運用",
    };
    // The municipality is one's own.
    let organisation = if line.role == "municipality" { "" } else { &line.organisation };
    let who = [kind, organisation, &line.office, &line.officer];
    let who: Vec<&str> = who.into_iter().filter(|part| !part.is_empty()).collect();
    let action = match line.action.as_str() {
        access_log::SIGNED_IN => "サインインした".to_owned(),
        review::ACTION => "閲覧記録を監査した".to_owned(),
        // As the person reads it, by somebody else.
        action => word(action).replace("あなた", "本人"),
    };
    let action = if line.refused { format!("{action}（見せませんでした）") } else { action };
    let purpose = if line.purpose.is_empty() { String::new() } else { word(&line.purpose) };
    let why: Vec<&str> = [&*purpose, &line.reason].into_iter().filter(|part| !part.is_empty()).collect();
    vec![
        line.sequence.to_string().into(),
        el("time", &[("datetime", &line.at)], when),
        who.join(" ").into(),
        action.into(),
        why.join("：").into(),
        line.person.as_str().into(),
    ]
}

/// Who looks through the looks of an emergency: auditors, and whoever is the second person elsewhere.
pub fn may_review(officer: &Officer) -> Result<(), Problem> {
    officer.may(Role::Auditor).or_else(|_| officer.may(Role::Approver))
}

/// `GET /staff/emergencies`
pub async fn emergencies(State(hub): State<Hub>, headers: HeaderMap) -> Response {
    let told = async {
        let Some(signed) = signed_in(&hub, &headers).await? else {
            return Ok(Redirect::to("/staff/").into_response());
        };
        let officer = &signed.officer;
        may_review(officer)?;
        let waiting = review::waiting(&hub.store, &officer.authority).await?;
        let lines = waiting.iter().map(|look| {
            let part = |range| look.begun_at.get(range).unwrap_or_default();
            let when = format!("{} {}", part(0..10), part(11..16));
            let found = if look.person.is_empty() {
                "だれも見つからなかった".to_owned()
            } else {
                format!("対象 {}", look.person)
            };
            let press = |verdict: &'static str, words: &str, class: &str| {
                let fields =
                    [case::hidden("look", &look.id), case::hidden("verdict", verdict), button(words, class)];
                form("/staff/emergencies", &signed.token, fields)
            };
            let answer = if look.officer == officer.id {
                el("p", &[], "自分の閲覧は、ほかの職員が確かめます。")
            } else {
                let fine = press("fine", "理由があったと確かめた", "");
                let buttons = [fine, press("question", "理由を確かめられない", "quiet")];
                el("div", &[("class", "beside-it")], buttons)
            };
            let who = el("p", &[], format!("{when}　{}　{found}", look.officer));
            el("li", &[], [who, el("p", &[], look.reason.as_str()), answer])
        });
        let list = if waiting.is_empty() {
            el("p", &[], "確認を待っている緊急の閲覧はありません。")
        } else {
            el("ul", &[("class", "choices")], lines.collect::<Markup>())
        };
        let about = "窓口の役割を持たない職員が、緊急のときに記録を見たものです。理由を本人以外の記録（電話の受付簿など）と照らして確かめてください。確かめた結果は記録に残り、見られた本人にも伝わります。";
        let main = Markup::from([el("p", &[], about), list]);
        let shown = Some((officer, signed.token.as_str()));
        Ok(Page { title: "緊急の閲覧の確認", place: "", officer: shown, note: None, main }
            .answer(StatusCode::OK))
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Pressed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    look: String,
    #[serde(default)]
    verdict: String,
}

/// `POST /staff/emergencies`
pub async fn review_emergency(
    State(hub): State<Hub>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Response {
    let told = async {
        let Signed { officer, .. } = sent_by(&hub, &headers, &pressed.token).await?;
        may_review(&officer)?;
        let fine = match pressed.verdict.as_str() {
            "fine" => true,
            "question" => false,
            _ => return Err(Problem::unreadable("verdict", "fine or question")),
        };
        let by = Who::officer(&officer);
        let (authority, officer) = (officer.authority, officer.id);
        hub.store.carry_out(review::Reviewed { id: pressed.look, by, authority, officer, fine }).await?;
        Ok(Redirect::to("/staff/emergencies").into_response())
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}
