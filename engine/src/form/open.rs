//! What can be applied for at all today, and why not.

use super::description::Circumstance;
use super::scene::Scene;
use super::{Given, Kind};
use crate::book::lead::Lead;
use crate::civil::Day;
use crate::facts::Facts;
use crate::watch::claim::unclaimed;
use crate::watch::high_cost_long_term::State as LongTerm;
use crate::watch::notice::{Param, Params, Value};
use crate::watch::renewal::{Renewal, Validity};
use crate::watch::sources::{Ground, NANBYO, SHOMAN};
use crate::yen::Yen;
use serde::Serialize;

/// May this kind be begun today?
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// Which.
    pub kind: Kind,
    /// Can it be begun?
    pub open: bool,
    /// Do the facts speak for it? Those that fit come first on a page.
    pub fits: bool,
    /// Message key of why, or why not.
    pub why: &'static str,
    /// Its parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    /// Last day without loss, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Day>,
    /// Money it is about, where it can be said. 見込み.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_stake: Option<Yen>,
}

const MET: &str = "form.open.met";
const WITH_RECEIPTS: &str = "form.open.with_receipts";
const RIGHT_RUNS: &str = "form.open.right_runs";
const IN_TIME: &str = "form.open.in_time";
const AFTER_END: &str = "form.open.after_end";
const TO_CLAIM: &str = "form.open.to_claim";
const WHEN_CHANGED: &str = "form.open.when_changed";
const FIRST_TIME: &str = "form.open.first_time";
const HAS_CERTIFICATE: &str = "form.closed.has_certificate";
const NO_CERTIFICATE: &str = "form.closed.no_certificate";
const NO_RIGHT: &str = "form.closed.no_right";
const ALREADY_LOWER: &str = "form.closed.already_lower";
const NO_BENEFIT: &str = "form.closed.no_benefit";
const TOO_EARLY: &str = "form.closed.too_early";
const FOLLOWED: &str = "form.closed.followed";
const ENDS_BY_AGE: &str = "form.closed.ends_by_age";
const REGISTERED: &str = "form.closed.registered";

/// Every reason.
pub(super) const REASONS: [&str; 17] = [
    MET,
    WITH_RECEIPTS,
    RIGHT_RUNS,
    IN_TIME,
    AFTER_END,
    TO_CLAIM,
    WHEN_CHANGED,
    FIRST_TIME,
    HAS_CERTIFICATE,
    NO_CERTIFICATE,
    NO_RIGHT,
    ALREADY_LOWER,
    NO_BENEFIT,
    TOO_EARLY,
    FOLLOWED,
    ENDS_BY_AGE,
    REGISTERED,
];

/// Every kind: those the facts speak for first, then the other open ones, then the closed ones.
pub fn open_kinds(facts: &Facts, day: Day) -> Vec<Opened> {
    let ledgers = crate::ledger::all(facts, day);
    let ground = Ground::of(facts, &ledgers, day);
    let watches = crate::watch::on(&ground);
    let given = Given::default();
    let mut kinds: Vec<Opened> =
        Kind::ALL.iter().map(|kind| opened(&Scene::of(*kind, facts, &given, &ground, &watches))).collect();
    crate::order::sort_by_key(&mut kinds, |kind| (!kind.fits, !kind.open));
    kinds
}

pub(super) fn opened(scene: &Scene<'_>) -> Opened {
    match scene.kind {
        Kind::MildHighCost => mild(scene),
        Kind::Reapplication => match scene.right() {
            Some(right) => {
                let params = Params::default()
                    .with("notified_on", Value::Day(right.notified_on))
                    .with("until", Value::Day(right.until));
                Opened {
                    deadline: Some(right.until),
                    ..Opened::open(scene, scene.met.is_some(), RIGHT_RUNS, params)
                }
            }
            None if scene.ground.valid_on(NANBYO, scene.today()) => Opened::closed(scene, HAS_CERTIFICATE),
            None => Opened::closed(scene, NO_RIGHT),
        },
        Kind::HighCostLongTerm => long_term(scene),
        Kind::Renewal => renewal(scene),
        Kind::Refund => refund(scene),
        Kind::Change if scene.certificates().is_empty() => Opened::closed(scene, NO_CERTIFICATE),
        Kind::Change => Opened::open(scene, false, WHEN_CHANGED, Params::default()),
        Kind::Registration => {
            let registered = scene.ground.registrations.iter().any(|one| one.scheme == NANBYO);
            if registered {
                Opened::closed(scene, REGISTERED)
            } else {
                Opened::open(scene, scene.holds(Circumstance::Diagnosed), FIRST_TIME, Params::default())
            }
        }
    }
}

impl Opened {
    fn open(scene: &Scene<'_>, fits: bool, why: &'static str, params: Params) -> Self {
        let kind = scene.kind;
        Opened { kind, open: true, fits, why, params: params.0, deadline: None, at_stake: None }
    }

    fn closed(scene: &Scene<'_>, why: &'static str) -> Self {
        Opened { open: false, ..Opened::open(scene, false, why, Params::default()) }
    }

    fn saying(self, params: Params) -> Self {
        Opened { params: params.0, ..self }
    }

    fn at_stake(self, amount: Yen) -> Self {
        Opened { at_stake: (amount > Yen::ZERO).then_some(amount), ..self }
    }
}

fn mild(scene: &Scene<'_>) -> Opened {
    let Some(mild) = &scene.mild else { return Opened::closed(scene, HAS_CERTIFICATE) };
    let params = Params::default()
        .with("count", Value::Count(mild.count.count))
        .with("need", Value::Count(mild.count.need));
    match &scene.met {
        Some(met) => {
            let params = params.with("met_on", Value::Day(met.met_on));
            let opened = Opened { deadline: met.apply_by.ordinary, ..Opened::open(scene, true, MET, params) };
            opened.at_stake(met.refund_estimate.ordinary)
        }
        None => Opened::open(scene, false, WITH_RECEIPTS, params),
    }
}

fn long_term(scene: &Scene<'_>) -> Opened {
    let Some(watch) = scene.watches.high_cost_long_term.first() else {
        return Opened::closed(scene, NO_CERTIFICATE);
    };
    let params = Params::default()
        .id("certificate", &watch.certificate)
        .with("count", Value::Count(watch.count.count))
        .with("need", Value::Count(watch.count.need));
    match &watch.state {
        LongTerm::AlreadyLower => Opened::closed(scene, ALREADY_LOWER).saying(params),
        LongTerm::NoBenefit { .. } => Opened::closed(scene, NO_BENEFIT).saying(params),
        LongTerm::CannotSay { .. } | LongTerm::Watching { .. } => {
            Opened::open(scene, false, WITH_RECEIPTS, params)
        }
        LongTerm::Met(met) => {
            let opened = Opened { deadline: Some(met.apply_by), ..Opened::open(scene, true, MET, params) };
            opened.at_stake(met.saving.in_the_window.unwrap_or_default())
        }
    }
}

fn renewal(scene: &Scene<'_>) -> Opened {
    let renewals = || {
        let national = |renewal: &&Renewal| renewal.scheme == NANBYO || renewal.scheme == SHOMAN;
        scene.watches.renewals.iter().filter(national)
    };
    let of = |renewal: &Renewal| {
        Params::default().id("certificate", &renewal.certificate).with("until", Value::Day(renewal.until))
    };
    let going = || renewals().filter(|renewal| renewal.followed_by.is_none());
    // The one that ends first, of those that still run; else the one that ended last.
    let running = going().filter(|renewal| renewal.validity != Validity::Expired).min_by_key(|one| one.until);
    let Some(renewal) = running.or_else(|| going().max_by_key(|one| one.until)) else {
        let why = if renewals().next().is_some() { FOLLOWED } else { NO_CERTIFICATE };
        return Opened::closed(scene, why);
    };
    if renewal.ends_by_age {
        return Opened::closed(scene, ENDS_BY_AGE).saying(of(renewal));
    }
    match renewal.validity {
        Validity::EndingSoon => {
            Opened { deadline: Some(renewal.until), ..Opened::open(scene, true, IN_TIME, of(renewal)) }
        }
        Validity::Expired => Opened::open(scene, true, AFTER_END, of(renewal)),
        Validity::NotStarted | Validity::Valid => {
            let from =
                Lead::EndingSoon.months(renewal.until).map(|lead| renewal.until.minus_months(lead.value));
            let params = of(renewal).with_some("from", from.map(Value::Day));
            Opened::closed(scene, TOO_EARLY).saying(params)
        }
    }
}

fn refund(scene: &Scene<'_>) -> Opened {
    if scene.certificates().is_empty() {
        return Opened::closed(scene, NO_CERTIFICATE);
    }
    let total = unclaimed(scene.ground).iter().map(|line| line.amount).sum::<Yen>();
    if total > Yen::ZERO {
        Opened::open(scene, true, TO_CLAIM, Params::default()).at_stake(total)
    } else {
        Opened::open(scene, false, WITH_RECEIPTS, Params::default())
    }
}
