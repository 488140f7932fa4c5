//! 「医療費助成の各種受給者証を利用しますか。」: the patient's answer at one facility's card reader. It holds for a day; the newest counts.

use crate::access_log::{Look, Who};
use crate::clock;
use crate::dossier;
use crate::problem::Problem;
use crate::store::{Command, FactRow, Key, Kind, NewFact, Tx};
use chrono::{DateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Hours a facility may look after the patient agreed.
const HOURS: i64 = 24;

/// What the card reader recorded.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentDocument {
    /// Reference of the patient.
    pub patient: String,
    /// 利用する (true) or 利用しない (false).
    pub given: bool,
}

/// Records a consent under the facility's key.
#[derive(Clone)]
pub struct RecordConsent {
    pub facility: String,
    pub id: String,
    pub document: ConsentDocument,
    pub digest: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsentRecorded {
    pub recorded_at: String,
    /// Until when the facility may look; none where the patient said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

/// What a facility knows of the patient's will now.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// 利用する, and the day has not passed.
    Given,
    /// 利用しない
    Declined,
    /// Never asked, or longer ago than it holds.
    Absent,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    given: bool,
}

impl Command for RecordConsent {
    type Answer = ConsentRecorded;
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.document.patient
    }

    fn key(&self) -> Option<Key> {
        Some(Key {
            recorder: self.facility.clone(),
            name: format!("consents/{}", self.id),
            digest: self.digest.clone(),
        })
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<ConsentRecorded, Problem> {
        let patient = tx.patient(&self.document.patient).await?.ok_or_else(Problem::not_found)?;
        if !dossier::is_there(&tx.facts_of(&patient).await?)? {
            return Err(Problem::not_found());
        }
        let given = self.document.given;
        let action = if given { "access.consent_given" } else { "access.consent_declined" };
        tx.log(Look::new(patient.clone(), Who::facility(&self.facility), action));
        let mut fact = NewFact::new(Kind::Consent, self.facility.clone(), self.facility, &Stored { given })?;
        fact.digest = self.digest;
        let row = tx.append(&patient, fact).await?;
        let valid_until = if given { end(&row) } else { None };
        Ok(ConsentRecorded { recorded_at: row.recorded_at.clone(), valid_until })
    }
}

/// The patient's will at this facility, now.
pub fn of_facility(rows: &[FactRow], facility: &str) -> Result<Consent, Problem> {
    let newest = rows.iter().rev().find(|row| row.kind == Kind::Consent && row.id == facility);
    let Some(row) = newest else { return Ok(Consent::Absent) };
    let Stored { given } = serde_json::from_str(&row.body)?;
    let holds = end(row).is_some_and(|end| clock::stamp(clock::now()) < end);
    Ok(match (given, holds) {
        (false, _) => Consent::Declined,
        (true, true) => Consent::Given,
        (true, false) => Consent::Absent,
    })
}

/// When a consent recorded in this row ends.
fn end(row: &FactRow) -> Option<String> {
    let since = DateTime::parse_from_rfc3339(&row.recorded_at).ok()?;
    let hours = if planted!(ConsentADayMore) { HOURS + 24 } else { HOURS };
    Some(clock::stamp(since + TimeDelta::hours(hours)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(given: bool, hours_ago: i64) -> FactRow {
        let fact = NewFact::new(Kind::Consent, "1310000001", "", &Stored { given });
        FactRow::of(fact.unwrap_or_else(|error| panic!("{error}")), 1, clock::stamp_in(-60 * hours_ago))
    }

    #[test]
    fn it_holds_for_a_day_at_its_own_facility_and_the_newest_counts() {
        let at = |rows: &[FactRow], facility: &str| of_facility(rows, facility).ok();
        assert_eq!(at(&[row(true, 23)], "1310000001"), Some(Consent::Given));
        assert_eq!(at(&[row(true, 25)], "1310000001"), Some(Consent::Absent));
        assert_eq!(at(&[row(true, 1)], "1340000002"), Some(Consent::Absent));
        assert_eq!(at(&[row(true, 2), row(false, 1)], "1310000001"), Some(Consent::Declined));
        assert_eq!(at(&[row(false, 2), row(true, 1)], "1310000001"), Some(Consent::Given));
        assert_eq!(at(&[], "1310000001"), Some(Consent::Absent));
    }
}
