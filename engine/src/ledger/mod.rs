//! The electronic 自己負担上限額管理票: what was due, charge by charge, in the order of registration.
//!
//! [`all`] answers for one person's facts at once; [`Running`] takes the same events one by one. Both are functions of the set
//! of facts: whatever the order of arrival, the same bytes come out.
//!
//! The way through: [`events`] folds what arrived into the charges that count; [`admit`] says on which certificates, and why
//! not; [`plan`] lines a month up; [`run`] takes it through the rule of [`kernel`]; [`month`] writes the pages, [`charges`] the
//! charges over all their payers, [`settle`] the differences to what was collected; [`explain`] tells one figure's story.

pub mod admit;
pub mod caps;
pub mod charges;
pub mod context;
pub mod events;
pub mod explain;
pub mod finding;
pub mod insurance;
pub mod kernel;
pub mod limits;
pub mod meals;
pub mod month;
pub mod packs;
pub mod plan;
pub mod run;
mod running;
pub mod settle;
pub mod terms;

pub use charges::{ChargeOutcome, OffLedger, PayerShare, StruckRow};
pub use explain::{Explanation, explain};
pub use finding::Finding;
pub use month::{LedgerRow, MonthLedger, assess_plain, assess_plain_after};
pub use running::Running;
pub use settle::Settlement;

use crate::civil::{Day, Month};
use crate::facts::Facts;
use crate::yen::Yen;
use context::Context;
use events::{Active, Folded, Struck};
use plan::{Plan, Version};
use serde::Serialize;
use std::collections::BTreeMap;

/// Every ledger of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledgers {
    /// The pages, by month, then payer order.
    pub months: Vec<MonthLedger>,
    /// The charges that stand on a ledger, by month, then order of registration.
    pub charges: Vec<ChargeOutcome>,
    /// The charges that do not, and why; by month, then order of registration.
    pub off_ledger: Vec<OffLedger>,
    /// The versions that were corrected or cancelled, by month, then order of registration.
    pub struck: Vec<StruckRow>,
    /// What is to be settled, by month, then order of registration.
    pub settlements: Vec<Settlement>,
    /// What does not fit together, sorted.
    pub findings: Vec<Finding>,
}

/// A cost of the disease, as the watches count it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Cost<'l> {
    /// The charge.
    pub charge: &'l str,
    /// 受診日.
    pub service_day: Day,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// Does it stand on a ledger of the scheme?
    pub on_ledger: bool,
}

impl Ledgers {
    /// The page of a certificate in a month.
    pub fn page(&self, certificate: &str, month: Month) -> Option<&MonthLedger> {
        self.months
            .iter()
            .find(|page| page.month == month && page.certificates.iter().any(|id| id == certificate))
    }

    /// Every cost of the disease a scheme's watches count: its ledgers' rows, also after the cap and for cap 0, the charges of a
    /// gap in the 有効期間 (RULES §12.15), and those for which no certificate was used.
    pub fn costs<'l>(&'l self, scheme: &'l str) -> impl Iterator<Item = Cost<'l>> {
        let on =
            self.months.iter().filter(move |page| page.scheme == scheme).flat_map(|page| &page.rows).map(
                |row| Cost {
                    charge: &row.charge,
                    service_day: row.service_day,
                    total10: row.total10,
                    on_ledger: true,
                },
            );
        let off = self
            .off_ledger
            .iter()
            .filter(move |off| off.counted && off.scheme.as_deref().is_none_or(|of| of == scheme))
            .map(|off| Cost {
                charge: &off.charge,
                service_day: off.service_day,
                total10: off.total10,
                on_ledger: false,
            });
        on.chain(off)
    }

    /// Σ 医療費総額(10割) of a scheme's disease by month, see [`Ledgers::costs`].
    pub fn total10_by_month(&self, scheme: &str) -> BTreeMap<Month, Yen> {
        let mut months: BTreeMap<Month, Yen> = BTreeMap::new();
        for cost in self.costs(scheme) {
            *months.entry(cost.service_day.month()).or_default() += cost.total10;
        }
        months
    }
}

/// Every ledger of one person, for a day (or for no day in particular: then nothing lies in the future).
pub fn all(facts: &Facts, as_of: impl Into<Option<Day>>) -> Ledgers {
    let context = Context::new(facts, as_of.into());
    if facts.person.undisclosed {
        return Ledgers::default();
    }
    let Folded { active, struck, findings, .. } =
        events::fold(&facts.charges, &|charge| context.hides(charge));
    let mut months: BTreeMap<Month, (Vec<Active<'_>>, Vec<Struck<'_>>)> = BTreeMap::new();
    for active in active {
        months.entry(active.charge.service_day.month()).or_default().0.push(active);
    }
    for struck in struck {
        months.entry(struck.charge.service_day.month()).or_default().1.push(struck);
    }
    let mut ledgers = Ledgers { findings, ..Ledgers::default() };
    for (month, (active, struck)) in months {
        ledgers.append(of_month(&context, month, &active, &struck));
    }
    crate::order::sort(&mut ledgers.findings);
    ledgers
}

impl Ledgers {
    fn append(&mut self, mut later: Ledgers) {
        self.months.append(&mut later.months);
        self.charges.append(&mut later.charges);
        self.off_ledger.append(&mut later.off_ledger);
        self.struck.append(&mut later.struck);
        self.settlements.append(&mut later.settlements);
        self.findings.append(&mut later.findings);
    }
}

/// The versions of one month that stand, planned.
pub(crate) fn planned<'a>(context: &Context<'a>, active: &[Active<'a>]) -> Plan<'a> {
    let version = |active: &Active<'a>| Version {
        charge: active.charge,
        place: active.place,
        collected: active.collected,
        earlier: active.earlier.clone(),
    };
    Plan::of(context, active.iter().map(version))
}

/// One month by itself: no other month is asked.
fn of_month<'a>(
    context: &Context<'a>,
    month: Month,
    active: &[Active<'a>],
    struck: &[Struck<'a>],
) -> Ledgers {
    let plan = planned(context, active);
    let paid = run::registered(context, &plan);
    let in_order = plan.entries.is_sorted_by_key(|entry| entry.version.charge.service_day);
    let by_day = if in_order { None } else { Some(run::by_service_day(context, &plan)) };
    let by_day = by_day.as_deref();
    let settlements =
        settle::lines(&settle::Scene { context, active, struck, plan: &plan, paid: &paid, by_day });
    let mut findings = events::possible_duplicates(active);
    findings.extend(crate::receipt::registered_meanwhile(active));
    Ledgers {
        months: month::pages(context, &plan, &paid, by_day, month),
        charges: charges::outcomes(&plan, &paid),
        off_ledger: charges::off_ledger(&plan.off),
        struck: charges::struck(context, struck),
        settlements,
        findings,
    }
}
