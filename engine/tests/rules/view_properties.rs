//! What must hold of the view of any facts on any day.

use crate::random_people::{any_facts, days, hub_facts};
use engine::facts::{Facts, Source};
use engine::view::{Certainty, Figure, MonthState, Whole, money, view, whole};
use engine::{Cap, Day, Yen};
use proptest::prelude::*;

fn bytes(facts: &Facts, as_of: Day) -> String {
    serde_json::to_string(&whole(facts, as_of)).unwrap_or_else(|error| panic!("{error}"))
}

/// Every figure of the pages, with whether something is known to be missing under it.
fn figures(view: &Whole) -> Vec<(&Figure, bool)> {
    let months =
        view.pages.view.ledgers.iter().flat_map(|ledger| ledger.months.iter().chain([&ledger.this_month]));
    let of_months = months.flat_map(|month| {
        let missing = !month.missing.is_empty();
        [Some(&month.used), Some(&month.total10), month.remaining.as_ref()]
            .into_iter()
            .flatten()
            .map(move |figure| (figure, missing))
    });
    let of_costs = view.pages.money.costs.iter().flat_map(|cost| {
        [&cost.total10, &cost.insurer, &cost.high_cost, &cost.public, &cost.patient]
            .map(|figure| (figure, false))
    });
    of_months
        .chain(of_costs)
        .chain(view.pages.money.settlements.iter().map(|line| (&line.amount, false)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_order_of_the_facts_does_not_matter(facts in hub_facts(), as_of in days(), turn in 0_usize..30) {
        let mut turned = facts.clone();
        turned.charges.reverse();
        let length = turned.charges.len();
        turned.charges.rotate_left(turn % length.max(1));
        turned.certificates.reverse();
        turned.registrations.reverse();
        turned.refusals.reverse();
        turned.sources.reverse();
        prop_assert_eq!(bytes(&facts, as_of), bytes(&turned, as_of));
    }

    #[test]
    fn a_charge_sent_twice_counts_once(facts in hub_facts(), as_of in days(), which in 0_usize..30) {
        let mut twice = facts.clone();
        twice.charges.extend(facts.charges.get(which).cloned());
        prop_assert_eq!(bytes(&facts, as_of), bytes(&twice, as_of));
    }

    /// No total is shown as one when a part is missing, and what rests on an expectation says so.
    #[test]
    fn figures_are_honest(facts in any_facts(), as_of in days()) {
        let view = whole(&facts, as_of);
        for (figure, missing) in figures(&view) {
            if missing {
                prop_assert_eq!(figure.certainty, Certainty::Incomplete);
            }
            let expected = |source: &Source| matches!(source, Source::PatientEntered | Source::Planned | Source::Other(_));
            if figure.sources.iter().any(expected) {
                prop_assert!(figure.certainty > Certainty::Confirmed);
            }
        }
    }

    /// used + remaining = cap, the answer fits the figures, and the month of today is the one in the list.
    #[test]
    fn the_answer_fits_its_figures(facts in any_facts(), as_of in days()) {
        for ledger in view(&facts, as_of).ledgers {
            prop_assert_eq!(ledger.months.iter().find(|month| month.month == as_of.month()), Some(&ledger.this_month));
            prop_assert!(ledger.months.is_sorted_by(|newer, older| newer.month > older.month));
            for month in ledger.months {
                let remaining = month.remaining.as_ref().map(|figure| figure.yen);
                prop_assert_eq!(remaining, month.cap.and_then(|cap| cap.room(month.used.yen)));
                let due: Yen = month.rows.iter().map(|row| row.due).sum();
                prop_assert_eq!(month.used.yen, due);
                let total10: Yen = month.rows.iter().map(|row| row.total10).sum();
                prop_assert_eq!(month.total10.yen, total10);
                match month.state {
                    MonthState::NothingYet => prop_assert!(month.rows.is_empty() && remaining > Some(Yen::ZERO)),
                    MonthState::BelowCap => prop_assert!(matches!(month.cap, Some(Cap::At(_)))),
                    MonthState::Reached => prop_assert_eq!(remaining, Some(Yen::ZERO)),
                    MonthState::NothingToPay => prop_assert!(month.cap == Some(Cap::At(Yen::ZERO)) || !month.caps.is_empty()),
                    MonthState::NoCap => prop_assert_eq!(month.cap, Some(Cap::Unlimited)),
                    MonthState::CapUnknown => prop_assert_eq!(month.cap, None),
                    MonthState::NotValid => prop_assert!(month.rows.is_empty() && month.cap.is_none()),
                }
            }
        }
    }

    /// 10割 = insurer + 高額療養費 + 公費 + patient, in every month.
    #[test]
    fn every_yen_went_somewhere(facts in any_facts(), as_of in days()) {
        for cost in money(&facts, as_of).costs {
            let parts = [cost.insurer, cost.high_cost, cost.public, cost.patient];
            prop_assert_eq!(cost.total10.yen, parts.iter().map(|part| part.yen).sum::<Yen>());
            prop_assert!(parts.iter().all(|part| part.yen >= Yen::ZERO));
        }
    }

    /// On every day of the time line just its certificates are valid, and on no other day any.
    #[test]
    fn the_time_line_is_the_validity_of_the_certificates(facts in any_facts(), as_of in days(), day in days()) {
        let view = whole(&facts, as_of);
        prop_assert!(view.pages.certificates.time_line.is_sorted_by(|earlier, later| earlier.until < later.from));
        let mut valid: Vec<&str> = view.pages
            .certificates
            .certificates
            .iter()
            .filter(|certificate| certificate.printed.valid.contains(day))
            .map(|certificate| &*certificate.printed.id)
            .collect();
        let stretch = view.pages.certificates.time_line.iter().find(|stretch| stretch.from <= day && day <= stretch.until);
        let mut told: Vec<&str> = stretch.iter().flat_map(|stretch| &stretch.in_order).map(|id| &**id).collect();
        valid.sort_unstable();
        told.sort_unstable();
        prop_assert_eq!(valid, told);
    }
}
