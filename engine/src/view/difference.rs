//! What changed between two versions of a certificate: a real change, or the same in another spelling (実質変更・表記ゆれ).

use crate::facts::Certificate;
use crate::facts::likeness::{FieldKind, Likeness, same_meaning};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// One field that is not letter for letter what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The field's name in the facts (`valid.until`, `caps`), or `face:` and the printed label.
    pub field: String,
    /// What stood there; `null`: nothing.
    pub before: Value,
    /// What stands there now.
    pub after: Value,
    /// Only spelt differently: to be folded away, not to be confirmed.
    pub spelling_only: bool,
}

/// Fields that say nothing to a reader: keys of the source.
const BOOKKEEPING: [&str; 3] = ["id", "hash", "history_key"];

/// Every difference, by field; nothing when the two say the same letter for letter.
pub fn difference(before: &Certificate, after: &Certificate) -> Vec<Change> {
    let (before, after) = (plain(before), plain(after));
    let mut changes = Vec::new();
    compare("", &before, &after, &mut changes);
    changes
}

/// The certificate as JSON, its face as an object by label so that a line that moved has not changed.
fn plain(certificate: &Certificate) -> Value {
    let mut value = serde_json::to_value(certificate).unwrap_or(Value::Null);
    if let Some(fields) = value.as_object_mut() {
        for key in BOOKKEEPING {
            fields.remove(key);
        }
        fields.remove("face");
        for item in &certificate.face {
            fields.insert(["face:", &item.label].concat(), item.value.clone().into());
        }
    }
    value
}

fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    if let (Value::Object(old), Value::Object(new)) = (before, after) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let field = if path.is_empty() { key.clone() } else { [path, ".", key].concat() };
            let at =
                |fields: &serde_json::Map<String, Value>| fields.get(key).cloned().unwrap_or(Value::Null);
            compare(&field, &at(old), &at(new), changes);
        }
        return;
    }
    let spelling_only = match (before, after) {
        (Value::String(old), Value::String(new)) => {
            same_meaning(kind_of(path), old, new) != Likeness::Different
        }
        _ => false,
    };
    changes.push(Change {
        field: path.to_owned(),
        before: before.clone(),
        after: after.clone(),
        spelling_only,
    });
}

fn kind_of(field: &str) -> FieldKind {
    match field {
        "payer_number" | "recipient_number" | "scheme" => FieldKind::Code,
        "name" => FieldKind::Name,
        _ => FieldKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn certificate(change: impl Fn(&mut Value)) -> Certificate {
        let mut value = json!({
            "id": "c", "scheme": "54", "name": "特定医療費（指定難病）受給者証", "recipient_number": "1234566",
            "valid": {"from": "2025-10-01", "until": "2026-09-30"}, "caps": [{"from": "2025-10-01", "cap": 10000}],
            "face": [{"label": "A", "value": "カネ－ド"}, {"label": "B", "value": "x"}], "hash": "1",
        });
        change(&mut value);
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_same_says_nothing_even_with_another_hash_and_another_order_of_lines() {
        let moved = certificate(|value| {
            value["hash"] = json!("2");
            value["face"] = json!([{"label": "B", "value": "x"}, {"label": "A", "value": "カネ－ド"}]);
        });
        assert_eq!(difference(&certificate(|_| {}), &moved), []);
    }

    #[test]
    fn a_longer_validity_and_a_lower_cap_are_real_changes() {
        let changed = certificate(|value| {
            value["valid"]["until"] = json!("2027-09-30");
            value["caps"] = json!([{"from": "2025-10-01", "cap": 5000}]);
        });
        let changes = difference(&certificate(|_| {}), &changed);
        let fields: Vec<(&str, bool)> =
            changes.iter().map(|change| (&*change.field, change.spelling_only)).collect();
        assert_eq!(fields, [("caps", false), ("valid.until", false)]);
        assert_eq!(changes[1].before, json!("2026-09-30"));
        assert_eq!(changes[1].after, json!("2027-09-30"));
    }

    #[test]
    fn another_width_is_only_another_spelling() {
        let spelt = certificate(|value| value["name"] = json!("特定医療費(指定難病)受給者証"));
        let changes = difference(&certificate(|_| {}), &spelt);
        assert_eq!(changes.len(), 1);
        assert!(changes[0].spelling_only, "{changes:?}");
        let number = certificate(|value| value["recipient_number"] = json!("1234567"));
        assert!(!difference(&certificate(|_| {}), &number)[0].spelling_only);
    }

    #[test]
    fn what_is_new_and_what_is_gone_are_told() {
        let more = certificate(|value| value["rate"] = json!("0.2"));
        let changes = difference(&certificate(|_| {}), &more);
        assert_eq!((&*changes[0].field, &changes[0].before), ("rate", &Value::Null));
        assert_eq!(difference(&more, &certificate(|_| {}))[0].after, Value::Null);
    }
}
