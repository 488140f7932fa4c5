//! Finding somebody of one's own municipality: by 受給者番号, or by name and day of birth. Whoever must not be shown is found for the log alone.

use crate::auth::Officer;
use crate::dossier;
use crate::problem::Problem;
use crate::store::{Patient, Store};
use engine::Day;
use engine::facts::Facts;
use serde::Deserialize;
use utoipa::ToSchema;

/// Whom an officer looks for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Wanted {
    Number {
        /// 受給者番号 of a certificate.
        recipient_number: String,
    },
    Name {
        /// As registered, or in kana.
        name: String,
        #[schema(value_type = String, format = Date)]
        born_on: Day,
    },
}

/// Everybody it fits.
#[derive(Default)]
pub struct Found {
    pub shown: Vec<Patient>,
    /// Undisclosed, or the officer: to them not there.
    pub hidden: Vec<Patient>,
}

impl Wanted {
    pub async fn find(&self, store: &Store, officer: &Officer) -> Result<Found, Problem> {
        let ids = match self {
            Wanted::Number { recipient_number } => {
                store.people_with_number(&officer.authority, &plain(recipient_number)).await
            }
            Wanted::Name { born_on, .. } => {
                store.people_born_on(&officer.authority, &born_on.to_string()).await
            }
        }?;
        let mut found = Found::default();
        for id in ids {
            let patient = Patient { authority: officer.authority.clone(), id };
            match dossier::of_person(&store.facts_of(&patient).await?)? {
                None => found.hidden.push(patient),
                Some(facts) if !self.fits(&facts) => {}
                Some(_) if officer.person.as_ref() == Some(&patient.id) => found.hidden.push(patient),
                Some(_) => found.shown.push(patient),
            }
        }
        Ok(found)
    }

    /// By what holds now: a number that was somebody's once finds nobody.
    fn fits(&self, facts: &Facts) -> bool {
        match self {
            Wanted::Number { recipient_number } => {
                let wanted = plain(recipient_number);
                let numbers = facts.certificates.iter().filter_map(|one| one.recipient_number.as_ref());
                numbers.into_iter().any(|number| number.0 == wanted)
            }
            Wanted::Name { name, born_on } => {
                let names = [&facts.person.name, &facts.person.name_kana];
                facts.person.born_on == Some(*born_on)
                    && names.into_iter().any(|known| plain(known) == plain(name))
            }
        }
    }
}

/// Without spaces; digits as the keyboard of a Japanese form gives them, too.
fn plain(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '０'..='９' => {
            char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter)
        }
        _ => letter,
    };
    text.chars().filter(|letter| !letter.is_whitespace()).map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_compared_without_spaces_and_widths() {
        assert_eq!(plain(" １２３　4566"), "1234566");
        assert_eq!(plain("見本　花子"), plain("見本 花子"));
    }
}
