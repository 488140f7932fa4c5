//! 受給者証 and 登録者証 as a page shows them.

use super::Message;
use super::difference::{Difference, differences};
use crate::book;
use crate::civil::Day;
use crate::facts::{Certificate, Facts, Registration};
use crate::ledger::terms::cap_in_force;
use crate::watch::Renewal;
use crate::watch::notice::{Params, Value};
use crate::watch::renewal::{self, Validity};
use crate::watch::sources::Ground;
use crate::yen::Cap;
use serde::Serialize;

/// One recipient certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateView {
    /// Everything it says, the lines of its face verbatim and in order, with what this version has no name for. What is printed
    /// wins over every table. Its earlier versions are in `differences`.
    pub printed: Certificate,
    /// Where it is in its life.
    pub validity: Validity,
    /// The same in words, with its day and the days left.
    pub status: Message,
    /// The cap of the view's day, where the certificate is valid on it: the printed one, else the one that holds for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
    /// What to have looked at: a number or a cap that does not fit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Message>,
    /// What was changed on it, the newest change first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// 登録者証: no cap, no end, no disease; it gives no benefit by itself (RULES §9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegistrationView {
    /// Its id.
    pub id: String,
    /// The scheme it registers for.
    pub scheme: String,
    /// First day.
    pub from: Day,
    /// Message key: begun, or not yet.
    pub status: &'static str,
}

/// Every certificate of the person: the one that is valid longest first, those that ended last.
pub fn certificates(facts: &Facts, ground: &Ground<'_>) -> Vec<CertificateView> {
    let renewals = renewal::watch(ground);
    let shared = |certificate: &Certificate| {
        let shares = facts.household.iter().flat_map(|household| &household.shares);
        shares.into_iter().any(|share| share.certificate.as_ref() == Some(&certificate.id))
    };
    let mut views: Vec<CertificateView> = ground
        .certificates
        .iter()
        .filter_map(|certificate| {
            let renewal = renewals.iter().find(|renewal| {
                renewal.certificate == certificate.id && renewal.scheme == certificate.scheme
            })?;
            let today = ground.as_of;
            Some(CertificateView {
                validity: renewal.validity,
                status: status(renewal),
                cap: cap_in_force(certificate, today).filter(|_| certificate.valid.contains(today)),
                checks: checks(certificate, today, shared(certificate)),
                differences: differences(certificate),
                printed: Certificate { earlier: Vec::new(), ..(*certificate).clone() },
            })
        })
        .collect();
    crate::order::sort_by_key(&mut views, |view| std::cmp::Reverse(view.printed.valid.until));
    views
}

fn status(renewal: &Renewal) -> Message {
    let days = |days: i64| Value::Count(u32::try_from(days).unwrap_or_default());
    let until = |key| Message::new(key, Params::default().with("until", Value::Day(renewal.until)));
    match renewal.validity {
        Validity::NotStarted => {
            Message::new("certificate.not_started", Params::default().with("from", Value::Day(renewal.from)))
        }
        Validity::Expired => until("certificate.ended"),
        Validity::Valid | Validity::EndingSoon => {
            let key = if renewal.validity == Validity::Valid {
                "certificate.valid"
            } else if renewal.followed_by.is_some() {
                "certificate.goes_on"
            } else {
                "certificate.ending_soon"
            };
            let params = Params::default()
                .with("until", Value::Day(renewal.until))
                .with("days_left", days(renewal.days_left));
            Message::new(key, params)
        }
    }
}

/// A check digit that does not fit, and a cap that is not the one of its income class. 世帯内按分 lowers a cap by right.
fn checks(certificate: &Certificate, today: Day, shared: bool) -> Vec<Message> {
    let mut checks = Vec::new();
    let number = |key, number: &str| {
        Message::new(key, Params::default().with("number", Value::Text(number.to_owned())))
    };
    if let Some(payer) = certificate.payer_number.as_ref().filter(|payer| payer.check() == Some(false)) {
        checks.push(number("certificate.check.payer_number", &payer.0));
    }
    let recipient = certificate.recipient_number.as_ref();
    if let Some(recipient) = recipient.filter(|recipient| recipient.check() == Some(false)) {
        checks.push(number("certificate.check.recipient_number", &recipient.0));
    }
    let day = today.clamp(certificate.valid.from, certificate.valid.until.max(certificate.valid.from));
    let tier = certificate.income_class.as_ref().filter(|_| !shared).and_then(|class| {
        let scheme = book::scheme(&certificate.scheme)?;
        Some((scheme.tier_cap(day, class, &certificate.traits), certificate.cap_on(day)?))
    });
    if let Some((tier, printed)) = tier
        && tier.agrees_with(printed) == Some(false)
    {
        let amount = |cap| match cap {
            Cap::At(yen) => Some(Value::Yen(yen)),
            Cap::Unlimited => None,
        };
        let of_table = match tier.cap {
            book::TierCap::Cap(cap) => amount(cap),
            book::TierCap::NotEligible | book::TierCap::Unknown => None,
        };
        let params = Params::default().with_some("printed", amount(printed)).with_some("of_table", of_table);
        checks.push(Message::new("certificate.check.cap_of_another_class", params));
    }
    checks
}

/// Every registration certificate of the person.
pub fn registrations(ground: &Ground<'_>) -> Vec<RegistrationView> {
    let view = |registration: &&Registration| RegistrationView {
        id: registration.id.clone(),
        scheme: registration.scheme.clone(),
        from: registration.from,
        status: if registration.from <= ground.as_of {
            "registration.valid"
        } else {
            "registration.not_started"
        },
    };
    ground.registrations.iter().map(view).collect()
}
