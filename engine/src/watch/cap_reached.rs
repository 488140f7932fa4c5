//! The cap of this month is reached: nothing more to pay for care under that certificate (RULES §1.5). Read from the ledger.

use super::notice::{Certainty, Notice, Params, Value};
use super::sources::Ground;
use crate::civil::{Day, Month};
use crate::ledger::month::{At, mark};
use crate::yen::{Cap, Yen};
use serde::Serialize;

/// A cap that was reached this month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapReached {
    /// Name of the ledger: the scheme when its certificates share one, else the certificate's id.
    pub account: String,
    /// The scheme.
    pub scheme: String,
    /// The certificates of the ledger.
    pub certificates: Vec<String>,
    /// The month.
    pub month: Month,
    /// The cap.
    pub cap: Yen,
    /// Service day of the charge that reached it, in registration order.
    pub reached_on: Day,
    /// Where.
    pub facility: At,
    /// How sure it is.
    pub certainty: Certainty,
}

/// Caps reached in the month of the day asked for, in payer order. A cap of nothing is no news, and where caps are counted apart
/// another setting or facility may still ask.
pub fn watch(ground: &Ground<'_>) -> Vec<CapReached> {
    let month = ground.as_of.month();
    ground
        .ledgers
        .months
        .iter()
        .filter(|page| page.month == month && page.reached && !page.reached_from_start)
        .filter(|page| ground.of_page(page).all(|certificate| certificate.scope.is_one_cap()))
        .filter_map(|page| {
            let Some(Cap::At(cap)) = page.cap else { return None };
            let certainty = if ground.incomplete([month]) {
                Certainty::Incomplete
            } else if page.marks.iter().any(|mark| mark::OF_DOUBT.contains(mark)) {
                Certainty::Expected
            } else {
                Certainty::Confirmed
            };
            Some(CapReached {
                account: page.account.clone(),
                scheme: page.scheme.clone(),
                certificates: page.certificates.clone(),
                month,
                cap,
                reached_on: page.reached_on?,
                facility: page.reached_at.clone()?,
                certainty,
            })
        })
        .collect()
}

impl CapReached {
    pub(super) fn notice(&self) -> Notice {
        let params = Params::default()
            .id("account", &self.account)
            .id("scheme", &self.scheme)
            .with("month", Value::Month(self.month))
            .with("reached_on", Value::Day(self.reached_on))
            .with("facility", Value::Text(self.facility.name.clone()))
            .with("cap", Value::Yen(self.cap));
        Notice::new("watch.cap.reached", &[&self.account, &self.month.to_string()], params)
            .certainty(self.certainty)
    }
}
