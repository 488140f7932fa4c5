//! What is filled in so far: the answers, and what could be taken from elsewhere if the person agrees, item by item.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Answers by the keys of their questions.
pub type Answers = BTreeMap<String, Answer>;

/// A form under way; the draft that is kept is this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What the person has answered or agreed to take over.
    #[serde(default)]
    pub answers: Answers,
    /// What sources other than the facts hold: マイナポータルの自己情報, the last application.
    #[serde(default)]
    pub offers: Vec<Offer>,
}

/// One answer. Debugging never shows it: it is somebody's name, account or key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// In the form its question asks for.
    pub value: Value,
    /// Taken over from there, with the person's consent to this very item; none: typed by the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Source>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer(not shown, from {:?})", self.from)
    }
}

impl Answer {
    /// Typed by the person.
    pub fn typed(value: impl Into<Value>) -> Self {
        Answer { value: value.into(), from: None }
    }

    /// Taken over: the person agrees to this item from this source.
    pub fn taken(offer: &Offer) -> Self {
        Answer { value: offer.value.clone(), from: Some(offer.source) }
    }
}

/// Where an answer can be taken from.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The person's facts in the hub: certificates, registered charges.
    Record,
    /// マイナポータルの自己情報
    Myna,
    /// The last application of the same person.
    LastApplication,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 3] = [Source::Record, Source::Myna, Source::LastApplication];

    /// The code as in JSON; the words are under `form.source.`.
    pub const fn code(self) -> &'static str {
        match self {
            Source::Record => "record",
            Source::Myna => "myna",
            Source::LastApplication => "last_application",
        }
    }
}

/// A value that could be taken over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The key of the question it answers.
    pub question: String,
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub source: Source,
    /// When it was true there (RFC 3339 or a day), where the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Offer({}, not shown, from {:?})", self.question, self.source)
    }
}

/// A picture or PDF that was sent up, as an answer names it. What it is the hub found out by looking inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The sender's id of it.
    pub id: String,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    pub media: String,
    /// Bytes as kept.
    pub bytes: u64,
    /// SHA-256 as kept, in hexadecimal.
    pub digest: String,
}

/// What a file may be.
pub const MEDIA: [&str; 3] = ["image/jpeg", "image/png", "application/pdf"];
/// Most files of one application.
pub const MOST_FILES: usize = 20;
/// The largest package ぴったりサービス takes, form and list of contents included (府医ニュース 3088号: 10メガバイト, read the narrow way).
pub const PACKAGE_BYTES: u64 = 10_000_000;
/// What all files together may have, so that the rest finds room in the package.
pub const FILES_BYTES: u64 = PACKAGE_BYTES - 200_000;
