//! 表記ゆれ: what is only another spelling of the same, and what is a real difference, where marks, blocks and voicing meet.

use engine::facts::likeness::FieldKind::{Address, Kana, Name, Text};
use engine::facts::likeness::{FieldKind, Likeness, same_meaning};

#[track_caller]
fn all_are(expected: Likeness, pairs: &[(FieldKind, &str, &str)]) {
    for (kind, a, b) in pairs {
        assert_eq!(same_meaning(*kind, a, b), expected, "{kind:?}: {a} / {b}");
        assert_eq!(same_meaning(*kind, b, a), expected, "{kind:?}: {b} / {a}");
    }
}

#[test]
fn every_mark_that_is_typed_for_a_hyphen_is_one() {
    all_are(
        Likeness::SpellingOnly,
        &[
            (Name, "見本 Anna\u{2010}Maria", "見本 Anna-Maria"),
            (Text, "1\u{2212}2年目", "1-2年目"),
            (Text, "1〜2年目", "1-2年目"),
            (Address, "見本市甲町1--2", "見本市甲町1-2"),
            (Address, "甲荘A--1", "甲荘A-1"),
        ],
    );
    all_are(
        Likeness::Different,
        &[
            (Text, "1-2年目", "12年目"),
            (Address, "甲荘A-1", "甲荘A1"),
            // Behind kana a hyphen is a long vowel; a vowel is none.
            (Address, "見本市甲町1 甲ハイツ", "見本市甲町1 甲ハイム"),
        ],
    );
}

#[test]
fn a_numeral_behind_a_hyphen_is_a_number() {
    all_are(
        Likeness::SpellingOnly,
        &[(Address, "甲荘A-二号室", "甲荘A-2"), (Address, "甲町1-二", "甲町1-2")],
    );
}

/// 番 and 号 alone may begin a name; 丁目, 番地 and 号室 never do.
#[test]
fn a_block_mark_of_two_letters_is_one_whatever_follows() {
    all_are(
        Likeness::SpellingOnly,
        &[
            (Address, "見本市甲町1丁目町屋荘", "見本市甲町1 町屋荘"),
            (Address, "見本市甲町2番地館山荘", "見本市甲町2 館山荘"),
        ],
    );
    all_are(
        Likeness::Different,
        &[(Address, "見本市1番町4", "見本市1町4"), (Address, "国道1号線", "国道1線")],
    );
}

#[test]
fn a_voicing_mark_that_has_no_kana_to_voice_stays() {
    all_are(Likeness::Different, &[(Kana, "ア゛", "ア"), (Name, "見゛本", "見本"), (Kana, "カ゜", "カ")]);
    all_are(Likeness::SpellingOnly, &[(Kana, "カ゛", "ガ"), (Kana, "ハ゜", "パ")]);
}
