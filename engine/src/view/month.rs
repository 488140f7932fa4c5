//! A ledger's month as a page shows it.

use super::{Certainty, Figure};
use crate::civil::{Day, Month};
use crate::facts::{Certificate, FacilityKind, Facts, Source};
use crate::ledger::{self, LedgerRow, Ledgers, MonthLedger};
use crate::order;
use crate::yen::{Cap, Yen};
use serde::Serialize;
use std::collections::BTreeMap;

/// One ledger: the certificates that share it, and its months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerView {
    /// Stable identity for the page.
    pub id: String,
    /// 法別番号 or pack id.
    pub scheme: String,
    /// The name printed on the newest certificate, for schemes the words have no name for.
    pub name: String,
    /// The month of the view's day, whether or not anything is registered in it.
    pub this_month: MonthView,
    /// Every month with something in it and this one, newest first.
    pub months: Vec<MonthView>,
}

/// One month of one ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthView {
    /// Month of service.
    pub month: Month,
    /// What there is to say first.
    pub state: MonthState,
    /// The printed cap; `None`: not known.
    pub cap: Option<Cap>,
    /// Due so far.
    pub used: Figure,
    /// What can still be asked for; `None` when there is no cap or none is known.
    pub remaining: Option<Figure>,
    /// 医療費総額(10割) of the month.
    pub total10: Figure,
    /// Where the cap was reached.
    pub reached: Option<Reached>,
    /// In registration order.
    pub rows: Vec<RowView>,
}

/// What there is to say first about a month.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Nothing is registered yet.
    NothingYet,
    /// There is room under the cap.
    BelowCap,
    /// The cap is reached.
    Reached,
    /// The cap is 0: nothing to pay from the start.
    NothingToPay,
    /// No monthly cap.
    NoCap,
    /// The certificate's cap is not known.
    CapUnknown,
    /// No certificate of this ledger is valid in this month.
    NotValid,
}

/// Where and when a cap was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// Day of service of the charge that reached it.
    pub day: Day,
    /// Name of the facility.
    pub facility: String,
}

/// One row of the electronic 管理票.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// The charge.
    pub charge: String,
    /// Day of service.
    pub day: Day,
    /// Name of the facility.
    pub facility: String,
    /// Its kind.
    pub kind: FacilityKind,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// Before the cap.
    pub raw: Yen,
    /// What the rule says is to be paid.
    pub due: Yen,
    /// Running total after it; none when a cap before it is not known.
    pub cumulative: Option<Yen>,
    /// What was taken.
    pub collected: Option<Yen>,
    /// Taken above what was due.
    pub overpaid: Option<Yen>,
    /// Who says so.
    pub source: Source,
    /// Since when it is known (RFC 3339).
    pub registered_at: Option<String>,
}

/// Every ledger of a person: those with a page, and those of certificates nothing has been registered on yet.
pub fn ledgers(facts: &Facts, as_of: Day) -> Vec<LedgerView> {
    let reckoned = ledger::all(facts, as_of);
    let registered: BTreeMap<&str, &str> = order::map(
        facts.charges.iter().filter_map(|charge| Some((&*charge.id, charge.registered_at.as_deref()?))),
    );
    let mut by_account: BTreeMap<String, Vec<&Certificate>> = BTreeMap::new();
    for certificate in facts.certificates.iter().filter(|certificate| !certificate.undisclosed) {
        by_account.entry(account_of(certificate, &reckoned, as_of)).or_default().push(certificate);
    }
    let mut ledgers: Vec<LedgerView> = by_account
        .into_iter()
        .map(|(account, certificates)| ledger_view(&account, &certificates, &reckoned, &registered, as_of))
        .collect();
    // The one most used first; a stable sort keeps the rest in their order.
    order::sort_by_key(&mut ledgers, |ledger| std::cmp::Reverse(ledger.this_month.used.yen));
    ledgers
}

/// The ledger a certificate's charges stand on, whether or not there are any.
fn account_of(certificate: &Certificate, reckoned: &Ledgers, as_of: Day) -> String {
    let page = reckoned.months.iter().find(|page| page.certificates.contains(&certificate.id));
    page.map_or_else(
        || match ledger::terms::terms(certificate, as_of) {
            Some(terms) if terms.one_ledger => certificate.scheme.clone(),
            _ => certificate.id.clone(),
        },
        |page| page.account.clone(),
    )
}

fn ledger_view(
    account: &str,
    certificates: &[&Certificate],
    reckoned: &Ledgers,
    registered: &BTreeMap<&str, &str>,
    as_of: Day,
) -> LedgerView {
    let mut months: Vec<MonthView> = reckoned
        .months
        .iter()
        .filter(|page| page.account == account)
        .map(|page| month_view(page, registered))
        .collect();
    if !months.iter().any(|month| month.month == as_of.month()) {
        months.push(empty_month(certificates, as_of));
    }
    order::sort_by_key(&mut months, |month| std::cmp::Reverse(month.month));
    let this_month = months.iter().find(|month| month.month == as_of.month()).cloned();
    let newest = certificates.iter().max_by_key(|certificate| certificate.valid.from);
    LedgerView {
        id: account.to_owned(),
        scheme: newest.map(|certificate| certificate.scheme.clone()).unwrap_or_default(),
        name: newest.map(|certificate| certificate.name.clone()).unwrap_or_default(),
        this_month: this_month.unwrap_or_else(|| empty_month(certificates, as_of)),
        months,
    }
}

fn month_view(page: &MonthLedger, registered: &BTreeMap<&str, &str>) -> MonthView {
    let rows: Vec<RowView> = page.rows.iter().map(|row| row_view(row, registered)).collect();
    let certainty = if page.cap.is_none() {
        Certainty::Incomplete
    } else if rows.iter().any(|row| is_expected(&row.source)) {
        Certainty::Expected
    } else {
        Certainty::Confirmed
    };
    let mut sources: Vec<Source> = rows.iter().map(|row| row.source.clone()).collect();
    order::sort(&mut sources);
    sources.dedup();
    let as_of = rows.iter().filter_map(|row| row.registered_at.clone()).max();
    let figure = |yen| Figure { yen, certainty, sources: sources.clone(), as_of: as_of.clone() };
    let used = page.selfpay.unwrap_or_else(|| page.rows.iter().map(|row| row.due).sum());
    MonthView {
        month: page.month,
        state: match page.cap {
            None => MonthState::CapUnknown,
            Some(Cap::Unlimited) => MonthState::NoCap,
            Some(Cap::At(_)) if page.reached_from_start => MonthState::NothingToPay,
            Some(Cap::At(_)) if page.reached => MonthState::Reached,
            Some(Cap::At(_)) => MonthState::BelowCap,
        },
        cap: page.cap,
        used: figure(used),
        remaining: page.cap.and_then(|cap| cap.room(used)).map(figure),
        total10: figure(page.total10),
        reached: page
            .reached_on
            .zip(page.reached_at.as_ref())
            .map(|(day, at)| Reached { day, facility: at.name.clone() }),
        rows,
    }
}

fn row_view(row: &LedgerRow, registered: &BTreeMap<&str, &str>) -> RowView {
    RowView {
        charge: row.charge.clone(),
        day: row.service_day,
        facility: row.facility.name.clone(),
        kind: row.facility.kind.clone(),
        total10: row.total10,
        raw: row.raw,
        due: row.due,
        cumulative: row.used,
        collected: row.collected,
        overpaid: row.difference.filter(|difference| *difference > Yen::ZERO),
        source: row.source.clone(),
        registered_at: registered.get(&*row.charge).map(|stamp| (*stamp).to_owned()),
    }
}

/// A month with nothing on it: what there is to say comes from the certificates alone.
fn empty_month(certificates: &[&Certificate], as_of: Day) -> MonthView {
    let valid = certificates.iter().filter(|certificate| certificate.valid.contains(as_of));
    let valid: Vec<&&Certificate> = valid.collect();
    let cap = valid.iter().find_map(|certificate| certificate.cap_on(as_of));
    let nothing =
        Figure { yen: Yen::ZERO, certainty: Certainty::Confirmed, sources: Vec::new(), as_of: None };
    MonthView {
        month: as_of.month(),
        state: match cap {
            _ if valid.is_empty() => MonthState::NotValid,
            None => MonthState::CapUnknown,
            Some(Cap::Unlimited) => MonthState::NoCap,
            Some(Cap::At(Yen::ZERO)) => MonthState::NothingToPay,
            Some(Cap::At(_)) => MonthState::NothingYet,
        },
        cap,
        remaining: cap.and_then(|cap| cap.room(Yen::ZERO)).map(|yen| Figure { yen, ..nothing.clone() }),
        used: nothing.clone(),
        total10: nothing,
        reached: None,
        rows: Vec::new(),
    }
}

/// 見込み: said by the patient, planned, or of a kind this version does not know.
fn is_expected(source: &Source) -> bool {
    matches!(source, Source::PatientEntered | Source::Planned | Source::Other(_))
}
