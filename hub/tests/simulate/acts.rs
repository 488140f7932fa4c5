//! What people do of their own accord.

use crate::cast::{AUTHORITY, FACILITIES, Known, OFFICERS, PEOPLE, PORTAL, Who};
use crate::deed::{ChargeDeed, Deed, What};
use crate::world::{DAY, HOUR, SECOND, World};
use serde_json::{Value, json};

/// The person whom the first one acts for.
const WARD: usize = 2;
const PROXY: usize = 0;

impl World {
    /// Everybody is registered, and has what they have.
    pub fn settle_in(&mut self) {
        for person in 0..PEOPLE.len() {
            self.put_person(person, false, 0);
            "p-0".clone_into(&mut self.people[person].own_key);
        }
        for person in [0, WARD] {
            let cap = *self.random.one(&[0, 2_500, 5_000, 10_000, 20_000]);
            let certificate = json!({ "scheme": "54", "valid": { "from": "2026-01-01", "until": "2027-09-30" },
                                      "caps": [{ "from": "2026-01-01", "cap": cap }] });
            self.change(person, "certificate", "c", "c-0", None, &certificate, OFFICERS[0], 10 * SECOND);
            self.people[person].certificate = Some(("c-0".to_owned(), certificate));
        }
        let registration = json!({ "scheme": "54", "from": "2025-01-01" });
        self.change(1, "registration", "r", "r-0", None, &registration, OFFICERS[0], 10 * SECOND);
        let until = self.today().plus_days(self.random.below(40) as u64);
        let mandate = json!({ "from": "2026-01-01", "until": until.to_string(), "capacity": "parent" });
        self.change(WARD, "mandate", PEOPLE[PROXY], "m-0", None, &mandate, OFFICERS[0], 10 * SECOND);
        "m-0".clone_into(&mut self.people[WARD].mandate_key);
    }

    /// One thing somebody does.
    pub fn act(&mut self) {
        let person = self.random.below(PEOPLE.len());
        let facility = self.random.below(FACILITIES.len());
        match self.random.below(100) {
            0..22 => self.register(facility, person),
            22..26 => self.batch(facility),
            26..39 => self.undo(facility),
            39..46 => self.consent(facility, person),
            46..53 => drop(self.ask(facility, person, 0)),
            53..63 => self.change_certificate(person),
            63..65 => self.hide_or_show(person),
            65..67 => self.change_mandate(),
            67..75 => self.read(person),
            75..81 => self.apply(person),
            81..88 => self.work_on_application(person),
            88..94 => drop(self.fetch()),
            94..97 => self.announce(),
            _ => self.see_notices(person),
        }
    }

    fn charge(&mut self, facility: usize, person: usize) -> Value {
        let days_ago = if self.random.percent(60) { 0 } else { self.random.below(300) };
        let day = (0..days_ago).fold(self.today(), |day, _| day.previous());
        let mut charge = json!({
            "patient": PEOPLE[person], "facility": { "code": FACILITIES[facility], "designated": true },
            "service_day": day, "total10": self.random.between(1, 8) * 9_000 + self.random.between(0, 10) * 10,
        });
        if person != 1 {
            charge["certificates"] = json!(["c"]);
        }
        if self.random.percent(50) {
            charge["collected"] = self.random.between(0, 6_000).into();
        }
        charge
    }

    fn next_id(&mut self, facility: usize) -> String {
        self.facilities[facility].next_id += 1;
        self.facilities[facility].next_id.to_string()
    }

    fn register(&mut self, facility: usize, person: usize) {
        let (id, document) = (self.next_id(facility), self.charge(facility, person));
        self.put_charge(&ChargeDeed {
            facility,
            person,
            id: id.clone(),
            earlier: None,
            cancels: false,
            document,
        });
        // A mistake of the facility's system: the same id for something else.
        if self.random.percent(8) {
            let document = self.charge(facility, person);
            self.put_charge(&ChargeDeed { facility, person, id, earlier: None, cancels: false, document });
        }
    }

    fn put_charge(&mut self, charge: &ChargeDeed) {
        let ChargeDeed { facility, id, earlier, cancels, document, .. } = charge;
        let mut path = format!("/api/v1/facilities/{}/charges/", FACILITIES[*facility]);
        match earlier.as_deref().and_then(|whole| whole.split_once('/')) {
            None => path.push_str(id),
            Some((_, earlier)) => {
                let event = if *cancels { "cancellations" } else { "corrections" };
                path = format!("{path}{earlier}/{event}/{id}");
            }
        }
        let deed = Deed::new(
            Who::Facility(*facility),
            What::Charges(vec![charge.clone()]),
            "PUT",
            path,
            Some(document.clone()),
        );
        self.begin(deed, 0);
    }

    fn batch(&mut self, facility: usize) {
        let charges: Vec<ChargeDeed> = (0..=self.random.below(4))
            .map(|_| {
                let person = self.random.below(PEOPLE.len());
                let (id, document) = (self.next_id(facility), self.charge(facility, person));
                ChargeDeed { facility, person, id, earlier: None, cancels: false, document }
            })
            .collect();
        let items: Vec<Value> = charges
            .iter()
            .map(|charge| json!({ "id": charge.id, "action": "register", "document": charge.document }))
            .collect();
        let path = format!("/api/v1/facilities/{}/charges", FACILITIES[facility]);
        let body = json!({ "items": items });
        self.begin(Deed::new(Who::Facility(facility), What::Charges(charges), "POST", path, Some(body)), 0);
    }

    /// Cancels or corrects something that was acknowledged; now and then two do it at once.
    fn undo(&mut self, facility: usize) {
        if self.facilities[facility].charges.is_empty() {
            return self.register(facility, 1);
        }
        let charges = self.facilities[facility].charges.clone();
        let Known { person, id: earlier } = self.random.one(&charges).clone();
        for _ in 0..if self.random.percent(15) { 2 } else { 1 } {
            let (id, cancels) = (self.next_id(facility), self.random.percent(60));
            let document =
                if cancels { json!({ "patient": PEOPLE[person] }) } else { self.charge(facility, person) };
            self.put_charge(&ChargeDeed {
                facility,
                person,
                id,
                earlier: Some(earlier.clone()),
                cancels,
                document,
            });
        }
    }

    fn consent(&mut self, facility: usize, person: usize) {
        let given = self.random.percent(80);
        let path = format!("/api/v1/facilities/{}/consents/{}", FACILITIES[facility], self.next_id(facility));
        let body = json!({ "patient": PEOPLE[person], "given": given });
        let what = What::Consent { facility, person, given };
        self.begin(Deed::new(Who::Facility(facility), what, "PUT", path, Some(body)), 0);
        // The question at the window, and sometimes another the next day.
        self.ask(facility, person, 5 * SECOND);
        if self.random.percent(50) {
            let after = self.random.between(20 * HOUR, 47 * HOUR);
            self.ask(facility, person, after);
        }
    }

    fn ask(&mut self, facility: usize, person: usize, after: i64) -> usize {
        let visit = self.random.percent(60).then(|| {
            json!({ "total10": self.random.between(1, 60) * 1_000, "insurance_rate": "0.3",
                    "facility": { "code": FACILITIES[facility], "designated": true } })
        });
        let mut body = json!({ "patient": PEOPLE[person] });
        if let Some(visit) = &visit {
            body["visit"] = visit.clone();
        }
        let path = format!("/api/v1/facilities/{}/eligibility", FACILITIES[facility]);
        let what = What::Eligibility { facility, person, visit };
        self.begin(Deed::new(Who::Facility(facility), what, "POST", path, Some(body)), after)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a change")]
    fn change(
        &mut self,
        person: usize,
        kind: &'static str,
        id: &str,
        history_key: &str,
        replaces: Option<&str>,
        fact: &Value,
        officer: &str,
        after: i64,
    ) {
        let place = match kind {
            "person" => String::new(),
            kind => format!("/{kind}s/{id}"),
        };
        let path = format!("/api/v1/municipalities/{AUTHORITY}/people/{}{place}", PEOPLE[person]);
        let mut body = json!({ "officer": officer, "history_key": history_key, "fact": fact });
        if let Some(replaces) = replaces {
            body["replaces"] = replaces.into();
        }
        let what = What::Change { person, kind, id: id.to_owned(), history_key: history_key.to_owned() };
        self.begin(Deed::new(Who::Municipality, what, "PUT", path, Some(body)), after);
    }

    fn key(&mut self, of: char) -> String {
        format!("{of}-{}", self.deeds.len())
    }

    fn put_person(&mut self, person: usize, undisclosed: bool, after: i64) {
        let first = self.people[person].own_key.is_empty();
        let key = if first { "p-0".to_owned() } else { self.key('p') };
        let replaces = (!first).then(|| self.people[person].own_key.clone());
        let fact = json!({ "name": "見本", "undisclosed": undisclosed });
        self.change(person, "person", PEOPLE[person], &key, replaces.as_deref(), &fact, OFFICERS[0], after);
    }

    fn hide_or_show(&mut self, person: usize) {
        let hide = !self.people[person].undisclosed;
        self.put_person(person, hide, 0);
    }

    fn change_mandate(&mut self) {
        let days = self.random.between(0, 10);
        let until = self.today().plus_days(days.unsigned_abs());
        // Whoever acts for another looks on its last days, and after them.
        let after = days * DAY + self.random.between(0, 36 * HOUR);
        self.read_as(PROXY, WARD, after);
        let mandate = json!({ "from": "2026-01-01", "until": until.to_string(), "capacity": "parent" });
        let (key, before) = (self.key('m'), self.people[WARD].mandate_key.clone());
        self.change(WARD, "mandate", PEOPLE[PROXY], &key, Some(&before), &mandate, OFFICERS[0], 0);
    }

    /// The certificate as it should be from now on, or should have been.
    fn changed(&mut self, certificate: &Value) -> Value {
        let mut changed = certificate.clone();
        let today = self.today();
        let cap = *self.random.one(&[0, 2_500, 5_000, 10_000, 20_000, 30_000]);
        match self.random.below(4) {
            0 => {
                changed["caps"] =
                    json!([certificate["caps"][0], { "from": today.plus_months(1), "cap": cap }]);
            }
            1 => changed["caps"] = json!([{ "from": certificate["caps"][0]["from"], "cap": cap }]),
            2 => {
                changed["caps"] =
                    json!([certificate["caps"][0], { "from": today.minus_months(1), "cap": cap }]);
            }
            _ => changed["valid"]["until"] = today.plus_days(self.random.below(60) as u64).to_string().into(),
        }
        changed
    }

    fn change_certificate(&mut self, person: usize) {
        let Some((before, certificate)) = self.people[person].certificate.clone() else { return };
        let (key, changed) = (self.key('c'), self.changed(&certificate));
        let officer = *self.random.one(&OFFICERS);
        self.change(person, "certificate", "c", &key, Some(&before), &changed, officer, 0);
    }

    /// Reads the facts: one's own, or those of whom one acts for; with what one holds already.
    fn read(&mut self, person: usize) {
        let actor = if person == WARD && self.random.percent(60) { PROXY } else { person };
        self.read_as(actor, person, 0);
    }

    fn read_as(&mut self, actor: usize, person: usize, after: i64) {
        let known = self.people[person].held[actor].clone();
        let path = format!("/api/v1/people/{}/facts", PEOPLE[person]);
        let mut deed = Deed::new(
            Who::Person(actor),
            What::Facts { actor, person, known: known.clone() },
            "GET",
            path,
            None,
        );
        if let Some(tag) = known.as_ref().and_then(|known| known.headers.get("etag")?.to_str().ok()) {
            deed.headers.push(("if-none-match", tag.to_owned()));
        }
        self.begin(deed, after);
    }

    fn apply(&mut self, person: usize) {
        let id = format!("a-{}", self.deeds.len());
        let kind = *self.random.one(&KINDS);
        let form = self.form(kind);
        self.take_step(person, &id, "submit", "", Some(form.clone()), None);
        // Two tabs, or a page sent twice by hand.
        if self.random.percent(30) {
            self.take_step(person, &id, "submit", "", Some(form), None);
        }
        self.people[person].applications.push(id);
    }

    /// A form with every question answered, whether it will be asked or not. Whether it may be begun, and whether the charges suffice, is for
    /// the hub to find out.
    fn form(&self, kind: engine::form::Kind) -> Value {
        use engine::form::Ask;
        let today = self.today();
        let questions = kind.description().steps.iter().flat_map(|step| step.questions);
        let answers = questions.filter_map(|question| {
            let value = match question.ask {
                Ask::Text { .. } | Ask::LongText { .. } => json!(format!("n{}", self.deeds.len())),
                Ask::Kana { .. } => json!("ミホン"),
                Ask::Digits { length } => json!("1".repeat(length.into())),
                Ask::PostalCode => json!("100-0001"),
                Ask::Phone => json!("03-1234-5678"),
                Ask::Day => json!(today),
                Ask::Month { .. } => json!(today.month()),
                Ask::Choice { of } => json!(of.last()),
                Ask::Choices { of } => json!(of.first().into_iter().collect::<Vec<_>>()),
                Ask::Certificate => json!("c"),
                Ask::YesNo => json!(false),
                Ask::Consent | Ask::Declaration => json!(true),
                Ask::Yen => json!(0),
                Ask::AccessKey | Ask::Files | Ask::Evidence { .. } => return None,
            };
            Some((question.key.to_owned(), json!({ "value": value })))
        });
        json!({ "kind": kind, "answers": answers.collect::<serde_json::Map<String, Value>>() })
    }

    /// A step of the patient (`step` as their address names it) or, with a body that names an officer, of the municipality.
    fn take_step(
        &mut self,
        person: usize,
        application: &str,
        step: &'static str,
        rest: &str,
        body: Option<Value>,
        history_key: Option<String>,
    ) {
        let of_municipality = matches!(step, "correction-requests" | "decision");
        let base = if of_municipality {
            format!("/api/v1/municipalities/{AUTHORITY}/people")
        } else {
            "/api/v1/people".to_owned()
        };
        let end = match step {
            "submit" => String::new(),
            step => format!("/{step}{rest}"),
        };
        let path = format!("{base}/{}/applications/{application}{end}", PEOPLE[person]);
        let who = if of_municipality { Who::Municipality } else { Who::Person(person) };
        let what = What::Step { person, application: application.to_owned(), step, history_key };
        self.begin(Deed::new(who, what, "PUT", path, body), 0);
    }

    fn work_on_application(&mut self, person: usize) {
        let applications = self.people[person].applications.clone();
        if applications.is_empty() {
            return self.apply(person);
        }
        let id = self.random.one(&applications).clone();
        match self.random.below(10) {
            0 => self.take_step(person, &id, "withdrawal", "", None, None),
            1..3 => {
                let number = format!("/{}", self.deeds.len());
                let note = json!({ "officer": OFFICERS[1], "note": "n" });
                self.take_step(person, &id, "correction-requests", &number, Some(note), None);
            }
            3 => {
                let number = format!("/{}", self.deeds.len());
                let kind = *self.random.one(&KINDS);
                let form = self.form(kind);
                self.take_step(person, &id, "resubmissions", &number, Some(form), None);
            }
            _ => {
                // Two at two desks, now and then.
                for _ in 0..if self.random.percent(40) { 2 } else { 1 } {
                    self.decide(person, &id);
                }
            }
        }
    }

    fn decide(&mut self, person: usize, application: &str) {
        let officer = *self.random.one(&OFFICERS);
        let (body, key) = if self.random.below(3) == 0 {
            let note = format!("n{}", self.deeds.len());
            let mild = self.random.percent(50);
            (
                json!({ "outcome": "refused", "officer": officer, "mild": mild, "notified_on": self.today(), "note": note }),
                None,
            )
        } else {
            let key = self.key('g');
            let held = self.people[person].certificate.clone().filter(|_| self.random.percent(50));
            let (certificate, replaces, fact) = if let Some((before, certificate)) = held {
                ("c".to_owned(), Some(before), self.changed(&certificate))
            } else {
                let from = self.today();
                let fact = json!({ "scheme": "54", "valid": { "from": from, "until": from.plus_months(12) },
                                   "caps": [{ "from": from, "cap": 10_000 }] });
                (format!("g-{application}"), None, fact)
            };
            let mut change = json!({ "officer": officer, "history_key": key, "fact": fact });
            if let Some(replaces) = replaces {
                change["replaces"] = replaces.into();
            }
            (json!({ "outcome": "granted", "certificate": certificate, "change": change }), Some(key))
        };
        self.take_step(person, application, "decision", "", Some(body), key);
    }

    pub fn fetch(&mut self) -> usize {
        let path = format!("/api/v1/portals/{PORTAL}/deliveries");
        self.begin(Deed::new(Who::Portal, What::Fetch, "POST", path, None), 0)
    }

    fn announce(&mut self) {
        let id = format!("n-{}", self.deeds.len());
        let body = json!({ "officer": OFFICERS[0], "title": "t", "text": "t", "wave": 2, "pause": 1 });
        let path = format!("/api/v1/municipalities/{AUTHORITY}/announcements/{id}");
        self.begin(Deed::new(Who::Municipality, What::Announce { id }, "PUT", path, Some(body)), 0);
    }

    fn see_notices(&mut self, person: usize) {
        if let Some(sequence) = self.people[person].shown.take() {
            let path = format!("/api/v1/people/{}/notices/{sequence}/read", PEOPLE[person]);
            self.begin(Deed::new(Who::Person(person), What::MarkRead { person }, "PUT", path, None), 0);
            return;
        }
        if self.random.percent(30) {
            let path = format!("/api/v1/municipalities/{AUTHORITY}/people/{}/history", PEOPLE[person]);
            let mut deed = Deed::new(Who::Municipality, What::History { person }, "GET", path, None);
            deed.headers.push(("x-officer", OFFICERS[0].to_owned()));
            self.begin(deed, 0);
            return;
        }
        let path = format!("/api/v1/people/{}/notices", PEOPLE[person]);
        self.begin(Deed::new(Who::Person(person), What::Notices { person }, "GET", path, None), 0);
    }
}

/// What is applied for; of the first there is most to go wrong.
const KINDS: [engine::form::Kind; 4] = [
    engine::form::Kind::MildHighCost,
    engine::form::Kind::MildHighCost,
    engine::form::Kind::Registration,
    engine::form::Kind::Change,
];
