//! The same ledgers, one event at a time: only the months an event touches are reckoned anew.

use super::Ledgers;
use super::context::Context;
use super::events::{self, Folded};
use super::finding::Finding;
use crate::civil::{Day, Month};
use crate::facts::{Charge, Facts};
use std::collections::{BTreeMap, BTreeSet};

/// The ledgers of one person, kept up to date event by event. At every moment equal to [`super::all`] of the events so far.
#[derive(Clone, Debug)]
pub struct Running {
    facts: Facts,
    as_of: Option<Day>,
    /// Every different body that came, by id.
    versions: BTreeMap<String, Vec<Charge>>,
    /// Which events name an id.
    named_by: BTreeMap<String, BTreeSet<String>>,
    /// What a family of events comes to, by its smallest id.
    families: BTreeMap<String, Family>,
    family_of: BTreeMap<String, String>,
    /// The families with a version in a month.
    standing_in: BTreeMap<Month, BTreeSet<String>>,
    months: BTreeMap<Month, Ledgers>,
}

/// The ids of events that concern each other, and the months they stand in.
#[derive(Clone, Debug, Default)]
struct Family {
    members: BTreeSet<String>,
    months: BTreeSet<Month>,
    findings: Vec<Finding>,
}

impl Running {
    /// Starts from facts; their charges are taken one by one.
    pub fn new(mut facts: Facts, as_of: impl Into<Option<Day>>) -> Self {
        let charges = std::mem::take(&mut facts.charges);
        let mut running = Running {
            facts,
            as_of: as_of.into(),
            versions: BTreeMap::new(),
            named_by: BTreeMap::new(),
            families: BTreeMap::new(),
            family_of: BTreeMap::new(),
            standing_in: BTreeMap::new(),
            months: BTreeMap::new(),
        };
        for charge in charges {
            running.push(charge);
        }
        running
    }

    /// Takes one more event and says which months it touched.
    pub fn push(&mut self, charge: Charge) -> BTreeSet<Month> {
        let id = charge.id.clone();
        let versions = self.versions.entry(id.clone()).or_default();
        if self.facts.person.undisclosed || versions.contains(&charge) {
            return BTreeSet::new();
        }
        if let Some(target) = &charge.supersedes {
            self.named_by.entry(target.clone()).or_default().insert(id.clone());
        }
        versions.push(charge);
        let members = self.family(&id);
        let mut touched = BTreeSet::new();
        for member in &members {
            let Some(name) = self.family_of.remove(member) else { continue };
            for month in self.families.remove(&name).into_iter().flat_map(|family| family.months) {
                self.standing_in.entry(month).or_default().remove(&name);
                touched.insert(month);
            }
        }
        let family = self.fold(members);
        touched.extend(&family.months);
        let name = family.members.first().cloned().unwrap_or_default();
        for member in &family.members {
            self.family_of.insert(member.clone(), name.clone());
        }
        for month in &family.months {
            self.standing_in.entry(*month).or_default().insert(name.clone());
        }
        self.families.insert(name, family);
        for month in &touched {
            self.reckon(*month);
        }
        touched
    }

    /// Everything that concerns this event, found along what names what in both directions.
    fn family(&self, id: &str) -> BTreeSet<String> {
        let mut members = BTreeSet::from([id.to_owned()]);
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            let names =
                self.versions.get(&id).into_iter().flatten().filter_map(|charge| charge.supersedes.clone());
            let named = self.named_by.get(&id).into_iter().flatten().cloned();
            for next in names.chain(named) {
                if members.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        members
    }

    fn bodies<'s>(&'s self, members: &'s BTreeSet<String>) -> impl Iterator<Item = &'s Charge> {
        members.iter().filter_map(|id| self.versions.get(id)).flatten()
    }

    fn fold(&self, members: BTreeSet<String>) -> Family {
        let context = Context::new(&self.facts, self.as_of);
        let folded = events::fold(self.bodies(&members), &|charge| context.hides(charge));
        let active = folded.active.iter().map(|active| active.charge.service_day.month());
        let struck = folded.struck.iter().map(|struck| struck.charge.service_day.month());
        let months = active.chain(struck).collect();
        Family { months, findings: folded.findings, members }
    }

    fn reckon(&mut self, month: Month) {
        let context = Context::new(&self.facts, self.as_of);
        let mut folded = Folded::default();
        let families = self.standing_in.get(&month).into_iter().flatten();
        for family in families.filter_map(|name| self.families.get(name)) {
            folded.absorb(events::fold(self.bodies(&family.members), &|charge| context.hides(charge)));
        }
        folded.sort();
        folded.active.retain(|active| active.charge.service_day.month() == month);
        folded.struck.retain(|struck| struck.charge.service_day.month() == month);
        let ledgers = super::of_month(&context, month, &folded.active, &folded.struck);
        if folded.active.is_empty() && folded.struck.is_empty() {
            self.months.remove(&month);
        } else {
            self.months.insert(month, ledgers);
        }
    }

    /// The ledgers as they stand.
    pub fn ledgers(&self) -> Ledgers {
        let mut ledgers = Ledgers::default();
        for month in self.months.values() {
            ledgers.append(month.clone());
        }
        ledgers.findings.extend(self.families.values().flat_map(|family| family.findings.iter().cloned()));
        crate::order::sort(&mut ledgers.findings);
        ledgers.findings.dedup();
        ledgers
    }
}
