//! Amounts per visit, day and month (負担定義), as the local schemes and some printed certificates have them.
//!
//! `pay = min(self-pay, per visit, per day − paid that day, per month − paid this month)`, and nothing once it was collected as often as
//! the limit says; what is counted at each facility by itself is the limit's own word (RULES §4).

use crate::civil::Day;
use crate::facts::{Charge, Limit, LimitPer};
use crate::yen::Yen;
use std::collections::BTreeMap;

/// What has been paid and how often, for one ledger in one month.
#[derive(Clone, Debug, Default)]
pub struct Tally<'a> {
    by_limit: BTreeMap<(usize, &'a str), Count>,
}

#[derive(Clone, Debug, Default)]
struct Count {
    visits: u64,
    paid: Yen,
    days: BTreeMap<Day, Yen>,
}

/// No month has more days than this.
const DAYS: u32 = 31;

fn applies(limit: &Limit, charge: &Charge) -> bool {
    (limit.kinds.is_empty() || limit.kinds.contains(&charge.facility.kind))
        && limit.setting.as_ref().is_none_or(|setting| *setting == charge.setting)
}

fn counted_at<'a>(limit: &Limit, charge: &'a Charge) -> &'a str {
    if limit.at_each_facility { &charge.facility.code } else { "" }
}

/// The days a row stands for: one, or as many as it has visits, from its service day on.
fn days(charge: &Charge) -> impl Iterator<Item = Day> {
    let first = charge.service_day;
    (0..u64::from(charge.visits.clamp(1, DAYS))).map(move |after| first.plus_days(after))
}

impl<'a> Tally<'a> {
    /// At most this much for the charge; `None` when no limit speaks of it.
    pub fn allows(&self, limits: &[Limit], charge: &'a Charge) -> Option<Yen> {
        let each = limits.iter().enumerate().filter(|(_, limit)| applies(limit, charge));
        each.map(|(index, limit)| self.allows_one(index, limit, charge)).min()
    }

    fn allows_one(&self, index: usize, limit: &Limit, charge: &'a Charge) -> Yen {
        if limit.first_visit_only && !charge.first_visit {
            return Yen::ZERO;
        }
        let empty = Count::default();
        let count = self.by_limit.get(&(index, counted_at(limit, charge))).unwrap_or(&empty);
        let times = limit.times_a_month.map_or(u64::MAX, u64::from);
        match limit.per {
            LimitPer::Visit => {
                let visits = u64::from(charge.visits).min(times.saturating_sub(count.visits));
                Yen::new(limit.amount.amount().saturating_mul(i64::try_from(visits).unwrap_or(i64::MAX)))
            }
            LimitPer::Day => {
                let mut left = times.saturating_sub(count.days.len() as u64);
                days(charge)
                    .map(|day| match count.days.get(&day) {
                        Some(paid) => (limit.amount - *paid).at_least_zero(),
                        None if left > 0 => {
                            left -= 1;
                            limit.amount
                        }
                        None => Yen::ZERO,
                    })
                    .sum()
            }
            LimitPer::Month => (limit.amount - count.paid).at_least_zero(),
            // A word this version does not know limits nothing.
            LimitPer::Other(_) => Yen::LARGEST,
        }
    }

    /// Takes down what was due.
    pub fn take(&mut self, limits: &[Limit], charge: &'a Charge, due: Yen) {
        for (index, limit) in limits.iter().enumerate().filter(|(_, limit)| applies(limit, charge)) {
            let count = self.by_limit.entry((index, counted_at(limit, charge))).or_default();
            let times = limit.times_a_month.map_or(usize::MAX, |times| times as usize);
            count.paid += due;
            if due > Yen::ZERO {
                count.visits = count.visits.saturating_add(u64::from(charge.visits));
            }
            if limit.per != LimitPer::Day {
                continue;
            }
            let mut rest = due;
            for day in days(charge) {
                let known = count.days.get(&day).copied();
                if rest <= Yen::ZERO || known.is_none() && count.days.len() >= times {
                    continue;
                }
                let part = rest.min((limit.amount - known.unwrap_or_default()).at_least_zero());
                count.days.insert(day, known.unwrap_or_default() + part);
                rest -= part;
            }
        }
    }
}
