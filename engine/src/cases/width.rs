//! One width: published cases come with full-width digits, half-width kana and Roman numerals that are one letter.

/// The text with full-width ASCII made half-width, half-width katakana made full-width, Roman numerals spelt out, dashes made
/// hyphens, and all blanks taken out.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{ff01}'..='\u{ff5e}' => {
                plain.extend(char::from_u32(u32::from(letter) - 0xfee0));
            }
            '\u{ff71}'..='\u{ff75}' => {
                // ｱ–ｵ are next to each other, ア–オ have the small ones between them.
                plain.extend(char::from_u32((u32::from(letter) - 0xff71) * 2 + 0x30a2));
            }
            '\u{2160}' | '\u{2170}' => plain.push('I'),
            '\u{2161}' | '\u{2171}' => plain.push_str("II"),
            '\u{2162}' | '\u{2172}' => plain.push_str("III"),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            _ if letter.is_whitespace() => {}
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn one_width_for_all() {
        assert_eq!(plain(" ５４ "), "54");
        assert_eq!(plain("２０２６－０７"), "2026-07");
        assert_eq!(plain("ｱｲｳｴｵ"), "アイウエオ");
        assert_eq!(plain("\u{2162}\u{2161}\u{2160}\u{3000}\u{2171}"), "IIIIIIII");
        assert_eq!(plain("−5"), "-5");
    }
}
