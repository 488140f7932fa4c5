//! The chain in the database: each authority's entries one after the other, each with the hash of the one before.
//!
//! Whoever writes several looks in one transaction writes them at its end, the authorities in the order of their codes: no two transactions ever
//! wait for each other crosswise.

use super::Look;
use super::entry::{self, Link};
use super::tree::{Hash, Tree};
use crate::clock;
use crate::store::{Dialect, Patient};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyPool, Connection, Row};

/// A look on its way into the log, with the request it belongs to.
pub struct Noted {
    pub look: Look,
    pub request: String,
}

/// An entry that is not written yet.
struct Entry {
    person: Patient,
    at: String,
    said: entry::Said<String>,
}

/// Writes the looks of one transaction, as part of it.
pub async fn append(
    connection: &mut AnyConnection,
    dialect: Dialect,
    noted: Vec<Noted>,
) -> Result<(), sqlx::Error> {
    let at = clock::stamp(clock::now());
    let entries = noted.into_iter().map(|Noted { look, request }| Entry {
        said: look.said(&request),
        person: look.patient,
        at: at.clone(),
    });
    write(connection, dialect, entries.collect()).await
}

async fn write(
    connection: &mut AnyConnection,
    dialect: Dialect,
    mut entries: Vec<Entry>,
) -> Result<(), sqlx::Error> {
    // Stable: within an authority they stay in their order.
    entries.sort_by(|one, other| one.person.authority.cmp(&other.person.authority));
    let mut head: Option<Head> = None;
    for entry in entries {
        let authority = &entry.person.authority;
        let mut current = match head.take() {
            Some(head) if head.authority == *authority => head,
            before => {
                if let Some(head) = before {
                    head.keep(connection).await?;
                }
                Head::hold(connection, dialect, authority).await?
            }
        };
        current.write(connection, entry).await?;
        head = Some(current);
    }
    match head {
        Some(head) => head.keep(connection).await,
        None => Ok(()),
    }
}

/// Where a log ends.
pub struct Head {
    pub authority: String,
    pub hash: Hash,
    pub tree: Tree,
}

impl Head {
    /// The end of this authority's log, held until the transaction ends.
    async fn hold(
        connection: &mut AnyConnection,
        dialect: Dialect,
        authority: &str,
    ) -> Result<Head, sqlx::Error> {
        sqlx::query(
            "INSERT INTO access_head (authority, size, hash, peaks) VALUES ($1, 0, $2, $3)
             ON CONFLICT (authority) DO NOTHING",
        )
        .bind(authority)
        .bind(entry::BEFORE_THE_FIRST.to_vec())
        .bind(Vec::new())
        .execute(&mut *connection)
        .await?;
        sqlx::query(dialect.hold_head())
            .bind(authority)
            .try_map(|row| Head::from_row(&row))
            .fetch_one(connection)
            .await
    }

    /// From authority, size, hash and peaks, in this order.
    pub fn from_row(row: &AnyRow) -> Result<Head, sqlx::Error> {
        let broken = || sqlx::Error::Decode("the end of the access log is damaged: hub verify-log".into());
        let (size, hash, peaks): (i64, Vec<u8>, Vec<u8>) =
            (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let tree = u64::try_from(size).ok().and_then(|size| Tree::of(size, &peaks)).ok_or_else(broken)?;
        let hash = hash.try_into().map_err(|_| broken())?;
        Ok(Head { authority: row.try_get(0)?, hash, tree })
    }

    async fn write(&mut self, connection: &mut AnyConnection, entry: Entry) -> Result<(), sqlx::Error> {
        let mut salt = [0_u8; 32];
        getrandom::fill(&mut salt)
            .map_err(|error| sqlx::Error::Io(std::io::Error::other(error.to_string())))?;
        let link = Link {
            authority: self.authority.clone().into_bytes(),
            sequence: self.tree.size + 1,
            at: entry.at.clone().into_bytes(),
            commitment: entry::commitment(&salt, &entry.said).to_vec(),
            previous: self.hash.to_vec(),
        };
        let hash = link.hash();
        let sequence = i64::try_from(link.sequence).unwrap_or(i64::MAX);
        sqlx::query(
            "INSERT INTO access_chain (authority, sequence, version, at, commitment, previous, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&self.authority)
        .bind(sequence)
        .bind(i64::from(entry::VERSION))
        .bind(entry.at)
        .bind(link.commitment)
        .bind(link.previous)
        .bind(hash.to_vec())
        .execute(&mut *connection)
        .await?;
        let mut look = sqlx::query(
            "INSERT INTO access_look (authority, sequence, salt, person, role, issuer, subject, organisation, office,
                 officer, on_behalf_of, purpose, reason, action, objects, decision, policy, request)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        )
        .bind(&self.authority)
        .bind(sequence)
        .bind(salt.to_vec());
        for text in entry.said {
            look = look.bind(text);
        }
        look.execute(&mut *connection).await?;
        for node in self.tree.push(hash) {
            sqlx::query("INSERT INTO access_node (authority, level, place, hash) VALUES ($1, $2, $3, $4)")
                .bind(&self.authority)
                .bind(i64::from(node.level))
                .bind(i64::try_from(node.place).unwrap_or(i64::MAX))
                .bind(node.hash.to_vec())
                .execute(&mut *connection)
                .await?;
        }
        self.hash = hash;
        Ok(())
    }

    async fn keep(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE access_head SET size = $1, hash = $2, peaks = $3 WHERE authority = $4")
            .bind(i64::try_from(self.tree.size).unwrap_or(i64::MAX))
            .bind(self.hash.to_vec())
            .bind(self.tree.peaks())
            .bind(self.authority)
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// Entries from before there was a chain move into it, in their order, some hundreds a transaction.
pub async fn adopt(pool: &AnyPool, dialect: Dialect) -> Result<(), sqlx::Error> {
    loop {
        let mut connection = pool.acquire().await?;
        let mut transaction = connection.begin_with(dialect.begin()).await?;
        let mut earlier = sqlx::query(
            "DELETE FROM earlier_access WHERE sequence IN (SELECT sequence FROM earlier_access ORDER BY sequence LIMIT 500)
             RETURNING sequence, authority, person, role, actor, officer, action, at",
        )
        .try_map(|row: AnyRow| Ok((row.try_get::<i64, _>(0)?, of_earlier(&row)?)))
        .fetch_all(&mut *transaction)
        .await?;
        if earlier.is_empty() {
            return transaction.rollback().await;
        }
        earlier.sort_by_key(|(sequence, _)| *sequence);
        write(&mut transaction, dialect, earlier.into_iter().map(|(_, entry)| entry).collect()).await?;
        transaction.commit().await?;
    }
}

/// Whatever was not written down then stays empty.
fn of_earlier(row: &AnyRow) -> Result<Entry, sqlx::Error> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let person = Patient { authority: text(1)?, id: text(2)? };
    let (role, actor, officer, action) = (text(3)?, text(4)?, text(5)?, text(6)?);
    let organisation = if role == "person" { String::new() } else { actor.clone() };
    let decision = if action == "access.refused" { "refused" } else { "allowed" };
    let of_fields = |name: &str| match name {
        "person" => person.id.clone(),
        "role" => role.clone(),
        "issuer" => super::THE_HUB.to_owned(),
        "subject" => actor.clone(),
        "organisation" => organisation.clone(),
        "officer" => officer.clone(),
        "action" => action.clone(),
        "objects" => "[]".to_owned(),
        "decision" => decision.to_owned(),
        _ => String::new(),
    };
    let said = entry::FIELDS.map(of_fields);
    Ok(Entry { said, person, at: text(7)? })
}
