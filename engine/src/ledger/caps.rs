//! The caps of one month: the one in force at its end, and all of them when there are several (RULES §16.6).

use super::admit::Payer;
use crate::civil::{Day, Month};
use crate::facts::{CapEntry, Certificate};
use crate::order;
use crate::yen::{Cap, Yen};
use std::collections::{BTreeMap, BTreeSet};
use std::iter;

/// The cap in force at the end of the month (or on the day the answer is for), and every cap of the month when several.
pub fn of_month(
    certificates: &BTreeMap<&str, &Payer<'_>>,
    month: Month,
    as_of: Option<Day>,
) -> (Option<Cap>, Vec<CapEntry>) {
    let end = as_of.filter(|day| day.month() == month).unwrap_or(month.last());
    let mut in_force: Option<(Day, &str, Option<Cap>)> = None;
    let mut entries: Vec<CapEntry> = Vec::new();
    for (id, payer) in certificates {
        let certificate = payer.certificate;
        let until = certificate.valid.until.min(end);
        let cap = certificate.cap_on(until).or(payer.terms.cap_unprinted);
        if in_force.is_none_or(|(day, other, _)| (until, other) > (day, id)) {
            in_force = Some((until, id, cap));
        }
        entries.extend(printed(certificate, payer.terms.cap_unprinted, month));
    }
    (in_force.and_then(|(_, _, cap)| cap), several(entries))
}

/// The caps one certificate has in a month, each from its first day in it.
pub fn printed(certificate: &Certificate, unprinted: Option<Cap>, month: Month) -> Vec<CapEntry> {
    let start = month.first().max(certificate.valid.from);
    let days = start..=month.last().min(certificate.valid.until);
    let inside = certificate.caps.iter().map(|entry| entry.from).filter(|day| days.contains(day));
    iter::once(start)
        .chain(inside)
        .filter_map(|from| Some(CapEntry { from, cap: certificate.cap_on(from).or(unprinted)? }))
        .collect()
}

/// In the order of their days; nothing when there is only one cap to speak of.
pub fn several(mut entries: Vec<CapEntry>) -> Vec<CapEntry> {
    order::sort_by_key(&mut entries, |entry| (entry.from, size(entry.cap)));
    entries.dedup_by(|later, earlier| later.cap == earlier.cap);
    if entries.len() < 2 {
        entries.clear();
    }
    entries
}

/// Orders caps, none last.
pub fn size(cap: Cap) -> (bool, Yen) {
    match cap {
        Cap::At(cap) => (false, cap),
        Cap::Unlimited => (true, Yen::ZERO),
    }
}

/// Do certificates that are valid on the same day of the month print different caps for it?
pub fn differ(certificates: &BTreeMap<&str, &Payer<'_>>, month: Month) -> bool {
    if certificates.len() == 1 {
        return false;
    }
    let mut days: BTreeSet<Day> = BTreeSet::from([month.first()]);
    for payer in certificates.values() {
        let starts = payer.certificate.caps.iter().map(|entry| entry.from);
        days.extend(starts.chain([payer.certificate.valid.from]).filter(|day| day.month() == month));
    }
    days.into_iter().any(|day| {
        let mut caps = certificates
            .values()
            .filter(|payer| payer.certificate.valid.contains(day))
            .filter_map(|payer| payer.certificate.cap_on(day));
        let first = caps.next();
        caps.any(|cap| Some(cap) != first)
    })
}
