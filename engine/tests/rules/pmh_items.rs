//! One item at a time through the readers of PMH's formats: what it fills, what is noticed, what is kept.

use engine::facts::{Certificate, FetchState};
use engine::pmh::{self, Answer};
use serde_json::{Value, json};

pub const HEADER: &str = "<SegmentOfResult>1</SegmentOfResult>";
pub const PAYER: &str = "<MedicalSubsidyInsurerNumber>54136015</MedicalSubsidyInsurerNumber>";
pub const PERIOD: &str = "<ValidFrom>20251001</ValidFrom><ValidTo>2026-12-31</ValidTo>";

pub fn file(header: &str, groups: &[&str]) -> String {
    let groups: Vec<String> =
        groups.iter().map(|items| format!("<MedicalSubsidies>{items}</MedicalSubsidies>")).collect();
    let body = groups.concat();
    format!("<XmlMsg><MessageHeader>{header}</MessageHeader><MessageBody>{body}</MessageBody></XmlMsg>")
}

pub fn read(xml: &str) -> Answer {
    pmh::read_result(xml.as_bytes()).unwrap_or_else(|refused| panic!("{refused}: {xml}"))
}

/// A certificate of 54 with these items besides, and what was noticed about it.
fn with(items: &str) -> (Certificate, Vec<(&'static str, &'static str)>) {
    let mut answer = read(&file(HEADER, &[&[PAYER, PERIOD, items].concat()]));
    assert_eq!(answer.certificates.len(), 1, "{items}");
    let noticed = answer.findings.iter().map(|finding| (finding.code, finding.field)).collect();
    (answer.certificates.remove(0), noticed)
}

pub fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("{error}"))
}

/// What an item fills: a field of the certificate by its path, `null` where it fills nothing.
fn fills(items: &str, path: &str) -> (Value, Vec<(&'static str, &'static str)>) {
    let (certificate, noticed) = with(items);
    (json_of(&certificate).pointer(path).cloned().unwrap_or_default(), noticed)
}

#[test]
fn each_item_fills_its_field_and_what_cannot_be_read_is_noticed() {
    let none: &[(&str, &str)] = &[];
    let way = "<ReimbursementMethod>";
    let always = |flag: &str| format!("<IsAlwaysReimbursement>{flag}</IsAlwaysReimbursement>");
    let method = |word: &str| format!("{way}{word}</ReimbursementMethod>");
    for (items, path, expected, noticed) in [
        (method("現物"), "/reimbursement", json!("at_window"), none),
        (method("償還"), "/reimbursement", json!("claim"), none),
        (method("自動償還"), "/reimbursement", json!("automatic"), none),
        (method("9"), "/reimbursement", json!("9"), none),
        (always("1"), "/reimbursement", json!("claim"), none),
        (always("0"), "/reimbursement", json!("at_window"), none),
        (always("?"), "/reimbursement", json!(null), &[("item.invalid", "reimbursement")]),
        (method("自動償還") + &always("1"), "/reimbursement", json!("automatic"), none),
        (method("現物") + &always("1"), "/reimbursement", json!("claim"), none),
        (method("償還") + &always("0"), "/reimbursement", json!("claim"), none),
        ("<MealCopayment>半額</MealCopayment>".into(), "/meals", json!("half"), none),
        ("<MealCopayment>9</MealCopayment>".into(), "/meals", json!("9"), none),
        ("<IsInOutCombined>1</IsInOutCombined>".into(), "/scope", json!(null), none),
        ("<IsInOutCombined>0</IsInOutCombined>".into(), "/scope/split_by_setting", json!(true), none),
        ("<IsInOutCombined>?</IsInOutCombined>".into(), "/scope", json!(null), &[("item.invalid", "scope")]),
        (
            "<CombinedTypes>医科外来、調剤,医科入院;何か</CombinedTypes>".into(),
            "/scope/kinds",
            json!(["hospital", "clinic", "pharmacy", "何か"]),
            none,
        ),
        ("<IsNotDisclosed>0</IsNotDisclosed>".into(), "/undisclosed", json!(null), none),
        ("<IsNotDisclosed>1</IsNotDisclosed>".into(), "/undisclosed", json!(true), none),
        // A flag that cannot be read hides.
        ("<IsNotDisclosed>?</IsNotDisclosed>".into(), "/undisclosed", json!(true), none),
        ("<IsDeleted>0</IsDeleted>".into(), "/id", json!("pmh-"), none),
        ("<IncomeSegment>低所得Ⅱ</IncomeSegment>".into(), "/income_class", json!("low2"), none),
        ("<IncomeSegment>別枠</IncomeSegment>".into(), "/income_class", json!("別枠"), none),
        (
            "<DesignatedMedicalInstitutions>1310000001; 1234567</DesignatedMedicalInstitutions>".into(),
            "/facilities",
            json!(["1310000001", "1234567"]),
            none,
        ),
        (
            "<DesignatedMedicalInstitutions>1310000001;見本病院</DesignatedMedicalInstitutions>".into(),
            "/facilities",
            json!(null),
            none,
        ),
        (
            "<DesignatedMedicalInstitutions>; ,</DesignatedMedicalInstitutions>".into(),
            "/facilities",
            json!(null),
            none,
        ),
        (
            "<DesignatedMedicalInstitutions>131000000A</DesignatedMedicalInstitutions>".into(),
            "/facilities",
            json!(null),
            none,
        ),
        ("<HashValue>h</HashValue>".into(), "/hash", json!("h"), none),
        (
            "<OrgSpecificCertificateTypeId>T</OrgSpecificCertificateTypeId>".into(),
            "/pmh/orgSpecificCertificateTypeId",
            json!("T"),
            none,
        ),
        ("<CertificationSubKey>S</CertificationSubKey>".into(), "/pmh/certificationSubKey", json!("S"), none),
        ("<CertificationSegment>G</CertificationSegment>".into(), "/pmh/segment", json!("G"), none),
        (
            "<AdditionalConditions>K01-1;</AdditionalConditions>".into(),
            "/additional_conditions",
            json!("K01-1;"),
            none,
        ),
        (
            "<AdditionalConditions>K01</AdditionalConditions>".into(),
            "/additional_conditions",
            json!("K01"),
            &[("item.invalid", "additional_conditions")],
        ),
        ("<Strange>x</Strange>".into(), "/pmh/elements", json!([{"name": "Strange", "text": "x"}]), none),
        ("<Strange/>".into(), "/pmh", json!(null), none),
        (
            "<Strange a=\"1\"/>".into(),
            "/pmh/elements",
            json!([{"name": "Strange", "attributes": {"a": "1"}}]),
            none,
        ),
        // Items in a wrapper, however deep, are items.
        ("<Box><Inner><HashValue>h</HashValue></Inner></Box>".into(), "/hash", json!("h"), none),
        (
            "<HashValue>a</HashValue><HashValue>b</HashValue>".into(),
            "/hash",
            json!("a"),
            &[("item.given_twice", "")],
        ),
        ("<HashValue>a</HashValue><HashValue> a </HashValue><HashValue/>".into(), "/hash", json!("a"), none),
        (
            "<MedicalSubsidyRecipientNumber>1234567</MedicalSubsidyRecipientNumber>".into(),
            "/recipient_number",
            json!("1234567"),
            &[("check_digit", "recipient_number")],
        ),
        (
            "<MedicalSubsidyRecipientNumber>A-1</MedicalSubsidyRecipientNumber>".into(),
            "/recipient_number",
            json!("A-1"),
            none,
        ),
        // 券面 without the element of its own: any pair of a label and a value.
        (
            "<Line><Label>備考</Label><Value>1</Value></Line>".into(),
            "/face",
            json!([{"label": "備考", "value": "1"}]),
            none,
        ),
    ] {
        let (found, found_noticed) = fills(&items, path);
        let fits = match (&found, &expected) {
            (Value::String(id), Value::String(start)) if path == "/id" => id.starts_with(start.as_str()),
            _ => found == expected,
        };
        assert!(fits, "{items}: {found}");
        assert_eq!(found_noticed, noticed, "{items}");
    }
}

#[test]
fn a_certificate_without_a_whole_period_or_withdrawn_is_set_aside() {
    for (items, code) in [
        ("<ValidFrom>20251001</ValidFrom>", "certificate.no_period"),
        ("<ValidTo>20251001</ValidTo>", "certificate.no_period"),
        ("<ValidFrom>20251001</ValidFrom><ValidTo>20250930</ValidTo>", "certificate.no_period"),
        ("<ValidFrom>20251301</ValidFrom><ValidTo>20260930</ValidTo>", "certificate.no_period"),
        ("<ValidFrom>2025100A</ValidFrom><ValidTo>20260930</ValidTo>", "certificate.no_period"),
        ("<ValidFrom>令和7年</ValidFrom><ValidTo>20260930</ValidTo>", "certificate.no_period"),
        (
            "<IsDeleted>1</IsDeleted><ValidFrom>20251001</ValidFrom><ValidTo>20260930</ValidTo>",
            "certificate.deleted",
        ),
        (
            "<IsDeleted>?</IsDeleted><ValidFrom>20251001</ValidFrom><ValidTo>20260930</ValidTo>",
            "certificate.deleted",
        ),
    ] {
        let answer = read(&file(HEADER, &[&[PAYER, items].concat()]));
        let aside: Vec<&str> = answer.set_aside.iter().map(|aside| aside.code).collect();
        assert_eq!((answer.certificates.len(), aside), (0, vec![code]), "{items}");
    }
    // One day is a period.
    let day = "<ValidFrom>20251001</ValidFrom><ValidTo>20251001</ValidTo>";
    assert_eq!(read(&file(HEADER, &[&[PAYER, day].concat()])).certificates.len(), 1);
}

#[test]
fn the_scheme_is_told_by_the_number_and_where_several_share_it_by_the_name() {
    let scheme = |number: &str, name: &str| {
        let number = format!("<MedicalSubsidyInsurerNumber>{number}</MedicalSubsidyInsurerNumber>");
        let items = format!("{number}<CertificationName>{name}</CertificationName>{PERIOD}");
        let answer = read(&file(HEADER, &[&items]));
        let codes: Vec<&str> = answer.findings.iter().map(|finding| finding.code).collect();
        (answer.certificates[0].scheme.clone(), codes)
    };
    assert_eq!(scheme("54136015", ""), ("54".to_owned(), vec![]));
    assert_eq!(scheme("54136016", ""), ("54".to_owned(), vec!["check_digit"]));
    assert_eq!(scheme("38136016", "肝炎治療受給者証"), ("38-hepatitis".to_owned(), vec![]));
    assert_eq!(scheme("38136016", "重度肝硬変"), ("38-liver-cancer".to_owned(), vec![]));
    assert_eq!(scheme("38136016", "受給者証"), ("38".to_owned(), vec!["scheme.ambiguous"]));
    assert_eq!(scheme("5413601", ""), ("unknown".to_owned(), vec!["scheme.unknown", "check_digit"]));
    assert_eq!(scheme("", ""), ("unknown".to_owned(), vec!["scheme.unknown"]));
}

#[test]
fn caps_rates_and_limits_of_the_copayment() {
    let none: &[(&str, &str)] = &[];
    let wrong = |field| vec![("copayment.amount", field)];
    for (inside, path, expected, noticed) in [
        ("10,000円", "/caps/0/cap", json!(10_000), none.to_vec()),
        (" 0 ", "/caps/0/cap", json!(0), none.to_vec()),
        ("", "/caps", json!(null), none.to_vec()),
        ("円", "/caps", json!(null), wrong("caps")),
        ("多い", "/caps", json!(null), wrong("caps")),
        ("99999999999999999999", "/caps", json!(null), wrong("caps")),
        (
            "<AmountMonth>5000</AmountMonth><AmountMonth>5000</AmountMonth>",
            "/caps",
            json!([{"from": "2025-10-01", "cap": 5_000}]),
            none.to_vec(),
        ),
        (
            "<AmountMonth>5000</AmountMonth><AmountMonth>2500</AmountMonth>",
            "/caps",
            json!(null),
            vec![("copayment.several_caps", "caps")],
        ),
        ("<AmountMonth></AmountMonth>", "/caps", json!(null), none.to_vec()),
        ("<AmountMonth>多い</AmountMonth>", "/caps", json!(null), wrong("caps")),
        ("<AmountDay>多い</AmountDay>", "/limits", json!(null), wrong("limits")),
        (
            "<RateMonth>20</RateMonth><RateDay>20%</RateDay><RateVisit>0.2</RateVisit>",
            "/rate",
            json!("0.2"),
            none.to_vec(),
        ),
        ("<RateMonth>100</RateMonth>", "/rate", json!("1"), none.to_vec()),
        (
            "<RateMonth>20</RateMonth><RateDay>10</RateDay>",
            "/rate",
            json!(null),
            vec![("copayment.several_rates", "rate")],
        ),
        ("<RateMonth>101</RateMonth>", "/rate", json!(null), wrong("rate")),
        ("<RateMonth>1.5</RateMonth>", "/rate", json!(null), wrong("rate")),
        ("<RateMonth>x</RateMonth>", "/rate", json!(null), wrong("rate")),
        // One thing is noticed once.
        ("<RateMonth>x</RateMonth><RateDay>y</RateDay>", "/rate", json!(null), wrong("rate")),
        (
            "<Row><Type>外来</Type><AmountDay>500</AmountDay><TimesMonth>2</TimesMonth></Row><Row><Type>調剤</Type><AmountVisit>0</AmountVisit></Row>",
            "/limits",
            json!([{"per": "day", "amount": 500, "times_a_month": 2, "setting": "outpatient"},
                {"per": "visit", "amount": 0, "kinds": ["pharmacy"]}]),
            none.to_vec(),
        ),
        (
            "<Type>医科入院</Type><Type>外来</Type><AmountMonth>5000</AmountMonth><TimesMonth>2</TimesMonth>",
            "/limits",
            json!([{"per": "month", "amount": 5_000, "kinds": ["hospital", "clinic"], "setting": "inpatient"}]),
            none.to_vec(),
        ),
        (
            "<AmountMonth>1000</AmountMonth><FirstVisitOnly>該当</FirstVisitOnly>",
            "/limits",
            json!([{"per": "month", "amount": 1_000, "first_visit_only": true}]),
            none.to_vec(),
        ),
        (
            "<AmountMonth>1000</AmountMonth><FirstVisitOnly>?</FirstVisitOnly>",
            "/caps/0/cap",
            json!(1_000),
            none.to_vec(),
        ),
        ("<Type>何か</Type><AmountDay>1</AmountDay>", "/limits/0/kinds", json!(["何か"]), none.to_vec()),
        (
            "<AmountDay>1</AmountDay><TimesMonth>x</TimesMonth>",
            "/limits/0/amount",
            json!(1),
            wrong("limits.times_a_month"),
        ),
        (
            "<AmountMonth>1000</AmountMonth><BurdenDefinition>3</BurdenDefinition>",
            "/caps/0/cap",
            json!(1_000),
            none.to_vec(),
        ),
        // Rows may lie deeper; a branch without a known field says nothing.
        (
            "<Row><Inner><AmountMonth>700</AmountMonth></Inner></Row>",
            "/caps/0/cap",
            json!(700),
            none.to_vec(),
        ),
        ("<AmountMonth><Deep>700</Deep></AmountMonth>", "/caps", json!(null), none.to_vec()),
    ] {
        let (found, found_noticed) =
            fills(&format!("<MaxCopaymentAmount>{inside}</MaxCopaymentAmount>"), path);
        assert_eq!((found, found_noticed), (expected, noticed), "{inside}");
    }
}

#[test]
fn labels_of_the_face_fill_what_they_name_and_disagreement_is_noticed() {
    let line = |label: &str, value: &str| {
        format!("<CertificationDetail><Label>{label}</Label><Value>{value}</Value></CertificationDetail>")
    };
    let none: &[(&str, &str)] = &[];
    for (items, path, expected, noticed) in [
        (line("人工呼吸器等装着者", "有"), "/traits/ventilator", json!(true), none),
        (line("高額かつ長期", "該当"), "/traits/high_cost_long_term", json!(true), none),
        (line("軽症高額", "○"), "/traits/mild_high_cost", json!(true), none),
        (line("重症患者認定", "1"), "/traits/severe", json!(true), none),
        (line("重度かつ継続", "1"), "/traits/severe_and_continuing", json!(true), none),
        (line("人工呼吸器等装着", "非該当"), "/traits", json!(null), none),
        (line("高額かつ長期", "無"), "/traits", json!(null), none),
        (line("軽症高額", "?"), "/traits", json!(null), none),
        (line("重症患者認定", ""), "/traits", json!(null), none),
        (line("重度かつ継続", "0"), "/traits", json!(null), none),
        (line("認定年月日", "20250920"), "/decided_on", json!("2025-09-20"), none),
        (line("認定年月日", "きのう"), "/decided_on", json!(null), none),
        (
            line("認定年月日", "20250920") + &line("認定年月日", "20250921"),
            "/decided_on",
            json!("2025-09-20"),
            none,
        ),
        (
            line("疾病名", "X") + &line("疾病名", " X ") + &line("疾病名", "") + &line("疾病名", "Y"),
            "/diseases",
            json!(["X", "Y"]),
            none,
        ),
        (line("公費負担者番号", "５４１３６０１５"), "/payer_number", json!("54136015"), none),
        (
            line("公費負担者番号", "54136023"),
            "/payer_number",
            json!("54136015"),
            &[("face.disagrees", "payer_number")],
        ),
        // Nothing to compare with.
        (line("受給者番号", "1234566") + &line("受給者証名", "証"), "/recipient_number", json!(null), none),
        (
            "<CertificationName>A</CertificationName>".to_owned() + &line("受給者証名", "B"),
            "/name",
            json!("A"),
            &[("face.disagrees", "name")],
        ),
        (
            "<MedicalSubsidyRecipientNumber>1234566</MedicalSubsidyRecipientNumber>".to_owned()
                + &line("公費受給者番号", "1234574"),
            "/recipient_number",
            json!("1234566"),
            &[("face.disagrees", "recipient_number")],
        ),
    ] {
        let (found, found_noticed) = fills(&items, path);
        assert_eq!((found, &*found_noticed), (expected, noticed), "{items}");
    }
}

#[test]
fn a_line_of_the_face_may_be_written_in_many_ways() {
    let face = |inside: &str| {
        let (certificate, _) = with(&format!("<CertificationDetail>{inside}</CertificationDetail>"));
        certificate.face.iter().map(|item| format!("{}={}", item.label, item.value)).collect::<Vec<_>>()
    };
    for (inside, expected) in [
        ("<ItemName>備考</ItemName><ItemValue>1</ItemValue>", vec!["備考=1"]),
        ("<Item Name=\"備考\" Value=\"1\"/>", vec!["備考=1"]),
        ("<Item Name=\"備考\">1</Item>", vec!["備考=1"]),
        ("<Item Name=\"備考\" Order=\"2\">1</Item>", vec!["備考=1", "備考/Order=2"]),
        ("<備考>1</備考><空/>", vec!["備考=1", "空="]),
        ("<備考 Order=\"2\">1</備考>", vec!["備考/Order=2", "備考=1"]),
        ("<住所><町>甲</町></住所>", vec!["住所/町=甲"]),
        ("<Group><Item><Label>備考</Label><Value>1</Value></Item></Group>", vec!["備考=1"]),
        ("<Label>備考</Label><Value>1</Value><Extra>2</Extra>", vec!["備考=1", "備考/Extra=2"]),
        ("<Label><Deep>x</Deep></Label>", vec!["Label/Deep=x"]),
        ("ただの文", vec!["=ただの文"]),
    ] {
        assert_eq!(face(inside), expected, "{inside}");
    }
}

#[test]
fn the_header_is_read_once_and_what_is_unknown_in_it_is_kept() {
    let header = |more: &str| {
        let answer = read(&file(&[HEADER, more].concat(), &[]));
        let codes: Vec<(&str, &str)> =
            answer.findings.iter().map(|finding| (finding.code, finding.field)).collect();
        (json_of(&answer.header), codes)
    };
    let (read, noticed) = header(
        "<ErrorCode>E1</ErrorCode><ErrorCode>E2</ErrorCode><ErrorCode/><RequestFileName>r</RequestFileName>",
    );
    assert_eq!((&read["error_code"], &read["request_file"]), (&json!("E1"), &json!("r")));
    assert_eq!(noticed, [("item.given_twice", "header.error_code")]);
    let (read, noticed) = header("<QualificationConfirmationDate>x</QualificationConfirmationDate>");
    assert_eq!(
        (&read["confirmed_on"], noticed),
        (&json!(null), vec![("item.invalid", "header.confirmed_on")])
    );
    let twice = "<QualificationConfirmationDate>20261120</QualificationConfirmationDate><QualificationConfirmationDate>x</QualificationConfirmationDate>";
    assert_eq!(header(twice).0["confirmed_on"], "2026-11-20");
    let (read, _) = header("<Strange>1</Strange><Empty/><ErrorMessage><Deep/></ErrorMessage>");
    assert_eq!(
        read["unknown"],
        json!([{"name": "Strange", "text": "1"}, {"name": "ErrorMessage", "children": [{"name": "Deep"}]}])
    );
    let all = "<ErrorMessage>m</ErrorMessage><ArbitraryFileIdentifier>f</ArbitraryFileIdentifier><MedicalInstitutionCode>i</MedicalInstitutionCode>\
        <ReferenceClassification>1</ReferenceClassification><ProcessExecutionTime>t</ProcessExecutionTime>";
    let (read, _) = header(all);
    for (field, value) in [
        ("error_message", "m"),
        ("file_identifier", "f"),
        ("institution", "i"),
        ("reference_classification", "1"),
        ("executed_at", "t"),
    ] {
        assert_eq!(read[field], value);
    }
}

#[test]
fn only_a_file_that_says_so_says_that_there_is_nothing() {
    let whole = [PAYER, PERIOD].concat();
    let deleted = "<IsDeleted>1</IsDeleted><ValidFrom>20251001</ValidFrom>";
    let segment = |code: &str| format!("<SegmentOfResult>{code}</SegmentOfResult>");
    for (header, groups, state) in [
        (segment("1"), vec![&*whole], FetchState::Present),
        (segment("1"), vec![], FetchState::NoneConfirmed),
        (segment("1"), vec![deleted], FetchState::NoneConfirmed),
        (segment("1"), vec!["<ValidFrom>20251001</ValidFrom>"], FetchState::Error),
        (segment("2"), vec![&*whole], FetchState::Pending),
        (segment("9"), vec![&*whole], FetchState::Error),
        (segment("7"), vec![&*whole], FetchState::Present),
        (segment("7"), vec![], FetchState::Error),
        (String::new(), vec![&*whole], FetchState::Present),
        (String::new(), vec![], FetchState::Error),
    ] {
        let answer = read(&file(&header, &groups));
        assert_eq!(answer.state, state, "{header} {groups:?}");
    }
    let strange = "<XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult></MessageHeader><MessageBody><Other/></MessageBody></XmlMsg>";
    assert_eq!(read(strange).state, FetchState::Error);
    // The source's state, as facts keep it.
    let pending = read(&file(&segment("2"), &[]));
    assert_eq!(pending.source_state(Some("t".to_owned())).good_at, None);
    assert_eq!(read(&file(HEADER, &[])).source_state(Some("t".to_owned())).good_at.as_deref(), Some("t"));
    let failed = read(&file("<SegmentOfResult>9</SegmentOfResult><ErrorCode>E1</ErrorCode>", &[]));
    assert_eq!(failed.source_state(None).reason.as_deref(), Some("E1"));
}

#[test]
fn one_certificate_several_times_and_more_than_anybody_holds() {
    let whole = [PAYER, PERIOD].concat();
    let answer = read(&file(HEADER, &[&whole, &whole, &whole]));
    let ids: Vec<&str> = answer.certificates.iter().map(|certificate| &*certificate.id).collect();
    assert!(ids[1].ends_with("-n2") && ids[2].ends_with("-n3"), "{ids:?}");
    let many = vec![&*whole; 101];
    let answer = read(&file(HEADER, &many));
    assert_eq!(answer.certificates.len(), 100);
    assert!(answer.findings.iter().any(|finding| finding.code == "shape.too_many"));
    // A detail that holds items and no period is a certificate only where nothing stands beside it.
    let items = "<CertificationDetail><HashValue>h</HashValue></CertificationDetail>";
    assert_eq!(read(&file(HEADER, &[items])).set_aside.len(), 1);
    let beside = [items, PAYER, PERIOD].concat();
    assert_eq!(read(&file(HEADER, &[&beside])).certificates[0].face[0].label, "HashValue");
    let detail = format!("<CertificationDetail>{whole}</CertificationDetail>");
    let answer = read(&file(HEADER, &[&[&*detail, "<HashValue>h</HashValue>", PERIOD].concat()]));
    assert!(answer.findings.iter().any(|finding| finding.code == "shape.mixed"), "{:?}", answer.findings);
}
