//! Whom to ask, and how long it takes: what an authority says about itself, in a file the operator keeps. Without it a usual time is told,
//! and said to be 未確認.

use engine::form::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use utoipa::ToSchema;

/// Days from receipt to decision where an authority has said nothing: two to three months, as people report; of a 登録者証 two weeks to a
/// month (東京都).
const USUAL: [u32; 2] = [60, 90];
const USUAL_REGISTRATION: [u32; 2] = [14, 30];

/// What one authority says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Said {
    name: Option<String>,
    contact: Option<String>,
    days: BTreeMap<String, [u32; 2]>,
}

/// Every authority that has said something, by 団体コード.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offices(BTreeMap<String, Said>);

/// Whom to ask about an application, and what to expect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Office {
    /// 団体コード
    pub authority: String,
    /// Name of the office, where it has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How to reach it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Days from receipt to decision, the least and the most.
    pub days: [u32; 2],
    /// Has the authority said so itself?
    pub confirmed: bool,
}

impl Offices {
    /// From a JSON object of authorities; every kind in it must be one.
    pub fn from_file(file: &Path) -> Result<Offices, String> {
        let shown = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("the file of offices {shown} cannot be read ({error})"))?;
        let said: BTreeMap<String, Said> = serde_json::from_str(&text).map_err(|error| {
            format!("the file of offices {shown} is no JSON object of authorities ({error})")
        })?;
        for (authority, said) in &said {
            if let Some(slip) = said.days.keys().find(|kind| Kind::from_code(kind).is_none()) {
                return Err(format!(
                    "{shown}: {authority} names days for {slip:?}, which is no kind of application"
                ));
            }
            if let Some((kind, _)) = said.days.iter().find(|(_, [least, most])| least > most) {
                return Err(format!(
                    "{shown}: {authority} takes fewer days at most than at least for {kind}"
                ));
            }
        }
        Ok(Offices(said))
    }

    pub fn office(&self, authority: &str, kind: Option<Kind>) -> Office {
        let said = self.0.get(authority).cloned().unwrap_or_default();
        let days = kind.and_then(|kind| said.days.get(kind.code()).copied());
        let usual = if kind == Some(Kind::Registration) { USUAL_REGISTRATION } else { USUAL };
        Office {
            authority: authority.to_owned(),
            name: said.name,
            contact: said.contact,
            days: days.unwrap_or(usual),
            confirmed: days.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_authority_says_counts_and_a_slip_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("offices.json");
        let read = |text: &str| {
            std::fs::write(&file, text).expect("a file");
            Offices::from_file(&file)
        };
        let offices = read(
            r#"{"130001": {"name": "見本課", "contact": "03-0000-0000", "days": {"renewal": [30, 45]}}}"#,
        );
        let offices = offices.expect("offices");
        let office = offices.office("130001", Some(Kind::Renewal));
        assert_eq!((office.days, office.confirmed, office.name.as_deref()), ([30, 45], true, Some("見本課")));
        let other = offices.office("130001", Some(Kind::Refund));
        assert_eq!((other.days, other.confirmed), (USUAL, false));
        assert_eq!(Offices::default().office("1", Some(Kind::Registration)).days, USUAL_REGISTRATION);
        assert!(read(r#"{"1": {"days": {"flight": [1, 2]}}}"#).is_err_and(|it| it.contains("flight")));
        assert!(read(r#"{"1": {"days": {"renewal": [2, 1]}}}"#).is_err_and(|it| it.contains("renewal")));
        assert!(read("[]").is_err_and(|it| it.contains("offices.json")));
    }
}
