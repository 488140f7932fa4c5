//! What the hub tells, as it tells it.

use crate::clock;
use engine::Day;
use engine::facts::{Charge, Facts, door};
use engine::watch::Notice;
use serde::Deserialize;
use serde_json::Value;

/// A person's facts and the moment they were true.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// The hub's time stamp.
    pub as_of: String,
    /// The facts.
    pub facts: Facts,
    /// 領収書 the person has noted, as they come; [`Known`](crate::known::Known) has them among the charges.
    #[serde(default)]
    pub own_receipts: Vec<Charge>,
    /// The newest thing in them, as the hub counts.
    #[serde(default)]
    pub sequence: i64,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What it says now; nothing for an announcement.
    notice: Option<Notice>,
    /// Why it was withdrawn, as a message key.
    pub because: Option<String>,
    /// An announcement's one line.
    pub title: Option<String>,
    /// An announcement's text.
    pub text: Option<String>,
}

impl NoticeTold {
    /// What it says now; nothing for an announcement.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Said before and no longer so.
    pub fn is_withdrawn(&self) -> bool {
        self.change == "withdrawn"
    }
}

/// One line of アクセス記録.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// `facility`, `municipality`, `person`, `operator`.
    pub role: String,
    /// The organisation's code, or the person.
    pub actor: String,
    /// 課
    pub office: String,
    /// The member of staff.
    pub officer: String,
    /// What for, as a message key.
    pub purpose: String,
    /// Why, in their words.
    pub reason: String,
    /// What was done, as a message key.
    pub action: String,
    /// It was asked for and not given.
    pub refused: bool,
    /// When.
    pub at: String,
}

/// A session of the signed-in person. Seconds count from the answer, so the phone's own clock does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Name of the municipality.
    pub organisation: String,
    /// 課
    pub office: String,
    /// The officer, as their organisation names them.
    pub officer: String,
    /// What for, as a message key.
    pub purpose: String,
    /// The hub's time stamp.
    pub at: String,
    /// Seconds until it ends, whatever happens.
    pub ends_in: u32,
    /// The reading of the browser's clock when this came.
    pub arrived: u32,
}

impl Acting {
    /// Seconds left at a reading of the browser's clock.
    pub fn left(&self, now: u32) -> u32 {
        self.ends_in.saturating_sub(clock::gone(self.arrived, now))
    }
}

/// Who is signed in, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Nobody when absent.
    pub person: Option<String>,
    /// Whose pages to show, where it is somebody else.
    pub shown: Option<String>,
    /// The session; absent when nobody is signed in.
    pub session: Option<Session>,
}

/// Oneself, or somebody one may act for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActsFor {
    /// Opaque identity.
    pub person: String,
    /// Name.
    pub name: String,
    /// `self`, `parent`, `guardian`, `proxy`.
    pub capacity: String,
}

/// A sample person of the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Is a copy kept on this device for times without a network?
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// Nobody has asked for one.
    #[default]
    No,
    /// There is one.
    Yes,
    /// One was asked for, and this browser could not keep it.
    Failed,
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
    /// A copy is kept on this device.
    pub copy: Kept,
    /// In a preview: who looks.
    pub acting: Option<Acting>,
    /// In a preview: that it is printed is on the person's log.
    pub printed: bool,
}

impl Papers {
    /// The notice of this identity as it was told last.
    pub fn notice(&self, id: &str) -> Option<&NoticeTold> {
        self.notices.there()?.iter().find(|told| told.id == id)
    }
}

/// Something small that is read by hand: a derived reader of each would cost the patient a kilobyte.
pub trait Tell: Sized {
    /// Reads it; `None` when what it cannot do without is missing.
    fn tell(value: &Value) -> Option<Self>;
}

impl<T: Tell> Tell for Vec<T> {
    fn tell(value: &Value) -> Option<Vec<T>> {
        value.as_array()?.iter().map(T::tell).collect()
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

fn seconds(value: &Value, name: &str) -> Option<u32> {
    value.get(name)?.as_u64().and_then(|seconds| u32::try_from(seconds).ok())
}

fn is(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or_default()
}

impl Tell for NoticeTold {
    fn tell(value: &Value) -> Option<NoticeTold> {
        let notice = value.get("after").or_else(|| value.get("notice"));
        Some(NoticeTold {
            sequence: value.get("sequence")?.as_i64()?,
            id: text(value, "id")?,
            told_at: text(value, "told_at")?,
            read: is(value, "read"),
            change: text(value, "change")?,
            notice: notice.map(|notice| door::read_value(notice, "").ok()).unwrap_or_default(),
            because: text(value, "because"),
            title: text(value, "title"),
            text: text(value, "text"),
        })
    }
}

impl Tell for Look {
    fn tell(value: &Value) -> Option<Look> {
        let some = |name: &str| text(value, name).unwrap_or_default();
        Some(Look {
            role: text(value, "role")?,
            actor: some("actor"),
            office: some("office"),
            officer: some("officer"),
            purpose: some("purpose"),
            reason: some("reason"),
            action: text(value, "action")?,
            refused: is(value, "refused"),
            at: text(value, "at")?,
        })
    }
}

impl Tell for Session {
    fn tell(value: &Value) -> Option<Session> {
        Some(Session {
            id: text(value, "id")?,
            device: text(value, "device")?,
            began_at: text(value, "began_at")?,
            ends_in: seconds(value, "ends_in")?,
            warn_in: seconds(value, "warn_in")?,
            current: is(value, "current"),
        })
    }
}

impl Tell for Me {
    fn tell(value: &Value) -> Option<Me> {
        let session = value.get("session").filter(|session| !session.is_null());
        Some(Me {
            person: text(value, "person"),
            shown: text(value, "shown"),
            session: session.map(Session::tell).unwrap_or_default(),
        })
    }
}

impl Tell for Acting {
    fn tell(value: &Value) -> Option<Acting> {
        let some = |name: &str| text(value, name).unwrap_or_default();
        Some(Acting {
            organisation: some("organisation"),
            office: some("office"),
            officer: text(value, "officer")?,
            purpose: text(value, "purpose")?,
            at: some("at"),
            ends_in: seconds(value, "ends_in")?,
            arrived: clock::reading(),
        })
    }
}

impl Tell for ActsFor {
    fn tell(value: &Value) -> Option<ActsFor> {
        Some(ActsFor {
            person: text(value, "person")?,
            name: text(value, "name")?,
            capacity: text(value, "capacity")?,
        })
    }
}

impl Tell for SamplePerson {
    fn tell(value: &Value) -> Option<SamplePerson> {
        Some(SamplePerson {
            id: text(value, "id")?,
            name: text(value, "name")?,
            about: text(value, "about")?,
        })
    }
}
