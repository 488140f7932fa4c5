//! 券面項目: every label and value as printed, and the few of them that also fill a field.

use super::assumed::table;
use super::items::day;
use super::tree::Element;
use super::{Finding, Log};
use crate::facts::likeness::{FieldKind, Likeness, fold, same_meaning};
use crate::facts::{Certificate, FaceItem};

/// Reads the items of one element, verbatim and in order.
pub(super) fn read(element: &Element) -> Vec<FaceItem> {
    let mut face = Vec::new();
    inside(element, "", &mut face);
    face
}

/// Does this element hold a label and a value anywhere?
pub(super) fn has_pair(element: &Element) -> bool {
    pair(element).is_some() || element.children.iter().any(has_pair)
}

/// An element that is one item, or holds several.
fn inside(element: &Element, within: &str, face: &mut Vec<FaceItem>) {
    let found = pair(element);
    let within = match &found {
        Some(pair) => {
            push(pair.label, pair.value, face);
            pair.label
        }
        None => within,
    };
    let is_half = |name: &str| found.as_ref().is_some_and(|pair| pair.names.contains(&name));
    for (name, value) in &element.attributes {
        if !is_half(name) {
            push(&joined(within, name), value, face);
        }
    }
    let value_is_text = found.as_ref().is_some_and(|pair| pair.value == element.text);
    if !value_is_text && !element.text.trim().is_empty() {
        push(within, &element.text, face);
    }
    for child in &element.children {
        if is_half(&child.name) {
            continue;
        }
        let label = joined(within, &child.name);
        if child.is_leaf() && pair(child).is_none() && child.attributes.is_empty() {
            push(&label, &child.text, face);
        } else if has_pair(child) {
            // A wrapper of items adds nothing to their labels.
            inside(child, within, face);
        } else {
            inside(child, &label, face);
        }
    }
}

fn push(label: &str, value: &str, face: &mut Vec<FaceItem>) {
    face.push(FaceItem { label: label.to_owned(), value: value.to_owned() });
}

fn joined(within: &str, name: &str) -> String {
    if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") }
}

struct Pair<'a> {
    label: &'a str,
    value: &'a str,
    /// The names of the two halves, as they stand in the file.
    names: [&'a str; 2],
}

/// The two halves of an item: children, attributes, or an attribute and the element's text.
fn pair(element: &Element) -> Option<Pair<'_>> {
    let child = |name: &str| {
        let child = element.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))?;
        child.is_leaf().then_some((child.name.as_str(), child.text.as_str()))
    };
    let attribute = |name: &str| {
        let found = element.attributes.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some((found.0.as_str(), found.1.as_str()))
    };
    let text = || element.is_leaf().then_some(("", element.text.as_str()));
    table().face_pairs.iter().find_map(|row| {
        let (label, value) = match child(&row.label) {
            Some(label) => (label, child(&row.value)?),
            None => (attribute(&row.label)?, attribute(&row.value).or_else(text)?),
        };
        Some(Pair { label: label.1, value: value.1, names: [label.0, value.0] })
    })
}

/// An item as it is written out, where the source's own form is not kept.
pub(super) fn write(item: &FaceItem) -> serde_json::Value {
    let mut object = serde_json::Map::new();
    if let Some(names) = table().face_pairs.first() {
        object.insert(small(&names.label), item.label.as_str().into());
        object.insert(small(&names.value), item.value.as_str().into());
    }
    object.into()
}

/// The API's form of a name: its first letter small.
pub(super) fn small(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// Fills fields from labels that are known to hold them, and notes where the two groups disagree.
pub(super) fn apply(certificate: &mut Certificate, log: &mut Log) {
    let rows = table();
    for item in std::mem::take(&mut certificate.face) {
        let label = fold(FieldKind::Text, &item.label);
        for row in rows.face_labels.iter().filter(|row| row.label == label) {
            fill(certificate, &row.field, &item, log);
        }
        for row in rows.face_same_as.iter().filter(|row| row.label == label) {
            compare(certificate, &row.field, &item.value, log);
        }
        certificate.face.push(item);
    }
}

fn fill(certificate: &mut Certificate, field: &str, item: &FaceItem, log: &mut Log) {
    let value = item.value.trim();
    let ticked = || table().flag(value) == Some(true);
    let traits = &mut certificate.traits;
    let field = match field {
        "diseases" if !value.is_empty() && !certificate.diseases.iter().any(|known| known == value) => {
            certificate.diseases.push(value.to_owned());
            "diseases"
        }
        "decided_on" if certificate.decided_on.is_none() && day(value).is_some() => {
            certificate.decided_on = day(value);
            "decided_on"
        }
        "traits.ventilator" if ticked() => {
            traits.ventilator = true;
            "traits.ventilator"
        }
        "traits.high_cost_long_term" if ticked() => {
            traits.high_cost_long_term = true;
            "traits.high_cost_long_term"
        }
        "traits.mild_high_cost" if ticked() => {
            traits.mild_high_cost = true;
            "traits.mild_high_cost"
        }
        "traits.severe" if ticked() => {
            traits.severe = true;
            "traits.severe"
        }
        "traits.severe_and_continuing" if ticked() => {
            traits.severe_and_continuing = true;
            "traits.severe_and_continuing"
        }
        _ => return,
    };
    log.assume(field, &item.label);
}

fn compare(certificate: &Certificate, field: &str, printed: &str, log: &mut Log) {
    let (field, kind, computed) = match field {
        "payer_number" => {
            let number = certificate.payer_number.as_ref().map(|number| number.0.as_str());
            ("payer_number", FieldKind::Code, number)
        }
        "recipient_number" => {
            let number = certificate.recipient_number.as_ref().map(|number| number.0.as_str());
            ("recipient_number", FieldKind::Code, number)
        }
        _ => ("name", FieldKind::Text, Some(certificate.name.as_str()).filter(|name| !name.is_empty())),
    };
    if computed.is_some_and(|computed| same_meaning(kind, computed, printed.trim()) == Likeness::Different) {
        log.find(Finding::new("face.disagrees", field));
    }
}
