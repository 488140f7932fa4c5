//! One page of the electronic 管理票: a ledger in a month of service.

use super::admit::{Account, Payer};
use super::caps::{self, size};
use super::context::Context;
use super::insurance;
use super::kernel::{Due, Row, Share as Rule, Terms, assess};
use super::meals::{self, Meal};
use super::plan::{Entry, Plan, Share};
use super::run::Paid;
use crate::book::PayerRank;
use crate::civil::{Day, Month};
use crate::facts::{CapEntry, Facility, FacilityKind, Setting, Source};
use crate::order;
use crate::rate::Rate;
use crate::trace::{NoTrace, StepId};
use crate::yen::{Cap, Yen};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Reckons one account-month of plain charges: no allocation, nothing but the rule. Answers fill `out` from the front; the
/// running total is returned. When `out` is shorter than `rows` the rest is left out.
#[inline]
pub fn assess_plain(terms: &Terms, cap: Cap, rows: &[Row], out: &mut [Due]) -> Yen {
    assess_plain_after(terms, cap, Yen::ZERO, rows, out)
}

/// As [`assess_plain`], when `used` has already been paid in the month (a booklet carried over, example L19).
#[inline]
pub fn assess_plain_after(terms: &Terms, cap: Cap, used: Yen, rows: &[Row], out: &mut [Due]) -> Yen {
    let mut used = used;
    for (row, out) in rows.iter().zip(out) {
        *out = assess(terms, cap, used, StepId(0), row, &mut NoTrace);
        used = out.used;
    }
    used
}

/// What limits the certainty of a row or a month.
pub mod mark {
    /// No cap is known for this charge or one before it: what is due is the amount before the cap, and no total is given.
    pub const CAP_UNKNOWN: &str = "mark.cap_unknown";
    /// Certificates of this ledger print different caps for the same days.
    pub const CAPS_DIFFER: &str = "mark.caps_differ";
    /// A later payer takes what the former left: the arithmetic rests on no source (RULES §12.9).
    pub const LATER_PAYER: &str = "mark.later_payer_unconfirmed";
    /// 見込み: entered by the patient, planned, or from a source this version does not know.
    pub const PROVISIONAL: &str = "mark.provisional_source";
    /// 見込み: the insurance band is not known, and with another one 高額療養費 could bind first (RULES §16.7).
    pub const BAND_UNKNOWN: &str = "mark.insurance_band_unknown";
    /// The facility worked out another amount before the cap.
    pub const RAW_DIFFERS: &str = "mark.raw_differs";
    /// The facility saw another running total when it took the money.
    pub const SEEN_TOTAL_DIFFERS: &str = "mark.seen_total_differs";
    /// Certificates of two authorities in one month; whether their ledgers are added is not fixed (RULES §12.23).
    pub const TWO_AUTHORITIES: &str = "mark.two_authorities";
    /// The scheme's share rests on no source (未確認).
    pub const RULE_UNCONFIRMED: &str = "mark.rule_unconfirmed";
    /// The meal share rests on no source.
    pub const MEAL_UNCONFIRMED: &str = "mark.meal_unconfirmed";
    /// Those for which what is due on the page is 見込み.
    pub const OF_DOUBT: [&str; 5] = [CAPS_DIFFER, LATER_PAYER, PROVISIONAL, BAND_UNKNOWN, RULE_UNCONFIRMED];
}

/// A facility, as a page names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    /// 医療機関コード.
    pub code: String,
    /// Name as registered.
    pub name: String,
    /// Kind.
    pub kind: FacilityKind,
}

impl From<&Facility> for At {
    fn from(facility: &Facility) -> Self {
        At { code: facility.code.clone(), name: facility.name.clone(), kind: facility.kind.clone() }
    }
}

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerRow {
    /// The version that counts.
    pub charge: String,
    /// Earlier versions of it, the first first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// The certificate it stands on.
    pub certificate: String,
    /// Its place in the order of registration.
    pub sequence: u64,
    /// 受診日.
    pub service_day: Day,
    /// Where.
    pub facility: At,
    /// In- or out-patient.
    pub setting: Setting,
    /// 医療費総額(10割): counted after the cap and for cap 0 too.
    pub total10: Yen,
    /// Before the cap.
    pub raw: Yen,
    /// What is to be entered as self-pay, as if no local scheme existed (RULES §1.5.5).
    pub due: Yen,
    /// Running total afterwards; none when a cap before it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<Yen>,
    /// The cap of the service day; absent: not known, `null`: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
    /// Is the cap reached now?
    pub reached: bool,
    /// What the window should have taken after every payer, meals apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_payment: Option<Yen>,
    /// What the facility took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected: Option<Yen>,
    /// Collected less the window payment: positive is too much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Yen>,
    /// The meal line, apart from everything above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meal: Option<Meal>,
    /// Where the figure comes from.
    pub source: Source,
    /// What limits its certainty, see [`mark`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
}

/// A line of the month as it would stand in the order of service days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherOrder {
    /// The charge.
    pub charge: String,
    /// What would be due.
    pub due: Yen,
    /// Running total afterwards.
    pub used: Yen,
}

/// A cap counted apart (not 入外合算, or for each facility).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolState {
    /// In- or out-patient, where each has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<Setting>,
    /// The facility's code, where each has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Used of the cap.
    pub used: Yen,
    /// Is it reached?
    pub reached: bool,
}

/// A page: one ledger, one month of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthLedger {
    /// Name of the ledger: the scheme when its certificates share one, else the certificate's id.
    pub account: String,
    /// The scheme.
    pub scheme: String,
    /// The certificates with a line on the page.
    pub certificates: Vec<String>,
    /// Month of service.
    pub month: Month,
    /// The cap now in force in the month; absent: not known, `null`: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
    /// All caps of the month by their first day, when there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<CapEntry>,
    /// In the order of registration.
    pub rows: Vec<LedgerRow>,
    /// Σ 医療費総額(10割).
    pub total10: Yen,
    /// Σ self-pay of the ledger; none when a cap is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selfpay: Option<Yen>,
    /// Liability in law: `min(cap, rate × Σ total10)`, not rounded by payment; none when two caps leave it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liability_in_law: Option<Yen>,
    /// Is the cap reached?
    pub reached: bool,
    /// Cap 0: there was never anything to pay.
    pub reached_from_start: bool,
    /// Service day of the charge that reached it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached_on: Option<Day>,
    /// The facility at which it was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached_at: Option<At>,
    /// The caps counted apart, when there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<PoolState>,
    /// Σ of the patient's part of meals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meals: Option<Yen>,
    /// The same charges in the order of service days, when that would change what a facility had to take (RULES §16.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_service_day: Option<Vec<OtherOrder>>,
    /// What limits the certainty of the page, see [`mark`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
}

/// One line of one ledger with where it comes from.
#[derive(Copy, Clone)]
struct Line<'p, 'a> {
    entry: &'p Entry<'a>,
    /// Which payer of the charge this ledger is, from 0.
    position: usize,
    share: &'p Share<'a>,
    due: &'p Due,
    sure: bool,
    paid: &'p Paid,
    index: usize,
}

/// The pages of a month.
pub fn pages<'a>(
    context: &Context<'a>,
    plan: &Plan<'a>,
    paid: &[Paid],
    by_day: Option<&[Paid]>,
    month: Month,
) -> Vec<MonthLedger> {
    let mut lines: Vec<Vec<Line<'_, 'a>>> = plan.accounts.iter().map(|_| Vec::new()).collect();
    for (index, (entry, paid)) in plan.entries.iter().zip(paid).enumerate() {
        let dues = paid.dues.iter().zip(&paid.sure);
        for (position, (share, (due, &sure))) in entry.shares.iter().zip(dues).enumerate() {
            if let Some(lines) = lines.get_mut(share.account) {
                lines.push(Line { entry, position, share, due, sure, paid, index });
            }
        }
    }
    let mut pages: Vec<((bool, PayerRank), MonthLedger)> = plan
        .accounts
        .iter()
        .zip(&lines)
        .filter_map(|(account, lines)| {
            let first = lines.first()?;
            let terms = &first.share.payer.terms;
            let page = page(context, *account, plan, lines, by_day, month);
            Some(((terms.local, terms.payer_rank), page))
        })
        .collect();
    order::sort_by(&mut pages, |(a, a_page), (b, b_page)| (a, &a_page.account).cmp(&(b, &b_page.account)));
    pages.into_iter().map(|(_, page)| page).collect()
}

fn page<'a>(
    context: &Context<'a>,
    account: Account<'a>,
    plan: &Plan<'a>,
    lines: &[Line<'_, 'a>],
    by_day: Option<&[Paid]>,
    month: Month,
) -> MonthLedger {
    let certificates: BTreeMap<&str, &Payer<'a>> =
        order::map(lines.iter().map(|line| (&*line.share.payer.certificate.id, &line.share.payer)));
    let complete = lines.iter().all(|line| line.sure);
    let rows = rows(lines);
    let (cap, caps) = caps::of_month(&certificates, month, context.as_of);
    let used_by_pool: BTreeMap<usize, Yen> =
        order::map(lines.iter().map(|line| (line.share.pool, line.due.used)));
    let reached_by = |used: &Yen| cap.is_some_and(|cap| cap.reached_by(*used));
    let reached = complete && used_by_pool.values().all(reached_by);
    let reached_from_start = caps.is_empty() && cap == Some(Cap::At(Yen::ZERO));
    let reaching = rows.iter().find(|row| row.reached && row.cap == cap);
    // Where nothing is to be paid, there is no day on which a cap was reached.
    let reaching = reaching.filter(|_| reached && cap != Some(Cap::At(Yen::ZERO)) && used_by_pool.len() == 1);
    let mut marks: BTreeSet<&'static str> = order::set(rows.iter().flat_map(|row| row.marks.iter().copied()));
    if band_undecided(context, lines) {
        marks.insert(mark::BAND_UNKNOWN);
    }
    let authorities: BTreeSet<&str> = order::set(
        certificates.values().filter_map(|payer| payer.certificate.payer_number.as_ref()?.0.get(2..4)),
    );
    if authorities.len() > 1 {
        marks.insert(mark::TWO_AUTHORITIES);
    }
    if caps::differ(&certificates, month) {
        marks.insert(mark::CAPS_DIFFER);
    }
    let meals: Option<Vec<Yen>> = rows.iter().filter_map(|row| row.meal).map(|meal| meal.patient).collect();
    let meals = meals.filter(|meals| !meals.is_empty()).map(|meals| meals.into_iter().sum());
    let pools = if used_by_pool.len() < 2 {
        Vec::new()
    } else {
        used_by_pool
            .iter()
            .filter_map(|(pool, used)| {
                let key = plan.pools.get(*pool)?;
                Some(PoolState {
                    setting: key.setting.cloned(),
                    facility: key.facility.map(str::to_owned),
                    used: *used,
                    reached: reached_by(used),
                })
            })
            .collect()
    };
    MonthLedger {
        account: account.name().to_owned(),
        scheme: lines.first().map(|line| line.share.payer.terms.key.to_owned()).unwrap_or_default(),
        certificates: certificates.keys().map(|id| (*id).to_owned()).collect(),
        month,
        cap,
        caps,
        total10: rows.iter().map(|row| row.total10).sum(),
        selfpay: complete.then(|| rows.iter().map(|row| row.due).sum()),
        liability_in_law: if complete && used_by_pool.len() < 2 { liability(lines) } else { None },
        reached,
        reached_from_start,
        reached_on: reaching.map(|row| row.service_day),
        reached_at: reaching.map(|row| row.facility.clone()),
        pools,
        meals,
        by_service_day: by_day.filter(|_| complete).and_then(|by_day| other_order(lines, by_day)),
        marks: marks.into_iter().collect(),
        rows,
    }
}

/// Does what is due on the page depend on an 適用区分 nobody has told?
fn band_undecided(context: &Context<'_>, lines: &[Line<'_, '_>]) -> bool {
    let mut dues: BTreeMap<(&str, &Setting), Yen> = BTreeMap::new();
    // At each of them every rate and every period of insurance is asked for once.
    let mut asked = BTreeMap::new();
    for line in lines {
        let charge = line.entry.version.charge;
        let at = (&*charge.facility.code, &charge.setting);
        *dues.entry(at).or_default() += line.due.due;
        let since = line.entry.insurance.map(|status| status.from);
        asked.insert((at, charge.insurance_rate, since), line);
    }
    asked.into_iter().any(|((at, ..), line)| {
        let scheme = &line.share.payer.certificate.scheme;
        let due = dues.get(&at).copied().unwrap_or_default();
        insurance::undecided(line.entry.version.charge, scheme, context, due)
    })
}

fn rows(lines: &[Line<'_, '_>]) -> Vec<LedgerRow> {
    let mut rows = Vec::with_capacity(lines.len());
    let mut used_before: BTreeMap<usize, Yen> = BTreeMap::new();
    for line in lines {
        let version = &line.entry.version;
        let charge = version.charge;
        let payer = &line.share.payer;
        let meal = meals::under(payer.certificate, &payer.terms, charge.meal);
        let before = used_before.insert(line.share.pool, line.due.used).unwrap_or_default();
        let mut marks = BTreeSet::new();
        if !line.sure {
            marks.insert(mark::CAP_UNKNOWN);
        }
        if line.position > 0 {
            marks.insert(mark::LATER_PAYER);
        }
        if !matches!(charge.source, Source::BillingSystem | Source::Claim | Source::Paper) {
            marks.insert(mark::PROVISIONAL);
        }
        let by_rate = matches!(payer.terms.terms.share, Rule::AtMost(_));
        if by_rate && line.position == 0 && charge.raw_selfpay.is_some_and(|raw| raw != line.due.raw) {
            marks.insert(mark::RAW_DIFFERS);
        }
        if line.position == 0 && charge.seen_running_total.is_some_and(|seen| seen != before) {
            marks.insert(mark::SEEN_TOTAL_DIFFERS);
        }
        if !payer.terms.confirmed {
            marks.insert(mark::RULE_UNCONFIRMED);
        }
        if meal.is_some_and(|meal| !meal.confirmed) {
            marks.insert(mark::MEAL_UNCONFIRMED);
        }
        rows.push(LedgerRow {
            charge: charge.id.clone(),
            earlier: version.earlier.iter().map(|earlier| earlier.id.clone()).collect(),
            certificate: payer.certificate.id.clone(),
            sequence: version.place.sequence,
            service_day: charge.service_day,
            facility: At::from(&charge.facility),
            setting: charge.setting.clone(),
            total10: charge.total10,
            raw: line.due.raw,
            due: line.due.due,
            used: line.sure.then_some(line.due.used),
            cap: payer.cap,
            reached: line.sure && line.due.reached,
            window_payment: line.paid.window,
            collected: version.collected,
            difference: version.collected.zip(line.paid.window).map(|(collected, due)| collected - due),
            meal,
            source: charge.source.clone(),
            marks: marks.into_iter().collect(),
        });
    }
    rows
}

/// `min(cap, rate × Σ total10)`, each rate taken once of its own sum (児福法19条の2②, 難病法5条2項1号).
fn liability(lines: &[Line<'_, '_>]) -> Option<Yen> {
    let caps: BTreeSet<(bool, Yen)> =
        order::set(lines.iter().filter_map(|line| line.share.payer.cap).map(size));
    let nothing = size(Cap::At(Yen::ZERO));
    let binding = match caps.iter().filter(|cap| **cap != nothing).collect::<Vec<_>>().as_slice() {
        [] => return Some(Yen::ZERO),
        [one] => **one,
        _ => return None,
    };
    let mut by_rate: BTreeMap<Rate, Yen> = BTreeMap::new();
    let mut given = Yen::ZERO;
    let under = lines.iter().filter(|line| line.share.payer.cap.map(size) == Some(binding));
    for line in under {
        let row = &line.share.row;
        match line.share.payer.terms.terms.share {
            Rule::AtMost(rate) => *by_rate.entry(rate.min(row.insurance_rate)).or_default() += row.total10,
            Rule::OfInsurance => given += line.due.raw,
            Rule::Nothing => {}
        }
    }
    let sum = given + Rate::of_all_half_up(by_rate);
    Some(if binding.0 { sum } else { sum.min(binding.1) })
}

/// The lines in the order of service days, when a facility would have had to take another sum.
fn other_order(lines: &[Line<'_, '_>], by_day: &[Paid]) -> Option<Vec<OtherOrder>> {
    // What each facility takes in this order, and in that.
    let mut taken: BTreeMap<&str, (Yen, Yen)> = BTreeMap::new();
    let mut others: Vec<(Day, usize, OtherOrder)> = Vec::with_capacity(lines.len());
    for (number, line) in lines.iter().enumerate() {
        let other = by_day.get(line.index)?.dues.get(line.position)?;
        let charge = line.entry.version.charge;
        let (here, there) = taken.entry(&charge.facility.code).or_default();
        *here += line.due.due;
        *there += other.due;
        let row = OtherOrder { charge: charge.id.clone(), due: other.due, used: other.used };
        others.push((charge.service_day, number, row));
    }
    if taken.values().all(|(here, there)| here == there) {
        return None;
    }
    order::sort_by_key(&mut others, |(day, number, _)| (*day, *number));
    Some(others.into_iter().map(|(_, _, row)| row).collect())
}
