//! Every tier × column × household × boundary of a date, against the tables of RULES §1.1, §2.1 and §7 typed in a second time.

use engine::apportion::{Member, household};
use engine::book::{self, TierCap};
use engine::facts::{IncomeClass, Traits};
use engine::trace::NoTrace;
use engine::{Cap, Day, Yen};

const CLASSES: [IncomeClass; 6] = [
    IncomeClass::PublicAssistance,
    IncomeClass::Low1,
    IncomeClass::Low2,
    IncomeClass::Middle1,
    IncomeClass::Middle2,
    IncomeClass::Upper,
];
/// By class: 一般, 高額かつ長期 (54) or 重症 (52), 人工呼吸器等.
const OF_54: [[i64; 3]; 6] = [
    [0, 0, 0],
    [2_500, 2_500, 1_000],
    [5_000, 5_000, 1_000],
    [10_000, 5_000, 1_000],
    [20_000, 10_000, 1_000],
    [30_000, 20_000, 1_000],
];
const OF_52: [[i64; 3]; 6] = [
    [0, 0, 0],
    [1_250, 1_250, 500],
    [2_500, 2_500, 500],
    [5_000, 2_500, 500],
    [10_000, 5_000, 500],
    [15_000, 10_000, 500],
];

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

/// Ventilator before the lower column, 血友病等 before both.
fn expected(scheme: &str, class: usize, traits: &Traits) -> i64 {
    let child = scheme == "52";
    let row = if child { OF_52[class] } else { OF_54[class] };
    let lower = traits.high_cost_long_term || child && traits.severe;
    match traits {
        _ if child && traits.haemophilia => 0,
        _ if traits.ventilator => row[2],
        _ if lower => row[1],
        _ => row[0],
    }
}

#[test]
fn every_tier_column_and_day() {
    // 経過的 and the days on which anything of these schemes ever changed, each with the day before and after
    let boundaries =
        ["2015-01-01", "2018-01-01", "2022-04-01", "2023-10-01", "2025-07-01", "2026-07-01", "2026-08-01"];
    let mut looked = 0;
    for boundary in boundaries.map(day) {
        for on in [boundary.previous(), boundary, boundary.next()] {
            for (scheme, (class, income)) in ["54", "52"]
                .into_iter()
                .flat_map(|scheme| CLASSES.iter().enumerate().map(move |each| (scheme, each)))
            {
                for bits in 0..16_u8 {
                    let traits = Traits {
                        ventilator: bits & 1 > 0,
                        high_cost_long_term: bits & 2 > 0,
                        severe: bits & 4 > 0,
                        haemophilia: bits & 8 > 0,
                        ..Traits::default()
                    };
                    let cap = book::scheme(scheme).map(|scheme| scheme.tier_cap(on, income, &traits).cap);
                    let wanted = if on < day("2015-01-01") {
                        TierCap::Unknown
                    } else {
                        TierCap::Cap(Cap::At(Yen::new(expected(scheme, class, &traits))))
                    };
                    assert_eq!(cap, Some(wanted), "{scheme} {income:?} {traits:?} {on}");
                    looked += 1;
                }
            }
        }
    }
    assert_eq!(looked, 7 * 3 * 2 * 6 * 16);
}

/// Every household of up to four certificates of either scheme, in every plain tier: `cap × largest ÷ sum`, cut to ten yen.
#[test]
fn every_household_of_up_to_four() {
    let plain: Vec<(&str, i64)> = [("54", OF_54), ("52", OF_52)]
        .into_iter()
        .flat_map(|(scheme, table)| table.map(|row| (scheme, row[0])))
        .collect();
    let mut households = 0;
    for size in 1..=4_u32 {
        for number in 0..plain.len().pow(size) {
            let members: Vec<(&str, i64)> =
                (0..size).map(|place| plain[number / plain.len().pow(place) % plain.len()]).collect();
            let asked: Vec<Member<'_>> =
                members.iter().map(|(scheme, cap)| Member { scheme, cap: Cap::At(Yen::new(*cap)) }).collect();
            let shares = household(&asked, &mut NoTrace).unwrap_or_else(|refused| panic!("{refused:?}"));
            let (largest, sum) = (
                members.iter().map(|member| member.1).max().unwrap_or(0),
                members.iter().map(|member| member.1).sum::<i64>(),
            );
            for ((_, cap), (share, _)) in members.iter().zip(shares) {
                let wanted = if sum == 0 || size == 1 { *cap } else { cap * largest / sum / 10 * 10 };
                assert_eq!(share, Yen::new(wanted), "{members:?}");
            }
            households += 1;
        }
    }
    assert_eq!(households, 12 + 144 + 1_728 + 20_736);
}
