//! The table of months a watch shows: what happened, and never what is missing.

use super::notice::Certainty;
use super::sources::{Counted, Ground};
use super::window::{Question, WatchRule};
use crate::book::{Dated, Status};
use crate::civil::{Day, Month};
use crate::yen::Yen;
use serde::Serialize;
use std::collections::BTreeMap;

/// One month of a watch's window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WatchedMonth {
    /// The month.
    pub month: Month,
    /// 医療費総額(10割) that counts.
    pub total10: Yen,
    /// May it count at all (not before onset, not before the decision)?
    pub counted: bool,
    /// Does it count: above the threshold of the month, and not cut off?
    pub qualifies: bool,
    /// How sure the total is.
    pub certainty: Certainty,
}

/// The rule something was counted by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitedRule {
    /// Id of its text in the book ([`crate::book::cite`]).
    pub cite: &'static str,
    /// How sure the book is of it.
    pub status: Status,
}

impl CitedRule {
    pub(super) fn of<T>(rule: &'static Dated<T>) -> Self {
        CitedRule { cite: rule.cite.id, status: rule.status }
    }
}

/// Totals by month of service.
#[derive(Debug, Default)]
pub(super) struct Months(BTreeMap<Month, (Yen, Certainty)>);

impl Months {
    pub(super) fn of(charges: &[Counted<'_>]) -> Self {
        let mut months: BTreeMap<Month, (Yen, Certainty)> = BTreeMap::new();
        for counted in charges {
            let month = months.entry(counted.charge.service_day.month()).or_default();
            month.0 += counted.charge.total10;
            month.1 = month.1.max(counted.certainty);
        }
        Months(months)
    }

    /// Months above their own threshold, oldest first.
    pub(super) fn above(&self, rule: impl Fn(Month) -> Option<WatchRule>) -> Vec<Month> {
        self.0
            .iter()
            .filter(|(month, (total, _))| rule(**month).is_some_and(|rule| *total > rule.threshold_exclusive))
            .map(|(month, _)| *month)
            .collect()
    }

    /// Every month of the window that ends in the month of the application, those cut off too, oldest first.
    pub(super) fn table(
        &self,
        question: Question,
        window_months: u32,
        qualifying: &[Month],
    ) -> Vec<WatchedMonth> {
        let earliest = question.earliest();
        let mut month = Question::in_month(question.application).first(window_months);
        let mut table = Vec::new();
        while month <= question.application {
            let (total10, certainty) = self.0.get(&month).copied().unwrap_or_default();
            table.push(WatchedMonth {
                month,
                total10,
                counted: earliest.is_none_or(|earliest| earliest <= month),
                qualifies: qualifying.contains(&month),
                certainty,
            });
            month = month.plus(1);
        }
        table
    }
}

/// Amounts by service day, for [`super::window::stretches`].
pub(super) fn by_day<'a>(charges: &'a [Counted<'_>]) -> impl Iterator<Item = (Day, Yen)> + 'a {
    charges.iter().map(|counted| (counted.charge.service_day, counted.charge.total10))
}

/// How sure a watch is: the least sure of the months that may count, and whether something may be missing from them.
pub(super) fn certainty(table: &[WatchedMonth], ground: &Ground<'_>) -> Certainty {
    let counted = || table.iter().filter(|month| month.counted);
    if ground.incomplete(counted().map(|month| month.month)) {
        return Certainty::Incomplete;
    }
    counted().map(|month| month.certainty).max().unwrap_or_default()
}
