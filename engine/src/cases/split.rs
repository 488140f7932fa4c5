//! `split`: who bears which part of a month's cost.

use super::kubun;
use super::node::Node;
use crate::book::{self, Status};
use crate::civil::Month;
use crate::facts::door::Refused;
use crate::split::{
    self, AgeGroup, Band, Claim, Halved, MonthSplit, Part, Patient, PublicTerms, Repeated, Special,
    Unsplittable,
};
use crate::trace::{NoTrace, Trace};
use crate::yen::{Cap, Yen};
use serde_json::{Value, json};

/// Answers one worked case.
pub(super) fn case(case: &Node<'_>) -> Result<Value, Refused> {
    let patient = patient(case)?;
    let claims = claims(case)?;
    let subsidised = claims.iter().flat_map(|claim| &claim.parts).any(|part| part.public.is_some());
    let certificate = if subsidised { Some(certificate(case, patient.month)?) } else { None };
    let certificates: Vec<PublicTerms> = certificate.iter().map(|certificate| certificate.terms).collect();
    let mut trace = Trace::default();
    let split = if case.flag("trace")? {
        split::month(&patient, &certificates, &claims, &mut trace)
    } else {
        split::month(&patient, &certificates, &claims, &mut NoTrace)
    };
    let split = split.map_err(|why| case.refuse_field(field(why), code(why)))?;
    let mut answer = written(&patient, &split);
    if !split.band_known {
        answer["certainty"] = json!("estimate");
    } else if certificate.is_some_and(|certificate| certificate.status == Status::Unconfirmed) {
        answer["certainty"] = json!(Status::Unconfirmed);
    }
    if !trace.steps.is_empty() {
        answer["trace"] = json!(trace.steps);
    }
    Ok(answer)
}

fn field(why: Unsplittable) -> &'static str {
    match why {
        Unsplittable::BandOfOtherAge => "kubun",
        Unsplittable::NoTable(_) => "month",
        Unsplittable::NoSuchCertificate(_) | Unsplittable::Negative => "bills",
    }
}

fn code(why: Unsplittable) -> &'static str {
    match why {
        Unsplittable::BandOfOtherAge => "kubun.of_other_age",
        Unsplittable::NoTable(_) => "month.no_table",
        Unsplittable::NoSuchCertificate(_) => "bills.no_such_certificate",
        Unsplittable::Negative => "yen.negative",
    }
}

fn patient(case: &Node<'_>) -> Result<Patient, Refused> {
    let age = case.get("age").map(|node| age(&node)).transpose()?;
    let (band, welfare) = match case.get("kubun") {
        None => (None, false),
        Some(node) => {
            let text = node.text()?;
            // 要保護者 have the limits of the lowest band (健保令42条①五・③六).
            let lowest = age.filter(|_| kubun::is_welfare(&text)).map(|age| match age {
                AgeGroup::Under70 => Band::O,
                AgeGroup::From70 => Band::Low1,
            });
            let band = lowest.or_else(|| kubun::read(&text, age));
            (Some(band.ok_or_else(|| node.refuse("kubun.unknown"))?), lowest.is_some())
        }
    };
    let age = age.or(band.map(Band::age)).ok_or_else(|| case.refuse_field("age", "field.missing"))?;
    let repeated = case.flag("tasu")?;
    Ok(Patient {
        month: month(case)?,
        age,
        band,
        rate: case.need("wari")?.wari(1..=3)?,
        repeated: Repeated {
            in_the_year: repeated,
            at_this_hospital: case.get("tasu_public").map_or(Ok(repeated), |node| node.yes())?,
        },
        halved: Halved { turns_75: case.flag("b75")?, moved: case.flag("moved")? },
        special: Special {
            welfare: welfare || case.flag("seiho")?,
            specified_disease: case.flag("marucho")?,
        },
    })
}

/// The month of treatment; without one the last month of the amounts the published cases use.
fn month(case: &Node<'_>) -> Result<Month, Refused> {
    match case.get("month") {
        Some(node) => node.month(),
        None => Month::new(2026, 7).ok_or_else(|| case.refuse_field("month", "field.missing")),
    }
}

fn age(node: &Node<'_>) -> Result<AgeGroup, Refused> {
    match node.plain()?.to_ascii_lowercase().as_str() {
        "u70" | "under70" | "under_70" => Ok(AgeGroup::Under70),
        "o70" | "over70" | "from70" | "from_70" => Ok(AgeGroup::From70),
        _ => match node.integer() {
            Ok(0..70) => Ok(AgeGroup::Under70),
            Ok(70..=150) => Ok(AgeGroup::From70),
            _ => Err(node.refuse("age.unknown")),
        },
    }
}

/// The certificate and how sure its rate is.
struct Certificate {
    terms: PublicTerms,
    status: Status,
}

fn certificate(case: &Node<'_>, month: Month) -> Result<Certificate, Refused> {
    let node = case.need("houbetsu")?;
    let scheme = node.plain()?;
    let rate = case.get("scheme_rate").map(|node| node.rate()).transpose()?;
    let cap = match case.cap("cap")? {
        Some(cap) => cap,
        None if scheme_has_caps(&scheme, month) => return Err(case.refuse_field("cap", "field.missing")),
        None => Cap::Unlimited,
    };
    let used = case.get("prior_cumulative").map_or(Ok(Yen::ZERO), |node| node.yen())?;
    let terms = split::public_terms(&scheme, month, rate, cap, used)
        .ok_or_else(|| node.refuse("houbetsu.unknown"))?;
    let known = book::scheme(&scheme).filter(|_| rate.is_none());
    let status = known.map_or(Status::Confirmed, |scheme| scheme.status_on(month.first()));
    Ok(Certificate { terms, status })
}

/// Without the field `cap` nobody knows whether there is none or it was forgotten, unless the scheme has no caps at all.
fn scheme_has_caps(scheme: &str, month: Month) -> bool {
    book::scheme(scheme).is_some_and(|scheme| scheme.cap_table(month.first()).is_some())
}

/// The bills as claims: one for each facility, 入院 and 外来 apart, in the order in which they first appear.
fn claims(case: &Node<'_>) -> Result<Vec<Claim>, Refused> {
    let stay = case.flag("nyuin")?;
    let mut claims: Vec<(String, Claim)> = Vec::new();
    for bill in case.need("bills")?.list()? {
        bill.object()?;
        let inpatient = bill.get("nyuin").map_or(Ok(stay), |node| node.yes())?;
        let facility = bill.get("facility").map_or(Ok(String::new()), |node| node.text())?;
        let total10 = bill.need("total10")?.yen()?;
        let public = match bill.get("part") {
            None => case.get("houbetsu").is_some(),
            Some(part) => match part.plain()?.as_str() {
                "kouhi" => true,
                "hoken" => false,
                _ => return Err(part.refuse("part.unknown")),
            },
        };
        let part = Part { total10, public: public.then_some(0) };
        let known = |(of, claim): &&mut (String, Claim)| *of == facility && claim.inpatient == inpatient;
        match claims.iter_mut().find(known) {
            Some((_, claim)) => claim.add(part),
            None => claims.push((facility, Claim { inpatient, parts: vec![part] })),
        }
    }
    Ok(claims.into_iter().map(|(_, claim)| claim).collect())
}

fn written(patient: &Patient, split: &MonthSplit) -> Value {
    let mut answer = json!({
        "kakari": split.before_public,
        "kself": split.under_public,
        "total": split.total,
        "month": patient.month,
        "layers": split.layers,
    });
    if split.claims.len() > 1 {
        answer["paid_back"] = json!(split.paid_back);
        answer["claims"] = split.claims.iter().map(|claim| json!(claim.layers)).collect();
    }
    if !split.claimable.is_zero() {
        answer["claimable"] = json!(split.claimable);
    }
    if let Some(annual) = patient.band.and_then(|band| band.annual_cap(patient.month)) {
        answer["annual_cap"] = json!(annual);
    }
    answer
}
