//! 軽症高額 over facts.

use crate::watch_support::{
    cancel, certificate, charge, day, facts, json_of, month, months, notices, registered, watches, with,
};
use engine::start_date::StartDate;
use engine::watch::mild_high_cost::{Met, NotWatched, State};
use engine::watch::{self, Certainty, Notice, NoticeChange};
use engine::{Day, Yen};
use serde_json::{Value, json};

fn met(document: &Value, as_of: &str) -> Met {
    match watches(document, as_of).mild_high_cost.state {
        State::Met(met) => met,
        other => panic!("{other:?}"),
    }
}

fn start(date: Option<StartDate>) -> Day {
    date.map_or_else(|| panic!("no start"), |date| date.start)
}

fn state(document: &Value, as_of: &str) -> State {
    watches(document, as_of).mild_high_cost.state
}

/// April and May above, June lifted over by the second charge.
fn spring() -> Vec<Value> {
    let care = json!({"facility": {"code": "1370000001", "name": "乙訪問看護", "kind": "long_term_care"}});
    vec![
        charge(1, "2026-04-07", 41_200),
        with(charge(2, "2026-05-12", 33_331), &care),
        charge(3, "2026-06-02", 33_330),
        with(charge(4, "2026-06-20", 1), &care),
    ]
}

#[test]
fn the_day_is_that_of_the_charge_that_lifts_the_third_month() {
    let document = registered(&spring());
    assert_eq!(state(&document, "2026-06-19"), State::Watching { count: 2 });
    let met = met(&document, "2026-07-10");
    assert_eq!(met.met_on, day("2026-06-20"));
    assert_eq!(met.met_by, ["c4"]);
    // D01
    assert_eq!(start(met.start_if_applied_today.ordinary), day("2026-06-21"));
    assert_eq!(met.last_safe_application.ordinary, Some(day("2026-07-21")));
    assert_eq!(met.last_safe_application.unavoidable, Some(day("2026-09-21")));
    assert_eq!(met.apply_by, met.last_safe_application);
    assert_eq!(met.lapses_in, Some(month("2027-04")));
    assert_eq!(met.covered_until, None);
}

#[test]
fn every_month_of_the_window_is_in_the_table() {
    let watched = watches(&registered(&spring()), "2026-07-10").mild_high_cost;
    assert_eq!(watched.months.len(), 12);
    assert_eq!(watched.months[0].month, month("2025-08"));
    let over: Vec<_> = watched.months.iter().filter(|row| row.qualifies).map(|row| row.month).collect();
    assert_eq!(over, months(&["2026-04", "2026-05", "2026-06"]));
    assert_eq!(watched.months[8].total10, Yen::new(41_200));
    assert_eq!(watched.months[10].total10, Yen::new(33_331));
}

/// D05 and its neighbours, through facts: three months before the law began to count back.
#[test]
fn d05_nothing_starts_before_the_law() {
    let document = with(
        registered(&[
            charge(1, "2023-07-07", 50_000),
            charge(2, "2023-08-07", 50_000),
            charge(3, "2023-09-20", 50_000),
        ]),
        &json!({"registrations": [{"id": "r-1", "from": "2023-01-01"}]}),
    );
    let starts = |as_of: &str| {
        let met = met(&document, as_of);
        (start(met.start_if_applied_today.ordinary), start(met.start_if_applied_today.unavoidable))
    };
    assert_eq!(starts("2023-10-10"), (day("2023-10-01"), day("2023-10-01")));
    assert_eq!(starts("2023-11-02"), (day("2023-10-02"), day("2023-10-01")));
    assert_eq!(starts("2024-01-02"), (day("2023-12-02"), day("2023-10-02")));
}

#[test]
fn who_is_watched() {
    let charges = spring();
    let nobody = json!({"person": {"id": "p"}, "charges": charges});
    let not_registered = State::NotWatched { reason: NotWatched::NotRegistered };
    assert_eq!(state(&nobody, "2026-07-10"), not_registered);
    let refused = with(nobody.clone(), &json!({"refusals": [{"scheme": "54", "notified_on": "2026-06-30"}]}));
    assert_eq!(state(&refused, "2026-06-29"), not_registered);
    assert!(matches!(state(&refused, "2026-06-30"), State::Met(_)));
    let refused_52 =
        with(nobody.clone(), &json!({"refusals": [{"scheme": "52", "notified_on": "2026-06-30"}]}));
    assert_eq!(state(&refused_52, "2026-07-10"), not_registered);
    let of_52 = with(nobody, &json!({"registrations": [{"id": "r", "scheme": "52", "from": "2024-04-01"}]}));
    assert_eq!(state(&of_52, "2026-07-10"), not_registered);
    let later = with(registered(&charges), &json!({"registrations": [{"id": "r", "from": "2026-07-11"}]}));
    assert_eq!(state(&later, "2026-07-10"), not_registered);
    assert!(matches!(state(&later, "2026-07-11"), State::Met(_)));
    let before_the_law =
        with(registered(&charges), &json!({"registrations": [{"id": "r", "from": "2014-01-01"}]}));
    assert_eq!(state(&before_the_law, "2014-12-31"), State::NotWatched { reason: NotWatched::NoRule });
    assert_eq!(state(&before_the_law, "2015-01-01"), State::Watching { count: 0 });
    let not_watched = watches(&later, "2026-07-10").mild_high_cost;
    assert!(not_watched.months.is_empty() && not_watched.count.is_none());
}

#[test]
fn a_valid_certificate_ends_the_watch_and_a_gap_brings_it_back() {
    let document = with(
        registered(&[
            charge(1, "2026-04-07", 50_000),
            charge(2, "2026-05-07", 50_000),
            // In the gap: no certificate was used (§12.15).
            charge(3, "2026-07-07", 50_000),
        ]),
        &json!({"certificates": [certificate("old", "54", "2025-07-01", "2026-06-30", 10_000),
            certificate("new", "54", "2026-08-01", "2027-06-30", 10_000)]}),
    );
    let covered = State::NotWatched { reason: NotWatched::HasCertificate };
    assert_eq!(state(&document, "2026-06-30"), covered);
    assert_eq!(state(&document, "2026-07-01"), State::Watching { count: 2 });
    assert_eq!(met(&document, "2026-07-31").met_on, day("2026-07-07"));
    assert_eq!(state(&document, "2026-08-01"), covered);
    let gaps = watches(&document, "2026-07-31").gaps;
    assert_eq!(
        json_of(&gaps),
        json!([{"scheme": "54", "after": "old", "before": "new", "from": "2026-07-01",
        "until": "2026-07-31", "charges": 1}])
    );
}

#[test]
fn what_an_earlier_certificate_covered_is_not_lost() {
    // Met in June while a certificate ran to September: nothing was lost until October.
    let document = with(
        registered(&spring()),
        &json!({"certificates": [certificate("old", "54", "2025-10-01", "2026-09-30", 10_000)]}),
    );
    let met = met(&document, "2026-10-05");
    assert_eq!(met.met_on, day("2026-06-20"));
    assert_eq!(met.last_safe_application.ordinary, Some(day("2026-07-21")));
    assert_eq!(met.covered_until, Some(day("2026-09-30")));
    assert_eq!(met.apply_by.ordinary, Some(day("2026-11-01")));
}

#[test]
fn the_onset_cuts_the_window() {
    let with_onset = |onset: &str| {
        with(
            registered(&spring()),
            &json!({"registrations": [{"id": "r", "from": "2024-04-01", "onset_month": onset}]}),
        )
    };
    assert!(matches!(state(&with_onset("2026-04"), "2026-07-10"), State::Met(_)));
    assert_eq!(state(&with_onset("2026-05"), "2026-07-10"), State::Watching { count: 2 });
    let watched = watches(&with_onset("2026-05"), "2026-07-10").mild_high_cost;
    assert_eq!(watched.onset_month, Some(month("2026-05")));
    assert_eq!(watched.months.iter().filter(|row| !row.counted).count(), 9);
    assert!(
        watched.months.iter().any(|row| !row.counted && !row.qualifies && row.total10 == Yen::new(41_200))
    );
    // Onset after everything: an empty window, and no month counts.
    assert_eq!(state(&with_onset("2026-12"), "2026-07-10"), State::Watching { count: 0 });
    // An expired certificate may tell it too; of several the earliest.
    let both = with(
        with_onset("2026-06"),
        &json!({"certificates": [with(certificate("old", "54", "2024-01-01", "2024-12-31", 10_000),
            &json!({"onset_month": "2026-04"}))]}),
    );
    assert!(matches!(state(&both, "2026-07-10"), State::Met(_)));
}

#[test]
fn a_late_registration_moves_the_day_backwards_and_amends_the_notice() {
    let before = registered(&spring());
    let mut charges = spring();
    charges.push(charge(9, "2026-06-03", 5_000));
    let after = registered(&charges);
    assert_eq!(met(&after, "2026-07-10").met_on, day("2026-06-03"));
    let told = notices(&before, "2026-07-09");
    let changes = watch::compare(&told, &watches(&after, "2026-07-10"));
    let [NoticeChange::Amended { before, after }] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((&*before.id, &*after.id), ("watch.mild.met:54", "watch.mild.met:54"));
    assert!(json_of(&before.params).to_string().contains("2026-06-20"));
    assert!(json_of(&after.params).to_string().contains("2026-06-03"));
}

#[test]
fn the_sliding_window_moves_the_day() {
    // July and August 2025 and June 2026: met on 20 June 2026, lapses in July, met again on 8 July.
    let document = registered(&[
        charge(1, "2025-07-07", 50_000),
        charge(2, "2025-08-07", 50_000),
        charge(3, "2026-06-20", 50_000),
        charge(4, "2026-07-08", 50_000),
    ]);
    let june = met(&document, "2026-06-30");
    assert_eq!((june.met_on, june.lapses_in), (day("2026-06-20"), Some(month("2026-07"))));
    // The window lets go before the month is over: the last day to apply is in June.
    assert_eq!(june.last_safe_application.ordinary, Some(day("2026-07-21")));
    assert_eq!(june.apply_by.ordinary, Some(day("2026-06-30")));
    assert_eq!(
        state(&document, "2026-07-01"),
        State::Lapsed { met_on: day("2026-06-20"), lapsed_in: month("2026-07"), count: 2 }
    );
    assert_eq!(met(&document, "2026-07-08").met_on, day("2026-07-08"));
    // Long after, it is nothing to be told any more.
    assert_eq!(
        state(&document, "2027-06-30"),
        State::Lapsed { met_on: day("2026-07-08"), lapsed_in: month("2026-08"), count: 1 }
    );
    assert!(matches!(state(&document, "2027-07-31"), State::Lapsed { .. }));
    assert_eq!(state(&document, "2027-08-01"), State::Watching { count: 0 });
    // Nothing lapsed for somebody who held a certificate when the window let go.
    let covered = with(
        document,
        &json!({"certificates": [certificate("old", "54", "2026-07-31", "2026-09-30", 10_000)]}),
    );
    assert_eq!(state(&covered, "2026-10-01"), State::Watching { count: 2 });
}

#[test]
fn a_cancelled_charge_withdraws_the_notice() {
    let told = notices(&registered(&spring()), "2026-07-10");
    assert_eq!(told.iter().filter(|notice| !notice.quiet).count(), 1);
    let mut charges = spring();
    charges.push(cancel(9, 2));
    let after = watches(&registered(&charges), "2026-07-10");
    assert_eq!(after.mild_high_cost.state, State::Watching { count: 2 });
    let changes = watch::compare(&told, &after);
    let [NoticeChange::Withdrawn { notice, because }] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((notice, because.as_str()), (&told[0], "watch.withdrawn.undone"));
    // A charge with nothing to pay counts all the same: cancelling it undoes the month too (§12.4).
    assert_eq!(watch::compare(&told, &watches(&registered(&spring()), "2026-07-11")), []);
}

#[test]
fn a_certificate_or_a_lapse_withdraws_it_too() {
    let told = notices(&registered(&spring()), "2026-07-10");
    let granted = with(
        registered(&spring()),
        &json!({"certificates": [certificate("new", "54", "2026-06-21", "2027-06-30", 10_000)]}),
    );
    let reason = |document: &Value, as_of: &str| {
        watch::compare(&told, &watches(document, as_of)).into_iter().find_map(|change| match change {
            NoticeChange::Withdrawn { because, .. } => Some(because),
            _ => None,
        })
    };
    assert_eq!(reason(&granted, "2026-08-01").as_deref(), Some("watch.withdrawn.not_watched"));
    assert_eq!(reason(&registered(&spring()), "2027-04-01").as_deref(), Some("watch.withdrawn.lapsed"));
    assert_eq!(reason(&registered(&spring()), "2027-03-31"), None);
}

#[test]
fn a_correction_replaces_what_it_corrects() {
    let mut charges = spring();
    charges.push(with(charge(9, "2026-05-12", 33_330), &json!({"event": "corrected", "supersedes": "c2"})));
    assert_eq!(state(&registered(&charges), "2026-07-10"), State::Watching { count: 2 });
    charges.push(charges[0].clone());
    assert_eq!(state(&registered(&charges), "2026-07-10"), State::Watching { count: 2 });
}

#[test]
fn what_counts_and_what_does_not() {
    let counts = |change: &Value| {
        let document = with(
            registered(&[
                charge(1, "2026-04-07", 50_000),
                charge(2, "2026-05-07", 50_000),
                with(charge(3, "2026-06-07", 50_000), change),
            ]),
            &json!({"certificates": [
                certificate("old54", "54", "2024-01-01", "2024-12-31", 10_000),
                certificate("c52", "52", "2024-01-01", "2026-12-31", 10_000),
                certificate("c21", "21", "2024-01-01", "2026-12-31", 10_000),
                certificate("c38", "38-hepatitis", "2024-01-01", "2026-12-31", 10_000),
                certificate("c12", "12", "2024-01-01", "2026-12-31", 0),
                certificate("kodomo", "local:282103/kodomo", "2024-01-01", "2026-12-31", 600)]}),
        );
        let watched = watches(&document, "2026-07-10").mild_high_cost;
        (matches!(watched.state, State::Met(_)), watched.certainty)
    };
    let sure = (true, Certainty::Confirmed);
    let maybe = (true, Certainty::Expected);
    let no = (false, Certainty::Confirmed);
    assert_eq!(counts(&json!({})), sure);
    assert_eq!(counts(&json!({"disease_related": false})), no);
    assert_eq!(counts(&json!({"part": "hoken"})), no);
    assert_eq!(counts(&json!({"total10": 33_330, "meal": 20_000, "non_covered": 20_000})), no);
    assert_eq!(counts(&json!({"facility": {"code": "1", "kind": "long_term_care"}})), sure);
    assert_eq!(counts(&json!({"facility": {"code": "1", "designated": false}})), sure);
    assert_eq!(counts(&json!({"source": "paper"})), sure);
    assert_eq!(counts(&json!({"source": "patient_entered"})), maybe);
    assert_eq!(counts(&json!({"source": "planned"})), maybe);
    assert_eq!(counts(&json!({"certificates": ["old54"]})), sure);
    assert_eq!(counts(&json!({"certificates": ["c21"]})), no);
    assert_eq!(counts(&json!({"certificates": ["c38"]})), no);
    assert_eq!(counts(&json!({"certificates": ["c21", "old54"]})), sure);
    assert_eq!(counts(&json!({"certificates": ["c52"]})), maybe);
    assert_eq!(counts(&json!({"certificates": ["c12"]})), sure);
    assert_eq!(counts(&json!({"certificates": ["kodomo"]})), sure);
    assert_eq!(counts(&json!({"certificates": ["who knows"]})), maybe);
    assert_eq!(counts(&json!({"certificates": ["r-1"]})), sure);
    assert_eq!(counts(&json!({"certificates": ["r-1", "c21"]})), sure);
    assert_eq!(counts(&json!({"service_day": "2026-07-11"})), no);
    // Makes no sense: left out, and said to be missing (§12.19).
    let missing = (false, Certainty::Incomplete);
    assert_eq!(counts(&json!({"total10": -50_000})), missing);
    assert_eq!(counts(&json!({"total10": 50_001})), missing);
    assert_eq!(counts(&json!({"collected": 50_010})), missing);
    assert_eq!(counts(&json!({"service_day": "2026-07-10"})), sure);
}

#[test]
fn a_source_that_could_not_be_looked_at_is_said() {
    let certainty = |state: &str| {
        let document = with(registered(&spring()), &json!({"sources": [{"source": "pmh", "state": state}]}));
        watches(&document, "2026-07-10").mild_high_cost.certainty
    };
    assert_eq!(certainty("error"), Certainty::Incomplete);
    assert_eq!(certainty("pending"), Certainty::Incomplete);
    assert_eq!(certainty("a later code"), Certainty::Incomplete);
    for state in ["present", "none_confirmed", "consent_declined", "not_connected", "undisclosed"] {
        assert_eq!(certainty(state), Certainty::Confirmed, "{state}");
    }
    // A typed-in receipt outside the window makes nothing less certain.
    let mut charges = spring();
    charges.push(with(charge(9, "2025-07-31", 90_000), &json!({"source": "patient_entered"})));
    assert_eq!(watches(&registered(&charges), "2026-07-10").mild_high_cost.certainty, Certainty::Confirmed);
    assert_eq!(watches(&registered(&charges), "2026-06-30").mild_high_cost.certainty, Certainty::Expected);
}

/// X1 of the rule reference: start 2026-06-21, refunds 4,000 and 3,000.
#[test]
fn x1_what_an_application_would_bring_back() {
    let mut charges = spring();
    charges.push(with(charge(5, "2026-06-25", 40_000), &json!({"collected": 12_000})));
    charges.push(charge(6, "2026-07-03", 30_000));
    charges.push(with(charge(7, "2026-07-04", 30_000), &json!({"insurance_rate": "0.1"})));
    charges.push(with(charge(8, "2026-07-04", 30_000), &json!({"collected": 0})));
    let document = registered(&charges);
    assert_eq!(met(&document, "2026-07-10").refund_estimate.ordinary, Yen::new(7_000));
    // Nothing comes back from where 54 does not reach, nor for days a certificate covered.
    let without = |change: &Value| {
        let mut charges = charges.clone();
        charges[4] = with(charges[4].clone(), change);
        met(&registered(&charges), "2026-07-10").refund_estimate.ordinary
    };
    assert_eq!(without(&json!({"facility": {"code": "1", "designated": false}})), Yen::new(3_000));
    let covered = with(
        document.clone(),
        &json!({"certificates": [certificate("old", "54", "2026-06-24", "2026-06-26", 10_000)]}),
    );
    assert_eq!(met(&covered, "2026-07-10").refund_estimate.ordinary, Yen::new(3_000));
    assert_eq!(met(&covered, "2026-07-10").covered_until, None);
    // A day late and the first falls out; with a reason it stays.
    let late = met(&document, "2026-07-26");
    assert_eq!(start(late.start_if_applied_today.ordinary), day("2026-06-26"));
    assert_eq!(
        (late.refund_estimate.ordinary, late.refund_estimate.unavoidable),
        (Yen::new(3_000), Yen::new(7_000))
    );
    let notice = &notices(&document, "2026-07-10")[0];
    assert_eq!((notice.at_stake, notice.deadline), (Some(Yen::new(7_000)), Some(day("2026-07-21"))));
}

#[test]
fn days_pass_and_the_notice_reads_the_same() {
    let document = registered(&spring());
    let told = notices(&document, "2026-06-20");
    let mut today = day("2026-06-20");
    while today < day("2027-04-01") {
        assert_eq!(watch::compare(&told, &watch::all(&facts(&document), today)), [], "{today}");
        today = today.next();
    }
}

#[test]
fn the_json_of_a_met_watch() {
    let watched = json_of(&watches(&registered(&spring()), "2026-07-10").mild_high_cost);
    assert_eq!(
        watched["state"],
        json!({"is": "met", "met_on": "2026-06-20", "met_by": ["c4"],
        "start_if_applied_today": {
            "ordinary": {"start": "2026-06-21", "bound_by": "day_after_trigger", "months_back": 1,
                "cite": "nanbyo-ho-7-5-2", "status": "confirmed"},
            "unavoidable": {"start": "2026-06-21", "bound_by": "day_after_trigger", "months_back": 3,
                "cite": "nanbyo-ho-7-5-2", "status": "confirmed"}},
        "last_safe_application": {"ordinary": "2026-07-21", "unavoidable": "2026-09-21"},
        "apply_by": {"ordinary": "2026-07-21", "unavoidable": "2026-09-21"},
        "lapses_in": "2027-04", "refund_estimate": {"ordinary": 0, "unavoidable": 0}})
    );
    assert_eq!(
        watched["months"][8],
        json!({"month": "2026-04", "total10": 41_200, "counted": true,
        "qualifies": true, "certainty": "confirmed"})
    );
    assert_eq!(watched["count"]["count"], 3);
    assert_eq!(watched["rule"], json!({"cite": "nanbyo-rei-2", "status": "confirmed"}));
    let notice = json_of(&notices(&registered(&spring()), "2026-07-10")[0]);
    assert_eq!(
        notice,
        json!({"id": "watch.mild.met:54", "key": "watch.mild.met", "certainty": "confirmed",
        "deadline": "2026-07-21", "params": [
            {"name": "months", "value": {"months": ["2026-04", "2026-05", "2026-06"]}},
            {"name": "count", "value": {"count": 3}}, {"name": "need", "value": {"count": 3}},
            {"name": "met_on", "value": {"day": "2026-06-20"}},
            {"name": "earliest_start", "value": {"day": "2026-06-21"}},
            {"name": "last_safe", "value": {"day": "2026-07-21"}},
            {"name": "last_safe_unavoidable", "value": {"day": "2026-09-21"}},
            {"name": "lapses_in", "value": {"month": "2027-04"}}]})
    );
}

/// What is told of the criterion, and nothing of what has not been reported.
fn of_mild(document: &Value) -> Vec<Notice> {
    notices(document, "2026-07-10")
        .into_iter()
        .filter(|notice| notice.key.starts_with("watch.mild."))
        .collect()
}

#[test]
fn one_month_before_the_criterion_is_told_quietly_and_two_before_are_not() {
    let told = |count: usize| {
        let months = ["2026-04-07", "2026-05-12", "2026-06-20"];
        let charges: Vec<Value> =
            (1..).zip(months).take(count).map(|(at, day)| charge(at, day, 41_200)).collect();
        let told = of_mild(&registered(&charges));
        told.into_iter().map(|notice| (notice.key, notice.quiet)).collect::<Vec<(String, bool)>>()
    };
    assert_eq!(told(0), []);
    assert_eq!(told(1), []);
    assert_eq!(told(2), [("watch.mild.counted".to_owned(), true)]);
    assert_eq!(told(3), [("watch.mild.met".to_owned(), false)]);
}

#[test]
fn a_notice_is_as_sure_as_what_it_rests_on() {
    for (source, certainty) in [
        ("recept", Certainty::Confirmed),
        ("patient_entered", Certainty::Expected),
        ("unheard_of", Certainty::Expected),
    ] {
        let charges: Vec<Value> =
            spring().into_iter().map(|one| with(one, &json!({"source": source}))).collect();
        let told = of_mild(&registered(&charges));
        let sure: Vec<Certainty> = told.iter().map(|notice| notice.certainty).collect();
        assert_eq!(sure, [certainty], "{source}");
    }
}
