//! 資格情報・上限額情報の照会: what a facility may know at its window. Every yen is the engine's.

use crate::clock;
use crate::consent::Consent;
use crate::problem::Problem;
use engine::facts::{Certificate, Facility, Facts};
use engine::what_if::{Planned, with_planned};
use engine::{Day, Rate, Yen};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// The question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EligibilityQuestion {
    /// Reference of the patient.
    pub patient: String,
    /// The visit to be billed, where it is known already.
    #[serde(default)]
    pub visit: Option<Visit>,
}

/// A visit that has not been registered yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// 受診日; today when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub day: Option<Day>,
    /// 医療費総額(10割) in yen.
    #[schema(value_type = i64)]
    pub total10: Yen,
    /// Rate of the health insurance as a decimal.
    #[schema(value_type = String)]
    pub insurance_rate: Rate,
    /// Who treats, as in a charge.
    #[schema(value_type = Object)]
    pub facility: Facility,
    /// Certificates that are shown; all that are valid on the day when left out.
    #[serde(default)]
    pub certificates: Option<Vec<String>>,
}

/// The answer. Without consent it says that and nothing else (利用しない is not "there is nothing").
#[derive(Debug, Serialize, ToSchema)]
pub struct Eligibility {
    /// The moment it was true.
    pub as_of: String,
    pub consent: Consent,
    /// 受給者証 that are valid on the day, as printed.
    #[schema(value_type = Vec<Object>)]
    pub certificates: Vec<Certificate>,
    /// The running month of each ledger: cap, used so far, remaining.
    #[schema(value_type = Vec<Object>)]
    pub ledgers: Vec<Value>,
    /// What this visit may collect; none when no visit was asked about or it cannot be reckoned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub may_collect: Option<Yen>,
}

/// The answer for these facts, as far as the consent goes.
pub fn answer(
    facts: &Facts,
    consent: Consent,
    question: &EligibilityQuestion,
) -> Result<Eligibility, Problem> {
    let as_of = clock::stamp(clock::now());
    if consent != Consent::Given {
        let (certificates, ledgers) = (Vec::new(), Vec::new());
        return Ok(Eligibility { as_of, consent, certificates, ledgers, may_collect: None });
    }
    let today = clock::today();
    let day = question.visit.as_ref().and_then(|visit| visit.day).unwrap_or(today);
    if day > today {
        return Err(Problem::unreadable("visit.day", "the day of service lies in the future"));
    }
    let valid = facts.certificates.iter().filter(|certificate| certificate.valid.contains(day));
    // What a certificate said before is no facility's to know.
    let as_printed = |certificate: &Certificate| Certificate { earlier: Vec::new(), ..certificate.clone() };
    let certificates: Vec<Certificate> = valid.map(as_printed).collect();
    let view = engine::view::view(facts, day);
    let ledgers = view.ledgers.iter().map(|ledger| {
        json!({
            "ledger": ledger.id,
            "scheme": ledger.scheme,
            "month": ledger.this_month.month,
            "state": ledger.this_month.state,
            "cap": ledger.this_month.cap,
            "used": ledger.this_month.used,
            "remaining": ledger.this_month.remaining,
        })
    });
    let ledgers = ledgers.collect();
    let may_collect = question.visit.as_ref().and_then(|visit| due(facts, visit, &certificates, day));
    Ok(Eligibility { as_of, consent, certificates, ledgers, may_collect })
}

/// What the window should take for the visit if it were registered now.
fn due(facts: &Facts, visit: &Visit, valid: &[Certificate], day: Day) -> Option<Yen> {
    let all_valid = || valid.iter().map(|certificate| certificate.id.clone()).collect();
    let planned = Planned {
        facility: visit.facility.clone(),
        day,
        total10: visit.total10,
        insurance_rate: visit.insurance_rate,
        certificates: visit.certificates.clone().unwrap_or_else(all_valid),
    };
    let facts = with_planned(facts, &[planned]);
    let asked = facts.charges.last()?.id.clone();
    let ledgers = engine::ledger::all(&facts, day);
    ledgers.charges.into_iter().find(|charge| charge.charge == asked)?.window_payment
}
