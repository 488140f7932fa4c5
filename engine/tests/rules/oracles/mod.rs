//! What must hold for every input of the readers, whatever the bytes. Used by the fuzz targets and by the regression test that
//! runs every input that ever broke one.

use engine::facts::likeness::{FieldKind, Likeness, fold, same_meaning};
use engine::facts::{Certificate, Facts, PayerNumber, RecipientNumber, door};
use engine::pmh::{FileName, pair, read_error_file, read_result, registration};
use engine::{Cap, Day, Month, Rate, Yen};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What goes in through the door comes out and in again unchanged, byte for byte, and holds no individual number.
pub fn facts_json(bytes: &[u8]) {
    match door::read_bytes::<Facts>(bytes) {
        Ok(facts) => {
            let json = text(&facts);
            let again = door::read::<Facts>(&json).unwrap_or_else(|refused| panic!("{refused}: {json}"));
            assert_eq!(again, facts);
            assert_eq!(text(&again), json);
        }
        Err(refused) => clean(&refused),
    }
}

/// A result or an error file gives certificates that are facts, or a refusal; nothing in either is an individual number.
pub fn result_xml(bytes: &[u8]) {
    match read_result(bytes) {
        Ok(answer) => {
            clean(&answer);
            for certificate in &answer.certificates {
                let json = text(certificate);
                let again =
                    door::read::<Certificate>(&json).unwrap_or_else(|refused| panic!("{refused}: {json}"));
                assert_eq!(&again, certificate);
            }
        }
        Err(refused) => clean(&refused),
    }
    match read_error_file(bytes) {
        Ok(answer) => clean(&answer),
        Err(refused) => clean(&refused),
    }
    if let Ok(name) = std::str::from_utf8(bytes) {
        if let Ok(file) = FileName::parse(name) {
            assert_eq!(FileName::parse(&file.to_string()), Ok(file));
        }
        let _ = pair(name.split('\n'));
    }
}

/// What is read can be written without the individual number, and read again the same.
pub fn registration_json(bytes: &[u8]) {
    for read in [registration::read, registration::read_without_number] {
        match read(bytes) {
            Ok(registrations) => {
                clean(&registrations);
                let written =
                    registration::write(&registrations).unwrap_or_else(|errors| panic!("{errors:?}"));
                clean(&written.json);
                let again = registration::read_without_number(text(&written.json).as_bytes());
                assert_eq!(again, Ok(registrations));
            }
            Err(errors) => {
                assert!(!errors.is_empty());
                errors.iter().for_each(clean);
            }
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = registration::conditions(text);
    }
}

/// Every command gives one document for any input, the same one each time, and no individual number in it.
#[cfg(feature = "cli")]
pub fn cli_cases(bytes: &[u8]) {
    let Ok(document) = std::str::from_utf8(bytes) else { return };
    for command in ["ledger", "split", "watch", "apportion", "start-date", "view", "explain"] {
        for as_of in [None, Some("2026-11-20")] {
            let answer = engine::cases::answer(command, document, as_of);
            clean(&answer.document);
            assert_eq!(engine::cases::answer(command, document, as_of), answer);
        }
    }
}

/// Days, months, rates, amounts, numbers, spellings: what is read prints as something that reads as the same.
pub fn values(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(day) = text.parse::<Day>() {
        assert_eq!(day.to_string(), text);
        assert_eq!(day.next().previous(), day);
        assert!(day.month().first() <= day && day <= day.month().last());
        assert!(day.minus_months(1) < day && day < day.plus_months(1));
        assert!(day.birthday(20) > day);
    }
    if let Ok(month) = text.parse::<Month>() {
        assert_eq!(month.to_string(), text);
        assert_eq!(month.plus(7).plus(-7), month);
    }
    if let Ok(rate) = text.parse::<Rate>() {
        assert_eq!(rate.to_string().parse(), Ok(rate));
        assert_eq!(rate.rest().rest(), rate);
        let cost = Yen::new(33_330);
        assert_eq!(rate.of(cost) + rate.rest().of(cost), cost - Yen::new(i64::from(cut(rate, cost))));
    }
    in_json::<Day>(text);
    in_json::<Month>(text);
    in_json::<Rate>(text);
    in_json::<Yen>(text);
    in_json::<Cap>(text);
    let _ = PayerNumber(text.to_owned()).check();
    let _ = RecipientNumber(text.to_owned()).check();
    let (a, b) = text.split_once('\n').unwrap_or((text, text));
    for kind in [FieldKind::Name, FieldKind::Kana, FieldKind::Address, FieldKind::Code, FieldKind::Text] {
        assert_eq!(same_meaning(kind, a, b), same_meaning(kind, b, a));
        assert_eq!(same_meaning(kind, a, a), Likeness::Same);
        assert!(fold(kind, a).len() <= 6 * a.len() + 6);
    }
}

/// One yen when both parts of a cost were cut.
fn cut(rate: Rate, cost: Yen) -> bool {
    rate.of(cost) + rate.rest().of(cost) < cost
}

fn in_json<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &str) {
    if let Ok(value) = door::read::<T>(json) {
        let again = text(&value);
        assert_eq!(door::read::<T>(&again), Ok(value));
    }
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| panic!("{error}"))
}

fn clean<T: Serialize>(value: &T) {
    let json: Value = serde_json::to_value(value).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(door::no_individual_number(&json), Ok(()), "{json}");
}
