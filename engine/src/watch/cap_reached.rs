//! The cap of this month is reached: nothing more to pay for care under that certificate (RULES §1.5).

use super::notice::{Notice, Params, Value};
use super::sources::{self, Ground};
use crate::civil::{Day, Month};
use crate::facts::Facility;
use crate::yen::{Cap, Yen};
use serde::Serialize;

/// A cap that was reached this month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapReached {
    /// The certificate.
    pub certificate: String,
    /// Its scheme.
    pub scheme: String,
    /// The month.
    pub month: Month,
    /// The cap.
    pub cap: Yen,
    /// Service day of the charge that reached it, in registration order.
    pub reached_on: Day,
    /// Where.
    pub facility: Facility,
}

/// Caps reached in the month of the day asked for, by scheme and certificate. A cap of nothing is no news.
pub fn watch(_ground: &Ground<'_>) -> Vec<CapReached> {
    Vec::new()
}

impl CapReached {
    pub(super) fn notice(&self) -> Notice {
        let params = Params::default()
            .id("certificate", &self.certificate)
            .id("scheme", &self.scheme)
            .with("month", Value::Month(self.month))
            .with("reached_on", Value::Day(self.reached_on))
            .with("facility", Value::Text(self.facility.name.clone()))
            .with("cap", Value::Yen(self.cap));
        Notice::new("watch.cap.reached", &[&self.certificate, &self.month.to_string()], params)
    }
}
