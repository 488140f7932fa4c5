//! The hub's addresses for applications. Everything that is sent bears an id made here, so that it can be sent again.

use super::wire::{self, Answer, Body, Refused};
use crate::net::Trouble;
use engine::Day;
use engine::form::{Answers, File, Kind, Offer};
use leptos::web_sys::Blob;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// A form that was begun.
#[derive(Clone, Debug, Deserialize)]
pub struct Begun {
    /// Id of the application it will be, or that it corrects.
    pub application: String,
    /// What is applied for.
    pub kind: Kind,
    /// What is filled in so far.
    pub answers: Answers,
    /// What other sources offer.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Counts the savings; a saving names the one it builds on.
    pub version: i64,
    /// When it was saved.
    pub saved_at: String,
}

/// An application that was sent.
#[derive(Clone, Debug, Deserialize)]
pub struct Sent {
    /// Its id.
    pub id: String,
    /// 受付番号
    pub receipt: String,
    /// Where it stands.
    pub state: String,
    /// The form as it was sent last.
    pub form: Form,
    /// When it was sent.
    pub submitted_at: String,
    /// Everything that happened, the first first.
    pub events: Vec<Happened>,
    /// What that comes to.
    pub status: Status,
}

/// The form as it was sent; of an access key what may be shown of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Form {
    /// What was applied for.
    pub kind: String,
    /// The answers.
    pub answers: Answers,
}

/// Something that happened to it.
#[derive(Clone, Debug, Deserialize)]
pub struct Happened {
    /// When.
    pub at: String,
    /// What.
    pub event: String,
}

/// Where it stands, what to expect, whom to ask, what follows.
#[derive(Clone, Debug, Deserialize)]
pub struct Status {
    /// The stages, in order.
    pub timeline: Vec<Stage>,
    /// Whom to ask.
    pub office: Office,
    /// The days between which a decision is to be expected.
    #[serde(default)]
    pub expected: Option<(Day, Day)>,
    /// May it be withdrawn, or sent anew with other answers?
    pub open: bool,
    /// What is to be corrected, in the authority's words.
    #[serde(default)]
    pub correction: Option<String>,
    /// What it rests on is not so any more.
    #[serde(default)]
    pub ground_gone: bool,
    /// 難病DB: what was said last.
    #[serde(default)]
    pub registry_consent: bool,
    /// What was decided.
    #[serde(default)]
    pub decision: Option<Decided>,
}

/// One stage.
#[derive(Clone, Debug, Deserialize)]
pub struct Stage {
    /// Which.
    #[serde(rename = "stage")]
    pub name: String,
    /// `done`, `now` or `to_come`.
    pub state: String,
    /// When it was reached.
    #[serde(default)]
    pub at: Option<String>,
}

/// Whom to ask, and how long it takes there.
#[derive(Clone, Debug, Deserialize)]
pub struct Office {
    /// Its name, where it has said so.
    #[serde(default)]
    pub name: Option<String>,
    /// How to reach it.
    #[serde(default)]
    pub contact: Option<String>,
    /// Has it said itself how long it takes?
    #[serde(default)]
    pub confirmed: bool,
}

/// What was decided, and what follows.
#[derive(Clone, Debug, Deserialize)]
pub struct Decided {
    /// `granted` or `refused`.
    pub outcome: String,
    /// First day of the certificate.
    #[serde(default)]
    pub from: Option<Day>,
    /// Is that the day the rule gives?
    #[serde(default)]
    pub as_worked_out: bool,
    /// Was it refused for want of severity?
    #[serde(default)]
    pub mild: bool,
    /// Day of the notice of a refusal.
    #[serde(default)]
    pub notified_on: Option<Day>,
    /// The reason, in the authority's words.
    #[serde(default)]
    pub note: Option<String>,
    /// Until when one may apply again without a new certificate of the doctor.
    #[serde(default)]
    pub reapply_until: Option<Day>,
}

/// What a saving came to.
#[derive(Clone, Debug, Deserialize)]
pub struct Kept {
    /// The version it is now.
    pub version: i64,
    /// When.
    pub saved_at: String,
}

/// Everything this person has sent, the first first.
pub async fn sent(person: &str) -> Result<Vec<Sent>, Refused> {
    let mut sent: Vec<Sent> = read(wire::get(&below(person, "applications")).await)?;
    sent.sort_by(|a, b| (&a.submitted_at, &a.id).cmp(&(&b.submitted_at, &b.id)));
    Ok(sent)
}

/// Everything this person has begun.
pub async fn begun(person: &str) -> Result<Vec<Begun>, Refused> {
    read(wire::get(&below(person, "drafts")).await)
}

/// Saves a draft that builds on this version.
pub async fn save(
    person: &str,
    id: &str,
    kind: Kind,
    answers: &Answers,
    version: i64,
) -> Result<Kept, Refused> {
    let draft = json!({ "kind": kind, "answers": answers, "version": version });
    read(wire::put(&below(person, &["drafts/", id].concat()), draft).await)
}

/// The questions to which マイナポータル has answers; none where it is not connected.
pub async fn askable(person: &str) -> Result<Vec<String>, Refused> {
    read(wire::get(&below(person, "self-info")).await)
}

/// Has these items asked for; they stand in the draft as offers.
pub async fn ask_self_info(person: &str, id: &str, items: &[String]) -> Result<Kept, Refused> {
    let address = below(person, &["drafts/", id, "/self-info"].concat());
    read(wire::send("POST", &address, Body::Json(json!({ "items": items })), |_, _| {}).await)
}

/// Sends a picture or PDF up; the answer says what is kept of it.
pub async fn attach(
    person: &str,
    application: &str,
    file: &str,
    content: Blob,
    progress: impl Fn(u64, u64) + 'static,
) -> Result<File, Refused> {
    #[derive(Deserialize)]
    struct Attached {
        id: String,
        media: String,
        bytes: u64,
        digest: String,
    }
    let address = below(person, &["applications/", application, "/attachments/", file].concat());
    let kept = wire::send("PUT", &address, Body::File(content, "application/octet-stream"), progress).await;
    let Attached { id, media, bytes, digest } = read(kept)?;
    Ok(File { id, media, bytes, digest })
}

/// Applies. The same again is the same application.
pub async fn apply(person: &str, id: &str, kind: Kind, answers: &Answers) -> Answer {
    let form = json!({ "kind": kind, "answers": answers });
    wire::put(&below(person, &["applications/", id].concat()), form).await
}

/// Sends what was corrected or amended: the so-manieth correction of this application, so that the same again is the same correction.
pub async fn correct(person: &str, id: &str, after: usize, kind: Kind, answers: &Answers) -> Answer {
    let form = json!({ "kind": kind, "answers": answers });
    let address = ["applications/", id, "/resubmissions/", &after.to_string()].concat();
    wire::put(&below(person, &address), form).await
}

/// Withdraws.
pub async fn withdraw(person: &str, id: &str) -> Answer {
    let address = below(person, &["applications/", id, "/withdrawal"].concat());
    wire::send("PUT", &address, Body::Nothing, |_, _| {}).await
}

/// Agrees to secondary use, or takes it back: the so-manieth time.
pub async fn say_registry_consent(person: &str, id: &str, after: usize, given: bool) -> Answer {
    let address = ["applications/", id, "/registry-consents/", &after.to_string()].concat();
    wire::put(&below(person, &address), json!({ "given": given })).await
}

/// 本人確認, as the sandbox plays it: the sample person signs in once more.
pub async fn confirm_in_sandbox(person: &str) -> Answer {
    wire::send("POST", &["/sandbox/sign-in/", person].concat(), Body::Nothing, |_, _| {}).await
}

fn below(person: &str, path: &str) -> String {
    ["/api/v1/people/", person, "/", path].concat()
}

fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, Refused> {
    serde_json::from_str(&answer?).map_err(|_| Refused::Trouble(Trouble::Unreadable))
}
