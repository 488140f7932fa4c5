//! 表記ゆれ: two spellings of one thing are not a change (FEATURES row 11).
//!
//! Two municipal systems write one address as 「一丁目２番３号」 and 「1-2-3」, one name with a small or a large ッ. A page that
//! cried out at each of these would teach its reader to look away. So a difference is one of three: the same text, the same
//! meaning in another spelling, or something else. The folds below are tables, one letter or one mark at a time; none of them
//! guesses at words, and a folded text is for comparing only, never for showing.

/// What kind of text is compared: each kind folds what its writers vary and nothing more.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A name as registered (漢字): widths, spaces, two letters that old character sets lack.
    Name,
    /// A name in kana: also small and large letters, long vowels, hiragana and katakana.
    Kana,
    /// An address: also 丁目・番地・号, numerals and hyphens.
    Address,
    /// A number or code: widths and the spaces and hyphens between its groups; letters and zeros count.
    Code,
    /// Any other text of the face: widths, spaces, hyphens, Latin case.
    Text,
}

/// Words of a printed label, folded, and what kind of text stands beside it; the first that is found decides.
const LABELS: [(&str, FieldKind); 9] = [
    ("住所", FieldKind::Address),
    ("居住地", FieldKind::Address),
    ("所在地", FieldKind::Address),
    ("フリガナ", FieldKind::Kana),
    ("ふりがな", FieldKind::Kana),
    ("カナ", FieldKind::Kana),
    ("氏名", FieldKind::Name),
    ("番号", FieldKind::Code),
    ("コード", FieldKind::Code),
];

/// Words of a printed label, folded, beside which a disease may stand.
const OF_DISEASES: [&str; 2] = ["病名", "疾病"];

impl FieldKind {
    /// What kind of text stands beside this label, folded as [`FieldKind::Text`].
    pub fn beside(label: &str) -> FieldKind {
        let found = LABELS.iter().find(|(words, _)| label.contains(words));
        found.map_or(FieldKind::Text, |(_, kind)| *kind)
    }
}

/// May a disease stand beside this label, folded as [`FieldKind::Text`]?
pub fn announces_a_disease(label: &str) -> bool {
    OF_DISEASES.iter().any(|words| label.contains(words))
}

/// How two texts compare.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Letter for letter.
    Same,
    /// 表記ゆれ: another spelling of the same.
    SpellingOnly,
    /// A real difference.
    Different,
}

/// Do two texts of this kind say the same?
pub fn same_meaning(kind: FieldKind, a: &str, b: &str) -> Likeness {
    if a == b {
        Likeness::Same
    } else if fold(kind, a) == fold(kind, b) {
        Likeness::SpellingOnly
    } else {
        Likeness::Different
    }
}

/// One spelling for all spellings of the same. Only for comparing.
pub fn fold(kind: FieldKind, text: &str) -> String {
    let letters = text.chars().map(narrow).filter(|letter| !is_variation_mark(*letter));
    // What says nothing goes first: it must not keep a voicing mark from its kana.
    match kind {
        FieldKind::Code => {
            compose(letters.filter(|letter| !is_space(*letter) && !is_hyphen(*letter))).into_iter().collect()
        }
        FieldKind::Kana => {
            long_vowels(compose(letters.filter(|letter| !is_space(*letter))).into_iter().map(kana))
        }
        FieldKind::Address => address(&compose(letters)),
        FieldKind::Name | FieldKind::Text => plain(&compose(letters.filter(|letter| !is_space(*letter)))),
    }
}

/// Names and free text: spaces away, one hyphen, one case; a hyphen behind kana is a long vowel.
fn plain(letters: &[char]) -> String {
    let mut folded = String::with_capacity(letters.len() * 3);
    let mut before = ' ';
    for letter in letters.iter().copied() {
        let letter = same_letter(lower(letter));
        let letter = match letter {
            mark if is_hyphen(mark) && is_kana(before) => 'ー',
            mark if is_hyphen(mark) => '-',
            other => other,
        };
        folded.push(letter);
        before = letter;
    }
    folded
}

/// One case. Of the scripts a certificate is written in: the tables for all others would be kilobytes of the patient's bundle.
fn lower(letter: char) -> char {
    match letter {
        'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => {
            char::from_u32(u32::from(letter) + 32).unwrap_or(letter)
        }
        'Ⅰ'..='Ⅿ' => char::from_u32(u32::from(letter) + 16).unwrap_or(letter),
        _ => letter.to_ascii_lowercase(),
    }
}

/// Marks that stand behind the numeral of a block, house or room; the longer first.
const BLOCK_MARKS: [&[char]; 6] =
    [&['丁', '目'], &['番', '地', 'の'], &['番', '地'], &['番'], &['号', '室'], &['号']];
/// What makes 番 or 号 part of a name (三番町, 八番館, 一号線) and not a mark.
const NOT_AFTER_MARK: [char; 6] = ['町', '街', '館', '丁', '線', '棟'];

/// Addresses: kanji numerals before a block mark become digits, block marks and 「の」 between numerals become hyphens.
fn address(letters: &[char]) -> String {
    let mut folded: Vec<char> = Vec::with_capacity(letters.len());
    let mut rest = letters;
    while let Some((&letter, after)) = rest.split_first() {
        let behind_digit = folded.last().is_some_and(char::is_ascii_digit);
        if let Some((digits, length)) = kanji_number(rest) {
            let behind = rest.get(length..).unwrap_or(&[]);
            // 四国 stays; 四丁目 and 四番 are numbers.
            if block_mark(behind).is_some() || behind_digit || folded.last() == Some(&'-') {
                push_number(&mut folded, digits);
                rest = behind;
                continue;
            }
        }
        if behind_digit && let Some(length) = block_mark(rest) {
            folded.push('-');
            rest = rest.get(length..).unwrap_or(&[]);
            continue;
        }
        rest = after;
        let joins = is_hyphen(letter) || is_space(letter) || matches!(letter, 'の' | 'ノ' | ',' | '、');
        if joins && behind_digit {
            folded.push('-');
        } else if is_hyphen(letter) && folded.last().copied().is_some_and(is_kana) {
            folded.push('ー');
        } else if is_space(letter) || (is_hyphen(letter) && folded.last() == Some(&'-')) {
            // says nothing here
        } else {
            folded.push(same_letter(lower(letter)));
        }
    }
    // A hyphen that leads to no numeral joined nothing: 「1番地 甲荘」 is 「1 甲荘」.
    let mut text = String::with_capacity(folded.len() * 3);
    for (index, letter) in folded.iter().enumerate() {
        let next = folded.get(index + 1);
        if *letter != '-' || next.is_some_and(char::is_ascii_digit) {
            text.push(*letter);
        } else if next.is_some_and(char::is_ascii_alphanumeric) {
            text.push('-');
        }
    }
    text
}

fn push_number(folded: &mut Vec<char>, number: u32) {
    // 一丁目十二番: without a mark between them two numerals would run together.
    if folded.last().is_some_and(char::is_ascii_digit) {
        folded.push('-');
    }
    folded.extend(number.to_string().chars());
}

/// How long the block mark is that stands here.
fn block_mark(letters: &[char]) -> Option<usize> {
    let mark = BLOCK_MARKS.iter().find(|mark| letters.starts_with(mark))?;
    let next = letters.get(mark.len());
    (mark.len() > 1 || !next.is_some_and(|next| NOT_AFTER_MARK.contains(next))).then_some(mark.len())
}

/// A numeral in kanji up to 千, and how many letters it takes: 二十三, 一〇二, 百五.
fn kanji_number(letters: &[char]) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut length) = (0_u32, None, 0);
    for letter in letters.iter().take(8) {
        if let Some(value) = "〇一二三四五六七八九".chars().position(|numeral| numeral == *letter) {
            let value = u32::try_from(value).ok()?;
            digit = Some(digit.unwrap_or(0_u32).saturating_mul(10).saturating_add(value));
        } else if let Some((_, unit)) =
            [('十', 10), ('百', 100), ('千', 1000)].iter().find(|(name, _)| name == letter)
        {
            total = total.saturating_add(digit.take().unwrap_or(1).saturating_mul(*unit));
        } else {
            break;
        }
        length += 1;
    }
    (length > 0).then(|| (total.saturating_add(digit.unwrap_or(0)), length))
}

/// A long vowel is written ー, as the vowel again, or (behind お and え rows) as ウ and イ: オーノ, オオノ, コウジ, コージ.
fn long_vowels(letters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    let mut vowel = None;
    for letter in letters {
        let lengthens = is_hyphen(letter)
            || vowel.is_some_and(|vowel| {
                letter == vowel || matches!((vowel, letter), ('オ', 'ウ') | ('エ', 'イ'))
            });
        if lengthens && vowel.is_some() {
            folded.push('ー');
        } else {
            folded.push(letter);
            vowel = vowel_of(letter);
        }
    }
    folded
}

/// The rows of the kana table by vowel.
const ROWS: [(char, &str); 5] = [
    ('ア', "アカサタナハマヤラワガザダバパ"),
    ('イ', "イキシチニヒミリギジビピ"),
    ('ウ', "ウクスツヌフムユルグズブプヴ"),
    ('エ', "エケセテネヘメレゲゼデベペ"),
    ('オ', "オコソトノホモヨロゴゾドボポ"),
];

fn vowel_of(letter: char) -> Option<char> {
    ROWS.iter().find(|(_, row)| row.contains(letter)).map(|(vowel, _)| *vowel)
}

/// Kana that writers and old systems exchange, left for right.
const KANA: [(&str, &str); 2] =
    [("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ"), ("ヂヅヰヱヲ", "ジズイエオ")];

/// Katakana, large, one letter for letters that sound alike.
fn kana(letter: char) -> char {
    let letter = match letter {
        'ぁ'..='ゖ' => char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter),
        other => other,
    };
    KANA.iter().fold(letter, |letter, (from, to)| exchange(letter, from, to))
}

/// Kanji that two character sets write differently, left for right: the ladder 高, the standing 崎, and the compatibility
/// letters of CP932. 渡辺 and 渡邊 stay two names: that is for people to say.
const SAME_LETTER: (&str, &str) = (
    "\u{9ad9}\u{fa11}\
     \u{f929}\u{f9dc}\u{fa10}\u{fa12}\u{fa15}\u{fa16}\u{fa17}\u{fa18}\u{fa19}\u{fa1a}\u{fa1b}\u{fa1c}\u{fa1d}\u{fa1e}\u{fa20}\u{fa22}\u{fa25}\u{fa26}\u{fa2a}\u{fa2b}\u{fa2c}\u{fa2d}",
    "高崎朗隆塚晴凞猪益礼神祥福靖精羽蘒諸逸都飯飼館鶴",
);

fn same_letter(letter: char) -> char {
    exchange(letter, SAME_LETTER.0, SAME_LETTER.1)
}

fn exchange(letter: char, from: &str, to: &str) -> char {
    from.chars().position(|other| other == letter).and_then(|index| to.chars().nth(index)).unwrap_or(letter)
}

/// Half-width kana in the order of their code, U+FF61 on.
const HALF_WIDTH: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// One width: Latin letters, digits and signs half, kana full.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{ff61}'..='\u{ff9f}' => {
            let index = usize::try_from(u32::from(letter) - 0xff61).unwrap_or(0);
            HALF_WIDTH.chars().nth(index).unwrap_or(letter)
        }
        other => other,
    }
}

/// Joins a voicing mark to the kana before it: カ and ゛ are ガ.
fn compose(letters: impl Iterator<Item = char>) -> Vec<char> {
    const PLAIN: &str =
        "カキクケコサシスセソタチツテトハヒフヘホウかきくけこさしすせそたちつてとはひふへほう";
    const VOICED: &str =
        "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴがぎぐげござじずぜぞだぢづでどばびぶべぼゔ";
    let mut joined: Vec<char> = Vec::new();
    for letter in letters {
        let (from, to) = match letter {
            '゛' | '\u{3099}' => (PLAIN, VOICED),
            '゜' | '\u{309a}' => ("ハヒフヘホはひふへほ", "パピプペポぱぴぷぺぽ"),
            _ => {
                joined.push(letter);
                continue;
            }
        };
        match joined.last_mut() {
            Some(last) if from.contains(*last) => *last = exchange(*last, from, to),
            _ => joined.push(letter),
        }
    }
    joined
}

fn is_kana(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// Every mark that is typed for a hyphen or for a long vowel.
fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | 'ー' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '−' | '─' | '━' | '~' | '〜' | '﹣')
}

/// Selectors of a glyph, which carry no meaning of their own.
fn is_variation_mark(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use FieldKind::{Address, Code, Kana, Name, Text};

    #[test]
    fn one_meaning_in_many_spellings() {
        for (kind, a, b) in [
            (Kana, "ミツキ　キヨウコ", "ミッキ キョウコ"),
            (Kana, "ﾐﾎﾝ ﾊﾅｺﾞ", "ミホン　ハナゴ"),
            (Kana, "みほん はなこ", "ミホン ハナコ"),
            (Kana, "オオノ コウジ", "オーノ コージ"),
            (Kana, "オ−ノ", "オーノ"),
            (Kana, "カ\u{3099}", "ガ"),
            (Kana, "ミヅエ", "ミズヱ"),
            (Name, "見本　花子", "見本花子"),
            (Name, "髙\u{fa11} 見本", "高崎 見本"),
            (Name, "\u{fa19}田 見本", "神田 見本"),
            (Name, "葛\u{e0100}城", "葛城"),
            (Address, "見本市甲町一丁目２番３号", "見本市甲町1-2-3"),
            (Address, "見本市甲町１－２－３", "見本市甲町1丁目2番地3"),
            (Address, "見本市甲町1番地の2", "見本市甲町１−２"),
            (Address, "見本市甲町12番地 乙荘101", "見本市甲町１２ 乙荘１０１号室"),
            (Address, "見本市甲町1の2の3 102", "見本市甲町1-2-3-102"),
            (Address, "見本市甲町十二丁目", "見本市甲町12丁目"),
            (Address, "見本市甲町二十三番地一", "見本市甲町23-1"),
            (Address, "見本市三番町4番", "見本市三番町4"),
            (Address, "見本市甲町1の二", "見本市甲町1-2"),
            (Address, "見本市甲町1二番", "見本市甲町1-2"),
            (Address, "見本市甲町1二", "見本市甲町1-2"),
            (Address, "見本市甲町1-2 ハイツＡ", "見本市甲町1-2 ハイツA"),
            (Address, "見本市センタ−町1", "見本市センター町1"),
            (Name, "ÀÖØÞ ΑΡΣΫ АЯ", "àöøþ αρσϋ ая"),
            (Text, "Ⅰ型 Ⅿ", "ⅰ型 ⅿ"),
            (Code, "５４１３６０１５", "54136015"),
            (Code, "5413-6015", "54136015"),
            (Text, "特定医療費（指定難病）受給者証", "特定医療費(指定難病)受給者証"),
            (Text, "ﾊﾟｰｷﾝｿﾝ病", "パーキンソン病"),
            (Text, "甲クリニツク", "甲クリニツク "),
        ] {
            assert_eq!(
                same_meaning(kind, a, b),
                Likeness::SpellingOnly,
                "{} / {}",
                fold(kind, a),
                fold(kind, b)
            );
        }
    }

    #[test]
    fn a_real_difference_stays_one() {
        for (kind, a, b) in [
            (Kana, "ミホン ハナコ", "ミホン ハナエ"),
            (Kana, "カキ", "ガキ"),
            (Name, "渡辺", "渡邊"),
            (Name, "見本 花子", "見本 華子"),
            (Address, "見本市甲町1-23", "見本市甲町12-3"),
            (Address, "見本市甲町1-2 3", "見本市甲町1-23"),
            (Address, "見本市一番町4", "見本市1-4"),
            (Address, "見本市甲町一二丁目", "見本市甲町1-2"),
            (Name, "À", "Á"),
            (Text, "ΑΒ", "ΑΓ"),
            (Address, "見本市四国町1", "見本市4国町1"),
            (Address, "甲町1-A", "甲町1A"),
            (Code, "01", "1"),
            (Code, "A1", "a1"),
            (Text, "医療用（1年目）", "医療用（2年目）"),
            (Text, "", "-"),
        ] {
            assert_eq!(
                same_meaning(kind, a, b),
                Likeness::Different,
                "{} / {}",
                fold(kind, a),
                fold(kind, b)
            );
        }
        assert_eq!(same_meaning(Text, "同じ", "同じ"), Likeness::Same);
    }

    #[test]
    fn the_words_of_the_labels_are_folded_already() {
        for words in LABELS.iter().map(|(words, _)| *words).chain(OF_DISEASES) {
            assert_eq!(fold(Text, words), words);
        }
    }

    #[test]
    fn what_says_nothing_does_not_part_a_voicing_mark_from_its_kana() {
        assert_eq!(fold(Code, "ｳ−ﾞ"), "ヴ");
        for kind in [Name, Code, Text, Kana] {
            assert_eq!(fold(kind, "ｶ ﾞ"), fold(kind, "ガ"), "{kind:?}");
        }
    }

    #[test]
    fn the_tables_are_as_long_as_what_they_are_exchanged_for() {
        for (from, to) in KANA.into_iter().chain([SAME_LETTER]) {
            assert_eq!(from.chars().count(), to.chars().count());
        }
        assert_eq!(HALF_WIDTH.chars().count(), 0xff9f - 0xff61 + 1);
    }

    proptest::proptest! {
        #[test]
        fn a_folded_text_folds_to_itself(text in "[ぁ-んァ-ヶｱ-ﾝﾞﾟー\\-−０-９0-9a-zA-Z 一二三十百丁目番地号の甲乙]{0,24}") {
            for kind in [Name, Code, Text, Kana] {
                let folded = fold(kind, &text);
                proptest::prop_assert_eq!(fold(kind, &folded), folded.clone());
            }
        }
    }
}
