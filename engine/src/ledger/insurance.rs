//! 高額療養費 inside the ledger: what the insurance limit of one facility's month still leaves to pay (RULES §1.3, §16.7).

use super::context::Context;
use crate::civil::{Day, Month};
use crate::facts::{Charge, InsuranceStatus, Setting};
use crate::split::{self, Patient};
use crate::yen::Yen;

/// One facility's month as it stands at one charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The period of the insurance band in force on the service day.
    pub status: &'a InsuranceStatus,
    /// The scheme: 52 and 54 use the person's own band, other 公費 a flat limit.
    pub scheme: &'a str,
    /// Month of treatment: chooses the table.
    pub month: Month,
    /// Day of birth: 70 and 75 change the table.
    pub born_on: Option<Day>,
    /// In- or out-patient.
    pub setting: &'a Setting,
    /// 医療費総額(10割) of this facility, setting and month up to and with this charge.
    pub total10: Yen,
    /// What was due on this ledger at this facility, setting and month before this charge.
    pub due_before: Yen,
}

/// Could an 適用区分 that is not known change what is due at this charge's facility, `due` yen in the month (RULES §16.7)?
pub fn undecided(charge: &Charge, scheme: &str, context: &Context<'_>, due: Yen) -> bool {
    let (month, born_on) = (charge.service_day.month(), context.facts.person.born_on);
    let patient = Patient::of_month(month, born_on, context.insurance_on(charge.service_day));
    let lowest = || split::lowest_limit(split::public_limit(scheme), month, born_on, charge.insurance_rate);
    patient.band.is_none() && lowest().is_none_or(|lowest| due > lowest)
}

/// What the limit still leaves to pay; `None` when it is not known: no band, a band of the other age, no table for the month.
pub fn room(question: &Question<'_>) -> Option<Yen> {
    let patient = Patient::of_month(question.month, question.born_on, Some(question.status));
    let inpatient = *question.setting == Setting::Inpatient;
    let limit = split::public_limit(question.scheme);
    split::insurance_room(&patient, limit, inpatient, question.total10)
        .map(|room| room.left(question.due_before))
}
