//! One row of the store.

use crate::digest;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::any::Any;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Whose facts: the shard key of everything a person's rules need.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Patient {
    /// 団体コード of the authority that holds the facts.
    pub authority: String,
    /// Opaque.
    pub id: String,
}

/// The words of an enumeration as they stand in the database.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }
        impl $name {
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
            fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// What a fact is about.
    pub enum Kind {
        Person = "person",
        /// 受給者証
        Certificate = "certificate",
        /// 登録者証
        Registration = "registration",
        Household = "household",
        Source = "source",
        /// One event about one charge.
        Charge = "charge",
        /// 利用する・利用しない at one facility; its id is the facility's code.
        Consent = "consent",
        /// 代理; its id is the id of the person who acts.
        Mandate = "mandate",
        /// One event about one application.
        Application = "application",
        /// 軽症による不認定; its id is the application's.
        Refusal = "refusal",
        /// One event about a change that needs a second person.
        Proposal = "proposal",
        /// What a watch has to say: raised, amended, withdrawn.
        Notice = "notice",
        /// What the municipality tells everybody.
        Announcement = "announcement",
        /// The person has read a notice; its id is the notice's.
        NoticeRead = "notice_read",
        /// 領収書: one event about what the person says they paid at a facility that is not connected.
        OwnReceipt = "own_receipt",
    }
}

/// A fact on its way in.
#[derive(Clone, Debug)]
pub struct NewFact {
    pub kind: Kind,
    pub id: String,
    /// 履歴キー; empty where there is none.
    pub history_key: String,
    pub recorder: String,
    pub digest: String,
    pub body: String,
}

impl NewFact {
    /// A fact without a history key; the digest is of its body.
    pub fn new(
        kind: Kind,
        id: impl Into<String>,
        recorder: impl Into<String>,
        fact: &impl Serialize,
    ) -> Result<NewFact, serde_json::Error> {
        let body = serde_json::to_string(fact)?;
        Ok(NewFact {
            kind,
            id: id.into(),
            history_key: String::new(),
            recorder: recorder.into(),
            digest: digest::of_text(&body),
            body,
        })
    }
}

/// A fact as stored. It never changes, so a copy is the same one.
#[derive(Clone, Debug)]
pub struct FactRow(Arc<Stored>);

/// What stands in the row.
#[derive(Debug)]
pub struct Stored {
    pub sequence: i64,
    pub kind: Kind,
    pub id: String,
    pub history_key: String,
    pub recorder: String,
    pub digest: String,
    pub body: String,
    pub recorded_at: String,
    /// The body as it was read the first time.
    read: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Deref for FactRow {
    type Target = Stored;

    fn deref(&self) -> &Stored {
        &self.0
    }
}

impl FactRow {
    /// The new fact, recorded.
    pub fn of(fact: NewFact, sequence: i64, recorded_at: String) -> FactRow {
        let NewFact { kind, id, history_key, recorder, digest, body } = fact;
        let read = OnceLock::new();
        FactRow(Arc::new(Stored {
            sequence,
            kind,
            id,
            history_key,
            recorder,
            digest,
            body,
            recorded_at,
            read,
        }))
    }

    /// The body as `T`; text is read into it only once, however often it is asked for.
    pub fn read<T: DeserializeOwned + Clone + Send + Sync + 'static>(&self) -> Result<T, serde_json::Error> {
        if let Some(known) = self.read.get().and_then(|known| known.downcast_ref::<T>()) {
            return Ok(known.clone());
        }
        let read: T = serde_json::from_str(&self.body)?;
        drop(self.0.read.set(Box::new(read.clone())));
        Ok(read)
    }

    pub fn from_row(row: &AnyRow) -> Result<FactRow, sqlx::Error> {
        let word: String = row.try_get("kind")?;
        let kind = Kind::from_word(&word).ok_or_else(|| sqlx::Error::ColumnDecode {
            index: "kind".to_owned(),
            source: format!("unknown kind of fact: {word}").into(),
        })?;
        let fact = NewFact {
            kind,
            id: row.try_get("id")?,
            history_key: row.try_get("history_key")?,
            recorder: row.try_get("recorder")?,
            digest: row.try_get("digest")?,
            body: row.try_get("body")?,
        };
        Ok(FactRow::of(fact, row.try_get("sequence")?, row.try_get("recorded_at")?))
    }
}
