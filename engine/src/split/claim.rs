//! What goes in: claims, their parts, and the certificates these are on.

use super::PublicLimit;
use crate::ledger::kernel::Terms;
use crate::yen::{Cap, Yen};

/// A certificate as this month's split needs it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PublicTerms {
    /// Rate and citations, as in the ledger.
    pub terms: Terms,
    /// The printed cap.
    pub cap: Cap,
    /// What other facilities took under this cap before, this month.
    pub used: Yen,
    /// Whose limit applies before 公費.
    pub limit: PublicLimit,
}

/// One part of a claim.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// 医療費 10割.
    pub total10: Yen,
    /// Place of its certificate in the list of [`super::month()`]; `None` is 保険単独.
    pub public: Option<usize>,
}

/// One claim: one facility's month, 入院 and 外来 (and 歯科) each by itself. A pharmacy's prescriptions belong to the claim of
/// the prescribing facility; whoever makes the list joins them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// 入院?
    pub inpatient: bool,
    /// Its parts.
    pub parts: Vec<Part>,
}

impl Claim {
    /// Adds a cost: one claim has one 公費対象分 of a certificate and one 保険単独分.
    pub fn add(&mut self, part: Part) {
        match self.parts.iter_mut().find(|known| known.public == part.public) {
            Some(known) => known.total10 += part.total10,
            None => self.parts.push(part),
        }
    }
}
