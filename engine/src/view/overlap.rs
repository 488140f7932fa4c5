//! Several certificates at once: which of them applies first, day by day.

use crate::civil::Day;
use crate::facts::Certificate;
use crate::ledger::terms::terms;
use crate::order;
use crate::watch::sources::Ground;
use serde::Serialize;
use std::collections::BTreeSet;

/// Days on which the same certificates are valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// The certificates, in the order in which they apply to one and the same treatment.
    pub in_order: Vec<String>,
}

/// The whole time line, the oldest first; days without a certificate are not in it.
pub fn time_line(ground: &Ground<'_>) -> Vec<Stretch> {
    let valid = ground.certificates.iter().map(|certificate| certificate.valid);
    let starts: BTreeSet<Day> = order::set(valid.flat_map(|valid| [valid.from, valid.until.next()]));
    let ends = starts.iter().skip(1).map(|next| next.previous());
    starts
        .iter()
        .zip(ends)
        .map(|(from, until)| Stretch { from: *from, until, in_order: in_order(ground, *from) })
        .filter(|stretch| !stretch.in_order.is_empty())
        .collect()
}

/// As in the ledger: national schemes by rank, local ones after them.
fn in_order(ground: &Ground<'_>, day: Day) -> Vec<String> {
    let valid = ground.certificates.iter().filter(|certificate| certificate.valid.contains(day));
    let mut valid: Vec<&&Certificate> = valid.collect();
    order::sort_by_key(&mut valid, |certificate| {
        let terms = terms(certificate, day);
        let place = terms.map(|terms| (terms.local, terms.payer_rank));
        (place.is_none(), place, &certificate.scheme, &certificate.id)
    });
    valid.into_iter().map(|certificate| certificate.id.clone()).collect()
}
