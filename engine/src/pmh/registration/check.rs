//! The rules of each field, and the registration that is left when all of them hold.

use super::super::items::{self, blank, finish};
use super::super::tree::Element;
use super::super::{Log, copayment, face};
use super::document::{Entry, MY_NUMBER, Number, Seen};
use super::{BasicFive, Registration, Sex};
use crate::Day;
use crate::facts::door::{Refused, enter_field, enter_item, individual_numbers};
use crate::facts::{PayerNumber, RecipientNumber, Reimbursement, Validity};
use serde_json::{Map, Value};

/// Errors of one document that are listed.
pub(super) const MOST_ERRORS: usize = 1_000;

/// The fields of a registration; any other is kept as unknown.
const FIELDS: [&str; 18] = [
    "orgSpecificCertificateTypeId",
    "basicFiveInfo",
    "isNotDisclosed",
    "medicalSubsidyInsurerNumber",
    "certificationName",
    "medicalSubsidyRecipientNumber",
    "certificationSubKey",
    "segment",
    "incomeSegment",
    "additionalConditions",
    "designatedMedicalInstitutions",
    "isAlwaysReimbursement",
    "maxCopaymentAmount",
    "validFrom",
    "validTo",
    "historyKey",
    "isDeleted",
    "certificationDetail",
];
const FIVE: [&str; 5] = ["name", "nameKana", "address", "dateOfBirth", "sex"];

/// An object being checked: errors go to the document's list under its path.
struct Object<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}
use Need::{Optional, Required};

impl<'a> Object<'a> {
    fn error(&self, errors: &mut Vec<Refused>, name: &str, code: &'static str) {
        let mut path = self.path.clone();
        enter_field(&mut path, name);
        errors.push(Refused::new(code, path, ""));
    }

    fn value(&self, name: &str, need: Need, errors: &mut Vec<Refused>) -> Option<&'a Value> {
        let value = self.fields.get(name).filter(|value| !value.is_null());
        if value.is_none() && need == Required {
            self.error(errors, name, "registration.required");
        }
        value
    }

    fn text(
        &self,
        name: &str,
        need: Need,
        most: Option<usize>,
        errors: &mut Vec<Refused>,
    ) -> Option<&'a str> {
        let value = self.value(name, need, errors)?;
        let Some(text) = value.as_str() else {
            self.error(errors, name, "registration.type");
            return None;
        };
        if text.trim().is_empty() {
            if need == Required {
                self.error(errors, name, "registration.required");
            }
            return None;
        }
        if most.is_some_and(|most| text.chars().count() > most) {
            self.error(errors, name, "registration.too_long");
            return None;
        }
        Some(text)
    }

    fn flag(&self, name: &str, errors: &mut Vec<Refused>) -> Option<bool> {
        let flag = self.value(name, Required, errors)?.as_bool();
        if flag.is_none() {
            self.error(errors, name, "registration.type");
        }
        flag
    }

    fn day(&self, name: &str, errors: &mut Vec<Refused>) -> Option<Day> {
        let day = self.text(name, Required, None, errors)?.parse().ok();
        if day.is_none() {
            self.error(errors, name, "registration.date");
        }
        day
    }

    fn choice<T: Copy>(&self, name: &str, choices: [(&str, T); 2], errors: &mut Vec<Refused>) -> Option<T> {
        let text = self.text(name, Required, None, errors)?;
        let choice = choices.iter().find(|(code, _)| *code == text).map(|(_, value)| *value);
        if choice.is_none() {
            self.error(errors, name, "registration.choice");
        }
        choice
    }

    /// A text that must hold to a rule of its letters.
    fn ruled(
        &self,
        name: &str,
        text: Option<&'a str>,
        (rule, code): (fn(&str) -> bool, &'static str),
        errors: &mut Vec<Refused>,
    ) -> Option<&'a str> {
        let text = text?;
        if rule(text) {
            return Some(text);
        }
        self.error(errors, name, code);
        None
    }
}

/// 半角英数
fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// 公費負担者番号: exactly eight digits.
fn is_eight_digits(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Checks one object; `None` when it adds errors.
pub(super) fn registration(
    entry: Entry,
    index: usize,
    number: Number,
    errors: &mut Vec<Refused>,
) -> Option<Registration> {
    let before = errors.len();
    let mut path = String::new();
    enter_item(&mut path, index);
    let Entry { fields, number: seen, misnamed } = entry;
    my_number(&fields, &path, (seen, misnamed), number, errors);
    let object = Object { fields: &fields, path };

    let person = five(&object, errors);
    let mut log = Log::default();
    let type_id = object.text("orgSpecificCertificateTypeId", Required, Some(50), errors);
    let type_id = object.ruled(
        "orgSpecificCertificateTypeId",
        type_id,
        (is_alphanumeric, "registration.characters"),
        errors,
    );
    let undisclosed = object.flag("isNotDisclosed", errors);
    let payer = object.text("medicalSubsidyInsurerNumber", Optional, None, errors);
    let payer =
        object.ruled("medicalSubsidyInsurerNumber", payer, (is_eight_digits, "registration.digits"), errors);
    let name = object.text("certificationName", Required, Some(100), errors);
    let recipient = object.text("medicalSubsidyRecipientNumber", Optional, Some(30), errors);
    let sub_key = object.text("certificationSubKey", Optional, None, errors);
    let segment = object.text("segment", Optional, None, errors);
    let income = object.text("incomeSegment", Optional, None, errors);
    let conditions = object.text("additionalConditions", Optional, None, errors);
    if conditions.is_some_and(|text| super::conditions(text).is_err()) {
        object.error(errors, "additionalConditions", "registration.syntax");
    }
    let facilities = object.text("designatedMedicalInstitutions", Optional, None, errors);
    let always = object.choice("isAlwaysReimbursement", [("0", false), ("1", true)], errors);
    let from = object.day("validFrom", errors);
    let until = object.day("validTo", errors);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        object.error(errors, "validTo", "registration.period");
    }
    let history_key = object.text("historyKey", Required, None, errors);
    let deleted = object.flag("isDeleted", errors);
    let copayment = object.value("maxCopaymentAmount", Optional, errors);
    if copayment.is_some_and(|value| !value.is_object()) {
        object.error(errors, "maxCopaymentAmount", "registration.type");
    }
    let detail = details(&object, errors);
    if errors.len() > before {
        return None;
    }

    let mut certificate = blank(Validity { from: from?, until: until? });
    let mut kept = Map::new();
    certificate.payer_number = payer.map(|number| PayerNumber(number.to_owned()));
    certificate.recipient_number = recipient.map(|number| RecipientNumber(number.to_owned()));
    name?.clone_into(&mut certificate.name);
    certificate.undisclosed = undisclosed?;
    certificate.reimbursement = Some(if always? { Reimbursement::Claim } else { Reimbursement::AtWindow });
    certificate.history_key = history_key.map(str::to_owned);
    certificate.additional_conditions = conditions.map(str::to_owned);
    if let Some(word) = income {
        items::take_income_class(&mut certificate, word, &mut kept);
        log.assume("income_class", "incomeSegment");
    }
    if let Some(list) = facilities {
        items::take_facilities(&mut certificate, list, &mut kept);
        log.assume("facilities", "designatedMedicalInstitutions");
    }
    if let Some(value) = copayment {
        copayment::apply([&Element::from_json("maxCopaymentAmount", value)], &mut certificate, &mut log);
        kept.insert("maxCopaymentAmount".to_owned(), value.clone());
    }
    let detail = detail?;
    certificate.face =
        detail.iter().flat_map(|item| face::read(&Element::from_json("certificationDetail", item))).collect();
    if !certificate.face.is_empty() {
        log.assume("face", "certificationDetail");
    }
    kept.insert("certificationDetail".to_owned(), Value::Array(detail.clone()));
    for (name, value) in
        [("orgSpecificCertificateTypeId", type_id), ("certificationSubKey", sub_key), ("segment", segment)]
    {
        if let Some(value) = value {
            kept.insert(name.to_owned(), value.into());
        }
    }
    let unknown: Map<String, Value> = others(&fields, &FIELDS).collect();
    if !unknown.is_empty() {
        kept.insert("unknown".to_owned(), Value::Object(unknown));
    }
    finish(&mut certificate, type_id, sub_key, kept, &mut log);
    let mut noted = Log::default();
    noted.add(log, &certificate.id);
    let Log { assumed, findings } = noted;
    Some(Registration { person: person?, certificate, deleted: deleted?, assumed, findings })
}

fn others<'a>(
    fields: &'a Map<String, Value>,
    known: &'a [&str],
) -> impl Iterator<Item = (String, Value)> + 'a {
    fields
        .iter()
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
}

/// The individual number: where it must be, where it must not be, and nowhere else.
fn my_number(
    fields: &Map<String, Value>,
    path: &str,
    (seen, misnamed): (Seen, bool),
    number: Number,
    errors: &mut Vec<Refused>,
) {
    let mut own = path.to_owned();
    enter_field(&mut own, MY_NUMBER);
    let code = match (number, seen) {
        (Number::Required, Seen::Absent) => Some("registration.required"),
        (Number::Required, Seen::SomethingElse) => Some("registration.digits"),
        (Number::Required, Seen::TwelveDigits) | (Number::Refused, Seen::Absent) => None,
        (Number::Refused, _) => Some("my_number"),
    };
    errors.extend(code.map(|code| Refused::new(code, own, "")));
    if misnamed {
        errors.push(Refused::new("my_number", path, ""));
    }
    for (name, value) in fields {
        let mut place = path.to_owned();
        enter_field(&mut place, name);
        if crate::facts::door::holds_individual_number(name) {
            errors.push(Refused::new("my_number", place.as_str(), ""));
        }
        individual_numbers(value, &mut place, &mut |found| errors.push(Refused::new("my_number", found, "")));
    }
}

fn five(object: &Object<'_>, errors: &mut Vec<Refused>) -> Option<BasicFive> {
    let value = object.value("basicFiveInfo", Required, errors)?;
    let Some(fields) = value.as_object() else {
        object.error(errors, "basicFiveInfo", "registration.type");
        return None;
    };
    let mut path = object.path.clone();
    enter_field(&mut path, "basicFiveInfo");
    let five = Object { fields, path };
    let name = five.text("name", Required, None, errors);
    let name_kana = five.text("nameKana", Required, None, errors);
    let address = five.text("address", Required, None, errors);
    let born_on = five.day("dateOfBirth", errors);
    let sex = five.choice("sex", [("1", Sex::Male), ("2", Sex::Female)], errors);
    Some(BasicFive {
        name: name?.to_owned(),
        name_kana: name_kana?.to_owned(),
        address: address?.to_owned(),
        born_on: born_on?,
        sex: sex?,
        unknown: others(fields, &FIVE).collect(),
    })
}

fn details<'a>(object: &Object<'a>, errors: &mut Vec<Refused>) -> Option<&'a Vec<Value>> {
    const NAME: &str = "certificationDetail";
    let value = object.value(NAME, Required, errors)?;
    let Some(list) = value.as_array() else {
        object.error(errors, NAME, "registration.type");
        return None;
    };
    for (index, item) in list.iter().enumerate() {
        if !item.is_object() {
            let mut path = object.path.clone();
            enter_field(&mut path, NAME);
            enter_item(&mut path, index);
            errors.push(Refused::new("registration.type", path, ""));
        }
    }
    Some(list)
}
