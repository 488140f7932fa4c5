//! Is the log as it was written? Every entry is worked out anew, from the first to the last, and held against what stands there, against where
//! the hub says the log ends, and against what was signed.

use super::chain::Head;
use super::checkpoint::{self, Checkpoint, Verifier};
use super::entry::{self, Link, Said};
use super::forget;
use super::tree::{Hash, Tree};
use crate::store::Store;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// Entries read at a time.
const PAGE: i64 = 1000;

/// An entry as it stands in the database, byte for byte.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    sequence: i64,
    version: i64,
    at: Vec<u8>,
    commitment: Vec<u8>,
    previous: Vec<u8>,
    hash: Vec<u8>,
    salt: Option<Vec<u8>>,
    said: Said<Option<Vec<u8>>>,
}

/// How far a log has been found to be whole.
#[derive(Clone)]
struct Walk {
    authority: String,
    tree: Tree,
    last: Hash,
    /// The newest entry whose words are gone, and up to which one some entry says that they are.
    gone: u64,
    stated: u64,
}

impl Walk {
    fn new(authority: &str) -> Walk {
        let (tree, last) = (Tree::default(), entry::BEFORE_THE_FIRST);
        Walk { authority: authority.to_owned(), tree, last, gone: 0, stated: 0 }
    }

    /// Goes on by one entry, or says what is wrong with it.
    fn step(&mut self, stored: &Stored) -> Result<(), String> {
        let sequence = self.tree.size + 1;
        let told = |wrong: &str| Err(format!("entry {sequence}: {wrong}"));
        if u64::try_from(stored.sequence) != Ok(sequence) {
            return told(&format!("it is not there, and the next one is {}", stored.sequence));
        }
        if stored.version != i64::from(entry::VERSION) {
            return told("its version is unknown");
        }
        if stored.previous != self.last {
            return told("it does not follow the entry before it");
        }
        let link = Link {
            authority: self.authority.clone().into_bytes(),
            sequence,
            at: stored.at.clone(),
            commitment: stored.commitment.clone(),
            previous: stored.previous.clone(),
        };
        let hash = link.hash();
        if stored.hash != hash {
            return told("its time, its commitment or its hash was changed");
        }
        let texts = stored.said.each_ref().map(|text| text.as_deref().unwrap_or_default());
        match &stored.salt {
            None => self.gone = sequence,
            Some(salt) if entry::commitment(salt, &texts)[..] != stored.commitment => {
                return told("what it says was changed");
            }
            Some(_) => self.stated = self.stated.max(forgotten(&texts)),
        }
        self.tree.push(hash);
        self.last = hash;
        Ok(())
    }
}

impl Walk {
    /// Words may be gone where an entry says so, and nowhere else.
    fn ends(&self) -> Result<(), String> {
        if self.gone <= self.stated {
            return Ok(());
        }
        Err(format!("what entry {} says is gone, and no entry says that it may be", self.gone))
    }
}

/// Up to which entry these words say that words are gone; 0 when they say something else.
fn forgotten(texts: &Said<&[u8]>) -> u64 {
    let of = |name: &str| {
        entry::FIELDS.iter().position(|field| *field == name).and_then(|at| texts.get(at).copied())
    };
    if of("action") != Some(forget::ACTION.as_bytes()) {
        return 0;
    }
    let objects: Vec<String> = serde_json::from_slice(of("objects").unwrap_or_default()).unwrap_or_default();
    objects.first().and_then(|last| last.parse().ok()).unwrap_or_default()
}

/// What came of it, one line for each log, and how many of them are not whole.
#[derive(Default)]
pub struct Report {
    pub lines: Vec<String>,
    pub damaged: usize,
}

/// Looks at every log. `witnessed`: checkpoints that somebody else has kept.
pub async fn all(
    store: &Store,
    verifier: Option<&Verifier>,
    witnessed: &[Checkpoint],
) -> Result<Report, sqlx::Error> {
    let mut authorities = sqlx::query(
        "SELECT authority FROM access_head UNION SELECT authority FROM access_chain
         UNION SELECT authority FROM access_look UNION SELECT authority FROM access_checkpoint ORDER BY authority",
    )
    .try_map(|row: AnyRow| row.try_get::<String, _>(0))
    .fetch_all(store.readers())
    .await?;
    // A log that is gone as a whole is known by its witness alone.
    let of_name = |origin: &str| Some(origin.rsplit_once('/')?.1.to_owned());
    authorities.extend(witnessed.iter().filter_map(|checkpoint| of_name(&checkpoint.origin)));
    authorities.sort();
    authorities.dedup();
    let mut report = Report::default();
    for authority in authorities {
        match one(store, &authority, verifier, witnessed).await? {
            Ok(line) => report.lines.push(format!("{authority}: {line}")),
            Err(wrong) => {
                report.lines.push(format!("{authority}: NOT WHOLE: {wrong}"));
                report.damaged += 1;
            }
        }
    }
    Ok(report)
}

/// One authority's log: what was found good, or the first thing that is wrong.
async fn one(
    store: &Store,
    authority: &str,
    verifier: Option<&Verifier>,
    witnessed: &[Checkpoint],
) -> Result<Result<String, String>, sqlx::Error> {
    let kept = checkpoint::of_authority(store, authority).await?;
    let mut signed: BTreeMap<u64, Vec<Hash>> = BTreeMap::new();
    if let Some(verifier) = verifier {
        let origin = verifier.origin(authority);
        let mut mine: Vec<Checkpoint> =
            witnessed.iter().filter(|checkpoint| checkpoint.origin == origin).cloned().collect();
        for (size, note) in &kept {
            match verifier.open(note).filter(|opened| opened.origin == origin) {
                Some(opened) if i64::try_from(opened.size) == Ok(*size) => mine.push(opened),
                _ => {
                    return Ok(Err(format!(
                        "the checkpoint of {size} entries was not signed so by the log's key"
                    )));
                }
            }
        }
        for checkpoint in mine {
            signed.entry(checkpoint.size).or_default().push(checkpoint.root);
        }
    }
    let checkpoints: usize = signed.values().map(Vec::len).sum();
    let mut walk = Walk::new(authority);
    loop {
        let page = match page(store, authority, walk.tree.size).await {
            Ok(page) => page,
            Err(error @ (sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_))) => {
                return Ok(Err(format!("after entry {}: it cannot be read ({error})", walk.tree.size)));
            }
            Err(error) => return Err(error),
        };
        for stored in &page {
            if let Err(wrong) = walk.step(stored) {
                return Ok(Err(wrong));
            }
            let roots = signed.remove(&walk.tree.size).unwrap_or_default();
            if roots.iter().any(|root| *root != walk.tree.root()) {
                let size = walk.tree.size;
                return Ok(Err(format!("the first {size} entries are not those that were signed")));
            }
        }
        // The end is read after the entries: a hub that goes on writing has moved it, never ahead of them.
        if page.is_empty() {
            match end(store, &walk).await? {
                End::Here => break,
                End::Further => {}
                End::Elsewhere(wrong) => return Ok(Err(wrong)),
            }
        }
    }
    if let Err(wrong) = walk.ends() {
        return Ok(Err(wrong));
    }
    let size = walk.tree.size;
    if let Some((longer, _)) = signed.pop_last() {
        return Ok(Err(format!("it ends after entry {size}, and it was signed that there were {longer}")));
    }
    let unchecked = if verifier.is_none() && !kept.is_empty() {
        format!("; {} checkpoints not checked for want of the log's key (--log-key)", kept.len())
    } else {
        format!("; {checkpoints} checkpoints agree")
    };
    Ok(Ok(format!("{size} entries, whole{unchecked}")))
}

async fn page(store: &Store, authority: &str, after: u64) -> Result<Vec<Stored>, sqlx::Error> {
    let bytes = |column: &str| store.dialect().bytes_of(column);
    let texts: Vec<String> = entry::FIELDS.iter().map(|field| bytes(&format!("look.{field}"))).collect();
    let sql = format!(
        "SELECT link.sequence, link.version, {}, link.commitment, link.previous, link.hash, look.salt, {}
         FROM access_chain AS link LEFT JOIN access_look AS look
             ON look.authority = link.authority AND look.sequence = link.sequence
         WHERE link.authority = $1 AND link.sequence > $2 ORDER BY link.sequence LIMIT $3",
        bytes("link.at"),
        texts.join(", "),
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(authority)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(PAGE)
        .try_map(|row: AnyRow| {
            let mut said: Said<Option<Vec<u8>>> = Default::default();
            for (place, text) in said.iter_mut().enumerate() {
                *text = row.try_get(7 + place)?;
            }
            Ok(Stored {
                sequence: row.try_get(0)?,
                version: row.try_get(1)?,
                at: row.try_get(2)?,
                commitment: row.try_get(3)?,
                previous: row.try_get(4)?,
                hash: row.try_get(5)?,
                salt: row.try_get(6)?,
                said,
            })
        })
        .fetch_all(store.readers())
        .await
}

/// Where the hub says the log ends.
enum End {
    Here,
    /// It has grown meanwhile.
    Further,
    Elsewhere(String),
}

async fn end(store: &Store, walk: &Walk) -> Result<End, sqlx::Error> {
    let size = walk.tree.size;
    let head = sqlx::query("SELECT authority, size, hash, peaks FROM access_head WHERE authority = $1")
        .bind(&walk.authority)
        .try_map(|row| Head::from_row(&row))
        .fetch_optional(store.readers())
        .await;
    let head = match head {
        Ok(head) => head,
        Err(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => {
            return Ok(End::Elsewhere("where it ends was damaged".to_owned()));
        }
        Err(error) => return Err(error),
    };
    // A log without an entry may have no end yet.
    let none =
        || Head { authority: walk.authority.clone(), hash: entry::BEFORE_THE_FIRST, tree: Tree::default() };
    let Some(head) = head.or_else(|| (size == 0).then(none)) else {
        return Ok(End::Elsewhere(format!("where it ends was removed; {size} entries are there")));
    };
    // Both counts are of one moment.
    let (passed, extra): (i64, i64) = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM access_chain WHERE authority = $1 AND sequence <= $2),
                (SELECT COUNT(*) FROM access_look AS look WHERE look.authority = $1 AND NOT EXISTS (
                     SELECT 1 FROM access_chain AS link
                     WHERE link.authority = look.authority AND link.sequence = look.sequence))",
    )
    .bind(&walk.authority)
    .bind(i64::try_from(size).unwrap_or(i64::MAX))
    .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
    .fetch_one(store.readers())
    .await?;
    if extra > 0 {
        return Ok(End::Elsewhere(format!("{extra} entries stand beside it that the chain does not know")));
    }
    if u64::try_from(passed) != Ok(size) {
        return Ok(End::Elsewhere(format!("entries stand outside its order among the first {size}")));
    }
    if head.tree == walk.tree && head.hash == walk.last {
        return Ok(End::Here);
    }
    if head.tree.size > size && !page(store, &walk.authority, size).await?.is_empty() {
        return Ok(End::Further);
    }
    Ok(End::Elsewhere(format!("it ends after entry {size}, and the hub has written {}", head.tree.size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: i64 = 1000;

    /// A log as the hub would write it.
    fn log() -> Vec<Stored> {
        let mut last = entry::BEFORE_THE_FIRST;
        (1..=ENTRIES)
            .map(|sequence| {
                let salt = [u8::try_from(sequence % 251).unwrap_or_default(); 32];
                let said = entry::FIELDS.map(|field| format!("{field} {sequence}").into_bytes());
                let at = format!("2026-11-21T13:00:{:02}+09:00", sequence % 60).into_bytes();
                let link = Link {
                    authority: b"130001".to_vec(),
                    sequence: sequence.unsigned_abs(),
                    at: at.clone(),
                    commitment: entry::commitment(&salt, &said).to_vec(),
                    previous: last.to_vec(),
                };
                last = link.hash();
                let (commitment, previous) = (link.commitment, link.previous);
                let (hash, salt) = (last.to_vec(), Some(salt.to_vec()));
                let version = i64::from(entry::VERSION);
                Stored { sequence, version, at, commitment, previous, hash, salt, said: said.map(Some) }
            })
            .collect()
    }

    fn is_whole(mut walk: Walk, entries: &[Stored]) -> bool {
        entries.iter().all(|stored| walk.step(stored).is_ok()) && walk.ends().is_ok()
    }

    /// Every column of bytes of an entry.
    fn columns(stored: &mut Stored) -> Vec<&mut Vec<u8>> {
        let Stored { at, commitment, previous, hash, salt, said, .. } = stored;
        let own = [at, commitment, previous, hash].into_iter();
        own.chain(salt).chain(said.iter_mut().flatten()).collect()
    }

    #[test]
    fn every_flipped_byte_of_every_entry_is_found() {
        let log = log();
        assert!(is_whole(Walk::new("130001"), &log));
        let mut walk = Walk::new("130001");
        let (mut flipped, mut bit) = (0_u32, 0);
        for (place, stored) in log.iter().enumerate() {
            // What comes after an entry cannot make a change of it good: the rest need not be walked each time.
            let mut changed = stored.clone();
            for column in 0..columns(&mut changed).len() {
                for at in 0..columns(&mut changed)[column].len() {
                    columns(&mut changed)[column][at] ^= 1 << bit;
                    assert!(
                        !is_whole(walk.clone(), std::slice::from_ref(&changed)),
                        "{place}, {column}, {at}"
                    );
                    columns(&mut changed)[column][at] ^= 1 << bit;
                    bit = (bit + 1) % 8;
                    flipped += 1;
                }
                // A byte less, and a byte more.
                let last = columns(&mut changed)[column].pop();
                assert!(!is_whole(walk.clone(), std::slice::from_ref(&changed)), "{place}, {column}");
                columns(&mut changed)[column].extend(last.into_iter().chain([0]));
                assert!(!is_whole(walk.clone(), std::slice::from_ref(&changed)), "{place}, {column}");
                columns(&mut changed)[column].pop();
            }
            for number in [&mut changed.sequence, &mut changed.version] {
                *number += 1;
            }
            assert!(!is_whole(walk.clone(), &[Stored { version: 1, ..changed.clone() }]));
            assert!(!is_whole(walk.clone(), &[Stored { sequence: stored.sequence, ..changed.clone() }]));
            assert!(!is_whole(walk.clone(), &[Stored { salt: None, ..stored.clone() }]));
            walk.step(stored).expect("a whole entry");
        }
        println!("{flipped} bytes of {ENTRIES} entries flipped, each found");
        assert!(flipped > 250_000, "{flipped}");
    }

    #[test]
    fn removed_inserted_and_moved_entries_are_found() {
        let log = log();
        let mut walk = Walk::new("130001");
        for place in 0..log.len() - 1 {
            let next_two = [&log[place], &log[place + 1]];
            // Gone: the next one stands in its place, with its own number or with the number of the one that is gone.
            let renumbered = Stored { sequence: log[place].sequence, ..log[place + 1].clone() };
            assert!(!is_whole(walk.clone(), &[next_two[1].clone()]), "{place}");
            assert!(!is_whole(walk.clone(), &[renumbered]), "{place}");
            // Twice, or another of the log between.
            let again = Stored { sequence: log[place].sequence + 1, ..log[place].clone() };
            assert!(!is_whole(walk.clone(), &[log[place].clone(), again]), "{place}");
            // Changed places.
            let (mut one, mut other) = (next_two[1].clone(), next_two[0].clone());
            (one.sequence, other.sequence) = (other.sequence, one.sequence);
            assert!(!is_whole(walk.clone(), &[one, other]), "{place}");
            // What two entries say, exchanged.
            let swapped = Stored { said: log[place + 1].said.clone(), ..log[place].clone() };
            assert!(!is_whole(walk.clone(), &[swapped]), "{place}");
            walk.step(&log[place]).expect("a whole entry");
        }
        // Words that are gone are found, and no fault where an entry says that they are.
        let mut said = log.clone();
        said.iter_mut().take(10).for_each(|stored| stored.salt = None);
        assert!(!is_whole(Walk::new("130001"), &said));
        let mut walk = Walk::new("130001");
        for stored in &said {
            walk.step(stored).expect("a whole link");
        }
        for (stated, whole) in [(9, false), (10, true)] {
            assert_eq!(Walk { stated, ..walk.clone() }.ends().is_ok(), whole);
        }
        assert_eq!(
            forgotten(
                &["", "", "", "", "", "", "", "", "", "", forget::ACTION, "[\"10\"]", "", "", ""]
                    .map(str::as_bytes)
            ),
            10
        );
        // Of another authority's log.
        assert!(!is_whole(Walk::new("130002"), &log[..1]));
    }
}
