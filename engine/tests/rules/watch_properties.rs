//! What must hold for any facts at all.

use crate::random_people::{any_facts, charges, days, hub_facts};
use crate::watch_support::{self, day, facts, json_of};
use engine::Day;
use engine::facts::{Charge, Facts};
use engine::watch::{self, NoticeChange};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Only the charges of a plain registered person: for what a single event changes.
fn registered_facts() -> impl Strategy<Value = Facts> {
    prop::collection::vec((0_u64..420, 1_i64..6_000), 3..14).prop_map(|charges| {
        let charges: Vec<Value> = (1_u64..)
            .zip(charges)
            .map(|(sequence, (after, total10))| {
                let on = day("2025-05-20").plus_days(after).to_string();
                watch_support::charge(sequence, &on, total10 * 10)
            })
            .collect();
        facts(&watch_support::registered(&charges))
    })
}

fn bytes(facts: &Facts, as_of: Day) -> (String, String) {
    let watches = watch::all(facts, as_of);
    (json_of(&watches).to_string(), json_of(&watch::notices(&watches)).to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_facts_on_any_day_give_an_answer(facts in any_facts(), as_of in days()) {
        let (watches, notices) = bytes(&facts, as_of);
        prop_assert!(!watches.is_empty() && notices.starts_with('['));
    }

    #[test]
    fn the_order_of_the_facts_does_not_matter(
        facts in hub_facts(),
        as_of in days(),
        turn in 0_usize..30,
    ) {
        let mut turned = facts.clone();
        turned.charges.reverse();
        let length = turned.charges.len();
        turned.charges.rotate_left(turn % length.max(1));
        turned.certificates.reverse();
        turned.registrations.reverse();
        turned.refusals.reverse();
        prop_assert_eq!(bytes(&facts, as_of), bytes(&turned, as_of));
    }

    #[test]
    fn a_charge_sent_twice_counts_once(facts in hub_facts(), as_of in days(), which in 0_usize..30) {
        let mut twice = facts.clone();
        if let Some(again) = facts.charges.get(which) {
            twice.charges.push(again.clone());
        }
        prop_assert_eq!(bytes(&facts, as_of), bytes(&twice, as_of));
    }

    #[test]
    fn what_is_undisclosed_is_not_there(facts in hub_facts(), as_of in days()) {
        let mut stripped = facts.clone();
        // Whoever answers to an undisclosed certificate alone is not seen either; events stay, as they may cancel others.
        let hidden: Vec<String> =
            facts.certificates.iter().filter(|one| one.undisclosed).map(|one| one.id.clone()).collect();
        for certificate in stripped.certificates.iter_mut().filter(|one| one.undisclosed) {
            certificate.scheme = "54".to_owned();
            certificate.diseases = vec!["secret-disease".to_owned()];
            certificate.onset_month = Some(day("2025-01-01").month());
            certificate.valid.until = day("2030-01-01");
        }
        stripped.registrations.retain(|one| !one.undisclosed);
        for charge in &mut stripped.charges {
            if !charge.certificates.is_empty() && charge.certificates.iter().all(|id| hidden.contains(id)) {
                charge.facility.name = "secret-place".to_owned();
                charge.disease_related = true;
            }
        }
        prop_assert_eq!(bytes(&facts, as_of), bytes(&stripped, as_of));
        let mut gone = facts.clone();
        gone.person.undisclosed = true;
        let nothing = watch_support::facts(&json!({"person": {"id": "other"}}));
        prop_assert_eq!(bytes(&gone, as_of), bytes(&nothing, as_of));
    }

    #[test]
    fn register_then_cancel_is_nothing(facts in hub_facts(), as_of in days(), charge in charges()) {
        let mut charge: Charge = match serde_json::from_value(charge) {
            Ok(charge) => charge,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        "new".clone_into(&mut charge.id);
        charge.sequence = 1_000;
        charge.event = "registered".into();
        charge.supersedes = None;
        let mut void = charge.clone();
        "void".clone_into(&mut void.id);
        void.sequence = 1_001;
        void.event = "cancelled".into();
        void.supersedes = Some("new".to_owned());
        let mut both = facts.clone();
        both.charges.extend([charge, void]);
        prop_assert_eq!(bytes(&facts, as_of), bytes(&both, as_of));
    }

    #[test]
    fn a_cancellation_withdraws_exactly_what_no_longer_holds(
        facts in registered_facts(),
        after in 300_u64..430,
        which in 0_usize..14,
    ) {
        let as_of = day("2025-05-20").plus_days(after);
        let told = watch::notices(&watch::all(&facts, as_of));
        let mut cancelled = facts.clone();
        let mut without = facts.clone();
        let which = which % facts.charges.len();
        let mut void = facts.charges[which].clone();
        void.supersedes = Some(void.id.clone());
        "void".clone_into(&mut void.id);
        void.event = "cancelled".into();
        void.sequence = 1_000;
        cancelled.charges.push(void);
        without.charges.remove(which);
        let now = watch::all(&cancelled, as_of);
        prop_assert_eq!(&now, &watch::all(&without, as_of));
        let changes = watch::compare(&told, &now);
        let count = |count: &Option<watch::MonthCount>| count.as_ref().is_some_and(|count| count.eligible);
        let was = count(&watch::all(&facts, as_of).mild_high_cost.count);
        let is = count(&now.mild_high_cost.count);
        let withdrawn = changes.iter().any(|change| {
            matches!(change, NoticeChange::Withdrawn { notice, .. } if notice.key == "watch.mild.met")
        });
        prop_assert_eq!(withdrawn, was && !is);
        // A charge less never raises the notice.
        let raised = changes.iter().any(|change| {
            matches!(change, NoticeChange::Raised { notice } if notice.key == "watch.mild.met")
        });
        prop_assert!(!raised);
    }

    #[test]
    fn a_month_outside_the_window_changes_no_count(
        facts in registered_facts(),
        after in 300_u64..430,
        total10 in (1_i64..90_000).prop_map(|tens| tens * 10),
    ) {
        let as_of = day("2025-05-20").plus_days(after);
        let mut more = facts.clone();
        let outside = as_of.month().plus(-12).last();
        let extra = watch_support::charge(500, &outside.to_string(), total10);
        more.charges.push(serde_json::from_value(extra).map_err(|error| TestCaseError::fail(error.to_string()))?);
        let (before, after) = (watch::all(&facts, as_of).mild_high_cost, watch::all(&more, as_of).mild_high_cost);
        prop_assert_eq!(before.count, after.count);
        prop_assert_eq!(before.months, after.months);
        // And what happens after today changes nothing at all.
        let mut later = facts.clone();
        let extra = watch_support::charge(500, &as_of.next().to_string(), total10);
        later.charges.push(serde_json::from_value(extra).map_err(|error| TestCaseError::fail(error.to_string()))?);
        prop_assert_eq!(bytes(&facts, as_of), bytes(&later, as_of));
    }

    #[test]
    fn money_first_then_the_day(facts in hub_facts(), as_of in days()) {
        let notices = watch::notices(&watch::all(&facts, as_of));
        for pair in notices.windows(2) {
            prop_assert!(pair[0].at_stake >= pair[1].at_stake);
            if pair[0].at_stake == pair[1].at_stake {
                prop_assert!(pair[1].deadline.is_none() || pair[0].deadline.is_some_and(|first| Some(first) <= pair[1].deadline));
            }
        }
        prop_assert_eq!(watch::compare(&notices, &watch::all(&facts, as_of)), vec![]);
    }

    #[test]
    fn keys_and_never_sentences(facts in any_facts(), as_of in days()) {
        // Deadlines reckoned from the last years of the calendar leave it.
        prop_assume!(as_of.year() < 2_999);
        for notice in watch::notices(&watch::all(&facts, as_of)) {
            prop_assert!(notice.key.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_')));
            for param in &notice.params {
                prop_assert!(!param.name.contains("remaining") && !param.name.contains(' '));
            }
            let text = json_of(&notice).to_string();
            let back: watch::Notice = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(back, notice);
        }
    }
}
