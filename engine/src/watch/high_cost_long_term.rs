//! 高額かつ長期 (54) and 高額治療継続 (52): six months of 医療費総額(10割) above 50,000 yen within twelve lower the cap
//! (RULES §6). It takes an application; the lower cap counts from the 1st of the month after it, or from that month when filed
//! on the 1st (practice of authorities, §1.7).

use super::months::{self, CitedRule, Months, WatchedMonth};
use super::notice::{Certainty, Notice, Params, Value};
use super::sources::{self, Counted, Ground, NANBYO, Places, SHOMAN};
use super::window::{self, MonthCount, Question};
use crate::civil::{Day, Month};
use crate::facts::{Certificate, IncomeClass};
use crate::yen::{Cap, Yen};
use serde::Serialize;

/// What is known about 高額かつ長期 of one scheme on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HighCostLongTerm {
    /// 法別番号: 54, or 52 (重症: 高額治療継続者).
    pub scheme: String,
    /// The certificate whose cap would fall.
    pub certificate: String,
    /// Where the person stands.
    pub state: State,
    /// The months for an application today.
    pub count: MonthCount,
    /// All twelve months of the window, oldest first.
    pub months: Vec<WatchedMonth>,
    /// How sure the count is.
    pub certainty: Certainty,
    /// The rule it was counted by.
    pub rule: CitedRule,
}

/// Where the person stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    /// The certificate has the lower cap already.
    AlreadyLower,
    /// The lower column holds no lower amount for this certificate.
    NoBenefit {
        /// Why.
        reason: NoBenefit,
    },
    /// The income class is not printed, or not one the book knows: whether it would help cannot be said.
    CannotSay {
        /// How many months qualify.
        count: u32,
    },
    /// Too few months so far.
    Watching {
        /// How many months qualify.
        count: u32,
    },
    /// Enough months: an application may be made. Whether it is granted the authority decides.
    Met(Met),
}

/// Why the lower column does not help.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoBenefit {
    /// 低所得: the same amount in both columns.
    LowIncome,
    /// 人工呼吸器等装着者: a lower cap already.
    Ventilator,
    /// 生活保護, 血友病等: nothing to pay already.
    NothingToPay,
}

/// Enough months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Met {
    /// First day of the unbroken stretch on which the months suffice.
    pub met_on: Day,
    /// The month from which the lower cap would count if applied for today (未確認: no statute fixes it).
    pub effective_if_applied_today: Month,
    /// The last day to apply for that very month.
    pub apply_by: Day,
    /// First month in which an application finds too few months if nothing is added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapses_in: Option<Month>,
    /// What the lower cap is and would have done.
    pub saving: Saving,
}

/// An explanation, no promise: the cap the authority prints is the one that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saving {
    /// Cap of the lower column for the printed income class, before 世帯内按分.
    pub lower_cap: Cap,
    /// What would have been due less in the months of the window; `None` when a cap of one of them is not known.
    pub in_the_window: Option<Yen>,
    /// Always true: tables explain, the printed cap wins (RULES, binding rule 2).
    pub explanation_only: bool,
}

/// Works out 高額かつ長期 for each scheme of which a certificate is valid.
pub fn watch(ground: &Ground<'_>) -> Vec<HighCostLongTerm> {
    [NANBYO, SHOMAN].into_iter().filter_map(|scheme| of_scheme(ground, scheme)).collect()
}

fn of_scheme(ground: &Ground<'_>, scheme: &'static str) -> Option<HighCostLongTerm> {
    let certificate =
        ground.of_scheme(scheme).filter(|certificate| certificate.valid.contains(ground.as_of)).last()?;
    let application = ground.as_of.month();
    let rule_of = |month| sources::high_cost_long_term(scheme, month).map(sources::counting);
    let dated = sources::high_cost_long_term(scheme, application)?;
    let rule = sources::counting(dated);
    let charges = counted_charges(ground, scheme);
    let earliest = charges.first_month;
    let question = Question { counted_from: earliest, ..Question::in_month(application) };
    let totals = Months::of(&charges.counted);
    let count = window::count_months(&totals.above(rule_of), question, rule);
    let table = totals.table(question, rule.window_months, &count.qualifying);
    let state = if let Some(state) = cannot_fall(certificate, dated.value.benefits, ground.as_of) {
        state
    } else if let Some(lower_cap) = lower_cap(certificate, application) {
        let stretches = window::stretches(months::by_day(&charges.counted), ground.as_of, earliest, rule_of);
        stretches.last().filter(|stretch| stretch.until.is_none()).map_or(
            State::Watching { count: count.count },
            |stretch| {
                let effective = effective_month(ground.as_of);
                let next_first = effective.first();
                let last_eligible = count.lapses_in.map(|month| month.first().previous());
                State::Met(Met {
                    met_on: stretch.from,
                    effective_if_applied_today: effective,
                    apply_by: last_eligible.map_or(next_first, |last| last.min(next_first)),
                    lapses_in: count.lapses_in,
                    saving: Saving {
                        lower_cap,
                        in_the_window: would_have_saved(ground, certificate, &charges.counted, count.window),
                        explanation_only: true,
                    },
                })
            },
        )
    } else {
        State::CannotSay { count: count.count }
    };
    let certainty = months::certainty(&table, ground);
    Some(HighCostLongTerm {
        scheme: scheme.to_owned(),
        certificate: certificate.id.clone(),
        state,
        count,
        months: table,
        certainty,
        rule: CitedRule::of(dated),
    })
}

/// The 1st of the next month; filed on the 1st, the same month.
fn effective_month(application: Day) -> Month {
    application.month().plus(i32::from(application.day_of_month() != 1))
}

fn cannot_fall(certificate: &Certificate, benefits: &[IncomeClass], today: Day) -> Option<State> {
    let traits = &certificate.traits;
    let scheme = certificate.scheme.as_str();
    if (scheme == NANBYO && traits.high_cost_long_term) || (scheme == SHOMAN && traits.severe) {
        return Some(State::AlreadyLower);
    }
    let nothing = certificate.cap_on(today) == Some(Cap::At(Yen::ZERO));
    let reason = match &certificate.income_class {
        Some(IncomeClass::PublicAssistance) => NoBenefit::NothingToPay,
        _ if nothing || (scheme == SHOMAN && traits.haemophilia) => NoBenefit::NothingToPay,
        _ if traits.ventilator => NoBenefit::Ventilator,
        None | Some(IncomeClass::Other(_)) => return None,
        Some(class) if benefits.contains(class) => return None,
        Some(_) => NoBenefit::LowIncome,
    };
    Some(State::NoBenefit { reason })
}

fn lower_cap(certificate: &Certificate, month: Month) -> Option<Cap> {
    sources::lower_cap(&certificate.scheme, certificate.income_class.as_ref()?, month)
}

struct CountedCharges<'facts> {
    counted: Vec<Counted<'facts>>,
    first_month: Option<Month>,
}

/// The charges that count for a scheme.
pub(crate) fn charges<'facts>(ground: &Ground<'facts>, scheme: &str) -> Vec<Counted<'facts>> {
    counted_charges(ground, scheme).counted
}

/// Care under the scheme's own certificates. On the way from 52 to 54 a month up to that of the decision for 54 also counts with its
/// 52 cost, alone or together with the 54 cost (令和4年告示246号).
fn counted_charges<'facts>(ground: &Ground<'facts>, scheme: &str) -> CountedCharges<'facts> {
    let first = ground.of_scheme(scheme).next();
    let transition = first.filter(|_| scheme == NANBYO).map(|first| {
        let decided = first.decided_on.map_or(first.valid.from, |day| day.max(first.valid.from));
        decided.month()
    });
    let places = Places::of(ground.ledgers);
    let counted = ground
        .charges
        .iter()
        .filter_map(|standing| {
            let before = || transition.filter(|last| standing.charge.service_day.month() <= *last);
            let under = |scheme| places.under(ground, scheme, *standing);
            under(scheme).or_else(|| before().and_then(|_| under(SHOMAN)))
        })
        .collect();
    let own = first.map(|first| first.valid.from.month());
    let earlier =
        transition.and_then(|_| ground.of_scheme(SHOMAN).next()).map(|first| first.valid.from.month());
    let first_month = own.into_iter().chain(earlier).min();
    CountedCharges { counted, first_month }
}

/// Σ over the months of the window of (due under the caps in force − due under the lower cap).
fn would_have_saved(
    ground: &Ground<'_>,
    certificate: &Certificate,
    charges: &[Counted<'_>],
    window: [Month; 2],
) -> Option<Yen> {
    let scheme = certificate.scheme.as_str();
    let mut saved = Yen::ZERO;
    let mut month = window[0];
    while month <= window[1] {
        let (mut used, mut used_lower) = (Yen::ZERO, Yen::ZERO);
        for counted in charges {
            let charge = counted.charge;
            if charge.service_day.month() != month {
                continue;
            }
            let Some(at_the_time) = ground
                .of_scheme(scheme)
                .filter(|certificate| certificate.valid.contains(charge.service_day))
                .last()
            else {
                continue;
            };
            let cap = at_the_time.cap_on(charge.service_day)?;
            let lower = lower_cap(certificate, month)?;
            used = sources::used_after(at_the_time, charge, cap, used)?;
            used_lower = sources::used_after(at_the_time, charge, lower_of(cap, lower), used_lower)?;
        }
        saved += used - used_lower;
        month = month.plus(1);
    }
    Some(saved)
}

fn lower_of(cap: Cap, lower: Cap) -> Cap {
    match (cap, lower) {
        (Cap::At(cap), Cap::At(lower)) => Cap::At(cap.min(lower)),
        (Cap::Unlimited, other) | (other, Cap::Unlimited) => other,
    }
}

impl HighCostLongTerm {
    pub(super) fn notice(&self) -> Option<Notice> {
        let State::Met(met) = &self.state else { return None };
        let key = if self.scheme == SHOMAN { "watch.severe.met" } else { "watch.long.met" };
        let params = Params::default()
            .id("scheme", &self.scheme)
            .id("certificate", &self.certificate)
            .with("months", Value::Months(self.count.qualifying.clone()))
            .with("count", Value::Count(self.count.count))
            .with("need", Value::Count(self.count.need))
            .with("met_on", Value::Day(met.met_on))
            .with_some("lapses_in", met.lapses_in.map(Value::Month));
        let notice =
            Notice::new(key, &[&self.scheme], params).deadline(Some(met.apply_by)).certainty(self.certainty);
        Some(met.saving.in_the_window.map_or(notice.clone(), |saved| notice.at_stake(saved)))
    }
}
