//! What somebody wants done, from the first try to the answer that settles it.

use crate::cast::Who;
use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, FixedOffset};
use hub::simulation::Answer;
use serde_json::Value;

/// One request, sent again under the same key until it is answered for good.
pub struct Deed {
    pub who: Who,
    pub what: What,
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
    /// How often it was sent.
    pub sent: u32,
    /// Everything the hub ever answered, heard or lost on the way.
    pub answers: Vec<Said>,
    /// The answer that settled it.
    pub settled: Option<Answer>,
    /// A try reached a hub that died over it: nobody but the database knows.
    pub unsure: bool,
}

/// An answer, and when it was given.
#[derive(Clone)]
pub struct Said {
    pub at: DateTime<FixedOffset>,
    pub answer: Answer,
}

/// What it is about, as far as promises speak of it.
#[derive(Clone, Debug)]
pub enum What {
    /// Events about charges: one, or a batch of them.
    Charges(Vec<ChargeDeed>),
    Consent {
        facility: usize,
        person: usize,
        given: bool,
    },
    Eligibility {
        facility: usize,
        person: usize,
        visit: Option<Value>,
    },
    /// A change of this kind and id under this 履歴キー.
    Change {
        person: usize,
        kind: &'static str,
        id: String,
        history_key: String,
    },
    Verdict {
        person: usize,
        proposal: String,
        officer: &'static str,
        proposer: String,
        approve: bool,
    },
    /// A step of an application; a decision may bring a certificate.
    Step {
        person: usize,
        application: String,
        step: &'static str,
        history_key: Option<String>,
    },
    /// Somebody reads a person's facts; `known`: the earlier answer they hold.
    Facts {
        actor: usize,
        person: usize,
        known: Option<Answer>,
    },
    Notices {
        person: usize,
    },
    MarkRead {
        person: usize,
    },
    History {
        person: usize,
    },
    Fetch,
    Acknowledge,
    Announce {
        id: String,
    },
}

impl What {
    /// Is it carried out once under its key, however often it is sent?
    pub fn has_key(&self) -> bool {
        match self {
            What::Charges(charges) => charges.len() == 1,
            What::Consent { .. }
            | What::Change { .. }
            | What::Verdict { .. }
            | What::Step { .. }
            | What::Announce { .. } => true,
            _ => false,
        }
    }
}

/// One event about one charge.
#[derive(Clone, Debug)]
pub struct ChargeDeed {
    pub facility: usize,
    pub person: usize,
    /// The facility's id of this event.
    pub id: String,
    /// The earlier charge's whole id, of a correction or cancellation.
    pub earlier: Option<String>,
    pub cancels: bool,
    pub document: Value,
}

impl Deed {
    pub fn new(who: Who, what: What, method: &'static str, path: String, body: Option<Value>) -> Deed {
        let (headers, answers) = (Vec::new(), Vec::new());
        Deed { who, what, method, path, body, headers, sent: 0, answers, settled: None, unsure: false }
    }

    pub fn request(&self, headers: &[(&'static str, String)], mangled: Mangled) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        for (name, value) in self.headers.iter().chain(headers) {
            request = request.header(*name, value);
        }
        let mut bytes = self.body.as_ref().map(|body| body.to_string().into_bytes()).unwrap_or_default();
        if mangled != Mangled::No {
            use base64::Engine as _;
            use sha2::{Digest, Sha256};
            let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&bytes));
            request = request.header("content-digest", format!("sha-256=:{digest}:"));
        }
        match mangled {
            Mangled::No => {}
            Mangled::Truncated => bytes.truncate(bytes.len() / 2),
            Mangled::Changed => {
                let letter = bytes.iter_mut().rev().find(|byte| byte.is_ascii_alphanumeric());
                if let Some(letter) = letter {
                    *letter = if *letter == b'1' { b'2' } else { b'1' };
                }
            }
        }
        request.body(Body::from(bytes)).expect("a request")
    }

    /// Every answer the hub gave, the one that settled it first. A refusal binds nobody: a copy of the request that was still on its way may be
    /// carried out later.
    pub fn outcomes(&self) -> impl Iterator<Item = &Answer> {
        self.settled.iter().chain(self.answers.iter().map(|said| &said.answer))
    }

    /// Was it carried out, as far as an answer says?
    pub fn done(&self) -> Option<Value> {
        self.outcomes().find(|answer| answer.status < 300).map(json)
    }
}

/// What the way did to a body that states its digest.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Mangled {
    No,
    Truncated,
    Changed,
}

/// The answer's document.
pub fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// The problem's code.
pub fn code(answer: &Answer) -> String {
    json(answer)["code"].as_str().unwrap_or_default().to_owned()
}
