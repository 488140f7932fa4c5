//! What the hub tells, as it tells it.

use crate::clock;
use engine::Day;
use engine::facts::Facts;
use engine::watch::Notice;
use serde::Deserialize;

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
    /// The reading of the browser's clock when it came.
    #[serde(skip)]
    pub arrived: u32,
}

impl Told {
    /// The Japanese day of the stamp: the day the view is for. The phone's own clock is not asked.
    pub fn day(&self) -> Option<Day> {
        self.as_of.get(..10)?.parse().ok()
    }
}

/// A notice as it was told, and whether it was read: on whichever device.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NoticeTold {
    /// Of what was told last; reading it is reading that.
    pub sequence: i64,
    /// The notice's own identity.
    pub id: String,
    /// When it was told.
    pub told_at: String,
    /// Was it read?
    pub read: bool,
    /// `raised`, `amended`, `withdrawn` or `announced`.
    pub change: String,
    #[serde(default)]
    notice: Option<Notice>,
    #[serde(default)]
    after: Option<Notice>,
    /// Why it was withdrawn, as a message key.
    #[serde(default)]
    pub because: Option<String>,
    /// An announcement's one line.
    #[serde(default)]
    pub title: Option<String>,
    /// An announcement's text.
    #[serde(default)]
    pub text: Option<String>,
}

impl NoticeTold {
    /// What it says now; nothing for an announcement.
    pub fn notice(&self) -> Option<&Notice> {
        self.after.as_ref().or(self.notice.as_ref())
    }

    /// Said before and no longer so.
    pub fn is_withdrawn(&self) -> bool {
        self.change == "withdrawn"
    }
}

/// One line of アクセス記録.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Look {
    /// `facility`, `municipality`, `person`, `operator`.
    pub role: String,
    /// The organisation's code, or the person.
    pub actor: String,
    /// 課
    #[serde(default)]
    pub office: String,
    /// The member of staff.
    #[serde(default)]
    pub officer: String,
    /// What for, as a message key.
    #[serde(default)]
    pub purpose: String,
    /// Why, in their words.
    #[serde(default)]
    pub reason: String,
    /// What was done, as a message key.
    pub action: String,
    /// It was asked for and not given.
    #[serde(default)]
    pub refused: bool,
    /// When.
    pub at: String,
}

/// A session of the signed-in person. Seconds count from the answer, so the phone's own clock does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// For ending it.
    pub id: String,
    /// Kind of browser and machine.
    pub device: String,
    /// When it began.
    pub began_at: String,
    /// Seconds until it ends if it is not used.
    pub ends_in: u32,
    /// Seconds until it is time for a word about that.
    pub warn_in: u32,
    /// The one that asks.
    pub current: bool,
}

/// Who looks in a preview, and what for (職員プレビュー).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Acting {
    /// Name of the municipality.
    #[serde(default)]
    pub organisation: String,
    /// 課
    #[serde(default)]
    pub office: String,
    /// The officer, as their organisation names them.
    pub officer: String,
    /// What for, as a message key.
    pub purpose: String,
    /// The hub's time stamp.
    #[serde(default)]
    pub at: String,
    /// Seconds until it ends, whatever happens.
    pub ends_in: u32,
    /// The reading of the browser's clock when this came.
    #[serde(skip)]
    pub arrived: u32,
}

impl Acting {
    /// Seconds left at a reading of the browser's clock.
    pub fn left(&self, now: u32) -> u32 {
        self.ends_in.saturating_sub(clock::gone(self.arrived, now))
    }
}

/// Oneself, or somebody one may act for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ActsFor {
    /// Opaque identity.
    pub person: String,
    /// Name.
    pub name: String,
    /// `self`, `parent`, `guardian`, `proxy`.
    pub capacity: String,
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

/// Something that is asked for besides the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asked<T> {
    /// Not yet, or the answer is on its way.
    #[default]
    Waiting,
    /// There was no answer.
    Failed,
    /// The answer.
    There(T),
}

impl<T> Asked<T> {
    /// The answer, if it is there.
    pub fn there(&self) -> Option<&T> {
        match self {
            Asked::There(answer) => Some(answer),
            Asked::Waiting | Asked::Failed => None,
        }
    }
}

/// Everything about the person shown that is not among the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// お知らせ
    pub notices: Asked<Vec<NoticeTold>>,
    /// Whom the signed-in person may see.
    pub people: Asked<Vec<ActsFor>>,
    /// だれが見たか, asked for with its page.
    pub looks: Asked<Vec<Look>>,
    /// 使っている端末, asked for with its page.
    pub sessions: Asked<Vec<Session>>,
    /// The session ends soon if nothing is done.
    pub ending: bool,
    /// In a preview: who looks.
    pub acting: Option<Acting>,
}

impl Papers {
    /// The notice of this identity as it was told last.
    pub fn notice(&self, id: &str) -> Option<&NoticeTold> {
        self.notices.there()?.iter().find(|told| told.id == id)
    }
}
