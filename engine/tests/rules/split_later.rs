//! Payers behind the first in the split of a month: 10割 = insurer + 高額療養費 + every 公費 + patient, whoever comes second.

use crate::random_people::{days, hub_facts};
use crate::view_support::{certificate, charge, facts, nanbyo, person, with};
use engine::facts::Facts;
use engine::split::{self, SplitMonth, mark};
use engine::{Rate, Yen, ledger};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn months(document: &Value) -> Vec<SplitMonth> {
    split::all(&facts(document), None)
}

fn only(document: &Value) -> SplitMonth {
    let mut months = months(document);
    assert_eq!(months.len(), 1, "{document}");
    months.remove(0)
}

/// Insurer, 高額療養費, 公費, patient, and how much of the 公費 came from payers behind the first.
fn layers(month: &SplitMonth) -> [i64; 5] {
    let layers = month.split.layers;
    assert_eq!(layers.total10, layers.insurer + layers.high_cost + layers.public + layers.patient);
    assert_eq!(layers.patient, month.split.total);
    let later = month.later_public.unwrap_or_default();
    [layers.insurer, layers.high_cost, layers.public, layers.patient, later].map(Yen::amount)
}

fn local(limits: &Value) -> Value {
    json!({"id": "m", "scheme": "local:999999/sample", "valid": {"from": "2026-01-01", "until": "2026-12-31"}, "limits": limits})
}

/// 200 yen a visit.
fn visits() -> Value {
    local(&json!([{"per": "visit", "amount": 200}]))
}

fn under(charge: Value, certificates: &Value) -> Value {
    with(charge, &json!({"certificates": certificates}))
}

fn known(band: &str, document: Value) -> Value {
    with(document, &json!({"insurance": [{"from": "2026-01-01", "band": band, "rate": "0.3"}]}))
}

#[test]
fn a_local_scheme_takes_what_the_national_one_leaves() {
    let charges = [
        under(charge("a", 1, "2026-11-04", "A", 30_000), &json!(["m", "c"])),
        under(charge("b", 2, "2026-11-05", "B", 30_000), &json!(["m", "c"])),
        under(charge("d", 3, "2026-11-06", "B", 30_000), &json!(["c"])),
    ];
    // 6,000 + 4,000 + 0 under 54; of the first two the local scheme leaves 200 each.
    let month = only(&person(&[nanbyo(), visits()], &charges));
    assert_eq!(layers(&month), [63_000, 0, 26_600, 400, 9_600]);
    assert_eq!(month.marks, [mark::LATER_UNCONFIRMED]);
    assert_eq!(month.split.under_public, Yen::new(10_000));
}

/// One facility, in- and out-patient care apart: what stands on one レセプト is one claim, and the next visit goes on with it.
#[test]
fn the_visits_of_a_facility_are_one_claim_and_its_stays_another() {
    let stay = with(charge("b", 2, "2026-11-05", "A", 40_000), &json!({"setting": "inpatient"}));
    let charges = [
        charge("a", 1, "2026-11-04", "A", 10_000),
        stay,
        charge("d", 3, "2026-11-06", "A", 20_000),
        charge("e", 4, "2026-11-07", "B", 30_000),
    ];
    let month = only(&person(&[nanbyo()], &charges));
    let claims: Vec<i64> = month.split.claims.iter().map(|claim| claim.layers.total10.amount()).collect();
    assert_eq!(claims, [30_000, 40_000, 30_000]);
}

/// Three tenths of 118,000 are the 35,400 yen of オ to the yen (2026-07): the lowest limit is reached and takes nothing.
#[test]
fn at_the_lowest_limit_the_insurance_band_decides_nothing() {
    let marks =
        |total10: i64| only(&person(&[nanbyo()], &[charge("a", 1, "2026-07-04", "A", total10)])).marks;
    assert_eq!(marks(118_000), [""; 0]);
    assert_eq!(marks(118_010), [mark::BAND_UNKNOWN]);
}

/// A band that changes among the charges of a month is nobody's: neither the one registered last nor the first.
#[test]
fn a_band_for_a_part_of_the_month_is_not_the_months() {
    let charges = |early: u64, late: u64| {
        [charge("a", early, "2026-07-04", "A", 800_000), charge("b", late, "2026-07-20", "A", 200_000)]
    };
    let high_cost = |insurance: Value, order: (u64, u64)| {
        let document =
            with(person(&[nanbyo()], &charges(order.0, order.1)), &json!({"insurance": insurance}));
        let month = only(&document);
        (month.split.layers.high_cost.amount(), month.marks)
    };
    let period = |from: &str, band: &str| json!({"from": from, "band": band, "rate": "0.3"});
    let whole = json!([period("2026-01-01", "e")]);
    let renewed = json!([period("2026-01-01", "e"), period("2026-07-16", "e")]);
    let changed = json!([period("2026-01-01", "e"), period("2026-07-16", "i")]);
    let begun = json!([period("2026-07-16", "e")]);
    for order in [(1, 2), (2, 1)] {
        // 300,000 less the 57,600 of エ
        for told in [&whole, &renewed] {
            assert_eq!(high_cost(told.clone(), order), (242_400, vec![]));
        }
        // as nobody told it: less 80,100 + (1,000,000 - 267,000) / 100 of ウ
        for open in [&changed, &begun] {
            assert_eq!(high_cost(open.clone(), order), (212_570, vec![mark::BAND_UNKNOWN]), "{open}");
        }
    }
}

/// The cap of 54 is used up in the order of registration, whichever facility's claim comes first.
#[test]
fn a_facility_without_the_local_scheme_keeps_its_own_share() {
    let charges = [
        under(charge("a", 1, "2026-11-04", "A", 30_000), &json!(["m", "c"])),
        under(charge("b", 2, "2026-11-05", "B", 25_000), &json!(["c"])),
        under(charge("d", 3, "2026-11-06", "A", 15_000), &json!(["m", "c"])),
    ];
    // 6,000, 4,000, 0 under 54: the patient pays 200 and 4,000.
    assert_eq!(layers(&only(&person(&[nanbyo(), visits()], &charges))), [49_000, 0, 16_800, 4_200, 5_800]);
}

#[test]
fn two_national_schemes_on_one_charge_each_bear_their_part() {
    let mental = certificate("s", "21", "2026-01-01", "2026-12-31", &json!(2_500));
    let small = certificate("c", "54", "2026-01-01", "2026-12-31", &json!(1_000));
    let charges = [
        under(charge("a", 1, "2026-11-04", "A", 20_000), &json!(["c", "s"])),
        under(charge("b", 2, "2026-11-05", "A", 20_000), &json!(["c", "s"])),
    ];
    // 2,000 and 500 under 21, of which 54 leaves 1,000 and nothing.
    let month = only(&person(&[mental, small], &charges));
    assert_eq!(layers(&month), [28_000, 0, 11_000, 1_000, 1_500]);
    assert_eq!(month.marks, [mark::LATER_UNCONFIRMED]);
}

#[test]
fn a_local_scheme_alone_bears_by_visit_by_day_and_by_its_pack() {
    let alone = |certificate: Value, more: &Value| {
        let charges = [
            with(under(charge("a", 1, "2026-11-04", "A", 10_000), &json!(["m"])), more),
            with(under(charge("b", 2, "2026-11-04", "A", 10_000), &json!(["m"])), more),
        ];
        only(&person(&[certificate], &charges))
    };
    assert_eq!(layers(&alone(visits(), &json!({}))), [14_000, 0, 5_600, 400, 5_600]);
    let days = local(&json!([{"per": "day", "amount": 500}]));
    let month = alone(days, &json!({}));
    assert_eq!(layers(&month), [14_000, 0, 5_500, 500, 5_500]);
    // It is the first payer, and what it says is printed.
    assert!(month.marks.is_empty());
    let rate =
        with(local(&json!([])), &json!({"rate": "0.1", "caps": [{"from": "2026-01-01", "cap": 1_500}]}));
    assert_eq!(layers(&alone(rate, &json!({}))), [14_000, 0, 4_500, 1_500, 4_500]);
    let pack = json!({"id": "m", "scheme": "local:122173/kodomo", "valid": {"from": "2020-01-01", "until": "2026-12-31"}});
    assert_eq!(layers(&alone(pack, &json!({}))), [14_000, 0, 5_400, 600, 5_400]);
    // Of care for another disease, and of 保険単独分, too.
    assert_eq!(layers(&alone(visits(), &json!({"part": "hoken"}))), [14_000, 0, 5_600, 400, 5_600]);
}

/// 高額療養費 first (RULES §12.9, §16.7): the local scheme takes what is left of it.
#[test]
fn insurance_comes_before_the_local_scheme() {
    let stay = |id: &str, facility: &str, total10: i64, certificates: &Value| {
        under(charge(id, if id == "a" { 1 } else { 2 }, "2026-11-04", facility, total10), certificates)
    };
    // ウ: 85,800 + 1 % of 714,000
    let month = only(&known("u", person(&[visits()], &[stay("a", "A", 1_000_000, &json!(["m"]))])));
    assert_eq!(layers(&month), [700_000, 207_060, 92_740, 200, 92_740]);
    // Flat or the ordinary limit: the ordinance that says so has not been read.
    assert_eq!(month.marks, [mark::RULE_UNCONFIRMED]);
    // Another facility's care has no limit to share: each claim by itself.
    let small = stay("b", "B", 10_000, &json!([]));
    let month = only(&known("u", person(&[visits()], &[stay("a", "A", 1_000_000, &json!(["m"])), small])));
    assert_eq!(layers(&month), [707_000, 207_060, 92_740, 3_200, 92_740]);
    // The limit may be met where no local scheme is.
    let both = [stay("a", "A", 1_000_000, &json!([])), stay("b", "B", 10_000, &json!(["m"]))];
    let month = only(&known("u", person(&[visits()], &both)));
    assert_eq!(layers(&month), [707_000, 207_060, 2_800, 93_140, 2_800]);
    // 54 and the local scheme on a stay above the limit: 10,000 under 54, of which 200 stay.
    let dear = known("u", person(&[nanbyo(), visits()], &[stay("a", "A", 1_000_000, &json!(["c", "m"]))]));
    assert_eq!(layers(&only(&dear)), [700_000, 207_060, 92_740, 200, 9_800]);
}

/// Care with a local scheme and care without one under one limit: nobody says whose the 高額療養費 is.
#[test]
fn what_no_text_decides_is_left_out_and_said() {
    let total10 = |part: &str, facility: &str, at: u64, certificates: &Value| {
        let id = at.to_string();
        with(under(charge(&id, at, "2026-11-04", facility, 400_000), certificates), &json!({"part": part}))
    };
    // one hospital's claim, part of it with the local scheme
    let claim = [total10("hoken", "A", 1, &json!([])), total10("hoken", "A", 2, &json!(["m"]))];
    let month = only(&known("u", person(&[visits()], &claim)));
    assert!(month.marks.contains(&mark::LATER_PAYER), "{:?}", month.marks);
    assert_eq!((month.later_public, month.split.layers.public), (None, Yen::ZERO));
    layers(&month);
    // two hospitals whose claims are added up
    let added_up = [total10("hoken", "A", 1, &json!([])), total10("hoken", "B", 2, &json!(["m"]))];
    let month = only(&known("u", person(&[visits()], &added_up)));
    assert!(month.split.paid_back > Yen::ZERO && month.marks.contains(&mark::LATER_PAYER));
    // all of it with the local scheme: nothing to decide
    let all = [total10("hoken", "A", 1, &json!(["m"])), total10("hoken", "B", 2, &json!(["m"]))];
    let month = only(&known("u", person(&[visits()], &all)));
    assert!(!month.marks.contains(&mark::LATER_PAYER));
    assert_eq!(month.split.total, Yen::new(400));
    // and without a band there is no limit to share: the flat one is the local part's own
    assert_eq!(layers(&only(&person(&[visits()], &claim))), [560_000, 33_060, 86_740, 120_200, 86_740]);
    // one part, limited before 公費, of which only some has the later payer
    let part = [total10("kouhi", "A", 1, &json!(["c"])), total10("kouhi", "A", 2, &json!(["c", "m"]))];
    let wide = certificate("c", "54", "2026-01-01", "2026-12-31", &json!(null));
    let month = only(&known("u", person(&[wide, visits()], &part)));
    assert!(month.marks.contains(&mark::LATER_PAYER), "{:?}", month.marks);
}

#[test]
fn a_certificate_that_cannot_be_reckoned_with_is_said_to_be_left_out() {
    let strange = json!({"id": "x", "scheme": "local:999999/nothing", "valid": {"from": "2026-01-01", "until": "2026-12-31"}});
    for certificates in [json!(["c", "x"]), json!(["c", "nobody"])] {
        let visit = under(charge("a", 1, "2026-11-04", "A", 30_000), &certificates);
        let month = only(&person(&[nanbyo(), strange.clone()], &[visit]));
        assert_eq!(month.marks, [mark::LATER_PAYER], "{certificates}");
        assert_eq!(layers(&month), [21_000, 0, 3_000, 6_000, 0]);
    }
    // A cap nobody knows, of the second payer.
    let mental = with(certificate("s", "21", "2026-01-01", "2026-12-31", &json!(null)), &json!({"caps": []}));
    let visit = under(charge("a", 1, "2026-11-04", "A", 30_000), &json!(["c", "s"]));
    assert!(only(&person(&[nanbyo(), mental], &[visit])).marks.contains(&mark::CAP_UNKNOWN));
}

/// 生保 begins in mid-month (RULES §16.6): the split knows one cap a month and says that there were two.
#[test]
fn two_caps_in_a_month_are_said() {
    let certificate = json!({"id": "c", "scheme": "54", "valid": {"from": "2026-01-01", "until": "2026-12-31"},
        "caps": [{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-11-15", "cap": 0}]});
    let charges = [charge("a", 1, "2026-11-04", "A", 10_000), charge("b", 2, "2026-11-20", "A", 10_000)];
    assert_eq!(only(&person(&[certificate], &charges)).marks, [mark::TWO_CAPS]);
}

/// What the later payers bear never makes anybody's share negative, whoever is insured how.
#[test]
fn a_change_of_insurer_in_mid_month_takes_each_part_from_its_own() {
    let second = with(
        under(charge("b", 2, "2026-11-08", "A", 30_000), &json!(["m", "c"])),
        &json!({"insurance_rate": "0.2"}),
    );
    let first = under(charge("a", 1, "2026-11-04", "A", 30_000), &json!(["m", "c"]));
    let found = months(&person(&[nanbyo(), visits()], &[first.clone(), second.clone()]));
    let rates: Vec<Rate> = found.iter().map(|month| month.insurance_rate).collect();
    assert_eq!(rates, [Rate::TWO_TENTHS, Rate::THREE_TENTHS]);
    let patients: i64 = found.iter().map(|month| layers(month)[3]).sum();
    assert_eq!(patients, 400);
    // The two in turns under one cap: what cannot be said is not said.
    let third = with(first.clone(), &json!({"id": "d", "sequence": 3, "certificates": ["c"]}));
    let found = months(&person(&[nanbyo(), visits()], &[first, second, third]));
    assert!(found.iter().all(|month| layers(month)[3] >= 0));
}

fn with_local(facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    let local = |value: Value| serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}"));
    facts.certificates.push(local(visits()));
    for (place, charge) in facts.charges.iter_mut().enumerate() {
        charge.total10 = charge.total10.floor_to_10();
        if place % 3 != 0 {
            charge.certificates.push("m".to_owned());
        }
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Every yen has an owner and nobody owes less than nothing; where 高額療養費 takes no part, the patient's share is the ledger's.
    #[test]
    fn whoever_comes_second_every_yen_has_one_owner(facts in hub_facts(), as_of in days()) {
        let facts = with_local(&facts);
        let ledgers = ledger::all(&facts, as_of);
        let splits = split::all(&facts, Some(as_of));
        for month in &splits {
            let layers = month.split.layers;
            prop_assert_eq!(layers.insurer + layers.high_cost + layers.public + layers.patient, layers.total10);
            prop_assert_eq!(layers.patient, month.split.total);
            let later = month.later_public.unwrap_or_default();
            for part in [layers.insurer, layers.high_cost, layers.public, layers.patient, later] {
                prop_assert!(part >= Yen::ZERO, "{:?}", month);
            }
            prop_assert!(later <= layers.public);
            prop_assert!(month.split.claimable <= month.split.total);
        }
        let of_month: BTreeSet<engine::Month> = splits.iter().map(|split| split.month).collect();
        for month in of_month {
            let here = || splits.iter().filter(|split| split.month == month);
            let doubt = [mark::LATER_PAYER, mark::CAP_UNKNOWN, mark::TWO_CAPS];
            let limited = here().any(|split| {
                split.split.layers.high_cost > Yen::ZERO || split.marks.iter().any(|mark| doubt.contains(mark))
            });
            if limited || here().count() > 1 {
                continue;
            }
            let on = ledgers.charges.iter().filter(|charge| charge.month == month);
            let on_ledger: BTreeSet<&str> = on.clone().map(|charge| &*charge.charge).collect();
            let set_apart = |reason: &str| reason.starts_with("quarantine.");
            let off: BTreeSet<(&str, Yen)> = ledgers.off_ledger.iter()
                .filter(|off| off.month == month && !on_ledger.contains(&*off.charge) && !(off.certificate.is_none() && set_apart(off.reason)))
                .map(|off| (&*off.charge, off.total10)).collect();
            let rate = here().next().map_or(Rate::ZERO, |split| split.insurance_rate);
            let borne: Yen = on.map(|charge| charge.patient).chain(off.iter().map(|(_, total10)| rate.of(*total10))).sum();
            let patient: Yen = here().map(|split| split.split.total).sum();
            prop_assert_eq!(patient, borne, "{}", month);
        }
    }
}
