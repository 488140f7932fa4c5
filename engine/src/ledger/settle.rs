//! Due against collected: who owes whom, and why. What a facility collected is never rewritten (RULES §12.12).
//!
//! Why a difference arose is found by asking what would have been due otherwise: with the cancelled charges, with the versions
//! before their corrections, under the cap before its change, in the order of service days. What explains the collected amount
//! to the yen is the reason.

use super::context::Context;
use super::events::{Active, Struck, StruckBy};
use super::month::At;
use super::plan::{Entry, Plan, Version};
use super::run::{self, Paid};
use crate::civil::{Day, Month};
use crate::facts::Source;
use crate::order;
use crate::yen::Yen;
use serde::Serialize;
use std::collections::BTreeMap;

/// Which way the money goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 返金: to the patient.
    Refund,
    /// 追加徴収: from the patient.
    Additional,
}

/// Who settles it with the patient.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The facility, at its window.
    Facility,
    /// The prefecture, on a claim (償還払い).
    Prefecture,
}

/// One difference to be settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// The charge.
    pub charge: String,
    /// The ledger of its first payer.
    pub account: String,
    /// Month of service.
    pub month: Month,
    /// 受診日.
    pub service_day: Day,
    /// Where.
    pub facility: At,
    /// How much, always positive.
    pub amount: Yen,
    /// Which way.
    pub direction: Direction,
    /// By whom.
    pub by: By,
    /// One of [`reason`].
    pub reason: &'static str,
}

/// The reasons.
pub mod reason {
    /// (ア) Paid before the certificate arrived.
    pub const BEFORE_CERTIFICATE: &str = "before_certificate";
    /// (イ) Paid at the insurance's rate.
    pub const INSURANCE_RATE: &str = "insurance_rate";
    /// (ウ) The cap was lowered for days already paid.
    pub const CAP_LOWERED: &str = "cap_lowered";
    /// The cap was raised for days already paid.
    pub const CAP_RAISED: &str = "cap_raised";
    /// The charge or an earlier one was corrected.
    pub const CORRECTION: &str = "correction";
    /// An earlier charge was cancelled and left room under the cap.
    pub const CANCELLATION: &str = "cancellation";
    /// Registered later than it was served.
    pub const LATE_REGISTRATION: &str = "late_registration";
    /// More than due, for no reason the facts tell.
    pub const OVER: &str = "collected_over_due";
    /// Less than due, for no reason the facts tell.
    pub const UNDER: &str = "collected_under_due";
}

/// One month: what its differences are explained from.
#[derive(Clone, Copy)]
pub struct Scene<'m, 'a> {
    /// The look-ups.
    pub context: &'m Context<'a>,
    /// The month's charges.
    pub active: &'m [Active<'a>],
    /// The month's struck versions.
    pub struck: &'m [Struck<'a>],
    /// The month as planned.
    pub plan: &'m Plan<'a>,
    /// The month as reckoned.
    pub paid: &'m [Paid],
    /// The month in the order of service days, where that is another order.
    pub by_day: Option<&'m [Paid]>,
}

/// The differences of a month.
pub fn lines(scene: &Scene<'_, '_>) -> Vec<Settlement> {
    let different = |entry: &Entry<'_>, paid: &Paid| Some((entry.version.collected?, paid.window?));
    let open: Vec<(usize, &Entry<'_>, Yen, Yen)> = scene
        .plan
        .entries
        .iter()
        .zip(scene.paid)
        .enumerate()
        .filter_map(|(index, (entry, paid))| {
            let (collected, due) = different(entry, paid)?;
            (collected != due).then_some((index, entry, collected, due))
        })
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    let otherwise = Otherwise::of(scene);
    open.into_iter()
        .map(|(index, entry, collected, due)| {
            let direction = if collected > due { Direction::Refund } else { Direction::Additional };
            let (reason, by) = why(scene, &otherwise, index, entry, collected, due);
            let charge = entry.version.charge;
            Settlement {
                charge: charge.id.clone(),
                account: entry
                    .shares
                    .first()
                    .map(|share| share.payer.account().name().to_owned())
                    .unwrap_or_default(),
                month: charge.service_day.month(),
                service_day: charge.service_day,
                facility: At::from(&charge.facility),
                amount: if collected > due { collected - due } else { due - collected },
                direction,
                by: if direction == Direction::Additional { By::Facility } else { by },
                reason,
            }
        })
        .collect()
}

fn why(
    scene: &Scene<'_, '_>,
    otherwise: &Otherwise,
    index: usize,
    entry: &Entry<'_>,
    collected: Yen,
    due: Yen,
) -> (&'static str, By) {
    let charge = entry.version.charge;
    // The facility can undo it itself in the same month, as long as it has not been claimed (RULES §1.6).
    let same_month = scene.context.as_of.is_none_or(|as_of| as_of.month() <= charge.service_day.month());
    let usual = if same_month && charge.source != Source::Claim { By::Facility } else { By::Prefecture };
    let over = collected > due;
    let decided_late = entry
        .shares
        .iter()
        .filter_map(|share| share.payer.certificate.decided_on)
        .any(|decided_on| decided_on > charge.service_day);
    let at_insurance_rate = collected == charge.insurance_rate.of_at_window(charge.total10);
    let first_due = scene.paid.get(index).and_then(|paid| paid.dues.first());
    let clipped = first_due.is_some_and(|due| due.due < due.raw);
    if over && decided_late {
        let reason =
            if at_insurance_rate && !clipped { reason::INSURANCE_RATE } else { reason::BEFORE_CERTIFICATE };
        return (reason, By::Prefecture);
    }
    let explained = otherwise.explains(index, collected, due);
    match explained {
        Some(Cause::Correction) => return (reason::CORRECTION, usual),
        Some(Cause::Cancellation) => return (reason::CANCELLATION, usual),
        _ => {}
    }
    if over && at_insurance_rate && first_due.is_some_and(|due| due.raw < collected) {
        return (reason::INSURANCE_RATE, usual);
    }
    match explained {
        Some(Cause::CapChange) if over => (reason::CAP_LOWERED, By::Prefecture),
        Some(Cause::CapChange) => (reason::CAP_RAISED, usual),
        Some(Cause::Order) => (reason::LATE_REGISTRATION, usual),
        _ if over => (reason::OVER, usual),
        _ => (reason::UNDER, usual),
    }
}

/// What would have changed the answer.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Cause {
    Correction,
    Cancellation,
    CapChange,
    Order,
}

/// The month as it would have been otherwise: what the window should then have taken, by entry of the plan.
struct Otherwise {
    windows: Vec<(Cause, Vec<Option<Yen>>)>,
}

impl Otherwise {
    fn of(scene: &Scene<'_, '_>) -> Self {
        let mut windows = Vec::new();
        let mut ask = |cause, versions: Option<Vec<Version<'_>>>| {
            if let Some(versions) = versions {
                let plan = Plan::of(scene.context, versions);
                windows.push((cause, matched(scene.plan, &plan, &run::registered(scene.context, &plan))));
            }
        };
        ask(Cause::Correction, before_correction(scene));
        ask(Cause::Cancellation, before_cancellation(scene));
        if let Some(plan) = under_former_caps(scene.plan) {
            let paid = run::registered(scene.context, &plan);
            windows.push((Cause::CapChange, paid.iter().map(|paid| paid.window).collect()));
        }
        if let Some(by_day) = scene.by_day {
            windows.push((Cause::Order, by_day.iter().map(|paid| paid.window).collect()));
        }
        Otherwise { windows }
    }

    /// The first cause that accounts for the collected amount to the yen; failing that, the first correction or cancellation
    /// that points the same way.
    fn explains(&self, index: usize, collected: Yen, due: Yen) -> Option<Cause> {
        let asked = || {
            self.windows
                .iter()
                .filter_map(|(cause, windows)| Some((*cause, windows.get(index).copied().flatten()?)))
        };
        let exact = asked().find(|(_, other)| *other == collected);
        let same_way = || {
            asked().find(|(cause, other)| {
                matches!(cause, Cause::Correction | Cause::Cancellation)
                    && other.cmp(&due) == collected.cmp(&due)
            })
        };
        exact.or_else(same_way).map(|(cause, _)| cause)
    }
}

/// What each entry of `plan` comes to in another plan, matched by place.
fn matched(plan: &Plan<'_>, other: &Plan<'_>, paid: &[Paid]) -> Vec<Option<Yen>> {
    let windows: BTreeMap<_, _> =
        order::map(other.entries.iter().zip(paid).map(|(entry, paid)| (entry.version.place, paid.window)));
    plan.entries.iter().map(|entry| windows.get(&entry.version.place).copied().flatten()).collect()
}

fn as_version<'a>(active: &Active<'a>) -> Version<'a> {
    Version { charge: active.charge, place: active.place, collected: active.collected, earlier: Vec::new() }
}

fn struck_version<'a>(struck: &Struck<'a>) -> Version<'a> {
    Version {
        charge: struck.charge,
        place: struck.place,
        collected: struck.charge.collected,
        earlier: Vec::new(),
    }
}

/// The month with each corrected charge as it was before its last correction.
fn before_correction<'a>(scene: &Scene<'_, 'a>) -> Option<Vec<Version<'a>>> {
    let month = scene.active.first()?.charge.service_day.month();
    let heads: BTreeMap<&str, &Active<'a>> =
        order::map(scene.active.iter().map(|active| (&*active.charge.id, active)));
    // Struck here by a version that stands in another month; of several the last in ledger order.
    let elsewhere =
        |struck: &&Struck<'a>| struck.why == StruckBy::Corrected && !heads.contains_key(struck.by);
    let moved: BTreeMap<&str, &Struck<'a>> =
        order::map(scene.struck.iter().filter(elsewhere).map(|struck| (struck.by, struck)));
    if moved.is_empty() && scene.active.iter().all(|active| active.earlier.is_empty()) {
        return None;
    }
    let mut versions: Vec<Version<'a>> = moved.into_values().map(struck_version).collect();
    for active in scene.active {
        match active.earlier.last() {
            None => versions.push(as_version(active)),
            Some(before) if before.service_day.month() == month => {
                versions.push(Version { charge: before, ..as_version(active) });
            }
            Some(_) => {}
        }
    }
    Some(versions)
}

/// The month with its cancelled charges as they were.
fn before_cancellation<'a>(scene: &Scene<'_, 'a>) -> Option<Vec<Version<'a>>> {
    let void: Vec<Version<'a>> = scene
        .struck
        .iter()
        .filter(|struck| struck.why == StruckBy::Cancelled && struck.last)
        .map(struck_version)
        .collect();
    (!void.is_empty()).then(|| void.into_iter().chain(scene.active.iter().map(as_version)).collect())
}

/// The month with each certificate's cap as it was before the entry now in force.
fn under_former_caps<'a>(plan: &Plan<'a>) -> Option<Plan<'a>> {
    let mut former = plan.clone();
    let mut changed = false;
    for entry in &mut former.entries {
        let day = entry.version.charge.service_day;
        for share in &mut entry.shares {
            let caps = &share.payer.certificate.caps;
            let Some(in_force) = caps.iter().filter(|cap| cap.from <= day).map(|cap| cap.from).max() else {
                continue;
            };
            let before = caps.iter().filter(|cap| cap.from < in_force).max_by_key(|cap| cap.from);
            if let Some(before) = before {
                changed |= share.payer.cap != Some(before.cap);
                share.payer.cap = Some(before.cap);
            }
        }
    }
    changed.then_some(former)
}
