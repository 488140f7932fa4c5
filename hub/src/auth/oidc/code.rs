//! The code that somebody unknown reads out at their municipality: ten letters and digits, none of which is mistaken for another.

use crate::digest;
use crate::problem::Problem;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;

/// A new one, as it is shown: in two halves.
pub fn new() -> Result<String, Problem> {
    let mut random = [0_u8; LENGTH];
    getrandom::fill(&mut random).map_err(|_| Problem::busy())?;
    let letters: Vec<char> = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let half = |part: &[char]| part.iter().collect::<String>();
    Ok(format!("{}-{}", half(&letters[..LENGTH / 2]), half(&letters[LENGTH / 2..])))
}

/// By which it is known: of the code as it was meant, however it was written.
pub fn digest_of(written: &str) -> String {
    let meant =
        written.chars().filter(char::is_ascii_alphanumeric).map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        });
    digest::of_text(&meant.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_written() {
        let code = new().unwrap_or_else(|_| panic!());
        assert_eq!(code.len(), LENGTH + 1);
        assert_eq!(digest_of(&code), digest_of(&code.to_lowercase().replace('-', " ")));
        assert_eq!(digest_of("O1234-5678L"), digest_of("01234 56781"));
        assert_ne!(digest_of(&code), digest_of(&new().unwrap_or_default()));
    }
}
