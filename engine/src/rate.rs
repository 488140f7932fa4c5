//! Exact rates: 3割, 20 %, 5 %.

use crate::yen::Yen;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A share of a cost, exact to one ten-thousandth, between nothing and the whole.
/// In JSON a decimal string (`"0.3"`); a decimal number is read exactly as it is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u16);

impl Rate {
    const WHOLE: i64 = 10_000;
    /// Nothing.
    pub const ZERO: Rate = Rate(0);
    /// 一割.
    pub const ONE_TENTH: Rate = Rate(1_000);
    /// 二割.
    pub const TWO_TENTHS: Rate = Rate(2_000);
    /// 三割.
    pub const THREE_TENTHS: Rate = Rate(3_000);
    /// 全額.
    pub const FULL: Rate = Rate(10_000);

    /// A rate given in ten-thousandths; more than the whole counts as the whole.
    pub const fn per_ten_thousand(share: u16) -> Self {
        Rate(if share > 10_000 { 10_000 } else { share })
    }

    /// A rate in 割 (1–10), as Japanese insurance speaks of it.
    pub fn tenths(wari: u8) -> Option<Self> {
        (wari <= 10).then(|| Rate(u16::from(wari) * 1_000))
    }

    /// The rate as an exact decimal, for display.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(i64::from(self.0), 4).normalize()
    }

    /// In per cent, as it is said: `20`, `12.5`.
    pub fn percent(self) -> String {
        written(self.0 / 100, self.0 % 100, 2)
    }

    /// A decimal between 0 and 1 with at most four places.
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        let scaled = value.checked_mul(Decimal::from(Self::WHOLE))?;
        if !scaled.fract().is_zero() {
            return None;
        }
        scaled.to_u16().filter(|share| *share <= 10_000).map(Rate)
    }

    /// The share of `amount` this rate takes, cut to whole yen; insurance costs are multiples of ten, so
    /// nothing is cut for them.
    #[inline]
    pub const fn of(self, amount: Yen) -> Yen {
        Yen::new(self.scaled(amount).div_euclid(Self::WHOLE))
    }

    /// The share rounded half-up to one yen (receipts, 高額療養費).
    #[inline]
    pub const fn of_half_up(self, amount: Yen) -> Yen {
        Yen::new(self.scaled(amount).saturating_add(Self::WHOLE / 2).div_euclid(Self::WHOLE))
    }

    /// The shares of several amounts, each at its rate, rounded half-up to one yen once (a month's liability in law).
    pub fn of_all_half_up(shares: impl IntoIterator<Item = (Rate, Yen)>) -> Yen {
        let sum =
            shares.into_iter().fold(0_i64, |sum, (rate, amount)| sum.saturating_add(rate.scaled(amount)));
        Yen::new(sum.saturating_add(Self::WHOLE / 2).div_euclid(Self::WHOLE))
    }

    /// The share rounded half-up to ten yen *in one step*: what a window collects (健康保険法75条).
    #[inline]
    pub const fn of_at_window(self, amount: Yen) -> Yen {
        Yen::new(self.scaled(amount).saturating_add(Self::WHOLE * 5).div_euclid(Self::WHOLE * 10) * 10)
    }

    /// The amount in ten-thousandths of this rate. Up to four thousand million yen it cannot overflow, and need not be watched:
    /// watching costs WebAssembly a product of 128 bits.
    #[inline]
    const fn scaled(self, amount: Yen) -> i64 {
        let (amount, share) = (amount.amount(), self.0 as i64);
        if amount.unsigned_abs() <= u32::MAX as u64 { amount * share } else { amount.saturating_mul(share) }
    }

    /// The rest of the whole: what the insurer bears when this is the patient's rate.
    #[must_use]
    pub const fn rest(self) -> Self {
        Rate(10_000 - self.0)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&written(self.0 / 10_000, self.0 % 10_000, 4))
    }
}
impl FromStr for Rate {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits(text).filter(|share| *share <= 10_000).map(Rate).ok_or("rate.invalid")
    }
}

/// Ten-thousandths by the digits of a decimal; nothing but noughts beyond the fourth place. By hand: the browser's bundle would
/// otherwise carry all of a decimal library for this one line.
fn digits(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let (places, beyond) = fraction.split_at_checked(4).unwrap_or((fraction, ""));
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok())?;
    let missing = 4_u32.checked_sub(u32::try_from(places.len()).ok()?)?;
    let share = number(places)?.checked_mul(10_u16.pow(missing))?;
    let nothing_beyond = beyond.bytes().all(|byte| byte == b'0');
    number(whole)?.checked_mul(10_000)?.checked_add(share).filter(|_| nothing_beyond)
}

/// A decimal without needless digits.
fn written(whole: u16, fraction: u16, places: usize) -> String {
    if fraction == 0 {
        return whole.to_string();
    }
    let fraction = fraction.to_string();
    let noughts = "0".repeat(places.saturating_sub(fraction.len()));
    [&whole.to_string(), ".", &noughts, fraction.trim_end_matches('0')].concat()
}
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A JSON number is taken by its digits: 0.2 is two tenths, not the binary fraction nearest to it.
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text.parse(),
            serde_json::Value::Number(number) => number.to_string().parse(),
            _ => Err("rate.invalid"),
        }
        .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_has_no_needless_digits() {
        for (text, percent) in [("0.2", "20"), ("0.125", "12.5"), ("0", "0"), ("1", "100")] {
            assert_eq!(text.parse::<Rate>().map(Rate::percent).ok().as_deref(), Some(percent));
        }
    }

    #[test]
    fn a_decimal_finer_than_a_ten_thousandth_is_no_rate() {
        assert_eq!(Rate::from_decimal(Decimal::new(12_345, 5)), None);
        assert_eq!(Rate::from_decimal(Decimal::new(12_340, 5)), Some(Rate::per_ten_thousand(1_234)));
    }

    #[test]
    fn a_number_is_read_by_its_digits() {
        assert_eq!(serde_json::from_str::<Rate>("0.2").ok(), Some(Rate::TWO_TENTHS));
        assert_eq!(serde_json::from_str::<Rate>("\"0.05\"").ok(), Some(Rate::per_ten_thousand(500)));
        assert_eq!("0.20000".parse::<Rate>().ok(), Some(Rate::TWO_TENTHS));
        for refused in [
            "1.1",
            "-0.1",
            "\"0.33333\"",
            "\"\"",
            "\".\"",
            "\"0.+1\"",
            "\"0.2é\"",
            "\"７\"",
            "\"99999\"",
            "\"two\"",
            "null",
            "[]",
        ] {
            assert!(serde_json::from_str::<Rate>(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn the_window_rounds_once() {
        // 502 points at 20 %: the receipt keeps 1,004, the window takes 1,000 (RULES §1.3).
        assert_eq!(Rate::TWO_TENTHS.of(Yen::new(5_020)), Yen::new(1_004));
        assert_eq!(Rate::TWO_TENTHS.of_at_window(Yen::new(5_020)), Yen::new(1_000));
        // 24.9 yen is under 25: rounding to one yen first and to ten afterwards would give 30.
        assert_eq!(Rate::ONE_TENTH.of_at_window(Yen::new(249)), Yen::new(20));
    }

    #[test]
    fn half_a_yen_goes_up_and_less_goes_down() {
        assert_eq!(Rate::ONE_TENTH.of_half_up(Yen::new(12_344)), Yen::new(1_234));
        assert_eq!(Rate::ONE_TENTH.of_half_up(Yen::new(12_345)), Yen::new(1_235));
    }

    #[test]
    fn a_sum_of_shares_is_rounded_once() {
        // 3,881.6 and 14,995.5 are 18,877.1 together, not 3,882 and 14,996.
        let shares = [(Rate::TWO_TENTHS, Yen::new(19_408)), (Rate::ONE_TENTH, Yen::new(149_955))];
        assert_eq!(Rate::of_all_half_up(shares), Yen::new(18_877));
        assert_eq!(Rate::of_all_half_up([]), Yen::ZERO);
        // 1,234.5 goes up, 1,234.4 does not.
        assert_eq!(Rate::of_all_half_up([(Rate::ONE_TENTH, Yen::new(12_345))]), Yen::new(1_235));
        assert_eq!(Rate::of_all_half_up([(Rate::ONE_TENTH, Yen::new(12_344))]), Yen::new(1_234));
    }

    #[test]
    fn the_quick_product_and_the_watched_one_are_the_same_product() {
        for amount in [-4_294_967_296, -4_294_967_295, -1, 0, 4_294_967_290, 4_294_967_295, 4_294_967_296] {
            assert_eq!(
                Rate::TWO_TENTHS.of(Yen::new(amount)),
                Yen::new((amount * 2).div_euclid(10)),
                "{amount}"
            );
        }
        assert_eq!(Rate::FULL.of(Yen::new(i64::MAX)), Yen::new(i64::MAX / 10_000));
        assert_eq!(
            Rate::FULL.of_at_window(Yen::new(i64::MIN)),
            Yen::new((i64::MIN + 50_000).div_euclid(100_000) * 10)
        );
    }

    #[test]
    fn every_rate_is_written_as_the_decimal_it_is_and_read_back() {
        for share in 0..=10_000 {
            let rate = Rate::per_ten_thousand(share);
            assert_eq!(rate.to_string(), rate.to_decimal().to_string());
            assert_eq!(rate.to_string().parse::<Rate>().ok(), Some(rate));
            assert_eq!(Rate::from_decimal(rate.to_decimal()), Some(rate));
            assert_eq!(rate.percent(), Decimal::new(i64::from(share), 2).normalize().to_string());
        }
    }

    #[test]
    fn no_rate_is_more_than_the_whole() {
        assert_eq!(Rate::per_ten_thousand(9_999).to_string(), "0.9999");
        assert_eq!(Rate::per_ten_thousand(10_001), Rate::FULL);
        assert_eq!(Rate::tenths(10), Some(Rate::FULL));
        assert_eq!(Rate::from_decimal(Decimal::ONE), Some(Rate::FULL));
    }

    #[test]
    fn prints_as_it_is_said() {
        assert_eq!(Rate::THREE_TENTHS.to_string(), "0.3");
        assert_eq!(Rate::TWO_TENTHS.rest().to_string(), "0.8");
        assert_eq!(Rate::tenths(11), None);
    }
}
