//! 医療費助成情報結果: `XmlMsg/MessageHeader` and `XmlMsg/MessageBody/MedicalSubsidies/CertificationDetail`.

use super::assumed::{field_of, table};
use super::items::{CERTIFICATION_DETAIL, Items, NotTaken, build, day, holds_item, holds_period};
use super::tree::{Element, parse};
use super::{Answer, Finding, Header, Log, Refused, SetAside, text};
use crate::facts::FetchState;
use crate::facts::door::holds_individual_number;

const ROOT: &str = "XmlMsg";
const HEADER: &str = "MessageHeader";
const BODY: &str = "MessageBody";
const SUBSIDIES: &str = "MedicalSubsidies";
/// More than any person holds; what comes behind is noted and not read.
const MOST_CERTIFICATES: usize = 100;
/// An error file is a reason, not a book.
const LONGEST_REASON: usize = 4_000;

/// Reads a result file. A file that is not one is refused; what that means for the patient (could not look) is the caller's.
pub fn read_result(bytes: &[u8]) -> Result<Answer, Refused> {
    let mut log = Log::default();
    let decoded = text::decode(bytes, &mut log)?;
    let root = parse(&decoded.text)?;
    if root.name != ROOT {
        return Err(Refused::new("pmh.not_a_result", "", "the root is another element"));
    }
    let mut header = Header { charset: decoded.charset, ..Header::default() };
    for element in root.all(HEADER) {
        read_header(element, &mut header, &mut log);
    }
    let mut answer = Answer {
        state: FetchState::Error,
        header,
        certificates: Vec::new(),
        set_aside: Vec::new(),
        assumed: Vec::new(),
        findings: Vec::new(),
    };
    let groups = groups(&root, &mut log);
    let understood = root.all(BODY).all(|body| body.children.iter().all(|child| child.name == SUBSIDIES));
    let said = answer.header.segment_of_result.as_deref().and_then(|code| table().segment(code));
    match (&said, &answer.header.segment_of_result) {
        (None, None) => log.find(Finding::new("header.segment_missing", "")),
        (None, Some(_)) => log.find(Finding::new("header.segment_unknown", "")),
        _ => {}
    }
    let final_answer = !matches!(said, Some(FetchState::Pending | FetchState::Error));
    for (position, group) in groups.into_iter().enumerate() {
        take(group, position, final_answer, &mut answer, &mut log);
    }
    answer.state = match said {
        Some(FetchState::Present) | None if !answer.certificates.is_empty() => FetchState::Present,
        Some(FetchState::Present)
            if !answer.set_aside.iter().all(|aside| aside.code == "certificate.deleted") =>
        {
            FetchState::Error
        }
        Some(FetchState::Present) if understood => FetchState::NoneConfirmed,
        Some(FetchState::Present) => {
            log.find(Finding::new("body.not_understood", ""));
            FetchState::Error
        }
        Some(other) => other,
        None => FetchState::Error,
    };
    answer.assumed = log.assumed;
    answer.findings = log.findings;
    Ok(answer)
}

/// Reads an error file: its whole text is the reason, as it came.
pub fn read_error_file(bytes: &[u8]) -> Result<Answer, Refused> {
    let mut log = Log::default();
    let decoded = text::decode(bytes, &mut log)?;
    if holds_individual_number(&decoded.text) {
        return Err(Refused::new("my_number", "", ""));
    }
    let reason: String = decoded.text.trim().chars().take(LONGEST_REASON).collect();
    let header = Header {
        charset: decoded.charset,
        error_message: Some(reason).filter(|reason| !reason.is_empty()),
        ..Header::default()
    };
    let (certificates, set_aside) = (Vec::new(), Vec::new());
    let Log { assumed, findings } = log;
    Ok(Answer { state: FetchState::Error, header, certificates, set_aside, assumed, findings })
}

fn read_header(element: &Element, header: &mut Header, log: &mut Log) {
    for child in &element.children {
        let text = child.text.trim();
        let Some(field) = field_of(&table().header, &child.name).filter(|_| child.is_leaf()) else {
            if !child.is_empty() {
                header.unknown.push(child.to_json());
            }
            continue;
        };
        if text.is_empty() {
            continue;
        }
        let (field, place) = match field {
            "executed_at" => ("header.executed_at", &mut header.executed_at),
            "institution" => ("header.institution", &mut header.institution),
            "file_identifier" => ("header.file_identifier", &mut header.file_identifier),
            "reference_classification" => {
                ("header.reference_classification", &mut header.reference_classification)
            }
            "segment_of_result" => ("header.segment_of_result", &mut header.segment_of_result),
            "error_code" => ("header.error_code", &mut header.error_code),
            "error_message" => ("header.error_message", &mut header.error_message),
            "character_code" => ("header.character_code", &mut header.character_code),
            "request_file" => ("header.request_file", &mut header.request_file),
            _ => {
                header.confirmed_on = header.confirmed_on.or(day(text));
                match header.confirmed_on {
                    Some(_) => log.assume("header.confirmed_on", &child.name),
                    None => log.find(Finding::new("item.invalid", "header.confirmed_on")),
                }
                continue;
            }
        };
        if place.as_deref().is_some_and(|before| before != text) {
            log.find(Finding::new("item.given_twice", field));
        } else {
            *place = Some(text.to_owned());
            log.assume(field, &child.name);
        }
    }
}

/// The elements of each certificate. Which of the two elements the published figure repeats is not known: both are read.
fn groups<'a>(root: &'a Element, log: &mut Log) -> Vec<Vec<&'a Element>> {
    let mut groups = Vec::new();
    for subsidies in root.all(BODY).flat_map(|body| body.all(SUBSIDIES)) {
        let is_detail = |child: &&Element| child.name == CERTIFICATION_DETAIL;
        let beside = holds_period(subsidies.children.iter().filter(|child| !is_detail(child)));
        // A certificate of its own has a period; a list of labels may look like items, but not beside a whole one.
        let is_whole =
            |child: &&Element| is_detail(child) && (holds_period([*child]) || (!beside && holds_item(child)));
        let whole: Vec<&Element> = subsidies.children.iter().filter(is_whole).collect();
        let rest: Vec<&Element> =
            subsidies.children.iter().filter(|child| !is_whole(child) && !child.is_empty()).collect();
        if !whole.is_empty() && !rest.is_empty() {
            log.find(Finding::new("shape.mixed", ""));
        }
        if !rest.is_empty() {
            groups.push(rest);
        }
        groups.extend(whole.into_iter().map(|detail| detail.children.iter().collect()));
    }
    if groups.len() > MOST_CERTIFICATES {
        groups.truncate(MOST_CERTIFICATES);
        log.find(Finding::new("shape.too_many", ""));
    }
    groups
}

/// One certificate into the answer, or aside.
fn take(group: Vec<&Element>, position: usize, final_answer: bool, answer: &mut Answer, log: &mut Log) {
    let mut items = Items::default();
    items.gather(group.iter().copied());
    let mut noted = Log::default();
    let code = match build(&items, &mut noted) {
        Ok(mut certificate) if final_answer => {
            let twin = |id: &str| answer.certificates.iter().any(|other| other.id == id);
            if twin(&certificate.id) {
                noted.find(Finding::new("certificate.duplicate", "id"));
                let id = certificate.id.clone();
                let mut number = 2;
                while twin(&certificate.id) {
                    certificate.id = format!("{id}-n{number}");
                    number += 1;
                }
            }
            log.add(noted, &certificate.id);
            answer.certificates.push(certificate);
            return;
        }
        Ok(_) => "certificate.not_final",
        Err(NotTaken::NoPeriod) => "certificate.no_period",
        Err(NotTaken::Deleted) => "certificate.deleted",
    };
    let elements = group.into_iter().map(Element::to_json).collect();
    answer.set_aside.push(SetAside { code, position, elements });
}
