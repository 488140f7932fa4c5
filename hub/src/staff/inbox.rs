//! 受付箱: what waits for a decision, the longest first. No name stands here: whom it is about is seen where the look is recorded.

use super::desk::refused;
use super::evidence::table;
use super::markup::{Markup, el};
use super::page::Page;
use super::words::word;
use super::{Signed, signed_in};
use crate::application::{self, Application, ApplicationState};
use crate::auth::{Officer, Role};
use crate::problem::Problem;
use crate::store::{Kind, Patient};
use crate::{Hub, clock, dossier};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

/// May this officer see applications at all?
pub fn may_work(officer: &Officer) -> Result<(), Problem> {
    officer.may(Role::Decider).or_else(|_| officer.may(Role::Approver))
}

/// `GET /staff/inbox`
pub async fn page(State(hub): State<Hub>, headers: HeaderMap) -> Response {
    let told = async {
        let Some(signed) = signed_in(&hub, &headers).await? else {
            return Ok(Redirect::to("/staff/").into_response());
        };
        may_work(&signed.officer)?;
        let mut open = open(&hub, &signed.officer).await?;
        open.sort_by(|(_, a), (_, b)| a.submitted_at.cmp(&b.submitted_at));
        Ok(shown(&hub, &signed, &open))
    };
    told.await.unwrap_or_else(|problem| refused(&problem))
}

/// The open applications of the officer's people; their own is not among them.
async fn open(hub: &Hub, officer: &Officer) -> Result<Vec<(Patient, Application)>, Problem> {
    let mut open = Vec::new();
    let mut after = 0;
    loop {
        let rows = hub.store.worklist(&officer.authority, Kind::Application, after).await?;
        let Some((_, last)) = rows.last() else { return Ok(open) };
        after = last.sequence;
        for (patient, row) in rows {
            if officer.person.as_deref() == Some(&patient.id) {
                continue;
            }
            let facts = hub.store.facts_of(&patient).await?;
            // Who must not be shown is worked on in the municipality's own system.
            if dossier::of_person(&facts)?.is_none() {
                continue;
            }
            let application = application::one(&patient, &facts, &row.id)?;
            open.extend(application.filter(|one| one.state.is_open()).map(|one| (patient, one)));
        }
    }
}

fn shown(hub: &Hub, signed: &Signed, open: &[(Patient, Application)]) -> Response {
    let today = clock::today();
    let rows = open.iter().map(|(patient, application)| {
        let office = hub.config.offices.office(&patient.authority, application.form.kind());
        let day = application.day();
        let age = day.map(|day| format!("{}日", day.days_until(today))).unwrap_or_default();
        let until = day.map(|day| day.plus_days(office.days[1].into()));
        let late = until.is_some_and(|until| until < today);
        let mut until = until.map(|until| until.to_string()).unwrap_or_default();
        if late {
            until.push_str("（過ぎています）");
        }
        if !office.confirmed {
            until.push_str("（未確認）");
        }
        let state = match application.state {
            ApplicationState::CorrectionAsked => "補正待ち",
            _ if application.is_flagged() => "審査（もとになった医療費が変わりました）",
            _ => "審査",
        };
        let address = format!("/staff/applications/{}/{}", patient.id, application.id);
        vec![
            el("a", &[("href", &address)], application.receipt.as_str()),
            word(&format!("form.kind.{}", application.form.kind)).into(),
            day.map(|day| day.to_string()).unwrap_or_default().into(),
            age.into(),
            until.into(),
            state.into(),
        ]
    });
    let heads = ["受付番号", "種類", "受付日", "経過", "期限のめやす", "いま"];
    let list = if open.is_empty() {
        el("p", &[], "待っている申請はありません。")
    } else {
        table("待っている申請", &heads, rows.collect())
    };
    let proposals = el("p", &[], el("a", &[("href", "/staff/proposals")], "2人目の確認を待っている変更"));
    let main = Markup::from([list, proposals]);
    let officer = Some((&signed.officer, signed.token.as_str()));
    Page { title: "受付箱", place: "/staff/inbox", officer, note: None, main }.answer(StatusCode::OK)
}
