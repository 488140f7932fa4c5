//! 軽症高額: three months of 医療費総額(10割) above 33,330 yen within twelve open the 特定医療費 to a person whose disease is
//! mild (難病法7条1項2号, 施行令2条; RULES §5).

use super::months::{self, CitedRule, Months, WatchedMonth};
use super::notice::{Certainty, Notice, Params, Value};
use super::sources::{self, Counted, Ground, NANBYO};
use super::window::{self, MonthCount, Question};
use crate::civil::{Day, Month};
use crate::start_date::{self, StartDate};
use crate::yen::Yen;
use serde::Serialize;

/// What is known about 軽症高額 on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MildHighCost {
    /// Where the person stands.
    pub state: State,
    /// The months for an application today; `None` when not watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<MonthCount>,
    /// All twelve months of the window, oldest first; empty when not watched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<WatchedMonth>,
    /// Month of onset that cuts the window, where an authority gave one; the earliest if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onset_month: Option<Month>,
    /// How sure the count is.
    pub certainty: Certainty,
    /// The rule it was counted by; `None` when not watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<CitedRule>,
}

/// Where the person stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    /// The watch does not concern this person today.
    NotWatched {
        /// Why.
        reason: NotWatched,
    },
    /// Too few months so far, and none needs telling.
    Watching {
        /// How many months qualify.
        count: u32,
    },
    /// The criterion is met: an application may be made. Whether it is granted the authority decides.
    Met(Met),
    /// It was met, nobody applied, and too few months are left in the window.
    Lapsed {
        /// First day of the stretch that ended.
        met_on: Day,
        /// The month in which too few were left.
        lapsed_in: Month,
        /// How many months qualify now.
        count: u32,
    },
}

/// Why somebody is not watched.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotWatched {
    /// Holds a certificate of 54 that is valid today.
    HasCertificate,
    /// Holds no 登録者証 and was not refused for want of severity.
    NotRegistered,
    /// The book has no rule for an application in this month.
    NoRule,
}

/// The criterion is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Met {
    /// The day the criterion was met (RULES §16.4).
    pub met_on: Day,
    /// Charges of that day, by id: the ones that lifted the month over the threshold.
    pub met_by: Vec<String>,
    /// Start date of a certificate applied for today, and what fixes it; `None` where the book has no rule.
    pub start_if_applied_today: ByReason<Option<StartDate>>,
    /// The last day to apply for the earliest start date (§16.5), whatever else happens; `None` where the book has no rule.
    pub last_safe_application: ByReason<Option<Day>>,
    /// The last day to apply without loss in fact: not after the window lets go (`lapses_in`), and, where an earlier certificate still
    /// covered the days after `met_on`, reckoned from its end.
    pub apply_by: ByReason<Option<Day>>,
    /// First month in which an application finds too few months if nothing is added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapses_in: Option<Month>,
    /// Last of the days after `met_on` that an earlier certificate covered without a break (§12.15).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_until: Option<Day>,
    /// What an application today might bring back of what was paid: the part from the lower rate alone, before any cap and before
    /// 高額療養費. Always 見込み.
    pub refund_estimate: ByReason<Yen>,
}

/// A figure without and with やむを得ない理由 (one month or three before the application).
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByReason<T> {
    /// The ordinary case.
    pub ordinary: T,
    /// With a reason the authority accepts.
    pub unavoidable: T,
}

impl<T> ByReason<T> {
    pub(crate) fn of(figure: impl Fn(bool) -> T) -> Self {
        ByReason { ordinary: figure(false), unavoidable: figure(true) }
    }
}

/// Works out 軽症高額 for these facts.
pub fn watch(ground: &Ground<'_>) -> MildHighCost {
    if let Some(reason) = not_watched_on(ground, ground.as_of) {
        return not_watched(ground, reason);
    }
    let Some(reckoned) = Reckoned::of(ground) else { return not_watched(ground, NotWatched::NoRule) };
    let window_months = reckoned.window_months;
    let state = match (reckoned.met(ground), reckoned.stretches.last()) {
        (Some(met), _) => State::Met(met),
        (None, Some(window::Stretch { from, until: Some(until) }))
            if until.plus_months(window_months) >= ground.as_of
                && not_watched_on(ground, *until).is_none() =>
        {
            let count = reckoned.count.count;
            State::Lapsed { met_on: *from, lapsed_in: until.next().month(), count }
        }
        _ => State::Watching { count: reckoned.count.count },
    };
    let certainty = months::certainty(&reckoned.months, ground);
    let Reckoned { count, months, onset: onset_month, rule, .. } = reckoned;
    MildHighCost { state, count: Some(count), months, onset_month, certainty, rule: Some(rule) }
}

/// The months of an application today, whoever makes it.
pub(crate) struct Reckoned<'facts> {
    /// What counts.
    pub(crate) charges: Vec<Counted<'facts>>,
    /// How many months qualify.
    pub(crate) count: MonthCount,
    /// The window.
    pub(crate) months: Vec<WatchedMonth>,
    /// The rule.
    pub(crate) rule: CitedRule,
    onset: Option<Month>,
    window_months: u32,
    stretches: Vec<window::Stretch>,
}

impl<'facts> Reckoned<'facts> {
    /// `None` where the book has no rule for an application in this month.
    pub(crate) fn of(ground: &Ground<'facts>) -> Option<Self> {
        let application = ground.as_of.month();
        let rule_of = |month| sources::mild_high_cost(month).map(sources::counting);
        let dated = sources::mild_high_cost(application)?;
        let rule = sources::counting(dated);
        let charges = ground.disease_charges();
        let onset = onset_month(ground);
        let question = Question { onset, ..Question::in_month(application) };
        let totals = Months::of(&charges);
        let count = window::count_months(&totals.above(rule_of), question, rule);
        let months = totals.table(question, rule.window_months, &count.qualifying);
        let stretches = window::stretches(months::by_day(&charges), ground.as_of, onset, rule_of);
        let (rule, window_months) = (CitedRule::of(dated), rule.window_months);
        Some(Reckoned { charges, count, months, rule, onset, window_months, stretches })
    }

    /// The criterion as met today.
    pub(crate) fn met(&self, ground: &Ground<'_>) -> Option<Met> {
        let stretch = self.stretches.last().filter(|stretch| stretch.until.is_none())?;
        Some(met(ground, &self.charges, stretch.from, &self.count))
    }
}

fn not_watched(ground: &Ground<'_>, reason: NotWatched) -> MildHighCost {
    MildHighCost {
        state: State::NotWatched { reason },
        count: None,
        months: Vec::new(),
        onset_month: None,
        certainty: if ground.source_failed { Certainty::Incomplete } else { Certainty::Confirmed },
        rule: None,
    }
}

/// Why the person is not watched on this day; `None`: is watched.
fn not_watched_on(ground: &Ground<'_>, day: Day) -> Option<NotWatched> {
    let registered = ground
        .registrations
        .iter()
        .any(|registration| registration.scheme == NANBYO && registration.from <= day);
    let refused =
        ground.refusals.iter().any(|refusal| refusal.scheme == NANBYO && refusal.notified_on <= day);
    if ground.valid_on(NANBYO, day) {
        Some(NotWatched::HasCertificate)
    } else if registered || refused {
        None
    } else {
        Some(NotWatched::NotRegistered)
    }
}

/// 発症月 as an authority gave it; of several diseases the earliest, since their costs are added together.
fn onset_month(ground: &Ground<'_>) -> Option<Month> {
    let registered = ground
        .registrations
        .iter()
        .filter(|registration| registration.scheme == NANBYO)
        .filter_map(|registration| registration.onset_month);
    ground.of_scheme(NANBYO).filter_map(|certificate| certificate.onset_month).chain(registered).min()
}

fn met(ground: &Ground<'_>, charges: &[Counted<'_>], met_on: Day, count: &MonthCount) -> Met {
    let met_by = charges
        .iter()
        .filter(|counted| counted.charge.service_day == met_on)
        .map(|counted| counted.charge.id.clone())
        .collect();
    // The first day after the criterion was met that no certificate covered; today none does.
    let covering = |day: Day| ground.of_scheme(NANBYO).find(|certificate| certificate.valid.contains(day));
    let mut uncovered = met_on.next();
    while let Some(certificate) = covering(uncovered).filter(|_| uncovered < ground.as_of) {
        uncovered = certificate.valid.until.next();
    }
    let start = ByReason::of(|unavoidable| start_date::mild_high_cost(met_on, ground.as_of, unavoidable));
    let last_eligible = count.lapses_in.map(|month| month.first().previous());
    Met {
        met_on,
        met_by,
        start_if_applied_today: start,
        last_safe_application: ByReason::of(|unavoidable| {
            start_date::last_safe_application(met_on, unavoidable)
        }),
        apply_by: ByReason::of(|unavoidable| {
            let safe = start_date::last_safe_application(uncovered.previous(), unavoidable)?;
            Some(last_eligible.map_or(safe, |last| last.min(safe)))
        }),
        lapses_in: count.lapses_in,
        covered_until: (uncovered > met_on.next()).then(|| uncovered.previous()),
        refund_estimate: ByReason {
            ordinary: refund_estimate(ground, charges, start.ordinary),
            unavoidable: refund_estimate(ground, charges, start.unavoidable),
        },
    }
}

/// What was paid from `start` on less what the rate of 54 would have asked, on days no certificate covered.
pub(crate) fn refund_estimate(ground: &Ground<'_>, charges: &[Counted<'_>], start: Option<StartDate>) -> Yen {
    let Some(StartDate { start, .. }) = start else { return Yen::ZERO };
    charges
        .iter()
        .filter(|counted| {
            let charge = counted.charge;
            charge.service_day >= start
                && charge.facility.designated != Some(false)
                && !ground.valid_on(NANBYO, charge.service_day)
        })
        .filter_map(|Counted { charge, collected, .. }| {
            let insurance = charge.insurance_rate;
            let paid = collected.unwrap_or_else(|| insurance.of_at_window(charge.total10));
            let rate = insurance.min(sources::rate_of_54(charge.service_day)?);
            Some((paid - rate.of_at_window(charge.total10)).at_least_zero())
        })
        .sum()
}

impl MildHighCost {
    pub(super) fn notice(&self) -> Option<Notice> {
        let count = self.count.as_ref()?;
        let counted = || {
            Params::default()
                .with("months", Value::Months(count.qualifying.clone()))
                .with("count", Value::Count(count.count))
                .with("need", Value::Count(count.need))
        };
        match &self.state {
            State::Met(met) => {
                let loss_begins = met.covered_until.unwrap_or(met.met_on).next();
                let earliest_start = start_date::mild_high_cost(loss_begins.previous(), loss_begins, false);
                let params = counted()
                    .with("met_on", Value::Day(met.met_on))
                    .with_some("earliest_start", earliest_start.map(|date| Value::Day(date.start)))
                    .with_some("last_safe", met.apply_by.ordinary.map(Value::Day))
                    .with_some("last_safe_unavoidable", met.apply_by.unavoidable.map(Value::Day))
                    .with_some("lapses_in", met.lapses_in.map(Value::Month));
                Some(
                    Notice::new("watch.mild.met", &[NANBYO], params)
                        .deadline(met.apply_by.ordinary)
                        .at_stake(met.refund_estimate.ordinary)
                        .certainty(self.certainty),
                )
            }
            State::Watching { .. } if count.count.saturating_add(1) == count.need => Some(
                Notice::new("watch.mild.counted", &[NANBYO], counted()).certainty(self.certainty).quiet(),
            ),
            State::Lapsed { met_on, lapsed_in, .. } => {
                let params =
                    counted().with("met_on", Value::Day(*met_on)).with("lapsed_in", Value::Month(*lapsed_in));
                Some(Notice::new("watch.mild.lapsed", &[NANBYO], params).certainty(self.certainty).quiet())
            }
            State::Watching { .. } | State::NotWatched { .. } => None,
        }
    }
}
