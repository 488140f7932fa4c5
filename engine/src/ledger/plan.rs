//! One month before anything is reckoned: which charge stands in which ledgers, in the order of registration.

use super::admit::{Account, Admission, Off, Payer, admit};
use super::context::Context;
use super::events::Place;
use super::kernel::Row;
use crate::facts::{Charge, InsuranceStatus, Setting};
use crate::yen::Yen;
use std::collections::BTreeMap;

/// A version of a charge as it is to be reckoned with.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// The version.
    pub charge: &'a Charge,
    /// Its place in the order of registration.
    pub place: Place<'a>,
    /// What the facility took.
    pub collected: Option<Yen>,
    /// Earlier versions, the first first.
    pub earlier: Vec<&'a Charge>,
}

/// A charge and who pays for it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The charge.
    pub version: Version<'a>,
    /// Who pays, the first payer first.
    pub shares: Vec<Share<'a>>,
    /// Is every certificate that was used among them?
    pub complete: bool,
    /// The insurance band on the service day.
    pub insurance: Option<&'a InsuranceStatus>,
}

/// One payer of one charge.
#[derive(Clone, Debug)]
pub struct Share<'a> {
    /// The certificate, its terms and its cap.
    pub payer: Payer<'a>,
    /// Index of the ledger in [`Plan::accounts`].
    pub account: usize,
    /// Index of the running total: one for each ledger, or more where the cap is counted apart.
    pub pool: usize,
    /// What the rule is told.
    pub row: Row,
}

/// Whose running total: a ledger, and where the cap is counted apart also a setting or a facility.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pool<'a> {
    /// Index of the ledger.
    pub account: usize,
    /// In- or out-patient, where each has its own cap.
    pub setting: Option<&'a Setting>,
    /// The facility, where each has its own cap.
    pub facility: Option<&'a str>,
}

/// One month of one person.
#[derive(Clone, Debug, Default)]
pub struct Plan<'a> {
    /// Charges on at least one ledger, in the order of registration.
    pub entries: Vec<Entry<'a>>,
    /// Charges with what they do not count on.
    pub off: Vec<(Version<'a>, Off<'a>)>,
    /// The ledgers of the month.
    pub accounts: Vec<Account<'a>>,
    /// The running totals of the month.
    pub pools: Vec<Pool<'a>>,
}

impl<'a> Plan<'a> {
    /// Plans the versions of one month; they need not be in order.
    pub fn of(context: &Context<'a>, versions: impl IntoIterator<Item = Version<'a>>) -> Self {
        let mut versions: Vec<Version<'a>> = versions.into_iter().collect();
        crate::order::sort_by_key(&mut versions, |version| version.place);
        let mut plan = Plan::default();
        let mut accounts: BTreeMap<Account<'a>, usize> = BTreeMap::new();
        let mut pools: BTreeMap<Pool<'a>, usize> = BTreeMap::new();
        for version in versions {
            let charge = version.charge;
            let Admission { payers, off, complete } = admit(context, charge);
            plan.off.extend(off.into_iter().map(|off| (version.clone(), off)));
            if payers.is_empty() {
                continue;
            }
            let shares = payers
                .into_iter()
                .map(|payer| {
                    let name = payer.account();
                    let account = *accounts.entry(name).or_insert_with(|| {
                        plan.accounts.push(name);
                        plan.accounts.len() - 1
                    });
                    let scope = &payer.certificate.scope;
                    let key = Pool {
                        account,
                        setting: scope.split_by_setting.then_some(&charge.setting),
                        facility: scope.split_by_facility.then_some(&charge.facility.code),
                    };
                    let pool = *pools.entry(key).or_insert_with(|| {
                        plan.pools.push(key);
                        plan.pools.len() - 1
                    });
                    let row = Row {
                        total10: charge.total10,
                        insurance_rate: charge.insurance_rate,
                        raw_given: charge.raw_selfpay,
                        insurance_room: None,
                    };
                    Share { payer, account, pool, row }
                })
                .collect();
            let insurance = context.insurance_on(charge.service_day);
            plan.entries.push(Entry { version, shares, complete, insurance });
        }
        plan
    }
}
