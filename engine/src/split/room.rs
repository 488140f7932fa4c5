//! What 高額療養費 leaves to pay at one facility in one month before 公費: for the ledger (RULES §1.3, §16.7).

use super::amount::fact;
use super::limit::of_public_part;
use super::{AgeGroup, Band, Halved, Patient, PublicLimit, Repeated, Special};
use crate::civil::{Day, Month};
use crate::facts::InsuranceStatus;
use crate::rate::Rate;
use crate::trace::NoTrace;
use crate::yen::Yen;

/// The limit of one facility's month before 公費.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct InsuranceRoom {
    /// The month's limit for the cost so far, 入院 or 外来.
    pub limit: Yen,
}

impl InsuranceRoom {
    /// What is left for the next charge when `due` yen have come due at this facility in this month already.
    pub fn left(self, due: Yen) -> Yen {
        (self.limit - due).at_least_zero()
    }
}

/// The limit at one facility for 入院 or 外来 of one month, when the charges there (this one included) cost `total10`.
///
/// `None` when it is not known: no 適用区分, a band of the other age, or no table for the month. The limit is in single yen, as the
/// statute has it; the rate alone is rounded at the window, so this never turns a rounded self-pay down by a few yen.
pub fn insurance_room(
    patient: &Patient,
    limit: PublicLimit,
    inpatient: bool,
    total10: Yen,
) -> Option<InsuranceRoom> {
    patient.band.filter(|band| band.age() == patient.age)?;
    let cost = fact(&mut NoTrace, "fact.total10", total10);
    of_public_part(patient, limit, inpatient, cost, &mut NoTrace)
        .map(|limit| InsuranceRoom { limit: limit.yen })
}

/// The lowest limit any 適用区分 could set at one facility for a person of this birth and this rate of insurance: up to so much of
/// self-pay the band decides nothing. `None`: the book has no table for the month.
///
/// From 70 those at 3割 are 現役並み, the others 一般 or 低所得; an age that is not known may be either.
pub fn lowest_limit(limit: PublicLimit, month: Month, born_on: Option<Day>, rate: Rate) -> Option<Yen> {
    let age = born_on.map(|born_on| age_group(born_on, month));
    let possible = |band: &Band| {
        let active = matches!(band, Band::Active3 | Band::Active2 | Band::Active1);
        let fits_the_rate = band.age() == AgeGroup::Under70 || active == (rate >= Rate::THREE_TENTHS);
        fits_the_rate && age.is_none_or(|age| band.age() == age)
    };
    Band::ALL
        .into_iter()
        .filter(possible)
        .filter_map(|band| {
            let known = Patient::of_month(month, born_on, None);
            let patient = Patient { age: band.age(), band: Some(band), ..known };
            insurance_room(&patient, limit, false, Yen::ZERO).map(|room| room.limit)
        })
        .min()
}

impl Patient {
    /// What the facts say for a charge of this day: age from the day of birth, band and rate of the insurance period the day lies in.
    /// 多数回, a move, 生活保護 and マル長 are not among the facts; whoever knows of them sets them.
    pub fn on(day: Day, born_on: Option<Day>, insurance: &[InsuranceStatus]) -> Patient {
        let status = insurance
            .iter()
            .filter(|status| status.from <= day && status.until.is_none_or(|until| day <= until))
            .max_by_key(|status| status.from);
        Patient::of_month(day.month(), born_on, status)
    }

    /// The same for a month and the insurance period that counts in it. A rate that is not given is 3割.
    ///
    /// The 75歳到達月 halves only when the birthday is not the first of the month (健保令41条④: 月の初日以外の日).
    pub fn of_month(month: Month, born_on: Option<Day>, status: Option<&InsuranceStatus>) -> Patient {
        let band = status.and_then(|status| Band::known(&status.band));
        let age = match (born_on, band) {
            (Some(born_on), _) => age_group(born_on, month),
            (None, Some(band)) => band.age(),
            (None, None) => AgeGroup::Under70,
        };
        Patient {
            month,
            age,
            band: band.filter(|band| band.age() == age),
            rate: status.and_then(|status| status.rate).unwrap_or(Rate::THREE_TENTHS),
            repeated: Repeated::default(),
            halved: Halved {
                turns_75: born_on.is_some_and(|born_on| {
                    let birthday = born_on.birthday(75);
                    birthday.month() == month && birthday.day_of_month() > 1
                }),
                moved: false,
            },
            special: Special::default(),
        }
    }
}

/// From the month after the one in which 70 is reached; the age is reached on the eve of the birthday.
pub fn age_group(born_on: Day, month: Month) -> AgeGroup {
    if born_on.birthday(70).previous().month() < month { AgeGroup::From70 } else { AgeGroup::Under70 }
}
