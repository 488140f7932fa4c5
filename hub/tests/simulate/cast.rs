//! Who takes part, and what they know of it themselves.

use hub::simulation::Answer;

pub const AUTHORITY: &str = "130001";
pub const FACILITIES: [&str; 3] = ["1310000001", "1340000002", "1310000004"];
pub const PORTAL: &str = "myna";
pub const OFFICERS: [&str; 3] = ["officer-1", "officer-2", "officer-3"];
/// One with a certificate and a cap, one with a 登録者証 alone, one with a certificate and somebody who acts for them.
pub const PEOPLE: [&str; 3] = ["person-a", "person-b", "person-c"];

/// Who asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Facility(usize),
    Municipality,
    Person(usize),
    Portal,
}

impl Who {
    pub fn key(self) -> String {
        match self {
            Who::Facility(number) => format!("key-{}", FACILITIES[number]),
            Who::Municipality => "key-municipality".to_owned(),
            Who::Portal => "key-portal".to_owned(),
            Who::Person(_) => String::new(),
        }
    }
}

/// What a facility knows: its counter of ids, and its charges that were acknowledged.
#[derive(Default)]
pub struct Facility {
    pub next_id: u32,
    pub charges: Vec<Known>,
}

/// A charge its facility may correct or cancel.
#[derive(Clone)]
pub struct Known {
    pub person: usize,
    pub id: String,
}

/// What is known about a person by those who work on them.
#[derive(Default)]
pub struct Person {
    /// The certificate's newest 履歴キー the municipality knows, and its document.
    pub certificate: Option<(String, serde_json::Value)>,
    pub own_key: String,
    pub mandate_key: String,
    pub undisclosed: bool,
    pub applications: Vec<String>,
    /// The browser's session, and when it was begun.
    pub session: Option<(String, i64)>,
    /// The last answer to each reader of the facts, by who reads.
    pub held: [Option<Answer>; 3],
    /// A notice they have been shown.
    pub shown: Option<i64>,
}
