//! A ledger's month as a page shows it.

use super::figure::{Basis, Figure, Registered};
use super::{Certainty, RowView, Scene};
use crate::civil::{Day, Month};
use crate::facts::{CapEntry, Certificate, Setting, Source};
use crate::ledger::admit::reason;
use crate::ledger::month::{At, OtherOrder, PoolState, mark};
use crate::ledger::terms::cap_in_force;
use crate::ledger::{self, LedgerRow, Ledgers, MonthLedger, StruckRow};
use crate::order;
use crate::watch::reporting_gap::{self, ReportingGap};
use crate::watch::sources::Ground;
use crate::yen::{Cap, Yen};
use serde::Serialize;
use std::collections::BTreeMap;

/// So many months are listed whether or not anything is in them, as far as the ledger goes back.
const LISTED: i32 = 24;

/// One ledger: the certificates that share it, and its months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerView {
    /// Stable identity for the page.
    pub id: String,
    /// 法別番号 or pack id.
    pub scheme: String,
    /// The name printed on the newest certificate, for schemes the words have no name for.
    pub name: String,
    /// Ids of its certificates, by first day.
    pub certificates: Vec<String>,
    /// The month of the view's day, whether or not anything is registered in it.
    pub this_month: MonthView,
    /// Newest first: the last two years from the ledger's first month on, and every other month with something in it.
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
    /// All caps of the month by their first day, when there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<CapEntry>,
    /// Due so far.
    pub used: Figure,
    /// The part of it that rests on receipts the person has added (見込み).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<Yen>,
    /// The most that can still be asked for; `None` when there is no cap, none is known, or every facility has one of its own.
    pub remaining: Option<Figure>,
    /// The caps counted apart (by setting or by facility), when there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<PoolState>,
    /// 医療費総額(10割) of the month.
    pub total10: Figure,
    /// What is known to be missing from these figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// Message keys of what else limits their certainty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
    /// Where the cap was reached.
    pub reached: Option<Reached>,
    /// In registration order.
    pub rows: Vec<RowView>,
    /// Versions that were corrected or cancelled: they stay visible, struck out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<StruckRow>,
    /// The rows by day of service, where that would have changed what a facility had to take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_service_day: Option<Vec<OtherOrder>>,
    /// The patient's part of meals in hospital: paid besides, in no cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meals: Option<Yen>,
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

/// Something that is not in a month's figures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Missing {
    /// The cap is not known.
    Cap,
    /// A source could not be looked at, or has not answered yet.
    Source {
        /// Which.
        source: String,
    },
    /// A charge that makes no sense was set apart.
    Charge {
        /// The charge.
        charge: String,
        /// Why.
        reason: &'static str,
    },
    /// A facility that usually reports has not yet.
    Report {
        /// Which.
        facility: At,
    },
}

/// Where and when a cap was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// Day of service of the charge that reached it.
    pub day: Day,
    /// Name of the facility.
    pub facility: String,
}

/// What the months of every ledger are made from.
struct Months<'a> {
    ground: &'a Ground<'a>,
    registered: &'a Registered<'a>,
    /// Facilities that have not reported this month.
    gaps: Vec<ReportingGap>,
    /// Sources that could not be looked at.
    failed: Vec<&'a str>,
    /// When the sources were last looked at with success.
    good_at: Option<&'a String>,
}

/// Every ledger of a person: those with a page, and those of certificates nothing has been registered on yet.
pub(super) fn ledgers(scene: &Scene<'_>) -> Vec<LedgerView> {
    let Scene { facts, ground, registered } = scene;
    let failed = facts.sources.iter().filter(|source| source.state.leaves_open());
    let mut failed: Vec<&str> = failed.map(|source| &*source.source).collect();
    order::sort(&mut failed);
    let good_at = facts.sources.iter().filter_map(|source| source.good_at.as_ref()).max();
    let all = Months { ground, registered, gaps: reporting_gap::watch(ground), failed, good_at };
    let mut by_account: BTreeMap<String, Vec<&Certificate>> = BTreeMap::new();
    for certificate in &ground.certificates {
        let account = account_of(certificate, ground.ledgers, ground.as_of);
        by_account.entry(account).or_default().push(certificate);
    }
    let mut ledgers: Vec<LedgerView> =
        by_account.into_iter().map(|(account, certificates)| all.ledger(account, &certificates)).collect();
    // The one most used first; a stable sort keeps the rest in their order.
    order::sort_by_key(&mut ledgers, |ledger| std::cmp::Reverse(ledger.this_month.used.yen));
    ledgers
}

/// The ledger a certificate's charges stand on, whether or not there are any.
fn account_of(certificate: &Certificate, reckoned: &Ledgers, as_of: Day) -> String {
    let page = reckoned.months.iter().find(|page| page.certificates.contains(&certificate.id));
    page.map_or_else(
        || match ledger::terms::terms(certificate, as_of) {
            Some(terms) if terms.one_ledger => terms.key.to_owned(),
            _ => certificate.id.clone(),
        },
        |page| page.account.clone(),
    )
}

impl Months<'_> {
    fn ledger(&self, account: String, certificates: &[&Certificate]) -> LedgerView {
        let this = self.ground.as_of.month();
        let mut months: Vec<MonthView> = self
            .ground
            .ledgers
            .months
            .iter()
            .filter(|page| page.account == account)
            .map(|page| self.month(page, certificates))
            .collect();
        let begun = certificates.iter().map(|certificate| certificate.valid.from.month());
        let first = begun.chain(months.iter().map(|month| month.month)).min().unwrap_or(this).min(this);
        for back in 0..LISTED {
            let month = this.plus(-back);
            if month >= first && !months.iter().any(|known| known.month == month) {
                months.push(self.empty_month(month, certificates));
            }
        }
        order::sort_by_key(&mut months, |month| std::cmp::Reverse(month.month));
        let this_month = months.iter().find(|month| month.month == this).cloned();
        let newest = certificates.iter().max_by_key(|certificate| certificate.valid.from);
        LedgerView {
            id: account,
            scheme: newest.map(|certificate| certificate.scheme.clone()).unwrap_or_default(),
            name: newest.map(|certificate| certificate.name.clone()).unwrap_or_default(),
            certificates: certificates.iter().map(|certificate| certificate.id.clone()).collect(),
            this_month: this_month.unwrap_or_else(|| self.empty_month(this, certificates)),
            months,
        }
    }

    fn month(&self, page: &MonthLedger, certificates: &[&Certificate]) -> MonthView {
        let rows: Vec<RowView> = page.rows.iter().map(|row| RowView::of(row, self.registered)).collect();
        let missing = self.missing(page.month, page.selfpay.is_some() && page.cap.is_some());
        let basis = Basis::of(rows.iter().map(|row| (&*row.charge, &row.source)), self.registered);
        let doubtful = page.marks.iter().any(|mark| mark::OF_DOUBT.contains(mark));
        let basis = basis
            .no_surer_than(if doubtful { Certainty::Expected } else { Certainty::Confirmed })
            .no_surer_than(sure(&missing));
        // With a cap unknown nothing was clipped, and the sum is marked as no total.
        let used = page.selfpay.unwrap_or_else(|| page.rows.iter().map(|row| row.due).sum());
        let remaining = remaining(page.cap, self.ground.of_page(page), &page.rows);
        MonthView {
            month: page.month,
            state: match page.cap {
                None => MonthState::CapUnknown,
                Some(Cap::Unlimited) => MonthState::NoCap,
                Some(Cap::At(_)) if page.reached_from_start => MonthState::NothingToPay,
                Some(Cap::At(_)) if page.reached && remaining == Some(Yen::ZERO) => MonthState::Reached,
                Some(Cap::At(_)) => MonthState::BelowCap,
            },
            cap: page.cap,
            caps: page.caps.clone(),
            used: basis.figure(used),
            added: added(&rows),
            pools: page.pools.clone(),
            remaining: remaining.map(|room| basis.figure(room)),
            total10: basis.figure(page.total10),
            missing,
            marks: page.marks.clone(),
            reached: page
                .reached_on
                .zip(page.reached_at.as_ref())
                .map(|(day, at)| Reached { day, facility: at.name.clone() }),
            rows,
            struck: self.struck(page.month, certificates),
            by_service_day: page.by_service_day.clone(),
            meals: page.meals,
        }
    }

    /// A month with nothing on it: what there is to say comes from the certificates alone.
    fn empty_month(&self, month: Month, certificates: &[&Certificate]) -> MonthView {
        let today = self.ground.as_of;
        let end = if month == today.month() { today } else { month.last() };
        let start = if month == today.month() { today } else { month.first() };
        let valid = certificates
            .iter()
            .rev()
            .find(|certificate| certificate.valid.from <= end && start <= certificate.valid.until);
        let cap = valid.and_then(|certificate| cap_in_force(certificate, end.min(certificate.valid.until)));
        let missing = self.missing(month, valid.is_none() || cap.is_some());
        let basis = Basis::default().no_surer_than(sure(&missing)).or_looked_at(self.good_at);
        MonthView {
            month,
            state: match cap {
                _ if valid.is_none() => MonthState::NotValid,
                None => MonthState::CapUnknown,
                Some(Cap::Unlimited) => MonthState::NoCap,
                Some(Cap::At(Yen::ZERO)) => MonthState::NothingToPay,
                Some(Cap::At(_)) => MonthState::NothingYet,
            },
            cap,
            caps: Vec::new(),
            pools: Vec::new(),
            used: basis.figure(Yen::ZERO),
            added: None,
            remaining: remaining(cap, valid.copied(), &[]).map(|room| basis.figure(room)),
            total10: basis.figure(Yen::ZERO),
            missing,
            marks: Vec::new(),
            reached: None,
            rows: Vec::new(),
            struck: self.struck(month, certificates),
            by_service_day: None,
            meals: None,
        }
    }

    /// What the figures of a month do not hold.
    fn missing(&self, month: Month, cap_known: bool) -> Vec<Missing> {
        let mut missing = Vec::new();
        if !cap_known {
            missing.push(Missing::Cap);
        }
        missing.extend(self.failed.iter().map(|source| Missing::Source { source: (*source).to_owned() }));
        let set_apart =
            self.ground.ledgers.off_ledger.iter().filter(|off| {
                off.month == month && off.certificate.is_none() && reason::is_fault(off.reason)
            });
        missing
            .extend(set_apart.map(|off| Missing::Charge { charge: off.charge.clone(), reason: off.reason }));
        let gaps = self.gaps.iter().filter(|gap| gap.month == month);
        missing.extend(gaps.map(|gap| Missing::Report { facility: At::from(&gap.facility) }));
        missing
    }

    fn struck(&self, month: Month, certificates: &[&Certificate]) -> Vec<StruckRow> {
        let of_this_ledger = |row: &&StruckRow| {
            certificates.iter().any(|certificate| row.certificates.contains(&certificate.id))
        };
        let struck = &self.ground.ledgers.struck;
        struck.iter().filter(|row| row.month == month).filter(of_this_ledger).cloned().collect()
    }
}

/// What is due on the receipts the person has added.
fn added(rows: &[RowView]) -> Option<Yen> {
    let mut own = rows.iter().filter(|row| row.source == Source::PatientEntered).peekable();
    own.peek().is_some().then(|| own.map(|row| row.due).sum())
}

fn sure(missing: &[Missing]) -> Certainty {
    if missing.is_empty() { Certainty::Confirmed } else { Certainty::Incomplete }
}

/// The most that can still be asked for. Where in- and out-patient care have a cap each, what is left of both; where every facility
/// has one, nobody can say.
fn remaining<'a>(
    cap: Option<Cap>,
    certificates: impl IntoIterator<Item = &'a Certificate>,
    rows: &[LedgerRow],
) -> Option<Yen> {
    let cap = cap?;
    let (mut by_setting, mut by_facility) = (false, false);
    for certificate in certificates {
        by_setting |= certificate.scope.split_by_setting;
        by_facility |= certificate.scope.split_by_facility;
    }
    if by_facility {
        return None;
    }
    if !by_setting {
        return cap.room(rows.iter().map(|row| row.due).sum());
    }
    let mut settings = vec![&Setting::Inpatient, &Setting::Outpatient];
    for row in rows {
        if !settings.contains(&&row.setting) {
            settings.push(&row.setting);
        }
    }
    let of = |setting: &Setting| -> Yen {
        rows.iter().filter(|row| row.setting == *setting).map(|row| row.due).sum()
    };
    settings.into_iter().map(|setting| cap.room(of(setting))).sum()
}
