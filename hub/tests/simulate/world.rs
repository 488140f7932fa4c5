//! One world from one seed: virtual time, a network that loses, doubles, delays and reorders, and a hub that dies and comes back.

use crate::cast::{AUTHORITY, FACILITIES, Facility, PEOPLE, PORTAL, Person, Who};
use crate::deed::{Deed, Mangled, Said, code};
use crate::random::Random;
use crate::weather::{Tally, Weather};
use crate::{audit, online};
use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, FixedOffset, TimeDelta};
use engine::Day;
use hub::simulation::{Answer, Death, Life, Place, copy, set_time};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// A promise that was broken, in words.
pub type Broken = String;
pub type Held = Result<(), Broken>;

/// Breaks off with a sentence unless it holds.
macro_rules! promise {
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(format!($($words)+));
        }
    };
}
pub(crate) use promise;

/// What can happen.
enum Event {
    /// Somebody does something of their own.
    Act,
    /// A request goes out.
    Send(usize),
    /// It arrives.
    Arrive(usize, Mangled),
    /// Its answer arrives.
    Hear(usize, Box<Answer>),
    /// The sender has waited long enough for this try.
    Lose(usize, u32),
    /// The hub looks after its waves, and at everybody when the day is new.
    Look,
}

pub struct World {
    pub random: Random,
    pub weather: Weather,
    /// Milliseconds since the world began.
    pub now: i64,
    events: BTreeMap<(i64, u64), Event>,
    number: u64,
    pub life: Option<Life>,
    folder: PathBuf,
    lives: u32,
    down_until: i64,
    pub peace: bool,
    pub deeds: Vec<Deed>,
    pub facilities: [Facility; 3],
    pub people: [Person; 3],
    /// Answers that went out and of which a look must be on the log, by person, role and actor.
    pub looks: BTreeMap<(usize, String, String, &'static str), usize>,
    /// One of them was answered just now.
    pub looked: bool,
    /// What the portal has heard of: person and sequence.
    pub arrived: BTreeSet<(usize, i64)>,
    /// The fact of each proposal the municipality knows of.
    pub proposed: BTreeMap<String, Value>,
    /// Every fact as it stood when the hub last died.
    pub stood: Vec<Vec<String>>,
    looked_on: Option<Day>,
    pub tally: Tally,
    pub story: Vec<String>,
    trace: DefaultHasher,
}

impl World {
    pub fn of(seed: u64, folder: PathBuf, empty: &std::path::Path) -> World {
        let mut random = Random::of(seed);
        let weather = Weather::of(&mut random);
        let file = folder.join("life-0");
        copy(empty, &file);
        let mut world = World {
            random,
            weather,
            now: 0,
            events: BTreeMap::new(),
            number: 0,
            life: None,
            folder,
            lives: 0,
            down_until: 0,
            peace: true,
            deeds: Vec::new(),
            facilities: Default::default(),
            people: Default::default(),
            looks: BTreeMap::new(),
            looked: false,
            arrived: BTreeSet::new(),
            proposed: BTreeMap::new(),
            stood: Vec::new(),
            looked_on: None,
            tally: Tally::default(),
            story: Vec::new(),
            trace: DefaultHasher::new(),
        };
        set_time(Some(world.moment()));
        let life = Life::begin(&file);
        for (number, facility) in FACILITIES.iter().enumerate() {
            life.add_client("facility", facility, &Who::Facility(number).key());
        }
        life.add_client("municipality", AUTHORITY, &Who::Municipality.key());
        life.add_client("portal", PORTAL, &Who::Portal.key());
        world.life = Some(life);
        world
    }

    /// Everything from the first act to the last promise.
    pub fn play(&mut self, acts: usize) -> Held {
        self.settle_in();
        self.until_quiet()?;
        self.peace = false;
        for _ in 0..acts {
            self.at(self.now, Event::Act);
            self.run(|event| matches!(event, Event::Act))?;
            let pause = self.pause();
            self.run_until(self.now + pause)?;
        }
        self.peace = true;
        // Faults are over: whoever waits for an answer gets one, within the longest delay there is.
        self.until_quiet()?;
        // The next day everything has been looked at, and whatever goes out in waves has gone.
        self.pass(DAY)?;
        for _ in 0..4 {
            self.pass(5 * SECOND)?;
        }
        self.fetch_the_rest()?;
        audit::everything(self)
    }

    pub fn moment(&self) -> DateTime<FixedOffset> {
        let begin = DateTime::parse_from_rfc3339("2026-10-05T09:00:00+09:00").expect("a moment");
        begin + TimeDelta::milliseconds(self.now)
    }

    pub fn today(&self) -> Day {
        Day::from(self.moment().date_naive())
    }

    pub fn life(&self) -> &Life {
        self.life.as_ref().expect("a hub")
    }

    /// Says something that happened.
    fn tell(&mut self, words: &str) {
        words.hash(&mut self.trace);
        self.story.push(format!("{} {words}", self.moment().format("%m-%d %H:%M:%S%.3f")));
    }

    /// What happened, in one number.
    pub fn trace(&self) -> u64 {
        self.trace.finish()
    }

    /// A deed that is begun after a while.
    pub fn begin(&mut self, deed: Deed, after: i64) -> usize {
        self.deeds.push(deed);
        let number = self.deeds.len() - 1;
        self.at(self.now + after, Event::Send(number));
        number
    }

    /// Time passes.
    pub fn pass(&mut self, milliseconds: i64) -> Held {
        self.run_until(self.now + milliseconds)
    }

    /// Waves go out one after the other.
    pub fn waves_are_due(&mut self) {
        for wave in 1..5 {
            self.at(self.now + wave * 2 * SECOND, Event::Look);
        }
    }

    fn at(&mut self, time: i64, event: Event) {
        self.number += 1;
        self.events.insert((time, self.number), event);
    }

    /// Mostly moments, now and then hours, days, weeks.
    fn pause(&mut self) -> i64 {
        let haste = self.weather.haste;
        match self.random.below(100) {
            0..70 => self.random.between(0, haste),
            70..85 => self.random.between(0, 2 * HOUR),
            85..95 => self.random.between(2 * HOUR, 30 * HOUR),
            _ => self.random.between(DAY, 25 * DAY),
        }
    }

    /// Until nothing is under way any more.
    pub fn until_quiet(&mut self) -> Held {
        self.run_until(i64::MAX)?;
        let open = self.deeds.iter().find(|deed| deed.settled.is_none());
        match open {
            Some(deed) => Err(format!(
                "liveness: nothing is under way, and {} {} was never settled",
                deed.method, deed.path
            )),
            None => Ok(()),
        }
    }

    /// Everything before this time.
    fn run_until(&mut self, time: i64) -> Held {
        let mut steps = 0;
        while let Some((&(when, _), _)) = self.events.first_key_value() {
            if when > time {
                break;
            }
            self.step()?;
            steps += 1;
            promise!(steps < 20_000, "liveness: it does not come to rest");
        }
        if time < i64::MAX {
            self.set_now(time);
            self.look()?;
        }
        Ok(())
    }

    fn run(&mut self, is_last: impl Fn(&Event) -> bool) -> Held {
        while let Some((_, event)) = self.events.first_key_value() {
            let last = is_last(event);
            self.step()?;
            if last {
                break;
            }
        }
        Ok(())
    }

    fn set_now(&mut self, time: i64) {
        self.now = self.now.max(time);
        set_time(Some(self.moment()));
    }

    fn step(&mut self) -> Held {
        let Some(((when, _), event)) = self.events.pop_first() else { return Ok(()) };
        let day = self.today();
        self.set_now(when);
        if self.today() != day && !matches!(event, Event::Look) {
            self.look()?;
        }
        match event {
            Event::Act => self.act(),
            Event::Send(deed) => self.send(deed),
            Event::Arrive(deed, mangled) => return self.arrive(deed, mangled),
            Event::Hear(deed, answer) => return self.hear(deed, *answer),
            Event::Lose(deed, try_) => {
                let deed_ = &self.deeds[deed];
                if deed_.settled.is_none() && deed_.sent == try_ {
                    self.send(deed);
                }
            }
            Event::Look => return self.look(),
        }
        Ok(())
    }

    fn send(&mut self, number: usize) {
        self.deeds[number].sent += 1;
        let try_ = self.deeds[number].sent;
        // Whoever is not answered waits longer each time, up to a quarter of an hour.
        let patience = ((5 * SECOND) << try_.min(8)).min(15 * MINUTE);
        self.at(self.now + patience, Event::Lose(number, try_));
        let copies = if !self.peace && self.chance(self.weather.double) { 2 } else { 1 };
        self.tally.doubled += copies - 1;
        for _ in 0..copies {
            if !self.peace && self.chance(self.weather.drop) {
                self.tally.lost += 1;
                continue;
            }
            let delay = self.delay();
            let mangled = match () {
                () if self.peace
                    || self.deeds[number].body.is_none()
                    || !self.chance(self.weather.mangle) =>
                {
                    Mangled::No
                }
                () if self.random.percent(50) => Mangled::Truncated,
                () => Mangled::Changed,
            };
            self.at(self.now + delay, Event::Arrive(number, mangled));
        }
    }

    fn chance(&mut self, of_hundred: u64) -> bool {
        self.random.percent(of_hundred)
    }

    fn delay(&mut self) -> i64 {
        if !self.peace && self.chance(self.weather.late) {
            return self.random.between(SECOND, 3 * DAY);
        }
        self.random.between(5, 300)
    }

    /// A request arrives, and with it those that come in the same breath.
    fn arrive(&mut self, deed: usize, mangled: Mangled) -> Held {
        if self.now < self.down_until {
            self.tally.lost += 1;
            return Ok(());
        }
        let mut arrived = vec![(deed, mangled)];
        let until = self.now + if self.peace { 0 } else { self.weather.together };
        let near: Vec<(i64, u64)> = self
            .events
            .range(..=(until, u64::MAX))
            .filter(|(_, event)| matches!(event, Event::Arrive(..)))
            .map(|(place, _)| *place)
            .take(7)
            .collect();
        for place in near {
            if let Some(Event::Arrive(deed, mangled)) = self.events.remove(&place) {
                arrived.push((deed, mangled));
            }
        }
        let requests = arrived.iter().map(|(deed, mangled)| self.request(*deed, *mangled)).collect();
        let death = self.death();
        let turn = self.life().answer(requests, death);
        self.tally.requests += arrived.len() as u64;
        for ((number, mangled), answer) in arrived.into_iter().zip(turn.done) {
            let Some(answer) = answer else {
                self.deeds[number].unsure = true;
                continue;
            };
            let words = String::from_utf8_lossy(&answer.body).into_owned();
            let deed = &self.deeds[number];
            self.tell(&format!(
                "{} {} #{number} {mangled:?}: {} {words}",
                deed.method, deed.path, answer.status
            ));
            if mangled != Mangled::No {
                self.tally.mangled += 1;
                // The way broke it: the hub refuses it, and the sender never hears why.
                let code = code(&answer);
                promise!(
                    ["digest_differs", "unreadable", "not_found"].contains(&&*code) || answer.status == 401,
                    "a document that was changed on the way is accepted: {} {words}",
                    answer.status
                );
                continue;
            }
            online::answered(self, number, &answer)?;
            let at = self.moment();
            self.deeds[number].answers.push(Said { at, answer: answer.clone() });
            if !self.peace && self.chance(self.weather.drop) {
                self.tally.lost += 1;
                continue;
            }
            let delay = self.delay();
            self.at(self.now + delay, Event::Hear(number, Box::new(answer)));
        }
        if turn.died {
            return self.bury();
        }
        online::looks_are_on_record(self)
    }

    fn request(&mut self, deed: usize, mangled: Mangled) -> Request<Body> {
        let headers = match self.deeds[deed].who {
            Who::Person(person) => {
                vec![("cookie", self.session(person)), ("x-requested-by", "portal".to_owned())]
            }
            machine => vec![("authorization", format!("Bearer {}", machine.key()))],
        };
        self.deeds[deed].request(&headers, mangled)
    }

    /// The person's session; a new one each minute, so that using it writes nothing. Nobody undisclosed gets one.
    fn session(&mut self, person: usize) -> String {
        if let Some((cookie, since)) = &self.people[person].session
            && self.now - since < 50 * SECOND
        {
            return cookie.clone();
        }
        let request =
            Request::post(format!("/sandbox/sign-in/{}", PEOPLE[person])).header("x-requested-by", "portal");
        let turn = self.life().answer(vec![request.body(Body::empty()).expect("a request")], None);
        let cookie = turn.done.into_iter().flatten().next().and_then(|answer| {
            let cookie = answer.headers.get("set-cookie")?.to_str().ok()?;
            Some(cookie.split(';').next()?.to_owned())
        });
        let Some(cookie) = cookie else { return String::new() };
        self.people[person].session = Some((cookie.clone(), self.now));
        cookie
    }

    fn death(&mut self) -> Option<Death> {
        if self.chance(self.weather.die) { self.death_somewhere() } else { None }
    }

    fn death_somewhere(&mut self) -> Option<Death> {
        if self.peace {
            return None;
        }
        let place = *self.random.one(&[Place::InGroup, Place::BeforeCommit, Place::AfterCommit]);
        let passes = u32::try_from(self.random.below(2)).unwrap_or_default();
        Some(Death { place, passes })
    }

    /// The hub died; after a while another one finds what it left behind.
    fn bury(&mut self) -> Held {
        self.tell("the hub dies");
        self.tally.deaths += 1;
        self.lives += 1;
        let heir = self.folder.join(format!("life-{}", self.lives));
        if let Some(life) = self.life.take() {
            life.end(&heir);
        }
        self.life = Some(Life::begin(&heir));
        self.looked_on = None;
        self.down_until = self.now + self.random.between(200, 30 * SECOND);
        audit::nothing_has_changed(self)
    }

    /// What the hub does by itself.
    fn look(&mut self) -> Held {
        if self.now < self.down_until && !self.peace {
            return Ok(());
        }
        // It dies most over what takes long.
        let often = self.weather.die > 0 && self.random.percent(30);
        let death = if often { self.death_somewhere() } else { None };
        if self.life().send_announcements(death) {
            return self.bury();
        }
        if self.looked_on != Some(self.today()) {
            let death = self.death();
            if self.life().look_at_everybody(death) {
                return self.bury();
            }
            self.looked_on = Some(self.today());
        }
        Ok(())
    }

    fn hear(&mut self, number: usize, answer: Answer) -> Held {
        if let Some(settled) = &self.deeds[number].settled {
            return online::same_again(&self.deeds[number], settled, &answer);
        }
        if matches!(answer.status, 429 | 503) {
            return Ok(());
        }
        if answer.status == 401
            && let Who::Person(person) = self.deeds[number].who
        {
            self.people[person].session = None;
        }
        self.deeds[number].settled = Some(answer);
        self.learn(number);
        // Some send again what was answered: a page that was open, a system that was put back.
        let what = &self.deeds[number].what;
        if !self.peace && what.has_key() && self.random.percent(8) {
            let after = self.random.between(SECOND, 10 * DAY);
            let late = self.now + after;
            self.at(late, Event::Arrive(number, Mangled::No));
        }
        Ok(())
    }
}
