//! Sample people: invented, marked as such, and dated from today so that "this month" is this month.

use crate::auth::Roles;
use crate::config::Mode;
use crate::mandate::Mandate;
use crate::problem::Problem;
use crate::store::{Account, AddClient, AddOfficer, Command, Kind, NewFact, Store, Tx};
use crate::{clock, digest};
use engine::facts::{Facility, Facts, door};
use engine::{Day, Month};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const SAMPLE: &str = include_str!("../../../public/sample-people.json");
/// The organisation in whose name the sandbox writes.
const RECORDER: &str = "sandbox";

/// Everything in the sample file.
#[derive(Debug, Deserialize)]
pub struct Sample {
    pub facilities: Vec<Facility>,
    pub officers: Vec<SampleOfficer>,
    pub people: Vec<SamplePerson>,
}

/// One sample person, with what is worth seeing about them.
#[derive(Clone, Debug, Deserialize)]
pub struct SamplePerson {
    pub about: String,
    pub facts: Facts,
    /// Who may act for them, by id.
    #[serde(default)]
    proxies: BTreeMap<String, Mandate>,
}

/// A member of a municipality's staff, invented too.
#[derive(Debug, Deserialize)]
pub struct SampleOfficer {
    pub authority: String,
    pub id: String,
    pub name: String,
    office: String,
    roles: String,
    /// The sample person they are themselves.
    #[serde(default)]
    person: Option<String>,
    pub about: String,
}

impl SampleOfficer {
    /// Nobody signs in by this issuer; the sandbox alone lets anybody use these accounts.
    fn account(self) -> Result<Account, String> {
        let SampleOfficer { authority, id, name, office, roles, person, .. } = self;
        let roles = Roles::of_words(&roles)?;
        let (issuer, subject) = (RECORDER.to_owned(), format!("{authority}/{id}"));
        Ok(Account { authority, id, name, office, roles, issuer, subject, person })
    }
}

impl Sample {
    /// Those one may see and be. Somebody undisclosed is there for the hub to hide, also here (RULES §16.8).
    pub fn shown(&self) -> impl Iterator<Item = &SamplePerson> {
        self.people.iter().filter(|person| !person.facts.person.undisclosed)
    }
}

/// The sample file with its relative days made real. `@M-1-15` is the 15th of last month, `@M+3` the month three from now,
/// `@Y-70-04-02` the 2 April of seventy years ago, `@D-1T09:00:00+09:00` nine o'clock yesterday; a day of this month that has not come yet
/// becomes today.
pub fn sample(today: Day) -> Result<Sample, String> {
    let mut value: Value = serde_json::from_str(SAMPLE).map_err(|error| error.to_string())?;
    make_real(&mut value, today)?;
    door::no_individual_number(&value).map_err(|refused| refused.to_string())?;
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn make_real(value: &mut Value, today: Day) -> Result<(), String> {
    match value {
        Value::String(text) if text.starts_with('@') => {
            *text =
                real_day(text, today).ok_or_else(|| format!("sample people: {text:?} is no relative day"))?;
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| make_real(item, today)),
        Value::Object(fields) => fields.values_mut().try_for_each(|item| make_real(item, today)),
        _ => Ok(()),
    }
}

fn real_day(text: &str, today: Day) -> Option<String> {
    if let Some((day, time)) = text.split_once('T') {
        return Some(format!("{}T{time}", real_day(day, today)?));
    }
    let rest = text.strip_prefix('@')?;
    let (unit, rest) = rest.split_at_checked(1)?;
    // The sign belongs to the number: up to the next hyphen after it.
    let end = rest.get(1..)?.find('-').map_or(rest.len(), |at| at + 1);
    let (number, day) = rest.split_at_checked(end)?;
    let number: i32 = number.parse().ok()?;
    match unit {
        "M" => {
            let month = today.month().plus(number);
            if day.is_empty() { Some(month.to_string()) } else { day_of(month, day.get(1..)?, today) }
        }
        "Y" => Some(format!("{:04}{day}", today.year() + number)),
        "D" => Some(
            if number < 0 {
                days_before(today, number.unsigned_abs())
            } else {
                today.plus_days(number.unsigned_abs().into())
            }
            .to_string(),
        ),
        _ => None,
    }
}

fn day_of(month: Month, day: &str, today: Day) -> Option<String> {
    let wanted: u32 = day.parse().ok()?;
    let day = Day::new(month.year(), month.number(), wanted).unwrap_or_else(|| month.last());
    Some(if month == today.month() { day.min(today) } else { day }.to_string())
}

fn days_before(today: Day, days: u32) -> Day {
    (0..days).fold(today, |day, _| day.previous())
}

/// The sandbox's keys are known to everyone, so what a sandbox has used is never production's, nor the other way round.
pub async fn may_use(store: &Store, mode: Mode) -> Result<(), String> {
    let told = |error: sqlx::Error| format!("the database cannot be read ({error}); nothing was started");
    let sample = sample(clock::today())?;
    let key = sample.facilities.first().map(|facility| digest::of_text(&key_of(&facility.code)));
    let is_sandbox = store.client(&key.unwrap_or_default()).await.map_err(told)?.is_some();
    let is_used = !store.people_after("", 1).await.map_err(told)?.is_empty();
    match mode {
        Mode::Production if is_sandbox => Err("this database is a sandbox's: everybody knows its keys. \
                                               Use another --data or --database. Nothing was started"
            .to_owned()),
        Mode::Sandbox if is_used && !is_sandbox => {
            Err("this database holds people who are no sample people: a sandbox would let anybody be them. \
                                                        Use another --data or --database. Nothing was started"
                .to_owned())
        }
        Mode::Production | Mode::Sandbox => Ok(()),
    }
}

/// Puts the sample people and the organisations' keys into an empty sandbox. What is already there stays as it is.
pub async fn seed(store: &Store) -> Result<(), String> {
    let sample = sample(clock::today())?;
    let told = |problem: Problem| format!("the sample people cannot be put in: {}", problem.sentence());
    let facilities = sample.facilities.iter().map(|facility| ("facility", facility.code.clone()));
    let authorities = sample.people.iter().filter_map(|person| person.facts.person.authority.clone());
    let authorities: BTreeSet<String> = authorities.collect();
    let municipalities = authorities.into_iter().map(|code| ("municipality", code));
    for (role, organisation) in facilities.chain(municipalities) {
        let key_digest = digest::of_text(&key_of(&organisation));
        store.carry_out(AddClient { key_digest, role, organisation }).await.map_err(told)?;
    }
    for officer in sample.officers {
        store.carry_out(AddOfficer(officer.account()?)).await.map_err(told)?;
    }
    for person in sample.people {
        store.carry_out(Settle(person)).await.map_err(told)?;
    }
    Ok(())
}

/// A sample person moves in, unless they are there already.
#[derive(Clone)]
struct Settle(SamplePerson);

impl Command for Settle {
    type Answer = ();

    fn person(&self) -> &str {
        &self.0.facts.person.id
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let Settle(SamplePerson { facts, proxies, .. }) = self;
        let authority = facts.person.authority.clone().unwrap_or_default();
        let patient = tx.enter(&facts.person.id, &authority).await?;
        if tx.facts_of(&patient).await?.is_empty() {
            for fact in rows(&facts)? {
                tx.append(&patient, fact).await?;
            }
            for (actor, mandate) in &proxies {
                tx.append(&patient, row(Kind::Mandate, actor, mandate)?).await?;
            }
        }
        Ok(())
    }
}

/// The sandbox key of an organisation: known to everyone, good for nothing else.
pub fn key_of(organisation: &str) -> String {
    format!("sandbox-{organisation}")
}

fn rows(facts: &Facts) -> Result<Vec<NewFact>, serde_json::Error> {
    let mut rows = vec![row(Kind::Person, &facts.person.id, &facts.person)?];
    for certificate in &facts.certificates {
        rows.push(row(Kind::Certificate, &certificate.id, certificate)?);
    }
    for registration in &facts.registrations {
        rows.push(row(Kind::Registration, &registration.id, registration)?);
    }
    if let Some(household) = &facts.household {
        rows.push(row(Kind::Household, "household", household)?);
    }
    for source in &facts.sources {
        rows.push(row(Kind::Source, &source.source, source)?);
    }
    for charge in &facts.charges {
        rows.push(row(Kind::Charge, &charge.id, charge)?);
    }
    Ok(rows)
}

fn row(kind: Kind, id: &str, fact: &impl Serialize) -> Result<NewFact, serde_json::Error> {
    NewFact::new(kind, id, RECORDER, fact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_file_reads_on_any_day_and_everybody_in_it_is_synthetic() {
        for text in ["2026-11-20", "2026-01-01", "2028-02-29", "2026-03-31"] {
            let today: Day = text.parse().unwrap_or_else(|_| panic!("{text}"));
            let sample = sample(today).unwrap_or_else(|error| panic!("{text}: {error}"));
            for person in &sample.people {
                assert!(person.facts.person.synthetic, "{}", person.facts.person.id);
                assert!(
                    person.facts.charges.iter().all(|charge| charge.service_day <= today),
                    "{}",
                    person.about
                );
            }
        }
    }

    #[test]
    fn relative_days() {
        let today: Day = "2026-11-20".parse().unwrap_or_else(|_| panic!());
        for (text, real) in [
            ("@M+0-04", "2026-11-04"),
            ("@M+0-28", "2026-11-20"),
            ("@M-9-31", "2026-02-28"),
            ("@M+2", "2027-01"),
            ("@Y-70-04-02", "1956-04-02"),
            ("@D-1", "2026-11-19"),
            ("@D+40", "2026-12-30"),
            ("@D-1T09:00:00+09:00", "2026-11-19T09:00:00+09:00"),
        ] {
            assert_eq!(real_day(text, today).as_deref(), Some(real), "{text}");
        }
        assert_eq!(real_day("@X", today), None);
    }
}
