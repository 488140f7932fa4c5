//! Items for computing (レセコン既存転記項目) and how they become a certificate of the facts.

use super::assumed::{field_of, table};
use super::tree::Element;
use super::{Finding, KEPT, Log, copayment, face, registration};
use crate::facts::{
    Certificate, FacilityKind, IncomeClass, MealShare, PayerNumber, RecipientNumber, Reimbursement, Scope,
    Traits, Validity,
};
use crate::{Day, book};
use serde_json::{Map, Value};

/// The element of the 券面 items; its name is published.
pub(super) const CERTIFICATION_DETAIL: &str = "CertificationDetail";

/// The elements of one certificate, sorted.
#[derive(Default)]
pub(super) struct Items<'a> {
    found: Vec<(&'static str, &'a Element)>,
    face: Vec<&'a Element>,
    unknown: Vec<&'a Element>,
}

impl<'a> Items<'a> {
    /// Sorts elements; wrappers around known items are looked into.
    pub fn gather(&mut self, elements: impl IntoIterator<Item = &'a Element>) {
        for element in elements {
            if element.name == CERTIFICATION_DETAIL {
                self.face.push(element);
            } else if let Some(field) = field_of(&table().items, &element.name) {
                self.found.push((field, element));
            } else if holds_item(element) {
                self.gather(&element.children);
            } else if face::has_pair(element) {
                self.face.push(element);
            } else if !element.is_empty() {
                self.unknown.push(element);
            }
        }
    }

    fn elements(&self, field: &str) -> impl Iterator<Item = &'a Element> {
        self.found.iter().filter(move |(name, _)| *name == field).map(|(_, element)| *element)
    }

    /// The item's text, if it has one.
    fn text(&self, field: &'static str, log: &mut Log) -> Option<(&'a str, &'a str)> {
        let mut texts = self
            .elements(field)
            .map(|element| (element.name.as_str(), element.text.trim()))
            .filter(|(_, text)| !text.is_empty());
        let first = texts.next()?;
        if texts.any(|other| other.1 != first.1) {
            log.find(Finding::new("item.given_twice", ""));
        }
        Some(first)
    }
}

/// Does the element hold a known item anywhere inside?
pub(super) fn holds_item(element: &Element) -> bool {
    element.children.iter().any(|child| field_of(&table().items, &child.name).is_some() || holds_item(child))
}

/// Does one of these hold the first day of a period, under the name the API would give it? The Japanese names are left out: a
/// 券面 list may carry them as its labels.
pub(super) fn holds_period<'a>(elements: impl IntoIterator<Item = &'a Element>) -> bool {
    let name = table().items.iter().find(|row| row.field == "valid_from").and_then(|row| row.names.first());
    name.is_some_and(|name| {
        elements
            .into_iter()
            .any(|element| element.name.eq_ignore_ascii_case(name) || holds_period(&element.children))
    })
}

/// A day as `YYYYMMDD` or `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<Day> {
    if text.len() == 8 {
        return format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..)?).parse().ok();
    }
    text.parse().ok()
}

/// A certificate of which only the period is known.
pub(super) fn blank(valid: Validity) -> Certificate {
    Certificate {
        id: String::new(),
        scheme: String::new(),
        name: String::new(),
        payer_number: None,
        recipient_number: None,
        diseases: Vec::new(),
        valid,
        caps: Vec::new(),
        rate: None,
        scope: Scope::default(),
        limits: Vec::new(),
        meals: None,
        reimbursement: None,
        facilities: Vec::new(),
        income_class: None,
        traits: Traits::default(),
        decided_on: None,
        onset_month: None,
        additional_conditions: None,
        face: Vec::new(),
        history_key: None,
        hash: None,
        undisclosed: false,
        earlier: Vec::new(),
        unknown: std::collections::BTreeMap::new(),
    }
}

/// Why a certificate cannot be one of the facts.
pub(super) enum NotTaken {
    NoPeriod,
    Deleted,
}

/// Builds the certificate.
pub(super) fn build(items: &Items<'_>, log: &mut Log) -> Result<Certificate, NotTaken> {
    let mut kept = Map::new();
    if let Some((element, text)) = items.text("deleted", log) {
        log.assume("deleted", element);
        if table().flag(text) != Some(false) {
            return Err(NotTaken::Deleted);
        }
    }
    let mut date = |field, ours| {
        let (element, text) = items.text(field, log)?;
        let day = day(text)?;
        log.assume(ours, element);
        Some(day)
    };
    let (from, until) = (date("valid_from", "valid.from"), date("valid_to", "valid.until"));
    let (Some(from), Some(until)) = (from, until) else { return Err(NotTaken::NoPeriod) };
    if until < from {
        return Err(NotTaken::NoPeriod);
    }
    let mut certificate = blank(Validity { from, until });

    let text = |field: &'static str, log: &mut Log| {
        let (element, text) = items.text(field, log)?;
        log.assume(ours(field), element);
        Some(text.to_owned())
    };
    certificate.payer_number = text("payer_number", log).map(PayerNumber);
    certificate.recipient_number = text("recipient_number", log).map(RecipientNumber);
    certificate.name = text("name", log).unwrap_or_default();
    certificate.history_key = text("history_key", log);
    certificate.hash = text("hash", log);
    certificate.additional_conditions = text("additional_conditions", log);
    let type_id = text("type_id", log);
    let sub_key = text("sub_key", log);
    let segment = text("segment", log);
    if let Some(word) = text("income_class", log) {
        take_income_class(&mut certificate, &word, &mut kept);
    }
    if let Some(list) = text("facilities", log) {
        take_facilities(&mut certificate, &list, &mut kept);
    }
    if let Some(word) = text("undisclosed", log) {
        // A flag that cannot be read hides rather than shows.
        certificate.undisclosed = table().flag(&word) != Some(false);
    }
    if let Some(word) = text("reimbursement", log) {
        certificate.reimbursement = Some(
            table().reimbursement(&word).map_or(Reimbursement::Other(word.clone()), Reimbursement::from),
        );
    }
    if let Some(word) = text("always_reimbursement", log) {
        match table().flag(&word) {
            // Paid back without a claim is paid back all the same.
            Some(true) if certificate.reimbursement == Some(Reimbursement::Automatic) => {}
            Some(true) => certificate.reimbursement = Some(Reimbursement::Claim),
            Some(false) => {
                certificate.reimbursement =
                    certificate.reimbursement.take().or(Some(Reimbursement::AtWindow));
            }
            None => log.find(Finding::new("item.invalid", "reimbursement")),
        }
    }
    if let Some(word) = text("meals", log) {
        certificate.meals =
            Some(table().meals(&word).map_or(MealShare::Other(word.clone()), MealShare::from));
    }
    if let Some(word) = text("combined", log) {
        match table().flag(&word) {
            Some(combined) => certificate.scope.split_by_setting = !combined,
            None => log.find(Finding::new("item.invalid", "scope")),
        }
    }
    if let Some(list) = text("combined_kinds", log) {
        certificate.scope.kinds = kinds(&list);
    }

    copayment::apply(items.elements("max_copayment"), &mut certificate, log);
    let copayments: Vec<Value> = items.elements("max_copayment").map(Element::to_json).collect();
    keep(&mut kept, "maxCopaymentAmount", copayments);
    certificate.face = items.face.iter().flat_map(|element| face::read(element)).collect();
    if !certificate.face.is_empty() {
        log.assume("face", CERTIFICATION_DETAIL);
    }
    keep(&mut kept, "elements", items.unknown.iter().map(|element| element.to_json()).collect());
    for (name, value) in
        [("orgSpecificCertificateTypeId", &type_id), ("certificationSubKey", &sub_key), ("segment", &segment)]
    {
        if let Some(value) = value {
            kept.insert(name.to_owned(), value.as_str().into());
        }
    }
    finish(&mut certificate, type_id.as_deref(), sub_key.as_deref(), kept, log);
    Ok(certificate)
}

/// The field of the facts that an item fills, where it has another name there.
fn ours(field: &'static str) -> &'static str {
    match field {
        "always_reimbursement" => "reimbursement",
        "combined" => "scope.split_by_setting",
        "combined_kinds" => "scope.kinds",
        "type_id" => "pmh.orgSpecificCertificateTypeId",
        "sub_key" => "pmh.certificationSubKey",
        "segment" => "pmh.segment",
        other => other,
    }
}

fn keep(kept: &mut Map<String, Value>, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        kept.insert(name.to_owned(), Value::Array(values));
    }
}

/// 所得区分: a known word becomes our code, and the word is kept; any other is the code as it came.
pub(super) fn take_income_class(certificate: &mut Certificate, word: &str, kept: &mut Map<String, Value>) {
    certificate.income_class = Some(match table().income_class(word) {
        Some(code) => {
            kept.insert("incomeSegment".to_owned(), word.into());
            IncomeClass::from(code)
        }
        None => IncomeClass::Other(word.to_owned()),
    });
}

/// 指定医療機関情報: codes become codes; a list that holds anything else is kept as it came.
pub(super) fn take_facilities(certificate: &mut Certificate, list: &str, kept: &mut Map<String, Value>) {
    let codes: Vec<&str> = split(list).collect();
    let is_code =
        |code: &&str| matches!(code.len(), 7 | 10) && code.bytes().all(|byte| byte.is_ascii_digit());
    if !codes.is_empty() && codes.iter().all(is_code) {
        certificate.facilities = codes.into_iter().map(str::to_owned).collect();
    }
    kept.insert("designatedMedicalInstitutions".to_owned(), list.into());
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ';', '、', '，', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

fn kinds(list: &str) -> Vec<FacilityKind> {
    let mut kinds: Vec<FacilityKind> = Vec::new();
    for word in split(list) {
        let known = table()
            .kind(word)
            .map_or_else(|| vec![FacilityKind::Other(word.to_owned())], |row| row.kinds.clone());
        for kind in known {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    kinds
}

/// What both readers do at the end: scheme, identity, checks, and what is kept beside.
pub(super) fn finish(
    certificate: &mut Certificate,
    type_id: Option<&str>,
    sub_key: Option<&str>,
    kept: Map<String, Value>,
    log: &mut Log,
) {
    let houbetsu = certificate.payer_number.as_ref().and_then(PayerNumber::houbetsu).map(str::to_owned);
    certificate.scheme = if let Some(houbetsu) = &houbetsu {
        let named = table().scheme(houbetsu, &certificate.name);
        let shared =
            book::schemes().iter().filter(|scheme| scheme.houbetsu == Some(houbetsu.as_str())).count() > 1;
        match named {
            Some(_) => log.assume("scheme", "name"),
            None if shared => log.find(Finding::new("scheme.ambiguous", "scheme")),
            None => {}
        }
        named.unwrap_or(houbetsu).to_owned()
    } else {
        log.find(Finding::new("scheme.unknown", "scheme"));
        "unknown".to_owned()
    };
    if certificate.payer_number.as_ref().is_some_and(|number| number.check() != Some(true)) {
        log.find(Finding::new("check_digit", "payer_number"));
    }
    if certificate.recipient_number.as_ref().is_some_and(|number| number.check() == Some(false)) {
        log.find(Finding::new("check_digit", "recipient_number"));
    }
    let conditions = certificate.additional_conditions.as_deref();
    if conditions.is_some_and(|text| registration::conditions(text).is_err()) {
        log.find(Finding::new("item.invalid", "additional_conditions"));
    }
    face::apply(certificate, log);
    certificate.id = identity(certificate, type_id, sub_key);
    if !kept.is_empty() {
        certificate.unknown.insert(KEPT.to_owned(), Value::Object(kept));
    }
}

/// The same for every version of a certificate, and nobody's number: a digest of what does not change.
fn identity(certificate: &Certificate, type_id: Option<&str>, sub_key: Option<&str>) -> String {
    let payer = certificate.payer_number.as_ref().map_or("", |number| number.0.as_str());
    let recipient = certificate.recipient_number.as_ref().map_or("", |number| number.0.as_str());
    let numbered = !payer.is_empty() && !recipient.is_empty();
    let (type_id, name) =
        if numbered { ("", "") } else { (type_id.unwrap_or(""), certificate.name.as_str()) };
    let mut digest: u64 = 0xcbf2_9ce4_8422_2325;
    for part in [payer, recipient, sub_key.unwrap_or(""), type_id, name] {
        // FNV-1a, with a mark that no text holds between the parts.
        for byte in part.bytes().chain([0xff]) {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("pmh-{digest:016x}")
}
