//! 受付番号: short enough for the telephone, with a letter at its end that gives away a slip.

use engine::form::access_key::{FORMAT, check_letter};

/// Letters of a number before its check letter.
const LENGTH: usize = 7;

/// The number of the application whose first event has this sequence.
pub fn number(sequence: i64) -> String {
    let letters = FORMAT.letters.as_bytes();
    let base = u64::try_from(letters.len()).unwrap_or(1);
    let mut rest = u64::try_from(sequence).unwrap_or_default();
    let mut body = String::new();
    while rest > 0 || body.len() < LENGTH {
        let letter = usize::try_from(rest % base).ok().and_then(|at| letters.get(at));
        body.insert(0, letter.map_or('0', |letter| char::from(*letter)));
        rest /= base;
    }
    let check = check_letter(&body).unwrap_or('0');
    format!("{body}-{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_for_each_application_and_a_slip_is_seen() {
        assert_eq!(number(1), "0000001-Y");
        let all: std::collections::BTreeSet<String> = (0..5_000).map(number).collect();
        assert_eq!(all.len(), 5_000);
        assert!(all.iter().all(|one| one.len() == 9));
        assert!(number(i64::MAX).len() > 9);
    }
}
