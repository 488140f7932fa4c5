//! What the operator sees: one line a request, and counters for Prometheus. Neither names a person: of an address only its pattern is
//! kept, of a client nothing.

use crate::auth::Asker;
use crate::clock;
use crate::digest;
use crate::problem::Refusal;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Upper ends of the time classes, in milliseconds.
const CLASSES: [u64; 8] = [1, 5, 10, 50, 100, 500, 1_000, 5_000];

/// Requests by method, pattern and status.
#[derive(Default)]
pub struct Metrics {
    /// A line for each request, too.
    log: bool,
    requests: Mutex<BTreeMap<Key, Times>>,
    /// What browsers left out because of a content policy, by directive and what was left out.
    reports: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
    /// What else happens that somebody should look at when it happens often, by what and how it ended.
    events: Mutex<BTreeMap<(Event, &'static str), u64>>,
}

/// Worth a line and a counter of its own.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Somebody signed in, or did not.
    SignIn(&'static str),
    /// Something was refused, by the code of the problem.
    Refusal,
    /// 緊急の閲覧
    EmergencyLook,
}

impl Event {
    /// The counter's name and its labels.
    fn labels(self, outcome: &str) -> String {
        match self {
            Event::SignIn(side) => format!("hub_sign_ins_total{{side=\"{side}\",outcome=\"{outcome}\"}}"),
            Event::Refusal => format!("hub_refusals_total{{problem=\"{outcome}\"}}"),
            Event::EmergencyLook => format!("hub_emergency_looks_total{{outcome=\"{outcome}\"}}"),
        }
    }
}

type Key = (String, String, u16);

#[derive(Default)]
struct Times {
    in_class: [u64; CLASSES.len()],
    count: u64,
    sum: Duration,
}

impl Metrics {
    pub fn new(log: bool) -> Self {
        Metrics { log, ..Metrics::default() }
    }

    fn add(&self, key: Key, time: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let times = requests.entry(key).or_default();
        times.count += 1;
        times.sum += time;
        for (class, upper) in times.in_class.iter_mut().zip(CLASSES) {
            *class += u64::from(time <= Duration::from_millis(upper));
        }
    }

    /// Counts what a browser was forbidden.
    pub fn add_report(&self, directive: &'static str, blocked: &'static str) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        *reports.entry((directive, blocked)).or_default() += 1;
    }

    /// Somebody signed in, or did not, and why not: how often, never who. Who is on the access log.
    pub fn sign_in(&self, side: &'static str, outcome: &'static str) {
        self.count(Event::SignIn(side), outcome);
        if self.log {
            write(json!({ "sign_in": side, "outcome": outcome, "request": request_id() }));
        }
    }

    /// An officer without the role looked all the same, and said that it was an emergency. Whom at is on the access log.
    pub fn emergency_look(&self, outcome: &'static str, authority: &str, officer: &str) {
        self.count(Event::EmergencyLook, outcome);
        write(
            json!({ "emergency_look": outcome, "authority": authority, "officer": officer, "request": request_id() }),
        );
    }

    fn count(&self, event: Event, outcome: &'static str) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        *events.entry((event, outcome)).or_default() += 1;
    }

    /// In Prometheus' text form.
    pub fn text(&self) -> String {
        const NAME: &str = "hub_request_duration_seconds";
        const REPORTS: &str = "hub_policy_reports_total";
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = format!("# HELP {NAME} Time to answer.\n# TYPE {NAME} histogram\n");
        for ((method, route, status), times) in &*requests {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            for (count, upper) in times.in_class.iter().zip(CLASSES) {
                let seconds = Duration::from_millis(upper).as_secs_f64();
                let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{seconds}\"}} {count}");
            }
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {}", times.count);
            let _ = writeln!(text, "{NAME}_sum{{{labels}}} {}", times.sum.as_secs_f64());
            let _ = writeln!(text, "{NAME}_count{{{labels}}} {}", times.count);
        }
        let _ = writeln!(text, "# HELP {REPORTS} What browsers left out because of a content policy.");
        let _ = writeln!(text, "# TYPE {REPORTS} counter");
        let reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        for ((directive, blocked), count) in &*reports {
            let _ = writeln!(text, "{REPORTS}{{directive=\"{directive}\",blocked=\"{blocked}\"}} {count}");
        }
        for (name, help) in [
            ("hub_sign_ins_total", "Sign-ins of people, staff and machines, failed ones too."),
            ("hub_refusals_total", "What was refused, by the code of the problem."),
            ("hub_emergency_looks_total", "Looks of officers without the role for it."),
        ] {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
            for ((event, outcome), count) in &*events {
                let labels = event.labels(outcome);
                if labels.starts_with(name) {
                    let _ = writeln!(text, "{labels} {count}");
                }
            }
        }
        text
    }
}

tokio::task_local! {
    /// Under which the operator's line, the answer and the access log know one request.
    static REQUEST: String;
}

/// The id of the request being answered; empty where there is none.
pub fn request_id() -> String {
    REQUEST.try_with(String::clone).unwrap_or_default()
}

thread_local! {
    static CHANCE: RefCell<Chance> = const { RefCell::new(Chance { bytes: [0; 1024], left: 0 }) };
}

/// Random bytes, asked for many at a time.
struct Chance {
    bytes: [u8; 1024],
    left: usize,
}

impl Chance {
    /// An id nobody can guess from another.
    fn id(&mut self) -> Option<String> {
        const LENGTH: usize = 16;
        if self.left < LENGTH {
            getrandom::fill(&mut self.bytes).ok()?;
            self.left = self.bytes.len();
        }
        let id = digest::hex(&self.bytes[self.left - LENGTH..self.left]);
        self.left -= LENGTH;
        Some(id)
    }
}

/// Gives the request its id, counts it and writes its line.
pub async fn request(metrics: &Metrics, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    // Without chance the request has no id, and is answered all the same.
    let id = CHANCE.with_borrow_mut(Chance::id).unwrap_or_default();
    let mut response = REQUEST.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let status = response.status().as_u16();
    let time = begun.elapsed();
    let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let refusal = response.extensions().get::<Refusal>().copied();
    if let Some(Refusal(code)) = refusal {
        metrics.count(Event::Refusal, code);
    }
    if metrics.log {
        let mut line = json!({ "method": method, "route": route, "status": status, "ms": ms, "request": id });
        // Of what was refused also why, and whose request it was.
        if let Some(Refusal(code)) = refusal {
            line["problem"] = code.into();
            line["asker"] = asker.told().into();
        }
        write(line);
    }
    metrics.add((method, route, status), time);
    response
}

/// Something went wrong that only the operator can mend.
pub fn trouble(with: &'static str, words: &str) {
    write(json!({ "trouble": with, "words": words }));
}

/// To standard error: standard output is for the address to open.
fn write(mut line: Value) {
    line["at"] = clock::stamp(clock::now()).into();
    eprintln!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_in_classes_that_contain_each_other() {
        let metrics = Metrics::default();
        for time in [3, 30, 30_000] {
            metrics.add(("GET".to_owned(), "/x/{y}".to_owned(), 200), Duration::from_millis(time));
        }
        let text = metrics.text();
        let line = |le: &str, count: u32| {
            format!(
                "hub_request_duration_seconds_bucket{{method=\"GET\",route=\"/x/{{y}}\",status=\"200\",le=\"{le}\"}} {count}\n"
            )
        };
        assert!(text.contains(&line("0.001", 0)) && text.contains(&line("0.005", 1)), "{text}");
        assert!(text.contains(&line("5", 2)) && text.contains(&line("+Inf", 3)), "{text}");
    }
}
