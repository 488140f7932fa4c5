//! 世帯内按分 as a page shows it: each share, and the formula it comes from.

use crate::apportion::{self, Member};
use crate::civil::Day;
use crate::facts::{Facts, HouseholdShare};
use crate::trace::NoTrace;
use crate::watch::sources::Ground;
use crate::yen::{Cap, Yen};
use serde::Serialize;

/// The certificates that share one household cap: each is `before × largest ÷ sum`, cut to ten yen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdView {
    /// The largest cap before sharing.
    pub largest: Yen,
    /// All caps before sharing together.
    pub sum: Yen,
    /// In the order of the facts.
    pub shares: Vec<ShareView>,
    /// The text of the rule.
    pub cite: &'static str,
}

/// One certificate of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareView {
    /// The certificate, where it is this person's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The member's name, where this person may know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 52 or 54.
    pub scheme: String,
    /// The cap by the member's own tier.
    pub before: Yen,
    /// The share.
    pub share: Yen,
    /// Does this person's certificate print just that? What is printed counts all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_printed: Option<bool>,
}

/// The household of the person; `None` where there is nothing to share, or nobody can work it out. One certificate that must not be
/// seen would show in the sum, so then there is no household at all.
pub fn household(facts: &Facts, ground: &Ground<'_>) -> Option<HouseholdView> {
    let shares = &facts.household.as_ref().filter(|_| !facts.person.undisclosed)?.shares;
    let hidden = |share: &HouseholdShare| {
        let own = |id: &String| facts.certificates.iter().any(|one| one.undisclosed && one.id == *id);
        share.certificate.as_ref().is_some_and(own)
    };
    if shares.len() < 2 || shares.iter().any(hidden) {
        return None;
    }
    let members: Vec<Member<'_>> =
        shares.iter().map(|share| Member { scheme: &share.scheme, cap: share.cap_before }).collect();
    let shared = apportion::household(&members, &mut NoTrace).ok()?;
    let before: Vec<Yen> = shares.iter().filter_map(|share| share.cap_before.room(Yen::ZERO)).collect();
    Some(HouseholdView {
        largest: before.iter().copied().max().unwrap_or_default(),
        sum: before.iter().copied().sum(),
        cite: apportion::cite(&shares.first()?.scheme),
        shares: shares
            .iter()
            .zip(before)
            .zip(shared)
            .map(|((share, before), (after, _))| ShareView {
                as_printed: printed_cap(ground, share).map(|printed| printed == Cap::At(after)),
                certificate: share.certificate.clone(),
                name: share.name.clone(),
                scheme: share.scheme.clone(),
                before,
                share: after,
            })
            .collect(),
    })
}

fn printed_cap(ground: &Ground<'_>, share: &HouseholdShare) -> Option<Cap> {
    let today: Day = ground.as_of;
    let id = share.certificate.as_ref()?;
    let certificate = ground.certificates.iter().find(|certificate| certificate.id == *id)?;
    certificate.cap_on(today).filter(|_| certificate.valid.contains(today))
}
