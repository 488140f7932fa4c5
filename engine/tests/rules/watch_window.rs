//! The month count and the day the criterion was met, against brute force.

use crate::watch_support::{self, day, month, months, totals};
use engine::watch::window::{self, Question, Stretch, WatchRule};
use engine::{Day, Month, Yen};
use proptest::prelude::*;
use std::collections::BTreeMap;

const MILD: WatchRule = WatchRule { threshold_exclusive: Yen::new(33_330), need: 3, window_months: 12 };
const LONG: WatchRule = WatchRule { threshold_exclusive: Yen::new(50_000), need: 6, window_months: 12 };

/// Written from RULES §5 alone: look at every month by itself.
fn brute(
    totals: &BTreeMap<Month, Yen>,
    application: Month,
    cuts: [Option<Month>; 2],
    rule: WatchRule,
) -> (Vec<Month>, bool) {
    let mut qualifying = Vec::new();
    for back in (0..i32::try_from(rule.window_months).unwrap_or(0)).rev() {
        let month = application.plus(-back);
        if cuts.iter().flatten().any(|cut| month < *cut) {
            continue;
        }
        if totals.get(&month).is_some_and(|total| *total > rule.threshold_exclusive) {
            qualifying.push(month);
        }
    }
    let eligible = qualifying.len() >= usize::try_from(rule.need).unwrap_or(0);
    (qualifying, eligible)
}

fn agrees(totals: &BTreeMap<Month, Yen>, question: Question, rule: WatchRule) {
    let cuts = [question.onset, question.counted_from];
    let (qualifying, eligible) = brute(totals, question.application, cuts, rule);
    let answer = window::count(totals, question, rule);
    assert_eq!(answer.qualifying, qualifying, "{question:?} {totals:?}");
    assert_eq!(usize::try_from(answer.count).ok(), Some(qualifying.len()));
    assert_eq!(answer.eligible, eligible);
    assert_eq!(answer.need, rule.need);
    // "If nothing is added": what came after the application is not known on its day.
    let known: BTreeMap<Month, Yen> =
        totals.range(..=question.application).map(|(month, total)| (*month, *total)).collect();
    let lapses = eligible
        .then(|| {
            (1..60)
                .map(|ahead| question.application.plus(ahead))
                .find(|later| !brute(&known, *later, cuts, rule).1)
        })
        .flatten();
    assert_eq!(answer.lapses_in, lapses, "{question:?} {totals:?}");
}

fn pattern(bits: u32, first: Month, rule: WatchRule) -> BTreeMap<Month, Yen> {
    (0..12)
        .map(|at: i32| {
            let above = bits >> at & 1 == 1;
            (first.plus(at), rule.threshold_exclusive + Yen::new(i64::from(above)))
        })
        .collect()
}

/// RELIABILITY §3: 協会けんぽ counted "three of the past twelve months" wrongly for 46 months.
#[test]
fn kyokaikenpo_rolling_window_equals_brute_force() {
    let first = month("2025-07");
    for bits in 0..4_096 {
        for rule in [MILD, LONG] {
            let totals = pattern(bits, first, rule);
            for offset in -2..25 {
                agrees(&totals, Question::in_month(first.plus(offset)), rule);
            }
        }
    }
}

#[test]
fn onset_and_decision_cut_every_pattern_as_brute_force_does() {
    let first = month("2025-07");
    for bits in 0..4_096 {
        let totals = pattern(bits, first, MILD);
        for offset in [0, 5, 11, 14] {
            for cut in [-3, 0, 1, 7, 11, 16] {
                let cut = Some(first.plus(cut));
                let question = Question::in_month(first.plus(offset));
                agrees(&totals, Question { onset: cut, ..question }, MILD);
                agrees(&totals, Question { counted_from: cut, onset: Some(first.plus(2)), ..question }, MILD);
            }
        }
    }
}

#[test]
fn it_fires_when_the_third_month_comes_and_unfires_when_one_is_voided() {
    let mut fired = 0;
    for bits in 0_u32..4_096 {
        let totals = pattern(bits, month("2025-07"), MILD);
        let eligible = window::count(&totals, Question::in_month(month("2026-06")), MILD).eligible;
        assert_eq!(eligible, bits.count_ones() >= 3);
        fired += u32::from(eligible);
        if bits.count_ones() == 3 {
            for voided in (0..12).filter(|at| bits >> at & 1 == 1) {
                let totals = pattern(bits & !(1 << voided), month("2025-07"), MILD);
                assert!(!window::count(&totals, Question::in_month(month("2026-06")), MILD).eligible);
            }
        }
    }
    assert_eq!(fired, 4_096 - 1 - 12 - 66);
}

/// K01 of the worked examples: a patient's published totals.
#[test]
fn k01_published_totals() {
    let totals = totals(&[
        ("2016-07", 2_459_900),
        ("2016-08", 274_930),
        ("2016-09", 33_190),
        ("2016-11", 50_480),
        ("2017-01", 39_740),
    ]);
    let answer = window::count(&totals, Question::in_month(month("2017-02")), MILD);
    assert_eq!(answer.window, [month("2016-03"), month("2017-02")]);
    assert_eq!(answer.qualifying, months(&["2016-07", "2016-08", "2016-11", "2017-01"]));
    assert!(answer.eligible);
    // July leaves in 2017-07 (three stay), August in 2017-08 (two stay).
    assert_eq!(answer.lapses_in, Some(month("2017-08")));
}

/// K03: exactly 33,330 does not count, one yen more does.
#[test]
fn k03_the_threshold_is_strict() {
    let totals =
        totals(&[("2026-01", 33_330), ("2026-03", 33_331), ("2026-05", 40_000), ("2026-06", 99_990)]);
    let answer = window::count(&totals, Question::in_month(month("2026-06")), MILD);
    assert_eq!(
        watch_support::json_of(&answer),
        serde_json::json!({"window": ["2025-07", "2026-06"], "qualifying": ["2026-03", "2026-05", "2026-06"],
            "count": 3, "need": 3, "eligible": true, "lapses_in": "2027-03"})
    );
}

#[test]
fn an_onset_after_the_application_leaves_an_empty_window() {
    let totals = totals(&[("2026-04", 50_000), ("2026-05", 50_000), ("2026-06", 50_000)]);
    let question = Question { onset: Some(month("2026-08")), ..Question::in_month(month("2026-06")) };
    let answer = window::count(&totals, question, MILD);
    assert_eq!(answer.window, [month("2026-08"), month("2026-06")]);
    assert_eq!((answer.count, answer.eligible, answer.lapses_in), (0, false, None));
}

#[test]
fn it_may_lapse_next_month() {
    let totals = totals(&[("2025-07", 50_000), ("2026-05", 50_000), ("2026-06", 50_000)]);
    let answer = window::count(&totals, Question::in_month(month("2026-06")), MILD);
    assert_eq!((answer.eligible, answer.lapses_in), (true, Some(month("2026-07"))));
    assert!(!window::count(&totals, Question::in_month(month("2026-07")), MILD).eligible);
}

#[test]
fn absurd_rules_do_not_panic() {
    let totals = totals(&[("1868-01", 1), ("2999-12", 1)]);
    for need in [0, 1, u32::MAX] {
        for window_months in [0, 1, u32::MAX] {
            let rule = WatchRule { threshold_exclusive: Yen::ZERO, need, window_months };
            for application in ["1868-01", "2026-01", "2999-12"] {
                let answer = window::count(&totals, Question::in_month(month(application)), rule);
                assert_eq!(answer.eligible, answer.count >= need);
            }
            let amounts = [(day("1868-01-01"), Yen::new(1)), (day("2999-12-31"), Yen::new(1))];
            let _ = window::stretches(amounts, day("2999-12-31"), None, |_| Some(rule));
        }
    }
}

/// RULES §16.4 word by word, a day at a time.
fn brute_stretches(
    amounts: &[(Day, Yen)],
    today: Day,
    earliest: Option<Month>,
    rule: WatchRule,
) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let Some(mut date) = amounts.iter().map(|(day, _)| *day).min() else { return stretches };
    let mut open = None;
    while date <= today {
        let mut totals: BTreeMap<Month, Yen> = BTreeMap::new();
        for (day, amount) in amounts.iter().filter(|(day, _)| *day <= date) {
            *totals.entry(day.month()).or_default() += *amount;
        }
        let holds = brute(&totals, date.month(), [earliest, None], rule).1;
        match open {
            None if holds => open = Some(date),
            Some(from) if !holds => {
                stretches.push(Stretch { from, until: Some(date.previous()) });
                open = None;
            }
            _ => {}
        }
        date = date.next();
    }
    stretches.extend(open.map(|from| Stretch { from, until: None }));
    stretches
}

#[test]
fn a_day_that_ends_exactly_at_the_threshold_opens_no_stretch_and_one_yen_more_does() {
    let rule = WatchRule { threshold_exclusive: Yen::new(33_330), need: 1, window_months: 12 };
    let found = |last: i64| {
        let amounts = [(day("2026-06-03"), Yen::new(33_000)), (day("2026-06-05"), Yen::new(last))];
        window::stretches(amounts, day("2026-06-30"), None, |_| Some(rule))
    };
    assert_eq!(found(330), []);
    assert_eq!(found(331), [Stretch { from: day("2026-06-05"), until: None }]);
}

#[test]
fn a_window_of_no_months_holds_no_month() {
    let amounts = [(day("2026-06-03"), Yen::new(99_999))];
    let found = |window_months| {
        let rule = WatchRule { threshold_exclusive: Yen::new(33_330), need: 1, window_months };
        window::stretches(amounts, day("2026-06-30"), None, |_| Some(rule))
    };
    assert_eq!(found(0), []);
    assert_eq!(found(1), [Stretch { from: day("2026-06-03"), until: None }]);
}

fn amount() -> impl Strategy<Value = Yen> {
    prop_oneof![Just(33_330), Just(33_331), Just(1), Just(20_000), Just(90_000), Just(0), 0_i64..70_000]
        .prop_map(Yen::new)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn stretches_equal_a_look_at_every_day(
        charges in prop::collection::vec((0_u64..900, amount()), 0..14),
        today in 0_u64..1_000,
        earliest in prop::option::of(0_i32..24),
        need in 1_u32..4,
        window_months in 1_u32..13,
    ) {
        let start = day("2024-01-15");
        let amounts: Vec<(Day, Yen)> = charges.iter().map(|(after, amount)| (start.plus_days(*after), *amount)).collect();
        let rule = WatchRule { threshold_exclusive: Yen::new(33_330), need, window_months };
        let earliest = earliest.map(|months| start.month().plus(months));
        let today = start.plus_days(today);
        prop_assert_eq!(
            window::stretches(amounts.iter().copied(), today, earliest, |_| Some(rule)),
            brute_stretches(&amounts, today, earliest, rule)
        );
        // On the day itself the stretch is open if and only if the count says so.
        let mut totals: BTreeMap<Month, Yen> = BTreeMap::new();
        for (day, amount) in amounts.iter().filter(|(day, _)| *day <= today) {
            *totals.entry(day.month()).or_default() += *amount;
        }
        let question = Question { onset: earliest, ..Question::in_month(today.month()) };
        let open = window::stretches(amounts, today, earliest, |_| Some(rule)).last().is_some_and(|last| last.until.is_none());
        prop_assert_eq!(open, window::count(&totals, question, rule).eligible);
    }

    #[test]
    fn any_totals_equal_brute_force(
        totals in prop::collection::btree_map(0_i32..40, amount(), 0..20),
        application in 0_i32..45,
        onset in prop::option::of(0_i32..40),
        counted_from in prop::option::of(0_i32..40),
        need in 1_u32..8,
        window_months in 1_u32..15,
    ) {
        let first = month("2024-01");
        let totals = totals.into_iter().map(|(at, total)| (first.plus(at), total)).collect();
        let question = Question {
            application: first.plus(application),
            onset: onset.map(|at| first.plus(at)),
            counted_from: counted_from.map(|at| first.plus(at)),
        };
        agrees(&totals, question, WatchRule { threshold_exclusive: Yen::new(33_330), need, window_months });
    }
}
