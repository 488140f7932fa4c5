//! Live news for one person, as server-sent events. An event says only *that* something is new; the facts are fetched as ever.

use super::patient::allowed;
use crate::Hub;
use crate::problem::Problem;
use crate::store::News;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// `GET /api/v1/people/{person}/events`. The event id is the newest sequence, so a browser that comes back says what it has seen
/// (`Last-Event-ID`) and is told at once when it missed something.
pub async fn stream(
    State(hub): State<Hub>,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    allowed(&hub, &headers, &person).await?;
    // Listen first, look second: nothing can fall between.
    let news = hub.store.news();
    let newest = hub.store.newest(&person).await?;
    let seen: Option<i64> =
        headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let missed = seen.filter(|seen| *seen < newest).map(|_| newest);
    let first = stream::iter([Event::default().comment("here").retry(Duration::from_secs(2))]);
    let later = stream::unfold(Listener { news, person, missed }, Listener::next);
    Ok(Sse::new(first.chain(later).map(Ok)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

struct Listener {
    news: Receiver<News>,
    person: String,
    missed: Option<i64>,
}

impl Listener {
    async fn next(mut self) -> Option<(Event, Listener)> {
        if let Some(sequence) = self.missed.take() {
            return Some((told(Some(sequence)), self));
        }
        loop {
            match self.news.recv().await {
                Ok(item) if item.person == self.person => return Some((told(Some(item.sequence)), self)),
                Ok(_) => {}
                // Too far behind to know what was missed: something may be new.
                Err(RecvError::Lagged(_)) => return Some((told(None), self)),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

fn told(sequence: Option<i64>) -> Event {
    let event = Event::default().event("facts");
    match sequence {
        Some(sequence) => event.id(sequence.to_string()).data(sequence.to_string()),
        None => event.data("?"),
    }
}
