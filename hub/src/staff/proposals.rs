//! 2人目の確認: changes of a past cap that wait for another officer's word.

use super::desk::refused;
use super::markup::{Markup, el};
use super::page::{self, Page, button, form};
use super::{case, sent_by, signed_in};
use crate::Hub;
use crate::access_log::{self, Look, Who};
use crate::auth::Role;
use crate::problem::Problem;
use crate::proposal::{GiveVerdict, ProposalEvent, Verdict};
use crate::store::Kind;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// `GET /staff/proposals`
pub async fn page(State(hub): State<Hub>, headers: HeaderMap) -> Response {
    let told = async {
        let Some(signed) = signed_in(&hub, &headers).await? else {
            return Ok(Redirect::to("/staff/").into_response());
        };
        let officer = &signed.officer;
        officer.may(Role::Approver)?;
        let again = page::sign_in_again(officer, page::entrance(&hub));
        let mut waiting = Vec::new();
        for (patient, row) in hub.store.worklist(&officer.authority, Kind::Proposal, 0).await? {
            let ProposalEvent::Proposed(proposal) = serde_json::from_str(&row.body)? else { continue };
            if officer.patient(&hub, &patient.id).await.is_err() {
                continue;
            }
            let look = Look::new(patient.clone(), Who::officer(officer), "access.proposal");
            access_log::write(&hub, look.because("purpose.case", "")).await?;
            let proposer = &proposal.change.document.officer;
            let words = format!("{}　{}が提案", row.recorded_at, proposer);
            let fact = serde_json::to_string_pretty(&proposal.change.document.fact)?;
            let address = format!("/staff/proposals/{}/{}", patient.id, row.id);
            let press = |approve: &str, words: &str, class: &str| {
                form(&address, &signed.token, [case::hidden("approve", approve), button(words, class)])
            };
            let answer = if *proposer == officer.id {
                el("p", &[], "自分の提案は、ほかの職員が確かめます。")
            } else {
                Markup::from([press("yes", "認める", ""), press("no", "認めない", "quiet")])
            };
            waiting.push(el("li", &[], [el("p", &[], words), el("pre", &[], fact), answer]));
        }
        let list = if waiting.is_empty() {
            el("p", &[], "待っている変更はありません。")
        } else {
            el("ul", &[("class", "choices")], waiting.into_iter().collect::<Markup>())
        };
        let shown = Some((officer, signed.token.as_str()));
        Ok(Page {
            title: "2人目の確認",
            place: "/staff/inbox",
            officer: shown,
            note: None,
            main: Markup::from([again.into(), list]),
        }
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
    approve: String,
}

/// `POST /staff/proposals/{person}/{proposal}`
pub async fn give(
    State(hub): State<Hub>,
    Path((person, proposal)): Path<(String, String)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Response {
    let told = async {
        let signed = sent_by(&hub, &headers, &pressed.token).await?;
        signed.officer.may(Role::Approver)?;
        signed.officer.is_fresh()?;
        let patient = signed.officer.patient(&hub, &person).await?;
        let verdict = Verdict { officer: signed.officer.id.clone(), approve: pressed.approve == "yes" };
        let municipality = signed.officer.authority.clone();
        hub.store.carry_out(GiveVerdict { municipality, person: patient.id, proposal, verdict }).await?;
        Ok(Redirect::to("/staff/proposals").into_response())
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}
