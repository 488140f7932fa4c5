//! 代理: who may act for whom. The municipality records it with the person acted for; it has a first and, mostly, a last day.

use crate::problem::Problem;
use crate::store::{FactRow, Kind, Patient, Store};
use crate::{clock, dossier};
use engine::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One person's leave to act for another. Its id is the id of the one who acts.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// Last day; a mandate is ended by shortening it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Day>,
    /// In what capacity: `parent`, `guardian`, `proxy`.
    pub capacity: String,
}

impl Mandate {
    fn holds_on(&self, day: Day) -> bool {
        let last = |until: Day| if planted!(MandateADayMore) { until.next() } else { until };
        self.from <= day && self.until.is_none_or(|until| day <= last(until))
    }
}

/// May `actor` act for this person today? Whoever must not be shown is not there, and acts for nobody: their session may have begun before.
pub async fn may_act_for(store: &Store, actor: &str, patient: &Patient) -> Result<bool, Problem> {
    let row = store.newest_of(patient, Kind::Mandate, actor).await?;
    let may = row.map(|row| read(&row)).transpose()?.is_some_and(|mandate| mandate.holds_on(clock::today()));
    Ok(may && !is_hidden(store, actor).await?)
}

/// Somebody of whom the hub knows nothing (a guardian may be no patient) is not hidden.
async fn is_hidden(store: &Store, actor: &str) -> Result<bool, Problem> {
    let Some(own) = store.patient(actor).await? else { return Ok(false) };
    Ok(dossier::is_undisclosed(store.newest_of(&own, Kind::Person, actor).await?.as_ref())?)
}

/// Everybody this person may act for today.
pub async fn people_of(store: &Store, actor: &str) -> Result<Vec<(Patient, Mandate)>, Problem> {
    let mut people = Vec::new();
    if is_hidden(store, actor).await? {
        return Ok(people);
    }
    for patient in store.people_with(Kind::Mandate, actor).await? {
        if let Some(row) = store.newest_of(&patient, Kind::Mandate, actor).await? {
            people.push((patient, read(&row)?));
        }
    }
    people.retain(|(_, mandate)| mandate.holds_on(clock::today()));
    Ok(people)
}

fn read(row: &FactRow) -> Result<Mandate, serde_json::Error> {
    serde_json::from_str(&row.body)
}
