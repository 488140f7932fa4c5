//! From when a certificate counts (開始日), and until when one may apply without losing a day (RULES §5, §16.5, §16.10).
//!
//! Since 2023-10-01 a certificate counts back from the application: to the day after the 軽症高額 criterion was met, or the day of the
//! diagnosis, but at most one month (three with an unavoidable reason), and never before 2023-10-01. An application before that
//! day counts from itself. All numbers are the book's.

use crate::book::start::{self, Ground, StartRule};
use crate::book::{Cite, Status};
use crate::civil::Day;
use serde::Serialize;

/// Which bound fixed the first day. Where two give the same day, the first of this list is named: it says that nothing was lost.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The day after the 軽症高額 criterion was met.
    DayAfterTrigger,
    /// The day on which the designated doctor found the required degree.
    DayOfDiagnosis,
    /// So many months before the application, no more.
    MonthsBeforeApplication,
    /// The first day on which anything counts back (2023-10-01).
    FirstDayOfTheRule,
    /// The day of the application, before there was any counting back.
    ApplicationDay,
}

/// The first day of a certificate, and why it is that one.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StartDate {
    /// First day.
    pub start: Day,
    /// Which bound fixed it.
    pub bound_by: Bound,
    /// How many months before the application were open; 0 before there was any counting back.
    pub months_back: u32,
    /// The text of the bound.
    #[serde(serialize_with = "crate::book::id_of")]
    pub cite: &'static Cite,
    /// How sure it is.
    pub status: Status,
}

/// 軽症高額 (54): the first day, for the day the criterion was met and the day of the application. `None` where the book has no rule for
/// an application of that day.
pub fn mild_high_cost(trigger: Day, application: Day, unavoidable: bool) -> Option<StartDate> {
    first_day("54", Ground::MildHighCost, trigger.next(), application, unavoidable)
}

/// The ordinary first day of 54 and 52: by the day of the diagnosis that the required degree is reached.
pub fn ordinary(scheme: &str, diagnosed: Day, application: Day, unavoidable: bool) -> Option<StartDate> {
    first_day(scheme, Ground::Severity, diagnosed, application, unavoidable)
}

fn first_day(
    scheme: &str,
    ground: Ground,
    grounds: Day,
    application: Day,
    unavoidable: bool,
) -> Option<StartDate> {
    let row = start::rule(scheme, ground, application)?;
    let rule = match &row.value {
        StartRule::ApplicationDay => {
            return Some(StartDate {
                start: application,
                bound_by: Bound::ApplicationDay,
                months_back: 0,
                cite: row.cite,
                status: row.status,
            });
        }
        StartRule::Retroactive(rule) => rule,
    };
    let months_back = if unavoidable { rule.months_with_reason } else { rule.months };
    let earliest = application.minus_months(months_back);
    let own = match ground {
        Ground::MildHighCost => Bound::DayAfterTrigger,
        Ground::Severity => Bound::DayOfDiagnosis,
    };
    let (start, bound_by, cite, status) = if grounds >= earliest && grounds >= rule.not_before {
        (grounds, own, row.cite, row.status)
    } else if earliest >= rule.not_before {
        (earliest, Bound::MonthsBeforeApplication, rule.period_cite, row.status)
    } else {
        (rule.not_before, Bound::FirstDayOfTheRule, rule.floor_cite, rule.floor_status)
    };
    Some(StartDate { start, bound_by, months_back, cite, status })
}

/// The last day to apply without losing a day: the latest application whose first day is still the day after the criterion was
/// met (RULES §16.5). Worked out, not "plus one month": a month-end gives more (for 30 April it is 31 May).
pub fn last_safe_application(trigger: Day, unavoidable: bool) -> Option<Day> {
    last_application(trigger.next(), |application| mild_high_cost(trigger, application, unavoidable))
}

/// The same for the ordinary first day: the latest application that still counts from the day of the diagnosis.
pub fn last_safe_ordinary(scheme: &str, diagnosed: Day, unavoidable: bool) -> Option<Day> {
    last_application(diagnosed, |application| ordinary(scheme, diagnosed, application, unavoidable))
}

fn last_application(wanted: Day, start_of: impl Fn(Day) -> Option<StartDate>) -> Option<Day> {
    let safe = |application: Day| start_of(application).is_some_and(|date| date.start == wanted);
    let months = start_of(wanted)?.months_back;
    let mut last =
        Some(wanted.plus_months(months)).filter(|day| safe(*day)).or(Some(wanted).filter(|day| safe(*day)))?;
    // The clamp at a month's end lets at most three later days fall on the same earlier one.
    while last.next() != last && safe(last.next()) {
        last = last.next();
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }
    fn mild(trigger: &str, application: &str, unavoidable: bool) -> (String, Bound) {
        let date = mild_high_cost(day(trigger), day(application), unavoidable);
        date.map_or_else(|| panic!("{application}"), |date| (date.start.to_string(), date.bound_by))
    }

    #[test]
    fn the_worked_examples() {
        assert_eq!(mild("2026-06-20", "2026-07-10", false), ("2026-06-21".into(), Bound::DayAfterTrigger));
        assert_eq!(mild("2023-09-20", "2023-10-10", false), ("2023-10-01".into(), Bound::FirstDayOfTheRule));
    }

    #[test]
    fn one_month_back_and_three_with_a_reason() {
        assert_eq!(
            mild("2026-03-20", "2026-07-10", false),
            ("2026-06-10".into(), Bound::MonthsBeforeApplication)
        );
        assert_eq!(
            mild("2026-03-20", "2026-07-10", true),
            ("2026-04-10".into(), Bound::MonthsBeforeApplication)
        );
        assert_eq!(mild("2026-04-20", "2026-07-10", true), ("2026-04-21".into(), Bound::DayAfterTrigger));
        // 31 May less a month is 30 April; less three it is 28 February.
        assert_eq!(
            mild("2026-01-02", "2026-05-31", false),
            ("2026-04-30".into(), Bound::MonthsBeforeApplication)
        );
        assert_eq!(
            mild("2026-01-02", "2026-05-31", true),
            ("2026-02-28".into(), Bound::MonthsBeforeApplication)
        );
        assert_eq!(mild("2024-01-02", "2024-05-31", true).0, "2024-02-29");
    }

    #[test]
    fn the_day_the_rule_began() {
        assert_eq!(mild("2023-08-01", "2023-09-30", true), ("2023-09-30".into(), Bound::ApplicationDay));
        assert_eq!(mild("2023-08-01", "2023-10-01", true), ("2023-10-01".into(), Bound::FirstDayOfTheRule));
        assert_eq!(mild("2023-09-30", "2023-10-01", true), ("2023-10-01".into(), Bound::DayAfterTrigger));
        assert_eq!(
            mild("2023-09-01", "2023-11-01", false),
            ("2023-10-01".into(), Bound::MonthsBeforeApplication)
        );
        assert_eq!(
            mild("2023-09-01", "2023-11-02", false),
            ("2023-10-02".into(), Bound::MonthsBeforeApplication)
        );
        assert_eq!(mild_high_cost(day("2014-01-01"), day("2014-12-31"), false), None);
    }

    #[test]
    fn where_two_bounds_give_one_day_the_one_that_lost_nothing_is_named() {
        assert_eq!(mild("2026-06-09", "2026-07-10", false), ("2026-06-10".into(), Bound::DayAfterTrigger));
    }

    #[test]
    fn the_ordinary_first_day() {
        let date = ordinary("54", day("2026-06-20"), day("2026-07-10"), false);
        assert_eq!(
            date.map(|date| (date.start, date.bound_by)),
            Some((day("2026-06-20"), Bound::DayOfDiagnosis))
        );
        let date = ordinary("52", day("2026-05-20"), day("2026-07-10"), false);
        assert_eq!(
            date.map(|date| (date.start, date.cite.id)),
            Some((day("2026-06-10"), "jifuku-rei-22-no2"))
        );
        let date = ordinary("52", day("2023-09-20"), day("2023-10-10"), false);
        assert_eq!(
            date.map(|date| (date.start, date.status)),
            Some((day("2023-10-01"), Status::Unconfirmed))
        );
        assert_eq!(ordinary("21", day("2026-06-20"), day("2026-07-10"), false), None);
        assert_eq!(last_safe_ordinary("54", day("2026-06-20"), false), Some(day("2026-07-20")));
        assert_eq!(last_safe_ordinary("21", day("2026-06-20"), false), None);
    }

    #[test]
    fn the_last_day_to_apply() {
        for (trigger, unavoidable, last) in [
            ("2026-06-20", false, "2026-07-21"),
            ("2026-04-29", false, "2026-05-31"),
            ("2026-02-27", false, "2026-03-31"),
            ("2024-02-28", false, "2024-03-31"),
            ("2026-01-30", false, "2026-02-28"),
            ("2026-01-28", false, "2026-02-28"),
            ("2026-06-20", true, "2026-09-21"),
            ("2026-02-27", true, "2026-05-31"),
            // Before anything counted back, only the day itself lost nothing.
            ("2023-09-20", false, "2023-09-21"),
            ("2023-09-30", false, "2023-11-01"),
        ] {
            assert_eq!(
                last_safe_application(day(trigger), unavoidable),
                Some(day(last)),
                "{trigger} {unavoidable}"
            );
        }
    }

    /// Every trigger of four years with a leap day among them: exactly the days up to the last safe one lose nothing.
    #[test]
    fn the_last_day_is_the_last_of_all() {
        let mut trigger = day("2023-12-01");
        while trigger < day("2028-12-31") {
            for unavoidable in [false, true] {
                let Some(last) = last_safe_application(trigger, unavoidable) else { panic!("{trigger}") };
                let mut application = trigger.next();
                while application < trigger.plus_days(130) {
                    let start = mild_high_cost(trigger, application, unavoidable).map(|date| date.start);
                    assert_eq!(
                        start == Some(trigger.next()),
                        application <= last,
                        "{trigger} {application} {unavoidable}"
                    );
                    application = application.next();
                }
            }
            trigger = trigger.next();
        }
    }

    proptest! {
        #[test]
        fn a_later_application_never_starts_earlier(
            trigger in 0..4_000_u64, wait in 0..400_u64, unavoidable: bool, severity: bool
        ) {
            let trigger = day("2016-01-01").plus_days(trigger);
            let application = trigger.plus_days(wait);
            let start = |application| if severity {
                ordinary("54", trigger, application, unavoidable)
            } else {
                mild_high_cost(trigger, application, unavoidable)
            };
            let (Some(now), Some(later)) = (start(application), start(application.next())) else {
                panic!("{application}")
            };
            // The day counting back began is the one exception: it brought an earlier start to those who came later.
            if application.next() != day("2023-10-01") {
                prop_assert!(now.start <= later.start);
            }
            if now.bound_by != Bound::ApplicationDay {
                prop_assert!(now.start >= day("2023-10-01"));
                let with_reason = if severity {
                    ordinary("54", trigger, application, true)
                } else {
                    mild_high_cost(trigger, application, true)
                };
                prop_assert!(with_reason.is_some_and(|longer| longer.start <= now.start));
            }
        }
    }
}
