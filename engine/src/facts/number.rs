//! 公費負担者番号 and 受給者番号 with their check digits (RULES §4, S88, S89).

use serde::{Deserialize, Serialize};

/// 公費負担者番号: eight digits, the first two the 法別番号, the last a check digit. Kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PayerNumber(pub String);

/// 受給者番号: of the national schemes six digits and a check digit; local schemes may have others. Kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecipientNumber(pub String);

impl PayerNumber {
    /// The 法別番号, when the number has eight digits.
    pub fn houbetsu(&self) -> Option<&str> {
        let digits = only_digits(&self.0, 8)?;
        digits.get(..2)
    }
    /// Does the check digit fit? `None` when this is not a number of eight digits.
    pub fn check(&self) -> Option<bool> {
        only_digits(&self.0, 8).map(check_digit_fits)
    }
}

impl RecipientNumber {
    /// Does the check digit fit? `None` when this is not a number of seven digits.
    /// A failure warns and never rejects: the notice's own paragraph has not been read (RULES §15).
    pub fn check(&self) -> Option<bool> {
        only_digits(&self.0, 7).map(check_digit_fits)
    }
}

fn only_digits(text: &str, length: usize) -> Option<&str> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// From the last digit before the check digit leftwards, weights 2, 1, 2, 1, …; a product of two digits counts as
/// the sum of its digits; check = (10 − sum mod 10) mod 10.
fn check_digit_fits(digits: &str) -> bool {
    let mut from_the_right = digits.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let Some(check) = from_the_right.next() else { return false };
    let sum: u32 = from_the_right
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| {
            let product = digit * weight;
            product / 10 + product % 10
        })
        .sum();
    check == (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_payer_numbers_fit() {
        for number in [
            "54136015", "54376017", "54376025", "54016027", "52196011", "38136016", "81136244", "88138243",
            "88134457", "89131247", "51433019",
        ] {
            assert_eq!(PayerNumber(number.into()).check(), Some(true), "{number}");
        }
    }

    #[test]
    fn the_number_issued_by_mistake_does_not_fit() {
        assert_eq!(PayerNumber("88134458".into()).check(), Some(false));
    }

    #[test]
    fn a_recipient_number_of_six_digits_and_its_check() {
        assert_eq!(RecipientNumber("1234566".into()).check(), Some(true));
        assert_eq!(RecipientNumber("1234567".into()).check(), Some(false));
        assert_eq!(RecipientNumber("A-12".into()).check(), None);
        assert_eq!(RecipientNumber(String::new()).check(), None);
    }

    #[test]
    fn houbetsu_is_the_first_two_digits() {
        assert_eq!(PayerNumber("54136015".into()).houbetsu(), Some("54"));
        assert_eq!(PayerNumber("5413601".into()).houbetsu(), None);
        assert_eq!(PayerNumber("５４１３６０１５".into()).houbetsu(), None);
    }
}
