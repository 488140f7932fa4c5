//! マイナポータルの自己情報: what the authorities hold about a person, asked for item by item with their consent. The real one is a port that
//! is not connected yet; the sandbox answers about its sample people, with what nobody could take for real.

use crate::clock;
use crate::config::Mode;
use crate::problem::Problem;
use crate::store::Patient;
use engine::form::{Offer, Source};
use serde_json::json;

/// Questions whose answers can be asked for.
const ITEMS: [&str; 6] =
    ["postal_code", "address", "insurance_kind", "insurer_name", "insurance_symbol", "insurance_number"];

/// Where 自己情報 comes from. Another source is another variant and one function.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SelfInfo {
    /// Not connected.
    None,
    /// Sample answers.
    Sandbox,
}

impl SelfInfo {
    pub fn of(mode: Mode) -> SelfInfo {
        match mode {
            Mode::Production => SelfInfo::None,
            Mode::Sandbox => SelfInfo::Sandbox,
        }
    }

    /// What can be asked for.
    pub fn items(self) -> &'static [&'static str] {
        match self {
            SelfInfo::None => &[],
            SelfInfo::Sandbox => &ITEMS,
        }
    }

    /// The items asked for, as far as there is something about them.
    pub fn fetch(self, patient: &Patient, items: &[String]) -> Result<Vec<Offer>, Problem> {
        if items.iter().any(|item| !ITEMS.contains(&item.as_str())) {
            return Err(Problem::unreadable("items", format!("there are {}", ITEMS.join(", "))));
        }
        match self {
            SelfInfo::None => Err(Problem::not_connected()),
            SelfInfo::Sandbox => Ok(items.iter().filter_map(|item| sample(patient, item)).collect()),
        }
    }
}

fn sample(patient: &Patient, item: &str) -> Option<Offer> {
    let value = match item {
        "postal_code" => json!("100-0000"),
        "address" => json!("見本県見本市見本町1-2-3"),
        "insurance_kind" => json!("national"),
        "insurer_name" => json!("見本市国民健康保険"),
        "insurance_symbol" => json!("見本"),
        // Different people have different numbers; none is a real one.
        "insurance_number" => {
            json!(format!("000{:03}", patient.id.bytes().map(u32::from).sum::<u32>() % 1000))
        }
        _ => return None,
    };
    let as_of = Some(clock::stamp(clock::now()));
    Some(Offer { question: item.to_owned(), value, source: Source::Myna, as_of })
}
