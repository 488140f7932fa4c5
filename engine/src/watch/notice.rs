//! What is worth telling, as keys and parameters; the words are the pages'.

use super::Watches;
use super::mild_high_cost::State;
use crate::civil::{Day, Month};
use crate::yen::Yen;
use serde::{Deserialize, Serialize};

/// How sure a figure is. Later ones win when several things come together.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// 確定: as registered.
    #[default]
    Confirmed,
    /// 見込み: something in it was entered by the patient, planned, not certain to count, or goes by a rule nobody has confirmed.
    Expected,
    /// 未着あり: a source could not be looked at, a charge is in quarantine, a facility has not reported: something may be missing, so
    /// it is no total.
    Incomplete,
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Stable identity: the same thing keeps it while its parameters change.
    pub id: String,
    /// Message key (`watch.mild.met`).
    pub key: String,
    /// Parameters of the message, in a fixed order. They hold facts and what follows from them, nothing that changes merely
    /// because a day went by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    /// Last day to act without loss, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Day>,
    /// Money the person stands to lose or get back, where it can be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_stake: Option<Yen>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Belongs on its page, not worth a message of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
}

/// One parameter of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Name inside the message.
    pub name: String,
    /// Value.
    pub value: Value,
}

/// Value of a parameter; in JSON `{"day": "2026-06-20"}`, `{"count": 3}` …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A day.
    Day(Day),
    /// A month.
    Month(Month),
    /// Months, oldest first.
    Months(Vec<Month>),
    /// An amount.
    Yen(Yen),
    /// A number of things.
    Count(u32),
    /// Text of a fact, verbatim (a facility's name).
    Text(String),
    /// Identity of a fact (a certificate's id, a 法別番号).
    Id(String),
    /// A message key of its own.
    Key(String),
}

/// Builds the parameters of a notice.
#[derive(Debug, Default)]
pub(crate) struct Params(pub(crate) Vec<Param>);

impl Params {
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.0.push(Param { name: name.to_owned(), value });
        self
    }
    pub(crate) fn with_some(self, name: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
    pub(crate) fn id(self, name: &str, id: &str) -> Self {
        self.with(name, Value::Id(id.to_owned()))
    }
}

impl Notice {
    /// A notice about `what` (certificate, scheme, facility …); identity is the key and `what`.
    pub(super) fn new(key: &str, what: &[&str], params: Params) -> Self {
        let mut id = key.to_owned();
        for what in what {
            id.push(':');
            id.push_str(what);
        }
        Notice {
            id,
            key: key.to_owned(),
            params: params.0,
            deadline: None,
            at_stake: None,
            certainty: Certainty::Confirmed,
            quiet: false,
        }
    }
    pub(super) fn deadline(self, deadline: Option<Day>) -> Self {
        Notice { deadline, ..self }
    }
    pub(super) fn at_stake(self, at_stake: Yen) -> Self {
        Notice { at_stake: (at_stake > Yen::ZERO).then_some(at_stake), ..self }
    }
    pub(super) fn certainty(self, certainty: Certainty) -> Self {
        Notice { certainty, ..self }
    }
    pub(super) fn quiet(self) -> Self {
        Notice { quiet: true, ..self }
    }
}

/// Everything worth telling: what has most money at stake first, then what is due first.
pub fn notices(watches: &Watches) -> Vec<Notice> {
    let mut notices: Vec<Notice> = watches.mild_high_cost.notice().into_iter().collect();
    notices.extend(watches.high_cost_long_term.iter().filter_map(super::HighCostLongTerm::notice));
    notices.extend(watches.renewals.iter().filter_map(super::Renewal::notice));
    notices.extend(watches.reapplications.iter().filter_map(super::Reapplication::notice));
    notices.extend(watches.age_out.iter().filter_map(super::AgeOut::notice));
    notices.extend(watches.settlements.iter().map(|line| line.notice(watches)));
    notices.extend(watches.to_claim.iter().map(super::ToClaim::notice));
    notices.extend(watches.caps_reached.iter().map(super::CapReached::notice));
    notices.extend(watches.reporting_gaps.iter().map(super::ReportingGap::notice));
    crate::order::sort_by(&mut notices, |a, b| {
        let none_last = |day: Option<Day>| (day.is_none(), day);
        b.at_stake
            .cmp(&a.at_stake)
            .then_with(|| none_last(a.deadline).cmp(&none_last(b.deadline)))
            .then_with(|| a.id.cmp(&b.id))
    });
    notices
}

/// How what there is to tell changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum NoticeChange {
    /// New.
    Raised {
        /// The notice.
        notice: Notice,
    },
    /// Said before, and now says something else: tell the person what changed, never replace it in silence.
    Amended {
        /// As it was told.
        before: Notice,
        /// As it is now.
        after: Notice,
    },
    /// Said before and no longer so. It stays on the record, struck.
    Withdrawn {
        /// As it was told.
        notice: Notice,
        /// Message key of why.
        because: String,
    },
}

/// What changed between what was told and what is to be told now. A notice is amended when its message would read
/// differently; `deadline`, `at_stake` and `certainty` move with the calendar and with the sources and amend nothing. Quiet ones
/// are no messages and take no part. Order: by id.
pub fn compare(before: &[Notice], after: &Watches) -> Vec<NoticeChange> {
    let mut now = notices(after);
    now.retain(|notice| !notice.quiet);
    let before = || before.iter().filter(|told| !told.quiet);
    let mut changes: Vec<(&str, NoticeChange)> = Vec::new();
    for told in before() {
        match now.iter().find(|notice| notice.id == told.id) {
            Some(notice) if notice.key == told.key && notice.params == told.params => {}
            Some(notice) => {
                let change = NoticeChange::Amended { before: told.clone(), after: notice.clone() };
                changes.push((&told.id, change));
            }
            None => {
                let because = because(told, after).to_owned();
                changes.push((&told.id, NoticeChange::Withdrawn { notice: told.clone(), because }));
            }
        }
    }
    for notice in &now {
        if !before().any(|told| told.id == notice.id) {
            changes.push((&notice.id, NoticeChange::Raised { notice: notice.clone() }));
        }
    }
    crate::order::sort_by_key(&mut changes, |(id, _)| *id);
    changes.into_iter().map(|(_, change)| change).collect()
}

fn because(told: &Notice, after: &Watches) -> &'static str {
    if told.key == "watch.settle.over" && notices(after).iter().any(|notice| notice.id == told.id) {
        return "watch.withdrawn.to_claim";
    }
    if told.key == "watch.claim.open" && !after.claimed.is_empty() {
        return "watch.withdrawn.claimed";
    }
    if !told.key.starts_with("watch.mild.") {
        return "watch.withdrawn.no_longer";
    }
    match after.mild_high_cost.state {
        State::NotWatched { .. } => "watch.withdrawn.not_watched",
        State::Watching { .. } => "watch.withdrawn.undone",
        State::Met(_) => "watch.withdrawn.met",
        State::Lapsed { .. } => "watch.withdrawn.lapsed",
    }
}
