//! 医療費申告書, filled in from the registered charges: months, facilities, 10割, and which months count.

use super::Kind;
use super::scene::Scene;
use crate::civil::{Day, Month};
use crate::order;
use crate::watch::high_cost_long_term;
use crate::watch::months::{CitedRule, WatchedMonth};
use crate::watch::sources::Counted;
use crate::watch::{Certainty, MonthCount};
use crate::yen::Yen;
use serde::Serialize;

/// The statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The rule it is counted by.
    pub rule: CitedRule,
    /// How many months qualify, of how many that are needed, in which window.
    pub count: MonthCount,
    /// The months of the window, oldest first.
    pub months: Vec<StatementMonth>,
    /// The least sure of its figures.
    pub certainty: Certainty,
}

/// One month of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementMonth {
    /// The month, its total, and whether it counts.
    #[serde(flatten)]
    pub of: WatchedMonth,
    /// Its charges, by day.
    pub rows: Vec<StatementRow>,
}

/// One charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementRow {
    /// Its id.
    pub charge: String,
    /// 受診日
    pub service_day: Day,
    /// Name of the facility.
    pub facility: String,
    /// 医療費総額(10割)
    pub total10: Yen,
    /// What was paid at the window, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<Yen>,
    /// Does the sum hold it for sure?
    pub certainty: Certainty,
}

pub(super) fn statement(scene: &Scene<'_>) -> Option<Statement> {
    match scene.kind {
        Kind::MildHighCost | Kind::Reapplication => {
            let mild = scene.mild.as_ref()?;
            Some(of(mild.rule, mild.count.clone(), &mild.months, &mild.charges))
        }
        Kind::HighCostLongTerm => {
            let watch = scene.long_term()?;
            let charges = high_cost_long_term::charges(scene.ground, &watch.scheme);
            Some(of(watch.rule, watch.count.clone(), &watch.months, &charges))
        }
        _ => None,
    }
}

fn of(rule: CitedRule, count: MonthCount, months: &[WatchedMonth], charges: &[Counted<'_>]) -> Statement {
    let months: Vec<StatementMonth> = months
        .iter()
        .map(|month| StatementMonth { of: month.clone(), rows: rows(charges, month.month) })
        .collect();
    let certainty = months.iter().map(|month| month.of.certainty).max().unwrap_or_default();
    Statement { rule, count, months, certainty }
}

fn rows(charges: &[Counted<'_>], month: Month) -> Vec<StatementRow> {
    let mut rows: Vec<StatementRow> = charges
        .iter()
        .filter(|counted| counted.charge.service_day.month() == month)
        .map(|counted| StatementRow {
            charge: counted.charge.id.clone(),
            service_day: counted.charge.service_day,
            facility: counted.charge.facility.name.clone(),
            total10: counted.charge.total10,
            paid: counted.collected,
            certainty: counted.certainty,
        })
        .collect();
    order::sort_by(&mut rows, |a, b| (a.service_day, &a.charge).cmp(&(b.service_day, &b.charge)));
    rows
}
