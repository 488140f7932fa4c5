//! What each charge comes to over all its payers, and the charges that stand on no ledger.

use super::admit::Off;
use super::context::{Context, Named};
use super::events::{Struck, StruckBy};
use super::kernel::Share as Rule;
use super::month::At;
use super::plan::{Entry, Plan, Version};
use super::run::Paid;
use crate::civil::{Day, Month};
use crate::yen::Yen;
use serde::Serialize;

/// One payer's part of a charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayerShare {
    /// The ledger.
    pub account: String,
    /// The scheme.
    pub scheme: String,
    /// Self-pay that this ledger enters.
    pub due: Yen,
    /// What this scheme bears.
    pub public: Yen,
}

/// One charge over all its payers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChargeOutcome {
    /// The charge.
    pub charge: String,
    /// Month of service.
    pub month: Month,
    /// 受診日.
    pub service_day: Day,
    /// Where.
    pub facility: At,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// What the insurer bears before 高額療養費. What 高額療養費 takes over stands in the first payer's part here; [`crate::split`]
    /// tells the two apart.
    pub insurer: Yen,
    /// The first payer first.
    pub payers: Vec<PayerShare>,
    /// What stays with the patient, to the single yen as on the receipt (レセプト).
    pub patient: Yen,
    /// What rounding at the window adds or takes.
    pub rounding: Yen,
    /// What the window should have taken; none when a certificate that was used cannot be reckoned with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_payment: Option<Yen>,
    /// What stays after refunds that need no decision (償還・自動償還).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub borne: Option<Yen>,
    /// What the facility took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected: Option<Yen>,
}

/// A charge, or a certificate it names, that does not count on a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OffLedger {
    /// The charge.
    pub charge: String,
    /// The certificate; none: the charge as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// That certificate's scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Month of service.
    pub month: Month,
    /// 受診日.
    pub service_day: Day,
    /// Where.
    pub facility: At,
    /// 医療費総額(10割).
    pub total10: Yen,
    /// Why: one of [`super::admit::reason`].
    pub reason: &'static str,
    /// Does it count as cost of the disease all the same (軽症高額)?
    pub counted: bool,
}

/// A version that was struck out: corrected or cancelled. It stays visible (RULES §1.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StruckRow {
    /// The version.
    pub charge: String,
    /// The event that struck it.
    pub by: String,
    /// Why.
    pub why: StruckBy,
    /// The certificates it named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Month of service.
    pub month: Month,
    /// 受診日.
    pub service_day: Day,
    /// Where.
    pub facility: At,
    /// 医療費総額(10割), no longer counted.
    pub total10: Yen,
    /// What the facility had taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected: Option<Yen>,
}

/// The charges of a month.
pub fn outcomes(plan: &Plan<'_>, paid: &[Paid]) -> Vec<ChargeOutcome> {
    plan.entries.iter().zip(paid).map(|(entry, paid)| outcome(entry, paid)).collect()
}

/// 10割 = insurer + 公費 + patient, exactly; the window's rounding stands apart.
fn outcome(entry: &Entry<'_>, paid: &Paid) -> ChargeOutcome {
    let charge = entry.version.charge;
    let first = entry.shares.first().map(|share| share.payer.terms.terms.share);
    // Where the rule is the insurance's own self-pay, the facility's figure of it is the figure (38).
    let of_insurance = match (first, charge.raw_selfpay) {
        (Some(Rule::OfInsurance), Some(given)) => given,
        _ => charge.insurance_rate.of(charge.total10),
    };
    let mut exact = of_insurance;
    let mut rounded: Option<Yen> = None;
    let mut payers = Vec::with_capacity(entry.shares.len());
    for (share, due) in entry.shares.iter().zip(&paid.dues) {
        let before = exact;
        let by_rule = match share.payer.terms.terms.share {
            Rule::AtMost(rate) => rate.min(charge.insurance_rate).of(charge.total10),
            Rule::OfInsurance => charge.raw_selfpay.unwrap_or(before),
            Rule::Nothing => Yen::ZERO,
        };
        let unclipped = due.due == rounded.map_or(due.raw, |former| former.min(due.raw));
        exact = exact.min(by_rule);
        if !unclipped {
            exact = exact.min(due.due);
        }
        rounded = Some(due.due);
        payers.push(PayerShare {
            account: share.payer.account().name().to_owned(),
            scheme: share.payer.terms.key.to_owned(),
            due: due.due,
            public: before - exact,
        });
    }
    ChargeOutcome {
        charge: charge.id.clone(),
        month: charge.service_day.month(),
        service_day: charge.service_day,
        facility: At::from(&charge.facility),
        total10: charge.total10,
        insurer: charge.total10 - of_insurance,
        payers,
        patient: exact,
        rounding: rounded.unwrap_or(exact) - exact,
        window_payment: paid.window,
        borne: paid.borne,
        collected: entry.version.collected,
    }
}

/// The charges of a month that stand on no ledger, or not on every one they name.
pub fn off_ledger(off: &[(Version<'_>, Off<'_>)]) -> Vec<OffLedger> {
    let line = |(version, off): &(Version<'_>, Off<'_>)| {
        let charge = version.charge;
        OffLedger {
            charge: charge.id.clone(),
            certificate: off.certificate.map(str::to_owned),
            scheme: off.scheme.map(str::to_owned),
            month: charge.service_day.month(),
            service_day: charge.service_day,
            facility: At::from(&charge.facility),
            total10: charge.total10,
            reason: off.reason,
            counted: off.counted,
        }
    };
    off.iter().map(line).collect()
}

/// The struck versions of a month.
pub fn struck(context: &Context<'_>, struck: &[Struck<'_>]) -> Vec<StruckRow> {
    let line = |struck: &Struck<'_>| {
        let charge = struck.charge;
        let mut certificates: Vec<String> = charge
            .certificates
            .iter()
            .filter(|id| !matches!(context.named(id), Named::Undisclosed))
            .cloned()
            .collect();
        crate::order::sort(&mut certificates);
        certificates.dedup();
        StruckRow {
            charge: charge.id.clone(),
            by: struck.by.to_owned(),
            why: struck.why,
            certificates,
            month: charge.service_day.month(),
            service_day: charge.service_day,
            facility: At::from(&charge.facility),
            total10: charge.total10,
            collected: charge.collected,
        }
    };
    struck.iter().map(line).collect()
}
