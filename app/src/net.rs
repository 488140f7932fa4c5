//! Talking to the hub. Every failure is one of a few kinds a page has words for.

use engine::Day;
use engine::facts::{Facts, door};
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Deserialize;

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

/// A person's facts and the moment they were true.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// The hub's time stamp.
    pub as_of: String,
    /// The facts.
    pub facts: Facts,
    /// The answer as it came, to be taken away.
    #[serde(skip)]
    pub json: String,
}

impl Told {
    /// The Japanese day of the stamp: the day the view is for. The phone's own clock is not asked.
    pub fn day(&self) -> Option<Day> {
        self.as_of.get(..10)?.parse().ok()
    }
}

/// A sample person of the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SamplePerson {
    /// Opaque identity.
    pub id: String,
    /// Invented name.
    pub name: String,
    /// What is worth seeing about them.
    pub about: String,
}

#[derive(Deserialize)]
struct Me {
    person: Option<String>,
}
#[derive(Deserialize)]
struct People {
    people: Vec<SamplePerson>,
}

/// Who is signed in.
pub async fn me() -> Result<String, Trouble> {
    let text = get("/api/v1/me").await?;
    read::<Me>(&text)?.person.ok_or(Trouble::SignedOut)
}

/// A person's facts.
pub async fn facts(person: &str) -> Result<Told, Trouble> {
    let text = get(&format!("/api/v1/people/{person}/facts")).await?;
    let told: Told = read(&text)?;
    Ok(Told { json: text, ..told })
}

/// The sample people; `NotThere` when this is no sandbox.
pub async fn sample_people() -> Result<Vec<SamplePerson>, Trouble> {
    let text = get("/sandbox/people").await?;
    read::<People>(&text).map(|people| people.people)
}

/// Becomes a sample person.
pub async fn sandbox_sign_in(person: &str) -> Result<(), Trouble> {
    post(&format!("/sandbox/sign-in/{person}")).await
}

/// Ends the session.
pub async fn sign_out() -> Result<(), Trouble> {
    post("/api/v1/me/sign-out").await
}

/// A file of the portal itself.
pub async fn own_file(address: &str) -> Result<String, Trouble> {
    send(Request::get(&["/", address].concat())).await?.text().await.map_err(|_| Trouble::Offline)
}

/// The address of a person's news.
pub fn events(person: &str) -> String {
    format!("/api/v1/people/{person}/events")
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    door::read(text).map_err(|_| Trouble::Unreadable)
}

async fn get(address: &str) -> Result<String, Trouble> {
    let response = send(Request::get(address)).await?;
    let json =
        response.headers().get("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    if !json {
        return Err(Trouble::NotThere);
    }
    response.text().await.map_err(|_| Trouble::Offline)
}

async fn post(address: &str) -> Result<(), Trouble> {
    send(Request::post(address).header("X-Requested-By", "portal")).await.map(drop)
}

async fn send(request: RequestBuilder) -> Result<Response, Trouble> {
    let response = request.send().await.map_err(|_| Trouble::Offline)?;
    match response.status() {
        200..=299 => Ok(response),
        401 => Err(Trouble::SignedOut),
        404 => Err(Trouble::NotThere),
        _ => Err(Trouble::Hub),
    }
}
