//! 医療費助成対象者情報登録API (municipality → PMH), `postRegistrationTasks`: a JSON array of registrations.
//!
//! The document carries the individual number, facts never do. [`read`] looks whether it is there and of twelve digits, and its
//! digits are never put into anything: not a fact, not an error, not what `Debug` prints. [`write()`] has no place for it, and
//! [`read_without_number`] reads what [`write()`] wrote and refuses a document that has one.
//!
//! | code of an error | meaning |
//! |---|---|
//! | `registration.required` | missing, null or empty |
//! | `registration.type` | another JSON type |
//! | `registration.too_long`, `registration.digits`, `registration.characters` | length, digits, 半角英数 |
//! | `registration.date`, `registration.choice`, `registration.syntax` | not a day, not one of the values, not `項目コード-コード;…` |
//! | `registration.period` | `validTo` before `validFrom` |
//! | `registration.too_many_errors` | the rest is not listed |
//! | `my_number` | an individual number where it must not be |
//! | `json.…` | the document as a whole, see [`crate::facts::door`] |

mod check;
mod document;

use super::{Assumption, Finding, KEPT, Refused, copayment, face, items, tree::Element};
use crate::Day;
use crate::facts::{Certificate, Reimbursement, Unknown};
use serde::Serialize;
use serde_json::{Map, Value};

/// One registration, without the individual number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registration {
    /// 基本5情報.
    pub person: BasicFive,
    /// 助成対象者情報 and 券面. What facts have no field for is kept under [`KEPT`].
    pub certificate: Certificate,
    /// 削除: this registration withdraws the certificate.
    pub deleted: bool,
    /// Every value that was read by assumption.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<Assumption>,
    /// What was noticed on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// 基本5情報 (`basicFiveInfoForResister`, as the published schema spells it).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BasicFive {
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub name_kana: String,
    /// 住所.
    pub address: String,
    /// 生年月日.
    pub born_on: Day,
    /// 性別.
    pub sex: Sex,
    /// Fields of a later version.
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    pub unknown: Unknown,
}

/// 性別, as the API writes it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Sex {
    /// `"1"`
    #[serde(rename = "1")]
    Male,
    /// `"2"`
    #[serde(rename = "2")]
    Female,
}

impl Sex {
    fn code(self) -> &'static str {
        match self {
            Sex::Male => "1",
            Sex::Female => "2",
        }
    }
}

/// One of the 追加条件: `項目コード-コード`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition<'a> {
    /// 項目コード.
    pub item: &'a str,
    /// コード.
    pub code: &'a str,
}

/// Reads 追加条件, `項目コード-コード;項目コード-コード`; one semicolon may stand at the end. The error is the index of the bad one.
pub fn conditions(text: &str) -> Result<Vec<Condition<'_>>, usize> {
    let text = text.strip_suffix(';').unwrap_or(text);
    text.split(';')
        .enumerate()
        .map(|(index, condition)| {
            let (item, code) = condition.split_once('-').ok_or(index)?;
            let is_code = |part: &str| {
                !part.is_empty()
                    && !part.contains(|letter: char| {
                        letter == '-' || letter.is_whitespace() || letter.is_control()
                    })
            };
            if is_code(item) && is_code(code) { Ok(Condition { item, code }) } else { Err(index) }
        })
        .collect()
}

/// Reads a municipality's document. All errors of the document at once, each with its path (`[2].basicFiveInfo.sex`).
pub fn read(bytes: &[u8]) -> Result<Vec<Registration>, Vec<Refused>> {
    read_as(bytes, document::Number::Required)
}

/// Reads a document that must not carry the individual number: the form of [`write()`].
pub fn read_without_number(bytes: &[u8]) -> Result<Vec<Registration>, Vec<Refused>> {
    read_as(bytes, document::Number::Refused)
}

fn read_as(bytes: &[u8], number: document::Number) -> Result<Vec<Registration>, Vec<Refused>> {
    let entries = document::read(bytes).map_err(|refused| vec![refused])?;
    let mut errors = Vec::new();
    let mut registrations = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        registrations.extend(check::registration(entry, index, number, &mut errors));
        if errors.len() >= check::MOST_ERRORS {
            errors.truncate(check::MOST_ERRORS);
            errors.push(Refused::new("registration.too_many_errors", "", ""));
            break;
        }
    }
    if errors.is_empty() { Ok(registrations) } else { Err(errors) }
}

/// What was written, and which of it by assumption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The array of registrations, without `myNumber`.
    pub json: Value,
    /// Fields written by assumed names: those whose own form the facts did not keep. One list per registration.
    pub assumed: Vec<Vec<Assumption>>,
}

/// Writes registrations as the API's JSON without the individual number. What the API requires and facts do not hold is an error,
/// with its path in the document that would have been.
pub fn write(registrations: &[Registration]) -> Result<Written, Vec<Refused>> {
    let mut errors = Vec::new();
    let mut written = Written { json: Value::Null, assumed: Vec::new() };
    let mut array = Vec::new();
    for (index, registration) in registrations.iter().enumerate() {
        let mut assumed = Vec::new();
        let object = entry(registration, &mut assumed);
        let checked = document::Entry::without_number(object.clone());
        check::registration(checked, index, document::Number::Refused, &mut errors);
        array.push(Value::Object(object));
        written.assumed.push(assumed);
    }
    written.json = Value::Array(array);
    if errors.is_empty() { Ok(written) } else { Err(errors) }
}

fn entry(registration: &Registration, assumed: &mut Vec<Assumption>) -> Map<String, Value> {
    let Registration { person, certificate, deleted, .. } = registration;
    let nothing = Map::new();
    let kept = certificate.unknown.get(KEPT).and_then(Value::as_object).unwrap_or(&nothing);
    let mut entry = kept.get("unknown").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            entry.insert(name.to_owned(), value);
        }
    };
    let text = |text: &str| Some(Value::from(text)).filter(|_| !text.is_empty());
    let same_class = |word: &str| {
        let mut read = certificate.clone();
        items::take_income_class(&mut read, word, &mut Map::new());
        read.income_class == certificate.income_class
    };
    put("orgSpecificCertificateTypeId", kept.get("orgSpecificCertificateTypeId").cloned());
    put("basicFiveInfo", Some(five(person)));
    put("isNotDisclosed", Some(certificate.undisclosed.into()));
    put("medicalSubsidyInsurerNumber", certificate.payer_number.as_ref().and_then(|number| text(&number.0)));
    put("certificationName", text(&certificate.name));
    put(
        "medicalSubsidyRecipientNumber",
        certificate.recipient_number.as_ref().and_then(|number| text(&number.0)),
    );
    put("certificationSubKey", kept.get("certificationSubKey").cloned());
    put("segment", kept.get("segment").cloned());
    let word = kept.get("incomeSegment").filter(|word| word.as_str().is_some_and(same_class)).cloned();
    put(
        "incomeSegment",
        word.or_else(|| certificate.income_class.as_ref().and_then(|class| text(class.code()))),
    );
    put("additionalConditions", certificate.additional_conditions.as_deref().and_then(text));
    let facilities = kept.get("designatedMedicalInstitutions").cloned();
    put("designatedMedicalInstitutions", facilities.or_else(|| text(&certificate.facilities.join(","))));
    put(
        "isAlwaysReimbursement",
        match certificate.reimbursement {
            Some(Reimbursement::Claim | Reimbursement::Automatic) => Some("1".into()),
            Some(Reimbursement::AtWindow) => Some("0".into()),
            _ => None,
        },
    );
    put("maxCopaymentAmount", max_copayment(certificate, kept, assumed));
    put("validFrom", text(&certificate.valid.from.to_string()));
    put("validTo", text(&certificate.valid.until.to_string()));
    put("historyKey", certificate.history_key.as_deref().and_then(text));
    put("isDeleted", Some((*deleted).into()));
    put("certificationDetail", Some(detail(certificate, kept, assumed)));
    entry
}

fn five(person: &BasicFive) -> Value {
    let mut five: Map<String, Value> = person.unknown.clone().into_iter().collect();
    for (name, value) in [
        ("name", person.name.as_str()),
        ("nameKana", &person.name_kana),
        ("address", &person.address),
        ("dateOfBirth", &person.born_on.to_string()),
        ("sex", person.sex.code()),
    ] {
        five.insert(name.to_owned(), value.into());
    }
    Value::Object(five)
}

/// The source's own object while it still says what the certificate says; else the cap by the assumed name.
fn max_copayment(
    certificate: &Certificate,
    kept: &Map<String, Value>,
    assumed: &mut Vec<Assumption>,
) -> Option<Value> {
    let cap = certificate.caps.iter().max_by_key(|entry| entry.from).map(|entry| entry.cap);
    if let Some(own @ Value::Object(_)) = kept.get("maxCopaymentAmount") {
        let mut read = items::blank(certificate.valid);
        copayment::apply(
            [&Element::from_json("maxCopaymentAmount", own)],
            &mut read,
            &mut super::Log::default(),
        );
        let read_cap = read.caps.first().map(|entry| entry.cap);
        if (read_cap, read.rate, &read.limits) == (cap, certificate.rate, &certificate.limits) {
            return Some(own.clone());
        }
    }
    let Some(crate::Cap::At(cap)) = cap else { return None };
    assumed.push(Assumption { certificate: None, field: "caps", element: "maxCopaymentAmount".to_owned() });
    Some(copayment::write(cap))
}

/// The source's own list while it still says what the face says; else pairs by the assumed names.
fn detail(certificate: &Certificate, kept: &Map<String, Value>, assumed: &mut Vec<Assumption>) -> Value {
    if let Some(own @ Value::Array(list)) = kept.get("certificationDetail") {
        let read =
            list.iter().flat_map(|object| face::read(&Element::from_json("certificationDetail", object)));
        if read.eq(certificate.face.iter().cloned()) {
            return own.clone();
        }
    }
    if !certificate.face.is_empty() {
        assumed.push(Assumption {
            certificate: None,
            field: "face",
            element: "certificationDetail".to_owned(),
        });
    }
    certificate.face.iter().map(face::write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_pairs_of_codes() {
        let two = conditions("K01-1;K02-03;");
        assert_eq!(two.map(|list| list.len()), Ok(2));
        for (text, bad) in [("", 0), ("K01", 0), ("K01-1;;K02-1", 1), ("K01-1-2", 0), ("K01- ", 0), ("-1", 0)]
        {
            assert_eq!(conditions(text), Err(bad), "{text}");
        }
    }
}
