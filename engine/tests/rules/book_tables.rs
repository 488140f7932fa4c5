//! The book says what the rule reference says, row by row, and says nothing where that is silent.

use engine::book::high_cost::{Band5, Band6, LimitKind, LimitRow, aggregation, annual, limit};
use engine::book::income::{
    CountedIncome, EmploymentIncome, IncomeBasis, TotalIncome, child_age, income_basis, income_year,
    low_income_threshold, tax_year,
};
use engine::book::newborn::{isolation, monthly_bill};
use engine::book::start::longest_validity;
use engine::book::{
    self, Cite, FacilityRule, PayerRank, Scheme, ShareRule, Status, TierCap, payer_rank, scheme,
    scheme_of_payer,
};
use engine::facts::{IncomeClass, InsuranceBand, MealShare, PayerNumber, Traits};
use engine::ledger::kernel::Share;
use engine::{Cap, Day, Month, Rate, Yen};

/// The day most rows are asked for.
const TODAY: &str = "2026-11-20";

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}
fn month(text: &str) -> Month {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}
#[track_caller]
fn known(code: &str) -> &'static Scheme {
    scheme(code).unwrap_or_else(|| panic!("{code}"))
}
fn at(amount: i64) -> TierCap {
    TierCap::Cap(Cap::At(Yen::new(amount)))
}
const NONE: TierCap = TierCap::Cap(Cap::Unlimited);

const CLASSES: [IncomeClass; 6] = [
    IncomeClass::PublicAssistance,
    IncomeClass::Low1,
    IncomeClass::Low2,
    IncomeClass::Middle1,
    IncomeClass::Middle2,
    IncomeClass::Upper,
];

#[track_caller]
fn column(code: &str, on: &str, traits: &Traits) -> [TierCap; 6] {
    CLASSES.map(|class| known(code).tier_cap(day(on), &class, traits).cap)
}

#[test]
fn caps_of_54() {
    let plain = Traits::default();
    let long = Traits { high_cost_long_term: true, ..Traits::default() };
    let ventilator = Traits { ventilator: true, high_cost_long_term: true, ..Traits::default() };
    assert_eq!(column("54", TODAY, &plain), [0, 2_500, 5_000, 10_000, 20_000, 30_000].map(at));
    assert_eq!(column("54", TODAY, &long), [0, 2_500, 5_000, 5_000, 10_000, 20_000].map(at));
    assert_eq!(column("54", TODAY, &ventilator), [0, 1_000, 1_000, 1_000, 1_000, 1_000].map(at));
    // Boxes of other schemes choose nothing here.
    let others = Traits { haemophilia: true, severe: true, severe_and_continuing: true, ..Traits::default() };
    assert_eq!(column("54", TODAY, &others), column("54", TODAY, &plain));
}

#[test]
fn caps_of_52_and_the_zero_tier() {
    let plain = Traits::default();
    let severe = Traits { severe: true, ..Traits::default() };
    let long = Traits { high_cost_long_term: true, ..Traits::default() };
    let ventilator = Traits { ventilator: true, ..Traits::default() };
    let haemophilia = Traits { haemophilia: true, ventilator: true, ..Traits::default() };
    assert_eq!(column("52", TODAY, &plain), [0, 1_250, 2_500, 5_000, 10_000, 15_000].map(at));
    assert_eq!(column("52", TODAY, &severe), [0, 1_250, 2_500, 2_500, 5_000, 10_000].map(at));
    assert_eq!(column("52", TODAY, &long), column("52", TODAY, &severe));
    assert_eq!(column("52", TODAY, &ventilator), [0, 500, 500, 500, 500, 500].map(at));
    assert_eq!(column("52", TODAY, &haemophilia), [0; 6].map(at));
}

#[test]
fn caps_of_jiritsu_shien_around_the_end_of_the_transition() {
    let plain = Traits { ventilator: true, ..Traits::default() };
    let heavy = Traits { severe_and_continuing: true, ..Traits::default() };
    for code in ["21", "15"] {
        let expected = [at(0), at(2_500), at(5_000), NONE, NONE, TierCap::NotEligible];
        assert_eq!(column(code, "2027-03-31", &plain), expected);
        assert_eq!(column(code, "2027-04-01", &plain), expected);
    }
    let child = [at(0), at(2_500), at(5_000), at(5_000), at(10_000), TierCap::NotEligible];
    assert_eq!(column("16", "2027-03-31", &plain), child);
    let child = [at(0), at(2_500), at(5_000), NONE, NONE, TierCap::NotEligible];
    assert_eq!(column("16", "2027-04-01", &plain), child);
    for code in ["21", "15", "16"] {
        let until = [0, 2_500, 5_000, 5_000, 10_000, 20_000].map(at);
        assert_eq!(column(code, "2027-03-31", &heavy), until);
        let after = column(code, "2027-04-01", &heavy);
        assert_eq!(after[..5], until[..5]);
        assert_eq!(after[5], TierCap::NotEligible);
        for (on, status) in [("2027-03-31", Status::Confirmed), ("2027-04-01", Status::Unconfirmed)] {
            assert_eq!(
                known(code).tier_cap(day(on), &IncomeClass::Upper, &heavy).status(),
                status,
                "{code} {on}"
            );
        }
    }
}

#[test]
fn caps_of_the_other_schemes() {
    let plain = Traits::default();
    for code in ["24", "79"] {
        assert_eq!(column(code, TODAY, &plain), [0, 15_000, 24_600, 40_200, 40_200, 40_200].map(at));
    }
    let hepatitis = [TierCap::Unknown, at(10_000), at(10_000), at(10_000), at(10_000), at(20_000)];
    assert_eq!(column("38-hepatitis", TODAY, &plain), hepatitis);
    assert_eq!(column("38-liver-cancer", TODAY, &plain), [10_000; 6].map(at));
    assert_eq!(column("10", TODAY, &plain), [NONE; 6]);
    for code in ["18", "19", "62", "66", "29", "51-minamata", "second-examination-area", "12"] {
        assert_eq!(column(code, TODAY, &plain), [0; 6].map(at), "{code}");
    }
    for code in ["11", "28", "23"] {
        assert_eq!(column(code, TODAY, &plain), [TierCap::Unknown; 6], "{code}");
    }
    let printed_word = IncomeClass::Other("甲".into());
    let tier = |code| known(code).tier_cap(day(TODAY), &printed_word, &plain).cap;
    assert_eq!(tier("54"), TierCap::Unknown);
    assert_eq!(tier("18"), at(0));
}

#[test]
fn a_printed_cap_is_checked_against_the_table_but_never_replaced() {
    let answer = |code, class: &IncomeClass, on| known(code).tier_cap(day(on), class, &Traits::default());
    let cap = |amount| Cap::At(Yen::new(amount));
    let nanbyo = answer("54", &IncomeClass::Middle1, TODAY);
    assert_eq!(nanbyo.agrees_with(cap(10_000)), Some(true));
    assert_eq!(nanbyo.agrees_with(cap(9_990)), Some(false));
    assert_eq!(nanbyo.agrees_with(Cap::Unlimited), Some(false));
    assert_eq!(nanbyo.cite().map(|cite| cite.id), Some("nanbyo-rei-1-1"));
    assert_eq!(nanbyo.status(), Status::Confirmed);
    let lower = answer("24", &IncomeClass::Middle1, TODAY);
    assert_eq!(lower.agrees_with(cap(30_000)), Some(true));
    assert_eq!(lower.agrees_with(cap(40_200)), Some(true));
    assert_eq!(lower.agrees_with(cap(40_210)), Some(false));
    assert_eq!(lower.agrees_with(Cap::Unlimited), Some(false));
    assert_eq!(answer("21", &IncomeClass::Middle1, TODAY).agrees_with(Cap::Unlimited), Some(true));
    assert_eq!(answer("21", &IncomeClass::Upper, TODAY).agrees_with(cap(20_000)), Some(false));
    assert_eq!(answer("11", &IncomeClass::Upper, TODAY).agrees_with(cap(20_000)), None);
    let before = answer("54", &IncomeClass::Upper, "2014-12-31");
    assert_eq!((before.cap, before.agrees_with(cap(1))), (TierCap::Unknown, None));
    assert_eq!((before.cite(), before.status()), (None, Status::Unconfirmed));
}

#[test]
fn the_share_of_every_scheme() {
    let tenth = Share::AtMost(Rate::ONE_TENTH);
    let fifth = Share::AtMost(Rate::TWO_TENTHS);
    let rows = [
        ("54", fifth, Status::Confirmed),
        ("52", fifth, Status::Confirmed),
        ("21", tenth, Status::Confirmed),
        ("15", tenth, Status::Confirmed),
        ("16", tenth, Status::Confirmed),
        ("24", tenth, Status::Confirmed),
        ("79", tenth, Status::Confirmed),
        ("10", Share::AtMost(Rate::per_ten_thousand(500)), Status::Confirmed),
        ("38-hepatitis", Share::OfInsurance, Status::Confirmed),
        ("38-liver-cancer", Share::OfInsurance, Status::Confirmed),
        ("11", Share::OfInsurance, Status::Unconfirmed),
        ("28", Share::OfInsurance, Status::Unconfirmed),
        ("28-stay-home", Share::Nothing, Status::Unconfirmed),
        ("29", Share::Nothing, Status::Unconfirmed),
        ("18", Share::Nothing, Status::Confirmed),
        ("19", Share::Nothing, Status::Confirmed),
        ("23", Share::Nothing, Status::Confirmed),
        ("62", Share::Nothing, Status::Unconfirmed),
        ("66", Share::Nothing, Status::Unconfirmed),
        ("51-treatment-research", Share::Nothing, Status::Unconfirmed),
        ("51-haemophilia", Share::Nothing, Status::Unconfirmed),
        ("51-minamata", Share::Nothing, Status::Unconfirmed),
        ("second-examination-area", Share::Nothing, Status::Unconfirmed),
        ("12", Share::Nothing, Status::Unconfirmed),
    ];
    for (code, share, status) in rows {
        let found = known(code);
        let terms = found.terms_on(day(TODAY)).unwrap_or_else(|| panic!("{code}"));
        assert_eq!((terms.share, found.status_on(day(TODAY))), (share, status), "{code}");
        assert_eq!(terms.rounding_cite, Some("kenpo-75"));
        assert!(terms.rate_cite.and_then(book::cite).is_some(), "{code}");
        assert_eq!(found.terms_on(day("2006-03-31")).map(|terms| terms.share), None, "{code}");
        assert_eq!(found.status_on(day("2006-03-31")), Status::Unconfirmed);
        assert_eq!(found.listed, code != "12", "{code}");
        assert_eq!(found.shares_household_cap, code == "54" || code == "52", "{code}");
    }
    assert_eq!(book::schemes().len(), rows.len());
}

#[test]
fn a_printed_cap_opens_a_share_only_where_the_book_says_so() {
    let share = |code, cap| known(code).terms_with_cap(day(TODAY), cap).map(|terms| terms.share);
    let printed = Cap::At(Yen::new(20_000));
    assert_eq!(share("29", printed), Some(Share::OfInsurance));
    assert_eq!(share("29", Cap::At(Yen::ZERO)), Some(Share::Nothing));
    assert_eq!(share("29", Cap::Unlimited), Some(Share::Nothing));
    assert_eq!(share("18", printed), Some(Share::Nothing));
    assert_eq!(share("54", printed), Some(Share::AtMost(Rate::TWO_TENTHS)));
    let rule = |code| known(code).share_on(day(TODAY)).map(|row| row.value.rule);
    assert_eq!(rule("23"), Some(ShareRule::NotAtWindow));
    assert_eq!(rule("18"), Some(ShareRule::Nothing));
    assert_eq!(rule("29"), Some(ShareRule::NothingUnlessCapPrinted));
}

#[test]
fn meals_and_facilities() {
    let meals = |code| known(code).meal_share(day(TODAY)).map(|row| row.value.clone());
    assert_eq!(meals("54"), Some(MealShare::Full));
    assert_eq!(meals("52"), Some(MealShare::Half));
    assert_eq!(meals("16"), Some(MealShare::Full));
    assert_eq!(meals("23"), Some(MealShare::None));
    assert_eq!(meals("21"), None);
    let facilities = |code| (known(code).facilities, known(code).facilities_status);
    assert_eq!(facilities("54"), (FacilityRule::Designated, Status::Confirmed));
    assert_eq!(facilities("52"), (FacilityRule::Designated, Status::Confirmed));
    for code in ["21", "15", "16"] {
        assert_eq!(facilities(code), (FacilityRule::Named, Status::Confirmed));
    }
    assert_eq!(facilities("10"), (FacilityRule::Unknown, Status::Unconfirmed));
}

#[test]
fn schemes_are_found_by_number_key_and_payer() {
    let key = |code| scheme(code).map(|scheme| scheme.key);
    assert_eq!(key("38"), Some("38-hepatitis"));
    assert_eq!(key("51"), Some("51-treatment-research"));
    assert_eq!(key("28"), Some("28"));
    assert_eq!(key("38-liver-cancer"), Some("38-liver-cancer"));
    for unknown in
        ["", "5", "00", "99", "540", "５４", "local:122173/kodomo", "54 ", "a4", "5b", "4>", ">4", "/5", "5/"]
    {
        assert_eq!(key(unknown), None, "{unknown}");
    }
    let payer = |number: &str| scheme_of_payer(&PayerNumber(number.into())).map(|scheme| scheme.key);
    assert_eq!(payer("54136015"), Some("54"));
    assert_eq!(payer("38136016"), Some("38-hepatitis"));
    assert_eq!(payer("88138243"), None);
    assert_eq!(payer("54"), None);
    for scheme in book::schemes() {
        assert_eq!(key(scheme.key), Some(scheme.key));
    }
}

#[test]
fn the_order_of_payers() {
    let order = [
        "13", "14", "18", "29", "30", "10", "11", "20", "21", "15", "16", "24", "22", "28", "17", "79", "19",
        "23", "52", "54", "51", "38", "53", "66", "62", "25", "12",
    ];
    for pair in order.windows(2) {
        assert!(payer_rank(pair[0]) < payer_rank(pair[1]), "{pair:?}");
    }
    assert_eq!(payer_rank("38-liver-cancer"), payer_rank("38"));
    assert_eq!(known("54").payer_rank(), payer_rank("54"));
    assert!(payer_rank("12") < payer_rank("second-examination-area"));
    assert_eq!(payer_rank("second-examination-area"), PayerRank::UNRANKED);
    assert!(PayerRank::UNRANKED < PayerRank::LOCAL);
    for local in ["81", "local:122173/kodomo", "", "x"] {
        assert_eq!(payer_rank(local), PayerRank::LOCAL, "{local}");
    }
}

#[test]
fn the_low_income_threshold_by_month_of_service() {
    for (service, amount) in [
        ("2014-12", None),
        ("2015-01", Some(800_000)),
        ("2025-06", Some(800_000)),
        ("2025-07", Some(809_000)),
        ("2026-06", Some(809_000)),
        ("2026-07", Some(826_500)),
        ("2026-11", Some(826_500)),
    ] {
        assert_eq!(low_income_threshold(month(service)).map(|row| row.value.amount()), amount, "{service}");
    }
}

#[test]
fn whose_year_counts() {
    for (service, tax, income) in [
        ("2026-01", 2025, 2024),
        ("2026-03", 2025, 2024),
        ("2026-04", 2025, 2024),
        ("2026-06", 2025, 2024),
        ("2026-07", 2026, 2025),
        ("2026-12", 2026, 2025),
    ] {
        assert_eq!((tax_year(month(service)), income_year(month(service))), (tax, income), "{service}");
    }
}

fn counted(
    pensions: i64,
    total: i64,
    employment: i64,
    of_pensions: i64,
    allowances: i64,
) -> Option<CountedIncome> {
    CountedIncome::of(
        Yen::new(pensions),
        TotalIncome(Yen::new(total)),
        EmploymentIncome(Yen::new(employment)),
        Yen::new(of_pensions),
        Yen::new(allowances),
        month("2026-07"),
    )
}

#[test]
fn the_sum_of_low_income_one() {
    let sum = |income: Option<CountedIncome>| {
        income.map(|sum| (sum.amount().amount(), sum.is_low1(month("2026-07"))))
    };
    assert_eq!(sum(counted(0, 926_500, 926_500, 0, 0)), Some((826_500, Some(true))));
    assert_eq!(sum(counted(0, 926_501, 926_501, 0, 0)), Some((826_501, Some(false))));
    // 給与所得 of less than 100,000 does not go below nothing; the part from pensions counts as receipts instead.
    assert_eq!(sum(counted(700_000, 300_000, 80_000, 220_000, 10_000)), Some((710_000, Some(true))));
    assert_eq!(sum(counted(0, -500_000, -3, 0, 900_000)), Some((900_000, Some(false))));
    let zero = Yen::ZERO;
    let early =
        CountedIncome::of(zero, TotalIncome(zero), EmploymentIncome(zero), zero, zero, month("2025-06"));
    assert_eq!(early, None);
    assert_eq!(counted(0, 0, 0, 0, 0).map(|sum| sum.is_low1(month("2014-12"))), Some(None));
}

#[test]
fn watches_and_ages() {
    let mild = book::watch::mild_high_cost(month("2026-11")).map(|row| &row.value);
    assert_eq!(
        mild.map(|rule| (rule.threshold_exclusive, rule.need, rule.window_months, rule.benefits.len())),
        Some((Yen::new(33_330), 3, 12, 0))
    );
    for scheme in ["54", "52"] {
        let long = book::watch::high_cost_long_term(scheme, month("2026-11")).map(|row| &row.value);
        assert_eq!(
            long.map(|rule| (rule.threshold_exclusive, rule.need, rule.window_months)),
            Some((Yen::new(50_000), 6, 12))
        );
        let gaining = [IncomeClass::Middle1, IncomeClass::Middle2, IncomeClass::Upper];
        assert_eq!(long.map(|rule| rule.benefits), Some(&gaining[..]));
    }
    assert!(book::watch::high_cost_long_term("21", month("2026-11")).is_none());
    assert!(book::watch::mild_high_cost(month("2014-12")).is_none());
    let liver = book::watch::liver_cancer_months(month("2026-11")).map(|row| &row.value);
    assert_eq!(liver.map(|rule| (rule.need, rule.window_months)), Some((2, 24)));
    let ages = child_age(day(TODAY)).map(|row| (row.value.apply_below, row.value.continue_below));
    assert_eq!(ages, Some((18, 20)));
    let validity =
        |scheme| longest_validity(scheme, day(TODAY)).map(|row| (row.value.months, row.value.months_special));
    assert_eq!(validity("54"), Some((12, Some(18))));
    assert_eq!(validity("52"), Some((12, None)));
    assert_eq!(validity("21"), None);
}

#[test]
fn newborn_by_days_and_never_at_the_window() {
    let bill = |standard, days, on| {
        monthly_bill(Yen::new(standard), days, month(on)).map(|bill| bill.amount.amount())
    };
    assert_eq!(bill(34_800, 30, "2026-06"), Some(34_800));
    assert_eq!(bill(34_800, 10, "2026-06"), Some(11_600));
    assert_eq!(bill(34_800, 10, "2026-07"), Some(11_225));
    assert_eq!(bill(34_800, 0, "2026-07"), Some(0));
    assert_eq!(bill(34_805, 31, "2026-07"), Some(34_805));
    assert_eq!(bill(34_800, 31, "2026-06"), None);
    assert_eq!(bill(34_800, 29, "2026-02"), None);
    assert_eq!(bill(34_800, 1, "2014-12"), None);
    let status = monthly_bill(Yen::new(34_800), 10, month("2026-06")).map(|bill| bill.status);
    assert_eq!(status, Some(Status::Unconfirmed));
    let isolation =
        isolation(month("2026-06")).map(|row| (row.value.income_levy_above, row.value.amount, row.status));
    assert_eq!(isolation, Some((Yen::new(564_000), Yen::new(20_000), Status::Unconfirmed)));
}

/// One line of a table: base, threshold, 多数回, 外来, 外来年間.
type Line = (i64, i64, Option<i64>, Option<i64>, Option<i64>);

fn line(row: LimitRow) -> Line {
    assert_eq!(row.plus_one_percent, !row.threshold.is_zero());
    let [repeated, outpatient, yearly] =
        [row.repeated, row.outpatient, row.outpatient_yearly].map(|yen| yen.map(Yen::amount));
    (row.base.amount(), row.threshold.amount(), repeated, outpatient, yearly)
}

/// The table of RULES §10: the line to 2026-07 and the line from 2026-08 to 2027-07.
fn limits() -> [(LimitKind, Line, Line); 17] {
    use LimitKind::{From70, Under70};
    let above = |old, old_over, new, new_over, repeated| {
        ((old, old_over, Some(repeated), None, None), (new, new_over, Some(repeated), None, None))
    };
    let (high, new_high) = above(252_600, 842_000, 270_300, 901_000, 140_100);
    let (upper, new_upper) = above(167_400, 558_000, 179_100, 597_000, 93_000);
    let (middle, new_middle) = above(80_100, 267_000, 85_800, 286_000, 44_400);
    let ordinary = (57_600, 0, Some(44_400), Some(18_000), Some(144_000));
    let new_ordinary = (61_500, 0, Some(44_400), Some(22_000), Some(216_000));
    let low2 = (24_600, 0, None, Some(8_000), None);
    let new_low2 = (25_700, 0, Some(24_600), Some(11_000), Some(96_000));
    let low1 = (15_000, 0, None, Some(8_000), None);
    let new_low1 = (15_700, 0, None, Some(8_000), Some(96_000));
    let flat = |amount| (amount, 0, None, None, None);
    let lower = (57_600, 0, Some(44_400), None, None);
    let new_lower = (61_500, 0, Some(44_400), None, None);
    let lowest = (35_400, 0, Some(24_600), None, None);
    let new_lowest = (36_900, 0, Some(24_600), None, None);
    let other = (80_100, 267_000, None, None, None);
    let new_other = (85_800, 286_000, None, None, None);
    let other70 = (57_600, 0, None, Some(18_000), None);
    let new_other70 = (61_500, 0, None, Some(22_000), None);
    let assisted70 = (15_000, 0, None, Some(8_000), None);
    let new_assisted70 = (15_700, 0, None, Some(8_000), None);
    [
        (Under70(Band5::A), high, new_high),
        (Under70(Band5::I), upper, new_upper),
        (Under70(Band5::U), middle, new_middle),
        (Under70(Band5::E), lower, new_lower),
        (Under70(Band5::O), lowest, new_lowest),
        (From70(Band6::Active3), high, new_high),
        (From70(Band6::Active2), upper, new_upper),
        (From70(Band6::Active1), middle, new_middle),
        (From70(Band6::Ordinary), ordinary, new_ordinary),
        (From70(Band6::Low2), low2, new_low2),
        (From70(Band6::Low1), low1, new_low1),
        (LimitKind::OtherPublicUnder70, other, new_other),
        (LimitKind::OtherPublicFrom70, other70, new_other70),
        (LimitKind::AssistanceUnder70, flat(35_400), flat(36_900)),
        (LimitKind::AssistanceFrom70, assisted70, new_assisted70),
        (LimitKind::SpecificDisease10k, flat(10_000), flat(10_000)),
        (LimitKind::SpecificDisease20k, flat(20_000), flat(20_000)),
    ]
}

#[test]
fn limits_of_high_cost_care() {
    for (kind, until, after) in limits() {
        let found = |on| limit(kind, month(on)).map(|row| line(row.value));
        assert_eq!(found("2014-12"), None, "{kind:?}");
        assert_eq!(found("2026-07"), Some(until), "{kind:?}");
        assert_eq!(found("2026-08"), Some(after), "{kind:?}");
        assert_eq!(found("2027-07"), Some(after), "{kind:?}");
        assert_eq!(found("2027-08"), None, "{kind:?}");
        assert_eq!(limit(kind, month("2026-08")).map(|row| row.status), Some(Status::Confirmed), "{kind:?}");
    }
    assert!(limit(LimitKind::From70(Band6::Ordinary), month("2018-07")).is_none());
    assert!(limit(LimitKind::Under70(Band5::U), month("2015-01")).is_some());
}

#[test]
fn the_month_of_the_75th_birthday_is_half() {
    let half = |kind| limit(kind, month("2026-08")).map(|row| line(row.value.halved()));
    assert_eq!(
        half(LimitKind::From70(Band6::Low2)),
        Some((12_850, 0, Some(12_300), Some(5_500), Some(96_000)))
    );
    assert_eq!(half(LimitKind::From70(Band6::Low1)), Some((7_850, 0, None, Some(4_000), Some(96_000))));
    assert_eq!(half(LimitKind::Under70(Band5::A)), Some((135_150, 450_500, Some(70_050), None, None)));
    assert_eq!(half(LimitKind::Under70(Band5::U)), Some((42_900, 143_000, Some(22_200), None, None)));
    let least = aggregation(month("2026-08")).map(|row| row.value);
    assert_eq!(
        least.map(|least| (least.least.amount(), least.least_in_month_of_75.amount())),
        Some((21_000, 10_500))
    );
    assert!(aggregation(month("2027-08")).is_none());
}

#[test]
fn bands_choose_their_limit() {
    use LimitKind::{From70, SpecificDisease10k, SpecificDisease20k, Under70};
    for (band, kind, specific) in [
        (InsuranceBand::A, Under70(Band5::A), SpecificDisease20k),
        (InsuranceBand::I, Under70(Band5::I), SpecificDisease20k),
        (InsuranceBand::U, Under70(Band5::U), SpecificDisease10k),
        (InsuranceBand::E, Under70(Band5::E), SpecificDisease10k),
        (InsuranceBand::O, Under70(Band5::O), SpecificDisease10k),
        (InsuranceBand::Active3, From70(Band6::Active3), SpecificDisease10k),
        (InsuranceBand::Active2, From70(Band6::Active2), SpecificDisease10k),
        (InsuranceBand::Active1, From70(Band6::Active1), SpecificDisease10k),
        (InsuranceBand::Ordinary, From70(Band6::Ordinary), SpecificDisease10k),
        (InsuranceBand::Low2, From70(Band6::Low2), SpecificDisease10k),
        (InsuranceBand::Low1, From70(Band6::Low1), SpecificDisease10k),
    ] {
        assert_eq!(LimitKind::of_band(&band), Some(kind));
        assert_eq!(LimitKind::specific_disease(&band), Some(specific), "{band:?}");
    }
    let unknown = InsuranceBand::Other("x".into());
    assert_eq!((LimitKind::of_band(&unknown), LimitKind::specific_disease(&unknown)), (None, None));
}

#[test]
fn the_cap_of_a_year_is_a_note() {
    let limits = annual(month("2026-08")).map_or_else(|| panic!("2026-08"), |row| &row.value);
    let under70 = Band5::ALL.map(|band| limits.under70(band).amount());
    let from70 = Band6::ALL.map(|band| limits.from70(band).amount());
    assert_eq!(under70, [1_680_000, 1_110_000, 530_000, 530_000, 290_000]);
    assert_eq!(from70, [1_680_000, 1_110_000, 530_000, 530_000, 290_000, 180_000]);
    assert_eq!(limits.low_standard_pay.amount(), 410_000);
    assert_eq!(limits.low_standard_pay_cite.id, "kenpo-rei-f19");
    assert!(annual(month("2026-07")).is_none());
    assert!(annual(month("2027-08")).is_none());
}

#[test]
fn every_citation_can_be_found_and_shown() {
    assert!(book::citations().len() > 50);
    for cite in book::citations() {
        assert!(book::cite(cite.id).is_some_and(|found: &Cite| found == cite), "{}", cite.id);
        assert!(cite.checked_on <= day(TODAY), "{}", cite.id);
        assert!(serde_json::to_value(cite).is_ok_and(|json| json["id"] == cite.id));
    }
    assert!(book::cite("no-such-text").is_none());
    let rounding = book::cite("kenpo-75").map(|cite| (cite.law, cite.article));
    assert_eq!(rounding, Some((Some("健康保険法"), Some("第75条"))));
    let row = low_income_threshold(month("2026-11")).and_then(|row| serde_json::to_value(row).ok());
    let expected = serde_json::json!({
        "from": "2026-07-01", "before": null, "value": 826_500, "cite": "nanbyo-rei-1-1-5", "status": "confirmed"
    });
    assert_eq!(row, Some(expected));
}

#[test]
fn doubt_spreads() {
    assert_eq!(Status::Confirmed.and(Status::Confirmed), Status::Confirmed);
    assert_eq!(Status::Confirmed.and(Status::Unconfirmed), Status::Unconfirmed);
    assert_eq!(Status::Unconfirmed.and(Status::Confirmed), Status::Unconfirmed);
}

/// 宮崎県 2025-12-24: 13 of 260 adult recipients of 52 had a cap by their parents' income since 2022-04-01.
#[test]
fn age18_income_basis_switches_on_2022_04_01() {
    let basis = |born, on| income_basis(day(born), day(on));
    // 18 before the change: adult on the day of the change, not a day earlier.
    assert_eq!(basis("2003-06-15", "2022-03-31"), IncomeBasis::Guardian);
    assert_eq!(basis("2003-06-15", "2022-04-01"), IncomeBasis::Patient);
    assert_eq!(basis("2004-04-01", "2022-03-31"), IncomeBasis::Guardian);
    assert_eq!(basis("2004-04-01", "2022-04-01"), IncomeBasis::Patient);
    assert_eq!(basis("2004-04-02", "2022-04-01"), IncomeBasis::Guardian);
    // 18 after it: on the birthday, not a day earlier.
    assert_eq!(basis("2004-06-15", "2022-06-14"), IncomeBasis::Guardian);
    assert_eq!(basis("2004-06-15", "2022-06-15"), IncomeBasis::Patient);
    assert_eq!(basis("2004-06-15", "2022-06-16"), IncomeBasis::Patient);
    // 20 before it.
    assert_eq!(basis("2001-06-15", "2021-06-14"), IncomeBasis::Guardian);
    assert_eq!(basis("2001-06-15", "2021-06-15"), IncomeBasis::Patient);
    // Born on 29 February.
    assert_eq!(basis("2008-02-29", "2026-02-28"), IncomeBasis::Guardian);
    assert_eq!(basis("2008-02-29", "2026-03-01"), IncomeBasis::Patient);
}

/// 千葉県 2016-06: classes by 給与収入 where 合計所得金額 was meant. That the two cannot be mixed up is the compile-fail example at
/// `SalaryIncome`; here, that they give different classes for one person.
#[test]
fn chiba_tier_by_total_income_not_by_salary() {
    let low1 = |income| counted(0, income, 0, 0, 0).and_then(|sum| sum.is_low1(month("2026-08")));
    let (total_income, salary_paid) = (826_500, 1_800_000);
    assert_eq!(low1(total_income), Some(true));
    assert_eq!(low1(salary_paid), Some(false));
}
