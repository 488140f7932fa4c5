//! もしも: planned charges on top of the facts, same functions, everything marked 見込み.
//!
//! A plan is one more set of facts and nothing else: the same ledger, the same view. What was planned carries
//! [`Source::Planned`], so every figure that rests on it says 見込み by itself. Nothing here is ever stored or sent.

use crate::civil::Day;
use crate::facts::{Charge, ChargeEvent, Facility, Facts, Setting, Source};
use crate::rate::Rate;
use crate::view::{View, view};
use crate::yen::Yen;
use serde::{Deserialize, Serialize};

/// A visit somebody thinks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Where.
    pub facility: Facility,
    /// When.
    pub day: Day,
    /// What it will cost in all (10割), from the person's own history or guess.
    pub total10: Yen,
    /// Rate of the insurance.
    pub insurance_rate: Rate,
    /// Certificates that will be shown.
    #[serde(default)]
    pub certificates: Vec<String>,
}

/// The facts as they would be: planned visits are registered after everything else, in the order of their days.
pub fn with_planned(facts: &Facts, planned: &[Planned]) -> Facts {
    let mut facts = facts.clone();
    let last = facts.charges.iter().map(|charge| charge.sequence).max().unwrap_or(0);
    let mut planned: Vec<&Planned> = planned.iter().collect();
    crate::order::sort_by_key(&mut planned, |visit| visit.day);
    facts.charges.extend((1_u64..).zip(planned).map(|(number, visit)| charge(visit, number, last)));
    facts
}

/// The view of the facts with the planned visits, for the day of the last of them (or for `as_of`, when that is later).
pub fn view_of(facts: &Facts, planned: &[Planned], as_of: Day) -> View {
    let day = planned.iter().map(|visit| visit.day).max().map_or(as_of, |last| last.max(as_of));
    view(&with_planned(facts, planned), day)
}

fn charge(visit: &Planned, number: u64, last: u64) -> Charge {
    Charge {
        id: format!("planned-{number}"),
        sequence: last.saturating_add(number),
        event: ChargeEvent::Registered,
        supersedes: None,
        certificates: visit.certificates.clone(),
        facility: visit.facility.clone(),
        setting: Setting::Outpatient,
        service_day: visit.day,
        collected_on: None,
        registered_at: None,
        total10: visit.total10,
        insurance_rate: visit.insurance_rate,
        raw_selfpay: None,
        collected: None,
        seen_running_total: None,
        meal: Yen::ZERO,
        non_covered: Yen::ZERO,
        disease_related: true,
        part: crate::facts::Part::default(),
        visits: 1,
        first_visit: false,
        source: Source::Planned,
        hash: None,
        unknown: crate::facts::Unknown::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::door;
    use crate::view::Certainty;

    fn facts() -> Facts {
        let text = r#"{"person": {"id": "p"},
            "certificates": [{"id": "c", "scheme": "54", "valid": {"from": "2026-01-01", "until": "2026-12-31"},
                "caps": [{"from": "2026-01-01", "cap": 10000}]}],
            "charges": [{"id": "1", "sequence": 7, "certificates": ["c"], "facility": {"code": "1310000001", "designated": true},
                "service_day": "2026-11-04", "total10": 21840}]}"#;
        door::read_facts(text).unwrap_or_else(|error| panic!("{error}"))
    }

    fn visit(day: &str, total10: i64) -> Planned {
        Planned {
            facility: facts().charges.remove(0).facility,
            day: day.parse().unwrap_or_else(|_| panic!("{day}")),
            total10: Yen::new(total10),
            insurance_rate: Rate::THREE_TENTHS,
            certificates: vec!["c".to_owned()],
        }
    }

    #[test]
    fn planned_visits_fill_the_cap_and_every_figure_on_them_is_an_estimate() {
        let as_of = visit("2026-11-20", 0).day;
        let planned = [visit("2026-11-30", 100_000), visit("2026-11-25", 10_000)];
        let view = view_of(&facts(), &planned, as_of);
        let month = &view.ledgers[0].this_month;
        let due: Vec<i64> = month.rows.iter().map(|row| row.due.amount()).collect();
        assert_eq!(due, [4_370, 2_000, 3_630], "in the order of their days, the last up to the cap");
        assert_eq!(month.used.certainty, Certainty::Expected);
        assert!(month.used.sources.contains(&Source::Planned));
    }

    #[test]
    fn no_plan_changes_nothing() {
        let as_of = visit("2026-11-20", 0).day;
        assert_eq!(view_of(&facts(), &[], as_of), view(&facts(), as_of));
        assert_eq!(with_planned(&facts(), &[]), facts());
    }
}
