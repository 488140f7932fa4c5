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
    /// What the authority is called: 千代田区.
    authority: Option<String>,
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

    /// What an authority is called: as the file says, else the prefecture by its code, else the code.
    pub fn authority(&self, code: &str) -> String {
        let said = self.0.get(code).and_then(|said| said.authority.clone());
        said.or_else(|| prefecture(code).map(str::to_owned)).unwrap_or_else(|| code.to_owned())
    }

    /// An office of it as people read it, with the authority's name; where none is said, the one that people are to ask.
    pub fn told(&self, authority: &str, office: &str) -> String {
        let usual = self.0.get(authority).and_then(|said| said.name.as_deref()).unwrap_or_default();
        let office = if office.is_empty() { usual } else { office };
        let name = self.authority(authority);
        [&*name, office].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
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

/// In the order of their codes.
const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The prefecture whose own code this is (団体コード: two digits of the prefecture, three zeros, a check digit).
fn prefecture(code: &str) -> Option<&'static str> {
    let number: usize = code.get(..2)?.parse().ok()?;
    let own = code.len() == 6 && code.get(2..5)? == "000";
    PREFECTURES.get(number.checked_sub(1)?).copied().filter(|_| own)
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
        assert_eq!(offices.told("130001", "疾病対策課"), "東京都 疾病対策課");
        assert_eq!(offices.told("130001", ""), "東京都 見本課");
        assert_eq!(Offices::default().told("131016", "福祉課"), "131016 福祉課");
        let named = read(r#"{"131016": {"authority": "千代田区"}}"#).expect("offices");
        assert_eq!(
            (named.told("131016", "福祉課"), named.told("999999", "")),
            ("千代田区 福祉課".to_owned(), "999999".to_owned())
        );
        assert_eq!(
            [prefecture("010006"), prefecture("470007"), prefecture("480002"), prefecture("x")],
            [Some("北海道"), Some("沖縄県"), None, None]
        );
        assert!(read(r#"{"1": {"days": {"flight": [1, 2]}}}"#).is_err_and(|it| it.contains("flight")));
        assert!(read(r#"{"1": {"days": {"renewal": [2, 1]}}}"#).is_err_and(|it| it.contains("renewal")));
        assert!(read("[]").is_err_and(|it| it.contains("offices.json")));
    }
}
