//! That an entry is in the log, for its person to hold: everything that was hashed, the way up to the root, and the root signed by the hub
//! (RFC 6962, section 2.1.1).

use super::checkpoint;
use super::entry;
use super::tree::{Hash, LEVELS, Span, of_node, tree_of};
use crate::digest::hex;
use crate::problem::Problem;
use crate::store::{Patient, Store};
use serde::Serialize;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One entry and its proof; hashes in hexadecimal. How they fit together: docs/access-log.md.
#[derive(Serialize, ToSchema)]
pub struct ProofTold {
    /// Of the encoding.
    version: u8,
    /// 団体コード of the log.
    authority: String,
    sequence: u64,
    at: String,
    /// What the entry says, in all its fields.
    said: BTreeMap<String, String>,
    salt: String,
    commitment: String,
    previous: String,
    /// The leaf.
    hash: String,
    /// The other half of each step from the leaf to the root.
    path: Vec<String>,
    /// The root as the hub has signed it: a C2SP checkpoint.
    checkpoint: String,
}

/// The proof of one of the person's entries; not there before a checkpoint covers it, a minute after it was written.
pub async fn of_entry(store: &Store, patient: &Patient, sequence: i64) -> Result<ProofTold, Problem> {
    let fields = entry::FIELDS.join(", look.");
    let sql = format!(
        "SELECT link.at, look.salt, link.commitment, link.previous, link.hash, look.{fields}
         FROM access_chain AS link JOIN access_look AS look
             ON look.authority = link.authority AND look.sequence = link.sequence
         WHERE link.authority = $1 AND link.sequence = $2 AND look.person = $3"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(&patient.authority)
        .bind(sequence)
        .bind(&patient.id)
        .fetch_optional(store.readers())
        .await?
        .ok_or_else(Problem::not_found)?;
    let newest = checkpoint::newest(store, &patient.authority).await?;
    let (size, note) = newest.filter(|(size, _)| *size >= sequence).ok_or_else(Problem::not_found)?;
    let number = |number: i64| u64::try_from(number).map_err(|_| Problem::storage());
    let (sequence, size) = (number(sequence)?, number(size)?);
    let log = Log { store, authority: &patient.authority };
    let path = log.path(Span { first: 0, end: size }, sequence - 1).await?;
    let bytes = |column: usize| row.try_get::<Vec<u8>, _>(column).map(|bytes| hex(&bytes));
    let mut said = BTreeMap::new();
    for (place, field) in entry::FIELDS.iter().enumerate() {
        said.insert((*field).to_owned(), row.try_get(5 + place)?);
    }
    Ok(ProofTold {
        version: entry::VERSION,
        authority: patient.authority.clone(),
        sequence,
        at: row.try_get(0)?,
        said,
        salt: bytes(1)?,
        commitment: bytes(2)?,
        previous: bytes(3)?,
        hash: bytes(4)?,
        path: path.iter().map(|hash| hex(hash)).collect(),
        checkpoint: note,
    })
}

/// One authority's log, read where it is needed.
struct Log<'s> {
    store: &'s Store,
    authority: &'s str,
}

impl Log<'_> {
    /// From the leaf up, within these leaves.
    async fn path(&self, mut span: Span, leaf: u64) -> Result<Vec<Hash>, sqlx::Error> {
        let mut way = Vec::new();
        while let Some((left, right)) = span.halves() {
            let (own, other) = if leaf < left.end { (left, right) } else { (right, left) };
            way.push(self.root(other).await?);
            span = own;
        }
        way.reverse();
        Ok(way)
    }

    /// The root over these leaves, which begin where such a subtree may begin.
    async fn root(&self, span: Span) -> Result<Hash, sqlx::Error> {
        let mut right: Option<Hash> = None;
        for part in span.complete_parts().into_iter().rev() {
            let left = self.complete(part).await?;
            right = Some(right.map_or(left, |right| of_node(&left, &right)));
        }
        right.ok_or_else(|| sqlx::Error::Decode("a tree without leaves".into()))
    }

    /// The root of a complete subtree: from at most some hundred roots of those below that are kept, or from the leaves themselves.
    async fn complete(&self, span: Span) -> Result<Hash, sqlx::Error> {
        let level = span.size().trailing_zeros() / LEVELS * LEVELS;
        let below = Span { first: span.first >> level, end: span.end >> level };
        let kept = if level == 0 { self.leaves(span).await? } else { self.nodes(level, below).await? };
        // Entries from before roots were kept have none.
        let hashes = if kept.len() as u64 == below.size() { kept } else { self.leaves(span).await? };
        Ok(tree_of(&hashes).root())
    }

    async fn nodes(&self, level: u32, span: Span) -> Result<Vec<Hash>, sqlx::Error> {
        let query = sqlx::query(
            "SELECT hash FROM access_node WHERE authority = $1 AND place >= $2 AND place < $3 AND level = $4 ORDER BY place",
        );
        let query = query.bind(self.authority).bind(number(span.first)).bind(number(span.end));
        query.bind(i64::from(level)).try_map(|row| hash(&row)).fetch_all(self.store.readers()).await
    }

    async fn leaves(&self, span: Span) -> Result<Vec<Hash>, sqlx::Error> {
        let query = sqlx::query(
            "SELECT hash FROM access_chain WHERE authority = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence",
        );
        let query = query.bind(self.authority).bind(number(span.first)).bind(number(span.end));
        query.try_map(|row| hash(&row)).fetch_all(self.store.readers()).await
    }
}

fn hash(row: &AnyRow) -> Result<Hash, sqlx::Error> {
    let bytes: Vec<u8> = row.try_get(0)?;
    bytes
        .try_into()
        .map_err(|_| sqlx::Error::Decode("a hash of the access log is damaged: hub verify-log".into()))
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
