//! What the hub has read, kept in memory for as long as it is certain to be what stands in the database.
//!
//! Facts are append-only: what was read about a person stays the beginning of what there is, and a transaction that holds the person asks for the
//! rest. On SQLite more is certain. Every commit, by whatever program, changes the mark of its log; while that is the mark that was seen, nothing
//! has changed at all, and a question is answered without asking the database anything. On PostgreSQL, where other hubs write, it is asked.

use super::credentials::Client;
use super::database::Database;
use super::fact::{FactRow, Kind, Patient};
use super::session::Session;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Bytes of facts that are kept, at most: those asked for last, and those asked for before them.
const ROOM: usize = 64 * 1024 * 1024;
/// Sessions and keys that are kept, at most.
const MANY: usize = 1 << 16;

pub struct Memory {
    state: Mutex<State>,
    mark: Option<Mark>,
}

/// All of it true at one moment.
#[derive(Default)]
struct State {
    as_of: Seen,
    /// A transaction of this hub is under way: a new mark is its own.
    committing: bool,
    people: Shelf,
    sessions: HashMap<String, Session>,
    clients: HashMap<String, Client>,
}

/// Everything about one person up to some moment.
#[derive(Clone)]
pub struct Known(Arc<Facts>);

struct Facts {
    patient: Patient,
    rows: Vec<FactRow>,
    /// The facts as they are told, once somebody has put them together.
    told: OnceLock<Arc<str>>,
}

impl Known {
    pub fn new(patient: Patient, rows: Vec<FactRow>) -> Known {
        Known(Arc::new(Facts { patient, rows, told: OnceLock::new() }))
    }

    pub fn patient(&self) -> &Patient {
        &self.0.patient
    }

    /// Every fact in registration order.
    pub fn rows(&self) -> &[FactRow] {
        &self.0.rows
    }

    /// The sequence of the newest fact; 0 when there is none.
    pub fn newest(&self) -> i64 {
        self.0.rows.last().map_or(0, |row| row.sequence)
    }

    /// The newest version of one fact.
    pub fn newest_of(&self, kind: Kind, id: &str) -> Option<&FactRow> {
        self.0.rows.iter().rev().find(|row| row.kind == kind && row.id == id)
    }

    /// What `put_together` makes of the rows, made once.
    pub fn told<E>(&self, put_together: impl FnOnce(&[FactRow]) -> Result<String, E>) -> Result<Arc<str>, E> {
        if let Some(told) = self.0.told.get() {
            return Ok(Arc::clone(told));
        }
        let told: Arc<str> = put_together(&self.0.rows)?.into();
        Ok(Arc::clone(self.0.told.get_or_init(|| told)))
    }

    fn size(&self) -> usize {
        // As text, as read, and once more as told.
        self.0.rows.iter().map(|row| 3 * row.body.len() + 512).sum::<usize>() + 512
    }
}

/// What a transaction has come to know, once it is on the disk.
#[derive(Default)]
pub struct Learned {
    pub people: Vec<Known>,
    /// Of these there is more than is known.
    pub more_of: Vec<String>,
    /// Sessions, keys or accounts may have changed.
    pub accounts: bool,
    /// Anything may have changed.
    pub everything: bool,
}

impl Memory {
    /// The memory of a hub on this database, whose tables are up to date.
    pub async fn of(database: &Database) -> Result<Memory, sqlx::Error> {
        let mark = match database {
            Database::Sqlite(_) => Some(Mark::of(database).await?),
            Database::Postgres(_) => None,
        };
        Ok(Memory { state: Mutex::default(), mark })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, when it is certain to be the database's at this moment. What is not true any more is forgotten.
    fn certain(&self) -> Option<MutexGuard<'_, State>> {
        let mark = self.mark.as_ref()?;
        let mut state = self.state();
        let seen = mark.seen()?;
        if state.as_of != seen {
            if state.committing {
                return None;
            }
            *state = State { as_of: seen, ..State::default() };
        }
        Some(state)
    }

    /// Everything about this person as it stands now.
    pub fn person(&self, id: &str) -> Option<Known> {
        self.certain()?.people.get(id)
    }

    /// Everything about this person up to some moment.
    pub fn beginning(&self, id: &str) -> Option<Known> {
        if self.mark.is_some() { self.person(id) } else { self.state().people.get(id) }
    }

    pub fn session(&self, token_digest: &str) -> Option<Session> {
        self.certain()?.sessions.get(token_digest).cloned()
    }

    pub fn client(&self, key_digest: &str) -> Option<Client> {
        self.certain()?.clients.get(key_digest).cloned()
    }

    /// To be taken before the database is asked: what it answers is kept if nothing has changed meanwhile.
    pub fn moment(&self) -> Option<Seen> {
        self.certain().map(|state| state.as_of)
    }

    pub fn keep_person(&self, asked: Option<Seen>, known: Known) {
        if self.mark.is_none() {
            // The longer one is the later one.
            let mut state = self.state();
            let before = state.people.get(&known.patient().id);
            if before.is_none_or(|before| before.rows().len() < known.rows().len()) {
                state.people.put(known);
            }
        } else if let Some(mut state) = self.unchanged_since(asked) {
            state.people.put(known);
        }
    }

    pub fn keep_session(&self, asked: Option<Seen>, token_digest: &str, session: &Session) {
        if let Some(mut state) = self.unchanged_since(asked) {
            keep(&mut state.sessions, token_digest, session.clone());
        }
    }

    pub fn keep_client(&self, asked: Option<Seen>, key_digest: &str, client: &Client) {
        if let Some(mut state) = self.unchanged_since(asked) {
            keep(&mut state.clients, key_digest, client.clone());
        }
    }

    fn unchanged_since(&self, asked: Option<Seen>) -> Option<MutexGuard<'_, State>> {
        let asked = asked?;
        self.certain().filter(|state| state.as_of == asked)
    }

    /// A transaction that writes has begun: on SQLite nobody else commits until its end.
    pub fn begin(&self) {
        let Some(mark) = &self.mark else { return };
        let mut state = self.state();
        // A mark that cannot be read is none that was seen.
        let seen = mark.seen().unwrap_or_default();
        if state.as_of != seen {
            *state = State { as_of: seen, ..State::default() };
        }
        state.committing = true;
    }

    /// It has ended; what it has learned is true when it was committed. To be said before anybody is answered.
    pub fn end(&self, learned: Option<Learned>) {
        let mut state = self.state();
        let Some(mark) = &self.mark else {
            // After trouble it may be another server, which does not have the last of what this hub knows.
            match learned {
                Some(learned) => state.learn(learned),
                None => state.people = Shelf::default(),
            }
            return;
        };
        let seen = mark.seen().unwrap_or_default();
        match learned {
            Some(learned) if seen == state.as_of || seen.follows(&state.as_of) => {
                state.as_of = seen;
                if !planted!(MemoryNotTold) {
                    state.learn(learned);
                }
            }
            None if seen == state.as_of => {}
            _ => *state = State { as_of: seen, ..State::default() },
        }
        state.committing = false;
    }
}

impl State {
    fn learn(&mut self, Learned { people, more_of, accounts, everything }: Learned) {
        if everything {
            self.people = Shelf::default();
        }
        for id in more_of {
            self.people.forget(&id);
        }
        for known in people {
            self.people.put(known);
        }
        if accounts {
            self.sessions.clear();
            self.clients.clear();
        }
    }
}

fn keep<T>(all: &mut HashMap<String, T>, key: &str, one: T) {
    if all.len() >= MANY {
        all.clear();
    }
    all.insert(key.to_owned(), one);
}

/// People by id: those asked for last, and those before them, who are the next to be forgotten.
#[derive(Default)]
struct Shelf {
    last: HashMap<String, Known>,
    before: HashMap<String, Known>,
    /// Bytes of those asked for last.
    size: usize,
}

impl Shelf {
    fn get(&mut self, id: &str) -> Option<Known> {
        if let Some(known) = self.last.get(id) {
            return Some(known.clone());
        }
        let known = self.before.remove(id)?;
        self.put(known.clone());
        Some(known)
    }

    fn put(&mut self, known: Known) {
        self.size += known.size();
        if let Some(replaced) = self.last.insert(known.patient().id.clone(), known) {
            self.size = self.size.saturating_sub(replaced.size());
        }
        if self.size > ROOM / 2 {
            self.before = std::mem::take(&mut self.last);
            self.size = 0;
        }
    }

    fn forget(&mut self, id: &str) {
        self.before.remove(id);
        if let Some(known) = self.last.remove(id) {
            self.size = self.size.saturating_sub(known.size());
        }
    }
}

/// The mark of an SQLite database: what stands at the beginning of the index of its log (the file beside it that ends in `-shm`), which every commit
/// changes, last of all and in whatever program. Its form is part of SQLite's documented file format ("WAL-mode file format, the WAL-index header").
struct Mark {
    file: Option<File>,
    /// While one connection is open, SQLite leaves the file where it is.
    _connection: AnyPool,
}

/// The mark as it was seen.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Seen([u8; 48]);

impl Default for Seen {
    fn default() -> Self {
        Seen([0; 48])
    }
}

impl Seen {
    /// Is exactly one commit between the two?
    fn follows(&self, before: &Seen) -> bool {
        self.commits() == before.commits().wrapping_add(1)
    }

    /// The counter of commits.
    fn commits(&self) -> u32 {
        u32::from_ne_bytes([self.0[8], self.0[9], self.0[10], self.0[11]])
    }
}

impl Mark {
    async fn of(database: &Database) -> Result<Mark, sqlx::Error> {
        let (address, file) = database.mark().ok_or(sqlx::Error::RowNotFound)?;
        let kept_open = AnyPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let connection = kept_open.connect(&address).await?;
        // The first question opens the log and its index.
        sqlx::query("SELECT COUNT(*) FROM person WHERE id = ''").fetch_one(&connection).await?;
        let file = File::open(file).map_err(sqlx::Error::Io)?;
        Ok(Mark { file: Some(file), _connection: connection })
    }

    fn seen(&self) -> Option<Seen> {
        let mut bytes = [0; 48];
        self.file.as_ref()?.read_exact_at(&mut bytes, 0).ok()?;
        Some(Seen(bytes))
    }
}

impl Drop for Mark {
    /// Whoever closes a file gives up all of the process's locks on it, SQLite's too: it stays open until the process ends. In the simulator there is
    /// one process and there are many hubs.
    fn drop(&mut self) {
        #[cfg(not(feature = "simulate"))]
        if let Some(file) = self.file.take() {
            use std::os::fd::IntoRawFd as _;
            let _ = file.into_raw_fd();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::NewFact;

    fn known(id: &str, facts: usize) -> Known {
        let patient = Patient { authority: "130001".to_owned(), id: id.to_owned() };
        let row = |sequence| {
            let body = "b".repeat(10_000);
            let fact = NewFact::new(Kind::Notice, id, "", &body).expect("a fact");
            FactRow::of(fact, i64::try_from(sequence).unwrap_or(i64::MAX), String::new())
        };
        Known::new(patient, (1..=facts).map(row).collect())
    }

    #[test]
    fn it_does_not_grow_without_end_and_forgets_first_what_nobody_asks_for() {
        let mut shelf = Shelf::default();
        shelf.put(known("asked for", 1));
        for id in 0..2_000 {
            shelf.put(known(&format!("p-{id}"), 3));
            assert!(shelf.get("asked for").is_some(), "{id}");
        }
        let kept = shelf.last.values().chain(shelf.before.values());
        assert!(kept.map(Known::size).sum::<usize>() <= ROOM);
        assert!(shelf.get("p-0").is_none() && shelf.get("p-1999").is_some());
    }

    /// Two programs on one file, as far as one process can be two: each with connections and a memory of its own.
    #[tokio::test]
    async fn what_another_program_commits_is_noticed_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::Sqlite(folder.path().join("hub.sqlite"));
        let writers = database.writers().await.expect("a database");
        let memory = Memory::of(&database).await.expect("a memory");
        let asked = memory.moment();
        memory.keep_person(asked, known("p", 1));
        assert!(memory.person("p").is_some_and(|known| known.newest() == 1));
        let insert = "INSERT INTO person (id, authority) VALUES ('q', '130001')";
        sqlx::query(insert).execute(&writers).await.expect("a row");
        assert!(memory.person("p").is_none(), "something has changed, whatever it was");
        memory.keep_person(asked, known("p", 1));
        assert!(memory.person("p").is_none(), "it was asked for before that");
    }

    #[tokio::test]
    async fn what_this_hub_commits_is_known_and_the_rest_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::Sqlite(folder.path().join("hub.sqlite"));
        let writers = database.writers().await.expect("a database");
        let memory = Memory::of(&database).await.expect("a memory");
        for id in ["p", "q", "r"] {
            memory.keep_person(memory.moment(), known(id, 1));
        }
        let commit = async |learned: Option<Learned>| {
            let mut transaction = writers.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
            memory.begin();
            let insert = "INSERT INTO miss (role, organisation, at) VALUES ('facility', 'o', '')";
            sqlx::query(insert).execute(&mut *transaction).await.expect("a row");
            transaction.commit().await.expect("a commit");
            assert!(memory.person("q").is_none(), "between its commit and its end nothing is certain");
            memory.end(learned);
        };
        let learned =
            Learned { people: vec![known("p", 2)], more_of: vec!["q".to_owned()], ..Learned::default() };
        commit(Some(learned)).await;
        assert!(memory.person("p").is_some_and(|known| known.newest() == 2));
        assert!(memory.person("q").is_none() && memory.person("r").is_some());
        commit(None).await;
        assert!(memory.person("r").is_none(), "nobody knows what came of it");
    }
}
