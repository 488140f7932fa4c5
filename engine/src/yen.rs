//! Whole yen. Money is an integer here and nowhere anything else.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount of whole yen. May be negative: a settlement line can run either way.
///
/// Amounts from outside are refused above [`Yen::LARGEST`], so that no sum of them can overflow;
/// the operators saturate all the same, because a rule book must not panic.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Yen(i64);

impl Yen {
    /// No yen.
    pub const ZERO: Yen = Yen(0);
    /// The largest amount accepted from outside, either way: one trillion yen.
    pub const LARGEST: Yen = Yen(1_000_000_000_000);

    /// An amount written in code or in the rule book.
    #[inline]
    pub const fn new(amount: i64) -> Self {
        Yen(amount)
    }

    /// The bare integer, for JSON, for display and for arithmetic inside the engine.
    #[inline]
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// An amount from outside: `None` when it is larger than [`Yen::LARGEST`] either way.
    pub fn from_outside(amount: i64) -> Option<Self> {
        (-Self::LARGEST.0..=Self::LARGEST.0).contains(&amount).then_some(Yen(amount))
    }

    /// Cut to the ten yen below (切り捨て): 按分, 児童福祉法施行令22条2項.
    #[inline]
    #[must_use]
    pub const fn floor_to_10(self) -> Self {
        Yen(self.0.div_euclid(10) * 10)
    }

    /// Rounded to ten yen, five and more upwards (四捨五入): 健康保険法75条, once a payment.
    #[inline]
    #[must_use]
    pub const fn half_up_to_10(self) -> Self {
        Yen(self.0.saturating_add(5).div_euclid(10) * 10)
    }

    /// Not below zero.
    #[inline]
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        self.max(Yen::ZERO)
    }

    /// Is this exactly nothing?
    #[inline]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Yen {
    type Output = Yen;
    #[inline]
    fn add(self, other: Yen) -> Yen {
        Yen(self.0.saturating_add(other.0))
    }
}
impl Sub for Yen {
    type Output = Yen;
    #[inline]
    fn sub(self, other: Yen) -> Yen {
        Yen(self.0.saturating_sub(other.0))
    }
}
impl Neg for Yen {
    type Output = Yen;
    #[inline]
    fn neg(self) -> Yen {
        Yen(self.0.saturating_neg())
    }
}
impl AddAssign for Yen {
    #[inline]
    fn add_assign(&mut self, other: Yen) {
        *self = *self + other;
    }
}
impl SubAssign for Yen {
    #[inline]
    fn sub_assign(&mut self, other: Yen) {
        *self = *self - other;
    }
}
impl Sum for Yen {
    fn sum<I: Iterator<Item = Yen>>(amounts: I) -> Yen {
        amounts.fold(Yen::ZERO, Add::add)
    }
}
impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Yen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = i64::deserialize(deserializer)?;
        Yen::from_outside(amount).ok_or_else(|| de::Error::custom("yen.too_large"))
    }
}

/// The monthly cap (自己負担上限月額) as printed: an amount, or *no cap at all*.
/// No cap is not cap 0: with cap 0 the patient pays nothing, with no cap the rate alone decides.
/// In JSON an integer or `null`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cap {
    /// Never more than this in one month.
    At(Yen),
    /// No monthly cap (自立支援医療 中間所得 without 重度かつ継続, 結核37条の2).
    Unlimited,
}

impl Cap {
    /// What is left of the cap after `used`; `None` when there is no cap.
    #[inline]
    pub fn room(self, used: Yen) -> Option<Yen> {
        match self {
            Cap::At(cap) => Some((cap - used).at_least_zero()),
            Cap::Unlimited => None,
        }
    }

    /// Has `used` reached the cap? Cap 0 is reached from the start, no cap never is.
    #[inline]
    pub fn reached_by(self, used: Yen) -> bool {
        matches!(self, Cap::At(cap) if used >= cap)
    }

    /// `amount`, but not more than the cap.
    #[inline]
    pub fn clip(self, amount: Yen) -> Yen {
        match self {
            Cap::At(cap) => amount.min(cap),
            Cap::Unlimited => amount,
        }
    }
}

impl Serialize for Cap {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cap::At(yen) => yen.serialize(serializer),
            Cap::Unlimited => serializer.serialize_none(),
        }
    }
}
impl<'de> Deserialize<'de> for Cap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<Yen>::deserialize(deserializer)? {
            None => Ok(Cap::Unlimited),
            Some(yen) if yen >= Yen::ZERO => Ok(Cap::At(yen)),
            Some(_) => Err(de::Error::custom("cap.negative")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_yen_goes_up_and_four_goes_down() {
        for (raw, rounded) in [(0, 0), (4, 0), (5, 10), (25, 30), (45, 50), (1004, 1000), (1005, 1010)] {
            assert_eq!(Yen::new(raw).half_up_to_10(), Yen::new(rounded), "{raw}");
        }
    }

    #[test]
    fn ten_yen_are_cut_downwards() {
        for (raw, cut) in [(0, 0), (9, 0), (10, 10), (13_339, 13_330), (-1, -10)] {
            assert_eq!(Yen::new(raw).floor_to_10(), Yen::new(cut), "{raw}");
        }
    }

    #[test]
    fn sums_differences_and_signs() {
        let mut sum = Yen::new(300);
        sum += Yen::new(20);
        assert_eq!(sum, Yen::new(320));
        sum -= Yen::new(400);
        assert_eq!(sum, Yen::new(-80));
        assert_eq!((-sum).amount(), 80);
        assert_eq!([Yen::new(7), Yen::new(-2)].into_iter().sum::<Yen>(), Yen::new(5));
        assert_eq!(sum.at_least_zero(), Yen::ZERO);
        assert_eq!(Yen::new(3).at_least_zero(), Yen::new(3));
        assert!(Yen::ZERO.is_zero() && !Yen::new(1).is_zero());
        assert_eq!(sum.to_string(), "-80");
    }

    #[test]
    fn a_cap_cuts_and_no_cap_does_not() {
        assert_eq!(Cap::At(Yen::new(10)).clip(Yen::new(30)), Yen::new(10));
        assert_eq!(Cap::At(Yen::new(40)).clip(Yen::new(30)), Yen::new(30));
        assert_eq!(Cap::Unlimited.clip(Yen::new(30)), Yen::new(30));
        assert_eq!(Cap::At(Yen::new(30)).room(Yen::new(10)), Some(Yen::new(20)));
        assert!(!Cap::At(Yen::new(30)).reached_by(Yen::new(29)));
    }

    #[test]
    fn caps_are_written_as_they_are_read() {
        for text in ["0", "10000", "null"] {
            let cap = serde_json::from_str::<Cap>(text).unwrap_or(Cap::At(Yen::new(1)));
            assert_eq!(serde_json::to_string(&cap).unwrap_or_default(), text);
        }
        assert_eq!(serde_json::from_str::<Cap>("10000").ok(), Some(Cap::At(Yen::new(10_000))));
        assert!(serde_json::from_str::<Yen>("-1000000000000").is_ok());
        assert!(serde_json::from_str::<Yen>("-1000000000001").is_err());
    }

    #[test]
    fn cap_zero_is_reached_at_once_and_no_cap_never() {
        assert!(Cap::At(Yen::ZERO).reached_by(Yen::ZERO));
        assert!(!Cap::Unlimited.reached_by(Yen::LARGEST));
        assert_eq!(Cap::At(Yen::new(10)).room(Yen::new(30)), Some(Yen::ZERO));
        assert_eq!(Cap::Unlimited.room(Yen::ZERO), None);
    }

    #[test]
    fn an_absurd_amount_is_refused_at_the_door() {
        assert!(serde_json::from_str::<Yen>("1000000000000").is_ok());
        assert!(serde_json::from_str::<Yen>("1000000000001").is_err());
        assert!(serde_json::from_str::<Cap>("-1").is_err());
        assert_eq!(serde_json::from_str::<Cap>("null").ok(), Some(Cap::Unlimited));
    }
}
