//! Counting months above a threshold in a window of months: the one rule behind 軽症高額 (難病法施行令2条) and
//! 高額かつ長期 (平成26年告示428号). Pure: amounts by month in, counts out.

use crate::civil::{Day, Month};
use crate::yen::Yen;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is counted: months strictly above the threshold, at least `need` of them within `window_months`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WatchRule {
    /// A month counts when its 医療費総額(10割) is above this (RULES §12.6: exactly this much does not count).
    pub threshold_exclusive: Yen,
    /// This many months are needed.
    pub need: u32,
    /// Length of the window; its last month is that of the application (§16.9).
    pub window_months: u32,
}

/// For which application the months are counted, and from when months count at all.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Month of the application: the last of the window.
    pub application: Month,
    /// Month of onset (発症月); months before it never count (§12.11).
    pub onset: Option<Month>,
    /// Month of the decision (支給認定); months before it never count (高額かつ長期, §6).
    pub counted_from: Option<Month>,
}

impl Question {
    /// An application in this month, nothing cut off.
    pub const fn in_month(application: Month) -> Self {
        Question { application, onset: None, counted_from: None }
    }

    /// First month that may count at all, whatever the window.
    pub fn earliest(&self) -> Option<Month> {
        self.onset.max(self.counted_from)
    }

    /// First month of the window: the later of the window's own start and [`Question::earliest`].
    pub fn first(&self, window_months: u32) -> Month {
        let start = window_start(self.application, window_months);
        self.earliest().map_or(start, |earliest| earliest.max(start))
    }
}

/// First month of a window of `months` that ends in `last`.
fn window_start(last: Month, months: u32) -> Month {
    last.plus(1_i32.saturating_sub(length(months)))
}

fn length(months: u32) -> i32 {
    i32::try_from(months).unwrap_or(i32::MAX)
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthCount {
    /// First and last month of the window, both included. The first is later than the last when the window is empty
    /// (onset or decision after the application month).
    pub window: [Month; 2],
    /// Months of the window above the threshold, oldest first.
    pub qualifying: Vec<Month>,
    /// How many they are.
    pub count: u32,
    /// How many are needed.
    pub need: u32,
    /// Enough?
    pub eligible: bool,
    /// When eligible: the first later application month for which too few remain if nothing is added.
    pub lapses_in: Option<Month>,
}

/// Counts for one application month.
pub fn count(totals: &BTreeMap<Month, Yen>, question: Question, rule: WatchRule) -> MonthCount {
    let above: Vec<Month> = totals
        .iter()
        .filter(|(_, total)| **total > rule.threshold_exclusive)
        .map(|(month, _)| *month)
        .collect();
    count_months(&above, question, rule)
}

/// [`count`] when it is known which months are above their threshold (oldest first, each once).
pub fn count_months(above: &[Month], question: Question, rule: WatchRule) -> MonthCount {
    let window = [question.first(rule.window_months), question.application];
    let able: Vec<Month> = above
        .iter()
        .copied()
        .filter(|month| question.earliest().is_none_or(|earliest| earliest <= *month))
        // What comes after the application is not known on that day: "if nothing is added" includes it.
        .filter(|month| *month <= question.application)
        .collect();
    let qualifying: Vec<Month> =
        able.iter().copied().filter(|month| window[0] <= *month && *month <= window[1]).collect();
    let counted = number(qualifying.len());
    let eligible = counted >= rule.need;
    // The count can only fall in a month in which an earlier month leaves the window.
    let lapses_in = able
        .iter()
        .map(|month| month.plus(length(rule.window_months)))
        .filter(|month| eligible && *month > question.application)
        .find(|month| {
            let start = window_start(*month, rule.window_months);
            number(able.iter().filter(|able| start <= **able && **able <= *month).count()) < rule.need
        });
    MonthCount { window, qualifying, count: counted, need: rule.need, eligible, lapses_in }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Where there is no rule nothing is met.
const NEVER: WatchRule =
    WatchRule { threshold_exclusive: Yen::new(i64::MAX), need: u32::MAX, window_months: 0 };

/// A stretch of days without a break on each of which the criterion held.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: Day,
    /// Last day; `None` when it still holds on the day asked for.
    pub until: Option<Day>,
}

/// Every stretch up to and including `today`, oldest first.
///
/// On a day d the criterion holds when, looking only at amounts with service day ≤ d, enough months qualify within the
/// window that ends in d's month (RULES §16.4). `earliest`: first month that counts at all. `rule` gives the rule of a month, where
/// there is one: the threshold goes by the month of service, need and length by the month of the day d.
pub fn stretches(
    amounts: impl IntoIterator<Item = (Day, Yen)>,
    today: Day,
    earliest: Option<Month>,
    rule: impl Fn(Month) -> Option<WatchRule>,
) -> Vec<Stretch> {
    let mut by_day: BTreeMap<Day, Yen> = BTreeMap::new();
    for (day, amount) in amounts {
        if day <= today && earliest.is_none_or(|earliest| earliest <= day.month()) {
            *by_day.entry(day).or_default() += amount;
        }
    }
    let Some(first_day) = by_day.keys().next() else { return Vec::new() };
    let mut stretches = Vec::new();
    let mut open: Option<Day> = None;
    let mut above: Vec<Month> = Vec::new();
    let mut month = first_day.month();
    while month <= today.month() {
        let WatchRule { threshold_exclusive, need, window_months } = rule(month).unwrap_or(NEVER);
        let start = window_start(month, window_months);
        let before = number(above.iter().rev().take_while(|earlier| start <= **earlier).count());
        let mut total = Yen::ZERO;
        let mut look = |day: Day, total: Yen| {
            let this = u32::from(total > threshold_exclusive && window_months > 0);
            let holds = before.saturating_add(this) >= need;
            match open {
                None if holds => open = Some(day),
                Some(from) if !holds => {
                    stretches.push(Stretch { from, until: Some(day.previous()) });
                    open = None;
                }
                _ => {}
            }
        };
        if !by_day.contains_key(&month.first()) {
            look(month.first(), total);
        }
        for (day, amount) in by_day.range(month.first()..=month.last()) {
            total += *amount;
            look(*day, total);
        }
        if total > threshold_exclusive {
            above.push(month);
        }
        month = month.plus(1);
    }
    stretches.extend(open.map(|from| Stretch { from, until: None }));
    stretches
}
