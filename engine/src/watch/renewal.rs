//! Certificates that begin, run and end; the gap between two; the right to apply again after a refusal; the age limits of 52.

use super::notice::{Certainty, Notice, Params, Value};
use super::sources::{Ground, NANBYO, SHOMAN};
use crate::book::Status;
use crate::book::income::{IncomeBasis, child_age, income_basis, majority};
use crate::book::lead::Lead;
use crate::civil::Day;
use crate::facts::{Certificate, FaceItem};
use serde::Serialize;

/// Where a certificate is in its life.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// 開始前
    NotStarted,
    /// 有効
    Valid,
    /// もうすぐ切れる
    EndingSoon,
    /// 期限切れ
    Expired,
}

/// One certificate and its renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Renewal {
    /// The certificate.
    pub certificate: String,
    /// Its scheme.
    pub scheme: String,
    /// Where it is in its life.
    pub validity: Validity,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// Days from today to the last day: 0 on it, negative afterwards.
    pub days_left: i64,
    /// The certificate that goes on where this one ends, if there is one (perhaps after a gap).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_by: Option<String>,
    /// A certificate of 52 that ends with the 20th birthday and cannot be renewed (see [`AgeOut`]).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ends_by_age: bool,
    /// What the face says about a doctor's certificate (診断書) at the next renewal, verbatim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doctors_certificate: Vec<FaceItem>,
    /// Steps towards the renewal, reckoned back from the last day; empty when it has ended or goes on already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<Step>,
    /// Ended so recently that it is worth a word.
    #[serde(skip)]
    pub(super) ended_lately: bool,
}

/// One step of the renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Message key.
    pub key: &'static str,
    /// The day by which.
    pub on: Day,
    /// Is that day over?
    pub passed: bool,
    /// Does a source say so? Where not, it is shown as 未確認.
    pub confirmed: bool,
}

/// Days between two certificates of one scheme that neither covers (RULES §12.15): on no ledger, at the insurance's own rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The scheme.
    pub scheme: String,
    /// The certificate that ended.
    pub after: String,
    /// The certificate that follows; `None`: none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// First uncovered day.
    pub from: Day,
    /// Last uncovered day; `None`: it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Charges in it, up to today.
    pub charges: u32,
}

/// The steps of a renewal, the earliest first, each reckoned back from the last day of validity.
const STEPS: [(Lead, &str); 4] = [
    (Lead::BookDoctor, "renewal.step.book_doctor"),
    (Lead::CollectDocuments, "renewal.step.collect_documents"),
    (Lead::Submit, "renewal.step.submit"),
    (Lead::LastDay, "renewal.step.last_day"),
];

/// Words on the face of a certificate that tell about the doctor's certificate.
const ABOUT_THE_DOCTORS_CERTIFICATE: [&str; 3] = ["支給要件の確認方法", "診断書", "臨個票"];

/// Every certificate, by scheme, then by first day.
pub fn watch(ground: &Ground<'_>) -> Vec<Renewal> {
    let mut renewals: Vec<Renewal> =
        ground.certificates.iter().map(|certificate| renewal(ground, certificate)).collect();
    crate::order::sort_by(&mut renewals, |a, b| {
        (&a.scheme, a.from, &a.certificate).cmp(&(&b.scheme, b.from, &b.certificate))
    });
    renewals
}

fn renewal(ground: &Ground<'_>, certificate: &Certificate) -> Renewal {
    let today = ground.as_of;
    let until = certificate.valid.until;
    let validity = if today > until {
        Validity::Expired
    } else if today < certificate.valid.from {
        Validity::NotStarted
    } else if Lead::EndingSoon.has_begun(until, today) {
        Validity::EndingSoon
    } else {
        Validity::Valid
    };
    let follower = follower(ground, certificate);
    let goes_on = follower.is_some_and(|next| next.valid.from <= until.next());
    let ends_by_age = certificate.scheme == SHOMAN && too_old_on(ground, until.next());
    let plan = if goes_on || ends_by_age || validity == Validity::Expired {
        Vec::new()
    } else {
        STEPS
            .iter()
            .filter_map(|(lead, key)| {
                let lead = lead.months(until)?;
                let on = until.minus_months(lead.value);
                Some(Step { key, on, passed: on < today, confirmed: lead.status == Status::Confirmed })
            })
            .collect()
    };
    Renewal {
        certificate: certificate.id.clone(),
        scheme: certificate.scheme.clone(),
        validity,
        from: certificate.valid.from,
        until,
        days_left: today.days_until(until),
        followed_by: follower.map(|next| next.id.clone()),
        ends_by_age,
        doctors_certificate: certificate
            .face
            .iter()
            .filter(|item| {
                ABOUT_THE_DOCTORS_CERTIFICATE
                    .iter()
                    .any(|words| item.label.contains(words) || item.value.contains(words))
            })
            .cloned()
            .collect(),
        plan,
        ended_lately: validity == Validity::Expired
            && Lead::Ended.months(until).is_some_and(|lead| until.plus_months(lead.value) >= today),
    }
}

/// Is the patient too old for 52 on this day?
fn too_old_on(ground: &Ground<'_>, day: Day) -> bool {
    let limit = child_age(day).zip(ground.born_on);
    limit.is_some_and(|(ages, born_on)| born_on.birthday(ages.value.continue_below) <= day)
}

/// The certificate that goes on where this one ends: of the same scheme and not for other diseases, ending later; the earliest.
fn follower<'facts>(ground: &Ground<'facts>, certificate: &Certificate) -> Option<&'facts Certificate> {
    ground
        .of_scheme(&certificate.scheme)
        .filter(|next| next.valid.until > certificate.valid.until && next.valid.from <= next.valid.until)
        .find(|next| {
            certificate.diseases.is_empty()
                || next.diseases.is_empty()
                || certificate.diseases.iter().any(|disease| next.diseases.contains(disease))
        })
}

/// Gaps that have begun, by first day.
pub fn gaps(ground: &Ground<'_>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = ground
        .certificates
        .iter()
        .filter_map(|certificate| {
            let from = certificate.valid.until.next();
            let next = follower(ground, certificate);
            let until = next.map(|next| next.valid.from.previous());
            if from > ground.as_of || until.is_some_and(|until| until < from) {
                return None;
            }
            let inside = |day: Day| from <= day && until.is_none_or(|until| day <= until);
            let charges = ground.charges.iter().filter(|charge| inside(charge.charge.service_day)).count();
            Some(Gap {
                scheme: certificate.scheme.clone(),
                after: certificate.id.clone(),
                before: next.map(|next| next.id.clone()),
                from,
                until,
                charges: u32::try_from(charges).unwrap_or(u32::MAX),
            })
        })
        .collect();
    crate::order::sort_by(&mut gaps, |a, b| {
        (a.from, &a.scheme, &a.after).cmp(&(b.from, &b.scheme, &b.after))
    });
    gaps
}

impl Renewal {
    pub(super) fn notice(&self) -> Option<Notice> {
        if self.followed_by.is_some() || self.ends_by_age {
            return None;
        }
        let key = match self.validity {
            Validity::EndingSoon => "watch.renewal.ending",
            Validity::Expired if self.ended_lately => "watch.renewal.ended",
            _ => return None,
        };
        let mut params = Params::default()
            .id("certificate", &self.certificate)
            .id("scheme", &self.scheme)
            .with("until", Value::Day(self.until));
        for item in &self.doctors_certificate {
            params = params
                .with("face_label", Value::Text(item.label.clone()))
                .with("face_value", Value::Text(item.value.clone()));
        }
        Some(Notice::new(key, &[&self.certificate], params).deadline(Some(self.until)))
    }
}

/// After a refusal for want of severity an application within twelve months of the notice needs no new 臨個票 (RULES §5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reapplication {
    /// The scheme.
    pub scheme: String,
    /// Day of the notice.
    pub notified_on: Day,
    /// Last day of the right.
    pub until: Day,
    /// Days from today to the last day.
    pub days_left: i64,
    /// Does it end soon?
    pub ending: bool,
}

/// Rights that run today; none while a certificate is valid.
pub fn reapplications(ground: &Ground<'_>) -> Vec<Reapplication> {
    let today = ground.as_of;
    let mut rights: Vec<Reapplication> = ground
        .refusals
        .iter()
        .filter(|refusal| refusal.scheme == NANBYO && !ground.valid_on(NANBYO, today))
        .map(|refusal| {
            let until = refusal.notified_on.plus_months(12);
            Reapplication {
                scheme: refusal.scheme.clone(),
                notified_on: refusal.notified_on,
                until,
                days_left: today.days_until(until),
                ending: Lead::ReapplyEnding.has_begun(until, today),
            }
        })
        .filter(|right| today <= right.until)
        .collect();
    rights.dedup();
    rights
}

impl Reapplication {
    #[expect(clippy::unnecessary_wraps, reason = "all watches answer alike")]
    pub(super) fn notice(&self) -> Option<Notice> {
        let params = Params::default()
            .id("scheme", &self.scheme)
            .with("notified_on", Value::Day(self.notified_on))
            .with("until", Value::Day(self.until));
        let what = [self.scheme.as_str(), &self.notified_on.to_string()];
        let notice = Notice::new("watch.reapply.open", &what, params)
            .deadline(Some(self.until))
            .certainty(Certainty::Confirmed);
        Some(if self.ending { notice } else { notice.quiet() })
    }
}

/// The age limits of 小児慢性特定疾病: from 18 the patient is the applicant, at 20 it ends (RULES §2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgeOut {
    /// The certificate of 52 that is valid today or ended last.
    pub certificate: String,
    /// 18th birthday.
    pub turns_18_on: Day,
    /// 20th birthday.
    pub turns_20_on: Day,
    /// From this day the patient is 成年患者: 18, since 2022-04-01 (before: 20).
    pub of_age_from: Day,
    /// The last day on which the patient is under 20.
    pub last_day: Day,
    /// Is the 18th birthday near or over?
    pub near_18: bool,
    /// Is the 20th birthday near?
    pub near_20: bool,
}

/// Age limits ahead of a person who holds 52.
pub fn age_out(ground: &Ground<'_>) -> Option<AgeOut> {
    let born_on = ground.born_on?;
    let today = ground.as_of;
    let certificate =
        ground.of_scheme(SHOMAN).filter(|certificate| certificate.valid.contains(today)).last()?;
    let ages = &child_age(today)?.value;
    let turns_18_on = born_on.birthday(ages.apply_below);
    let turns_20_on = born_on.birthday(ages.continue_below);
    // Of age on the 18th birthday, or when the age of majority came down past it, or else on the 20th.
    let of_age_from = match (income_basis(born_on, turns_18_on), majority(turns_18_on)) {
        (IncomeBasis::Patient, _) => turns_18_on,
        (IncomeBasis::Guardian, rule) => {
            rule.and_then(|rule| rule.before).map_or(turns_20_on, |before| before.min(turns_20_on))
        }
    };
    (today < turns_20_on).then(|| AgeOut {
        certificate: certificate.id.clone(),
        turns_18_on,
        turns_20_on,
        of_age_from,
        last_day: turns_20_on.previous(),
        near_18: Lead::Age.has_begun(turns_18_on, today),
        near_20: Lead::Age.has_begun(turns_20_on, today),
    })
}

impl AgeOut {
    pub(super) fn notice(&self) -> Option<Notice> {
        let params = Params::default().id("certificate", &self.certificate);
        if self.near_20 {
            let params = params
                .with("turns_20_on", Value::Day(self.turns_20_on))
                .with("last_day", Value::Day(self.last_day));
            return Some(Notice::new("watch.age.twenty", &[SHOMAN], params).deadline(Some(self.last_day)));
        }
        self.near_18.then(|| {
            let params = params
                .with("turns_18_on", Value::Day(self.turns_18_on))
                .with("of_age_from", Value::Day(self.of_age_from));
            Notice::new("watch.age.eighteen", &[SHOMAN], params).deadline(Some(self.of_age_from))
        })
    }
}
