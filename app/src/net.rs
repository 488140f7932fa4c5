//! Talking to the hub. Every failure is one of a few kinds a page has words for.

use crate::clock;
use crate::early;
use crate::host::hub;
use crate::told::{Acting, ActsFor, Look, Me, NoticeTold, SamplePerson, Session, Tell, Told};
use engine::facts::door;
use gloo_net::http::{Request, RequestBuilder, Response};
use leptos::prelude::set_timeout;
use leptos::web_sys::AbortController;
use serde_json::Value;
use std::cell::Cell;
use std::time::Duration;

/// Why the hub's answer is not here.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No connection, or it broke.
    Offline,
    /// Nobody is signed in, or no longer.
    SignedOut,
    /// There is no such thing (for this person).
    NotThere,
    /// The hub is there and cannot answer.
    Hub,
    /// The answer was not understood.
    Unreadable,
}

/// Who is signed in. Asking keeps no session alive.
pub async fn me() -> Result<Me, Trouble> {
    listen(&get("/api/v1/me").await?)
}

/// Has the session show this person, here and wherever it is opened next.
pub async fn show(person: &str) -> Result<(), Trouble> {
    change(Request::post(&hub(&["/api/v1/people/", person, "/show"].concat()))).await
}

/// Keeps the session as if it had just been used.
pub async fn stay() -> Result<(), Trouble> {
    change(Request::post(&hub("/api/v1/me/stay"))).await
}

/// The signed-in person's sessions, or those of whom an officer previews.
pub async fn sessions(preview: bool) -> Result<Vec<Session>, Trouble> {
    listen(&get(&of_session(preview, "sessions")).await?)
}

/// Ends one of them.
pub async fn end_session(id: &str) -> Result<(), Trouble> {
    change(Request::post(&hub(&["/api/v1/me/sessions/", id, "/end"].concat()))).await
}

/// Who looked at the record.
pub async fn looks(whose: &Whose) -> Result<Vec<Look>, Trouble> {
    listen(&get(&whose.address("access-log")).await?)
}

/// Whose record is asked for: by which address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of a person, by the signed-in person's right.
    Person(String),
    /// That of the person an officer previews; the hub knows who it is.
    Previewed,
}

impl Whose {
    fn address(&self, what: &str) -> String {
        match self {
            Whose::Person(person) => ["/api/v1/people/", person, "/", what].concat(),
            Whose::Previewed => ["/api/v1/preview/", what].concat(),
        }
    }
}

/// The facts.
pub async fn facts(whose: &Whose) -> Result<Told, Trouble> {
    let (text, age) = hear(&whose.address("facts")).await?;
    let told: Told = read(&text)?;
    Ok(Told { json: text, arrived: clock::gone(age, clock::reading()), ..told })
}

/// The notices.
pub async fn notices(whose: &Whose) -> Result<Vec<NoticeTold>, Trouble> {
    listen(&get(&whose.address("notices")).await?)
}

/// Whom the signed-in person may see: oneself and those one may act for; in a preview the same of the person previewed.
pub async fn people(preview: bool) -> Result<Vec<ActsFor>, Trouble> {
    listen(&get(&of_session(preview, "people")).await?)
}

fn of_session(preview: bool, what: &str) -> String {
    ["/api/v1/", if preview { "preview/" } else { "me/" }, what].concat()
}

/// Notes that what was told with this sequence was read.
pub async fn mark_read(whose: &Whose, sequence: i64) -> Result<(), Trouble> {
    change(Request::put(&hub(&whose.address(&["notices/", &sequence.to_string(), "/read"].concat())))).await
}

/// Keeps a receipt of the person's own as this document says, or takes it away without one.
pub async fn keep_receipt(whose: &Whose, id: &str, document: Option<String>) -> Result<(), Trouble> {
    let address = hub(&whose.address(&["receipts/", id].concat()));
    let request = if document.is_some() { Request::put(&address) } else { Request::delete(&address) };
    send(request.header("X-Requested-By", "portal"), document).await.map(drop)
}

/// An officer's preview: who looks, and what for.
pub async fn acting() -> Result<Acting, Trouble> {
    listen(&get("/api/v1/preview").await?)
}

/// Of the preview: that it ends (`end`), or that it is printed (`print`).
pub async fn preview(what: &str) -> Result<(), Trouble> {
    change(Request::post(&hub(&of_session(true, what)))).await
}

/// The sample people; `NotThere` when this is no sandbox.
pub async fn sample_people() -> Result<Vec<SamplePerson>, Trouble> {
    let text = get("/sandbox/people").await?;
    let people: Value = read(&text)?;
    people.get("people").and_then(Vec::tell).ok_or(Trouble::Unreadable)
}

/// Becomes a sample person.
pub async fn sandbox_sign_in(person: &str) -> Result<(), Trouble> {
    change(Request::post(&hub(&["/sandbox/sign-in/", person].concat()))).await
}

/// Ends the session, or all of them; says whether there is one at the provider, too.
pub async fn leave(everywhere: bool) -> Result<bool, Trouble> {
    let what = if everywhere { "sessions/end" } else { "sign-out" };
    let request = Request::post(&hub(&["/api/v1/me/", what].concat())).header("X-Requested-By", "portal");
    send(request, None).await.map(|answer| answer.status() == 205)
}

/// A file of the portal itself.
pub async fn own_file(address: &str) -> Result<String, Trouble> {
    send(Request::get(&hub(&["/", address].concat())), None).await?.text().await.map_err(|_| Trouble::Offline)
}

/// The address of the news.
pub fn events(whose: &Whose) -> String {
    hub(&whose.address("events"))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    door::read(text).map_err(|_| Trouble::Unreadable)
}

fn listen<T: Tell>(text: &str) -> Result<T, Trouble> {
    T::tell(&read(text)?).ok_or(Trouble::Unreadable)
}

async fn get(address: &str) -> Result<String, Trouble> {
    hear(address).await.map(|(text, _)| text)
}

/// The text of an answer, and how many seconds ago it came.
async fn hear(address: &str) -> Result<(String, u32), Trouble> {
    let (response, age) = match early::answer(address).await {
        Some(answer) => answer.and_then(|(response, age)| judge(response).map(|response| (response, age)))?,
        None => (send(Request::get(&hub(address)), None).await?, 0),
    };
    let json =
        response.headers().get("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    if !json {
        return Err(Trouble::NotThere);
    }
    response.text().await.map(|text| (text, age)).map_err(|_| Trouble::Offline)
}

async fn change(request: RequestBuilder) -> Result<(), Trouble> {
    send(request.header("X-Requested-By", "portal"), None).await.map(drop)
}

/// Whoever waits longer for the whole of an answer is told that there is no connection; what they see stays.
const PATIENCE: Duration = Duration::from_secs(30);

thread_local! {
    static ASKED_TO_WAIT: Cell<u32> = const { Cell::new(0) };
}

/// Seconds for which the hub wanted to be left alone when it last could not answer (Retry-After).
pub fn asked_to_wait() -> u32 {
    ASKED_TO_WAIT.get()
}

async fn send(request: RequestBuilder, document: Option<String>) -> Result<Response, Trouble> {
    let impatient = AbortController::new().ok();
    let signal = impatient.as_ref().map(AbortController::signal);
    if let Some(impatient) = impatient {
        // An answer that has come by then is past being given up.
        set_timeout(move || impatient.abort(), PATIENCE);
    }
    let request = request.abort_signal(signal.as_ref());
    let request = match document {
        Some(document) => request.header("Content-Type", "application/json").body(document),
        None => request.build(),
    };
    judge(request.map_err(|_| Trouble::Offline)?.send().await.map_err(|_| Trouble::Offline)?)
}

fn judge(response: Response) -> Result<Response, Trouble> {
    match response.status() {
        200..=299 => Ok(response),
        401 => Err(Trouble::SignedOut),
        404 => Err(Trouble::NotThere),
        _ => {
            let asked = response.headers().get("retry-after").and_then(|seconds| seconds.parse().ok());
            ASKED_TO_WAIT.set(asked.unwrap_or(0));
            Err(Trouble::Hub)
        }
    }
}
