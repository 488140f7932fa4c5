//! PMH's files at their bounds: how large, how many, in which encoding, and whose certificate it is.

use crate::pmh_items::{HEADER, PAYER, PERIOD, file, json_of, read};
use engine::pmh::{self, FileName};
use engine::{Cap, Yen};
use serde_json::json;

fn refused(bytes: &[u8]) -> &'static str {
    pmh::read_result(bytes).err().map_or("read", |refused| refused.code)
}

#[test]
fn a_file_is_as_large_and_holds_as_much_as_is_said_and_no_more() {
    let padded = |length: usize| {
        let mut bytes = file(HEADER, &[]).into_bytes();
        bytes.resize(length, b' ');
        bytes
    };
    assert_eq!((refused(&padded(2 << 20)), refused(&padded((2 << 20) + 1))), ("read", "file.too_large"));
    // Four are XmlMsg, MessageHeader, SegmentOfResult and MessageBody.
    let elements = |count: usize| {
        let more = ["<MessageBody>", &"<A/>".repeat(count - 4)].concat();
        file(HEADER, &[]).replace("<MessageBody>", &more)
    };
    assert_eq!(refused(elements(20_000).as_bytes()), "read");
    assert_eq!(refused(elements(20_001).as_bytes()), "xml.too_many");
    // Where names come from is no attribute.
    let attributes: String = (0..32).map(|at| format!(" a{at}=\"1\"")).collect();
    let named = format!("<A xmlns=\"u\" xmlns:b=\"v\"{attributes}/>");
    assert_eq!(refused(file(HEADER, &[&named]).as_bytes()), "read");
}

#[test]
fn certificates_beyond_the_hundredth_are_noted_and_not_read() {
    let of = |count: usize| {
        let one = [PAYER, PERIOD].concat();
        let answer = read(&file(HEADER, &vec![one.as_str(); count]));
        let noted = answer.findings.iter().any(|finding| finding.code == "shape.too_many");
        (answer.certificates.len(), noted)
    };
    assert_eq!((of(100), of(101)), ((100, false), (100, true)));
}

#[test]
fn a_name_of_the_exchange_is_no_longer_than_two_hundred_letters_and_says_where_errors_appear() {
    let request = |letters: usize| format!("PMHsimsm01req_{}.xml", "k".repeat(letters - 18));
    assert!(FileName::parse(&request(200)).is_ok());
    assert!(FileName::parse(&request(201)).is_err());
    let name = FileName::parse("PMHsimsm01req_20261101.xml").unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!(name.of_result(), "PMHsimsm01res_20261101.xml");
    assert_eq!(name.of_errors(), ["PMHsimsm01req_20261101.xml.err", "PMHsimsm01req_20261101.err"]);
    for error in name.of_errors() {
        assert!(FileName::parse(&error).is_ok_and(|error| error.answers(&name)), "{error}");
    }
}

#[test]
fn the_identifier_names_the_encoding_of_letters_that_fit_both() {
    let said = |identifier: &str| {
        let element = format!("<CharacterCodeIdentifier>{identifier}</CharacterCodeIdentifier>");
        let answer = read(&file(&[HEADER, &element].concat(), &[]));
        (json_of(&answer.header.charset), answer.header.character_code)
    };
    assert_eq!(json_of(&read(&file(HEADER, &[])).header.charset), json!("utf8"));
    assert_eq!(said("0"), (json!("utf8"), Some("0".to_owned())));
    assert_eq!(said("1"), (json!("shift_jis"), Some("1".to_owned())));
    assert_eq!(said(" 1 "), (json!("shift_jis"), Some("1".to_owned())));
    assert_eq!(said("7"), (json!("utf8"), Some("7".to_owned())));
    // 証 in Shift_JIS is no UTF-8.
    let answer = pmh::read_error_file(b"\x8f\xd8").unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!(
        (json_of(&answer.header.charset), answer.header.error_message.as_deref()),
        (json!("shift_jis"), Some("証"))
    );
    for bytes in [b"\xff\xfe<", b"\xfe\xff<"] {
        let detail = pmh::read_result(bytes).err().map(|refused| refused.detail);
        assert_eq!(detail.as_deref(), Some("UTF-16"));
    }
}

#[test]
fn a_result_that_does_not_say_how_it_went_is_noticed() {
    let noticed = |header: &str| -> Vec<&'static str> {
        let answer = read(&file(header, &[&[PAYER, PERIOD].concat()]));
        let codes = answer.findings.iter().map(|finding| finding.code);
        codes.filter(|code| code.starts_with("header.")).collect()
    };
    assert_eq!(noticed(HEADER), [""; 0]);
    assert_eq!(noticed(""), ["header.segment_missing"]);
    assert_eq!(noticed("<SegmentOfResult>7</SegmentOfResult>"), ["header.segment_unknown"]);
}

#[test]
fn only_an_amount_of_yen_is_a_cap() {
    let of = |text: &str| {
        let items = format!("{PAYER}{PERIOD}<MaxCopaymentAmount>{text}</MaxCopaymentAmount>");
        let answer = read(&file(HEADER, &[&items]));
        let caps: Vec<Cap> = answer.certificates[0].caps.iter().map(|entry| entry.cap).collect();
        (caps, answer.findings.iter().any(|finding| finding.code == "copayment.amount"))
    };
    for amount in ["5000", "5,000円", " 5000 "] {
        assert_eq!(of(amount), (vec![Cap::At(Yen::new(5_000))], false), "{amount}");
    }
    for other in ["-5000", "+5000", "円", ",", "5千円"] {
        assert_eq!(of(other), (vec![], true), "{other}");
    }
    assert_eq!(of(" "), (vec![], false));
}

/// What was registered under an id must be found under it by every later version of the engine.
#[test]
fn the_id_of_a_certificate_goes_by_its_numbers_and_without_them_by_its_name_and_kind() {
    let id = |payer: &str, items: &[(&str, &str)]| {
        let items: String = items.iter().map(|(name, text)| format!("<{name}>{text}</{name}>")).collect();
        read(&file(HEADER, &[&[payer, PERIOD, &items].concat()])).certificates.remove(0).id
    };
    let (number, name) = ("MedicalSubsidyRecipientNumber", "CertificationName");
    let (kind, key) = ("OrgSpecificCertificateTypeId", "CertificationSubKey");
    let numbered = id(PAYER, &[(number, "1234566")]);
    assert_eq!(numbered, "pmh-12ba05233392935c");
    assert_eq!(id(PAYER, &[(number, "1234566"), (name, "受給者証"), (kind, "T1")]), numbered);
    let others = [
        id(PAYER, &[(number, "1234574")]),
        id(PAYER, &[(number, "1234566"), (key, "2")]),
        id(PAYER, &[]),
        id(PAYER, &[(name, "受給者証")]),
        id(PAYER, &[(name, "医療証")]),
        id(PAYER, &[(kind, "T1")]),
        id(PAYER, &[(kind, "T2")]),
        numbered,
    ];
    for (index, one) in others.iter().enumerate() {
        assert!(!others[..index].contains(one), "{index}: {others:?}");
    }
}
