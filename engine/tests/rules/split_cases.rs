//! The layer split: the ministry's published cases, and cases derived from the statute with the derivation beside each.
//!
//! Amounts are of the table to 2026-07 unless a month is named: ウ 80,100 + (x − 267,000) × 1 % (健保令42条①一 of that time,
//! 国保令29条の3①一), and so on.

use crate::split_support::{Case, H, K, case};
use engine::split::{self, Band, PublicLimit, Unsplittable};
use engine::trace::{NoTrace, Trace};
use engine::yen::Yen;

#[test]
fn the_published_cases() {
    // MHLW 計算事例 under 70 (2015-01): A01, A05–A09; from 70 (2018-08): B12, B44.
    case(Band::A, 3, "54", Some(20_000), &[(K, 230_000)]).gives(69_000, 20_000, 20_000);
    case(Band::I, 3, "54", Some(20_000), &[(K, 650_000), (H, 750_000)]).gives(168_320, 20_000, 175_820);
    case(Band::U, 3, "54", Some(10_000), &[(K, 30_000)]).gives(9_000, 6_000, 6_000);
    case(Band::U, 3, "54", Some(10_000), &[(K, 370_000)]).gives(81_130, 10_000, 10_000);
    case(Band::U, 3, "54", Some(10_000), &[(K, 60_000), (H, 310_000)]).gives(18_000, 10_000, 90_530);
    case(Band::U, 3, "54", Some(10_000), &[(K, 300_000), (H, 380_000)]).gives(80_430, 10_000, 84_230);
    case(Band::Active1, 3, "54", Some(10_000), &[(K, 289_000), (H, 12_000)]).gives(80_320, 10_000, 13_600);
    case(Band::Ordinary, 2, "54", Some(5_000), &[(K, 95_000)]).visit().gives(18_000, 5_000, 5_000);
}

#[test]
fn the_layers_of_a_published_case() {
    // A05: insurer 7割 of 1,400,000; 高額療養費 195,000 − 168,320 before 公費 and 245,000 − 175,820 after.
    let layers = case(Band::I, 3, "54", Some(20_000), &[(K, 650_000), (H, 750_000)]).run().layers;
    assert_eq!(layers.insurer, Yen::new(980_000));
    assert_eq!(layers.high_cost, Yen::new(95_860));
    assert_eq!(layers.public, Yen::new(148_320));
    assert_eq!(layers.patient, Yen::new(175_820));
    // 戸田市 (L15): 10,000 → 7,000 / 2,000 / 1,000.
    let layers = case(Band::U, 3, "21", None, &[(K, 10_000)]).visit().run().layers;
    assert_eq!(
        (layers.insurer.amount(), layers.high_cost.amount(), layers.public.amount(), layers.patient.amount()),
        (7_000, 0, 2_000, 1_000)
    );
}

#[test]
fn under_70_each_band_in_a_hospital() {
    let stay = |band| case(band, 3, "54", Some(10_000), &[(K, 1_000_000)]);
    // 252,600 + (1,000,000 − 842,000) × 1 %
    stay(Band::A).gives(254_180, 10_000, 10_000);
    // 167,400 + (1,000,000 − 558,000) × 1 %
    stay(Band::I).gives(171_820, 10_000, 10_000);
    // 80,100 + (1,000,000 − 267,000) × 1 %
    stay(Band::U).gives(87_430, 10_000, 10_000);
    stay(Band::E).gives(57_600, 10_000, 10_000);
    stay(Band::O).gives(35_400, 10_000, 10_000);
    // 多数回 of 入院 at the same hospital (29条の3⑧一ただし書)
    stay(Band::A).repeated().gives(140_100, 10_000, 10_000);
    stay(Band::I).repeated().gives(93_000, 10_000, 10_000);
    stay(Band::U).repeated().gives(44_400, 10_000, 10_000);
    stay(Band::E).repeated().gives(44_400, 10_000, 10_000);
    stay(Band::O).repeated().gives(24_600, 10_000, 10_000);
}

#[test]
fn out_patient_care_knows_no_repeated_months_before_the_subsidy() {
    // 特定疾病給付対象療養高額療養費多数回該当 is 「入院療養に限る」; the ordinary limit has its own 多数回.
    let visit = case(Band::U, 3, "54", Some(10_000), &[(K, 500_000), (H, 300_000)]).visit().repeated();
    // before 公費 80,100 + 2,330; both parts ≥ 21,000: min(10,000 + 90,000, 44,400)
    visit.gives(82_430, 10_000, 44_400);
    // Active3: the third item of ⑧ names no 現役並み, so the formula holds, without 多数回.
    case(Band::Active3, 3, "54", Some(30_000), &[(K, 1_000_000)])
        .visit()
        .repeated()
        .gives(254_180, 30_000, 30_000);
}

#[test]
fn the_one_percent_rounds_half_up_and_never_below_the_threshold() {
    let stay = |total| case(Band::U, 3, "54", Some(30_000), &[(K, total)]);
    stay(267_040).gives(80_100, 30_000, 30_000); // 0.4 yen → 0
    stay(267_050).gives(80_101, 30_000, 30_000); // 0.5 yen → 1
    // x below the threshold counts as the threshold: the limit is never below the base.
    stay(266_000).gives(79_800, 30_000, 30_000); // the self-pay itself is smaller
    case(Band::A, 3, "54", Some(30_000), &[(K, 842_000)]).gives(252_600, 30_000, 30_000);
}

#[test]
fn only_items_of_21_000_and_more_are_added_under_70() {
    let both = |public, alone| case(Band::U, 3, "54", Some(10_000), &[(K, public), (H, alone)]);
    // 70,000 × 3割 = 21,000 exactly: added. min(10,000 + 93,000, 80,100 + (380,000 − 267,000) × 1 %)
    both(70_000, 310_000).gives(21_000, 10_000, 81_230);
    // 69,990 × 3割 = 20,997: not added. 10,000 + min(93,000, 80,100 + 430)
    both(69_990, 310_000).gives(20_997, 10_000, 90_530);
    // 保険単独 18,000: not added, and paid whole.
    both(300_000, 60_000).gives(80_430, 10_000, 28_000);
    // What counts is the self-pay before 公費, not the 10,000 left of it (29条の2①二).
    both(700_000, 70_000).gives(84_430, 10_000, 31_000);
}

#[test]
fn an_item_that_stands_alone_under_70_is_added_to_nothing() {
    // RULES §11.6 adds when both parts may be added. By the letter of 29条の2①二 the なお負担すべき額 would meet the ordinary limit alone
    // as well: told as claimable, not taken off.
    let alone = |case: Case, expected: (i64, i64, i64), claimable: i64| {
        case.gives(expected.0, expected.1, expected.2);
        assert_eq!(case.run().claimable, Yen::new(claimable));
    };
    // 21 without cap, オ: flat 80,100 + 2,330 before 公費; 10 % = 50,000; own limit 35,400.
    alone(case(Band::O, 3, "21", None, &[(K, 500_000)]).visit(), (82_430, 50_000, 50_000), 14_600);
    // 更生 without cap, エ: 10 % = 100,000 meets 87,430; own limit 57,600.
    alone(case(Band::E, 3, "15", None, &[(K, 1_000_000)]), (87_430, 87_430, 87_430), 29_830);
    // A 保険単独 part of 3,000 is too small to be added; one of 21,000 is not: min(87,430 + 21,000, 57,600).
    alone(case(Band::E, 3, "15", None, &[(K, 1_000_000), (H, 10_000)]), (87_430, 87_430, 90_430), 29_830);
    alone(case(Band::E, 3, "15", None, &[(K, 1_000_000), (H, 70_000)]), (87_430, 87_430, 57_600), 0);
    // 54 has the patient's own limit before 公費 already.
    alone(case(Band::O, 3, "54", Some(30_000), &[(K, 500_000)]), (35_400, 30_000, 30_000), 0);
    // From 70 it always meets it: 低Ⅰ, flat 57,600 before 公費, own limit 15,000.
    alone(case(Band::Low1, 1, "15", None, &[(K, 1_000_000)]), (57_600, 57_600, 15_000), 0);
}

#[test]
fn other_schemes_take_the_flat_limit_without_repeated_months() {
    // 29条の3⑦: whatever the band; 1,000,000 → 87,430.
    for band in [Band::A, Band::I, Band::U, Band::E, Band::O] {
        case(band, 3, "15", Some(5_000), &[(K, 1_000_000)]).repeated().gives(87_430, 5_000, 5_000);
    }
    for band in [Band::Active3, Band::Active1] {
        case(band, 3, "15", Some(5_000), &[(K, 1_000_000)]).repeated().gives(57_600, 5_000, 5_000);
        case(band, 3, "21", Some(5_000), &[(K, 1_000_000)]).visit().gives(18_000, 5_000, 5_000);
    }
    // without a cap the flat limit binds: min(100,000, 18,000)
    case(Band::Active3, 3, "21", None, &[(K, 1_000_000)]).visit().gives(18_000, 18_000, 18_000);
    // 結核 (10): 5 % of all costs.
    case(Band::U, 3, "10", None, &[(K, 100_000)]).visit().gives(30_000, 5_000, 5_000);
    // 5 % = 25,000, but 高額療養費 leaves 18,000.
    case(Band::Ordinary, 2, "10", None, &[(K, 500_000)]).visit().gives(18_000, 18_000, 18_000);
    // 肝炎 (38): the insurance's self-pay up to the cap.
    case(Band::U, 3, "38", Some(10_000), &[(K, 200_000)]).visit().gives(60_000, 10_000, 10_000);
    case(Band::U, 3, "38", Some(10_000), &[(K, 20_000)]).visit().gives(6_000, 6_000, 6_000);
    // a zero-yen scheme beside 保険単独
    case(Band::U, 3, "19", None, &[(K, 50_000), (H, 40_000)]).visit().gives(15_000, 0, 12_000);
}

#[test]
fn welfare_has_limits_of_its_own_under_other_schemes() {
    case(Band::O, 3, "15", Some(0), &[(K, 500_000)]).welfare().gives(35_400, 0, 0);
    case(Band::Low1, 1, "15", Some(0), &[(K, 500_000)]).welfare().gives(15_000, 0, 0);
    case(Band::Low1, 1, "21", Some(0), &[(K, 500_000)]).welfare().visit().gives(8_000, 0, 0);
    case(Band::O, 3, "15", Some(0), &[(K, 500_000)]).welfare().month("2026-08").gives(36_900, 0, 0);
    case(Band::O, 3, "15", Some(0), &[(K, 500_000)]).welfare().turns_75().gives(17_700, 0, 0);
    // 54 keeps the patient's own band.
    case(Band::E, 3, "54", Some(0), &[(K, 500_000)]).welfare().gives(57_600, 0, 0);
}

#[test]
fn specified_diseases_have_ten_or_twenty_thousand() {
    // 更生 of dialysis with マル長 (健保令42条⑨)
    case(Band::U, 3, "15", Some(5_000), &[(K, 400_000)]).specified_disease().gives(10_000, 5_000, 5_000);
    case(Band::A, 3, "15", None, &[(K, 400_000)]).specified_disease().gives(20_000, 20_000, 20_000);
    case(Band::Active3, 3, "15", None, &[(K, 400_000)]).specified_disease().gives(10_000, 10_000, 10_000);
    case(Band::U, 3, "15", None, &[(K, 400_000)]).specified_disease().turns_75().gives(5_000, 5_000, 5_000);
}

#[test]
fn from_70_each_band_in_and_out_of_hospital() {
    let stay = |band, wari| case(band, wari, "54", Some(20_000), &[(K, 1_000_000)]);
    stay(Band::Active3, 3).gives(254_180, 20_000, 20_000);
    stay(Band::Active2, 3).gives(171_820, 20_000, 20_000);
    stay(Band::Active1, 3).gives(87_430, 20_000, 20_000);
    stay(Band::Ordinary, 2).gives(57_600, 20_000, 20_000);
    stay(Band::Low2, 2).gives(24_600, 20_000, 20_000);
    stay(Band::Low1, 1).gives(15_000, 15_000, 15_000);
    stay(Band::Active3, 3).repeated().gives(140_100, 20_000, 20_000);
    stay(Band::Active2, 3).repeated().gives(93_000, 20_000, 20_000);
    stay(Band::Active1, 3).repeated().gives(44_400, 20_000, 20_000);
    stay(Band::Ordinary, 2).repeated().gives(44_400, 20_000, 20_000);
    // 低所得 had no 多数回 to 2026-07.
    stay(Band::Low2, 2).repeated().gives(24_600, 20_000, 20_000);
    stay(Band::Low1, 1).repeated().gives(15_000, 15_000, 15_000);
    // 外来
    stay(Band::Active1, 3).visit().gives(87_430, 20_000, 20_000);
    stay(Band::Ordinary, 2).visit().gives(18_000, 18_000, 18_000);
    stay(Band::Ordinary, 2).visit().repeated().gives(18_000, 18_000, 18_000);
    stay(Band::Low2, 1).visit().gives(8_000, 8_000, 8_000);
    stay(Band::Low1, 1).visit().gives(8_000, 8_000, 8_000);
}

#[test]
fn from_70_everything_is_added() {
    // 一般 外来: 5,000 + 12,000 stays under 18,000; 5,000 + 20,000 does not.
    let visit = |alone| case(Band::Ordinary, 2, "54", Some(5_000), &[(K, 95_000), (H, alone)]).visit();
    visit(60_000).gives(18_000, 5_000, 17_000);
    visit(100_000).gives(18_000, 5_000, 18_000);
    // 一般 入院: 10,000 + 60,000 → 57,600; 多数回 44,400
    let stay = case(Band::Ordinary, 2, "54", Some(10_000), &[(K, 100_000), (H, 300_000)]);
    stay.gives(20_000, 10_000, 57_600);
    stay.clone().repeated().gives(20_000, 10_000, 44_400);
    // 現役並みⅠ: 10,000 + 150,000 against 80,100 + (789,000 − 267,000) × 1 %
    case(Band::Active1, 3, "54", Some(10_000), &[(K, 289_000), (H, 500_000)]).gives(80_320, 10_000, 85_320);
    // 更生 低Ⅱ: 5,000 + 30,000 against 24,600; 外来 against 8,000
    let low = case(Band::Low2, 1, "15", Some(5_000), &[(K, 400_000), (H, 300_000)]);
    low.gives(40_000, 5_000, 24_600);
    low.visit().gives(18_000, 5_000, 8_000);
}

#[test]
fn the_month_of_the_75th_birthday_halves_everything() {
    // 一般 外来 9,000; 入院 28,800 (多数回 22,200)
    case(Band::Ordinary, 2, "54", Some(10_000), &[(K, 95_000)]).visit().turns_75().gives(9_000, 9_000, 9_000);
    let stay = |band, total| case(band, 3, "54", Some(30_000), &[(K, total)]).turns_75();
    stay(Band::Ordinary, 500_000).gives(28_800, 28_800, 28_800);
    stay(Band::Ordinary, 500_000).repeated().gives(22_200, 22_200, 22_200);
    // 40,050 + (289,000 − 133,500) × 1 %: base and threshold are halved, the 1 % is not.
    stay(Band::Active1, 289_000).gives(41_605, 30_000, 30_000);
    // 126,300 + (1,000,000 − 421,000) × 1 %
    stay(Band::Active3, 1_000_000).gives(132_090, 30_000, 30_000);
    stay(Band::Low2, 500_000).gives(12_300, 12_300, 12_300);
    stay(Band::Low1, 500_000).gives(7_500, 7_500, 7_500);
    // other 公費: 28,800 / 9,000 (29条の3⑦)
    case(Band::Low1, 2, "15", Some(5_000), &[(K, 500_000)]).turns_75().gives(28_800, 5_000, 5_000);
    case(Band::Low1, 2, "21", None, &[(K, 500_000)]).visit().turns_75().gives(9_000, 9_000, 4_000);
    // under 70 (a dependant whose insured turns 75): 10,500 instead of 21,000, 40,050 + (x − 133,500) × 1 %
    let both = |public| case(Band::U, 3, "54", Some(10_000), &[(K, public), (H, 200_000)]).turns_75();
    both(35_000).gives(10_500, 7_000, 41_065); // min(67,000, 40,050 + (235,000 − 133,500) × 1 %)
    both(34_990).gives(10_497, 6_998, 47_713); // 6,998 + min(60,000, 40,050 + 665)
}

#[test]
fn a_move_inside_the_prefecture_halves_the_ordinary_limits_only() {
    // 29条の3⑫ names ①③④⑤⑥, not ⑦⑧: before 公費 18,000, afterwards 9,000.
    case(Band::Ordinary, 2, "54", Some(20_000), &[(K, 95_000)]).visit().moved().gives(18_000, 18_000, 9_000);
    // together with the 75歳到達月: 4,500 (⑥ with the table of ⑫)
    case(Band::Ordinary, 2, "54", Some(20_000), &[(K, 95_000)])
        .visit()
        .moved()
        .turns_75()
        .gives(9_000, 9_000, 4_500);
    // ③ with the table: 20,025 + (300,000 − 66,750) × 1 % = 22,357.5 → 22,358; 5,250 instead of 21,000
    case(Band::U, 3, "54", Some(10_000), &[(H, 300_000)]).moved().turns_75().gives(0, 0, 22_358);
    case(Band::U, 3, "54", Some(10_000), &[(K, 17_500), (H, 300_000)])
        .moved()
        .turns_75()
        .gives(5_250, 3_500, 22_533); // both added: 20,025 + (317,500 − 66,750) × 1 % = 22,532.5 → 22,533
}

#[test]
fn treatment_from_august_2026_has_the_new_table() {
    let stay = |band, wari| case(band, wari, "54", Some(30_000), &[(K, 1_000_000)]).month("2026-08");
    stay(Band::A, 3).gives(271_290, 30_000, 30_000); // 270,300 + (1,000,000 − 901,000) × 1 %
    stay(Band::I, 3).gives(183_130, 30_000, 30_000); // 179,100 + (1,000,000 − 597,000) × 1 %
    stay(Band::U, 3).gives(92_940, 30_000, 30_000); // 85,800 + (1,000,000 − 286,000) × 1 %
    stay(Band::E, 3).gives(61_500, 30_000, 30_000);
    stay(Band::O, 3).gives(36_900, 30_000, 30_000);
    stay(Band::A, 3).repeated().gives(140_100, 30_000, 30_000);
    stay(Band::Ordinary, 2).gives(61_500, 30_000, 30_000);
    stay(Band::Ordinary, 2).visit().gives(22_000, 22_000, 22_000);
    stay(Band::Low2, 2).gives(25_700, 25_700, 25_700);
    stay(Band::Low2, 2).repeated().gives(24_600, 24_600, 24_600); // 多数回 is new
    stay(Band::Low2, 2).visit().gives(11_000, 11_000, 11_000);
    stay(Band::Low1, 1).gives(15_700, 15_700, 15_700);
    stay(Band::Low1, 1).visit().gives(8_000, 8_000, 8_000);
    // 42条④: 12,850, 多数回 12,300; 7,850
    stay(Band::Low2, 2).turns_75().gives(12_850, 12_850, 12_850);
    stay(Band::Low2, 2).turns_75().repeated().gives(12_300, 12_300, 12_300);
    stay(Band::Low1, 1).turns_75().gives(7_850, 7_850, 7_850);
    // 42条⑥
    case(Band::O, 3, "15", Some(2_500), &[(K, 1_000_000)]).month("2026-08").gives(92_940, 2_500, 2_500);
    case(Band::Low1, 1, "15", Some(2_500), &[(K, 1_000_000)]).month("2026-08").gives(61_500, 2_500, 2_500);
    // L13-like June row assessed later keeps the old table: only the month of treatment counts.
    case(Band::Ordinary, 2, "54", Some(30_000), &[(K, 200_000)])
        .visit()
        .month("2026-07")
        .gives(18_000, 18_000, 18_000);
}

#[test]
fn several_claims_of_a_month_are_added_under_70() {
    // 60,000 + 30,000 are added and meet 80,100 + (300,000 − 267,000) × 1 % = 80,430; 18,000 stays outside.
    let split = case(Band::U, 3, "54", Some(10_000), &[(H, 200_000)])
        .and(false, &[(H, 100_000)])
        .and(false, &[(H, 60_000)])
        .run();
    assert_eq!((split.total.amount(), split.paid_back.amount()), (98_430, 9_570));
    // Each window had its own limit before: 80,430 for the first.
    let split = case(Band::U, 3, "54", Some(10_000), &[(H, 300_000)]).and(false, &[(H, 100_000)]).run();
    assert_eq!(split.claims[0].layers.patient, Yen::new(80_430));
    // 80,430 + 30,000 paid; together 81,430.
    assert_eq!((split.total.amount(), split.paid_back.amount()), (81_430, 29_000));
}

#[test]
fn one_cap_serves_all_claims_of_the_month() {
    // 54, cap 10,000: 6,000 at the first, 4,000 at the second, nothing at the third.
    let split = case(Band::U, 3, "54", Some(10_000), &[(K, 30_000)])
        .and(false, &[(K, 25_000)])
        .and(false, &[(K, 40_000)])
        .run();
    let paid: Vec<i64> = split.claims.iter().map(|claim| claim.layers.patient.amount()).collect();
    assert_eq!(paid, [6_000, 4_000, 0]);
    // What other facilities took before is gone from the cap.
    let mut later = case(Band::U, 3, "54", Some(10_000), &[(K, 30_000)]);
    later.public.used = Yen::new(9_000);
    later.gives(9_000, 1_000, 1_000);
}

#[test]
fn from_70_out_patient_care_meets_its_own_limit_first() {
    // 一般: windows 18,000 (of 20,000) + 10,000 + 50,000; 外来 30,000 → 18,000 (29条の2⑤), then 68,000 → 57,600 (③).
    let split = case(Band::Ordinary, 2, "54", Some(10_000), &[(H, 100_000)])
        .visit()
        .and(false, &[(H, 50_000)])
        .and(true, &[(H, 250_000)])
        .run();
    assert_eq!((split.total.amount(), split.paid_back.amount()), (57_600, 20_400));
    // 現役並み has no limit of 外来 by itself (⑤ 括弧書): all together by the formula, x = 400,000.
    let split = case(Band::Active1, 3, "54", Some(10_000), &[(H, 100_000)])
        .visit()
        .and(false, &[(H, 50_000)])
        .and(true, &[(H, 250_000)])
        .run();
    assert_eq!(split.total.amount(), 81_430);
}

#[test]
fn without_the_band_only_the_flat_limit_before_the_subsidy_is_sure() {
    let mut unknown = case(Band::U, 3, "54", Some(10_000), &[(K, 1_000_000), (H, 400_000)]);
    unknown.patient.band = None;
    let split = unknown.run();
    assert!(!split.band_known);
    unknown.gives(87_430, 10_000, 130_000);
}

#[test]
fn what_cannot_be_split_says_so() {
    let refused = |case: &Case| {
        split::month(&case.patient, &[case.public], &case.claims, &mut NoTrace).expect_err("refused")
    };
    let mut wrong = case(Band::U, 3, "54", Some(10_000), &[(K, 1_000)]);
    wrong.patient.band = Some(Band::Low1);
    assert_eq!(refused(&wrong), Unsplittable::BandOfOtherAge);
    let past = case(Band::U, 3, "54", Some(10_000), &[(K, 1_000)]).month("1999-01");
    assert_eq!(refused(&past), Unsplittable::NoTable(past.patient.month));
    assert_eq!(
        refused(&case(Band::U, 3, "54", Some(10_000), &[(Some(7), 1_000)])),
        Unsplittable::NoSuchCertificate(7)
    );
    assert_eq!(refused(&case(Band::U, 3, "54", Some(10_000), &[(K, -10)])), Unsplittable::Negative);
    case(Band::U, 3, "54", Some(10_000), &[(K, 0), (H, 0)]).gives(0, 0, 0);
}

#[test]
fn which_schemes_go_by_the_patients_own_band() {
    // 平成21年厚生労働省告示290号
    for scheme in ["52", "54", "51", "51-treatment-research"] {
        assert_eq!(split::public_limit(scheme), PublicLimit::OwnBand, "{scheme}");
    }
    assert_eq!(split::public_limit("38-liver-cancer"), PublicLimit::OwnBandForStays);
    for scheme in
        ["10", "11", "15", "16", "21", "24", "38", "51-haemophilia", "51-minamata", "12", "local:x/y", ""]
    {
        assert_eq!(split::public_limit(scheme), PublicLimit::Flat, "{scheme}");
    }
    // 肝がん: own band 多数回 in a hospital, flat outside it.
    let liver = case(Band::E, 3, "38-liver-cancer", Some(10_000), &[(K, 1_000_000)]);
    liver.gives(57_600, 10_000, 10_000);
    liver.visit().gives(87_430, 10_000, 10_000);
}

#[test]
fn the_cap_of_the_year_is_told_and_not_applied() {
    let month = "2026-08".parse().unwrap();
    assert_eq!(Band::U.annual_cap(month), Some(Yen::new(530_000)));
    assert_eq!(Band::Low1.annual_cap(month), Some(Yen::new(180_000)));
    assert_eq!(Band::U.annual_cap("2026-07".parse().unwrap()), None);
}

#[test]
fn limits_are_explained_by_the_law() {
    let mut trace = Trace::default();
    let stay = case(Band::I, 3, "54", Some(20_000), &[(K, 650_000), (H, 750_000)]);
    split::month(&stay.patient, &[stay.public], &stay.claims, &mut trace).unwrap();
    let cited: std::collections::BTreeSet<&str> = trace.steps.iter().filter_map(|step| step.cite).collect();
    assert!(cited.contains("kokuho-rei-29-3-1"), "{cited:?}");
    assert!(cited.iter().all(|id| engine::book::cite(id).is_some()), "{cited:?}");
}
