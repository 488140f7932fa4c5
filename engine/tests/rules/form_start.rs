//! 申請: from when the certificate counts and the yen at stake are the engine's own, whatever is answered.

use crate::form_support::question;
use crate::watch_support::{certificate, charge, day, facts, registered, with};
use engine::form::{self, Answer, FormView, Given, Kind, Start};
use engine::{Day, Yen, start_date};
use proptest::prelude::*;
use serde_json::{Value, json};

fn view(kind: Kind, document: &Value, answers: &[(&str, Value)], today: &str) -> FormView {
    let mut given = Given::default();
    for (key, value) in answers {
        given.answers.insert((*key).to_owned(), Answer::typed(value.clone()));
    }
    form::work_out(kind, &facts(document), &given, day(today))
}

fn start(view: &FormView) -> &Start {
    view.start.as_ref().unwrap_or_else(|| panic!("no start: {view:?}"))
}

/// Two months above, and the third on the day.
fn met_on(trigger: Day) -> Value {
    let earlier = |months: i32| trigger.month().plus(-months).first().to_string();
    let charges = [
        charge(1, &earlier(2), 40_000),
        charge(2, &earlier(1), 40_000),
        charge(3, &trigger.to_string(), 40_000),
        charge(4, &trigger.plus_days(2).to_string(), 10_000),
        charge(5, &trigger.plus_days(20).to_string(), 20_000),
    ];
    with(registered(&charges), &json!({"registrations": [{"id": "r", "from": "2015-01-01"}]}))
}

/// What comes back by hand: three tenths paid, two tenths due, of what was served from the first day up to the application.
fn by_hand(trigger: Day, first: Day, application: Day) -> Yen {
    let served = [
        (trigger.month().plus(-2).first(), 40_000),
        (trigger.month().plus(-1).first(), 40_000),
        (trigger, 40_000),
        (trigger.plus_days(2), 10_000),
        (trigger.plus_days(20), 20_000),
    ];
    let inside = served.into_iter().filter(|(on, _)| first <= *on && *on <= application);
    inside.map(|(_, total10)| Yen::new(total10 / 10)).sum()
}

fn equal_to_the_rule(trigger: Day, application: Day) {
    let document = met_on(trigger);
    let form = view(Kind::MildHighCost, &document, &[], &application.to_string());
    let start = start(&form);
    for (unavoidable, date, refund) in [
        (false, start.dates.ordinary, start.refund.ordinary),
        (true, start.dates.unavoidable, start.refund.unavoidable),
    ] {
        let rule = start_date::mild_high_cost(trigger, application, unavoidable);
        assert_eq!(date, rule, "{trigger} {application} {unavoidable}");
        let first = rule.map_or_else(|| panic!("{application}"), |rule| rule.start);
        assert_eq!(refund, by_hand(trigger, first, application), "{trigger} {application} {unavoidable}");
    }
    let watch = engine::watch::all(&facts(&document), application).mild_high_cost;
    let engine::watch::mild_high_cost::State::Met(met) = watch.state else { panic!("{watch:?}") };
    assert_eq!(
        (start.dates, start.refund, start.apply_by),
        (met.start_if_applied_today, met.refund_estimate, met.apply_by)
    );
    let helps = start.dates.unavoidable.map(|date| date.start) < start.dates.ordinary.map(|date| date.start);
    let asked = form.steps.iter().flat_map(|step| &step.questions).any(|one| one.key == "late_reason");
    assert_eq!(asked, helps, "a reason is asked for where it helps: {trigger} {application}");
}

/// Ends of months, the leap day, and around the day on which counting back began.
#[test]
fn a_table_of_days() {
    for (trigger, application) in [
        ("2026-06-20", "2026-07-10"),
        ("2026-06-20", "2026-07-21"),
        ("2026-06-20", "2026-07-22"),
        ("2026-01-02", "2026-05-31"),
        ("2026-01-30", "2026-02-28"),
        ("2026-04-29", "2026-05-31"),
        ("2024-02-28", "2024-03-31"),
        ("2024-02-29", "2024-03-31"),
        ("2024-01-30", "2024-02-29"),
        ("2024-02-29", "2024-05-31"),
        ("2023-09-20", "2023-09-30"),
        ("2023-09-20", "2023-10-01"),
        ("2023-09-20", "2023-10-10"),
        ("2023-09-20", "2023-11-02"),
        ("2023-09-30", "2023-12-31"),
        ("2025-12-31", "2026-01-31"),
    ] {
        equal_to_the_rule(day(trigger), day(application));
    }
}

#[test]
fn the_worked_refund_comes_back() {
    // X1: 40,000 on 25 June at three tenths; two tenths were due.
    let charges = [
        charge(1, "2026-04-07", 41_200),
        charge(2, "2026-05-12", 41_200),
        charge(3, "2026-06-20", 41_200),
        charge(4, "2026-06-25", 40_000),
        charge(5, "2026-07-03", 30_000),
    ];
    let form = view(Kind::MildHighCost, &registered(&charges), &[], "2026-07-10");
    assert_eq!(start(&form).refund.ordinary, Yen::new(7_000));
}

#[test]
fn a_reason_is_counted_with_only_when_it_is_given() {
    let document = met_on(day("2026-03-20"));
    let form = view(Kind::MildHighCost, &document, &[], "2026-07-10");
    assert!(!start(&form).with_reason);
    assert!(question(&form, "late_reason").needed);
    let none = view(Kind::MildHighCost, &document, &[("late_reason", json!("none"))], "2026-07-10");
    assert!(!start(&none).with_reason);
    let other = view(Kind::MildHighCost, &document, &[("late_reason", json!("other"))], "2026-07-10");
    assert!(start(&other).with_reason);
    assert!(question(&other, "late_reason_text").needed);
    // Where it would not help it is not asked for, and an answer left from before counts for nothing.
    let early = view(Kind::MildHighCost, &document, &[("late_reason", json!("other"))], "2026-03-25");
    assert!(!start(&early).with_reason);
    assert!(early.steps.iter().flat_map(|step| &step.questions).all(|one| one.key != "late_reason_text"));
}

#[test]
fn a_renewal_after_the_end_begins_by_the_day_of_the_diagnosis() {
    let document = json!({"person": {"id": "p"}, "certificates": [certificate("c", "54", "2025-10-01", "2026-03-31", 10_000)],
        "charges": [charge(1, "2026-05-20", 30_000)]});
    let of =
        |diagnosed: &str| view(Kind::Renewal, &document, &[("diagnosed_on", json!(diagnosed))], "2026-06-15");
    let dates = start(&of("2026-05-01")).dates;
    assert_eq!(dates.ordinary, start_date::ordinary("54", day("2026-05-01"), day("2026-06-15"), false));
    assert_eq!(dates.unavoidable, start_date::ordinary("54", day("2026-05-01"), day("2026-06-15"), true));
    assert_eq!(start(&of("2026-05-01")).refund.ordinary, Yen::new(3_000));
    // Days the old certificate covered are no loss.
    let first = start(&of("2026-02-01")).dates.unavoidable.map(|date| date.start);
    assert_eq!(first, Some(day("2026-04-01")));
    assert_eq!(of("2027-01-01").start, None, "a diagnosis of tomorrow says nothing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_days(trigger in 0..1_500_u64, wait in 0..120_u64) {
        let trigger = day("2023-07-01").plus_days(trigger);
        equal_to_the_rule(trigger, trigger.plus_days(wait));
    }
}
