//! Signing in through an `OpenID` provider (authorization code, PKCE, nonce, state, `private_key_jwt`, PAR where there is one), for people and for
//! staff. The hub does all of it: no token ever reaches a browser or a log, and the page gets nothing but the session's cookie.

mod claims;
mod code;
mod flow;
mod page;
mod provider;
mod web;

pub use code::digest_of as code_digest;

use super::address::Address;
use super::session::{self, SignIn};
use super::side::Side;
use crate::config::Config;
use crate::problem::Problem;
use crate::store::Introduce;
use crate::{Hub, clock, observe};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, FixedOffset};
use claims::{Doubt, Expected};
use flow::Flow;
use page::Ending;
use provider::{Provider, Trouble};
use serde::Deserialize;
use web::Web;

/// What a provider vouched for just now is good for a step-up this long, seconds.
const FRESH: i64 = 300;

/// The providers, each with the hub's own key for it.
#[derive(Default)]
pub struct Providers {
    people: Option<Provider>,
    staff: Option<Provider>,
}

impl Providers {
    /// Reads keys; asks nobody anything.
    pub fn new(config: &Config) -> Result<Providers, String> {
        let web = Web::new(config.provider_ca.as_deref())?;
        let of = |side: Side| {
            let settings = config.provider(side).zip(config.origin.as_deref());
            settings.map(|(settings, origin)| Provider::new(side, settings, origin, &web)).transpose()
        };
        Ok(Providers { people: of(Side::Person)?, staff: of(Side::Officer)? })
    }

    /// Where somebody of this side signs in, when there is a provider for them.
    pub fn entrance(&self, side: Side) -> Option<&'static str> {
        self.of(side).map(|_| entrance(side))
    }

    /// Where whoever has signed out here signs out of the provider, too.
    pub async fn sign_out(&self, side: Side) -> Option<String> {
        self.of(side)?.sign_out().await
    }

    fn of(&self, side: Side) -> Option<&Provider> {
        match side {
            Side::Person => self.people.as_ref(),
            Side::Officer => self.staff.as_ref(),
        }
    }
}

pub fn routes() -> Router<Hub> {
    let begin = |side: Side| {
        get(move |State(hub): State<Hub>, Address(address): Address, Query(asked): Query<Asked>| async move {
            begin(&hub, side, &address, &asked).await.unwrap_or_else(|ending| told(&hub, side, &ending))
        })
    };
    let back = |side: Side| {
        get(move |State(hub): State<Hub>, headers: HeaderMap, Query(answer): Query<Answer>| async move {
            come_back(&hub, side, &headers, answer).await
        })
    };
    Router::new()
        .route(entrance(Side::Person), begin(Side::Person))
        .route(back_address(Side::Person), back(Side::Person))
        .route(entrance(Side::Officer), begin(Side::Officer))
        .route(back_address(Side::Officer), back(Side::Officer))
        .route("/sign-out", get(sign_out))
        .route("/sign-in.css", get(page::style))
}

/// Where somebody begins to sign in.
fn entrance(side: Side) -> &'static str {
    match side {
        Side::Person => "/sign-in",
        Side::Officer => "/staff/sign-in",
    }
}

/// Where they are after signing out of the provider.
fn first_page(side: Side) -> &'static str {
    match side {
        Side::Person => "/",
        Side::Officer => "/staff/",
    }
}

/// `GET /sign-out`: on to the provider, for whoever has signed out here.
async fn sign_out(State(hub): State<Hub>) -> Response {
    let address = hub.providers.sign_out(Side::Person).await;
    see(address.as_deref().unwrap_or(first_page(Side::Person)), std::iter::empty())
}

/// Where the provider sends them back to.
fn back_address(side: Side) -> &'static str {
    match side {
        Side::Person => "/sign-in/back",
        Side::Officer => "/staff/sign-in/back",
    }
}

/// `GET /sign-in`: where in the portal they were, and whether they must prove anew who they are.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    fresh: bool,
}

/// What a provider sends back.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

async fn begin(hub: &Hub, side: Side, address: &str, asked: &Asked) -> Result<Response, Ending> {
    hub.limits.sign_in(address).map_err(|_| Ending::TooOften)?;
    let provider = hub.providers.of(side).ok_or(Ending::NotOffered)?;
    let flow = Flow::begin(asked.fresh, asked.to.as_deref(), clock::now().timestamp())?;
    let address = provider.request(&flow).await?;
    let cookie = flow.cookie(side, hub.config.mode);
    Ok(see(&address, [cookie].into_iter()))
}

/// The sign-in under way is over, however it ends.
async fn come_back(hub: &Hub, side: Side, headers: &HeaderMap, answer: Answer) -> Response {
    let forgotten = flow::forget(side, hub.config.mode);
    match finish(hub, side, headers, answer).await {
        Ok((to, cookie)) => see(&to, [forgotten, cookie].into_iter()),
        Err(ending) => {
            let mut response = told(hub, side, &ending);
            if let Ok(cookie) = HeaderValue::try_from(forgotten) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
    }
}

/// The page for somebody whose sign-in came to nothing; that it did is written down.
fn told(hub: &Hub, side: Side, ending: &Ending) -> Response {
    hub.metrics.sign_in(side.word(), ending.word());
    page::page(ending, side)
}

/// Where to go, and the session's cookie.
async fn finish(
    hub: &Hub,
    side: Side,
    headers: &HeaderMap,
    answer: Answer,
) -> Result<(String, String), Ending> {
    let provider = hub.providers.of(side).ok_or(Ending::NotOffered)?;
    let now = clock::now().timestamp();
    let flow = Flow::of_request(headers, side, hub.config.mode, now).ok_or(Ending::Stale)?;
    if answer.state.as_deref() != Some(&flow.state()) {
        return Err(Ending::Stale);
    }
    if !provider.is_from_here(answer.iss.as_deref()).await? {
        return Err(doubted(Doubt::Issuer));
    }
    if let Some(error) = answer.error {
        return Err(match error.as_str() {
            "temporarily_unavailable" | "server_error" => Ending::Away,
            _ => Ending::TurnedBack,
        });
    }
    let code = answer.code.filter(|code| !code.is_empty()).ok_or(Ending::NotBelieved)?;
    let claims = provider.exchange(&code, &flow).await?;
    let expected = Expected {
        issuer: provider.issuer(),
        client: provider.client(),
        nonce: &flow.nonce(),
        acr: provider.acr(),
        max_age: if flow.fresh { FRESH } else { provider.max_age(false) },
        must_say_when: flow.fresh,
        now,
    };
    let vouched = claims::check(&claims, &expected).map_err(doubted)?;
    // Whoever does not say when is believed, but never as having proved it just now.
    let authenticated_at = moment(vouched.authenticated_at.unwrap_or_default());
    let Some((authority, holder)) = account(hub, side, provider.issuer(), &vouched.subject).await? else {
        return Err(Ending::Unknown(introduce(hub, provider.issuer(), vouched.subject).await?));
    };
    let how = vouched.acr;
    let cookie =
        session::begin(hub, headers, SignIn { side, authority, holder, authenticated_at, how }).await?;
    Ok((flow.to, cookie))
}

/// Whose account this sign-in is: by issuer and subject, and nothing else.
async fn account(
    hub: &Hub,
    side: Side,
    issuer: &str,
    subject: &str,
) -> Result<Option<(String, String)>, Problem> {
    Ok(match side {
        Side::Person => {
            let person = hub.store.person_of(issuer, subject).await?;
            person.map(|person| (String::new(), person))
        }
        Side::Officer => {
            let officer = hub.store.officer_of(issuer, subject).await?;
            officer.map(|officer| (officer.authority, officer.id))
        }
    })
}

/// The code for somebody whom nobody here knows.
async fn introduce(hub: &Hub, issuer: &str, subject: String) -> Result<String, Problem> {
    const DAYS: i64 = 7;
    let code = code::new()?;
    let until = clock::stamp_in(DAYS * 24 * 60);
    let (issuer, code_digest) = (issuer.to_owned(), code_digest(&code));
    hub.store.carry_out(Introduce { issuer, subject, code_digest, until }).await?;
    Ok(code)
}

fn doubted(doubt: Doubt) -> Ending {
    observe::trouble("sign-in", doubt.word());
    match doubt {
        Doubt::NotFresh => Ending::NotFresh,
        Doubt::Strength => Ending::TooWeak,
        _ => Ending::NotBelieved,
    }
}

fn moment(seconds: i64) -> DateTime<FixedOffset> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().with_timezone(clock::now().offset())
}

/// Leads the browser on.
fn see(address: &str, cookies: impl Iterator<Item = String>) -> Response {
    let cookies: Vec<_> = cookies.map(|cookie| (header::SET_COOKIE, cookie)).collect();
    let plain = [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SEE_OTHER, plain, AppendHeaders(cookies)).into_response()
}

impl From<Trouble> for Ending {
    fn from(trouble: Trouble) -> Ending {
        trouble.tell();
        match trouble {
            Trouble::Away(_) => Ending::Away,
            // A code that was used before, most of all: somebody loaded the page of the answer again.
            Trouble::Refused(_) => Ending::Stale,
            Trouble::Unbelievable(_) => Ending::NotBelieved,
        }
    }
}

impl From<Problem> for Ending {
    fn from(_: Problem) -> Ending {
        Ending::Storage
    }
}
