//! What changed between two versions of a certificate, field by field, old to new (差分履歴): told apart into what really changed
//! and what is only written in another way (実質変更・表記ゆれ, FEATURES row 11).

mod lines;

pub use lines::{Said, in_words};

use crate::civil::Day;
use crate::facts::likeness::{FieldKind, Likeness, fold, same_meaning};
use crate::facts::{Certificate, EarlierVersion};
use crate::order;
use crate::yen::Cap;
use lines::Line;
use serde::Serialize;
use std::collections::BTreeMap;

/// One version against the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// 履歴キー of the newer version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_key: Option<String>,
    /// 履歴キー of the older one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// When it was changed, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Who recorded the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why, in their own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What there is between the two.
    #[serde(flatten)]
    pub changes: Changes,
}

/// What there is between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// 実質変更: to be shown. Caps first, then as on the certificate.
    pub changed: Vec<Change>,
    /// 表記ゆれ: another spelling of the same, to be folded away.
    pub respelt: Vec<Change>,
}

/// One field that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The field's name in the facts (`valid.until`, `caps`), or `face:` and the printed label.
    pub field: String,
    /// For `caps`: the first day on which the two differ in this way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// What stood there; `None`: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Said>,
    /// What stands there now; `None`: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Said>,
    /// The line names the disease: it is shown only when asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub names_disease: bool,
}

/// The differences along a certificate's history, newest first. A version that must not be shown is passed over, and with it who
/// replaced it and when; one that says what the one before said is none.
pub fn differences(certificate: &Certificate) -> Vec<Difference> {
    let versions = certificate.earlier.iter().map(|version| (&version.said, Some(version)));
    let mut told = Vec::new();
    let mut before: Option<&Certificate> = None;
    // How the version after it came.
    let mut step: Option<&EarlierVersion> = None;
    for (said, version) in versions.chain([(certificate, None)]) {
        if said.undisclosed {
            step = None;
            continue;
        }
        let changes = before.map(|before| difference(before, said)).unwrap_or_default();
        if !changes.is_empty() {
            told.push(Difference {
                history_key: said.history_key.clone(),
                replaces: before.and_then(|before| before.history_key.clone()),
                at: step.and_then(|step| step.replaced_at.clone()),
                by: step.and_then(|step| step.replaced_by.clone()),
                reason: step.and_then(|step| step.reason.clone()),
                changes,
            });
        }
        before = Some(said);
        step = version;
    }
    told.reverse();
    told
}

/// Every difference between two versions; nothing when they say the same.
pub fn difference(before: &Certificate, after: &Certificate) -> Changes {
    let mut changes = Changes { changed: caps(before, after), respelt: Vec::new() };
    let diseases = lines::diseases(before, after);
    let (old, new) = (lines::of(before), lines::of(after));
    let (old_by_key, new_by_key) = (by_key(&old), by_key(&new));
    for line in &new {
        changes.compare(line, old_by_key.get(&*line.key).copied(), Some(line), &diseases);
    }
    for line in old.iter().filter(|line| !new_by_key.contains_key(&*line.key)) {
        changes.compare(line, Some(line), None, &diseases);
    }
    changes
}

fn by_key(lines: &[Line]) -> BTreeMap<&str, &Line> {
    order::map(lines.iter().map(|line| (&*line.key, line)))
}

impl Changes {
    /// Do the two say the same?
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.respelt.is_empty()
    }

    /// Puts a line where it belongs.
    fn compare(&mut self, line: &Line, before: Option<&Line>, after: Option<&Line>, diseases: &[String]) {
        let said = |line: Option<&Line>| line.map(|line| line.said.clone());
        let change = Change {
            field: line.field.clone(),
            from: None,
            before: said(before),
            after: said(after),
            names_disease: [before, after].into_iter().flatten().any(|line| line.names_disease(diseases)),
        };
        match likeness(line.kind, change.before.as_ref(), change.after.as_ref()) {
            Likeness::Same => {}
            Likeness::SpellingOnly => self.respelt.push(change),
            Likeness::Different => self.changed.push(change),
        }
    }
}

fn likeness(kind: FieldKind, before: Option<&Said>, after: Option<&Said>) -> Likeness {
    match (before, after) {
        _ if before == after => Likeness::Same,
        (Some(Said::Text(before)), Some(Said::Text(after))) => same_meaning(kind, before, after),
        // The order of a list says nothing.
        (Some(Said::Texts(before)), Some(Said::Texts(after)))
            if folded(kind, before) == folded(kind, after) =>
        {
            Likeness::SpellingOnly
        }
        _ => Likeness::Different,
    }
}

fn folded(kind: FieldKind, texts: &[String]) -> Vec<String> {
    let mut folded: Vec<String> = texts.iter().map(|text| fold(kind, text)).collect();
    order::sort(&mut folded);
    folded
}

/// Where the caps in force differ, whatever entries they are written in: each stretch of days by its first.
fn caps(before: &Certificate, after: &Certificate) -> Vec<Change> {
    let firsts =
        [before, after].into_iter().flat_map(|certificate| certificate.caps.iter().map(|entry| entry.from));
    let mut changes = Vec::new();
    let mut last: (Option<Cap>, Option<Cap>) = (None, None);
    for day in order::set(firsts) {
        let caps = (before.cap_on(day), after.cap_on(day));
        if caps.0 != caps.1 && caps != last {
            changes.push(Change {
                field: "caps".to_owned(),
                from: Some(day),
                before: caps.0.map(Said::Cap),
                after: caps.1.map(Said::Cap),
                names_disease: false,
            });
        }
        last = caps;
    }
    changes
}
