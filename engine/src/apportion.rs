//! 世帯内按分: one household cap shared between its 52 and 54 certificates (児福令22条2項, 難病令1条2項).
//!
//! Members are all on the same health insurance with a certificate of 52 or 54, and so are the two certificates of one person who
//! holds both. Certificates of other schemes (21, 15, 38 …) never share. The share goes before any ledger: it *is* the cap of
//! the certificate. When a member comes or goes, the shares of all are worked out again.

use crate::book;
use crate::trace::{NoTrace, Op, StepId, Tracer, yen};
use crate::yen::{Cap, Yen};

/// Citation of the rule on the side of 54.
const CITE_54: &str = "nanbyo-rei-1-2";
/// Citation of the rule on the side of 52.
const CITE_52: &str = "jifuku-rei-22-2";

/// Does a certificate of this scheme share the household cap?
pub fn shares(scheme: &str) -> bool {
    book::scheme(scheme).is_some_and(|scheme| scheme.shares_household_cap)
}

/// Citation of the rule on the side of a scheme.
pub fn cite(scheme: &str) -> &'static str {
    if scheme == "52" { CITE_52 } else { CITE_54 }
}

/// The caps after sharing, in the order given: `cap × largest ÷ sum`, cut to ten yen.
///
/// One certificate alone shares with nobody and keeps its cap. A cap of 0 stays 0. The sum of the shares is never above the
/// largest cap, and each is less than ten yen below its exact share.
pub fn share(caps: &[Yen]) -> Vec<Yen> {
    share_traced(caps, &mut NoTrace).into_iter().map(|(share, _)| share).collect()
}

/// As [`share`], telling each step; with every share, the step that gave it.
pub fn share_traced<T: Tracer>(caps: &[Yen], tracer: &mut T) -> Vec<(Yen, StepId)> {
    let members: Vec<(Yen, &'static str)> = caps.iter().map(|cap| (*cap, CITE_52)).collect();
    share_members(&members, tracer)
}

/// One certificate of the household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// 52 or 54.
    pub scheme: &'a str,
    /// The cap by its own tier, before sharing.
    pub cap: Cap,
}

/// Why a household cannot share.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// This member, counted from 0, holds a certificate that does not share.
    NotEligible(usize),
    /// This member, counted from 0, has no cap to share.
    NoCap(usize),
}

/// Shares between certificates of known schemes; each share rests on the text of its own scheme.
pub fn household<T: Tracer>(members: &[Member<'_>], tracer: &mut T) -> Result<Vec<(Yen, StepId)>, Refused> {
    let mut caps = Vec::with_capacity(members.len());
    for (index, member) in members.iter().enumerate() {
        if !shares(member.scheme) {
            return Err(Refused::NotEligible(index));
        }
        let Cap::At(cap) = member.cap else { return Err(Refused::NoCap(index)) };
        caps.push((cap, cite(member.scheme)));
    }
    Ok(share_members(&caps, tracer))
}

fn share_members<T: Tracer>(members: &[(Yen, &'static str)], tracer: &mut T) -> Vec<(Yen, StepId)> {
    let caps: Vec<Yen> = members.iter().map(|(cap, _)| cap.at_least_zero()).collect();
    let largest = caps.iter().copied().max().unwrap_or_default();
    let sum: i128 = caps.iter().map(|cap| i128::from(cap.amount())).sum();
    let facts: Vec<StepId> =
        caps.iter().map(|cap| yen(tracer, "fact.cap_before_sharing", None, Op::Fact, &[], *cap)).collect();
    if caps.len() < 2 || sum == 0 {
        return caps.into_iter().zip(facts).collect();
    }
    let cite = members.first().map(|(_, cite)| *cite);
    let largest_step = yen(tracer, "rule.apportion.largest", cite, Op::Largest, &facts, largest);
    let total: Yen = caps.iter().copied().sum();
    let sum_step = yen(tracer, "rule.apportion.sum", cite, Op::Add, &facts, total);
    caps.iter()
        .zip(members)
        .zip(&facts)
        .map(|((cap, (_, cite)), fact)| {
            let exact = i128::from(cap.amount()) * i128::from(largest.amount()) / sum;
            // Not above the largest cap, so it fits.
            let share = Yen::new(i64::try_from(exact).unwrap_or_default()).floor_to_10();
            let inputs = [*fact, largest_step, sum_step];
            (share, yen(tracer, "rule.apportion.share", Some(cite), Op::ShareFloorTo10, &inputs, share))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Trace;
    use proptest::prelude::*;

    fn shared(caps: &[i64]) -> Vec<i64> {
        let caps: Vec<Yen> = caps.iter().map(|cap| Yen::new(*cap)).collect();
        share(&caps).into_iter().map(Yen::amount).collect()
    }

    #[test]
    fn the_published_household() {
        assert_eq!(shared(&[30_000, 10_000]), [22_500, 7_500]);
        assert_eq!(shared(&[20_000, 10_000]), [13_330, 6_660]);
    }

    #[test]
    fn nobody_to_share_with_and_nothing_to_share() {
        assert_eq!(shared(&[]), [0; 0]);
        assert_eq!(shared(&[1_255]), [1_255]);
        assert_eq!(shared(&[0]), [0]);
        assert_eq!(shared(&[0, 0, 0]), [0, 0, 0]);
        assert_eq!(shared(&[0, 10_000]), [0, 10_000]);
        assert_eq!(shared(&[-10, 10_000]), [0, 10_000]);
        assert_eq!(shared(&[5_000, 5_000, 5_000]), [1_660, 1_660, 1_660]);
        assert_eq!(shared(&[10_000, 500]), [9_520, 470]);
    }

    #[test]
    fn one_person_with_both_and_a_sister_with_52() {
        let member = |scheme, cap| Member { scheme, cap: Cap::At(Yen::new(cap)) };
        let members = [member("54", 10_000), member("52", 5_000), member("52", 5_000)];
        let mut trace = Trace::default();
        let shares = household(&members, &mut trace).unwrap_or_default();
        assert_eq!(shares.iter().map(|(share, _)| share.amount()).collect::<Vec<_>>(), [5_000, 2_500, 2_500]);
        let cites: Vec<_> =
            trace.steps.iter().filter(|step| step.op == Op::ShareFloorTo10).map(|step| step.cite).collect();
        assert_eq!(cites, [Some(CITE_54), Some(CITE_52), Some(CITE_52)]);
        assert!(cites.into_iter().flatten().all(|id| book::cite(id).is_some()));
        assert_eq!(trace.replay(), Ok(()));
    }

    #[test]
    fn only_52_and_54_share() {
        for (scheme, expected) in
            [("52", true), ("54", true), ("21", false), ("15", false), ("38-hepatitis", false), ("", false)]
        {
            assert_eq!(shares(scheme), expected, "{scheme}");
        }
        let members = [
            Member { scheme: "54", cap: Cap::At(Yen::new(10_000)) },
            Member { scheme: "21", cap: Cap::At(Yen::new(5_000)) },
        ];
        assert_eq!(household(&members, &mut NoTrace), Err(Refused::NotEligible(1)));
        let members = [Member { scheme: "54", cap: Cap::Unlimited }];
        assert_eq!(household(&members, &mut NoTrace), Err(Refused::NoCap(0)));
    }

    proptest! {
        #[test]
        fn together_never_above_the_largest_and_each_loses_less_than_ten(
            caps in proptest::collection::vec(prop_oneof![0..=40_000_i64, Just(0), 0..=1_000_000_000_000_i64], 0..8)
        ) {
            let shares = shared(&caps);
            let largest = caps.iter().copied().max().unwrap_or(0);
            let sum: i128 = caps.iter().map(|cap| i128::from(*cap)).sum();
            prop_assert_eq!(shares.len(), caps.len());
            prop_assert!(shares.iter().sum::<i64>() <= largest);
            for (share, cap) in shares.iter().zip(&caps) {
                prop_assert!((0..=*cap).contains(share));
                if caps.len() > 1 {
                    prop_assert_eq!(share % 10, 0);
                    // cap × largest − share × sum, less than ten times the sum: no division, so nothing is lost in the check.
                    let lost = i128::from(*cap) * i128::from(largest) - i128::from(*share) * sum;
                    prop_assert!(lost >= 0 && (sum == 0 || lost < 10 * sum));
                }
            }
        }

        #[test]
        fn the_order_of_members_does_not_matter(mut caps in proptest::collection::vec(0..=40_000_i64, 2..8)) {
            let mut shares = shared(&caps);
            shares.reverse();
            caps.reverse();
            prop_assert_eq!(shared(&caps), shares);
        }

        #[test]
        fn explained_and_not_explained_are_the_same(caps in proptest::collection::vec(0..=40_000_i64, 0..8)) {
            let caps: Vec<Yen> = caps.into_iter().map(Yen::new).collect();
            let mut trace = Trace::default();
            let traced = share_traced(&caps, &mut trace);
            prop_assert_eq!(trace.replay(), Ok(()));
            for (share, step) in &traced {
                let at = usize::try_from(step.0).unwrap_or(usize::MAX);
                prop_assert_eq!(
                    trace.steps.get(at).map(|step| step.result),
                    Some(crate::trace::Value::Yen(*share))
                );
            }
            prop_assert_eq!(traced.into_iter().map(|(share, _)| share).collect::<Vec<_>>(), share(&caps));
        }
    }
}
