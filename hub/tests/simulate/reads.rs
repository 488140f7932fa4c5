//! Every answer to a question is the truth of some moment between the question and the answer.

use crate::cast::{FACILITIES, PEOPLE};
use crate::deed::{Said, What, json};
use crate::record::Record;
use crate::world::{Held, World, promise};
use engine::Day;
use engine::facts::{Facility, Facts};
use engine::what_if::{Planned, with_planned};
use hub::simulation::Answer;
use serde_json::{Value, json};

pub fn all(world: &World, record: &Record) -> Held {
    for deed in &world.deeds {
        for said in &deed.answers {
            match &deed.what {
                What::Facts { actor, person, known } => facts(record, *actor, *person, known.as_ref(), said)?,
                What::Eligibility { facility, person, visit } => {
                    eligibility(record, *facility, *person, visit.as_ref(), said)?;
                }
                What::Notices { person } | What::MarkRead { person } if said.answer.status >= 400 => {
                    let answer = &said.answer;
                    let may_be = matches!(answer.status, 401 | 404)
                        && record.hidden_within(*person, answer.between)
                        || matches!(deed.what, What::MarkRead { .. }) && answer.status == 409;
                    promise!(may_be, "{} is refused without a reason: {}", deed.path, json(answer));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn facts(record: &Record, actor: usize, person: usize, known: Option<&Answer>, said: &Said) -> Held {
    let Said { at, answer } = said;
    let day = Day::from(at.date_naive());
    let moments = record.moments(person, answer.between);
    let told = match answer.status {
        200 => Some(as_it_is_now(json(answer)["facts"].clone())),
        // Nothing has changed, so what the reader holds is what is so.
        304 => known.map(|known| as_it_is_now(json(known)["facts"].clone())),
        401 | 404 => None,
        status => return Err(format!("the facts of {} are answered {status}", PEOPLE[person])),
    };
    let is_true = moments.iter().any(|moment| {
        let may = record.may_act(actor, person, *moment, day) && !record.is_hidden(actor, *moment);
        let facts = record.facts(person, *moment).filter(|_| may);
        facts.map(|facts| serde_json::to_value(facts).expect("JSON")) == told
    });
    promise!(
        is_true,
        "the facts of {} for {} on {day} ({}, between {:?}) were never so: {}",
        PEOPLE[person],
        PEOPLE[actor],
        answer.status,
        answer.between,
        told.unwrap_or_default()
    );
    Ok(())
}

/// What certificates said before (差分履歴) is not reckoned with here.
fn as_it_is_now(mut facts: Value) -> Value {
    let certificates = facts.get_mut("certificates").and_then(Value::as_array_mut);
    for certificate in certificates.into_iter().flatten().filter_map(Value::as_object_mut) {
        certificate.remove("earlier");
    }
    facts
}

fn eligibility(record: &Record, facility: usize, person: usize, visit: Option<&Value>, said: &Said) -> Held {
    let Said { at, answer } = said;
    let mut told = json(answer);
    let day = Day::from(at.date_naive());
    let is_true = record.moments(person, answer.between).into_iter().any(|moment| {
        let Some(facts) = record.facts(person, moment) else { return answer.status == 404 };
        if answer.status != 200 {
            return false;
        }
        let consent = record.consent(person, FACILITIES[facility], moment, *at);
        told["as_of"] = Value::Null;
        told == expected(&facts, consent, visit, day)
    });
    promise!(
        is_true,
        "{} was told about {} at {at} ({}, between {:?}) what was never so: {told}",
        FACILITIES[facility],
        PEOPLE[person],
        answer.status,
        answer.between
    );
    Ok(())
}

fn expected(facts: &Facts, consent: &str, visit: Option<&Value>, day: Day) -> Value {
    let mut expected = json!({ "as_of": null, "consent": consent, "certificates": [], "ledgers": [] });
    if consent != "given" {
        return expected;
    }
    let valid: Vec<_> =
        facts.certificates.iter().filter(|certificate| certificate.valid.contains(day)).collect();
    expected["certificates"] = json!(valid);
    let ledgers = engine::view::view(facts, day).ledgers.into_iter().map(|ledger| {
        let month = ledger.this_month;
        json!({ "ledger": ledger.id, "scheme": ledger.scheme, "month": month.month, "state": month.state, "cap": month.cap,
                "used": month.used, "remaining": month.remaining })
    });
    expected["ledgers"] = ledgers.collect();
    let Some(visit) = visit else { return expected };
    let facility: Facility = serde_json::from_value(visit["facility"].clone()).expect("a facility");
    let planned = Planned {
        facility,
        day,
        total10: serde_json::from_value(visit["total10"].clone()).expect("an amount"),
        insurance_rate: "0.3".parse().expect("a rate"),
        certificates: valid.iter().map(|certificate| certificate.id.clone()).collect(),
    };
    let with = with_planned(facts, &[planned]);
    let of_visit =
        engine::ledger::all(&with, day).charges.into_iter().find(|charge| charge.charge == "planned-1");
    if let Some(payment) = of_visit.and_then(|charge| charge.window_payment) {
        expected["may_collect"] = json!(payment);
    }
    expected
}
