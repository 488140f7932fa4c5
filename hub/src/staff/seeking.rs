//! Finding a person, with what for and why: the ordinary way, and 緊急の閲覧 for an officer without the role for it.

use super::desk::{PREVIEW, refused};
use super::finding::Wanted;
use super::markup::{Attribute, Markup, el, only_if, void};
use super::page::{self, Page, button, form, question};
use super::preview::{self, Asked, EMERGENCY, PURPOSES};
use super::{Signed, sent_by, signed_in};
use crate::Hub;
use crate::auth::{Officer, Role};
use crate::problem::Problem;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use engine::Day;
use serde::Deserialize;

/// The two ways to somebody's page.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Ordinary,
    /// 緊急の閲覧
    Emergency,
}

impl Way {
    pub fn address(self) -> &'static str {
        match self {
            Way::Ordinary => "/staff/find",
            Way::Emergency => "/staff/emergency",
        }
    }

    /// Whoever has the ordinary way does not need the other.
    pub fn is_for(self, officer: &Officer) -> bool {
        let at_the_desk = officer.roles.has(Role::Desk);
        match self {
            Way::Ordinary => at_the_desk,
            Way::Emergency => !at_the_desk && officer.may_in_emergency().is_ok(),
        }
    }
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
    /// That it is an emergency, ticked.
    #[serde(default)]
    confirmed: String,
}

/// What is wrong with it: a field's id and words.
type Slips = Vec<(&'static str, &'static str)>;

/// `GET` of the way's address.
pub async fn asking(way: Way, State(hub): State<Hub>, headers: HeaderMap) -> Response {
    match signed_in(&hub, &headers).await {
        Ok(Some(signed)) if way.is_for(&signed.officer) => {
            ask(&signed, way, &Entry::default(), &[], StatusCode::OK)
        }
        Ok(Some(_)) => refused(&Problem::not_your_role()),
        Ok(None) => Redirect::to("/staff/").into_response(),
        Err(problem) => refused(&problem),
    }
}

/// `POST` to it.
pub async fn find(
    way: Way,
    State(hub): State<Hub>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> Response {
    let signed = match sent_by(&hub, &headers, &entry.token).await {
        Ok(signed) if way.is_for(&signed.officer) => signed,
        Ok(_) => return refused(&Problem::not_your_role()),
        Err(problem) => return refused(&problem),
    };
    let asked = match entry.read(way) {
        Ok(asked) => asked,
        Err(slips) => return ask(&signed, way, &entry, &slips, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let slip = |field: &'static str, words: &'static str, status: StatusCode| {
        ask(&signed, way, &entry, &[(field, words)], status)
    };
    match preview::begin(&hub, &signed.officer, &asked).await {
        Ok(Some(_)) => Redirect::to(PREVIEW).into_response(),
        Ok(None) => {
            const NOBODY: &str = "この内容の方は見つかりませんでした。番号や日付をもう一度確かめてください。さがしたことは記録されました。";
            let field = if entry.number.trim().is_empty() { "name" } else { "number" };
            slip(field, NOBODY, StatusCode::NOT_FOUND)
        }
        Err(problem) => match problem.field() {
            Some("reason") => slip("reason", way.reason_words(), problem.status()),
            Some("purpose") => slip("purpose", PURPOSE, problem.status()),
            Some("recipient_number") => slip("number", SEVERAL, problem.status()),
            _ => slip("", page::words_of(&problem), problem.status()),
        },
    }
}

const REASON: &str = "理由を、一つの文で書いてください。個人番号（マイナンバー）は書かないでください。";
const EMERGENCY_REASON: &str = "何が起きていて、なぜ待てないかを、20文字以上で書いてください。個人番号（マイナンバー）は書かないでください。";
const CONFIRMED: &str = "緊急であることを確かめて、印をつけてください。";
const PURPOSE: &str = "目的をえらんでください。";
const SEVERAL: &str = "同じ氏名と生年月日の方がほかにもいます。受給者番号でさがしてください。";

impl Way {
    fn reason_words(self) -> &'static str {
        match self {
            Way::Ordinary => REASON,
            Way::Emergency => EMERGENCY_REASON,
        }
    }
}

impl Entry {
    fn read(&self, way: Way) -> Result<Asked, Slips> {
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
        let emergency = way == Way::Emergency;
        let purpose = if emergency { EMERGENCY.0 } else { &self.purpose };
        if !emergency && PURPOSES.iter().all(|(key, _)| *key != purpose) {
            slips.push(("purpose", PURPOSE));
        }
        if preview::reason(&self.reason, emergency).is_err() {
            slips.push(("reason", way.reason_words()));
        }
        let confirmed = self.confirmed == "yes";
        if emergency && !confirmed {
            slips.push(("confirmed", CONFIRMED));
        }
        let (purpose, reason) = (purpose.to_owned(), self.reason.clone());
        match wanted.filter(|_| slips.is_empty()) {
            Some(wanted) => Ok(Asked { wanted, purpose, reason, confirmed }),
            None => Err(slips),
        }
    }
}

/// The form, with what was typed and what is wrong with it.
fn ask(signed: &Signed, way: Way, entry: &Entry, slips: &[(&str, &str)], status: StatusCode) -> Response {
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
    let purpose = match way {
        Way::Ordinary => purpose(entry, slip("purpose"), invalid("purpose")),
        Way::Emergency => Markup::default(),
    };
    let hint = match way {
        Way::Ordinary => "一つの文で書いてください。本人が読みます。",
        Way::Emergency => "何が起きていて、なぜ待てないか。本人と、あとで確かめる職員が読みます。",
    };
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
    let emergency = (way == Way::Emergency).then(|| confirmation(slip("confirmed"), &entry.confirmed));
    let means = (way == Way::Emergency).then(emergency_means);
    let fields = [
        page::slips(slips).into(),
        means.into(),
        whom,
        purpose,
        reason,
        emergency.into(),
        warning,
        button("記録を残して表示する", ""),
    ];
    let main = form(way.address(), &signed.token, fields);
    let officer = Some((&signed.officer, signed.token.as_str()));
    let title = match way {
        Way::Ordinary => "市民をさがす",
        Way::Emergency => "緊急の閲覧",
    };
    Page { title, place: way.address(), officer, note: None, main }.answer(status)
}

fn purpose(entry: &Entry, slip: Option<&str>, invalid: Attribute<'_>) -> Markup {
    let options = [("", "えらんでください")].into_iter().chain(PURPOSES).map(|(key, words)| {
        el("option", &[("value", key), only_if(key == entry.purpose, ("selected", ""))], words)
    });
    let options: Markup = options.collect();
    question("purpose", "目的", "", slip, |described| {
        let described = only_if(!described.is_empty(), ("aria-describedby", described));
        el("select", &[("id", "purpose"), ("name", "purpose"), invalid, described], options)
    })
}

/// What it means, before anything is typed.
fn emergency_means() -> Markup {
    el(
        "p",
        &[("class", "running")],
        "窓口の役割がなくても見られるのは、待つと本人の受診や生活に害があるときだけです。すぐに監査の担当と承認者に知らせが出て、あとで別の職員が確かめます。",
    )
}

/// The second word that it is one.
fn confirmation(slip: Option<&str>, confirmed: &str) -> Markup {
    let id = ("id", "confirmed");
    let ticked = only_if(confirmed == "yes", ("checked", ""));
    let invalid = only_if(slip.is_some(), ("aria-invalid", "true"));
    let tick =
        void("input", &[id, ("type", "checkbox"), ("name", "confirmed"), ("value", "yes"), ticked, invalid]);
    let slip = slip.map(|words| el("span", &[("class", "slip")], words));
    let label = el("label", &[("for", "confirmed")], [tick, " 緊急で、ほかに方法がありません".into()]);
    el("div", &[("class", "question")], [slip.into(), label])
}
