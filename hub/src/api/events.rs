//! Live news for one person, as server-sent events. An event says only *that* something is new; the facts are fetched as ever.

use super::document::Asked;
use crate::Hub;
use crate::auth::session::{self, Use};
use crate::auth::{Side, Watcher};
use crate::problem::Problem;
use crate::store::{Ear, Patient};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::IntoParams;

/// How long the stream trusts what it hears before it looks for itself: news may get lost between hubs, and a session may end.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// Where the asker stands.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Seen {
    /// The sequence of the facts the asker has: told at once when there is something newer. Without it news begin now.
    after: Option<i64>,
}

/// Live news
///
/// Server-sent events. The event id is the newest sequence, so a browser that comes back says what it has seen (`Last-Event-ID`) and is
/// told at once when it missed something. An open stream keeps no session alive, and ends with it.
#[utoipa::path(get, path = "/api/v1/people/{person}/events", tag = "patient", security(("person" = [])),
    params(Seen), responses((status = 200, content_type = "text/event-stream", body = String)))]
pub async fn stream(
    State(hub): State<Hub>,
    Watcher(reader): Watcher,
    Asked(seen): Asked<Seen>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let patient = reader.patient;
    // Listen first, look second: nothing can fall between.
    let news = hub.store.listen(&patient);
    let newest = hub.store.newest(&patient).await?;
    let last: Option<i64> =
        headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let seen = last.or(seen.after).unwrap_or(newest);
    let first = stream::iter([Event::default().comment("here").retry(Duration::from_secs(2))]);
    let later = stream::unfold(Listener { hub, headers, news, patient, seen }, Listener::next);
    Ok(Sse::new(first.chain(later).map(Ok)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

struct Listener {
    hub: Hub,
    /// Of the request, with the session's cookie.
    headers: HeaderMap,
    news: Ear,
    patient: Patient,
    seen: i64,
}

impl Listener {
    async fn next(mut self) -> Option<(Event, Listener)> {
        loop {
            if !self.is_signed_in().await {
                return None;
            }
            self.news.caught_up();
            let newest = self.hub.store.newest(&self.patient).await.unwrap_or(self.seen);
            if newest > self.seen {
                self.seen = newest;
                return Some((told(newest), self));
            }
            drop(tokio::time::timeout(LOOK_AGAIN, self.news.news()).await);
        }
    }

    /// Whoever signs out, or is signed out, hears no more. A database that does not answer is no reason to go.
    async fn is_signed_in(&self) -> bool {
        let session = session::of_request(&self.hub, &self.headers, Side::Person, Use::Page).await;
        session.map_or(true, |session| session.is_some())
    }
}

fn told(sequence: i64) -> Event {
    Event::default().event("facts").id(sequence.to_string()).data(sequence.to_string())
}
