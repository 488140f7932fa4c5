//! One row of the store.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// What a fact is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Person,
    Certificate,
    Registration,
    Household,
    Source,
    Charge,
}

impl Kind {
    const ALL: [(Kind, &'static str); 6] = [
        (Kind::Person, "person"),
        (Kind::Certificate, "certificate"),
        (Kind::Registration, "registration"),
        (Kind::Household, "household"),
        (Kind::Source, "source"),
        (Kind::Charge, "charge"),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    fn from_word(word: &str) -> Option<Kind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// A fact on its way in.
#[derive(Clone, Debug)]
pub struct NewFact {
    pub person: String,
    pub kind: Kind,
    pub id: String,
    pub recorder: String,
    pub key: String,
    pub digest: String,
    pub body: String,
    pub recorded_at: String,
}

/// A fact as stored.
#[derive(Clone, Debug)]
pub struct FactRow {
    pub sequence: i64,
    pub kind: Kind,
    pub id: String,
    pub body: String,
    pub recorded_at: String,
}

impl FactRow {
    pub fn from_row(row: &SqliteRow) -> Result<FactRow, sqlx::Error> {
        let word: String = row.try_get("kind")?;
        let kind = Kind::from_word(&word).ok_or_else(|| sqlx::Error::ColumnDecode {
            index: "kind".to_owned(),
            source: format!("unknown kind of fact: {word}").into(),
        })?;
        Ok(FactRow {
            sequence: row.try_get("sequence")?,
            kind,
            id: row.try_get("id")?,
            body: row.try_get("body")?,
            recorded_at: row.try_get("recorded_at")?,
        })
    }
}
