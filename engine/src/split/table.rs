//! Stand-in for the book's table until it is here.
use super::Band;
use crate::civil::Month;
use crate::yen::Yen;

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Band(Band),
    FlatUnder70,
    FlatFrom70,
    WelfareUnder70,
    WelfareFrom70,
    SpecifiedDisease,
    SpecifiedDiseaseHigh,
}

#[derive(Copy, Clone, Debug)]
pub(super) struct Row {
    pub base: Yen,
    pub threshold: Yen,
    pub plus_one_percent: bool,
    pub repeated: Option<Yen>,
    pub outpatient: Option<Yen>,
    pub cite: Option<&'static str>,
}

pub(super) fn row(kind: Kind, month: Month) -> Option<Row> {
    let new = month >= Month::new(2026, 8)?;
    if month < Month::new(2018, 8)? || month >= Month::new(2027, 8)? {
        return None;
    }
    let pick = |old: i64, later: i64| Yen::new(if new { later } else { old });
    let y = |base, threshold: Option<Yen>, repeated: Option<i64>, outpatient: Option<Yen>| Row {
        base,
        threshold: threshold.unwrap_or(Yen::ZERO),
        plus_one_percent: threshold.is_some(),
        repeated: repeated.map(Yen::new),
        outpatient,
        cite: None,
    };
    let a = y(pick(252_600, 270_300), Some(pick(842_000, 901_000)), Some(140_100), None);
    let i = y(pick(167_400, 179_100), Some(pick(558_000, 597_000)), Some(93_000), None);
    let u = y(pick(80_100, 85_800), Some(pick(267_000, 286_000)), Some(44_400), None);
    Some(match kind {
        Kind::Band(Band::A | Band::Active3) => a,
        Kind::Band(Band::I | Band::Active2) => i,
        Kind::Band(Band::U | Band::Active1) => u,
        Kind::FlatUnder70 => Row { repeated: None, ..u },
        Kind::Band(Band::E) => y(pick(57_600, 61_500), None, Some(44_400), None),
        Kind::Band(Band::O) => y(pick(35_400, 36_900), None, Some(24_600), None),
        Kind::Band(Band::Ordinary) => y(pick(57_600, 61_500), None, Some(44_400), Some(pick(18_000, 22_000))),
        Kind::Band(Band::Low2) => {
            y(pick(24_600, 25_700), None, new.then_some(24_600), Some(pick(8_000, 11_000)))
        }
        Kind::Band(Band::Low1) | Kind::WelfareFrom70 => {
            y(pick(15_000, 15_700), None, None, Some(Yen::new(8_000)))
        }
        Kind::FlatFrom70 => y(pick(57_600, 61_500), None, None, Some(pick(18_000, 22_000))),
        Kind::WelfareUnder70 => y(pick(35_400, 36_900), None, None, None),
        Kind::SpecifiedDisease => y(Yen::new(10_000), None, None, None),
        Kind::SpecifiedDiseaseHigh => y(Yen::new(20_000), None, None, None),
    })
}
