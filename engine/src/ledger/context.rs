//! What every part of the ledger asks of the facts, prepared once.

use crate::civil::Day;
use crate::facts::{Certificate, Charge, Facts, InsuranceStatus};
use std::collections::{BTreeMap, BTreeSet};

/// The facts without their charges, ready for look-ups. Undisclosed certificates are not in it (RULES §16.8).
#[derive(Debug)]
pub struct Context<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The day the answer is for, where one is given.
    pub as_of: Option<Day>,
    certificates: BTreeMap<&'a str, &'a Certificate>,
    undisclosed: BTreeSet<&'a str>,
}

/// A certificate as a charge names it.
#[derive(Copy, Clone, Debug)]
pub enum Named<'a> {
    /// Known and shown.
    Certificate(&'a Certificate),
    /// A 登録者証: gives no benefit, and names the person to be watched for 軽症高額.
    Registration,
    /// 不開示: to the outside as if it were not named at all.
    Undisclosed,
    /// Not among the facts.
    Unknown,
}

impl<'a> Context<'a> {
    /// Prepares the look-ups.
    pub fn new(facts: &'a Facts, as_of: Option<Day>) -> Self {
        let mut certificates = BTreeMap::new();
        let mut undisclosed = BTreeSet::new();
        for certificate in &facts.certificates {
            if certificate.undisclosed {
                undisclosed.insert(&*certificate.id);
            } else {
                certificates.insert(&*certificate.id, certificate);
            }
        }
        for registration in facts.registrations.iter().filter(|registration| registration.undisclosed) {
            undisclosed.insert(&*registration.id);
        }
        Context { facts, as_of, certificates, undisclosed }
    }

    /// The certificate of an id.
    pub fn named(&self, id: &str) -> Named<'a> {
        if self.undisclosed.contains(id) {
            Named::Undisclosed
        } else if let Some(certificate) = self.certificates.get(id) {
            Named::Certificate(certificate)
        } else if self.facts.registrations.iter().any(|registration| registration.id == id) {
            Named::Registration
        } else {
            Named::Unknown
        }
    }

    /// Does the event name undisclosed certificates only? Then it is nowhere.
    pub fn hides(&self, charge: &Charge) -> bool {
        !charge.certificates.is_empty()
            && charge.certificates.iter().all(|id| self.undisclosed.contains(id.as_str()))
    }

    /// Does the event name any undisclosed certificate?
    pub fn partly_hidden(&self, charge: &Charge) -> bool {
        charge.certificates.iter().any(|id| self.undisclosed.contains(id.as_str()))
    }

    /// The insurance band on a day.
    pub fn insurance_on(&self, day: Day) -> Option<&'a InsuranceStatus> {
        self.facts
            .insurance
            .iter()
            .filter(|status| status.from <= day && status.until.is_none_or(|until| day <= until))
            .max_by_key(|status| status.from)
    }
}
