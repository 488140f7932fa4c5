//! The layer split: what its explanation tells, and cases beside the published ones.

use crate::split_support::{H, K, case};
use engine::rate::Rate;
use engine::split::{self, Band};
use engine::trace::{Trace, Value as Told};
use engine::yen::{Cap, Yen};

#[test]
fn the_explanation_tells_each_layer_and_whether_the_cap_bound() {
    let told = |total: i64, key: &str| -> Vec<i64> {
        let case = case(Band::U, 3, "54", Some(10_000), &[(K, total)]);
        let mut trace = Trace::default();
        split::month(&case.patient, &[case.public], &case.claims, &mut trace).unwrap();
        let steps = trace.steps.iter().filter(|step| step.key == key);
        steps.map(|step| if let Told::Yen(yen) = step.result { yen.amount() } else { -1 }).collect()
    };
    // 10割 1,000,000: 3割 is 300,000, of which 高額療養費 leaves 87,430 and the certificate 10,000.
    for (key, expected) in [
        ("split.layer.insurer", 700_000),
        ("split.layer.high_cost", 212_570),
        ("split.layer.public", 77_430),
        ("split.layer.patient", 10_000),
    ] {
        assert_eq!(told(1_000_000, key), [expected], "{key}");
    }
    for (total, clipped) in [(49_990, false), (50_000, false), (50_010, true)] {
        let keys = [told(total, "rule.clip").len(), told(total, "rule.within_cap").len()];
        assert_eq!(keys, if clipped { [1, 0] } else { [0, 1] }, "{total}");
    }
}

#[test]
fn a_move_halves_the_floor_of_what_is_added_up() {
    // 12,000 twice is 10,500 and more and meets half of 35,400 together; 9,000 is below and stays beside.
    let three = case(Band::O, 3, "54", Some(10_000), &[(H, 40_000)])
        .and(true, &[(H, 40_000)])
        .and(true, &[(H, 30_000)]);
    three.gives(0, 0, 33_000);
    three.moved().gives(0, 0, 17_700 + 9_000);
}

#[test]
fn a_printed_rate_comes_before_that_of_the_book() {
    let mut printed = case(Band::U, 3, "54", Some(10_000), &[(K, 60_000)]).visit();
    printed.gives(18_000, 10_000, 10_000);
    let month = printed.patient.month;
    let terms = |scheme| split::public_terms(scheme, month, Rate::tenths(1), Cap::Unlimited, Yen::ZERO);
    printed.public = terms("54").unwrap();
    printed.gives(18_000, 6_000, 6_000);
    printed.public = terms("local:999999/sample").unwrap();
    printed.gives(18_000, 6_000, 6_000);
}
