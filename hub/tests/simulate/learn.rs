//! What people make of the answers, and what they do next.

use crate::cast::{AUTHORITY, FACILITIES, Known, OFFICERS, PEOPLE, PORTAL, Who};
use crate::deed::{ChargeDeed, Deed, What, json};
use crate::world::{HOUR, Held, MINUTE, SECOND, World, promise};
use serde_json::{Value, json};

impl World {
    /// What the sender makes of the answer that settled a deed.
    pub fn learn(&mut self, number: usize) {
        let deed = &self.deeds[number];
        let (what, body) = (deed.what.clone(), deed.body.clone().unwrap_or_default());
        let Some(answer) = deed.settled.clone().filter(|answer| answer.status < 400) else { return };
        let told = json(&answer);
        match what {
            What::Charges(charges) => self.know_charges(&charges, &told),
            What::Change { person, kind, history_key, .. } => {
                if told["state"] == "awaiting_approval" {
                    return self.ask_for_verdict(
                        person,
                        &told,
                        body["officer"].as_str().unwrap_or_default(),
                        &body["fact"],
                    );
                }
                let known = &mut self.people[person];
                match kind {
                    "person" => {
                        (known.own_key, known.undisclosed) =
                            (history_key, body["fact"]["undisclosed"] == true);
                    }
                    "mandate" => known.mandate_key = history_key,
                    "certificate" => known.certificate = Some((history_key, body["fact"].clone())),
                    _ => {}
                }
            }
            What::Step { person, history_key: Some(key), .. } => {
                let change = &body["change"];
                if told["change"]["state"] == "awaiting_approval" {
                    let officer = change["officer"].as_str().unwrap_or_default();
                    return self.ask_for_verdict(person, &told["change"], officer, &change["fact"]);
                }
                if body["certificate"] == "c" {
                    self.people[person].certificate = Some((key, change["fact"].clone()));
                }
            }
            What::Verdict { person, proposal, approve: true, .. } => {
                if let Some(change) = self.proposed.get(&proposal)
                    && told["state"] == "recorded"
                {
                    let key = told["history_key"].as_str().unwrap_or_default().to_owned();
                    self.people[person].certificate = Some((key, change.clone()));
                }
            }
            What::Facts { actor, person, .. } if answer.status == 200 => {
                self.people[person].held[actor] = Some(answer);
            }
            What::Notices { person } => {
                self.people[person].shown = told[0]["sequence"].as_i64();
            }
            What::Fetch => self.acknowledge(&told),
            What::Announce { .. } => self.waves_are_due(),
            _ => {}
        }
    }

    fn know_charges(&mut self, charges: &[ChargeDeed], told: &Value) {
        for (place, charge) in charges.iter().enumerate() {
            let recorded =
                if told["items"].is_array() { told["items"][place]["sequence"].is_i64() } else { true };
            if recorded && !charge.cancels {
                let id = format!("{}/{}", FACILITIES[charge.facility], charge.id);
                self.facilities[charge.facility].charges.push(Known { person: charge.person, id });
            }
        }
    }

    fn ask_for_verdict(&mut self, person: usize, told: &Value, proposer: &str, fact: &Value) {
        let proposal = told["proposal"].as_str().unwrap_or_default().to_owned();
        self.proposed.insert(proposal.clone(), fact.clone());
        let mut others: Vec<&'static str> =
            OFFICERS.into_iter().filter(|officer| *officer != proposer).collect();
        if self.random.percent(40) {
            others.extend(OFFICERS.into_iter().filter(|officer| *officer == proposer));
            others.rotate_right(1);
        }
        let mut after = 0;
        for officer in others {
            after += self.random.between(SECOND, 3 * HOUR);
            let approve = self.random.percent(75);
            let what = What::Verdict {
                person,
                proposal: proposal.clone(),
                officer,
                proposer: proposer.to_owned(),
                approve,
            };
            let path = format!(
                "/api/v1/municipalities/{AUTHORITY}/people/{}/proposals/{proposal}/verdict",
                PEOPLE[person]
            );
            let body = json!({ "officer": officer, "approve": approve });
            self.begin(Deed::new(Who::Municipality, what, "PUT", path, Some(body)), after);
        }
    }

    /// Deliveries that were heard are acknowledged, mostly at once; some not at all, so that they come again.
    fn acknowledge(&mut self, told: &Value) {
        let deliveries = told.as_array().cloned().unwrap_or_default();
        for delivery in &deliveries {
            let person = PEOPLE.iter().position(|id| delivery["person"] == *id).unwrap_or_default();
            self.arrived.insert((person, delivery["sequence"].as_i64().unwrap_or_default()));
        }
        if deliveries.is_empty() || (!self.peace && self.random.percent(20)) {
            return;
        }
        let numbers: Vec<&Value> = deliveries.iter().map(|delivery| &delivery["delivery"]).collect();
        let path = format!("/api/v1/portals/{PORTAL}/deliveries/acknowledged");
        let body = json!({ "deliveries": numbers });
        let after = if self.peace { 0 } else { self.random.between(0, 2 * MINUTE) };
        self.begin(Deed::new(Who::Portal, What::Acknowledge, "POST", path, Some(body)), after);
    }

    /// Everything that waits is fetched and acknowledged; only in peace.
    pub fn fetch_the_rest(&mut self) -> Held {
        for _ in 0..30 {
            self.pass(2 * MINUTE)?;
            let number = self.fetch();
            self.until_quiet()?;
            let told = self.deeds[number].settled.as_ref().map(json).unwrap_or_default();
            if told.as_array().is_some_and(Vec::is_empty) {
                return Ok(());
            }
        }
        promise!(false, "liveness: the outbox does not become empty");
        Ok(())
    }
}
