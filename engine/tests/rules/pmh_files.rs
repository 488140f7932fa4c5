//! Files of PMH's exchange as bytes: what is XML, in which encoding, and what an error file says.

use crate::pmh_items::{HEADER, PAYER, PERIOD, file, json_of, read};
use engine::pmh;
use serde_json::json;

#[test]
fn xml_is_elements_attributes_and_text_and_nothing_more() {
    let code = |xml: &str| pmh::read_result(xml.as_bytes()).err().map_or("read", |refused| refused.code);
    let hash = |inside: &str| file(HEADER, &[&format!("{PAYER}{PERIOD}<HashValue>{inside}</HashValue>")]);
    for (inside, expected) in [
        ("&#65;&#x42;", "AB"),
        ("&amp;&lt;", "&<"),
        ("<![CDATA[<a>]]>", "<a>"),
        ("a<!-- x -->b<?pi x?>", "ab"),
    ] {
        assert_eq!(read(&hash(inside)).certificates[0].hash.as_deref(), Some(expected), "{inside}");
    }
    let attributes = |count: usize| (0..count).map(|at| format!(" a{at}=\"1\"")).collect::<String>();
    for (xml, expected) in [
        (hash("&#0;"), "xml.malformed"),
        (hash("&#xFFFE;"), "xml.malformed"),
        (hash("&#x110000;"), "xml.malformed"),
        (hash("&own;"), "xml.entity"),
        (hash("&unfinished"), "xml.malformed"),
        (hash("<a b=\"&own;\"/>"), "xml.entity"),
        (hash("<a b=1/>"), "xml.malformed"),
        (hash("<a b=\"123456789018\"/>"), "my_number"),
        (hash("<a myNumber=\"\"/>"), "my_number"),
        (hash("<a n123456789018=\"\"/>"), "read"),
        (hash("<MyNumber/>"), "my_number"),
        (hash("<n-123456789018/>"), "read"),
        (hash("<_ 123456789018=\"\"/>"), "my_number"),
        (hash("<123456789018/>"), "my_number"),
        (hash("text<a/>"), "read"),
        (hash("1234 5678 9018"), "my_number"),
        (hash(&format!("<a{}/>", attributes(32))), "read"),
        (hash(&format!("<a{}/>", attributes(33))), "xml.too_many"),
        (hash("<a xmlns=\"u\" xmlns:b=\"v\" b:c=\"1\"/>"), "read"),
        ("<XmlMsg/><XmlMsg/>".to_owned(), "xml.malformed"),
        ("<XmlMsg></XmlMsg>text".to_owned(), "xml.malformed"),
        ("<XmlMsg></XmlMsg> \n".to_owned(), "read"),
        ("</XmlMsg>".to_owned(), "xml.malformed"),
        ("<XmlMsg>".to_owned(), "xml.malformed"),
        ("<XmlMsg></Other>".to_owned(), "xml.malformed"),
        ("<!-- only -->".to_owned(), "xml.malformed"),
        ("<Other/>".to_owned(), "pmh.not_a_result"),
        ("<!DOCTYPE x><XmlMsg/>".to_owned(), "xml.doctype"),
        ("<XmlMsg><".to_owned(), "xml.malformed"),
    ] {
        assert_eq!(code(&xml), expected, "{}", &xml[..xml.len().min(300)]);
    }
}

#[test]
fn a_refusal_inside_the_second_of_two_sisters_says_which() {
    let xml = file(HEADER, &["<A/>", "<B><MyNumber/></B>"]);
    let refused = pmh::read_result(xml.as_bytes()).err().unwrap_or_else(|| panic!("read"));
    assert_eq!(refused.field, "XmlMsg.MessageBody.MedicalSubsidies[1].B.MyNumber");
}

#[test]
fn the_encoding_is_what_the_file_says_if_it_is() {
    let body = file(HEADER, &[&format!("{PAYER}{PERIOD}<CertificationName>証</CertificationName>")]);
    let sjis = |text: &str| {
        text.replace('証', "\u{0}")
            .split('\u{0}')
            .map(str::as_bytes)
            .collect::<Vec<_>>()
            .join(&b"\x8f\xd8"[..])
    };
    let read = |bytes: &[u8]| match pmh::read_result(bytes) {
        Ok(answer) => (
            json_of(&answer.header.charset),
            answer.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ),
        Err(refused) => (json!(refused.code), Vec::new()),
    };
    let said = |declaration: &str| format!("{declaration}{body}");
    for (declaration, sjis_charset, sjis_noticed) in [
        ("", "shift_jis", vec![]),
        ("<?xml version='1.0'?>", "shift_jis", vec![]),
        ("<?xml version='1.0' encoding='Shift_JIS'?>", "shift_jis", vec![]),
        ("<?xml version=\"1.0\" encoding = \"windows-31j\"?>", "shift_jis", vec![]),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "shift_jis", vec!["encoding.not_as_declared"]),
        ("<?xml version=\"1.0\" encoding=\"EUC-JP\"?>", "file.encoding", vec![]),
        ("<?xml version=\"1.0\" encoding=UTF-8?>", "shift_jis", vec![]),
    ] {
        let (charset, noticed) = read(&sjis(&said(declaration)));
        assert_eq!((charset, noticed), (json!(sjis_charset), sjis_noticed), "{declaration}");
    }
    assert_eq!(read(said("").as_bytes()).0, json!("utf8"));
    assert_eq!(
        read(said("<?xml version='1.0' encoding='Shift_JIS'?>").replace('証', "あ").as_bytes()).1,
        ["encoding.not_as_declared"]
    );
    let identified =
        body.replace(HEADER, &[HEADER, "<CharacterCodeIdentifier>1</CharacterCodeIdentifier>"].concat());
    assert_eq!(read(&sjis(&identified)).0, json!("shift_jis"));
    let unknown =
        body.replace(HEADER, &[HEADER, "<CharacterCodeIdentifier>7</CharacterCodeIdentifier>"].concat());
    assert_eq!(read(&sjis(&unknown)).0, json!("shift_jis"));
    assert_eq!(read(body.replace('証', "\u{e000}").as_bytes()).1, ["encoding.private_letters"]);
    assert_eq!(read(b"\xEF\xBB\xBF\xff").0, json!("file.encoding"));
    assert_eq!(read(b"\xff\xfe<").0, json!("file.encoding"));
    assert_eq!(read(b"\xfe\xff<").0, json!("file.encoding"));
    assert_eq!(read(b"\xa0\xff\xfd").0, json!("file.encoding"));
    assert_eq!(read(" ".repeat((2 << 20) + 1).as_bytes()).0, json!("file.too_large"));
}

#[test]
fn an_error_file_is_its_reason_and_no_individual_number_comes_through_it() {
    let reason = |text: &str| pmh::read_error_file(text.as_bytes()).map(|answer| answer.header.error_message);
    assert_eq!(reason(" E1 \n").ok().flatten().as_deref(), Some("E1"));
    assert_eq!(reason(" \n").ok(), Some(None));
    assert_eq!(reason("1234-5678-9018").err().map(|refused| refused.code), Some("my_number"));
    assert_eq!(reason(&"長".repeat(5_000)).ok().flatten().map(|text| text.chars().count()), Some(4_000));
    assert!(pmh::read_error_file(b"\xa0\xff\xfd").is_err());
}

#[test]
fn what_is_not_understood_is_kept_as_it_stood_without_the_blanks_between_elements() {
    let unknown = "<Mixed>words<a>1</a></Mixed><Spaced>\n <a>1</a>\n</Spaced><Leaf b=\"1\"> </Leaf>";
    let answer = read(&file(&[HEADER, unknown].concat(), &[]));
    let a = json!([{"name": "a", "text": "1"}]);
    assert_eq!(
        json!(answer.header.unknown),
        json!([
            {"name": "Mixed", "text": "words", "children": a},
            {"name": "Spaced", "children": a},
            {"name": "Leaf", "attributes": {"b": "1"}, "text": " "},
        ])
    );
}

#[test]
fn what_is_wrong_with_the_xml_is_said_without_what_stood_there() {
    let detail = |xml: &str| pmh::read_result(xml.as_bytes()).err().map(|refused| refused.detail);
    for tags in ["<XmlMsg></Secret>", "</Secret>"] {
        assert_eq!(detail(tags).as_deref(), Some("tags do not match"), "{tags}");
    }
    let unclosed = detail("<XmlMsg><!-- Secret").unwrap_or_default();
    assert!(unclosed.contains("comment") && !unclosed.contains("Secret"), "{unclosed}");
}
