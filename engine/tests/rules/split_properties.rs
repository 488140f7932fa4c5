//! What must hold for every month: conservation, bounds, and more cost never making anybody's share smaller where the statute has
//! it so.

use engine::civil::Day;
use engine::facts::InsuranceStatus;
use engine::ledger::kernel::{Share, Terms};
use engine::rate::Rate;
use engine::split::{
    self, AgeGroup, Band, Claim, Halved, MonthSplit, Part, Patient, PublicLimit, PublicTerms, Repeated,
    Special,
};
use engine::trace::{NoTrace, Trace};
use engine::yen::{Cap, Yen};
use proptest::prelude::*;

fn patients() -> impl Strategy<Value = Patient> {
    let bands = (0..Band::ALL.len()).prop_map(|index| Band::ALL[index]);
    (bands, any::<[bool; 6]>(), 1..=3_u8, 0..=35_i32).prop_map(|(band, flags, wari, months)| Patient {
        month: "2024-08".parse::<engine::Month>().unwrap().plus(months),
        age: band.age(),
        band: Some(band),
        rate: Rate::tenths(wari).unwrap(),
        repeated: Repeated { in_the_year: flags[0], at_this_hospital: flags[1] },
        halved: Halved { turns_75: flags[2], moved: flags[3] },
        special: Special { welfare: flags[4], specified_disease: flags[5] },
    })
}

fn certificates() -> impl Strategy<Value = PublicTerms> {
    let shares = prop_oneof![
        Just(Share::AtMost(Rate::TWO_TENTHS)),
        Just(Share::AtMost(Rate::ONE_TENTH)),
        Just(Share::AtMost(Rate::per_ten_thousand(500))),
        Just(Share::OfInsurance),
        Just(Share::Nothing),
    ];
    let limits =
        prop_oneof![Just(PublicLimit::OwnBand), Just(PublicLimit::OwnBandForStays), Just(PublicLimit::Flat)];
    (shares, prop::option::of(0..6_i64), limits, 0..20_000_i64).prop_map(|(share, cap, limit, used)| {
        PublicTerms {
            terms: Terms { share, rate_cite: None, rounding_cite: None, cap_cite: None },
            cap: cap.map_or(Cap::Unlimited, |cap| Cap::At(Yen::new(cap * 5_000))),
            used: Yen::new(used),
            limit,
        }
    })
}

fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let total = prop_oneof![0..100_000_i64, 0..2_000_000_i64, Just(0), Just(Yen::LARGEST.amount())];
    let part = (prop::option::of(0..2_usize), total)
        .prop_map(|(public, total10)| Part { total10: Yen::new(total10), public });
    let claim = (any::<bool>(), prop::collection::vec(part, 0..4))
        .prop_map(|(inpatient, parts)| Claim { inpatient, parts });
    prop::collection::vec(claim, 0..4)
}

fn split(patient: &Patient, public: &[PublicTerms; 2], claims: &[Claim]) -> MonthSplit {
    split::month(patient, public, claims, &mut NoTrace).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// 10割 = insurer + 高額療養費 + 公費 + patient, none below zero, of the month and of each claim; the trace replays and changes nothing.
    #[test]
    fn conserved(patient in patients(), public in [certificates(), certificates()], claims in claims()) {
        let mut trace = Trace::default();
        let result = split::month(&patient, &public, &claims, &mut trace).unwrap();
        prop_assert_eq!(trace.replay(), Ok(()));
        let plain = split(&patient, &public, &claims);
        prop_assert_eq!(&plain.claims, &result.claims);
        prop_assert_eq!(plain.layers, result.layers);
        for layers in result.claims.iter().map(|claim| claim.layers).chain([result.layers]) {
            prop_assert_eq!(layers.insurer + layers.high_cost + layers.public + layers.patient, layers.total10);
            for layer in [layers.insurer, layers.high_cost, layers.public, layers.patient] {
                prop_assert!(layer >= Yen::ZERO, "{:?}", layers);
            }
        }
        let costs: Yen = claims.iter().flat_map(|claim| &claim.parts).map(|part| part.total10).sum();
        prop_assert_eq!(result.layers.total10, costs);
        prop_assert_eq!(result.layers.patient, result.total);
        prop_assert!(result.paid_back >= Yen::ZERO);
    }

    /// Never more than by the rate alone, with 公費 never more than without, a certificate's month never over its cap.
    #[test]
    fn bounded(patient in patients(), public in [certificates(), certificates()], claims in claims()) {
        let result = split(&patient, &public, &claims);
        for claim in &result.claims {
            for part in &claim.parts {
                prop_assert!(part.patient <= part.before_public && part.before_public <= part.share);
                prop_assert!(part.public.is_some() || part.patient == part.share);
            }
        }
        for (place, terms) in public.iter().enumerate() {
            let paid: Yen = result.claims.iter().flat_map(|claim| &claim.parts)
                .filter(|part| part.public == Some(place)).map(|part| part.patient).sum();
            if let Cap::At(cap) = terms.cap {
                prop_assert!(paid <= (cap - terms.used).at_least_zero());
            }
        }
        // Without 高額療養費: rate and cap alone, claim by claim.
        let mut used = public.map(|terms| terms.used);
        let mut plainly = Yen::ZERO;
        for part in claims.iter().flat_map(|claim| &claim.parts) {
            let of_insurance = patient.rate.of_half_up(part.total10);
            plainly += match part.public {
                None => of_insurance,
                Some(place) => {
                    let own = match public[place].terms.share {
                        Share::AtMost(rate) => rate.min(patient.rate).of_half_up(part.total10),
                        Share::OfInsurance => of_insurance,
                        Share::Nothing => Yen::ZERO,
                    };
                    let due = public[place].cap.room(used[place]).map_or(own, |room| own.min(room));
                    used[place] += due;
                    due
                }
            };
        }
        prop_assert!(result.total <= plainly);
        let mut without = patient;
        without.band = None;
        let by_rate = split(&without, &public, &claims);
        // The band can only take away from what the rate and 公費 leave (specified_disease and a flat limit aside).
        let plain: Yen = result.claims.iter().flat_map(|claim| &claim.parts).map(|part| part.patient).sum();
        prop_assert!(result.total <= plain);
        prop_assert_eq!(by_rate.paid_back, Yen::ZERO);
    }

    /// From 70 (nothing is left out of the 合算) and in a claim of one part, more cost never means less to pay.
    #[test]
    fn monotone(patient in patients(), public in [certificates(), certificates()], first in 0..3_000_000_i64,
                second in 0..3_000_000_i64, more in 0..1_000_000_i64, inpatient: bool) {
        let two = |total10| vec![Claim { inpatient, parts: vec![
            Part { total10: Yen::new(total10), public: Some(0) }, Part { total10: Yen::new(second), public: None },
        ] }];
        let one = |total10| vec![Claim { inpatient, parts: vec![Part { total10: Yen::new(total10), public: Some(0) }] }];
        if patient.age == AgeGroup::From70 {
            prop_assert!(split(&patient, &public, &two(first)).total <= split(&patient, &public, &two(first + more)).total);
        }
        let (less, greater) = (split(&patient, &public, &one(first)), split(&patient, &public, &one(first + more)));
        prop_assert!(less.total <= greater.total);
        prop_assert!(less.before_public <= greater.before_public && less.under_public <= greater.under_public);
        prop_assert!(less.layers.insurer <= greater.layers.insurer);
    }

    /// Halves are never larger than wholes, and a room before 公費 is what the split leaves there.
    #[test]
    fn halved_and_room(patient in patients(), public in certificates(), total10 in 0..3_000_000_i64, inpatient: bool) {
        let claims = [Claim { inpatient, parts: vec![Part { total10: Yen::new(total10), public: Some(0) }] }];
        let of = |patient: &Patient| split(patient, &[public, public], &claims);
        let mut whole = patient;
        whole.halved = Halved::default();
        prop_assert!(of(&patient).total <= of(&whole).total);
        let room = split::insurance_room(&patient, public.limit, inpatient, Yen::new(total10)).unwrap();
        let part = of(&patient).claims[0].parts[0];
        prop_assert_eq!(part.before_public, part.share.min(room.limit));
    }
}

/// Under 70 the statute itself is not monotone: an item that grows past 21,000 yen is added and can lower the whole.
#[test]
fn an_item_that_grows_past_21_000_may_lower_the_month() {
    let total = |public| {
        let patient = Patient {
            month: "2026-07".parse().unwrap(),
            age: AgeGroup::Under70,
            band: Some(Band::U),
            rate: Rate::THREE_TENTHS,
            repeated: Repeated::default(),
            halved: Halved::default(),
            special: Special::default(),
        };
        let terms = PublicTerms {
            terms: Terms {
                share: Share::AtMost(Rate::TWO_TENTHS),
                rate_cite: None,
                rounding_cite: None,
                cap_cite: None,
            },
            cap: Cap::At(Yen::new(10_000)),
            used: Yen::ZERO,
            limit: PublicLimit::OwnBand,
        };
        let parts = vec![
            Part { total10: Yen::new(public), public: Some(0) },
            Part { total10: Yen::new(310_000), public: None },
        ];
        split::month(&patient, &[terms], &[Claim { inpatient: true, parts }], &mut NoTrace).unwrap().total
    };
    assert_eq!(total(69_990), Yen::new(90_530));
    assert_eq!(total(70_000), Yen::new(81_230));
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn insurance(band: &str, from: &str, until: Option<&str>) -> InsuranceStatus {
    serde_json::from_value(serde_json::json!({"from": from, "until": until, "band": band, "rate": "0.2"}))
        .unwrap()
}

#[test]
fn a_patient_from_facts() {
    let statuses =
        [insurance("u", "2024-01-01", Some("2026-05-31")), insurance("ordinary", "2026-06-01", None)];
    // Born on 2 May 1956: 70 is reached on 1 May 2026, so the limits of 70 begin with June.
    let born_on = Some(day("1956-05-02"));
    let may = Patient::on(day("2026-05-31"), born_on, &statuses);
    assert_eq!((may.age, may.band, may.rate), (AgeGroup::Under70, Some(Band::U), Rate::TWO_TENTHS));
    let june = Patient::on(day("2026-06-01"), born_on, &statuses);
    assert_eq!((june.age, june.band), (AgeGroup::From70, Some(Band::Ordinary)));
    // Born on 1 May: reached on 30 April, so May already is from 70; the band of the facts is then of the other age and not used.
    let first = Patient::on(day("2026-05-31"), Some(day("1956-05-01")), &statuses);
    assert_eq!((first.age, first.band), (AgeGroup::From70, None));
    // Without a day of birth the band tells the age; without a band nothing does.
    assert_eq!(Patient::on(day("2026-06-01"), None, &statuses).age, AgeGroup::From70);
    assert_eq!(Patient::on(day("2020-06-01"), None, &statuses).rate, Rate::THREE_TENTHS);
}

#[test]
fn the_month_of_the_75th_birthday_is_halved_unless_it_is_the_first() {
    let on = |born_on: &str, at: &str| Patient::on(day(at), Some(day(born_on)), &[]).halved.turns_75;
    assert!(on("1951-11-15", "2026-11-01"));
    assert!(on("1951-11-15", "2026-11-30"));
    assert!(!on("1951-11-15", "2026-12-01"));
    assert!(!on("1951-11-15", "2025-11-20"));
    // 後期高齢者医療 begins with the month: nothing to halve.
    assert!(!on("1951-11-01", "2026-11-20"));
}

#[test]
fn the_room_of_the_ledger() {
    // 一般 外来 18,000 below a cap of 20,000; from 2026-08 22,000 (RULES §1.3).
    let born_on = Some(day("1950-01-10"));
    let statuses = [insurance("ordinary", "2024-01-01", None)];
    let room = |at: &str, total10| {
        let patient = Patient::on(day(at), born_on, &statuses);
        split::insurance_room(&patient, split::public_limit("54"), false, Yen::new(total10))
    };
    let july = room("2026-07-31", 100_000).unwrap();
    assert_eq!(july.left(Yen::ZERO), Yen::new(18_000));
    assert_eq!(july.left(Yen::new(12_000)), Yen::new(6_000));
    assert_eq!(july.left(Yen::new(19_000)), Yen::ZERO);
    assert_eq!(room("2026-08-01", 100_000).unwrap().limit, Yen::new(22_000));
    // Without the band there is no figure.
    let patient = Patient::on(day("2026-07-31"), born_on, &[]);
    assert_eq!(split::insurance_room(&patient, PublicLimit::OwnBand, false, Yen::new(1)), None);
}

/// Up to so much of self-pay the 適用区分 decides nothing: the lowest limit of those the person could have.
#[test]
fn the_lowest_limit_is_that_of_the_bands_the_age_and_the_rate_allow() {
    let (young, old) = ("1990-04-02", "1950-04-02");
    for (born_on, rate, lowest) in [
        (Some(young), Rate::THREE_TENTHS, 35_400),
        (Some(young), Rate::ONE_TENTH, 35_400),
        (Some(old), Rate::THREE_TENTHS, 80_100),
        (Some(old), Rate::TWO_TENTHS, 8_000),
        (Some(old), Rate::ONE_TENTH, 8_000),
        (None, Rate::THREE_TENTHS, 35_400),
        (None, Rate::TWO_TENTHS, 8_000),
    ] {
        let born_on = born_on.map(|text| text.parse::<Day>().unwrap());
        let found = split::lowest_limit(PublicLimit::OwnBand, "2026-07".parse().unwrap(), born_on, rate);
        assert_eq!(found, Some(Yen::new(lowest)), "{born_on:?} {rate:?}");
    }
    assert_eq!(
        split::lowest_limit(PublicLimit::OwnBand, "1999-01".parse().unwrap(), None, Rate::ONE_TENTH),
        None
    );
}
