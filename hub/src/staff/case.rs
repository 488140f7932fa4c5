//! One application: what was answered beside what is worked out, what may be done with it, and its way onto paper. Every look is on the
//! person's log before anything is shown.

use super::deciding::{self, Entry};
use super::desk::refused;
use super::evidence::{about, answers, evidence, table};
use super::inbox::may_work;
use super::markup::{Markup, el, void};
use super::page::{self, Page, button, form, question};
use super::preview;
use super::seeking::Way;
use super::{Signed, sent_by, signed_in};
use crate::access_log::{self, Look, Who};
use crate::application::channel::Channel;
use crate::application::{self, Application, ApplicationEvent, CorrectionRequest, Step, Taken};
use crate::attachment::{self, Attached};
use crate::auth::Role;
use crate::problem::Problem;
use crate::store::{FactRow, Patient};
use crate::{Hub, digest, dossier};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use engine::facts::Facts;
use serde::Deserialize;
use serde_json::json;

/// An application before an officer, the look on record.
pub struct Case {
    pub signed: Signed,
    pub patient: Patient,
    pub rows: Vec<FactRow>,
    pub facts: Facts,
    pub application: Application,
    pub attached: Vec<Attached>,
    /// Where the officer proves anew who they are.
    entrance: &'static str,
}

impl Case {
    async fn open(
        hub: &Hub,
        signed: Signed,
        person: &str,
        id: &str,
        action: &'static str,
    ) -> Result<Case, Problem> {
        may_work(&signed.officer)?;
        let patient = signed.officer.patient(hub, person).await?;
        let rows = hub.store.facts_of(&patient).await?;
        let facts = dossier::of_person(&rows)?.ok_or_else(Problem::not_found)?;
        let application = application::one(&patient, &rows, id)?.ok_or_else(Problem::not_found)?;
        let look = Look::new(patient.clone(), Who::officer(&signed.officer), action);
        access_log::write(hub, look.because(preview::CASE, "")).await?;
        let attached = attachment::all(hub.store.readers(), &patient, id).await?;
        let entrance = page::entrance(hub);
        Ok(Case { signed, patient, rows, facts, application, attached, entrance })
    }

    /// Its address.
    pub fn address(&self, rest: &str) -> String {
        format!("/staff/applications/{}/{}{rest}", self.patient.id, self.application.id)
    }

    /// The answers and the evidence, as on the page and on paper.
    fn content(&self) -> Result<Markup, Problem> {
        let Some(view) = application::evidence(&self.rows, &self.application)? else {
            return Ok(el("p", &[], "この申請は前の版の様式です。内容はJSONで見られます。"));
        };
        let answered = [el("h2", &[], "申請の内容"), answers(&view, &self.application.form)];
        let worked_out = [
            el("h2", &[], "計算した根拠"),
            el(
                "p",
                &[],
                "申請した時点の登録から、本人の画面と同じ計算をしたものです。決めるのは自治体です。",
            ),
            evidence(&view),
        ];
        Ok(Markup::from([
            el("p", &[], about(&view)),
            el("div", &[("class", "beside")], [el("section", &[], answered), el("section", &[], worked_out)]),
        ]))
    }

    fn events(&self) -> Markup {
        let rows = self.application.events.iter().map(|told| {
            let (what, words) = match &told.event {
                ApplicationEvent::Submitted { .. } => ("受付", ""),
                ApplicationEvent::CorrectionAsked { note } => ("補正の依頼", note.as_str()),
                ApplicationEvent::Resubmitted { .. } => ("出し直し", ""),
                ApplicationEvent::Withdrawn => ("取下げ", ""),
                ApplicationEvent::GroundGone { .. } => ("もとになった医療費が変わりました", ""),
                ApplicationEvent::RegistryConsent { given: true } => ("難病DBへの同意", ""),
                ApplicationEvent::RegistryConsent { given: false } => ("難病DBへの同意の撤回", ""),
                ApplicationEvent::Granted { certificate } => ("認定", certificate.as_str()),
                ApplicationEvent::Accepted { note } => ("承認", note.as_str()),
                ApplicationEvent::Refused { note, .. } => ("不認定", note.as_str()),
            };
            vec![told.at.as_str().into(), what.into(), words.into()]
        });
        Markup::from([
            el("h2", &[], "これまで"),
            table("これまで", &["日時", "何が", "内容"], rows.collect()),
        ])
    }

    fn files(&self) -> Markup {
        if self.attached.is_empty() {
            return Markup::default();
        }
        let rows = self.attached.iter().enumerate().map(|(index, file)| {
            let name = format!("添付{}", index + 1);
            let link = el("a", &[("href", &self.address(&format!("/files/{}", file.id)))], name);
            vec![link, file.media.as_str().into(), file.bytes.to_string().into(), file.digest.as_str().into()]
        });
        let heads = ["添付", "形式", "バイト", "SHA-256"];
        Markup::from([el("h2", &[], "添付書類"), table("添付書類", &heads, rows.collect())])
    }

    /// The page, with what was typed and what is wrong with it.
    fn page(&self, entry: &Entry, slips: &[(&str, &str)], note: Option<Markup>) -> Result<Response, Problem> {
        let open = self.application.state.is_open();
        let decides = open && self.signed.officer.roles.has(Role::Decider);
        let outputs = el(
            "p",
            &[],
            [
                el("a", &[("href", &self.address("/print"))], "印刷する（A4）"),
                " ".into(),
                el("a", &[("href", &self.address("/export"))], "JSONで保存する"),
            ],
        );
        let actions = if decides { self.actions(entry, slips) } else { Markup::default() };
        let main = Markup::from([
            page::slips(slips).into(),
            outputs,
            self.content()?,
            self.files(),
            self.events(),
            self.as_the_person_sees_it().into(),
            actions,
        ]);
        let status = if slips.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let title = format!("申請 {}", self.application.receipt);
        let officer = Some((&self.signed.officer, self.signed.token.as_str()));
        Ok(Page { title: &title, place: "/staff/inbox", officer, note, main }.answer(status))
    }

    /// The pages as the person sees them, found like anybody: with the purpose and a reason on the person's log.
    fn as_the_person_sees_it(&self) -> Option<Markup> {
        if !Way::Ordinary.is_for(&self.signed.officer) {
            return None;
        }
        let number = self.facts.certificates.iter().find_map(|one| one.recipient_number.as_ref());
        let born_on = self.facts.person.born_on.map(|day| day.to_string());
        let reason = format!("申請 {} を確かめるため、本人と同じ画面を見る。", self.application.receipt);
        let hidden = |name: &'static str, value: &str| {
            void("input", &[("type", "hidden"), ("name", name), ("value", value)])
        };
        let fields = [
            hidden("number", number.map_or("", |number| &number.0)),
            hidden("name", &self.facts.person.name),
            hidden("born_on", born_on.as_deref().unwrap_or_default()),
            hidden("purpose", preview::CASE),
            hidden("reason", &reason),
            el("p", &[], format!("理由「{reason}」が、本人からも見える記録に残ります。")),
            button("本人と同じ画面を見る", "quiet"),
        ];
        let form = form(Way::Ordinary.address(), &self.signed.token, fields);
        Some(Markup::from([el("h2", &[], "本人の画面"), form]))
    }

    fn actions(&self, entry: &Entry, slips: &[(&str, &str)]) -> Markup {
        let slip = slips.iter().find(|(field, _)| *field == "correction").map(|(_, words)| *words);
        let correction = question(
            "correction",
            "何を直してほしいか",
            "本人がそのまま読みます。",
            slip,
            |described| {
                let attributes =
                    [("id", "correction"), ("name", "note"), ("rows", "3"), ("aria-describedby", described)];
                el("textarea", &attributes, &*entry.note)
            },
        );
        let ask = form(
            &self.address("/correction"),
            &self.signed.token,
            [correction, button("補正を依頼する", "quiet")],
        );
        let again = page::sign_in_again(&self.signed.officer, self.entrance);
        Markup::from([el("h2", &[], "補正の依頼"), ask, again.into(), deciding::forms(self, entry, slips)])
    }
}

/// What the page says about what was done last.
#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    said: String,
}

fn note(said: &str) -> Option<Markup> {
    let words = match said {
        "asked" => "補正を依頼しました。",
        "decided" => "決定を記録しました。",
        "waits" => "過ぎた月の上限が変わるため、2人目の確認を待っています。",
        _ => return None,
    };
    Some(page::done(words))
}

/// `GET /staff/applications/{person}/{application}`
pub async fn page(
    State(hub): State<Hub>,
    Path((person, id)): Path<(String, String)>,
    Query(said): Query<Said>,
    headers: HeaderMap,
) -> Response {
    looked(&hub, &headers, &person, &id, "access.application", |case| {
        case.page(&Entry::of(&case), &[], note(&said.said))
    })
    .await
}

/// `GET /staff/applications/{person}/{application}/print`: one page of A4 after the other, for the file or the counter.
pub async fn print(
    State(hub): State<Hub>,
    Path((person, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    looked(&hub, &headers, &person, &id, "access.print", |case| {
        let about = format!(
            "受付番号 {}　受付 {}　印刷 {}（{}）",
            case.application.receipt,
            case.application.submitted_at,
            crate::clock::stamp(crate::clock::now()),
            case.signed.officer.id
        );
        let main = Markup::from([
            el("p", &[], about),
            case.content()?,
            case.files(),
            case.events(),
            el("p", &[("class", "screen")], el("a", &[("href", &case.address(""))], "もどる")),
        ]);
        let officer = Some((&case.signed.officer, case.signed.token.as_str()));
        Ok(Page { title: "申請書（写し）", place: "", officer, note: None, main }.on_paper())
    })
    .await
}

/// `GET /staff/applications/{person}/{application}/export`: the application as recorded, with what is worked out.
pub async fn export(
    State(hub): State<Hub>,
    Path((person, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    looked(&hub, &headers, &person, &id, "access.export", |case| {
        let document = json!({
            "application": case.application.clone().shown(),
            "attachments": case.attached,
            "evidence": application::evidence(&case.rows, &case.application)?,
            "exported_at": crate::clock::stamp(crate::clock::now()),
            "exported_by": case.signed.officer.id,
        });
        let body = serde_json::to_vec_pretty(&document)?;
        Ok(crate::api::download("application/json", "application.json", body))
    })
    .await
}

/// `GET /staff/applications/{person}/{application}/files/{file}`
pub async fn file(
    State(hub): State<Hub>,
    Path((person, id, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let told = async {
        let Some(signed) = signed_in(&hub, &headers).await? else { return Err(Problem::not_signed_in()) };
        let case = Case::open(&hub, signed, &person, &id, "access.application").await?;
        let kept = attachment::one(&hub.store, &case.patient, &id, &file).await?;
        let kept = kept.ok_or_else(Problem::not_found)?;
        Ok(crate::api::download(&kept.media, "file", kept.body))
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}

async fn looked(
    hub: &Hub,
    headers: &HeaderMap,
    person: &str,
    id: &str,
    action: &'static str,
    show: impl FnOnce(Case) -> Result<Response, Problem>,
) -> Response {
    let told = async {
        let Some(signed) = signed_in(hub, headers).await? else {
            return Ok(Redirect::to("/staff/").into_response());
        };
        show(Case::open(hub, signed, person, id, action).await?)
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}

/// `POST /staff/applications/{person}/{application}/correction`
pub async fn ask_for_correction(
    State(hub): State<Hub>,
    Path((person, id)): Path<(String, String)>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> Response {
    acted(&hub, &headers, &person, &id, entry, async |case: &Case, entry: &Entry| {
        if entry.note.trim().is_empty() {
            return Ok(Err(vec![("correction", "何を直してほしいかを書いてください。")]));
        }
        let officer = case.signed.officer.id.clone();
        let asked = CorrectionRequest { officer, note: entry.note.trim().to_owned() };
        step(&hub, case, "correction", Taken::AskForCorrection(asked)).await?;
        Ok(Ok("asked"))
    })
    .await
}

/// `POST /staff/applications/{person}/{application}/decision`
pub async fn decide(
    State(hub): State<Hub>,
    Path((person, id)): Path<(String, String)>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> Response {
    acted(&hub, &headers, &person, &id, entry, async |case: &Case, entry: &Entry| {
        // Whoever is not fresh enough loses nothing of what was typed.
        if case.signed.officer.is_fresh().is_err() {
            return Ok(Err(vec![("again", page::AGAIN)]));
        }
        let decision = match deciding::read(case, entry)? {
            Ok(decision) => decision,
            Err(slips) => return Ok(Err(slips)),
        };
        let taken = step(&hub, case, "decision", Taken::Decide(Box::new(decision))).await?;
        let waits = taken.change.is_some_and(|change| change.proposal.is_some());
        Ok(Ok(if waits { "waits" } else { "decided" }))
    })
    .await
}

/// Words for the address, or what is wrong at which field.
type Outcome = Result<&'static str, Vec<(&'static str, &'static str)>>;

async fn acted(
    hub: &Hub,
    headers: &HeaderMap,
    person: &str,
    id: &str,
    entry: Entry,
    act: impl AsyncFnOnce(&Case, &Entry) -> Result<Outcome, Problem>,
) -> Response {
    let told = async {
        let signed = sent_by(hub, headers, &entry.token).await?;
        signed.officer.may(Role::Decider)?;
        let case = Case::open(hub, signed, person, id, "access.application").await?;
        match act(&case, &entry).await? {
            Ok(said) => Ok(Redirect::to(&case.address(&format!("?said={said}"))).into_response()),
            Err(slips) => case.page(&entry, &slips, None),
        }
    };
    told.await.unwrap_or_else(|problem: Problem| refused(&problem))
}

async fn step(hub: &Hub, case: &Case, what: &str, taken: Taken) -> Result<application::StepTaken, Problem> {
    let officer = &case.signed.officer;
    // Pressed twice, it is the same step.
    let id = format!(
        "{what}/{}/{}",
        case.application.sequence,
        digest::of_document(&serde_json::to_value(&taken)?)
    );
    let step = Step {
        recorder: officer.authority.clone(),
        municipality: Some(officer.authority.clone()),
        person: case.patient.id.clone(),
        application: case.application.id.clone(),
        id,
        taken,
        channel: Channel::default(),
    };
    Ok(hub.store.carry_out(step).await?.answer)
}

/// A field that is sent along.
pub fn hidden(name: &'static str, value: &str) -> Markup {
    void("input", &[("type", "hidden"), ("name", name), ("value", value)])
}
