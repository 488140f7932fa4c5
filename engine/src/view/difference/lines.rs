//! What a certificate says, line by line, so that two of them can be laid side by side.

use crate::civil::{Day, Month};
use crate::facts::likeness::{self, FieldKind, fold};
use crate::facts::{
    Certificate, FaceItem, FacilityKind, IncomeClass, Limit, MealShare, Reimbursement, Scope, Traits,
};
use crate::rate::Rate;
use crate::yen::Cap;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a field says; in JSON `{"day": "2026-09-30"}`, `{"cap": 5000}` …
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Text, verbatim.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A code of the facts (`middle1`, `claim`); the words are the pages'.
    Code(String),
    /// Several codes.
    Codes(Vec<String>),
    /// A day.
    Day(Day),
    /// A month.
    Month(Month),
    /// A monthly cap, or that there is none.
    Cap(Cap),
    /// A rate.
    Rate(Rate),
    /// A box, ticked or not.
    Flag(bool),
    /// Amounts per visit, day or month.
    Limits(Vec<Limit>),
    /// What this version has no name for.
    Other(serde_json::Value),
}

/// What this version has no name for, as it came, for a reader.
pub fn in_words(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => String::new(),
        Value::Bool(ticked) => if *ticked { "✓" } else { "✗" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| [name, "：", &in_words(value)].concat();
            fields.iter().map(field).collect::<Vec<_>>().join("、")
        }
    }
}

/// One line.
pub(super) struct Line {
    /// What it is found by in the other version.
    pub key: String,
    /// What it is called.
    pub field: String,
    /// Which spellings of it are one.
    pub kind: FieldKind,
    /// What it says.
    pub said: Said,
    /// Its label announces a disease.
    about_disease: bool,
}

impl Line {
    fn of(field: &str, said: Said) -> Line {
        Line {
            key: field.to_owned(),
            field: field.to_owned(),
            kind: FieldKind::Text,
            said,
            about_disease: field == "diseases",
        }
    }

    fn number(field: &str, number: &str) -> Line {
        Line { kind: FieldKind::Code, ..Line::of(field, Said::Text(number.to_owned())) }
    }

    /// Does it name one of these diseases, or is it the line for them?
    pub fn names_disease(&self, diseases: &[String]) -> bool {
        let names = |text: &String| {
            let text = fold(FieldKind::Text, text);
            diseases.iter().any(|disease| text.contains(&**disease))
        };
        self.about_disease
            || match &self.said {
                Said::Text(text) => names(text),
                Said::Texts(texts) => texts.iter().any(names),
                Said::Other(value) => names(&in_words(value)),
                _ => false,
            }
    }
}

/// The diseases of two versions, in one spelling.
pub(super) fn diseases(before: &Certificate, after: &Certificate) -> Vec<String> {
    let all = before.diseases.iter().chain(&after.diseases);
    all.map(|disease| fold(FieldKind::Text, disease)).filter(|disease| !disease.is_empty()).collect()
}

/// Every line but the caps, in the order of the certificate. Keys of the source (id, hash, 履歴キー) say nothing to a reader.
pub(super) fn of(certificate: &Certificate) -> Vec<Line> {
    // All of its fields by name: one that is added must find its place here.
    let Certificate {
        id: _,
        scheme,
        name,
        payer_number,
        recipient_number,
        diseases,
        valid,
        caps: _,
        rate,
        scope: Scope { split_by_setting, split_by_facility, kinds },
        limits,
        meals,
        reimbursement,
        facilities,
        income_class,
        traits,
        decided_on,
        onset_month,
        additional_conditions,
        face,
        history_key: _,
        hash: _,
        undisclosed: _,
        earlier: _,
        unknown,
    } = certificate;
    let text = |field, text: &String| (!text.is_empty()).then(|| Line::of(field, Said::Text(text.clone())));
    let texts =
        |field, texts: &Vec<String>| (!texts.is_empty()).then(|| Line::of(field, Said::Texts(texts.clone())));
    let code = |field, code: Option<&str>| code.map(|code| Line::of(field, Said::Code(code.to_owned())));
    let codes = |field, kinds: &Vec<FacilityKind>| {
        let codes = || kinds.iter().map(|kind| kind.code().to_owned()).collect();
        (!kinds.is_empty()).then(|| Line::of(field, Said::Codes(codes())))
    };
    let flag = |field, ticked: bool| Some(Line::of(field, Said::Flag(ticked)));
    let Traits {
        ventilator,
        high_cost_long_term,
        severe,
        severe_and_continuing,
        haemophilia,
        mild_high_cost,
    } = *traits;
    let lines = [
        text("name", name),
        code("scheme", Some(scheme)),
        payer_number.as_ref().map(|number| Line::number("payer_number", &number.0)),
        recipient_number.as_ref().map(|number| Line::number("recipient_number", &number.0)),
        texts("diseases", diseases),
        Some(Line::of("valid.from", Said::Day(valid.from))),
        Some(Line::of("valid.until", Said::Day(valid.until))),
        rate.map(|rate| Line::of("rate", Said::Rate(rate))),
        code("income_class", income_class.as_ref().map(IncomeClass::code)),
        flag("traits.ventilator", ventilator),
        flag("traits.high_cost_long_term", high_cost_long_term),
        flag("traits.severe", severe),
        flag("traits.severe_and_continuing", severe_and_continuing),
        flag("traits.haemophilia", haemophilia),
        flag("traits.mild_high_cost", mild_high_cost),
        flag("scope.split_by_setting", *split_by_setting),
        flag("scope.split_by_facility", *split_by_facility),
        codes("scope.kinds", kinds),
        (!limits.is_empty()).then(|| Line::of("limits", Said::Limits(limits.clone()))),
        code("meals", meals.as_ref().map(MealShare::code)),
        code("reimbursement", reimbursement.as_ref().map(Reimbursement::code)),
        texts("facilities", facilities),
        decided_on.map(|day| Line::of("decided_on", Said::Day(day))),
        onset_month.map(|month| Line::of("onset_month", Said::Month(month))),
        additional_conditions.as_ref().and_then(|conditions| text("additional_conditions", conditions)),
    ];
    let unknown = unknown.iter().map(|(field, value)| Line {
        key: ["unknown:", field].concat(),
        ..Line::of(field, Said::Other(value.clone()))
    });
    lines.into_iter().flatten().chain(face_lines(face)).chain(unknown).collect()
}

/// The face, one line a label: labels that only differ in spelling are one, and what stands beside one label more than once is a
/// list.
fn face_lines(face: &[FaceItem]) -> Vec<Line> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut lines: Vec<(String, &str, Vec<String>)> = Vec::new();
    for FaceItem { label, value } in face {
        let folded = fold(FieldKind::Text, label);
        let place = *places.entry(folded.clone()).or_insert(lines.len());
        match lines.get_mut(place) {
            Some((_, _, values)) => values.push(value.clone()),
            None => lines.push((folded, label, vec![value.clone()])),
        }
    }
    lines.into_iter().map(|(folded, label, values)| face_line(&folded, label, values)).collect()
}

fn face_line(folded: &str, label: &str, values: Vec<String>) -> Line {
    let said = match <[String; 1]>::try_from(values) {
        Ok([value]) => Said::Text(value),
        Err(values) => Said::Texts(values),
    };
    Line {
        key: ["face:", folded].concat(),
        field: ["face:", label].concat(),
        kind: FieldKind::beside(folded),
        said,
        about_disease: likeness::announces_a_disease(folded),
    }
}
